"""The blobs of a models folder: files named by their sha256, as an Ollama daemon keeps them.

A blob is written under another name and renamed when its sum is known, so a name never lies. Finished blobs are
never written to again: other models, other programs and hard links may share them.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from teahouse.engine.errors import ApiError

_DIGEST = re.compile(r"sha256[:-]([0-9a-f]{64})")
_PART = ".teahouse-partial"


class Blobs:
    """The `blobs` folder under `root`; it is made when the first blob comes."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "blobs"

    def path(self, digest: str) -> Path:
        """Where the blob of `digest` ("sha256:…") lies or would lie; raises `ApiError` 400 for anything else."""
        match = _DIGEST.fullmatch(digest)
        if match is None:
            raise ApiError(400, "invalid digest format")
        return self._folder / f"sha256-{match[1]}"

    def has(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def read(self, digest: str) -> bytes:
        """A small blob's bytes; OSError when it is not there."""
        return self.path(digest).read_bytes()

    def put(self, data: bytes) -> tuple[str, bool]:
        """Keep `data`; returns its digest and whether it is new."""
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if self.has(digest):
            return digest, False
        part = self._new_part()
        with part.open("wb") as file:
            file.write(data)
            _settle(file)
        part.replace(self.path(digest))
        return digest, True

    async def receive(self, chunks: AsyncIterator[bytes], digest: str) -> None:
        """Write what comes to disk as it comes; raises `ApiError` 400, nothing kept, when its sum is another."""
        target, part, found = self.path(digest), self._new_part(), hashlib.sha256()
        try:
            with part.open("wb") as file:
                async for chunk in chunks:
                    found.update(chunk)
                    file.write(chunk)
                await asyncio.to_thread(_settle, file)
            expected = digest.replace("-", ":", 1)
            if f"sha256:{found.hexdigest()}" != expected:
                message = f'digest mismatch, expected "{digest}", got "sha256:{found.hexdigest()}"'
                raise ApiError(400, message)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def adopt(self, part: Path, digest: str) -> None:
        """Give a finished file, made inside this folder, its name."""
        part.replace(self.path(digest))

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Forget parts that an earlier process left behind; another daemon's own parts are not ours to judge."""
        for part in self._folder.glob(f"*{_PART}"):
            part.unlink(missing_ok=True)

    def new_part(self) -> Path:
        """A fresh path on the blobs' own file system, for a file that `adopt` will name."""
        return self._new_part()

    def _new_part(self) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"{secrets.token_hex(8)}{_PART}"


def _settle(file: IO[bytes]) -> None:
    """Have the bytes on the disk before the name says they are there."""
    file.flush()
    os.fsync(file.fileno())
