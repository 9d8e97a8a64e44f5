"""The first test of memory: once, on mains power, while nothing else is done."""

import asyncio

import pytest

from teahouse.core.run import Power
from teahouse.desktop import hardware, power
from teahouse.desktop.hardware import Bandwidth
from teahouse.services.measurements import memory_test
from teahouse.services.measurements.calibration import CalibrationFile
from teahouse.services.measurements.memory_test import MemoryTest


class Surroundings:
    """A computer whose memory is read at `rate`; `tests` counts how often that was measured."""

    def __init__(self, monkeypatch, path):
        self.rate, self.steady, self.tests, self.reports = 30e9, True, 0, []
        self.answering = False
        self.lock = asyncio.Lock()
        monkeypatch.setattr(memory_test, "IDLE_SECONDS", 0.0)
        monkeypatch.setattr(hardware, "measure_bandwidth", self._measure)
        monkeypatch.setattr(hardware, "cpu_name", lambda: "A")
        monkeypatch.setattr(power, "read_power_source", lambda: self.power)
        self.power = Power.MAINS
        self.file = CalibrationFile(path / "learnt.json")
        self.test = MemoryTest(self.file, self.lock, lambda: self.answering)

    def _measure(self):
        self.tests += 1
        samples = (self.rate,) if self.steady else (self.rate, self.rate / 2, self.rate / 2)
        return Bandwidth(self.rate, 1, 1 << 26, samples)

    async def report(self):
        self.reports.append(self.test.running)

    async def open_list(self):
        """As the catalogue does when a list that shows fit is opened."""
        if await self.test.prepare_first_test():
            await self.test.run_first_test(self.report)


@pytest.fixture
def computer(monkeypatch, tmp_path):
    return Surroundings(monkeypatch, tmp_path)


def test_the_first_list_measures_and_the_next_ones_do_not(computer):
    async def open_three():
        for _ in range(3):
            await computer.open_list()

    asyncio.run(open_three())
    assert (computer.tests, computer.file.speed) == (1, 30e9)
    assert computer.reports == [False]


def test_two_lists_at_once_measure_once(computer):
    async def open_two():
        await asyncio.gather(computer.open_list(), computer.open_list())

    asyncio.run(open_two())
    assert computer.tests == 1


def test_on_battery_nothing_is_measured_unless_it_is_asked_for(computer):
    computer.power = Power.BATTERY
    asyncio.run(computer.open_list())
    assert (computer.tests, computer.file.speed) == (0, None)
    asyncio.run(computer.test.run_test(computer.report))
    assert (computer.tests, computer.file.speed) == (1, 30e9)
    assert computer.reports == [True, False]


@pytest.mark.parametrize("busy", ["answering", "measuring"])
def test_while_a_model_runs_nothing_is_measured_and_later_it_is(computer, busy):
    async def open_while_busy():
        if busy == "measuring":
            await computer.lock.acquire()
        computer.answering = busy == "answering"
        await computer.open_list()
        assert computer.tests == 0
        assert not computer.test.running
        if busy == "measuring":
            computer.lock.release()
        computer.answering = False
        await computer.open_list()

    asyncio.run(open_while_busy())
    assert computer.tests == 1


def test_a_busy_computer_is_measured_again_and_the_best_is_kept(computer):
    async def open_with(rate, *, steady):
        computer.rate, computer.steady = rate, steady
        await computer.open_list()

    asyncio.run(open_with(20e9, steady=False))
    asyncio.run(open_with(15e9, steady=False))
    assert (computer.tests, computer.file.speed) == (2, 20e9)
    asyncio.run(open_with(30e9, steady=True))
    asyncio.run(open_with(10e9, steady=True))
    assert (computer.tests, computer.file.speed) == (3, 30e9)


def test_a_failed_test_may_be_made_again(computer, monkeypatch):
    def fail():
        raise OSError("no memory")

    monkeypatch.setattr(hardware, "measure_bandwidth", fail)
    with pytest.raises(OSError, match="no memory"):
        asyncio.run(computer.test.run_test(computer.report))
    assert not computer.test.running
    assert computer.reports == [True, False]
