"""Limits of a process: memory, processor time, and no core file when it dies."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limits are Unix's")


def limits_after(code: str) -> list[int]:
    """The soft limits of a process that has run `code`: address space, core file, processor time."""
    script = (
        f"import resource\nfrom teahouse.desktop.processes import limit_memory, limit_time\n{code}\n"
        "for what in (resource.RLIMIT_AS, resource.RLIMIT_CORE, resource.RLIMIT_CPU):\n"
        "    print(resource.getrlimit(what)[0])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]


def test_a_process_with_limited_memory_leaves_no_core_file() -> None:
    memory, core, _ = limits_after("limit_memory(1 << 30)")
    assert (memory, core) == (1 << 30, 0)


def test_time_is_counted_from_now_on() -> None:
    used = "import time\nwhile time.process_time() < 2.0: pass\n"
    assert limits_after(f"{used}limit_time(5)")[2] in (8, 9)


def test_a_limit_is_never_above_what_the_process_may_have_at_most() -> None:
    lowered = "resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))\n"
    assert limits_after(f"{lowered}limit_memory(1 << 32)")[0] == 1 << 31
