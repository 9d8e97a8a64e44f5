"""Reads and validates a catalogue's JSON.

An invalid catalogue is refused as a whole, with the path of its first invalid field. packaging/catalogue.py writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from teahouse.core.catalogue import (
    CacheGroup,
    Catalogue,
    CatalogueError,
    Commercial,
    Family,
    Lab,
    Licence,
    ListingState,
    ModelShape,
    Retired,
    Tag,
    Thinks,
    Words,
)
from teahouse.core.errors import Trouble
from teahouse.core.model import ModelName
from teahouse.core.size_labels import full_title, size_label
from teahouse.core.untrusted import is_shown, read_count, read_size

LONGEST = 1000  # characters of a text; the built-in catalogue has up to two hundred
MOST_TEXTS = 1000  # in a list
MOST_ITEMS = 5000  # families, tags of a family, labs; the built-in catalogue has some hundred
MOST_BILLIONS = 1e6  # weights

E = TypeVar("E", bound=StrEnum)


class CatalogueFields:
    """One JSON object and its path, read field by field. Nothing is converted implicitly; every `read_…` method raises
    `CatalogueError` with path and reason."""

    __slots__ = ("_value", "where")

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, dict):
            raise CatalogueError(where, "is not an object")
        self._value: dict[str, Any] = value
        self.where = where

    def field_path(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def field_error(self, name: str, why: str) -> CatalogueError:
        return CatalogueError(self.field_path(name), why)

    def list_names(self) -> Iterator[str]:
        return iter(self._value)

    def has_field(self, name: str) -> bool:
        return name in self._value

    def read_text(self, name: str, default: str | None = None) -> str:
        """A text; without `default` it is required and must not be empty."""
        value = self._value.get(name, default)
        if not isinstance(value, str):
            raise self.field_error(name, "is missing" if value is None else "is not a text")
        if default is None and not value.strip():
            raise self.field_error(name, "is empty")
        return self._check_text(name, value)

    def _check_text(self, name: str, value: str) -> str:
        """Check that a text can be shown and has at most `LONGEST` characters."""
        if len(value) > LONGEST:
            raise self.field_error(name, f"has {len(value)} characters, more than {LONGEST}")
        if not is_shown(value):
            raise self.field_error(name, "has characters that cannot be shown")
        return value

    def read_texts(self, name: str) -> tuple[str, ...]:
        value = self._value.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.field_error(name, "is not a list of texts")
        if len(value) > MOST_TEXTS:
            raise self.field_error(name, f"has {len(value)} texts, more than {MOST_TEXTS}")
        return tuple(self._check_text(name, item) for item in value)

    def read_count(self, name: str) -> int | None:
        """A whole number above zero, None if missing."""
        return self._read_positive(name, read_count)

    def read_size(self, name: str) -> int | None:
        """A number of bytes above zero, None if missing."""
        return self._read_positive(name, read_size)

    def _read_positive(self, name: str, read: Callable[[object], int | None]) -> int | None:
        value = self._value.get(name)
        if value is not None and not read(value):
            raise self.field_error(name, "is not a whole number above zero that can be")
        return read(value)

    def read_number(self, name: str) -> float | None:
        """A number of billions above zero, None if missing."""
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < MOST_BILLIONS:
            raise self.field_error(name, "is not a number above zero that can be")
        return float(value)

    def read_index(self, name: str, below: int) -> int:
        """A whole number from 0 to `below` - 1."""
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < below:
            raise self.field_error(name, f"is not a whole number from 0 to {below - 1}")
        return value

    def read_flag(self, name: str) -> bool | None:
        value = self._value.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.field_error(name, "is not true or false")
        return value

    def read_enum(self, name: str, kind: type[E]) -> E:
        value = self.read_text(name)
        if value not in {item.value for item in kind}:
            raise self.field_error(name, f"is {value[:80]!r}, not one of {', '.join(kind)}")
        return kind(value)

    def read_words(self, name: str) -> Words:
        """A sentence in English and Chinese, both not empty."""
        value = self.read_texts(name)
        if len(value) != 2 or not all(item.strip() for item in value):
            raise self.field_error(name, "is not one sentence in English and one in Chinese")
        return Words(*value)

    def read_items(self, name: str) -> list[Any]:
        value = self._value.get(name)
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            raise self.field_error(
                name, "is not a list" if not isinstance(value, list) else "is longer than any catalogue's"
            )
        return value

    def read_objects(self, name: str) -> Iterator[CatalogueFields]:
        for index, item in enumerate(self.read_items(name)):
            yield CatalogueFields(item, f"{self.field_path(name)}[{index}]")

    def read_object(self, name: str) -> CatalogueFields:
        return CatalogueFields(self._value.get(name), self.field_path(name))


SCHEMA = 1
LARGEST = 4 << 20  # bytes; parsing so many blocks for a frame or two; the built-in catalogue has 0.25 MB
RESTRICTIONS = frozenset(
    ("territory", "revenue", "users", "attribution", "use-policy", "training", "registration", "non-commercial")
)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])")


def read_catalogue(data: bytes) -> Catalogue:
    """Parse a catalogue; raises `CatalogueError` with the path of the first invalid field."""
    if len(data) > LARGEST:
        raise CatalogueError("", f"has {len(data)} bytes, more than any catalogue")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CatalogueError("", f"is not JSON: {str(error)[:200]}") from error
    top = CatalogueFields(value)
    if top.read_count("schema") != SCHEMA:
        raise top.field_error("schema", f"is not {SCHEMA}: this catalogue is for another version of the app")
    return _CatalogueReader(top).read_catalogue()


class _CatalogueReader:
    """Reads one catalogue; tags are checked against its labs, licences and uses."""

    def __init__(self, top: CatalogueFields) -> None:
        self._top = top
        self._labs = tuple(_read_lab(fields) for fields in top.read_objects("labs"))
        self._lab_ids = frozenset(lab.id for lab in self._labs)
        licences = top.read_object("licences")
        self._licences = {name: _read_licence(name, licences.read_object(name)) for name in licences.list_names()}
        uses = top.read_object("uses")
        self._uses = {name: uses.read_words(name) for name in uses.list_names()}
        self._sources = top.read_texts("sources")

    def read_catalogue(self) -> Catalogue:
        top = self._top
        if not _DATE.fullmatch(top.read_text("date")):
            raise top.field_error("date", "is not a date")
        dates = top.read_object("dates")
        catalogue = Catalogue(
            date=top.read_text("date"),
            dates={name: dates.read_text(name) for name in dates.list_names()},
            labs=self._labs,
            licences=self._licences,
            families=tuple(self._read_family(fields) for fields in top.read_objects("families")),
            states=_read_states(top.read_object("states")),
            uses=self._uses,
            retired=tuple(
                Retired(each.read_text("name"), each.read_text("last_seen")) for each in top.read_objects("retired")
            ),
        )
        _check_names(catalogue)
        return catalogue

    def _read_family(self, fields: CatalogueFields) -> Family:
        family, lab = fields.read_text("id"), self._read_known(fields, "lab", self._lab_ids)
        tags = tuple(self._read_tag(each, family, lab) for each in fields.read_objects("tags"))
        if not tags:
            raise fields.field_error("tags", "is empty")
        title = fields.read_text("title")
        return Family(family, lab, title, fields.read_words("words"), _label_sizes(title, tags))

    def _read_known(self, fields: CatalogueFields, name: str, allowed: Mapping[str, object] | frozenset[str]) -> str:
        value = fields.read_text(name)
        if value not in allowed:
            raise fields.field_error(name, f"{value!r} is not in this catalogue")
        return value

    def _read_tag(self, fields: CatalogueFields, family: str, lab: str) -> Tag:
        uses, month = fields.read_texts("uses"), fields.read_text("month", "")
        if unknown := [use for use in uses if use not in self._uses]:
            raise fields.field_error("uses", f"{unknown[0]!r} is not in this catalogue")
        if month and not _MONTH.fullmatch(month):
            raise fields.field_error("month", "is not a year and a month")
        state = fields.read_enum("state", ListingState)
        return Tag(
            id=fields.read_text("id"),
            family=family,
            lab=lab,
            name=_read_pull_name(fields, state),
            reference=fields.read_text("reference"),
            label=fields.read_text("label"),
            state=state,
            licence=self._read_known(fields, "licence", self._licences),
            size=fields.read_size("size"),
            exact=bool(fields.read_flag("exact")),
            quantization=fields.read_text("quantization", ""),
            parameters=fields.read_number("parameters"),
            active=fields.read_number("active"),
            context=fields.read_count("context"),
            capabilities=frozenset(fields.read_texts("capabilities")),
            thinks=fields.read_enum("thinks", Thinks),
            levels=fields.read_texts("levels"),
            uses=uses,
            month=month,
            needs=fields.read_text("needs", ""),
            architecture=fields.read_text("architecture", ""),
            engine=fields.read_flag("engine"),
            instead=fields.read_text("instead", ""),
            shape=_read_shape(fields.read_object("shape")) if fields.has_field("shape") else None,
            aliases=fields.read_texts("aliases"),
            digest=fields.read_text("digest", ""),
            verified=bool(fields.read_flag("verified")),
            unverified=fields.read_texts("unverified"),
            sources=self._tag_sources(fields.read_object("sources")),
        )

    def _tag_sources(self, fields: CatalogueFields) -> dict[str, str]:
        return {name: self._sources[fields.read_index(name, len(self._sources))] for name in fields.list_names()}


def _label_sizes(title: str, tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """The sizes of a family with labels of one form; one that would get the label of another keeps its own."""
    labels = [size_label(title, tag.label, tag.parameters) for tag in tags]
    return tuple(
        replace(tag, label=own, title=full_title(title, own))
        for number, (tag, label) in enumerate(zip(tags, labels, strict=True))
        for own in (tag.label if label in labels[:number] else label,)
    )


def _read_pull_name(fields: CatalogueFields, state: ListingState) -> str:
    """The name for a daemon; required if the model can be pulled."""
    name = fields.read_text("name", "")
    if not name:
        if state in (ListingState.LIBRARY, ListingState.HUB):
            raise fields.field_error("name", "is empty, although it can be fetched")
        return ""
    try:
        ModelName.parse(name)
    except Trouble:
        raise fields.field_error("name", f"{name!r} is no name of a model") from None
    return name


def _read_lab(fields: CatalogueFields) -> Lab:
    return Lab(
        fields.read_text("id"), fields.read_text("name"), fields.read_text("chinese"), fields.read_texts("words")
    )


def _read_licence(name: str, fields: CatalogueFields) -> Licence:
    restrictions = fields.read_texts("restrictions")
    if unknown := [item for item in restrictions if item not in RESTRICTIONS]:
        raise fields.field_error("restrictions", f"{unknown[0]!r} is not one of {', '.join(sorted(RESTRICTIONS))}")
    commercial = fields.read_enum("commercial", Commercial)
    territory = fields.read_text("territory", "")
    words, chinese = fields.read_words("words"), fields.read_text("name_zh", "")
    return Licence(name, fields.read_text("name"), commercial, restrictions, words, territory, chinese)


def _read_states(fields: CatalogueFields) -> dict[ListingState, Words]:
    """The sentences of the states in which a model cannot be pulled."""
    reasons = [state for state in ListingState if state not in (ListingState.LIBRARY, ListingState.HUB)]
    return {state: fields.read_words(state.value) for state in reasons}


def _read_shape(fields: CatalogueFields) -> ModelShape:
    groups = []
    for index, item in enumerate(fields.read_items("groups")):
        numbers = isinstance(item, list) and len(item) == 3 and all(map(_is_count, item))
        if not numbers:
            raise fields.field_error(f"groups[{index}]", "is not layers, elements and window")
        groups.append(CacheGroup(*item))
    state = fields.read_index("state", 1 << 40)
    return ModelShape(tuple(groups), state, bool(fields.read_flag("recalled")))


def _is_count(value: object) -> bool:
    return read_count(value) is not None


def _check_names(catalogue: Catalogue) -> None:
    """Check that the ids of tags are unique, and that every `instead` is one of them."""
    seen: set[str] = set()
    for tag in catalogue.tags:
        if tag.id in seen:
            raise CatalogueError(tag.id, "is in it twice")
        seen.add(tag.id)
    for tag in catalogue.tags:
        if tag.instead and tag.instead not in seen:
            raise CatalogueError(f"{tag.id}.instead", f"{tag.instead!r} is not in this catalogue")
