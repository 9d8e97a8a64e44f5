"""Floating-point numbers as Go's strconv and fmt write them."""

from __future__ import annotations

import math


def split_digits(value: float) -> tuple[str, int]:
    """The shortest digits that mean the number, without zeros at their end, and where its point is: 0.00125 is
    ("125", -2), 1250 is ("125", 4)."""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    stripped = stripped.rstrip("0")
    return (stripped, point) if stripped else ("0", 1)


def format_float(value: float, verb: str = "g", precision: int = -1) -> str:
    """As `strconv.FormatFloat`: `verb` is one of eEfFgG, precision -1 the fewest digits that mean the number."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    if precision >= 0:
        return _format_fixed(value, verb, precision)
    digits, point = split_digits(value)
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    small = verb.lower()
    if small == "e" or (small == "g" and not -4 <= point - 1 < 6):
        return sign + _with_exponent(digits, point - 1, "E" if verb.isupper() else "e")
    return sign + place_point(digits, point)


def _format_fixed(value: float, verb: str, precision: int) -> str:
    if verb in "eEfF":
        return f"{value:.{precision}{verb}}"
    return f"{value:.{precision or 1}{verb}}"


def place_point(digits: str, point: int) -> str:
    """Digits with their point and no exponent."""
    if point <= 0:
        return f"0.{'0' * -point}{digits}" if digits != "0" else "0"
    if point >= len(digits):
        return digits + "0" * (point - len(digits))
    return f"{digits[:point]}.{digits[point:]}"


def _with_exponent(digits: str, exponent: int, letter: str) -> str:
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{fraction}{letter}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def format_json_float(value: float) -> str:
    """As `encoding/json`: an exponent only below 1e-6 and from 1e21 on. Raises ValueError for what is no number."""
    if not math.isfinite(value):
        raise ValueError("unsupported value")
    digits, point = split_digits(value)
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if value != 0 and not 1e-6 <= abs(value) < 1e21:
        exponent = point - 1
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{fraction}e{'-' if exponent < 0 else '+'}{abs(exponent)}"
    return sign + place_point(digits, point)
