"""Server-sent events from bytes in all chunk sizes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.connection.body import LONGEST, LineTooLong
from teahouse.openai.event_stream import EventStreamReader

WHOLE = (
    "\ufeffdata: one\n\n: a comment\n\nevent: message\nid: 7\nretry: 10\ndata:two\r\n\r\n"
    "data: three\ndata:  and more\n\ndata: a\u2028b\u2029c\u0085d\x0be\x0cf\rg\n\n\n\ndata\n\ndata: last"
).encode()
EVENTS = [
    b"one",
    b"two",
    b"three\n and more",
    "a\u2028b\u2029c\u0085d\x0be\x0cf\rg".encode(),
    b"",
    b"last",
]


def events_of(chunks: list[bytes]) -> list[bytes]:
    reader = EventStreamReader()
    return [event for chunk in chunks for event in reader.read_chunk(chunk)] + reader.finish()


def test_only_the_data_of_events_is_read() -> None:
    assert events_of([WHOLE]) == EVENTS
    assert events_of([bytes([byte]) for byte in WHOLE]) == EVENTS


@given(st.lists(st.integers(1, len(WHOLE) - 1), max_size=12))
def test_events_are_the_same_in_any_chunking(places: list[int]) -> None:
    cuts = [0, *sorted(places), len(WHOLE)]
    assert events_of([WHOLE[start:end] for start, end in pairwise(cuts)]) == EVENTS


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_any_bytes_are_read_to_the_end(chunks: list[bytes]) -> None:
    assert all(isinstance(event, bytes) for event in events_of(chunks))


@pytest.mark.parametrize("endless", [b"data: " + b"x" * 100_000, b"data: " + b"x" * 999 + b"\n", b"x" * 100_000])
def test_an_event_without_an_end_is_refused(endless: bytes) -> None:
    with pytest.raises(LineTooLong):
        events_of([endless] * (2 * LONGEST // len(endless)))
    comments = EventStreamReader()
    for _ in range(100):
        assert comments.read_chunk(b": " + b"x" * 100_000 + b"\n") == []
