"""The functions every Go template can call, but for `and` and `or`, which the evaluator runs itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from typing import Any
from urllib.parse import quote_plus

from teahouse.core.values import dataclass
from teahouse.engine.go_template import formatting
from teahouse.engine.go_template.errors import FunctionError
from teahouse.engine.go_template.values import (
    Byte,
    GoValue,
    Kind,
    Value,
    count_bytes,
    data_of,
    indirect,
    is_nil,
    is_true,
    kind_of,
    strip_interface,
    type_name,
    wrap_element,
    zero_element,
)


class Parameter(Enum):
    """What a function takes at a place: any value as it is, any value with nothing as nil, or a string."""

    VALUE = auto()
    ANY = auto()
    STRING = auto()


@dataclass(frozen=True, slots=True)
class Function:
    """`call` gets the arguments in order; `rest` is the kind of those behind `fixed`, None where none may be.

    `call` raises `FunctionError` with Go's words.
    """

    call: Callable[..., Value]
    fixed: tuple[Parameter, ...] = ()
    rest: Parameter | None = None


_VALUE = (Parameter.VALUE,)
_MISMATCH = "incompatible types for comparison: {} and {}"
_BAD_TYPE = "invalid type for comparison"
_NUMBERS = (Kind.INT, Kind.UINT)
_BASIC = (Kind.BOOL, Kind.INT, Kind.UINT, Kind.FLOAT, Kind.STRING)


def find_length(item: Value) -> int:
    """`len`: bytes of a string, elements of a list or a map."""
    value, missing = indirect(item)
    if missing:
        raise FunctionError("len of nil pointer")
    kind = kind_of(value)
    if kind is Kind.STRING:
        return count_bytes(value)
    if kind in (Kind.SLICE, Kind.MAP):
        return len(data_of(value))
    if kind is Kind.INVALID:
        raise FunctionError("reflect: call of reflect.Value.Type on zero Value")
    raise FunctionError(f"len of type {type_name(value)}")


def _read_index(index: Value, largest: int) -> int:
    if kind_of(index) not in _NUMBERS:
        what = "nil" if index is None else f"type {type_name(index)}"
        raise FunctionError(f"cannot index slice/array with {what}")
    if not 0 <= index <= largest:
        raise FunctionError(f"index out of range: {int(index)}")
    return int(index)


def find_element(item: Value, *indexes: Value) -> Value:
    """`index`: the element of a list, a map or a string (a byte); of the element the next one, and so on."""
    value = strip_interface(item)
    if value is None:
        raise FunctionError("index of untyped nil")
    for each in indexes:
        index = strip_interface(each)
        value, missing = indirect(value)
        if missing:
            raise FunctionError("index of nil pointer")
        kind = kind_of(value)
        if kind is Kind.STRING:
            value = _find_byte(value, index)
        elif kind is Kind.SLICE:
            items = data_of(value)
            at = _read_index(index, len(items))
            if at == len(items):
                raise FunctionError("reflect: slice index out of range")
            value = wrap_element(items[at])
        elif kind is Kind.MAP:
            if kind_of(index) is not Kind.STRING:
                problem = "is nil; should be of type" if index is None else f"has type {type_name(index)}; should be"
                raise FunctionError(f"value {problem} string")
            value = wrap_element(data_of(value)[index]) if index in data_of(value) else zero_element(value)
        else:
            raise FunctionError(f"can't index item of type {type_name(value)}")
    return value


def _find_byte(text: str, index: Value) -> Byte:
    data = text.encode("utf-8", "surrogateescape")
    at = _read_index(index, len(data))
    if at == len(data):
        raise FunctionError("reflect: string index out of range")
    return Byte(data[at])


def take_slice(item: Value, *indexes: Value) -> Value:
    """`slice`: the part of a list or a string from one place up to another; of a string, places count bytes."""
    value = strip_interface(item)
    if value is None:
        raise FunctionError("slice of untyped nil")
    value, missing = indirect(value)
    if missing:
        raise FunctionError("slice of nil pointer")
    if len(indexes) > 3:
        raise FunctionError(f"too many slice indexes: {len(indexes)}")
    kind = kind_of(value)
    if kind not in (Kind.STRING, Kind.SLICE):
        raise FunctionError(f"can't slice item of type {type_name(value)}")
    if kind is Kind.STRING and len(indexes) == 3:
        raise FunctionError("cannot 3-index slice a string")
    items: Any = value.encode("utf-8", "surrogateescape") if kind is Kind.STRING else data_of(value)
    places = [0, len(items), len(items)]
    for place, index in enumerate(indexes):
        places[place] = _read_index(strip_interface(index), len(items))
    for before, after in ((0, 1), (1, 2)):
        if places[before] > places[after] and len(indexes) > before:
            raise FunctionError(f"invalid slice index: {places[before]} > {places[after]}")
    part = items[places[0] : places[1]]
    if kind is Kind.STRING:
        return part.decode("utf-8", "surrogateescape")
    return GoValue(value.type, part) if isinstance(value, GoValue) else part


def are_equal(first: Value, *others: Value) -> bool:
    """`eq`: whether the first equals any other."""
    if not others:
        raise FunctionError("missing argument for comparison")
    left = strip_interface(first)
    return any(_is_equal(left, strip_interface(other)) for other in others)


def _is_equal(left: Value, right: Value) -> bool:
    kinds = kind_of(left), kind_of(right)
    basic = kinds[0] in _BASIC, kinds[1] in _BASIC
    if all(basic):
        if kinds[0] is kinds[1] or all(kind in _NUMBERS for kind in kinds):
            return bool(left == right)
        raise FunctionError(_MISMATCH.format(type_name(left), type_name(right)))
    if any(basic):
        if left is not None and right is not None:
            raise FunctionError(_MISMATCH.format(type_name(left), type_name(right)))
        return False
    if kinds[0] is not kinds[1] and left is not None and right is not None:
        raise FunctionError(
            f"non-comparable types {formatting.print_value(left)}: {type_name(left)}, "
            f"{type_name(right)}: {formatting.print_value(right)}"
        )
    if is_nil(left) or is_nil(right):
        return is_nil(left) == is_nil(right)
    if kinds[1] is Kind.POINTER:
        return left.data is right.data
    raise FunctionError(f"non-comparable type {formatting.print_value(right)}: {type_name(right)}")


def are_different(left: Value, right: Value) -> bool:
    """`ne`."""
    return not are_equal(left, right)


def is_less(left: Value, right: Value) -> bool:
    """`lt`: of two numbers of one kind, or two strings."""
    values = strip_interface(left), strip_interface(right)
    kinds = kind_of(values[0]), kind_of(values[1])
    if not all(kind in _BASIC for kind in kinds):
        raise FunctionError(_BAD_TYPE)
    if kinds[0] is not kinds[1] and not all(kind in _NUMBERS for kind in kinds):
        raise FunctionError(_MISMATCH.format(type_name(values[0]), type_name(values[1])))
    if kinds[0] is Kind.BOOL:
        raise FunctionError(_BAD_TYPE)
    if kinds[0] is Kind.STRING:
        return bool(values[0].encode("utf-8", "surrogateescape") < values[1].encode("utf-8", "surrogateescape"))
    return bool(values[0] < values[1])


def is_less_or_equal(left: Value, right: Value) -> bool:
    """`le`."""
    return is_less(left, right) or are_equal(left, right)


def is_greater(left: Value, right: Value) -> bool:
    """`gt`."""
    return not is_less_or_equal(left, right)


def is_greater_or_equal(left: Value, right: Value) -> bool:
    """`ge`."""
    return not is_less(left, right)


def _is_not(value: Value) -> bool:
    return not is_true(value)


def _print_values(*values: Value) -> str:
    return formatting.sprint(values)


def _print_line(*values: Value) -> str:
    return formatting.sprintln(values)


def _join_values(values: Sequence[Value]) -> str:
    """Arguments as they are printed, as one text."""
    if len(values) == 1 and isinstance(values[0], str):
        return values[0]
    return formatting.sprint(["<no value>" if is_nothing(value) else indirect(value)[0] for value in values])


def is_nothing(value: Value) -> bool:
    """Whether there is no value; a nil interface is none once it is an argument."""
    return strip_interface(value) is None


def _escape_html(*values: Value) -> str:
    return formatting.escape_html(_join_values(values))


def _escape_js(*values: Value) -> str:
    return formatting.escape_js(_join_values(values))


def _escape_query(*values: Value) -> str:
    return quote_plus(_join_values(values).encode("utf-8", "surrogateescape"), safe="~")


def _call_value(function: Value, *_: Value) -> Value:
    if strip_interface(function) is None:
        raise FunctionError("call of nil")
    raise FunctionError(f"non-function of type {type_name(function)}")


def build_functions(largest: int) -> Mapping[str, Function]:
    """The functions by name; no text that `printf` makes is longer than `largest` characters."""

    def print_formatted(form: str, *values: Value) -> str:
        return formatting.sprintf(form, values, largest)

    texts = {
        "print": _print_values,
        "println": _print_line,
        "html": _escape_html,
        "js": _escape_js,
        "urlquery": _escape_query,
    }
    pairs = {
        "ne": are_different,
        "lt": is_less,
        "le": is_less_or_equal,
        "gt": is_greater,
        "ge": is_greater_or_equal,
    }
    return {
        "and": Function(_is_not, _VALUE, Parameter.VALUE),
        "or": Function(_is_not, _VALUE, Parameter.VALUE),
        "not": Function(_is_not, _VALUE),
        "len": Function(find_length, _VALUE),
        "index": Function(find_element, _VALUE, Parameter.VALUE),
        "slice": Function(take_slice, _VALUE, Parameter.VALUE),
        "call": Function(_call_value, _VALUE, Parameter.VALUE),
        "eq": Function(are_equal, _VALUE, Parameter.VALUE),
        "printf": Function(print_formatted, (Parameter.STRING,), Parameter.ANY),
        **{name: Function(function, (Parameter.VALUE,) * 2) for name, function in pairs.items()},
        **{name: Function(function, (), Parameter.ANY) for name, function in texts.items()},
    }


NAMES = frozenset(build_functions(0))
"""What every template may call."""
