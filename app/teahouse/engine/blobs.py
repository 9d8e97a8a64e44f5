"""The blobs of a models folder: files named by their SHA-256, in the layout of an Ollama daemon.

A blob is written under a temporary name and renamed when its hash is verified. Finished blobs are never modified: other
models, programs and hard links may share them. Reads are bounded and of regular files only: a pipe or a device would
block its reader. `core.gguf` parses the header of a model's file.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

from teahouse.core.gguf import Array, GgufHeader, HeaderParser, read_items
from teahouse.core.manifest import LARGEST_TEXT
from teahouse.engine.errors import ApiError
from teahouse.engine.file_links import link_file
from teahouse.engine.partial import PartialLock

_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # opening a pipe without a writer would block


Stamp = tuple[int, int, int]
"""Identifies a version of a file: time of change in nanoseconds, size and inode."""


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; OSError for anything else."""
    file = os.fdopen(os.open(path, os.O_RDONLY | _NONBLOCK | getattr(os, "O_BINARY", 0)), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "not a regular file", str(path))


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """The content of a file; ValueError above `max_bytes`, OSError as `open_regular`."""
    with open_regular(path) as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise ValueError(f"{path.name} is longer than {max_bytes} bytes")
    return data


_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_PART = ".teahouse-partial"
_WRITE_SIZE = 1 << 20


def read_stamp(path: Path) -> Stamp | None:
    """The current stamp of a file, None where it does not exist."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def is_digest(text: str) -> bool:
    """Whether a text is a digest as manifests write it."""
    return _DIGEST.fullmatch(text) is not None


class Blobs:
    """The `blobs` folder under `root`, created with the first blob."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "blobs"

    def blob_path(self, digest: str) -> Path:
        """The path for `digest` ("sha256:…"), whether it exists or not; raises `ApiError` 400 for an invalid digest."""
        match = _DIGEST.fullmatch(digest)
        if match is None:
            raise ApiError(400, "invalid digest format")
        return self._folder / f"sha256-{match[1]}"

    def has_blob(self, digest: str) -> bool:
        return self.blob_path(digest).is_file()

    def read_blob(self, digest: str) -> bytes:
        """The bytes of a small blob; OSError where it is missing, ValueError above `LARGEST_TEXT`."""
        return read_bounded(self.blob_path(digest), LARGEST_TEXT)

    def store_bytes(self, data: bytes) -> tuple[str, bool]:
        """Store `data`; returns its digest and whether it is new."""
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
        """Write chunks to disk as they arrive; raises `ApiError` 400 and deletes them where the hash differs."""
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

    async def link_blob(self, source: Path) -> AsyncGenerator[tuple[int, int, str], None]:
        """Make a blob of a file without copying its bytes, which are read once; yields bytes read, all bytes, and at
        the end the digest. Raises `ApiError` 409 where the file system cannot link it, 400 where it cannot be read."""
        try:
            await asyncio.to_thread(lambda: open_regular(source).close())
        except OSError as error:
            raise ApiError(400, f"{source}: {error.strerror or error}") from error
        with self.create_part() as part:
            link = part.with_name(f"link-{part.name}")
            if not await asyncio.to_thread(link_file, source, link):
                raise ApiError(409, f"{source} cannot be linked from {self._folder}")
            hasher, completed = hashlib.sha256(), 0
            try:
                with open_regular(link) as file:
                    total = os.fstat(file.fileno()).st_size
                    while data := await asyncio.to_thread(file.read, _READ_SIZE):
                        await asyncio.to_thread(hasher.update, data)
                        completed += len(data)
                        yield completed, total, ""
                digest = f"sha256:{hasher.hexdigest()}"
                if not self.has_blob(digest):
                    link.replace(self.blob_path(digest))
            except OSError as error:
                raise ApiError(400, f"{source}: {error.strerror or error}") from error
            finally:
                link.unlink(missing_ok=True)
        yield completed, total, digest

    def remove_blob(self, digest: str) -> None:
        self.blob_path(digest).unlink(missing_ok=True)

    def delete_stale_parts(self) -> None:
        """Delete parts of ended processes; parts that another process is writing are locked and kept."""
        for part in self._folder.glob(f"*{_PART}"):
            lock = PartialLock(part)
            with suppress(OSError):
                if lock.try_acquire():
                    part.unlink(missing_ok=True)
            lock.release()

    @contextmanager
    def create_part(self) -> Iterator[Path]:
        """A new locked path in the blobs' folder, to be written and renamed; else deleted at the end."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{secrets.token_hex(8)}{_PART}"
        lock = PartialLock(part)
        while not lock.try_acquire():  # another process deleted it before it was locked
            continue
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)
            lock.release()


def _sync_file(file: IO[bytes]) -> None:
    """Flush a file to disk, before it is renamed."""
    file.flush()
    os.fsync(file.fileno())


_READ_SIZE = 4 << 20


def read_header(path: Path) -> GgufHeader:
    """The header of the GGUF at `path`; raises `GgufError` where it is invalid, OSError where it cannot be read."""
    with open_regular(path) as file:
        parser = HeaderParser(os.fstat(file.fileno()).st_size)
        while (header := parser.parse_bytes(file.read(_READ_SIZE))) is None:
            continue
        return header


def read_array(path: Path, array: Array) -> list[Any]:
    """All items of an array that `read_header` skipped."""
    return read_items(array_bytes(path, array), array)


def array_bytes(path: Path, array: Array) -> bytes:
    """The bytes of an array in the file."""
    with open_regular(path) as file:
        file.seek(array.start)
        return file.read(array.end - array.start)
