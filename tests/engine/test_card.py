"""A llama-server program for a graphics card: its check, and the fallback to the processor."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import httpx
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.own_llama_server import DEVICE, ON_CARD, write_program
from fixtures.runner_checks import runner_children
from fixtures.waits import AT_ONCE
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.paths import resources
from teahouse.engine import card_check
from teahouse.engine.card_check import check_program

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(sys.platform == "win32", reason="a script cannot stand for a program there"),
]


def _program(folder: Path, begin: str, devices: str = DEVICE) -> Path:
    return write_program(folder / "llama-server", begin, devices)


def _check(program: Path) -> tuple[str, ...]:
    return asyncio.run(check_program(str(program), resources() / "engine" / "check.gguf"))


def _problem(program: Path) -> Trouble:
    with pytest.raises(Trouble) as caught:
        _check(program)
    return caught.value


def test_a_program_that_computes_on_a_card_what_the_processor_does_passes(tmp_path: Path) -> None:
    assert _check(_program(tmp_path, ON_CARD)) == ("Test card",)


def test_a_program_without_a_card_is_told_from_one_that_fails(tmp_path: Path) -> None:
    assert _problem(_program(tmp_path, "")).problem is Problem.CARD_MISSING  # it computes on the processor
    assert _problem(_program(tmp_path, ON_CARD, "  (none)")).problem is Problem.CARD_MISSING
    crashed = _problem(_program(tmp_path, "os.kill(os.getpid(), signal.SIGILL)"))
    assert crashed.problem is Problem.CARD_PROGRAM_FAILED
    assert "illegal instruction" in str(crashed.facts["message"])
    other = tmp_path / "other"
    other.write_text("#!/bin/sh\necho unknown option >&2\nexit 3\n", encoding="utf-8")
    other.chmod(0o755)
    assert _problem(other).facts == {"message": "unknown option"}
    other.chmod(0o644)
    assert _problem(other).problem is Problem.CARD_PROGRAM_FAILED
    assert _problem(tmp_path).problem is Problem.CARD_PROGRAM_FAILED


def test_wrong_numbers_are_noticed(tmp_path: Path) -> None:
    """The card loads another model than the one it was given: the same words, other weights."""
    model = resources() / "engine" / "check.gguf"
    data = bytearray(model.read_bytes())
    at = len(data) - 40_000
    data[at : at + 2_000] = data[at : at + 2_000][::-1]
    (tmp_path / "other.gguf").write_bytes(data)
    begin = f"{ON_CARD}\nsys.argv[sys.argv.index('--model') + 1] = {str(tmp_path / 'other.gguf')!r}"
    assert _problem(_program(tmp_path, begin)).problem is Problem.CARD_WRONG


def test_a_driver_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_check, "COMPUTE_SECONDS", 1.0)
    assert _problem(_program(tmp_path, "time.sleep(600)")).facts == {"seconds": 1}
    monkeypatch.setattr(card_check, "LIST_SECONDS", 1.0)
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 600\n", encoding="utf-8")
    silent.chmod(0o755)
    assert _problem(silent).facts == {"seconds": 1}


def _ask(own: EngineProcess, model: str = "smollm2:135m") -> httpx.Response:
    message = {"role": "user", "content": "hi"}
    body = {"model": model, "messages": [message], "stream": False, "options": {"num_predict": 3}}
    return httpx.post(f"{own.url}/api/chat", json=body, timeout=120)


def test_a_model_that_the_program_cannot_load_runs_on_the_processor(models_dir: Path, tmp_path: Path) -> None:
    program = write_program(
        tmp_path / "llama-server", "print('E error loading model: no such kernel', file=sys.stderr)\nsys.exit(1)"
    )
    with EngineProcess(models_dir, arguments=["--llama-server", str(program)]) as own:
        assert _ask(own).json()["eval_count"] == 3
        (loaded,) = httpx.get(f"{own.url}/api/ps").json()["models"]
        assert "no such kernel" in loaded["card_failure"]
        assert loaded["size_vram"] == 0
        assert "computes on the processor" in own.log()
        assert "not within the file bounds" in _ask(own, "cut").json()["error"]


def test_a_model_on_the_card_is_told_as_such(models_dir: Path, tmp_path: Path) -> None:
    with EngineProcess(models_dir, arguments=["--llama-server", str(_program(tmp_path, ON_CARD))]) as own:
        assert _ask(own).json()["eval_count"] == 3
        (loaded,) = httpx.get(f"{own.url}/api/ps").json()["models"]
        assert "card_failure" not in loaded
        assert loaded["size_vram"] == 100 << 20
        assert loaded["size"] > loaded["size_vram"]


def test_a_program_that_crashes_at_work_is_not_used_again_for_that_model(models_dir: Path, tmp_path: Path) -> None:
    with EngineProcess(models_dir, arguments=["--llama-server", str(_program(tmp_path, ON_CARD))]) as own:
        assert _ask(own).json()["eval_count"] == 3
        (runner,) = runner_children(own)
        runner.kill()
        runner.wait(AT_ONCE)
        assert _ask(own).json()["eval_count"] == 3
        (loaded,) = httpx.get(f"{own.url}/api/ps").json()["models"]
        assert loaded["card_failure"]
        assert loaded["size_vram"] == 0
