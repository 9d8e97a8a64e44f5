"""JSON read field by field: what is wrong is said with its place, nothing is converted in silence."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar

from teahouse.core.catalogue import CatalogueError, Words

E = TypeVar("E", bound=StrEnum)


class Fields:
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
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._value.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, "is not a list of texts")
        return tuple(value)

    def whole(self, name: str) -> int | None:
        """A whole number above zero, None when it is not given."""
        value = self._value.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value <= 0):
            raise self.wrong(name, "is not a whole number above zero")
        return value

    def number(self, name: str) -> float | None:
        """A number above zero, None when it is not given."""
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 1e12:
            raise self.wrong(name, "is not a number above zero")
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
            raise self.wrong(name, f"is {value!r}, not one of {', '.join(kind)}")
        return kind(value)

    def words(self, name: str) -> Words:
        """A pair of sentences, English and Chinese, both there."""
        value = self.texts(name)
        if len(value) != 2 or not all(item.strip() for item in value):
            raise self.wrong(name, "is not one sentence in English and one in Chinese")
        return Words(*value)

    def items(self, name: str) -> list[Any]:
        value = self._value.get(name)
        if not isinstance(value, list):
            raise self.wrong(name, "is not a list")
        return value

    def objects(self, name: str) -> Iterator[Fields]:
        for index, item in enumerate(self.items(name)):
            yield Fields(item, f"{self.place(name)}[{index}]")

    def inner(self, name: str) -> Fields:
        return Fields(self._value.get(name), self.place(name))
