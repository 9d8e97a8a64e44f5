"""A GGUF file that a person wants as a model: looked at before anything is copied, summed and read in pieces."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Callable
from functools import partial
from pathlib import Path

from teahouse.catalogue.headers import header_of
from teahouse.core.architecture import from_header
from teahouse.core.errors import Problem, Trouble
from teahouse.core.gguf import CutError, GgufHeader, NoGgufError
from teahouse.desktop.files import open_regular
from teahouse.services.chosen_files import open_file, within
from teahouse.services.model_events import FileEvent

CHUNK = 1 << 20
_NOT_A_NAME = re.compile(r"[^a-z0-9_.-]+")


def look(path: Path) -> FileEvent:
    """What the file says of itself (blocking, some MB are read); `trouble` is one of the problems with a FILE."""
    try:
        open_regular(path).close()
    except Trouble as trouble:
        return FileEvent(str(path), trouble=Trouble(trouble.problem, **{**trouble.facts, "path": path.name}))
    try:
        header = header_of(path)
    except Trouble as trouble:
        return FileEvent(str(path), trouble=_no_header(path, trouble))
    if (problem := _unwhole(path, header)) is not None:
        return FileEvent(str(path), trouble=problem)
    return FileEvent(
        path=str(path),
        name=suggested(path),
        size=header.size,
        architecture=header.architecture,
        quantization=header.quantization,
        parameters=header.parameters,
        context_length=header.context_length,
        template=header.chat_template or "",
        projector=header.architecture == "clip" or header.text("general.type") in ("mmproj", "projector"),
        adapter=header.text("general.type") == "adapter",
        build=from_header(header),
    )


def _no_header(path: Path, trouble: Trouble) -> Trouble:
    match trouble.__cause__:
        case NoGgufError():
            return Trouble(Problem.FILE_NO_GGUF, path=path.name)
        case CutError():
            return Trouble(Problem.FILE_CUT, path=path.name)
    return Trouble(Problem.FILE_UNUSABLE, path=path.name, message=trouble.facts.get("message", ""))


def _unwhole(path: Path, header: GgufHeader) -> Trouble | None:
    """Why a file is not all of a model: it is one part of several, ends before its weights do, or has none."""
    parts = header.number("split.count") or 0
    if parts > 1:
        return Trouble(Problem.FILE_SPLIT, path=path.name, parts=parts)
    if header.length + sum(tensor.size for tensor in header.tensors) > header.size:
        return Trouble(Problem.FILE_CUT, path=path.name)
    return None if header.tensors else Trouble(Problem.FILE_UNUSABLE, path=path.name, message="no tensors")


def suggested(path: Path) -> str:
    """A model's name made of a file's."""
    return _NOT_A_NAME.sub("-", path.stem.lower()).strip("-.")[:80] or "model"


async def sum_of(path: Path, told: Callable[[int], None]) -> str:
    """The file's digest ("sha256:…"); `told` gets the bytes read so far. Raises `Trouble(FILE_UNUSABLE)`."""
    found, read = hashlib.sha256(), 0
    async for chunk in chunks_of(path):
        await asyncio.to_thread(found.update, chunk)
        read += len(chunk)
        told(read)
    return f"sha256:{found.hexdigest()}"


async def chunks_of(path: Path, told: Callable[[int], None] = lambda read: None) -> AsyncGenerator[bytes, None]:
    """The file in pieces, read beside the loop."""
    try:
        with await open_file(path) as file:
            read = 0
            while chunk := await within(path, partial(file.read, CHUNK)):
                yield chunk
                read += len(chunk)
                told(read)
    except OSError as error:
        raise Trouble(Problem.FILE_UNUSABLE, path=path.name, message=error.strerror or "") from error
