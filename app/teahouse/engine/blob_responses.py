"""What a registry's answer to a request for a blob means: take it, ask again, or give up."""

from __future__ import annotations

import http.client
import re

LONGEST_PAUSE = 60.0
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class DownloadError(Exception):
    """Why a download ended without its blob, in the words of a daemon."""


class Again(Exception):
    """Worth another try; after `seconds` where the server said so."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


def refused(answer: http.client.HTTPResponse, *, signed: bool) -> Exception:
    """What a status that is no success means; `signed`: another address than the registry's says so."""
    status = answer.status
    said = answer.read(1 << 12).decode(errors="replace").strip()
    if status in (408, 425, 429) or status >= 500:
        seconds = answer.headers.get("Retry-After", "")
        return Again(f"{status}: {said}", min(LONGEST_PAUSE, float(seconds)) if seconds.isdigit() else 0.0)
    if signed:  # it ran out: ask the registry for another
        return Again(f"{status}: {said}")
    if status == 404:
        return DownloadError("file does not exist")
    if status in (401, 403):
        return DownloadError("unauthorized: access denied")
    return DownloadError(f"{status}: {said}")


def check_range(answer: http.client.HTTPResponse, at: int, size: int) -> None:
    """Raise unless the answer begins at `at` and is of a file of `size` bytes."""
    said = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if said is None or int(said[1]) != at:
        raise Again(f"unexpected Content-Range {answer.headers.get('Content-Range', '')!r}")
    check_size(said[3], size)


def check_size(told: str | None, size: int) -> None:
    """Raise `DownloadError` where a registry tells another size than the manifest; None and * tell none."""
    if told is not None and told.isdigit() and int(told) != size:
        raise DownloadError(f"size mismatch: the manifest says {size} bytes, the registry {told}")
