"""A plugin of pytest: tells coverage which test runs, and writes down how long each took, and which failed
(`COVERAGE_TIMES`)."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

_seconds: Counter[str] = Counter()
_failed: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A context for everything a test does, its fixtures too."""
    name = item.nodeid.partition("[")[0].partition("::")[2]
    current = coverage.Coverage.current()
    assert current is not None
    current.switch_context(name)
    begun = time.monotonic()
    try:
        return (yield)
    finally:
        _seconds[name] += time.monotonic() - begun
        current.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _failed.add(report.nodeid.partition("[")[0].partition("::")[2])


def pytest_sessionfinish() -> None:
    told = {"seconds": _seconds, "failed": sorted(_failed)}
    Path(os.environ["COVERAGE_TIMES"]).write_text(json.dumps(told), encoding="utf-8")
