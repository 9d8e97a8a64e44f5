"""Versions of Teahouse itself: what the news of one says, and whether it is newer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}")


@dataclass(frozen=True, slots=True)
class Release:
    """A published version. `page` is the https address where a person reads about it and downloads it."""

    version: str
    page: str


def read(payload: bytes) -> Release:
    """The release that a JSON object names; fields nobody knows are passed over. Raises ValueError."""
    try:
        value: Any = json.loads(payload)
    except RecursionError as error:
        raise ValueError("nested beyond reason") from error
    if not isinstance(value, dict):
        raise ValueError("not an object")
    version, page = value.get("version"), value.get("page")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise ValueError("no version")
    if not isinstance(page, str) or not page.startswith("https://"):
        raise ValueError("no page")
    return Release(version, page)


def newer(version: str, than: str) -> bool:
    """Whether one version, three numbers with dots between, comes after another."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
