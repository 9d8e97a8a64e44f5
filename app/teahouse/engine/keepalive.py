"""How long a model stays in memory after its last use: numbers of seconds or Go durations, negative for ever.

Source of the forms and of the error texts: Go's `time.ParseDuration` and what an Ollama 0.33 answered.
"""

from __future__ import annotations

import math
import re

from teahouse.engine.errors import ApiError

DEFAULT = 300.0
FOREVER = math.inf
_LONGEST = (1 << 63) / 1e9  # Go's longest duration, 292 years

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+\.?\d*|\.\d+)([^\d.]*)")


def seconds(value: object) -> float | None:
    """Seconds to keep a model, `FOREVER` for a negative number or one beyond Go's, None when nothing was asked.

    Raises `ApiError` 400 with Go's wording for anything that is neither a number nor a duration.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ApiError(400, f"Unsupported type: '{_go_type(value)}'")
    number = _duration(value) if isinstance(value, str) else float(value)
    return FOREVER if number < 0 or number >= _LONGEST else number


def _duration(text: str) -> float:
    """Seconds of a Go duration such as "1h30m", "-1s", "0"."""
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    body = text[1:] if text[:1] in ("-", "+") else text
    if body == "0":
        return 0.0
    if not body:
        raise ApiError(400, f"time: invalid duration {quoted}")
    total, position = 0.0, 0
    while position < len(body):
        part = _PART.match(body, position)
        if part is None:
            raise ApiError(400, f"time: invalid duration {quoted}")
        if not part[2]:
            raise ApiError(400, f"time: missing unit in duration {quoted}")
        if part[2] not in _UNITS:
            raise ApiError(400, f'time: unknown unit "{part[2]}" in duration {quoted}')
        total += float(part[1]) * _UNITS[part[2]]
        position = part.end()
    if total >= _LONGEST:
        raise ApiError(400, f"time: invalid duration {quoted}")
    return -total if text[0] == "-" else total


def _go_type(value: object) -> str:
    return {bool: "bool", list: "[]interface {}", dict: "map[string]interface {}"}.get(type(value), "unknown")
