"""A value as Go's `json.Marshal` writes it: keys of maps sorted, `<`, `>` and `&` escaped."""

from __future__ import annotations

import base64
import json
from typing import Any

from teahouse.engine.go_template.numbers import format_json_float
from teahouse.engine.go_template.values import (
    NIL,
    Byte,
    Field,
    GoValue,
    Kind,
    Value,
    clean_text,
    data_of,
    indirect,
    is_true,
    kind_of,
)

_HTML = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026", "\u2028": r"\u2028", "\u2029": r"\u2029"}
_ESCAPED = str.maketrans(_HTML)
_quote = json.JSONEncoder(ensure_ascii=False).encode


def marshal(value: Value) -> str:
    """The value in JSON; raises ValueError where Go refuses (not a number, infinite)."""
    written: list[str] = []
    _write_value(value, written)
    return "".join(written)


def encode_text(text: str) -> str:
    """A string with its quotes."""
    return _quote(clean_text(text)).translate(_ESCAPED)


def _write_value(value: Value, written: list[str]) -> None:
    if isinstance(value, GoValue):
        _write_named(value, written)
        return
    kind = kind_of(value)
    if value is None or value is NIL:
        written.append("null")
    elif kind is Kind.BOOL:
        written.append("true" if value else "false")
    elif kind is Kind.STRING:
        written.append(encode_text(value))
    elif kind is Kind.FLOAT:
        written.append(format_json_float(value))
    elif kind is Kind.SLICE:
        _write_list(value, written)
    elif kind is Kind.MAP:
        _write_map(value, written)
    else:
        written.append(str(int(value)))


def _write_named(value: GoValue, written: list[str]) -> None:
    if value.type.to_json is not None and value.data is not None:
        _write_value(value.type.to_json(value), written)
    elif value.data is None:
        written.append("null")
    elif value.type.kind is Kind.POINTER:
        _write_value(value.data, written)
    elif value.type.kind is Kind.STRUCT:
        _write_struct(value, written)
    elif value.type.kind is Kind.MAP:
        _write_map(data_of(value), written)
    elif isinstance(value.data, bytes):
        written.append(f'"{base64.b64encode(value.data).decode("ascii")}"')
    else:
        _write_list(data_of(value), written)


def _write_list(items: list[Value], written: list[str]) -> None:
    written.append("[")
    for index, item in enumerate(items):
        written.append("," if index else "")
        _write_value(item, written)
    written.append("]")


def _write_map(items: dict[str, Value], written: list[str]) -> None:
    written.append("{")
    for index, name in enumerate(sorted(items)):
        written.append(f"{',' if index else ''}{encode_text(name)}:")
        _write_value(items[name], written)
    written.append("}")


def _write_struct(value: GoValue, written: list[str]) -> None:
    written.append("{")
    first = True
    for field in value.type.fields:
        content: Any = value.get_field(field)
        if field.omit_empty and _is_empty(field, content):
            continue
        written.append(f"{'' if first else ','}{encode_text(field.json or field.name)}:")
        first = False
        _write_value(content, written)
    written.append("}")


def _is_empty(field: Field, content: Value) -> bool:
    """What `omitempty` leaves out: false, 0, nil, and what has no elements. A struct never is."""
    value, missing = indirect(content)
    if missing or value is None:
        return True
    return False if value is not content or isinstance(content, Byte) else not is_true(content)
