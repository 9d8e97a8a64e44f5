from __future__ import annotations

import time

import pytest

from fixtures.shelved import shipped, tag
from teahouse.core.architecture import Architecture, from_tag
from teahouse.core.fit import GIB, Computer, Place, Room, computer_of
from teahouse.core.learning import Learned, Source
from teahouse.core.model import LoadedModel
from teahouse.core.outlook import Here, outlook, speed_key
from teahouse.core.speed import Speeds

LAPTOP = Here(Computer(Room(12 * GIB, 14 * GIB)), Speeds(ram=40e9))
WORKSTATION = Here(Computer(Room(60 * GIB, 60 * GIB), (Room(22 * GIB, 23 * GIB),)), Speeds(ram=60e9, gpu=900e9))


def model(name: str) -> Architecture:
    found = from_tag(tag(name))
    assert found is not None
    return found


def test_a_laptop_runs_eight_billion_weights_in_memory() -> None:
    found = outlook(model("qwen3:8b"), "qwen3:8b", 8192, LAPTOP)
    assert (found.fit.place, found.fit.tight) == (Place.RAM, False)
    assert found.on_gpu == 0
    assert found.anywhere == 40960
    assert found.speed is not None
    assert 2 < found.speed.low < found.speed.value < found.speed.high < 12


def test_a_workstation_runs_thirty_two_on_its_gpu_with_a_shorter_context() -> None:
    found = outlook(model("qwen3:32b"), "qwen3:32b", 4096, WORKSTATION)
    assert found.fit.place is Place.GPU
    assert 4096 <= found.on_gpu < found.anywhere <= 40960
    assert outlook(model("qwen3:32b"), "qwen3:32b", found.on_gpu + 256, WORKSTATION).fit.place is Place.SPLIT


def test_what_a_laptop_cannot_hold_has_no_speed_and_no_context() -> None:
    found = outlook(model("deepseek-r1:671b"), "deepseek-r1:671b", 4096, LAPTOP)
    assert (found.fit.place, found.speed, found.anywhere) == (Place.NOWHERE, None, 0)
    assert found.fit.missing > 300 * GIB


def test_what_was_measured_is_used() -> None:
    eight = model("qwen3:8b")
    before = outlook(eight, "abc", 8192, LAPTOP)
    learned = Learned().with_memory("abc", before.memory.value, before.memory.value + GIB)
    learned = learned.with_speed(speed_key("abc", Place.RAM), 10, 5)
    after = outlook(eight, "abc", 8192, Here(LAPTOP.computer, LAPTOP.speeds, learned))
    assert after.memory.source is Source.OWN
    assert after.fit.need.shown - before.fit.need.shown == pytest.approx(GIB)
    assert before.speed is not None
    assert after.speed is not None
    assert after.speed.value == pytest.approx(before.speed.value / 2)


def test_models_that_are_loaded_can_leave() -> None:
    loaded = [LoadedModel("a", size=6 * GIB, size_vram=4 * GIB), LoadedModel("b", size=GIB)]
    with_gpu = computer_of(8 * GIB, [2 * GIB, 3 * GIB], loaded)
    assert with_gpu.ram == Room(8 * GIB, 11 * GIB)
    assert with_gpu.gpus == (Room(2 * GIB, 6 * GIB), Room(3 * GIB, 3 * GIB))
    assert computer_of(8 * GIB, [], loaded) == Computer(Room(8 * GIB, 15 * GIB))
    apple = computer_of(8 * GIB, [], loaded, shared=12 * GIB)
    assert apple.shared == Room(8 * GIB, 12 * GIB)


def test_the_whole_catalogue_is_judged_in_less_time_than_it_takes_to_read_it() -> None:
    from fixtures.shelved import CATALOGUE
    from teahouse.catalogue.reading import read_catalogue

    models = [(each.id, found) for each in shipped().tags if (found := from_tag(each)) is not None]
    data = CATALOGUE.read_bytes()
    started = time.process_time()
    for _ in range(5):
        read_catalogue(data)
    reading = time.process_time() - started
    started = time.process_time()
    for key, each in models:
        outlook(each, key, 8192, WORKSTATION)
    assert time.process_time() - started < reading * 5
