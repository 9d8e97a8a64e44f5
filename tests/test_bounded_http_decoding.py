"""A compressed body is decompressed in bounded pieces; a damaged one is refused."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.bounded_http import PIECE, BodyDecoder, UndecodableError


@given(
    st.binary(max_size=200_000), st.integers(1, 5000), st.sampled_from(["", "identity", "gzip", "x-gzip", "deflate"])
)
def test_any_chunking_unpacks_to_what_was_packed(data, size, encoding):
    packed = gzip.compress(data) if "gzip" in encoding else zlib.compress(data) if encoding == "deflate" else data
    decoder = BodyDecoder(encoding)
    pieces = [piece for at in range(0, len(packed), size) for piece in decoder.decode_chunk(packed[at : at + size])]
    assert b"".join(pieces) == data
    assert all(0 < len(piece) <= PIECE for piece in pieces)


def test_a_bomb_costs_no_more_than_what_is_taken_of_it():
    bomb = gzip.compress(bytes(100 << 20))
    tracemalloc.start()
    taken = 0
    for piece in BodyDecoder("gzip").decode_chunk(bomb):
        taken += len(piece)
        if taken > 1 << 20:
            break
    assert tracemalloc.get_traced_memory()[1] < 2 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(("encoding", "data"), [("gzip", b"plain"), ("br", b""), ("gzip, gzip", b""), ("zstd", b"")])
def test_what_cannot_be_unpacked_is_said(encoding, data):
    with pytest.raises(UndecodableError):
        list(BodyDecoder(encoding).decode_chunk(data))
