"""Server-sent events out of the bytes of an answer (WHATWG HTML, "Server-sent events"), within bounds.

Only the data of each event is read. Names of events, ids and retry times are left out, and so are comments, which some
servers send while they wait. A line ends at \\n or \\r\\n; a lone \\r ends none, for no server of chats writes one, and
U+2028 and the like end none either.
"""

from __future__ import annotations

from teahouse.connection.body import LONGEST, LineSplitter, LineTooLong

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class EventStreamReader:
    """Takes the bytes of one answer in any chunks, gives the data of its events, as bytes without the line breaks
    around them. The data lines of one event are joined by \\n, as the specification says."""

    def __init__(self) -> None:
        self._lines = LineSplitter()
        self._data: list[bytes] = []
        self._size = 0
        self._first = True

    def read_chunk(self, chunk: bytes) -> list[bytes]:
        """The data of the events that this chunk completes; raises `LineTooLong` beyond `body.LONGEST` bytes of one."""
        events: list[bytes] = []
        for line in self._lines.split_chunk(chunk):
            self._read_line(line, events)
        return events

    def finish(self) -> list[bytes]:
        """The bytes have ended: an event whose blank line is missing counts, as many servers leave it out."""
        events: list[bytes] = []
        self._read_line(self._lines.rest, events)
        self._read_line(b"", events)
        return events

    def _read_line(self, line: bytes, events: list[bytes]) -> None:
        if self._first:
            line, self._first = line.removeprefix(_BYTE_ORDER_MARK), False
        line = line.removesuffix(b"\r")
        if not line:
            if self._data:
                events.append(b"\n".join(self._data))
            self._data, self._size = [], 0
            return
        name, _, value = line.partition(b":")
        if name not in (b"data", b"error"):  # older llama-servers name the field of an error "error"
            return
        value = value.removeprefix(b" ")
        self._size += len(value) + 1
        if self._size > LONGEST:
            raise LineTooLong
        self._data.append(value)
