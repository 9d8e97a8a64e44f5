"""JSON of manifests and configurations: strict reading, and the bytes that a Go daemon writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def parse_json(text: str | bytes) -> Any:
    """The value of a JSON text; raises ValueError, also for NaN and Infinity."""
    return json.loads(text, parse_constant=_refuse_constant)


def _refuse_constant(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


def require_mapping(value: Any) -> Mapping[str, Any]:
    """`value` if it is a JSON object; raises TypeError otherwise."""
    if not isinstance(value, dict):
        raise TypeError("a list or a text where fields should be")
    return value


def go_json(value: object) -> bytes:
    """JSON as Go writes it: no spaces; `<`, `>`, `&`, U+2028 and U+2029 escaped."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode()
