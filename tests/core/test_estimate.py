from __future__ import annotations

import time
from dataclasses import replace

import pytest

from fixtures.shipped_catalogue import CATALOGUE, find_tag, read_shipped
from teahouse.catalogue.reading import read_catalogue
from teahouse.core.architecture import Architecture, from_tag
from teahouse.core.calibration import Calibration, GuessSource
from teahouse.core.estimate import Circumstances, Estimate, Speeds, speed_key
from teahouse.core.fit import GIB, Computer, FitPlace, FitRoom, computer_of
from teahouse.core.model import LoadedModel

LAPTOP = Circumstances(Computer(FitRoom(12 * GIB, 14 * GIB)), Speeds(ram=40e9))
WORKSTATION = Circumstances(Computer(FitRoom(60 * GIB, 60 * GIB), (FitRoom(22 * GIB, 23 * GIB),)), Speeds(60e9, 900e9))


def model(name: str) -> Architecture:
    found = from_tag(find_tag(name))
    assert found is not None
    return found


def of(circumstances: Circumstances, name: str, context: int = 8192) -> Estimate:
    found = circumstances.of_tag(find_tag(name), context)
    assert found is not None
    return found


def test_a_laptop_runs_eight_billion_weights_in_memory() -> None:
    found = of(LAPTOP, "qwen3:8b")
    assert (found.fit.place, found.fit.tight) == (FitPlace.RAM, False)
    assert LAPTOP.longest_on_gpu(model("qwen3:8b")) == 0
    assert found.speed is not None
    assert 2 < found.speed.low < found.speed.value < found.speed.high < 12


def test_a_workstation_runs_thirty_two_on_its_gpu_with_a_shorter_context() -> None:
    assert of(WORKSTATION, "qwen3:32b", 4096).fit.place is FitPlace.GPU
    longest = WORKSTATION.longest_on_gpu(model("qwen3:32b"))
    assert 4096 <= longest < 40960
    assert of(WORKSTATION, "qwen3:32b", longest + 256).fit.place is FitPlace.SPLIT


def test_what_a_laptop_cannot_hold_has_no_speed() -> None:
    found = of(LAPTOP, "deepseek-r1:671b")
    assert (found.fit.place, found.speed) == (FitPlace.NOWHERE, None)
    assert found.fit.missing > 300 * GIB


def test_what_was_measured_is_used() -> None:
    key = find_tag("qwen3:8b").digest
    before = of(LAPTOP, "qwen3:8b")
    shown = before.fit.need.shown
    learned = Calibration().with_memory(key, shown, shown + GIB).with_speed(speed_key(key, FitPlace.RAM), 10, 5)
    after = of(Circumstances(LAPTOP.computer, LAPTOP.speeds, learned), "qwen3:8b")
    assert after.fit.need.shown - shown == pytest.approx(GIB)
    assert before.speed is not None
    assert after.speed is not None
    assert after.speed.value == pytest.approx(before.speed.value / 2)
    assert after.speed.source is GuessSource.OWN


def test_models_that_are_loaded_can_leave() -> None:
    loaded = [LoadedModel("a", size=6 * GIB, size_vram=4 * GIB), LoadedModel("b", size=GIB)]
    with_gpu = computer_of(8 * GIB, [2 * GIB, 3 * GIB], loaded)
    assert with_gpu.ram == FitRoom(8 * GIB, 11 * GIB)
    assert with_gpu.gpus == (FitRoom(2 * GIB, 6 * GIB), FitRoom(3 * GIB, 3 * GIB))
    assert computer_of(8 * GIB, [], loaded) == Computer(FitRoom(8 * GIB, 15 * GIB))
    apple = computer_of(8 * GIB, [], loaded, shared=12 * GIB)
    assert apple.shared == FitRoom(8 * GIB, 12 * GIB)


def test_the_whole_catalogue_is_judged_in_a_few_times_what_it_takes_to_read_it() -> None:
    data = CATALOGUE.read_bytes()
    started = time.process_time()
    for _ in range(5):
        read_catalogue(data)
    reading = time.process_time() - started
    started = time.process_time()
    for each in read_shipped().tags:
        WORKSTATION.of_tag(each, 8192)
    assert time.process_time() - started < reading


def test_slow_is_what_writes_more_slowly_than_one_reads() -> None:
    memory = Computer(FitRoom(30 * GIB, 30 * GIB))
    measured = Circumstances(memory, Speeds(ram=20e9))
    assert of(measured, "qwen3:14b").slow
    assert not of(measured, "qwen3:1.7b").slow
    assert not of(Circumstances(memory), "qwen3:14b").slow  # never measured, never said


def test_a_model_larger_than_the_free_disk_is_of_no_use() -> None:
    size = find_tag("qwen3:8b").size
    assert size is not None
    full = Circumstances(LAPTOP.computer, Speeds(ram=60e9), disk=size - 1)
    assert of(full, "qwen3:8b").disk_missing == 1
    assert not of(full, "qwen3:8b").usable
    assert of(replace(full, disk=size), "qwen3:8b").usable
    assert of(replace(full, disk=None), "qwen3:8b").usable  # a disk that is not known


def test_runs_tell_the_speed_where_memory_was_never_measured() -> None:
    key = speed_key(find_tag("qwen3:8b").digest, FitPlace.RAM)
    computer = Circumstances(LAPTOP.computer)
    base = of(replace(computer, speeds=Speeds().with_assumed), "qwen3:8b").speed
    assert base is not None
    ran = replace(computer, learned=Calibration().with_speed(key, base.value, 7.0))
    found = of(ran, "qwen3:8b").speed
    assert found is not None
    assert (found.value, found.source) == (pytest.approx(7.0), GuessSource.OWN)
    assert of(ran, "qwen3:4b").speed is None  # nothing is known of it


def test_a_model_slower_than_one_reads_is_of_no_use() -> None:
    memory = Computer(FitRoom(30 * GIB, 30 * GIB))
    found = of(Circumstances(memory, Speeds(ram=20e9)), "qwen3:14b")
    assert found.fit.fits
    assert not found.usable
