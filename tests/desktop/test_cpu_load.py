"""How much of the processor other programs use, from files as Linux has them and from this computer."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from teahouse.desktop.cpu_load import CpuLoad, read_cpu_load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="/proc is read")


def write_proc(proc: Path, busy: int, own: int) -> None:
    """/proc of two processors with `busy` ticks of work, of which the process 7 has `own`."""
    (proc / "7").mkdir(parents=True, exist_ok=True)
    (proc / "stat").write_text(f"cpu  {busy - 30} 10 10 900 50 4 4 2 0 0\ncpu0 1 1 1 1\ncpu1 1 1 1 1\nintr 5\n")
    times = f"{own - 1} 1"
    (proc / "7" / "stat").write_text(f"7 (a (name) of two) S 1 7 7 0 -1 4194304 1 0 0 0 {times} 0 0 20 0\n")


def test_work_of_other_programs_is_all_work_without_that_for_the_measurement(tmp_path: Path) -> None:
    ticks = os.sysconf("SC_CLK_TCK")
    write_proc(tmp_path, 1000, 100)
    before = read_cpu_load([7, 8], tmp_path)
    assert (before.busy * ticks, before.processors, before.own) == (1000.0, 2, {7: 100 / ticks})
    write_proc(tmp_path, 1000 + 3 * ticks, 100 + 2 * ticks)
    after = read_cpu_load([7], tmp_path)
    later = CpuLoad(before.at + 2.0, after.busy, after.processors, after.own)
    assert before.others_until(later) == pytest.approx(0.25)  # one second of four
    assert CpuLoad().others_until(later) is None
    assert before.others_until(CpuLoad(before.at + 0.01, after.busy, 2)) is None


def test_without_proc_nothing_is_known(tmp_path: Path) -> None:
    assert read_cpu_load([1], tmp_path) == CpuLoad()
    (tmp_path / "stat").write_text("cpu 1 2\n")
    assert read_cpu_load([1], tmp_path) == CpuLoad()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is read")
def test_this_process_is_no_other_program() -> None:
    before = read_cpu_load([os.getpid()])
    own = time.process_time()
    while time.process_time() - own < 0.5:
        pass
    after = read_cpu_load([os.getpid()])
    assert after.own[os.getpid()] - before.own[os.getpid()] == pytest.approx(0.5, abs=0.2)
    alone, hidden = (
        before.others_until(after),
        CpuLoad(before.at, before.busy, before.processors).others_until(
            CpuLoad(after.at, after.busy, after.processors)
        ),
    )
    assert alone is not None
    assert hidden is not None
    assert alone < hidden
