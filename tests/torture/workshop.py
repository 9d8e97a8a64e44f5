"""Kills of the workshop's process at random moments of each of its jobs: the originals stay, and a result is there
whole or not at all."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fixtures.adapters import write_adapter, write_peft
from fixtures.control_vectors import write_vector
from fixtures.lab_models import MODELS
from fixtures.models import sha256_of
from teahouse.engine.workshop.control import PARTIAL
from torture.result import Result

KILLS = 50
COMMAND = [sys.executable, "-P", "-m", "teahouse.engine", "--workshop"]
TEXT = "The tea house stands at the bend of the river, where the road from the hills meets the harbour. " * 4
TEMPLATE = "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
Job = Mapping[str, Any]


def run(share: float) -> list[Result]:
    """50 kills of each job of the workshop."""
    with tempfile.TemporaryDirectory(prefix="teahouse-torture-") as folder:
        jobs = make_jobs(Path(folder))
        return [kill_job(name, job, Path(folder), max(1, round(KILLS * share))) for name, job in jobs.items()]


def make_jobs(folder: Path) -> dict[str, Job]:
    """A job of each kind with its files in `folder`; those that write have no target yet."""
    model = str(MODELS["qwen3.5"].write(folder / "model.gguf"))
    base = MODELS["qwen3"].write(folder / "base.gguf")
    adapters = [[str(write_adapter(folder / f"{name}.gguf", base, seed=at)), 0.5] for at, name in enumerate("ab")]
    write_peft(folder / "peft", {f"model.layers.{at}.self_attn.q_proj": (256, 256) for at in range(2)})
    vector = str(write_vector(folder / "vector.gguf", Path(model)))
    pairs = {"positive": ["I am happy. ", "A good day. "] * 4, "negative": ["I am sad. ", "A bad day. "] * 4}
    return {
        "quantise": {"source": str(base), "kind": "Q4_K_M"},
        "merge": {"base": str(base), "adapters": adapters},
        "convert-adapter": {"folder": str(folder / "peft"), "base": str(base), "name": "own"},
        "logits": {"original": model, "quantized": model, "text": TEXT, "prompts": ["tea", "house"]},
        "steering": {"model": model, **pairs},
        "steering-trial": {"model": model, "vector": vector, "prompt": "tea", "scales": [-1, 0, 1], "text": TEXT},
        "describe": {"model": str(base)},
        "layers": {"model": model, "text": TEXT},
        "tokenize": {"model": model, "text": TEXT},
        "render": {"model": model, "template": TEMPLATE, "messages": [{"role": "user", "content": "Hello"}]},
        "edit-metadata": {"model": str(base), "values": {"general.name": "other"}},
    }


def kill_job(name: str, job: Job, folder: Path, kills: int) -> Result:
    """Kill a job at random moments of its run, and look at its files after each."""
    with tempfile.TemporaryDirectory(prefix="teahouse-torture-") as made:
        results = JobFolder(Path(made))
        before = read_digests(folder)
        begun = time.monotonic()
        results.run_job(name, job, None)
        seconds = time.monotonic() - begun
        expected = results.take_digests()
        moments, failures, left, finished = random.Random(17), [], 0, 0
        for number in range(kills):
            moment = moments.uniform(0, seconds)
            finished += results.run_job(name, job, moment)
            if read_digests(folder) != before:
                failures.append(f"kill {number} after {moment:.3f} s: an original was changed")
            found = results.take_digests()
            whole = {path: digest for path, digest in found.items() if not path.endswith(PARTIAL)}
            if not whole.items() <= expected.items():
                failures.append(f"kill {number} after {moment:.3f} s: another file than a whole result: {set(whole)}")
            left += len(found) - len(whole)
        temporary = len(results.list_temporary())
    worst = f"{left} unfinished files left under temporary names, {finished} jobs were done before the kill"
    if temporary:
        worst += f", {temporary} folders left among the system's temporary files"
    return Result(
        f"workshop: kills of {name}", kills, len(failures), worst, f"{seconds:.1f} s each", tuple(failures[:5])
    )


class JobFolder:
    """Where the killed jobs write: results, the store of `logits`, and temporary files, each in its own folder."""

    def __init__(self, folder: Path) -> None:
        self._results, self._temporary = folder / "results", folder / "temporary"
        self._results.mkdir()
        self._temporary.mkdir()

    def run_job(self, name: str, job: Job, kill_after: float | None) -> bool:
        """Run a job to its end, or kill it after some seconds; whether it was done. Raises where a whole run fails."""
        target = str(self._results / "made.gguf")
        fields = {**job, "job": name, "target": target, "output": target, "cache": str(self._results / "cache")}
        environment = {**os.environ, "TMPDIR": str(self._temporary)}
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(COMMAND, env=environment, **streams) as worker:
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdin.write(json.dumps(fields).encode() + b"\n")
            worker.stdin.flush()
            if kill_after is not None:
                time.sleep(kill_after)
                worker.kill()
            lines = worker.stdout.read().splitlines()
        done = bool(lines) and b'"result"' in lines[-1][:20]
        assert done or kill_after is not None, lines[-1:]
        return done

    def take_digests(self) -> dict[str, str]:
        """The files that are there, which are deleted."""
        found = read_digests(self._results)
        for name in found:
            (self._results / name).unlink()
        return found

    def list_temporary(self) -> list[Path]:
        return list(self._temporary.iterdir())


def read_digests(folder: Path) -> dict[str, str]:
    """The files in a folder with their digests. Of the figures of `logits`, which has speeds, only whether they are
    JSON."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            is_json = path.suffix == ".json" and path.parent.name == "cache"
            found[str(path.relative_to(folder))] = check_json(path) if is_json else sha256_of(path)
    return found


def check_json(path: Path) -> str:
    try:
        return "JSON" if "counted" in json.loads(path.read_bytes()) else "other JSON"
    except ValueError:
        return "no JSON"
