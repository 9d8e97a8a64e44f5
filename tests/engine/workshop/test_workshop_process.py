"""The workshop's process with the real library: what it answers, what it refuses, and that it can be ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fixtures.models import smollm2_file, tiny_llama, truncated
from fixtures.waits import wait_until
from teahouse.engine.workshop import abi, abi_check
from teahouse.engine.workshop.abi import NativeLibrary, find_library
from teahouse.engine.workshop.abi_check import check_library
from teahouse.engine.workshop.control import PARTIAL, JobControl
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeContext, NativeModel
from teahouse.engine.workshop.temporary_folder import create_folder, delete_folders

pytestmark = pytest.mark.engine
COMMAND = [sys.executable, "-P", "-m", "teahouse.engine", "--workshop"]


@pytest.fixture(scope="module")
def library() -> NativeLibrary:
    return NativeLibrary()


def run_worker(**job: Any) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the events of a job; stdin stays open, as it does under a parent."""
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(json.dumps(job).encode() + b"\n")
        worker.stdin.flush()
        events = [json.loads(line) for line in worker.stdout]
        return worker.wait(), events


def test_the_library_is_the_one_that_is_described(library: NativeLibrary) -> None:
    check_library(library)


def test_another_build_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(abi, "BUILD", 1)
    with pytest.raises(JobError, match=r"made for llama\.cpp b1, and b") as raised:
        find_library()
    assert raised.value.code == "abi"


def test_another_default_is_noticed(library: NativeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(abi_check._CONTEXT_DEFAULTS, "n_batch", 2049)
    with pytest.raises(JobError, match="n_batch: 2048, not 2049"):
        check_library(library)


def test_a_field_at_another_place_is_noticed(library: NativeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    """`logits` are those of the wrong tokens when the model answers something else."""
    monkeypatch.setattr(abi_check, "_bits", lambda token: [1] * 32)
    with pytest.raises(JobError, match="next tokens"):
        check_library(library)


def test_a_real_model_computes(library: NativeLibrary) -> None:
    with NativeModel(library, smollm2_file()) as model:
        tokens = model.tokenize("The capital of France is")
        assert model.detokenize(tokens) == "The capital of France is"
        with NativeContext(model, 128, n_batch=64) as context:
            context.decode(tokens, 0, every=True)
            logits = list(context.logits())
            assert model.piece(max(range(model.n_vocab), key=logits.__getitem__)) == b" Paris"
            again = list(context.logits(len(tokens) - 1))
            assert again == logits
            context.clear()
            context.decode(tokens[:-1], 0)
            context.decode(tokens[-1:], len(tokens) - 1)
            split = list(context.logits())
            assert max(abs(one - other) for one, other in zip(logits, split, strict=True)) < 0.1


def test_a_file_is_described(tmp_path: Path) -> None:
    code, events = run_worker(job="describe", model=str(tiny_llama(tmp_path / "tiny.gguf")))
    assert code == 0
    assert any("progress" in event for event in events)
    result = events[-1]["result"]
    assert result["architecture"] == "llama"
    assert {"name": "token_embd.weight", "type": "F32"}.items() <= result["tensors"][0].items()


def refusals(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    yield {"job": "nothing"}, "parameter"
    yield {"job": "describe"}, "parameter"
    yield {"job": "describe", "model": "relative.gguf"}, "parameter"
    yield {"job": "describe", "model": str(folder / "missing.gguf")}, "file"
    yield {"job": "describe", "model": str(truncated(smollm2_file(), folder / "headless.gguf", 0.001))}, "file"
    (folder / "text.gguf").write_text("no model")
    yield {"job": "describe", "model": str(folder / "text.gguf")}, "file"


def test_what_cannot_be_done_is_an_error(tmp_path: Path) -> None:
    for job, expected in refusals(tmp_path):
        code, events = run_worker(**job)
        assert (code, events[-1]["error"]["code"]) == (1, expected), job
        assert events[-1]["error"]["text"].endswith(".")


def test_an_output_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    control, target = JobControl(sys.stderr), tmp_path / "made.gguf"
    with pytest.raises(RuntimeError), control.create_output(target) as file:  # noqa: PT012
        file.write(b"half")
        file.flush()
        assert [path.name.endswith(PARTIAL) for path in tmp_path.iterdir()] == [True]
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with control.create_output(target) as file:
        file.write(b"whole")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]
    with pytest.raises(JobError, match="exists already"), control.create_output(target):
        pass
    assert target.read_bytes() == b"whole"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", ["end of stdin", "SIGTERM"])
def test_a_cancelled_job_deletes_its_file(tmp_path: Path, how: str) -> None:
    code = (
        "import sys, time; from pathlib import Path; from teahouse.engine.workshop import jobs, process\n"
        "def run(parameters, control):\n"
        "    with control.create_output(Path(parameters['output'])) as file:\n"
        "        file.write(b'half'); file.flush(); control.report_progress(0.5); time.sleep(60)\n"
        "jobs.JOBS['wait'] = jobs.JobKind(lambda: run, jobs.need_little)\n"
        "sys.exit(process.main())"
    )
    job = {"job": "wait", "output": str(tmp_path / "made.gguf")}
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(json.dumps(job).encode() + b"\n")
        worker.stdin.flush()
        assert json.loads(worker.stdout.readline())["progress"] == 0.5
        assert len(list(tmp_path.iterdir())) == 1
        if how == "SIGTERM":
            worker.send_signal(signal.SIGTERM)
        else:
            worker.stdin.close()
        assert wait_until(lambda: worker.poll() == 3)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_jobs_temporary_folder_is_deleted_by_a_later_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old, used, other = (tmp_path / name for name in ("teahouse-workshop-old", "teahouse-workshop-used", "other"))
    for folder in (old, used, other):
        folder.mkdir()
        (folder / "names.gguf").touch()
    for folder in (old, other):
        os.utime(folder, (1, 1))
    with create_folder() as folder:
        (folder / "check.gguf").touch()
        assert sorted(tmp_path.iterdir()) == sorted([folder, used, other])
    with create_folder() as folder:
        delete_folders()  # as a cancelled job does
        assert not folder.exists()
    assert sorted(tmp_path.iterdir()) == sorted([used, other])
