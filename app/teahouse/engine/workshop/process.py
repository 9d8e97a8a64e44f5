"""The process of one job: reads it from stdin, does it, and writes lines of JSON to stdout.

Input: one line, an object with `job` (a name in `jobs`), `parent` (the process that started it) and the job's own
parameters. Output: any number of {"progress": 0…1, "status": "…"}, then one {"result": {…}} or {"error": {"code": "…",
"text": "…"}} (codes in `failure`). llama.cpp logs to stderr. The end of stdin, SIGTERM and the end of the parent cancel
the job: its unfinished files are deleted and the process ends. Models are opened read-only. The exit code is 0 after a
result, 1 after an error, 3 where the job was cancelled.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from teahouse.engine.processes import die_with_parent, watch_stdin
from teahouse.engine.workshop import jobs
from teahouse.engine.workshop.abi_check import check_processor
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.temporary_folder import delete_folders

CANCELLED = 3
_LONGEST_JOB = 64 << 20  # bytes: a job may have a long text
_NICENESS = 5  # the window and the models in use come first


def main() -> int:
    """Do one job; returns the exit code."""
    control = JobControl(_redirect_stdout())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in a terminal is the parent's to handle
    _watch_signals(control)
    try:
        parameters = _read_job(sys.stdin.buffer.readline(_LONGEST_JOB + 1))
    except JobError as error:
        return _write_error(control, error)
    die_with_parent(parameters.get("parent"))
    watch_stdin(lambda: _cancel(control))
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    return run_job(parameters, control)


def run_job(parameters: Mapping[str, Any], control: JobControl) -> int:
    """Do a job whose input is read, and write its result or error; returns the exit code."""
    try:
        kind = jobs.find_job(str(parameters.get("job")))
        check_processor()
        _limit_resources(kind, parameters)
        result = kind.load()(parameters, control)
    except JobError as error:
        return _write_error(control, error)
    except MemoryError:
        return _write_error(control, JobError("memory", "There is not enough memory for this."))
    except OSError as error:
        return _write_error(control, JobError("file", f"{error.filename or 'A file'}: {error.strerror or error}."))
    finally:
        control.delete_partials()
    control.write_event({"result": result})
    return 0


def _write_error(control: JobControl, error: JobError) -> int:
    control.write_event({"error": {"code": error.code, "text": error.text}})
    return 1


def _read_job(line: bytes) -> dict[str, Any]:
    try:
        parameters = json.loads(line)
    except ValueError:
        raise JobError("parameter", "The job is not a line of JSON.") from None
    if not isinstance(parameters, dict):
        raise JobError("parameter", "The job is not an object.")
    return parameters


def _redirect_stdout() -> IO[str]:
    """Return the original stdout for events; other output goes to stderr."""
    stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return stdout


def _watch_signals(control: JobControl) -> None:
    """Cancel at SIGTERM, on a thread of its own: a handler would wait for the library's call to return."""
    if sys.platform == "win32":
        return
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})

    def wait() -> None:
        signal.sigwait({signal.SIGTERM})
        _cancel(control)

    threading.Thread(target=wait, name="signals", daemon=True).start()


def _cancel(control: JobControl) -> None:
    control.delete_partials()
    delete_folders()
    os._exit(CANCELLED)


def _limit_resources(kind: jobs.JobKind, parameters: Mapping[str, Any]) -> None:
    """Check the memory that is free, and limit what this process takes. Raises `JobError` memory. Linux only; the
    kernel ends this process before others where memory runs out."""
    os.umask(0o077)
    if sys.platform != "linux":
        return
    import resource

    with suppress(OSError):
        os.nice(_NICENESS)
        Path("/proc/self/oom_score_adj").write_text("800")
    needed, free = kind.memory(parameters), _read_available()
    if free is not None and needed > free:
        raise JobError("memory", f"This needs about {needed >> 20} MiB of memory, and {free >> 20} MiB are free.")
    with suppress(OSError, ValueError):
        limit = 2 * needed + (4 << 30)  # private memory; mapped files do not count, stacks of threads do
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read_available() -> int | None:
    """Bytes of memory that can be used without swapping."""
    with suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    return None
