"""Which version is newer."""

from __future__ import annotations

import pytest

from teahouse import __version__
from teahouse.core.releases import newer, read


@pytest.mark.parametrize(
    ("version", "than", "expected"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10.0", "0.9.9", True),
        ("1.0.0", "0.99.99", True),
        ("0.1.0", "0.1.0", False),
        ("0.0.9", "0.1.0", False),
    ],
)
def test_versions_are_compared_as_numbers(version: str, than: str, expected: bool) -> None:
    assert newer(version, than) is expected


def test_this_version_can_be_compared() -> None:
    assert newer("999.0.0", __version__)


def test_what_a_later_teahouse_adds_is_passed_over() -> None:
    assert read(b'{"version": "1.2.3", "page": "https://example.org", "mood": "good"}').version == "1.2.3"
