"""What a daemon says about itself and its models, as values.

Reading is forgiving: a field that is missing, impossible or of another type is unknown, never an error. Only a body
that is no daemon's at all is one (None). A list may be of any length: one that never ends must not fill the memory, and
a long one must not be parsed in one piece, which would hold the interpreter for a second. So nothing is kept of it but
the models that it names.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from teahouse.core.model import LoadedModel, ModelCard
from teahouse.core.untrusted import parse_prefix, read_count, read_label, read_name, read_size, read_time
from teahouse.core.values import dataclass
from teahouse.ollama.body import LONGEST, LineTooLong

MOST_CAPABILITIES = 32


@dataclass(frozen=True, slots=True)
class Version:
    """What answers: its version, and for a built-in engine its name (`teahouse`)."""

    version: str
    engine: str | None = None


def read_version(value: object) -> Version | None:
    """The body of `/api/version`, None when it is no daemon's."""
    if not isinstance(value, dict) or not isinstance(value.get("version"), str):
        return None
    engine = value.get("engine")
    name = read_label(engine.get("name")) if isinstance(engine, dict) else ""
    return Version(read_label(value["version"]), name or None)


def read_card(entry: Mapping[str, Any]) -> ModelCard | None:
    """An entry of `/api/tags`; None where it has no name to ask for."""
    details = entry.get("details")
    details = details if isinstance(details, dict) else {}
    capabilities = entry.get("capabilities")
    capabilities = capabilities[:MOST_CAPABILITIES] if isinstance(capabilities, list) else []
    if not (name := _name(entry)):
        return None
    return ModelCard(
        name=name,
        digest=read_label(entry.get("digest")),
        size=read_size(entry.get("size")) or 0,
        modified_at=read_time(entry.get("modified_at")),
        family=read_label(details.get("family")),
        parameters=read_label(details.get("parameter_size")),
        quantization=read_label(details.get("quantization_level")),
        context_length=read_count(details.get("context_length")) or None,
        capabilities=frozenset(read_label(item) for item in capabilities if isinstance(item, str)),
    )


def read_loaded(entry: Mapping[str, Any]) -> LoadedModel | None:
    """An entry of `/api/ps`; None where it has no name."""
    if not (name := _name(entry)):
        return None
    return LoadedModel(
        name=name,
        digest=read_label(entry.get("digest")),
        size=read_size(entry.get("size")) or 0,
        size_vram=read_size(entry.get("size_vram")) or 0,
        context_length=read_count(entry.get("context_length")) or None,
        expires_at=read_time(entry.get("expires_at")),
    )


def _name(entry: Mapping[str, Any]) -> str:
    return read_name(entry.get("name")) or read_name(entry.get("model"))


MOST_MODELS = 2_000  # entries of a list; what follows is not read: the window sorts and measures all at once

_SPACE = re.compile(r"[ \t\r\n]*")


class Named(Protocol):
    """What an entry is read as."""

    @property
    def name(self) -> str: ...


M = TypeVar("M", bound=Named)


class ModelListReader(Generic[M]):
    """Takes the bytes of `{"models": [...]}` in order. `models`: what `read` made of the entries so far, each name
    once; `ended`: the list is over, or long enough; `understood`: it is a daemon's, which may also say null."""

    def __init__(self, read: Callable[[Mapping[str, Any]], M | None]) -> None:
        self.ended = False
        self.understood = False
        self._models: dict[str, M] = {}
        self._read = read
        self._seen = 0  # entries
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._text = ""  # what is not read yet
        self._at = 0  # where in it
        self._step: Callable[[], None] = self._open

    @property
    def models(self) -> tuple[M, ...]:
        return tuple(self._models.values())

    def read_chunk(self, piece: bytes) -> None:
        """Read on; raises ValueError for what is no such list, `LineTooLong` for an entry without an end."""
        self._text = self._text[self._at :] + self._decode(piece)
        self._at = 0
        try:
            while not self.ended:
                self._step()
        except _Short:
            if len(self._text) - self._at > LONGEST:
                raise LineTooLong from None

    # The steps; each reads one thing, or raises `_Short` and is tried again when more has come.

    def _open(self) -> None:
        self._expect("{")
        self._step = self._key

    def _key(self) -> None:
        if self._taken(","):
            return
        if self._taken("}"):
            self.ended = True
            return
        key, end = self._value()
        self._at, before = end, self._at
        try:
            self._expect(":")
            in_list = key == "models" and self._taken("[")
            if in_list:
                self.understood, self._step = True, self._entry
                return
            value, self._at = self._value()
        except _Short:
            self._at = before
            raise
        self.understood = self.understood or (key == "models" and value is None)

    def _entry(self) -> None:
        if self._taken(","):
            return
        if self._taken("]"):
            self._step = self._key
            return
        value, self._at = self._value()
        self._seen += 1
        if isinstance(value, dict) and (model := self._read(value)) is not None:
            self._models.setdefault(model.name, model)
        self.ended = self._seen >= MOST_MODELS

    def _peek(self) -> str:
        """The next character that is no space."""
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at
        if self._at == len(self._text):
            raise _Short
        return self._text[self._at]

    def _taken(self, mark: str) -> bool:
        """Whether `mark` comes next; it is read then."""
        found = self._peek() == mark
        self._at += found
        return found

    def _expect(self, mark: str) -> None:
        if not self._taken(mark):
            raise ValueError(f"no {mark}")

    def _value(self) -> tuple[Any, int]:
        """The value that comes next, and where it ends; without a mark after it, it may go on (`-1` as `-1.5e3`)."""
        self._peek()
        try:
            value, end = parse_prefix(self._text, self._at)
        except ValueError:
            raise _Short from None
        if end == len(self._text) or self._text[end] not in " \t\r\n,:]}":
            raise _Short
        return value, end


class _Short(Exception):
    """What was fed ends too early, or is no JSON: more of it will tell."""
