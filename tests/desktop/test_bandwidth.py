from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from teahouse.desktop import hardware

MIB = 1 << 20


def test_it_reads_memory_for_about_as_long_as_it_is_told() -> None:
    found = hardware.measure_bandwidth(threads=1, seconds=0.05, size=64 * MIB)
    assert found is not None
    assert 0.2e9 < found.rate < 2e12
    assert (found.threads, found.size) == (1, 64 * MIB)


def test_every_thread_has_memory_of_its_own() -> None:
    found = hardware.measure_bandwidth(threads=2, seconds=0.05, size=128 * MIB)
    assert found is not None
    assert (found.threads, found.size) == (2, 128 * MIB)


def test_the_best_of_several_samples_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = iter([3.6e9, 2.6e9, 1.8e9, 2.7e9])
    monkeypatch.setattr(hardware, "_sample_bandwidth", lambda _buffers, _seconds: next(rates))
    found = hardware.measure_bandwidth(threads=1, size=64 * MIB, samples=4)
    assert found is not None
    assert found.rate == 3.6e9
    assert found.samples == (3.6e9, 2.6e9, 1.8e9, 2.7e9)
    assert not found.steady


@pytest.mark.parametrize(("samples", "steady"), [((), True), ((5.0, 4.9, 4.8, 2.0), True), ((5.0, 3.9, 3.8), False)])
def test_samples_far_below_the_best_tell_of_other_programs(samples: tuple[float, ...], steady: bool) -> None:
    assert hardware.Bandwidth(5.0, 1, 64 * MIB, samples).steady is steady


def test_other_threads_run_while_memory_is_measured() -> None:
    counted = 0
    measuring = threading.Thread(target=hardware.measure_bandwidth, kwargs={"threads": 1, "size": 64 * MIB})
    measuring.start()
    while measuring.is_alive():
        counted += 1
    assert counted > 10_000  # with the GIL held it would be a few: one between two comparisons


@pytest.mark.parametrize("size", [MIB, 63 * MIB])
def test_a_test_within_the_caches_is_not_made(size: int) -> None:
    assert hardware.measure_bandwidth(threads=1, seconds=0.01, size=size) is None


def test_it_takes_no_memory_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    scarce = replace(hardware.read_memory(), available=100 * MIB)
    monkeypatch.setattr(hardware, "read_memory", lambda: scarce)
    assert hardware.measure_bandwidth(threads=1, seconds=0.01) is None
