"""The job "logits" with real models of the library, against numpy on the same logits."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import numpy.typing as npt
import pytest

from fixtures.models import tiny_llama
from teahouse.engine.workshop.abi import NativeLibrary
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.logits import measure_logits, summarize_divergences
from teahouse.engine.workshop.native import NativeContext, NativeModel

TEXT = "The tea house stands at the bend of the river, where the road from the hills meets the harbour. " * 3
CHATML = "{% for m in messages %}<|im_start|>{{m.role}}\n{{m.content}}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
SCALE = 6.0  # of the second model's logits: its distribution is narrower


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A model, and one whose logits are SCALE times the first one's."""
    original, other = tiny_llama(tmp_path / "original.gguf", template=CHATML), tmp_path / "other.gguf"
    other.write_bytes(original.read_bytes())
    tensor = next(one for one in gguf.GGUFReader(other, "r+").tensors if one.name == "output.weight")
    tensor.data[:] *= SCALE
    tensor.data.flush()
    return original, other


def _run(events: io.StringIO, **parameters: Any) -> dict[str, Any]:
    return measure_logits(parameters, JobControl(events))


def _logarithms(path: Path, tokens: list[int]) -> npt.NDArray[np.float64]:
    """ln p after each token."""
    library = NativeLibrary()
    with NativeModel(library, path) as model, NativeContext(model, 512, threads=1) as context:
        context.decode(tokens, 0, every=True)
        rows = np.array([np.frombuffer(context.logits(place), np.float32) for place in range(len(tokens))], np.float64)
    highest = rows.max(axis=1, keepdims=True)
    return np.asarray(rows - highest - np.log(np.exp(rows - highest).sum(axis=1, keepdims=True)))


def test_figures_are_those_of_the_definition(files: tuple[Path, Path], tmp_path: Path) -> None:
    events = io.StringIO()
    job = {"text": TEXT, "prompts": ["tea", "house"], "cache": str(tmp_path / "cache"), "threads": 1, "pieces": 2}
    result = _run(events, original=str(files[0]), quantized=str(files[1]), **job)
    original, quantized = result["original"], result["quantized"]
    with NativeModel(NativeLibrary(), files[0]) as model:
        tokens = model.tokenize(TEXT)
    assert 256 <= len(tokens) < 512
    assert (quantized["context"], quantized["tokens"], quantized["prompts"]) == (128, 2 * 63, 2)
    losses: list[list[float]] = [[], []]
    divergences: list[float] = []
    for start in (0, 128):
        piece = tokens[start : start + 128]
        base, changed = (_logarithms(path, [1, *piece[1:]]) for path in files)
        for place in range(64, 127):
            for found, rows in zip(losses, (base, changed), strict=True):
                found.append(-rows[place][piece[place + 1]])
            divergences.append(float((np.exp(base[place]) * (base[place] - changed[place])).sum()))
    assert original["perplexity"] == pytest.approx(np.exp(np.mean(losses[0])), rel=1e-4)
    assert quantized["perplexity"] == pytest.approx(np.exp(np.mean(losses[1])), rel=1e-4)
    assert quantized["perplexity"] != pytest.approx(original["perplexity"], rel=0.01), "the models differ"
    for name, share in (("kld_median", 50), ("kld_99", 99)):
        assert quantized[name] == pytest.approx(float(np.percentile(divergences, share)), rel=0.01)
    assert quantized["kld_mean"] == pytest.approx(float(np.mean(divergences)), rel=0.01)
    assert quantized["same_first"] == 1.0, "scaled logits have the same order"
    assert (original["size"], quantized["size"]) == (files[0].stat().st_size, files[1].stat().st_size)
    assert all(figures[name] > 0 for figures in (original, quantized) for name in ("reading", "writing"))
    reported = [json.loads(line)["progress"] for line in events.getvalue().splitlines()]
    assert reported == sorted(reported)


def test_the_original_is_read_once_for_all_its_quantizations(files: tuple[Path, Path], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    job = {"original": str(files[0]), "text": TEXT, "prompts": ["tea"], "cache": str(cache), "threads": 1}
    first = _run(io.StringIO(), **job)
    kept = {path.name: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert sorted(Path(name).suffix for name in kept) == [".json", ".rows"]
    second = _run(io.StringIO(), **job, quantized=str(files[1]))
    assert second["original"] == first["original"]
    assert {path.name: path.stat().st_mtime_ns for path in cache.iterdir()} == kept
    same = _run(io.StringIO(), **job, quantized=str(files[0]))["quantized"]
    assert same["kld_mean"] == pytest.approx(0.0, abs=1e-6)
    assert same["perplexity"] == pytest.approx(first["original"]["perplexity"])
    _run(io.StringIO(), **{**job, "text": TEXT + "!"})
    assert len(list(cache.iterdir())) == 2, "those of other texts are removed"
    assert not kept.keys() & {path.name for path in cache.iterdir()}


def test_a_short_text_gives_no_divergence_but_first_tokens(files: tuple[Path, Path], tmp_path: Path) -> None:
    job = {"cache": str(tmp_path / "cache"), "threads": 1, "text": "tea", "prompts": ["tea"]}
    found = _run(io.StringIO(), original=str(files[0]), quantized=str(files[1]), **job)["quantized"]
    assert (found["kld_mean"], found["perplexity"], found["tokens"]) == (None, None, 0)
    assert found["same_first"] == 1.0
    empty = _run(io.StringIO(), original=str(files[0]), cache=str(tmp_path / "cache"))["original"]
    assert (empty["reading"], empty["perplexity"]) == (None, None)


def test_a_prompt_is_asked_in_the_models_template(files: tuple[Path, Path]) -> None:
    with NativeModel(NativeLibrary(), files[0]) as model:
        filled = model.fill_template("Which tea?")
    assert filled == "<|im_start|>user\nWhich tea?<|im_end|>\n<|im_start|>assistant\n"


def test_what_is_no_job_is_refused(tmp_path: Path) -> None:
    for wrong in ({"cache": str(tmp_path)}, {"original": "relative", "cache": str(tmp_path)}):
        with pytest.raises(JobError, match="absolute path"):
            _run(io.StringIO(), **wrong)
    with pytest.raises(JobError, match="must be a list"):
        _run(io.StringIO(), original="/a", cache=str(tmp_path), prompts="tea")


def test_percentiles_are_interpolated() -> None:
    found = summarize_divergences([0.4, 0.1, 0.2, 0.3])
    assert (found["kld_mean"], found["kld_median"]) == (pytest.approx(0.25), pytest.approx(0.25))
    assert found["kld_99"] == pytest.approx(float(np.percentile([0.1, 0.2, 0.3, 0.4], 99)))
    assert summarize_divergences([])["kld_mean"] is None
