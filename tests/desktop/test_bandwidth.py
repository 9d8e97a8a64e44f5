from __future__ import annotations

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


@pytest.mark.parametrize("size", [MIB, 63 * MIB])
def test_a_test_within_the_caches_is_not_made(size: int) -> None:
    assert hardware.measure_bandwidth(threads=1, seconds=0.01, size=size) is None


def test_it_takes_no_memory_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    scarce = replace(hardware.read_memory(), available=100 * MIB)
    monkeypatch.setattr(hardware, "read_memory", lambda: scarce)
    assert hardware.measure_bandwidth(threads=1, seconds=0.01) is None
