"""The worker process of one job: reads the job from stdin, writes lines of JSON to stdout.

The lines are `{"progress": 0…1, "status": "…"}`, and at the end `{"result": {…}}` or `{"error": {"code": "…", "text":
"…"}}`. The job is one line; the end of stdin ends the process, which also ends with its parent. Its address space is
limited, so that a hostile file cannot take the computer's memory.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from teahouse.core.adapters import AdapterError
from teahouse.engine.processes import die_with_parent, watch_stdin

Report = Callable[[float, str], None]
_LEAST_SECONDS = 0.1  # between two lines of progress
_LEAST_MEMORY = 4 << 30  # bytes of address space, of which the wheel's libraries take a part


def main() -> int:
    """Run the job on stdin; returns 1 where it failed."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in a terminal is the daemon's to handle
    job: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    die_with_parent(job.get("parent"), at_once=True)
    watch_stdin(lambda: os._exit(1))
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    _limit_memory(job)
    try:
        result = _run_job(job, _make_report(lines))
    except AdapterError as error:
        return _write_error(lines, "adapter", str(error))
    except MemoryError:
        return _write_error(lines, "memory", "there is not enough memory")
    except OSError as error:
        return _write_error(lines, "file", error.strerror or str(error))
    _write_line(lines, result=result)
    return 0


def _run_job(job: Mapping[str, Any], report: Report) -> dict[str, Any]:
    match job["job"]:
        case "merge":
            from teahouse.engine.workshop.merge import merge_adapters

            adapters = [(Path(path), float(scale)) for path, scale in job["adapters"]]
            return merge_adapters(Path(job["base"]), adapters, Path(job["target"]), report)
        case "convert-adapter":
            from teahouse.engine.workshop.convert_adapter import convert_adapter

            return convert_adapter(Path(job["folder"]), Path(job["base"]), Path(job["target"]), job["name"])
        case other:
            raise OSError(f"an unknown job: {other}")


def _limit_memory(job: Mapping[str, Any]) -> None:
    if sys.platform != "linux":
        return
    import resource

    most = _LEAST_MEMORY + int(job.get("memory", 0))
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _make_report(lines: IO[str]) -> Report:
    written = 0.0

    def report(share: float, status: str) -> None:
        nonlocal written
        if (now := time.monotonic()) - written >= _LEAST_SECONDS:
            written = now
            _write_line(lines, progress=round(share, 4), status=status)

    return report


def _write_line(lines: IO[str], **values: object) -> None:
    lines.write(json.dumps(values) + "\n")
    lines.flush()


def _write_error(lines: IO[str], code: str, text: str) -> int:
    _write_line(lines, error={"code": code, "text": text})
    return 1
