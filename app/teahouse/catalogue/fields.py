"""JSON read field by field: what is wrong is said with its place, nothing is converted in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from teahouse.core.catalogue import CatalogueError, Words
from teahouse.core.untrusted import is_shown, read_count, read_size

LONGEST = 1000  # characters of a text; ours has sentences of two hundred
MOST_TEXTS = 1000  # in a list of them
MOST_ITEMS = 5000  # families, tags of one, labs; ours has some hundred
MOST_BILLIONS = 1e6  # weights

E = TypeVar("E", bound=StrEnum)


class CatalogueFields:
    """One JSON object and where it stands; every getter raises `CatalogueError` with place and reason."""

    __slots__ = ("_value", "where")

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, dict):
            raise CatalogueError(where, "is not an object")
        self._value: dict[str, Any] = value
        self.where = where

    def place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def wrong(self, name: str, why: str) -> CatalogueError:
        return CatalogueError(self.place(name), why)

    def names(self) -> Iterator[str]:
        return iter(self._value)

    def has(self, name: str) -> bool:
        return name in self._value

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without `default` it must be there and not be empty."""
        value = self._value.get(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, "is missing" if value is None else "is not a text")
        if default is None and not value.strip():
            raise self.wrong(name, "is empty")
        return self._shown(name, value)

    def _shown(self, name: str, value: str) -> str:
        """A text that can be shown and is no longer than any sentence."""
        if len(value) > LONGEST:
            raise self.wrong(name, f"has {len(value)} characters, more than {LONGEST}")
        if not is_shown(value):
            raise self.wrong(name, "has characters that cannot be shown")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._value.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, "is not a list of texts")
        if len(value) > MOST_TEXTS:
            raise self.wrong(name, f"has {len(value)} texts, more than {MOST_TEXTS}")
        return tuple(self._shown(name, item) for item in value)

    def count(self, name: str) -> int | None:
        """A whole number above zero, None when it is not given."""
        return self._above_zero(name, read_count)

    def size(self, name: str) -> int | None:
        """A number of bytes above zero, None when it is not given."""
        return self._above_zero(name, read_size)

    def _above_zero(self, name: str, read: Callable[[object], int | None]) -> int | None:
        value = self._value.get(name)
        if value is not None and not read(value):
            raise self.wrong(name, "is not a whole number above zero that can be")
        return read(value)

    def number(self, name: str) -> float | None:
        """A number of billions above zero, None when it is not given."""
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < MOST_BILLIONS:
            raise self.wrong(name, "is not a number above zero that can be")
        return float(value)

    def index(self, name: str, below: int) -> int:
        """A whole number from zero up to, not including, `below`."""
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < below:
            raise self.wrong(name, f"is not a whole number from 0 to {below - 1}")
        return value

    def flag(self, name: str) -> bool | None:
        value = self._value.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "is not true or false")
        return value

    def one_of(self, name: str, kind: type[E]) -> E:
        value = self.text(name)
        if value not in {item.value for item in kind}:
            raise self.wrong(name, f"is {value[:80]!r}, not one of {', '.join(kind)}")
        return kind(value)

    def words(self, name: str) -> Words:
        """A pair of sentences, English and Chinese, both there."""
        value = self.texts(name)
        if len(value) != 2 or not all(item.strip() for item in value):
            raise self.wrong(name, "is not one sentence in English and one in Chinese")
        return Words(*value)

    def items(self, name: str) -> list[Any]:
        value = self._value.get(name)
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            raise self.wrong(name, "is not a list" if not isinstance(value, list) else "is longer than any catalogue's")
        return value

    def objects(self, name: str) -> Iterator[CatalogueFields]:
        for index, item in enumerate(self.items(name)):
            yield CatalogueFields(item, f"{self.place(name)}[{index}]")

    def inner(self, name: str) -> CatalogueFields:
        return CatalogueFields(self._value.get(name), self.place(name))
