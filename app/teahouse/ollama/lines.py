"""A stream of bytes cut into lines at the byte \\n and nowhere else.

`str.splitlines` (in httpx's `aiter_lines` and so in the official client) also cuts at U+0085, U+2028 and U+2029,
which daemons write raw inside a token; and a character may be cut between two chunks, so lines are cut as bytes.
"""

from __future__ import annotations

from typing import Any

from teahouse.core.untrusted import parse_json

LONGEST = 4 << 20  # bytes without a newline: reading one line may take no longer than a frame or two


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
        value = parse_json(line.decode("utf-8", "replace"))
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
