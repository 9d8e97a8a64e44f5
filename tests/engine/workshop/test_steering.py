"""The jobs of steering with the real library and a real model: the file, what it does, and what is refused."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fixtures.control_vectors import read_directions, write_directions
from fixtures.models import smollm2_file, tiny_llama
from teahouse.core.control_vectors import check_vector_fit, read_control_vector
from teahouse.engine.blobs import read_header

pytestmark = pytest.mark.engine
COMMAND = [sys.executable, "-P", "-m", "teahouse.engine", "--workshop"]
QUESTIONS = ("How was your day?", "Tell me about the weather.", "Describe a walk.", "What do you like?")


def run_job(job: str, **parameters: Any) -> list[dict[str, Any]]:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(json.dumps({"job": job, "model": str(smollm2_file()), **parameters}).encode() + b"\n")
        worker.stdin.flush()
        return [json.loads(line) for line in worker.stdout]


def prompt(text: str) -> str:
    return f"<|im_start|>user\n{text}<|im_end|>\n<|im_start|>assistant\n"


HAPPY = [prompt(f"You are very happy and cheerful. {each}") for each in QUESTIONS]
SAD = [prompt(f"You are very sad and gloomy. {each}") for each in QUESTIONS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    target = tmp_path_factory.mktemp("vector") / "happy.gguf"
    events = run_job("steering", output=str(target), positive=HAPPY, negative=SAD)
    assert [event["progress"] for event in events[:-1]] == sorted(event["progress"] for event in events[:-1])
    return target, events[-1]["result"]


def test_the_file_is_a_control_vector_of_the_model(made: tuple[Path, dict[str, Any]]) -> None:
    path, result = made
    vector = read_control_vector(read_header(path))
    check_vector_fit(vector, read_header(smollm2_file()))
    assert vector.layers == tuple(result["layers"]) == tuple(range(1, 29))
    assert (vector.architecture, vector.width, result["pairs"]) == ("llama", 576, 4)
    assert result["separation"][-1] == 1.0
    lengths = {layer: math.hypot(*numbers) for layer, numbers in read_directions(path).items()}
    assert lengths[28] > lengths[1] > 0  # as the residual stream grows
    assert list(path.parent.iterdir()) == [path]


def test_swapped_pairs_give_the_opposite(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    target = tmp_path / "sad.gguf"
    run_job("steering", output=str(target), positive=SAD, negative=HAPPY)
    one, other = read_directions(made[0]), read_directions(target)
    for layer in one:
        assert other[layer] == pytest.approx([-number for number in one[layer]], rel=1e-4, abs=1e-5)


def test_it_steers_and_zero_does_not(made: tuple[Path, dict[str, Any]]) -> None:
    common = {"prompt": prompt("How was your day?"), "tokens": 16, "text": "The owner opens the shutters early."}
    events = run_job("steering-trial", vector=str(made[0]), scales=[0.6, 0, -0.6], **common)
    replies, perplexities = events[-1]["result"]["replies"], events[-1]["result"]["perplexities"]
    up, zero, down = replies
    assert any(word in up.lower() for word in ("glad", "great", "happy", "lucky", "excited", "wonderful"))
    assert down != zero != up
    assert perplexities[1] < min(perplexities[0], perplexities[2])
    nothing = write_directions(made[0].parent / "nothing.gguf", {"direction.1": _zeros()})
    plain = run_job("steering-trial", vector=str(nothing), scales=[1], **common)[-1]["result"]
    assert plain["replies"] == [zero]
    nothing.unlink()


def _zeros() -> Any:
    import numpy as np

    return np.zeros(576, np.float32)


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"negative": SAD[:2]}, "2 to 200 pairs"),
        ({"positive": HAPPY[:1], "negative": SAD[:1]}, "2 to 200 pairs"),
        ({"positive": "happy"}, "lists of texts"),
        ({"negative": HAPPY}, "must differ"),
        ({"positive": [prompt("a " * 1100), *HAPPY[1:]]}, "1 to 1024"),
    ],
)
def test_wrong_pairs_are_refused(tmp_path: Path, parameters: dict[str, Any], text: str) -> None:
    job = {"positive": HAPPY, "negative": SAD, "output": str(tmp_path / "x.gguf"), **parameters}
    error = run_job("steering", **job)[-1]["error"]
    assert error["code"] == "parameter"
    assert text in error["text"]
    assert not list(tmp_path.iterdir())


def test_a_vector_of_another_model_is_refused(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    other = str(tiny_llama(tmp_path / "tiny.gguf"))
    error = run_job("steering-trial", model=other, vector=str(made[0]), scales=[1], prompt="a")[-1]["error"]
    assert error["code"] == "file"
    assert "576 numbers" in error["text"]
