"""Releases of Teahouse: reading the signed release file, comparing versions, and refusing outdated files.

A signature never expires by itself, so a server, or an attacker between, could present an old file again. Two dates
prevent this: `published` never goes back on a computer that has seen a later one, and after `expires` the file is
refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from teahouse.core.errors import Problem
from teahouse.core.values import dataclass

_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


@dataclass(frozen=True, slots=True)
class Release:
    """A published version. `page` is the https address of its description and download; `published` is when its file
    was signed and `expires` until when it is accepted, in seconds since the epoch."""

    version: str
    page: str
    published: float
    expires: float


def read_release(payload: bytes) -> Release:
    """The release described by a JSON object; unknown fields are ignored. Raises ValueError, also where one of the two
    dates is missing: without them an old file could be presented for ever."""
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
    published, expires = _time(value, "published"), _time(value, "expires")
    if expires <= published:
        raise ValueError("expired when it was published")
    return Release(version, page, published, expires)


def find_refusal(release: Release, seen: Release | None, now: float) -> Problem | None:
    """Why a signed release is refused: it is older than the one `seen` before (RELEASES_OUTDATED) or expired
    (RELEASES_EXPIRED); `now` is in seconds since the epoch."""
    if seen is not None:
        if is_newer(seen.version, release.version) or release.published < seen.published:
            return Problem.RELEASES_OUTDATED
        now = max(now, seen.published)  # the clock was set back
    return Problem.RELEASES_EXPIRED if now >= release.expires else None


def timestamp(seconds: float) -> str:
    """A time in the format of `published` and `expires`: "2026-11-30T12:00:00Z"."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(value: Mapping[str, Any], name: str) -> float:
    text = value.get(name)
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise ValueError(f"no time in {name}")
    return datetime.fromisoformat(text).timestamp()


def is_newer(version: str, than: str) -> bool:
    """Whether one version, three numbers separated by dots, is later than another."""
    return _numbers(version) > _numbers(than)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
