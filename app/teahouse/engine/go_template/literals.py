"""Numbers and quoted strings as Go writes them in its source."""

from __future__ import annotations

import re

from teahouse.engine.go_template.lexer import TokenKind, quote_text
from teahouse.engine.go_template.nodes import NumberNode

_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_ESCAPE = re.compile(r"\\(?:([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_UNDERSCORES = re.compile(r"[+-]?(?:0[xXoObB]_?)?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*")
# regex: for whole numbers only
_DECIMAL_FLOAT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# regex: as above
_HEX_FLOAT = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]+")
_BASES = {"x": 16, "o": 8, "b": 2}


def unquote_string(quoted: str) -> str:
    """What a quoted or raw string says; raises ValueError with Go's words.

    A byte that is no UTF-8 (`"\\xff"`) becomes a lone surrogate, as with Python's "surrogateescape".
    """
    if quoted.startswith("`"):
        return quoted[1:-1].replace("\r", "")
    return _decode_escapes(quoted[1:-1], quoted[0])


def _decode_escapes(text: str, quote: str) -> str:
    if "\\" not in text:
        return text
    written, at = bytearray(), 0
    for found in _ESCAPE.finditer(text):
        written += text[at : found.start()].encode("utf-8", "surrogateescape")
        at = found.end()
        octal, byte, short, long, simple = found.groups()
        if octal or byte:
            code = int(octal, 8) if octal else int(byte, 16)
            if code > 255:
                raise ValueError("invalid syntax")
            written.append(code)
        elif short or long:
            code = int(short or long, 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise ValueError("invalid syntax")
            written += chr(code).encode()
        elif simple == quote:
            written += quote.encode()
        elif simple in _SIMPLE:
            written.append(_SIMPLE[simple])
        else:
            raise ValueError("invalid syntax")
    written += text[at:].encode("utf-8", "surrogateescape")
    return written.decode("utf-8", "surrogateescape")


def read_number(position: int, text: str, kind: TokenKind) -> NumberNode:
    """A number of any of Go's notations; raises ValueError with Go's words. Complex numbers are not supported."""
    if kind is TokenKind.CHAR_CONSTANT:
        return _read_character(position, text)
    if kind is TokenKind.COMPLEX or text.endswith("i"):
        raise ValueError(f"complex numbers are not supported: {quote_text(text)}")
    integer = _read_integer(text)
    written_as_float = any(sign in text for sign in ".eEpP") and not re.match(r"[+-]?0[xX][0-9a-fA-F_]+$", text)
    if integer is not None:
        if integer >= 1 << 63 or integer < -(1 << 63):
            if integer >= 1 << 64 or integer < 0:
                raise ValueError(f"integer overflow: {quote_text(text)}")
            return NumberNode(position, text, None, float(integer), False)
        return NumberNode(position, text, integer, float(integer), False)
    real = _read_float(text)
    if real is not None and not written_as_float:
        raise ValueError(f"integer overflow: {quote_text(text)}")
    if real is None:
        raise ValueError(f"illegal number syntax: {quote_text(text)}")
    return NumberNode(position, text, None, real, True)


def _read_character(position: int, text: str) -> NumberNode:
    inside = text[1:-1]
    try:
        character = _decode_escapes(inside, "'")
    except ValueError:
        raise ValueError("invalid syntax") from None
    if len(character) != 1:
        raise ValueError(f"malformed character constant: {text}" if character else "invalid syntax")
    code = ord(character)
    code = code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code
    return NumberNode(position, text, code, float(code), False)


def _read_integer(text: str) -> int | None:
    """A whole number, None where the text is none; a leading 0 means octal."""
    if not _UNDERSCORES.fullmatch(text):
        return None
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-").replace("_", "").lower()
    base = 10
    if len(digits) > 1 and digits[0] == "0":
        base = _BASES.get(digits[1], 8)
        digits = digits[2:] if digits[1] in _BASES else digits[1:]
    try:
        return sign * int(digits, base) if len(digits) <= 70 else sign * (1 << 70)
    except ValueError:
        return None


def _read_float(text: str) -> float | None:
    plain = text.replace("_", "") if re.match(r"[+-]?0[xX]", text) else text
    if _HEX_FLOAT.fullmatch(plain):
        try:
            return float.fromhex(plain)
        except OverflowError:
            return None
    if _DECIMAL_FLOAT.fullmatch(plain):
        value = float(plain)
        return None if value in (float("inf"), float("-inf")) else value
    return None
