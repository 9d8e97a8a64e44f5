"""Reads values from other programs; one of another type, or impossible, is None or empty.

Impossible values are refused only here: a count fits in 32 bits (Qt's integers), other numbers in 64 (SQLite's), a text
can be stored and shown, a time is a valid date.
"""

from __future__ import annotations

import json
import math
import unicodedata
from datetime import datetime
from typing import Any

LARGEST_COUNT = (1 << 31) - 1  # tokens, layers, heads
LARGEST_SIZE = 1 << 50  # bytes: a pebibyte
LARGEST_DURATION = 10**17  # nanoseconds: three years
LONGEST_NAME = 512  # characters; Ollama's own limit is below
LONGEST_LABEL = 256  # characters of a family, a quantisation, a digest
DEEPEST = 32  # levels of lists and objects in a value that is stored unchanged

_JOINERS = "\u200c\u200d"  # used in Persian, in Indian scripts, in combined emoji
_DIGITS = 18  # of any number that fits in 64 bits


def parse_json(text: str) -> Any:
    """The JSON value in `text`; numbers of more than 64 bits, NaN and infinity in it are None. Raw control characters
    in texts are allowed. Raises ValueError where it is not JSON, or nested too deeply to be read."""
    try:
        return _decoder.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def parse_prefix(text: str, start: int) -> tuple[Any, int]:
    """The JSON value that begins at `start`, and its end; otherwise as `parse_json`."""
    try:
        return _decoder.raw_decode(text, start)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_count(value: object) -> int | None:
    """A number of tokens, layers and the like: an integer from 0 to 2³¹ - 1."""
    return _whole(value, LARGEST_COUNT)


def read_size(value: object) -> int | None:
    """A number of bytes."""
    return _whole(value, LARGEST_SIZE)


def read_duration(value: object) -> int | None:
    """A number of nanoseconds."""
    return _whole(value, LARGEST_DURATION)


def _whole(value: object, largest: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest else None


def clean_text(text: object) -> str:
    """A text that can be stored and encoded: U+FFFD in place of NUL, which ends texts elsewhere, and of lone
    surrogates, which cannot be encoded. Anything that is not a text becomes an empty one."""
    if not isinstance(text, str):
        return ""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_label(value: object) -> str:
    """A short text on one line, such as a family or a version; cut where it is too long."""
    text = clean_text(value)[:LONGEST_LABEL]
    return text if text.isprintable() else "".join(each if is_shown(each) else "\ufffd" for each in text)


def is_shown(text: str) -> bool:
    """Whether a text can be shown on one line: no control characters, no line breaks, no changes of direction."""
    return text.isprintable() or all(
        each.isprintable() or each in _JOINERS or unicodedata.category(each) == "Zs" for each in text
    )


def read_name(value: object) -> str:
    """A model's name; empty where it cannot be one: too long, or with control characters."""
    text = clean_text(value)
    return text if len(text) <= LONGEST_NAME and text.isprintable() and "\ufffd" not in text else ""


def read_time(value: object) -> str:
    """A time in RFC 3339, unchanged; empty where it is not a valid date, such as Go's year 1 for "never". (A model that
    is to stay for ever expires in 292 years.)"""
    text = read_label(value)
    try:
        year = datetime.fromisoformat(text).year
    except (ValueError, OverflowError):
        return ""
    return text if 1970 <= year < 2400 else ""


def plain_value(value: object, depth: int = DEEPEST) -> Any:
    """A JSON value that can be stored: texts are clean, numbers finite and of 64 bits; what is nested more deeply than
    `depth` levels is None."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**_DIGITS else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth and isinstance(value, list):
        return [plain_value(item, depth - 1) for item in value]
    if depth and isinstance(value, dict):
        return {clean_text(key): plain_value(item, depth - 1) for key, item in value.items()}
    return None


def _int_of(digits: str) -> int | None:
    return int(digits) if len(digits) <= _DIGITS else None


def _float_of(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


_decoder = json.JSONDecoder(strict=False, parse_int=_int_of, parse_float=_float_of, parse_constant=lambda _name: None)


LONGEST_JSON = 200_000  # characters that are parsed; a longer text is judged by its beginning


def begins_json(text: str) -> bool | None:
    """Whether an unfinished text begins as a JSON object, or as an array of objects, arrays or strings; None where more
    text is needed. An array of anything else may be prose that begins with "[1]"."""
    rest = text.lstrip()
    if not rest:
        return None
    inner = rest[1:].lstrip()
    if rest[0] not in "{[":
        return False
    if not inner:
        return None
    return inner[0] in ('"}' if rest[0] == "{" else '"{[')


def is_json(text: str) -> bool:
    """Whether a whole text is JSON."""
    if not begins_json(text):
        return False
    if len(text) > LONGEST_JSON:
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
