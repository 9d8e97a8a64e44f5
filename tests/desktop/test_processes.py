"""What the system reports about other processes, their GPU memory, energy and power; None where it reports nothing."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from teahouse.core.run import Power
from teahouse.desktop import gpus, power, processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc and /sys are Linux'")

MIB = 1 << 20


def _process(proc: Path, pid: int, parent: int, name: str, *arguments: str) -> Path:
    folder = proc / str(pid)
    folder.mkdir(parents=True)
    (folder / "stat").write_text(f"{pid} ({name}) S {parent} 1 1 0 -1 4194560")
    (folder / "cmdline").write_bytes(b"\0".join(word.encode() for word in arguments) + b"\0")
    return folder


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    made = tmp_path / "proc"
    _process(made, 10, 1, "ollama", "/usr/bin/ollama", "serve")
    _process(made, 11, 10, "ollama", "/usr/bin/ollama", "runner", "--model", "/m/blobs/sha256-ab")
    _process(made, 12, 10, "ollama", "/usr/bin/ollama", "runner", "--model", "/m/blobs/sha256-cd")
    _process(made, 20, 1, "teahouse (odd)", "teahouse", "engine")
    _process(made, 21, 20, "python", "-m", "runner")
    _process(made, 22, 21, "python", "deeper")
    (made / "self").mkdir()
    return made


def test_ollamas_runners_are_found_by_name_and_the_server_is_none(proc: Path) -> None:
    assert sorted(one.pid for one in processes.ollama_runners(proc)) == [11, 12]


def test_a_daemons_runners_are_the_last_it_began(proc: Path) -> None:
    assert [one.pid for one in processes.runners_below(20, proc)] == [22]
    assert sorted(one.pid for one in processes.runners_below(10, proc)) == [11, 12]
    assert processes.runners_below(99, proc) == ()


def test_names_with_brackets_are_read_whole(proc: Path) -> None:
    assert next(one for one in processes.list_processes(proc) if one.pid == 20).name == "teahouse (odd)"


def test_where_there_is_no_proc_there_are_no_processes(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert processes.list_processes(nowhere) == ()
    assert processes.memory_taken(1, nowhere) == processes.ProcessMemory(None, None)
    assert processes.memory_taken(1, nowhere).best is None
    assert processes.has_mapped(1, "x", nowhere) is None
    assert processes.find_listening(80, nowhere) is None


def test_the_resident_set_stands_in_where_the_shares_may_not_be_read(proc: Path) -> None:
    (proc / "11" / "status").write_text("Name:\tollama\nVmRSS:\t  2048 kB\n")
    assert processes.memory_taken(11, proc) == processes.ProcessMemory(None, 2 * MIB)
    assert processes.memory_taken(11, proc).best == 2 * MIB
    (proc / "11" / "smaps_rollup").write_text("Rss: 2048 kB\nPss:  1024 kB\nPss_Dirty: 1 kB\n")
    assert processes.memory_taken(11, proc).best == MIB


def test_a_child_of_ours_takes_what_it_was_told_to() -> None:
    code = (
        "import sys; held = bytearray(64 << 20); held[::4096] = b'x' * len(held[::4096]); print(1, flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        taken = processes.memory_taken(child.pid)
        assert child.pid in {one.pid for one in processes.runners_below(os.getpid())}
        assert taken.proportional is not None
        assert taken.resident is not None
        assert 64 * MIB < taken.proportional < 90 * MIB
        assert taken.proportional <= taken.resident
        child.communicate(b"\n")
    assert not processes.is_alive(child.pid)


def test_who_listens_on_a_port_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert processes.find_listening(port) == os.getpid()
    assert processes.find_listening(port) is None


def test_a_process_that_mapped_a_file_holds_it(tmp_path: Path) -> None:
    own = Path("/proc/self/maps").read_text().splitlines()
    mapped = next(line.split()[-1] for line in own if ".so" in line)
    assert processes.has_mapped(os.getpid(), Path(mapped).name)
    assert processes.has_mapped(os.getpid(), "sha256-0000") is False


def _fdinfo(proc: Path, pid: int, number: int, **fields: str) -> None:
    folder = proc / str(pid) / "fdinfo"
    folder.mkdir(exist_ok=True)
    lines = ["pos:\t0", *(f"drm-{name.replace('_', '-')}:\t{value}" for name, value in fields.items())]
    (folder / str(number)).write_text("\n".join(lines))


def test_a_client_of_a_card_counts_once_however_often_it_is_open(proc: Path) -> None:
    for number in (3, 4):
        _fdinfo(proc, 11, number, pdev="0000:03:00.0", client_id="7", memory_vram="2048 KiB")
    _fdinfo(proc, 11, 5, pdev="0000:03:00.0", client_id="8", total_vram="1 MiB", memory_vram="9 MiB")
    _fdinfo(proc, 11, 6)
    assert gpus.drm_memory(11, proc) == 3 * MIB
    assert gpus.drm_memory(12, proc) is None


class _Library:
    """Stands in for NVIDIA's library: two cards, of which the second counts no energy unless `counts`."""

    def __init__(self, *, counts: bool = True, shows: bool = True) -> None:
        self._counts = counts
        self._shows = shows

    def nvmlDeviceGetCount_v2(self, count: object) -> int:
        count._obj.value = 2  # type: ignore[attr-defined]
        return 0

    def nvmlDeviceGetHandleByIndex_v2(self, index: ctypes.c_uint, device: object) -> int:
        device._obj.value = index.value + 1  # type: ignore[attr-defined]
        return 0

    def nvmlDeviceGetTotalEnergyConsumption(self, device: ctypes.c_void_p, value: object) -> int:
        value._obj.value = 5000  # type: ignore[attr-defined]
        return 0 if self._counts or device.value == 1 else 3

    def nvmlDeviceGetComputeRunningProcesses_v3(
        self, device: ctypes.c_void_p, count: object, infos: ctypes.Array[gpus._ProcessInfo]
    ) -> int:
        count._obj.value = 2  # type: ignore[attr-defined]
        infos[0].pid, infos[0].used = 11, 100 * int(device.value or 0)
        infos[1].pid, infos[1].used = 12, 2**64 - 1
        return 0 if self._shows else 3


def test_a_process_on_two_cards_takes_what_both_say() -> None:
    library = gpus.Nvml(_Library())
    assert library.memory_of(11) == 300
    assert library.memory_of(12) is None  # the driver shows it and does not say how much
    assert library.memory_of(13) is None
    assert gpus.Nvml(_Library(shows=False)).memory_of(11) is None


class _Described(_Library):
    """The same, of a driver that names its cards and itself, and tells of their memory."""

    def nvmlSystemGetDriverVersion(self, text: ctypes.Array[ctypes.c_char], room: ctypes.c_uint) -> int:
        text.value = b"550.1"
        return 0

    def nvmlDeviceGetName(self, device: ctypes.c_void_p, text: ctypes.Array[ctypes.c_char], room: ctypes.c_uint) -> int:
        text.value = b"RTX %d" % (device.value or 0)
        return 0

    def nvmlDeviceGetMemoryInfo(self, device: ctypes.c_void_p, memory: object) -> int:
        memory._obj.total, memory._obj.free = 8 << 30, int(device.value or 0) << 30  # type: ignore[attr-defined]
        return 0


def test_each_card_has_its_name_and_its_memory() -> None:
    library = gpus.Nvml(_Described())
    assert library.read_gpus() == (gpus.Gpu("RTX 1", 8 << 30, 1 << 30), gpus.Gpu("RTX 2", 8 << 30, 2 << 30))
    assert library.read_driver_version() == "550.1"


class _Clocked(_Described):
    """The same, of a driver that tells clock and bus of the memory: of the second card only if it is told to."""

    def __init__(self, *, both: bool) -> None:
        super().__init__()
        self._both = both

    def nvmlDeviceGetMaxClockInfo(self, device: ctypes.c_void_p, kind: ctypes.c_uint, clock: object) -> int:
        assert kind.value == 2  # NVML_CLOCK_MEM
        clock._obj.value = 10501 if device.value == 1 else 7501  # type: ignore[attr-defined]
        return 0 if self._both or device.value == 1 else 3

    def nvmlDeviceGetMemoryBusWidth(self, device: ctypes.c_void_p, width: object) -> int:
        width._obj.value = 384 if device.value == 1 else 192  # type: ignore[attr-defined]
        return 0


def test_the_slowest_card_decides_the_bandwidth_and_an_unknown_one_leaves_it_open() -> None:
    cards = gpus.Nvml(_Clocked(both=True)).read_gpus()
    assert [round((card.bandwidth or 0) / 1e9) for card in cards] == [1008, 360]  # an RTX 4090 and an RTX 3060
    assert gpus.Gpus(cards).bandwidth == cards[1].bandwidth
    assert gpus.Gpus(gpus.Nvml(_Clocked(both=False)).read_gpus()).bandwidth is None
    assert gpus.Gpus().bandwidth is None


def test_energy_needs_every_card_to_count_it() -> None:
    assert gpus.Nvml(_Library()).read_energy() == 10.0
    assert gpus.Nvml(_Library(counts=False)).read_energy() is None


def test_a_driver_too_old_for_a_question_has_no_answer() -> None:
    library = gpus.Nvml(_Library())
    assert library.read_driver_version() == ""
    assert library.read_gpus() == (gpus.Gpu(""), gpus.Gpu(""))


def _supply(folder: Path, supply: str, **files: str) -> None:
    (folder / supply).mkdir()
    for file, text in files.items():
        (folder / supply / file).write_text(text + "\n")


@pytest.mark.parametrize(
    ("supplies", "expected"),
    [
        ([{"type": "Mains", "online": "1"}, {"type": "Battery"}], Power.MAINS),
        ([{"type": "Mains", "online": "0"}, {"type": "Battery"}], Power.BATTERY),
        ([{"type": "USB", "online": "1"}, {"type": "Battery"}], Power.MAINS),
        ([{"type": "Battery", "scope": "Device"}], Power.UNKNOWN),
        ([], Power.UNKNOWN),
    ],
)
def test_what_feeds_the_computer(tmp_path: Path, supplies: list[dict[str, str]], expected: Power) -> None:
    for number, files in enumerate(supplies):
        _supply(tmp_path, f"s{number}", **files)
    assert power.read_power_source(tmp_path) is expected
    assert power.read_power_source(tmp_path / "none") is Power.UNKNOWN


def test_energy_of_packages_is_added_and_may_wrap_around(tmp_path: Path) -> None:
    for name, kind in (("intel-rapl:0", "package-0"), ("intel-rapl:1", "package-1"), ("intel-rapl:0:0", "core")):
        _supply(tmp_path, name, name=kind, energy_uj="4000000", max_energy_range_uj="10000000")
    before = power.read_energy(tmp_path)
    assert len(before.packages) == 2
    (tmp_path / "intel-rapl:0" / "energy_uj").write_text("6000000")
    (tmp_path / "intel-rapl:1" / "energy_uj").write_text("1000000")
    assert before.joules_until(power.read_energy(tmp_path)) == pytest.approx(2.0 + 7.0, abs=1e-3)
    nothing = power.Energy()
    assert nothing.joules_until(nothing) is None
