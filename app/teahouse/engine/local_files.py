"""Model files in other places, used without a copy, and names for the parts of a split file.

A layer for such a file is a record: a small blob, named by its own SHA-256 as every blob, with the file's path, size
and time of change. So no byte of a large file has to be read before it is used, and no digest is claimed that nobody
computed. Where the file system can, the record also names a reflink or hard link below `linked/`, which stays when
another program deletes the file. The file itself is never written to or deleted.

llama.cpp finds the parts of a split file by their names (`…-00002-of-00003.gguf`), which blobs do not have. A folder
below `linked/` gives them such names.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from teahouse.core.gguf import GgufError, GgufHeader, join_headers
from teahouse.core.manifest import IMAGE, LOCAL
from teahouse.core.model import FileDamage
from teahouse.core.values import dataclass
from teahouse.engine.blobs import Blobs, read_header
from teahouse.engine.errors import ApiError
from teahouse.engine.file_links import link_file, name_file

FOLDER = "linked"
_LINK = re.compile(r"[0-9a-f]{16}/(?!\.{1,2}$)[^/\\]+")
_PART_NAME = re.compile(r"-\d{5}-of-\d{5}\.gguf$", re.IGNORECASE)
_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A record: the absolute path of a file, its bytes and time of change (nanoseconds), and the link to it below
    `linked/`, empty for none."""

    path: str
    size: int
    modified: int
    link: str = ""

    def encode_record(self) -> bytes:
        values = {"path": self.path, "size": self.size, "modified": self.modified, "link": self.link}
        return json.dumps(values, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def read_record(data: bytes) -> LocalFile:
    """The record in a blob; raises ValueError, KeyError or TypeError for anything else."""
    values = json.loads(data)
    file = LocalFile(values["path"], values["size"], values["modified"], values["link"])
    texts = isinstance(file.path, str) and isinstance(file.link, str)
    if not texts or type(file.size) is not int or type(file.modified) is not int or not os.path.isabs(file.path):
        raise ValueError("no record of a file")
    if file.link and _LINK.fullmatch(file.link) is None:
        raise ValueError("a link outside of its folder")
    return file


@dataclass(frozen=True, slots=True)
class UsedFile:
    """A file of a model in another place: its record, and where it is read from: its link, or its own path."""

    record: LocalFile
    place: Path

    @property
    def damage(self) -> FileDamage:
        """Whether the file is as it was when it was chosen."""
        try:
            status = self.place.stat()
        except OSError:
            return FileDamage.MISSING
        same = (status.st_size, status.st_mtime_ns) == (self.record.size, self.record.modified)
        return FileDamage.NONE if same else FileDamage.CHANGED


class LocalFiles:
    """The records among the blobs, and the folder `linked` under `root`."""

    def __init__(self, root: Path, blobs: Blobs) -> None:
        self._folder = root / FOLDER
        self._blobs = blobs

    def find_file(self, digest: str) -> UsedFile:
        """The file of a record; errors as `Blobs.read_blob` and `read_record`. The file itself may be missing."""
        record = read_record(self._blobs.read_blob(digest))
        link = self._folder / record.link
        return UsedFile(record, link if record.link and link.is_file() else Path(record.path))

    def read_headers(self, paths: Sequence[str]) -> list[GgufHeader]:
        """The headers of files to be used; raises `ApiError` 400 for one that is not a whole GGUF file here."""
        return [_read_local_header(path) for path in paths]

    def add_records(self, paths: Sequence[str]) -> list[tuple[str, int]]:
        """Store a record of each file, with links to all of them or none; returns digest and bytes of the records."""
        key = secrets.token_hex(_KEY_LENGTH // 2)
        linked = self._link_files(key, [Path(path) for path in paths])
        found = []
        for path in paths:
            status = Path(path).stat()
            link = f"{key}/{Path(path).name}" if linked else ""
            data = LocalFile(path, status.st_size, status.st_mtime_ns, link).encode_record()
            found.append((self._blobs.store_bytes(data)[0], len(data)))
        return found

    def _link_files(self, key: str, paths: Sequence[Path]) -> bool:
        folder = self._folder / key
        try:
            folder.mkdir(parents=True)
            if all(link_file(path, folder / path.name) for path in paths):
                return True
        except OSError:
            pass
        shutil.rmtree(folder, ignore_errors=True)
        return False

    def remove_links(self, digest: str, *, local: bool) -> None:
        """Remove the links of a record that is deleted, or the names of parts of which the blob is the first."""
        if not local:
            shutil.rmtree(self._folder / _parts_key(digest), ignore_errors=True)
            return
        with suppress(OSError, ValueError, LookupError, TypeError):
            if link := read_record(self._blobs.read_blob(digest)).link:
                (self._folder / link).unlink(missing_ok=True)
                (self._folder / link).parent.rmdir()  # once the last part is gone

    def name_parts(self, parts: Sequence[Path]) -> Path:
        """The path of the first part among names as llama.cpp expects them. Raises OSError where the file system has no
        links."""
        if _PART_NAME.search(parts[0].name) is not None:
            return parts[0]
        folder = self._folder / _parts_key(parts[0].name)
        names = [folder / f"model-{number:05d}-of-{len(parts):05d}.gguf" for number in range(1, len(parts) + 1)]
        if not all(_is_same(name, part) for name, part in zip(names, parts, strict=True)):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name, part in zip(names, parts, strict=True):
                name_file(part.absolute(), name)
        return names[0]


def _parts_key(digest: str) -> str:
    return hashlib.sha256(digest.replace(":", "-").encode()).hexdigest()[:_KEY_LENGTH]


def _is_same(name: Path, part: Path) -> bool:
    try:
        return os.path.samefile(name, part)
    except OSError:
        return False


def _read_local_header(path: str) -> GgufHeader:
    if not os.path.isabs(path):
        raise ApiError(400, f"file path must be absolute: {path}")
    try:
        header = read_header(Path(path))
    except GgufError as error:
        raise ApiError(400, f"{path}: {error}") from None
    except (OSError, ValueError) as error:
        raise ApiError(400, f"{path}: {getattr(error, 'strerror', None) or error}") from None
    if header.is_cut:
        raise ApiError(400, f"{path}: the file is incomplete")
    return header


def order_files(headers: Sequence[GgufHeader]) -> list[int]:
    """The order of the files of one model: its parts, then its projectors. Raises `ApiError` 400 unless they are one
    whole model."""
    parts = sorted((at for at, each in enumerate(headers) if not each.is_projector), key=lambda at: headers[at].part)
    if len(parts) != 1 and (not parts or headers[parts[0]].part[1] == 1):
        raise ApiError(400, f"expected one model among the files, found {len(parts)}")
    try:
        join_headers([headers[at] for at in parts])
    except GgufError as error:
        raise ApiError(400, str(error)) from None
    return [*parts, *(at for at, header in enumerate(headers) if header.is_projector)]


def layer_type(header: GgufHeader, *, local: bool = False) -> str:
    """The media type of the layer of a GGUF file."""
    return f"{LOCAL if local else IMAGE}{'projector' if header.is_projector else 'model'}"
