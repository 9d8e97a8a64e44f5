"""Lists of all models, `/api/tags` and `/v1/models`: a line for each, kept as long as its manifest and its file are the
same, so that a long list costs a look at each file and no reading. For threads beside the event loop."""

from __future__ import annotations

import json
from pathlib import Path

from teahouse.core.model import ModelName
from teahouse.core.values import dataclass
from teahouse.engine.describe import listed
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Model, Models, Stamp


@dataclass(frozen=True, slots=True)
class _Line:
    """What was said of a model, and what that depends on."""

    stamp: Stamp
    file: Path
    file_stamp: tuple[int, int] | None
    modified: int
    tag: bytes
    openai: bytes


class Listing:
    """The lines of every model in a folder."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._lines: dict[ModelName, _Line] = {}

    def tags(self) -> bytes:
        """The answer of `/api/tags`."""
        return b'{"models":[' + b",".join(line.tag for line in self._current()) + b"]}"

    def openai(self) -> bytes:
        """The answer of `/v1/models`."""
        return b'{"object":"list","data":[' + b",".join(line.openai for line in self._current()) + b"]}"

    def _current(self) -> list[_Line]:
        """The lines of today, the last changed first."""
        before, now = self._lines, {}
        for name in self._models.names():
            stamp = self._models.stamp(name)
            line = before.get(name)
            if line is None or line.stamp != stamp or line.file_stamp != _file_stamp(line.file):
                line = None if stamp is None else self._read(name, stamp)
            if line is not None:
                now[name] = line
        self._lines = now
        return sorted(now.values(), key=lambda line: -(line.modified // 1_000_000_000))

    def _read(self, name: ModelName, stamp: Stamp) -> _Line | None:
        """A model's line; None for one that is damaged or was deleted meanwhile."""
        try:
            model = self._models.find(name)
        except ApiError:
            return None
        if model is None:
            return None
        about = _file_stamp(model.file)
        tag = _encoded(listed(self._models, model))
        return _Line(stamp, model.file, about, model.modified, tag, _encoded(_openai(model)))


def _openai(model: Model) -> dict[str, object]:
    return {"id": model.name.short, "object": "model", "created": model.modified // 10**9, "owned_by": "library"}


def _encoded(entry: dict[str, object]) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode("ascii")


def _file_stamp(file: Path) -> tuple[int, int] | None:
    try:
        about = file.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size
