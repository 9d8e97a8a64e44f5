"""A stream of bytes cut into lines at the byte \\n and nowhere else.

`str.splitlines` (in httpx's `aiter_lines` and so in the official client) also cuts at U+0085, U+2028 and U+2029,
which daemons write raw inside a token; and a character may be cut between two chunks, so lines are cut as bytes.
"""

from __future__ import annotations

import json
from typing import Any

LONGEST = 64 * 1024 * 1024  # bytes without a newline: no daemon's line, and no reason to fill the memory

_decode = json.JSONDecoder(strict=False).decode  # not strict: a raw control character is no reason to lose a reply


class LineTooLong(Exception):
    """`LONGEST` bytes came without a newline."""


class LineSplitter:
    """Feed it chunks, get whole lines without their newline; `rest` is what came after the last newline."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines this chunk completes; raises `LineTooLong`."""
        lines = chunk.split(b"\n")
        if len(lines) > 1:
            lines[0] = b"".join([*self._parts, lines[0]])
            self._parts, self._size = [], 0
        last = lines.pop()
        self._parts.append(last)
        self._size += len(last)
        if self._size > LONGEST:
            raise LineTooLong
        return lines

    @property
    def rest(self) -> bytes:
        return b"".join(self._parts)


def read_line(line: bytes) -> dict[str, Any] | None:
    """One line as the JSON object it is, None when it is none. Bytes that are no UTF-8 become U+FFFD."""
    try:
        value = _decode(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def clean(text: object) -> str:
    """A text that every floor can hold: no NUL, which ends texts elsewhere, no half of a surrogate pair, which no
    encoding knows; U+FFFD in their place. Anything that is no text is an empty one."""
    if not isinstance(text, str):
        return ""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def whole(value: object) -> int | None:
    """A whole number as it came, None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
