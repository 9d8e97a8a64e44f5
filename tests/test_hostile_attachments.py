"""A sample of `make torture TORTURE=attachments`, and that its table covers what it says."""

from __future__ import annotations

import sys
from collections import Counter

import pytest

from torture import attachments
from torture._hostile_files import CASES, PDFS, PICTURES, SPECIAL, WORDS

SAMPLE = (
    "a pipe",
    "/dev/zero",
    "10 GB of holes",
    "/proc/self/mem",
    "a name that turns its direction",
    "P3 and numbers",
    "Shift_JIS",
    "4 MB of zeros",
    "a PNG of 60,000 × 60,000",
    "half a PNG",
    "a TIFF in a circle",
    "pages in a circle",
    "locked with RC4",
)


def test_the_table_has_enough_attacks_of_each_kind() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert len(CASES) > 100
    assert min(kinds[kind] for kind in (SPECIAL, WORDS, PICTURES, PDFS)) >= 15
    assert len({case.name for case in CASES}) == len(CASES)


def test_a_small_share_has_some_of_every_kind() -> None:
    assert {CASES[number].kind for number in attachments.chosen(0.1)} == {SPECIAL, WORDS, PICTURES, PDFS}
    assert attachments.chosen(1.0) == list(range(len(CASES)))


@pytest.mark.skipif(sys.platform != "linux", reason="written for Linux")
@pytest.mark.timeout(300)
def test_hostile_attachments_end_as_the_table_says() -> None:
    """How long the window is away is judged by `make torture` alone: a busy machine keeps it away by itself."""
    numbers = [number for number, case in enumerate(CASES) if case.name in SAMPLE]
    assert len(numbers) == len(SAMPLE)
    report = attachments.attach(numbers)
    assert len(report.outcomes) == len(SAMPLE), report.said
    assert attachments.wrong(report) == []
