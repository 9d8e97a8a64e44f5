"""Undoing a body's Content-Encoding in pieces of bounded size, so that a small body cannot fill the memory.

Teahouse asks for bodies as they are (`identity`); some proxies and web servers pack them all the same. HTTP libraries
unpack a chunk in one go: a megabyte of gzip may become a gigabyte before anything can be counted.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

PIECE = 1 << 14  # bytes of one piece at most: a thousand of the shortest lines of a stream

_WINDOWS = {"gzip": 47, "x-gzip": 47, "deflate": 47}  # zlib's word for "gzip or zlib, whichever it is"


class UndecodableError(Exception):
    """The body is packed in a way that is not understood, or damaged."""


class BodyTooLarge(Exception):
    """The body has more than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} bytes")
        self.most = most


class BodyDecoder:
    """Takes the bytes of one body in order, gives them unpacked in pieces of at most `PIECE` bytes."""

    def __init__(self, encoding: str) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", *_WINDOWS):
            raise UndecodableError(f"Content-Encoding {encoding[:40]!r}")
        self._unpacker = zlib.decompressobj(_WINDOWS[name]) if name in _WINDOWS else None

    def decode_chunk(self, chunk: bytes) -> Iterator[bytes]:
        """The pieces that this chunk holds; raises `UndecodableError`."""
        if self._unpacker is None:
            yield from (chunk[start : start + PIECE] for start in range(0, len(chunk), PIECE))
            return
        while chunk and not self._unpacker.eof:
            try:
                piece = self._unpacker.decompress(chunk, PIECE)
            except zlib.error as error:
                raise UndecodableError(str(error)) from error
            chunk = self._unpacker.unconsumed_tail
            if piece:
                yield piece
            elif not chunk:
                return
