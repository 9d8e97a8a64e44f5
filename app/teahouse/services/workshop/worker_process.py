"""Runs one job of the workshop in a process of the engine: `engine/workshop/process.py` has the protocol."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.commands import child_environment, workshop_command

_LONGEST_LINE = 256 << 20  # bytes: a result may have a number for every token of a vocabulary
_END_SECONDS = 3.0  # for the process to delete its unfinished files
_LOG_BYTES = 2000
_UNAVAILABLE = ("abi", "cpu", "missing")


async def run_worker(
    kind: str, parameters: Mapping[str, Any], on_progress: Callable[[float, str], None]
) -> dict[str, Any]:
    """The result of a job. Cancelling ends the process. Raises `Trouble`: WORKSHOP_UNAVAILABLE, JOB_FAILED, JOB_DIED,
    DISK_FULL."""
    flags: dict[str, Any] = {"creationflags": 0x08000000} if sys.platform == "win32" else {}  # no console window
    process = await asyncio.create_subprocess_exec(
        *workshop_command(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=child_environment({"OMP_WAIT_POLICY": "passive"}),
        limit=_LONGEST_LINE,
        **flags,
    )
    log = bytearray()
    reading = asyncio.create_task(_read_log(process, log))
    try:
        await _send_job(process, {**parameters, "job": kind, "parent": os.getpid()})
        answer = await _read_answer(process, on_progress)
        await process.wait()
        await reading
    finally:
        await _end_process(process)
        reading.cancel()
    if answer is None:
        raise Trouble(Problem.JOB_DIED, message=_last_lines(log) or f"exit status {process.returncode}")
    if isinstance(result := answer.get("result"), dict):
        return result
    raise _explain_error(answer.get("error"), parameters)


async def _send_job(process: asyncio.subprocess.Process, job: dict[str, Any]) -> None:
    assert process.stdin is not None
    with suppress(ConnectionError):  # it ended; its output may say why
        process.stdin.write(json.dumps(job).encode() + b"\n")
        await process.stdin.drain()


async def _read_answer(
    process: asyncio.subprocess.Process, on_progress: Callable[[float, str], None]
) -> dict[str, Any] | None:
    """The last line of the process; None where it ended without one."""
    assert process.stdout is not None
    with suppress(ValueError):  # no JSON, or a line that is too long
        while line := await process.stdout.readline():
            event = json.loads(line)
            if "progress" not in event:
                return dict(event)
            on_progress(float(event["progress"]), str(event.get("status", "")))
    return None


async def _read_log(process: asyncio.subprocess.Process, log: bytearray) -> None:
    """Keep the end of the log, which is read so that the process does not wait."""
    assert process.stderr is not None
    while data := await process.stderr.read(1 << 16):
        log += data
        del log[:-_LOG_BYTES]


async def _end_process(process: asyncio.subprocess.Process) -> None:
    """End the process if it runs: it deletes its unfinished files when it is told to end, and is killed later."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        if sys.platform == "win32" and process.stdin is not None:
            process.stdin.close()  # terminating there kills
        else:
            process.terminate()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), _END_SECONDS)
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _last_lines(log: bytearray) -> str:
    lines = [line.strip() for line in log.decode(errors="replace").splitlines() if line.strip()]
    return " ".join(lines[-2:])[-300:]


def _explain_error(error: object, parameters: Mapping[str, Any]) -> Trouble:
    fields = error if isinstance(error, dict) else {}
    code, text = str(fields.get("code", "")), str(fields.get("text", ""))[:500]
    if code in _UNAVAILABLE:
        return Trouble(Problem.WORKSHOP_UNAVAILABLE, message=text)
    if code == "disk":
        return Trouble(Problem.DISK_FULL, path=str(parameters.get("output", "")))
    return Trouble(Problem.JOB_FAILED, message=text)
