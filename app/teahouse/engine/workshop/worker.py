"""Runs a job of the Workshop in a process of its own, for steps of the engine that are slow or handle strange files.

The process is killed where its generator is closed. Any thread but the event loop's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from typing import Any

from teahouse.engine.errors import ApiError
from teahouse.engine.processes import bind_to_this_process

_LONGEST_LINE = 1 << 16
Progress = tuple[float, str]
"""How much of a job is done, and what it does."""


def worker_command() -> list[str]:
    """The command line of a worker, for a frozen program or an interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "engine", "--workshop"]
    return [sys.executable, "-P", "-m", "teahouse.engine", "--workshop"]


def run_job(job: str, **fields: Any) -> Generator[Progress, None, dict[str, Any]]:
    """Run a job and yield its progress; returns its result. Raises `ApiError` 400 with the reason of a failure."""
    process = subprocess.Popen(
        worker_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console
    )
    bind_to_this_process(process.pid)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps({"job": job, "parent": os.getpid(), **fields}).encode() + b"\n")
            process.stdin.flush()
        while line := process.stdout.readline(_LONGEST_LINE):
            found = json.loads(line)
            if "error" in found:
                raise ApiError(400, found["error"]["text"])
            if "result" in found:
                result: dict[str, Any] = found["result"]
                return result
            yield found["progress"], found["status"]
        raise ApiError(500, "the process that changes the model ended without a result")
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()
