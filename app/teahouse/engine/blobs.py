"""The blobs of a models folder: files named by their sha256, as an Ollama daemon keeps them.

Files that others wrote are read within bounds, and only regular ones: a pipe or a device would hold its reader for
ever.

A blob is written under another name and renamed when its sum is known, so a name never lies. Finished blobs are
never written to again: other models, other programs and hard links may share them. What the head of a model's file
means is in `core.gguf`.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

from teahouse.core.gguf import Array, GgufHeader, HeaderParser, read_items
from teahouse.core.manifest import LARGEST_TEXT
from teahouse.engine.errors import ApiError
from teahouse.engine.partial import PartialLock

_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer would be waited for


def open_regular(path: Path) -> BinaryIO:
    """The file at `path` for reading; OSError where it is none, or no regular one."""
    file = os.fdopen(os.open(path, os.O_RDONLY | _NONBLOCK | getattr(os, "O_BINARY", 0)), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "not a regular file", str(path))


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """The whole file at `path`; ValueError where it is longer than `max_bytes` bytes, OSError as `open_regular`."""
    with open_regular(path) as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise ValueError(f"{path.name} is longer than {max_bytes} bytes")
    return data


_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_PART = ".teahouse-partial"
_WRITE_SIZE = 1 << 20


def is_digest(text: str) -> bool:
    """Whether a text is a digest as manifests write it."""
    return _DIGEST.fullmatch(text) is not None


class Blobs:
    """The `blobs` folder under `root`; it is made when the first blob comes."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "blobs"

    def blob_path(self, digest: str) -> Path:
        """Where the blob of `digest` ("sha256:…") lies or would lie; raises `ApiError` 400 for anything else."""
        match = _DIGEST.fullmatch(digest)
        if match is None:
            raise ApiError(400, "invalid digest format")
        return self._folder / f"sha256-{match[1]}"

    def has_blob(self, digest: str) -> bool:
        return self.blob_path(digest).is_file()

    def read_blob(self, digest: str) -> bytes:
        """A small blob's bytes; OSError when it is not there, ValueError when it is too large to be a text."""
        return read_bounded(self.blob_path(digest), LARGEST_TEXT)

    def store_bytes(self, data: bytes) -> tuple[str, bool]:
        """Keep `data`; returns its digest and whether it is new."""
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if self.has_blob(digest):
            return digest, False
        with self.create_part() as part:
            with part.open("wb") as file:
                file.write(data)
                _sync_file(file)
            part.replace(self.blob_path(digest))
        return digest, True

    async def receive_blob(self, chunks: AsyncIterator[bytes], digest: str) -> None:
        """Write what comes to disk as it comes; raises `ApiError` 400, nothing kept, when its sum is another."""
        target, hasher = self.blob_path(digest), hashlib.sha256()
        with self.create_part() as part:
            with part.open("wb") as file:

                def write_chunk(data: bytes) -> None:
                    hasher.update(data)
                    file.write(data)

                buffer = bytearray()
                async for chunk in chunks:
                    buffer += chunk
                    if len(buffer) >= _WRITE_SIZE:
                        await asyncio.to_thread(write_chunk, bytes(buffer))
                        buffer.clear()
                write_chunk(bytes(buffer))
                await asyncio.to_thread(_sync_file, file)
            expected = digest.replace("-", ":", 1)
            if f"sha256:{hasher.hexdigest()}" != expected:
                message = f'digest mismatch, expected "{digest}", got "sha256:{hasher.hexdigest()}"'
                raise ApiError(400, message)
            part.replace(target)

    def adopt_part(self, part: Path, digest: str) -> None:
        """Give a finished file, made inside this folder, its name."""
        part.replace(self.blob_path(digest))

    def remove_blob(self, digest: str) -> None:
        self.blob_path(digest).unlink(missing_ok=True)

    def delete_stale_parts(self) -> None:
        """Delete parts that an earlier process left behind. Those another process writes are locked, and stay."""
        for part in self._folder.glob(f"*{_PART}"):
            lock = PartialLock(part)
            with suppress(OSError):
                if lock.try_acquire():
                    part.unlink(missing_ok=True)
            lock.release()

    @contextmanager
    def create_part(self) -> Iterator[Path]:
        """A fresh path on the blobs' own file system, to be written and then adopted or renamed. It is ours, so that no
        other process sweeps it, while the context lasts; what is there of it then is deleted."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{secrets.token_hex(8)}{_PART}"
        lock = PartialLock(part)
        while not lock.try_acquire():  # somebody swept it in the very moment it was made
            continue
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)
            lock.release()


def _sync_file(file: IO[bytes]) -> None:
    """Have the bytes on the disk before the name says they are there."""
    file.flush()
    os.fsync(file.fileno())


_READ_SIZE = 4 << 20


def read_header(path: Path) -> GgufHeader:
    """The head of the GGUF at `path`; raises `GgufError` with the reason, OSError when it cannot be read."""
    with open_regular(path) as file:
        parser = HeaderParser(os.fstat(file.fileno()).st_size)
        while (header := parser.parse_bytes(file.read(_READ_SIZE))) is None:
            continue
        return header


def read_array(path: Path, array: Array) -> list[Any]:
    """All items of an array that `read_header` stepped over."""
    return read_items(array_bytes(path, array), array)


def array_bytes(path: Path, array: Array) -> bytes:
    """An array as it lies in the file."""
    with open_regular(path) as file:
        file.seek(array.start)
        return file.read(array.end - array.start)
