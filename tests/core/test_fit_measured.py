"""Predicted memory compared with measured memory: here by the real engine, elsewhere by a real Ollama.

Run with -s to read the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.headers import of_show
from fixtures.models import GEMMA3, SMOLLM2, add_model, gemma3_file, make_models_dir, smollm2_file
from fixtures.ollama_recordings import read_recording
from fixtures.published_memory import CACHES, PUBLISHED
from fixtures.shipped_catalogue import find_tag
from fixtures.tiny_builds import babbling
from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.architecture import from_header, from_tag
from teahouse.core.calibration import Calibration
from teahouse.core.fit import GIB, MIB, memory_need

HERE = 0.10  # of what the daemon says, for whatever can be loaded here
ELSEWHERE = 0.15  # of what others published, for entries of the catalogue
CONTEXTS = (2048, 4096, 8192)
LONGER = (4096, 8192, 32768)  # tiny models: at less there is little but work buffers
FILES = {SMOLLM2: smollm2_file, GEMMA3: gemma3_file}


def told(rows: list[tuple[str, int, float, float]]) -> float:
    """Print name, context, predicted and measured bytes; returns the largest error."""
    print()
    for name, context, predicted, measured in rows:
        error = predicted / measured - 1
        print(f"{name:24}{context:>8}{predicted / 1e6:>12,.0f} MB{measured / 1e6:>12,.0f} MB{error:>+8.1%}")
    return max(abs(predicted / measured - 1) for _, _, predicted, measured in rows)


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return babbling(tmp_path_factory.mktemp("builds"))


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, builds: dict[str, Path]) -> Iterator[httpx.Client]:
    models = tmp_path_factory.mktemp("models")
    make_models_dir(models)
    for name, file in builds.items():
        add_model(models, f"{name}:tiny", file)
    with EngineProcess(models) as engine, httpx.Client(base_url=engine.url, timeout=60, trust_env=False) as client:
        yield client


def loaded_size(api: httpx.Client, name: str, context: int) -> int:
    body = {"model": name, "messages": [], "options": {"num_ctx": context}}
    api.post("/api/chat", json=body).raise_for_status()
    (entry,) = [each for each in api.get("/api/ps").json()["models"] if each["name"] == name]
    assert entry["context_length"] == context
    return int(entry["size"])


@pytest.mark.engine
def test_the_engine_shows_what_was_predicted_and_one_load_teaches_the_rest(api: httpx.Client) -> None:
    rows, after = [], []
    for name, file in FILES.items():
        model, learned = from_header(read_gguf_header(file())), Calibration()
        for context in CONTEXTS:
            predicted, measured = memory_need(model, context).shown, loaded_size(api, name, context)
            rows.append((name, context, float(predicted), float(measured)))
            if learned.memory:
                after.append((name, context, learned.memory_of(name, predicted).value, float(measured)))
            learned = learned.with_memory(name, predicted, measured)
    assert told(rows) < HERE
    assert told(after) < 0.01


@pytest.mark.engine
def test_every_architecture_takes_what_was_predicted(api: httpx.Client, builds: dict[str, Path]) -> None:
    rows = []
    for name, file in builds.items():
        model = from_header(read_gguf_header(file))
        for context in LONGER:
            predicted, measured = memory_need(model, context).shown, loaded_size(api, f"{name}:tiny", context)
            rows.append((name, context, float(predicted), float(measured)))
        api.post("/api/chat", json={"model": f"{name}:tiny", "messages": [], "keep_alive": 0}).raise_for_status()
    assert told(rows) < HERE
    firsts, lasts = rows[:: len(LONGER)], rows[len(LONGER) - 1 :: len(LONGER)]
    grown = [last[2] - first[2] for first, last in zip(firsts, lasts, strict=True)]
    taken = [last[3] - first[3] for first, last in zip(firsts, lasts, strict=True)]
    assert grown == pytest.approx(taken, rel=0.01)  # what a token takes is exact; the rest is a few buffers


@pytest.mark.engine
def test_the_engines_description_says_the_same_as_the_file(api: httpx.Client) -> None:
    for name, file in FILES.items():
        show = api.post("/api/show", json={"model": name}).json()
        header = read_gguf_header(file())
        assert of_show(show, header.size) == from_header(header)


def test_a_recorded_daemon_showed_what_is_predicted() -> None:
    rows = [
        (
            each["name"],
            each["context_length"],
            float(memory_need(from_header(read_gguf_header(FILES[each["name"]]())), 4096).shown),
            each["size"],
        )
        for each in read_recording("ps.json")["models"]
    ]
    assert told(rows) < HERE


def test_entries_of_the_catalogue_take_what_others_published() -> None:
    """Some daemons count a model's work on pictures when it is loaded, others do not: for models that see, whichever
    end of the reserve for it is nearer; both ends are printed."""
    rows = []
    for name, context, gigabytes in PUBLISHED:
        model = from_tag(find_tag(name))
        assert model is not None
        predicted = memory_need(model, context).shown
        most = predicted + GIB if model.vision else predicted
        if model.vision:
            print(f"\n{name}: {predicted / 1e6:,.0f} MB without, {most / 1e6:,.0f} MB with pictures at work", end="")
        rows.append((name, context, min(max(predicted, gigabytes * 1e9), float(most)), gigabytes * 1e9))
    assert told(rows) < ELSEWHERE


def test_caches_of_the_catalogue_are_those_that_were_published() -> None:
    for name, context, size in CACHES:
        model = from_tag(find_tag(name))
        assert model is not None
        assert memory_need(model, context).cache == size * MIB
