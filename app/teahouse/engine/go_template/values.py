"""Go's values in Python.

| Go | here |
|---|---|
| nothing (no value at all) | None |
| a nil interface | `NIL` |
| bool, float64, string | bool, float, str |
| int; byte | int; `Byte` |
| []interface {}, map[string]interface {} | list, dict; None in them is a nil interface |
| any named slice, map, struct, or pointer to a struct | `GoValue` |

Bytes of a string that are no UTF-8 are lone surrogates, as with Python's "surrogateescape".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from enum import Enum, auto
from typing import Any, Final, TypeAlias

from teahouse.core.values import dataclass


class Kind(Enum):
    """Go's kinds of types, as far as a template meets them."""

    INVALID = auto()
    INTERFACE = auto()
    BOOL = auto()
    INT = auto()
    UINT = auto()
    FLOAT = auto()
    STRING = auto()
    SLICE = auto()
    MAP = auto()
    STRUCT = auto()
    POINTER = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct; `zero` is its value where nothing was said, `json` its name in JSON ("" is `name`)."""

    name: str
    zero: Any
    json: str = ""
    omit_empty: bool = False


@dataclass(frozen=True, slots=True)
class GoType:
    """A type that Go has a name for. `methods` take the value and give a value; `String` is how it is printed.

    `zero` is what a map of this type gives for a key it lacks; `to_json` makes a plain value of one that has JSON of
    its own.
    """

    name: str
    kind: Kind
    fields: tuple[Field, ...] = ()
    zero: Any = None
    methods: Mapping[str, Callable[[GoValue], Any]] = field(default_factory=dict)
    to_json: Callable[[GoValue], Any] | None = None


@dataclass(frozen=True, slots=True)
class GoValue:
    """A value of a named type. `data`: a list, a dict, for a struct a dict of its fields, for a pointer what it points
    to; None is nil."""

    type: GoType
    data: Any

    def get_field(self, field: Field) -> Any:
        return self.data.get(field.name, field.zero)


class Byte(int):
    """Go's uint8, which `index` gives for a string."""


class _NilType:
    """The type of `NIL`."""

    def __repr__(self) -> str:
        return "NIL"


NIL: Final = _NilType()
"""A nil interface, as a map gives it for a key it lacks."""

Value: TypeAlias = Any
"""One of the above."""

_KINDS: dict[type, Kind] = {
    type(None): Kind.INVALID,
    _NilType: Kind.INTERFACE,
    bool: Kind.BOOL,
    int: Kind.INT,
    Byte: Kind.UINT,
    float: Kind.FLOAT,
    str: Kind.STRING,
    list: Kind.SLICE,
    dict: Kind.MAP,
}
_NAMES = {
    Kind.INTERFACE: "interface {}",
    Kind.BOOL: "bool",
    Kind.INT: "int",
    Kind.UINT: "uint8",
    Kind.FLOAT: "float64",
    Kind.STRING: "string",
    Kind.SLICE: "[]interface {}",
    Kind.MAP: "map[string]interface {}",
}


def kind_of(value: Value) -> Kind:
    """A value's kind; raises TypeError for one that is none of Go's."""
    if isinstance(value, GoValue):
        return value.type.kind
    try:
        return _KINDS[type(value)]
    except KeyError:
        raise TypeError(f"{type(value).__name__} is no value of a template") from None


def type_name(value: Value) -> str:
    """The name of a value's type in Go; "<nil>" for no value."""
    return value.type.name if isinstance(value, GoValue) else _NAMES.get(kind_of(value), "<nil>")


def data_of(value: Value) -> Any:
    """The list, dict or plain value itself; an empty one for a nil slice or map."""
    if not isinstance(value, GoValue):
        return value
    if value.data is not None:
        return value.data
    return {Kind.SLICE: [], Kind.MAP: {}}.get(value.type.kind)


def indirect(value: Value) -> tuple[Value, bool]:
    """What a pointer points to, and whether there was a nil on the way."""
    while isinstance(value, GoValue) and value.type.kind is Kind.POINTER:
        if value.data is None:
            return value, True
        value = value.data
    return value, value is NIL


def strip_interface(value: Value) -> Value:
    """The value, without the interface around a nil."""
    return None if value is NIL else value


def is_true(value: Value) -> bool:
    """Go's idea of truth: false are nothing, nil, zero, and what is empty. A struct is always true."""
    if isinstance(value, GoValue):
        if value.type.kind is Kind.POINTER:
            return value.data is not None
        return value.type.kind is Kind.STRUCT or bool(value.data)
    return value is not NIL and bool(value)


def is_nil(value: Value) -> bool:
    """Whether a value is nothing, or a nil of its type."""
    return value is None or value is NIL or (isinstance(value, GoValue) and value.data is None)


def wrap_element(value: Value) -> Value:
    """An element of a list or a map as a template sees it."""
    return NIL if value is None else value


def element_pairs(value: Value) -> Iterable[tuple[Value, Value]] | None:
    """What `range` goes over: the indexes or keys of a value with its elements; None where it has none."""
    match kind_of(value):
        case Kind.INT | Kind.UINT:
            return ((None, number) for number in range(int(value)))
        case Kind.SLICE:
            return ((index, wrap_element(element)) for index, element in enumerate(data_of(value)))
        case Kind.MAP:
            items = data_of(value)
            return [(name, wrap_element(items[name])) for name in sorted(items)]
        case Kind.INVALID | Kind.INTERFACE:
            return ()
        case _:
            return None


def zero_element(container: Value) -> Value:
    """What a map gives for a key it lacks."""
    zero = container.type.zero if isinstance(container, GoValue) else None
    return NIL if zero is None else zero


def find_member(value: Value, name: str, *, missing_is_zero: bool) -> Value:
    """A field of a struct, or what a map has under a name; raises LookupError for what has no such field.

    For a key that a map lacks: the zero value of its type, or nothing.
    """
    kind = kind_of(value)
    if kind is Kind.STRUCT:
        for field_known in value.type.fields:
            if field_known.name == name:
                return wrap_element(value.get_field(field_known))
    if kind is not Kind.MAP:
        raise LookupError(name)
    items = data_of(value)
    if name in items:
        return wrap_element(items[name])
    return zero_element(value) if missing_is_zero else None


def count_bytes(text: str) -> int:
    """The length of a string in Go."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def clean_text(text: str) -> str:
    """A text with U+FFFD for every lone surrogate, as Go's strings become JSON."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= each <= "\udfff" else each for each in text)


def from_json(value: object) -> Value:
    """A value as Go reads it from JSON into an interface: every number is a float64."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(str(name)): from_json(item) for name, item in value.items()}
    raise TypeError(f"{type(value).__name__} is no value of JSON")
