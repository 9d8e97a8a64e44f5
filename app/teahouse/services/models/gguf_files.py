"""Reads GGUF files of this computer: what a model of one would be, or why none can be made of it.

The parts of a split file (`…-00002-of-00003.gguf`) are in one folder; any of them stands for all.
"""

from __future__ import annotations

import re
from pathlib import Path

from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.architecture import from_header
from teahouse.core.errors import Problem, Trouble
from teahouse.core.gguf import CutError, GgufError, GgufHeader, NoGgufError, join_headers
from teahouse.core.hub_names import list_part_names, split_name
from teahouse.desktop.files import open_regular
from teahouse.services.models.events import FileEvent

MOST_PARTS = 1000
_NOT_IN_NAMES = re.compile(r"[^a-z0-9_.-]+")


def read_gguf_file(path: Path) -> FileEvent:
    """The header of a GGUF file and of its other parts (blocking, reads some MB); `trouble` is one of the FILE
    problems."""
    try:
        parts = find_parts(path)
        headers = [_read_whole_header(part) for part in parts]
    except Trouble as trouble:
        return FileEvent(str(path), trouble=trouble)
    try:
        header = join_headers(headers)
    except GgufError:
        return FileEvent(str(path), trouble=_parts_trouble(path, max(2, headers[0].part[1])))
    if not header.tensors:
        return FileEvent(str(path), trouble=Trouble(Problem.FILE_UNUSABLE, path=path.name, message="no tensors"))
    return FileEvent(
        path=str(path),
        name=suggest_name(path),
        size=header.size,
        architecture=header.architecture,
        quantization=header.quantization,
        parameters=header.parameters,
        context_length=header.context_length,
        template=header.chat_template or "",
        projector=header.is_projector,
        adapter=header.get_text("general.type") == "adapter",
        build=from_header(header),
        parts=tuple(map(str, parts)),
    )


def find_parts(path: Path) -> list[Path]:
    """All parts of the model of a file, in order; the file alone unless it is split. Raises FILE_PARTS_MISSING."""
    count = split_name(path.name)[2]
    if count <= 1:
        return [path]
    if count > MOST_PARTS:
        raise _parts_trouble(path, count)
    parts = [path.with_name(name) for name in list_part_names(path.name)]
    if not all(part.is_file() for part in parts):
        raise _parts_trouble(path, count)
    return parts


def _parts_trouble(path: Path, count: int) -> Trouble:
    return Trouble(Problem.FILE_PARTS_MISSING, path=path.name, parts=count)


def _read_whole_header(path: Path) -> GgufHeader:
    """The header of one file; raises one of the FILE problems."""
    try:
        open_regular(path).close()
    except Trouble as trouble:
        raise Trouble(trouble.problem, **{**trouble.facts, "path": path.name}) from trouble
    try:
        header = read_gguf_header(path)
    except Trouble as trouble:
        raise _explain_no_header(path, trouble) from trouble
    if header.is_cut:
        raise Trouble(Problem.FILE_CUT, path=path.name)
    return header


def _explain_no_header(path: Path, trouble: Trouble) -> Trouble:
    match trouble.__cause__:
        case NoGgufError():
            return Trouble(Problem.FILE_NO_GGUF, path=path.name)
        case CutError():
            return Trouble(Problem.FILE_CUT, path=path.name)
    return Trouble(Problem.FILE_UNUSABLE, path=path.name, message=trouble.facts.get("message", ""))


def suggest_name(path: Path) -> str:
    """A model's name made from a file's, without the number of its part."""
    stem = split_name(path.name)[0] or path.stem
    return _NOT_IN_NAMES.sub("-", stem.lower()).strip("-.")[:80] or "model"
