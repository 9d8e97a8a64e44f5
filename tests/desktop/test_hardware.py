from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from teahouse.desktop import hardware
from teahouse.desktop.hardware import CgroupLimit, Memory

GIB = 1 << 30
MEMINFO = "MemTotal:       16384 kB\nMemFree:         1024 kB\nMemAvailable:    8192 kB\nHugePages_Total:       0\n"


def test_memory_is_what_psutil_says_or_a_containers_limit() -> None:
    found, expected = hardware.read_memory(), psutil.virtual_memory()
    limits = hardware.cgroup_limits()
    assert found.total == min([expected.total, *(limit.total for limit in limits)])
    if not limits:
        assert found.available == pytest.approx(expected.available, rel=0.2)
    assert 0 < found.available <= found.total


def test_meminfo_is_read_in_bytes(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(MEMINFO)
    assert hardware.read_linux_memory(tmp_path / "meminfo") == Memory(16384 * 1024, 8192 * 1024)


def test_an_old_kernel_has_available_what_is_free(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text(MEMINFO.replace("MemAvailable", "Something"))
    assert hardware.read_linux_memory(tmp_path / "meminfo").available == 1024 * 1024


@pytest.mark.parametrize("text", ["", "MemTotal: many kB\n", "MemTotal:\n"])
def test_a_meminfo_that_makes_no_sense_is_no_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "meminfo").write_text(text)
    assert hardware.read_linux_memory(tmp_path / "meminfo") == Memory(0, 0)
    assert hardware.read_linux_memory(tmp_path / "missing") == Memory(0, 0)


def _group(folder: Path, most: object, used: int, inactive: int, *, version: int = 2) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = ("memory.max", "memory.current", "inactive_file")
    if version == 1:
        names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
    (folder / names[0]).write_text(f"{most}\n")
    (folder / names[1]).write_text(f"{used}\n")
    (folder / "memory.stat").write_text(f"anon 5\n{names[2]} {inactive}\n")


def test_a_groups_limit_counts_and_its_idle_cache_is_left(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("0::/user/app\n")
    _group(tmp_path / "groups" / "user" / "app", 4 * GIB, 3 * GIB, GIB)
    _group(tmp_path / "groups" / "user", "max", 5 * GIB, 0)
    assert hardware.cgroup_limits(tmp_path / "groups", own) == (CgroupLimit(4 * GIB, 2 * GIB),)


def test_a_group_may_have_any_name(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("0::/X session.slice\n")
    _group(tmp_path / "groups" / "X session.slice", 4 * GIB, GIB, 0)
    assert hardware.cgroup_limits(tmp_path / "groups", own) == (CgroupLimit(4 * GIB, 3 * GIB),)


def test_the_limits_of_all_groups_above_are_found(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("0::/user/app\n")
    _group(tmp_path / "groups" / "user" / "app", 4 * GIB, GIB, 0)
    _group(tmp_path / "groups" / "user", 2 * GIB, GIB, 0)
    found = hardware.cgroup_limits(tmp_path / "groups", own)
    assert hardware._apply_limits(Memory(16 * GIB, 8 * GIB), found) == Memory(2 * GIB, GIB)


def test_version_1_is_read_too_and_its_largest_number_is_no_limit(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("5:devices:/\n4:memory:/box\n0::/\n")
    _group(tmp_path / "groups" / "memory" / "box", GIB, GIB // 2, 0, version=1)
    _group(tmp_path / "groups" / "memory", 0x7FFFFFFFFFFFF000, GIB, 0, version=1)
    assert hardware.cgroup_limits(tmp_path / "groups", own) == (CgroupLimit(GIB, GIB // 2),)


def test_in_a_container_the_mounted_root_is_the_group(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.write_text("0::/../../elsewhere\n")
    _group(tmp_path / "groups", GIB, 0, 0)
    assert hardware.cgroup_limits(tmp_path / "groups", own) == (CgroupLimit(GIB, GIB),)


def test_without_groups_there_are_no_limits(tmp_path: Path) -> None:
    assert hardware.cgroup_limits(tmp_path, tmp_path / "missing") == ()
    assert hardware._apply_limits(Memory(3, 2), ()) == Memory(3, 2)


def test_a_macs_memory_is_what_it_gives_away_before_it_swaps() -> None:
    vm_stat = (
        "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"
        "Pages free:          100.\nPages active:        999.\nPages inactive:       10.\n"
        "Pages speculative:     1.\nPages purgeable:       2.\nSwapouts:       7.\n"
    )
    assert hardware._mac_memory(vm_stat, "17179869184\n") == Memory(16 * GIB, 113 * 16384)
    assert hardware._mac_memory("", "") == Memory(0, 0)


def test_windows_tells_of_its_memory_in_a_structure_of_64_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows fills it in; here a stand-in does, at the places its documentation gives."""
    answers = [1, 0]

    def fill(pointer: object) -> int:
        status = (ctypes.c_ulonglong * 8).from_buffer(pointer._obj)  # type: ignore[attr-defined]
        assert status[0] & 0xFFFFFFFF == ctypes.sizeof(pointer._obj) == 64  # type: ignore[attr-defined]
        status[1], status[2] = 16 * GIB, 5 * GIB
        return answers.pop(0)

    windows = SimpleNamespace(kernel32=SimpleNamespace(GlobalMemoryStatusEx=fill))
    monkeypatch.setattr(ctypes, "c_ulong", ctypes.c_uint32)  # as long as it is on Windows
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    assert hardware._windows_memory() == Memory(16 * GIB, 5 * GIB)
    assert hardware._windows_memory() == Memory(0, 0)


def test_free_disk_is_told_for_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    free = hardware.free_disk(tmp_path / "not" / "yet")
    assert free is not None
    assert free == pytest.approx(psutil.disk_usage(str(tmp_path)).free, rel=0.2)


def test_the_processor_has_a_name_and_cores() -> None:
    assert hardware.cpu_name()
    assert 1 <= hardware.physical_cores() <= (os.cpu_count() or 1)


def test_threads_of_one_core_count_once(tmp_path: Path) -> None:
    for processor, siblings in enumerate(("0,2", "1,3", "0,2", "1,3")):
        topology = tmp_path / f"cpu{processor}" / "topology"
        topology.mkdir(parents=True)
        (topology / "thread_siblings_list").write_text(siblings + "\n")
    assert hardware._linux_cores({0, 1, 2, 3}, tmp_path) == 2
    assert hardware._linux_cores({0, 2}, tmp_path) == 1
    assert hardware._linux_cores({7, 8}, tmp_path) == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("model name\t: AMD EPYC\n", "AMD EPYC"),
        ("Model\t\t: Raspberry Pi 5\n", "Raspberry Pi 5"),
        ("Hardware\t: BCM2835\n", "BCM2835"),
        ("Hardware\t: BCM2835\nModel\t: Raspberry Pi 4\n", "Raspberry Pi 4"),
        ("model name\t: ARMv7\nHardware\t: BCM2835\n", "ARMv7"),
        ("", ""),
    ],
)
def test_the_processors_name_is_read_from_cpuinfo(tmp_path: Path, text: str, name: str) -> None:
    (tmp_path / "cpuinfo").write_text(text)
    assert hardware._linux_cpu_name(tmp_path / "cpuinfo") == name
