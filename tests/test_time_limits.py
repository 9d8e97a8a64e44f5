"""Tests pass on a busy machine: none has a limit of a few seconds for another process or thread."""

import re
from pathlib import Path

import pytest

from fixtures.waits import AT_ONCE

TESTS = Path(__file__).parent
WAITS = re.compile(r"(?<!qtbot)\.(?:wait|join|communicate|wait_procs)\((?:[^()]*timeout=)?(\d+(?:\.\d+)?)\)")


def impatient(text: str) -> list[str]:
    """The lines that wait for less than `AT_ONCE` seconds."""
    return [line.strip() for line in text.splitlines() for found in WAITS.finditer(line) if float(found[1]) < AT_ONCE]


@pytest.mark.parametrize("path", sorted({*TESTS.rglob("test_*.py")} - {Path(__file__)}), ids=lambda path: path.name)
def test_no_test_waits_for_seconds_only(path: Path) -> None:
    assert impatient(path.read_text(encoding="utf-8")) == []


def test_impatience_is_found() -> None:
    assert impatient("process.wait(10)\nthread.join(timeout=5)\nqtbot.wait(20)\nevent.wait(60)\nprocess.wait()") == [
        "process.wait(10)", "thread.join(timeout=5)",
    ]  # fmt: skip
