"""Reads a daemon's version and lists of models.

A field that is missing, impossible or of another type is unknown, not an error. Only a body that is not a daemon's is
an error (None). A list is parsed incrementally and only its models are stored: an endless one must not fill the memory,
and parsing a long one in one call would block the interpreter for a second.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from teahouse.connection.body import LONGEST, LineTooLong
from teahouse.core.adapters import MOST_ADAPTERS
from teahouse.core.model import FileDamage, LoadedModel, ModelCard
from teahouse.core.untrusted import clean_text, parse_prefix, read_count, read_label, read_name, read_size, read_time
from teahouse.core.values import dataclass

MOST_CAPABILITIES = 32
LONGEST_PATH = 4096


@dataclass(frozen=True, slots=True)
class Version:
    """A daemon's version, and the name of a built-in engine (`teahouse`)."""

    version: str
    engine: str | None = None


def read_version(value: object) -> Version | None:
    """Read the body of `/api/version`; None if it is not a daemon's."""
    if not isinstance(value, dict) or not isinstance(value.get("version"), str):
        return None
    engine = value.get("engine")
    name = read_label(engine.get("name")) if isinstance(engine, dict) else ""
    return Version(read_label(value["version"]), name or None)


def read_card(entry: Mapping[str, Any]) -> ModelCard | None:
    """Read an entry of `/api/tags`; None without a name."""
    details = entry.get("details")
    details = details if isinstance(details, dict) else {}
    capabilities = entry.get("capabilities")
    capabilities = capabilities[:MOST_CAPABILITIES] if isinstance(capabilities, list) else []
    if not (name := _read_entry_name(entry)):
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
        damage=_read_damage(entry.get("damage")),
        path=clean_text(entry.get("path"))[:LONGEST_PATH],
        adapters=_read_adapters(entry.get("adapters")),
        control_vector=read_label(entry.get("control_vector")),
    )


def _read_adapters(value: object) -> tuple[str, ...]:
    names = value[:MOST_ADAPTERS] if isinstance(value, list) else []
    return tuple(name for item in names if (name := read_label(item)))


def _read_damage(value: object) -> FileDamage:
    return FileDamage(value) if value in ("missing", "changed") else FileDamage.NONE


def read_loaded(entry: Mapping[str, Any]) -> LoadedModel | None:
    """Read an entry of `/api/ps`; None without a name."""
    if not (name := _read_entry_name(entry)):
        return None
    return LoadedModel(
        name=name,
        digest=read_label(entry.get("digest")),
        size=read_size(entry.get("size")) or 0,
        size_vram=read_size(entry.get("size_vram")) or 0,
        context_length=read_count(entry.get("context_length")) or None,
        expires_at=read_time(entry.get("expires_at")),
        card_failure=read_label(entry.get("card_failure")),
        kv_cache_type=read_label(entry.get("kv_cache_type")),
        threads=read_count(entry.get("num_thread")) or None,
        prompt_cache=read_size(entry.get("prompt_cache")),
        drafts=drafts if isinstance(drafts := entry.get("drafts"), bool) else None,
    )


def _read_entry_name(entry: Mapping[str, Any]) -> str:
    return read_name(entry.get("name")) or read_name(entry.get("model"))


MOST_MODELS = 2_000  # entries of a list; the rest is not read, because the window sorts and measures all of them

_SPACE = re.compile(r"[ \t\r\n]*")


class Named(Protocol):
    """An entry of a list."""

    @property
    def name(self) -> str: ...


M = TypeVar("M", bound=Named)


class ModelListReader(Generic[M]):
    """Parses the bytes of `{"models": [...]}` in order. `models`: the entries read by `read`, each name once; `ended`:
    the list is complete or has `MOST_MODELS`; `understood`: it is a daemon's list, or null."""

    def __init__(self, read: Callable[[Mapping[str, Any]], M | None]) -> None:
        self.ended = False
        self.understood = False
        self._models: dict[str, M] = {}
        self._read = read
        self._entry_count = 0  # entries
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._text = ""  # not parsed yet from `_position` on
        self._position = 0
        self._read_step: Callable[[], None] = self._read_start

    @property
    def models(self) -> tuple[M, ...]:
        return tuple(self._models.values())

    def read_chunk(self, piece: bytes) -> None:
        """Parse the next bytes; raises ValueError if it is not such a list, `LineTooLong` for an endless entry."""
        self._text = self._text[self._position :] + self._decode(piece)
        self._position = 0
        try:
            while not self.ended:
                self._read_step()
        except _IncompleteError:
            if len(self._text) - self._position > LONGEST:
                raise LineTooLong from None

    # The steps. One that raises `_IncompleteError` is run again after the next bytes.

    def _read_start(self) -> None:
        self._expect_mark("{")
        self._read_step = self._read_key

    def _read_key(self) -> None:
        if self._take_mark(","):
            return
        if self._take_mark("}"):
            self.ended = True
            return
        key, end = self._read_value()
        self._position, before = end, self._position
        try:
            self._expect_mark(":")
            in_list = key == "models" and self._take_mark("[")
            if in_list:
                self.understood, self._read_step = True, self._read_entry
                return
            value, self._position = self._read_value()
        except _IncompleteError:
            self._position = before
            raise
        self.understood = self.understood or (key == "models" and value is None)

    def _read_entry(self) -> None:
        if self._take_mark(","):
            return
        if self._take_mark("]"):
            self._read_step = self._read_key
            return
        value, self._position = self._read_value()
        self._entry_count += 1
        if isinstance(value, dict) and (model := self._read(value)) is not None:
            self._models.setdefault(model.name, model)
        self.ended = self._entry_count >= MOST_MODELS

    def _peek_character(self) -> str:
        """Skip white space and return the next character."""
        found = _SPACE.match(self._text, self._position)
        self._position = found.end() if found else self._position
        if self._position == len(self._text):
            raise _IncompleteError
        return self._text[self._position]

    def _take_mark(self, character: str) -> bool:
        """Whether `character` is next; it is skipped then."""
        found = self._peek_character() == character
        self._position += found
        return found

    def _expect_mark(self, character: str) -> None:
        if not self._take_mark(character):
            raise ValueError(f"no {character}")

    def _read_value(self) -> tuple[Any, int]:
        """The next value and its end. It is complete only if a separator follows (`-1` may become `-1.5e3`)."""
        self._peek_character()
        try:
            value, end = parse_prefix(self._text, self._position)
        except ValueError:
            raise _IncompleteError from None
        if end == len(self._text) or self._text[end] not in " \t\r\n,:]}":
            raise _IncompleteError
        return value, end


class _IncompleteError(Exception):
    """The text ends too early or is invalid JSON: more bytes are needed."""
