"""Regular expressions of checks: read as JavaScript reads them, and stopped when they take too long.

Sheets come from other people, so a pattern may take exponential time. The module `regex` stops a search after a time;
Python's own cannot be stopped. A pattern means what it means to promptfoo, which is written in JavaScript: digits,
words and word boundaries are ASCII, `$` is only the very end, and syntax that JavaScript does not have is literal.
"""

from __future__ import annotations

from functools import lru_cache

import regex

from teahouse.core.values import dataclass

SEARCH_SECONDS = 1.0
LONGEST_PATTERN = 4000  # characters

_SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_CONTROL = {"n", "r", "t", "v", "f"}


class PatternError(ValueError):
    """A pattern that cannot be read; the message says why."""


class SlowPatternError(Exception):
    """A search that was stopped after SEARCH_SECONDS."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    compiled: regex.Pattern[str]

    def is_in(self, text: str) -> bool:
        """Whether the pattern matches anywhere. Raises SlowPatternError."""
        try:
            return self.compiled.search(text, timeout=SEARCH_SECONDS) is not None
        except TimeoutError:
            raise SlowPatternError from None


@lru_cache(maxsize=256)
def compile_pattern(source: str, *, ignore_case: bool = False) -> Pattern:
    """Compile a pattern of JavaScript's syntax. Raises PatternError."""
    if len(source) > LONGEST_PATTERN:
        raise PatternError(f"more than {LONGEST_PATTERN} characters")
    flags = regex.VERSION0 | regex.ASCII | (regex.IGNORECASE if ignore_case else 0)
    translated = _Translator(source).translate()
    try:
        return Pattern(regex.compile(translated, flags, cache_pattern=False))
    except (regex.error, RecursionError, OverflowError, ValueError, IndexError) as error:
        raise PatternError(str(error)) from None


class _Translator:
    """Translates one pattern of JavaScript (without its flags) into one of `regex`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0

    def translate(self) -> str:
        out = []
        while (sign := self._take()) is not None:
            match sign:
                case "\\":
                    out.append(self._escape(in_class=False))
                case "[":
                    out.append(self._class())
                case "(":
                    out.append(self._group())
                case "$":
                    out.append(r"\Z")
                case ".":
                    out.append(r"[^\n\r\u2028\u2029]")
                case "{":
                    out.append(self._braces())
                case "*" | "+" | "?":
                    out.append(sign)
                    if self._peek() == "+":  # possessive elsewhere
                        raise PatternError(f"nothing to repeat at {self._at}")
                case _:
                    out.append(sign)
        return "".join(out)

    def _take(self) -> str | None:
        if self._at >= len(self._source):
            return None
        self._at += 1
        return self._source[self._at - 1]

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _take_digits(self) -> str:
        start = self._at
        while self._peek() in set("0123456789"):
            self._at += 1
        return self._source[start : self._at]

    def _braces(self) -> str:
        """A repeat ({2}, {2,}, {2,5}), or a literal brace."""
        start = self._at
        least = self._take_digits()
        comma = self._peek() == ","
        self._at += comma
        most = self._take_digits() if comma else ""
        if least and self._peek() == "}":
            self._at += 1
            if max(len(least), len(most)) > 5:
                raise PatternError("a repeat of more than 99999 times")
            return f"{{{least}{',' if comma else ''}{most}}}"
        self._at = start
        return r"\{"

    def _group(self) -> str:
        """The beginning of a group."""
        if self._peek() != "?":
            return "("
        for opening in ("?:", "?=", "?!", "?<=", "?<!"):
            if self._source.startswith(opening, self._at):
                self._at += len(opening)
                return f"({opening}"
        if self._source.startswith("?<", self._at):
            end = self._source.find(">", self._at)
            name = self._source[self._at + 2 : end]
            if end > 0 and name.isidentifier():
                self._at = end + 1
                return f"(?P<{name}>"
        raise PatternError(f"an unknown group at {self._at}")

    def _class(self) -> str:
        """A character class: [] matches nothing, [^] everything."""
        negated = self._peek() == "^"
        self._at += negated
        parts = []
        while True:
            sign = self._take()
            if sign is None:
                raise PatternError("a class without its end")
            if sign == "]":
                break
            if sign == "\\":
                parts.append(self._escape(in_class=True))
            else:
                parts.append(sign if sign.isalnum() or sign == "-" or not sign.isascii() else "\\" + sign)
        if not parts:
            return r"[\s\S]" if negated else r"(?!)"
        if parts[0] == "-":
            parts[0] = r"\-"
        if parts[-1] == "-":
            parts[-1] = r"\-"
        return f"[{'^' if negated else ''}{''.join(parts)}]"

    def _escape(self, *, in_class: bool) -> str:
        sign = self._take()
        if sign is None:
            raise PatternError(r"\ at the end")
        if sign in _CLASSES:
            return _CLASSES[sign] if in_class else f"[{_CLASSES[sign]}]"
        if sign.lower() in _CLASSES:
            return self._negated_class(sign, in_class=in_class)
        if sign in _CONTROL:
            return "\\" + sign
        if sign in "bB" and not in_class:
            return "\\" + sign
        if sign == "b":
            return r"\x08"
        if sign == "0" and not self._peek().isdigit():
            return r"\x00"
        if sign in "123456789" and not in_class:
            return f"(?:\\{sign}{self._take_digits()})"
        if sign == "k" and not in_class and self._peek() == "<":
            end = self._source.find(">", self._at)
            name = self._source[self._at + 1 : end]
            if end > 0 and name.isidentifier():
                self._at = end + 1
                return f"(?P={name})"
        if sign in "xu":
            return self._code(sign)
        if sign == "c" and self._peek().isalpha() and self._peek().isascii():
            return f"\\x{ord(self._take() or 'A') % 32:02x}"
        return sign if sign.isalnum() or not sign.isascii() else "\\" + sign

    def _negated_class(self, sign: str, *, in_class: bool) -> str:
        r"""\D, \W and \S; inside a class the complement is written as ranges."""
        if not in_class:
            return f"[^{_CLASSES[sign.lower()]}]"
        return _COMPLEMENTS[sign.lower()]

    def _code(self, sign: str) -> str:
        r"""\x41 or \u0041; the letter itself where no such number follows. A surrogate pair is one character here."""
        length = 2 if sign == "x" else 4
        digits = self._source[self._at : self._at + length]
        if len(digits) < length or not all(digit in "0123456789abcdefABCDEF" for digit in digits):
            return sign
        self._at += length
        number = int(digits, 16)
        low = self._source[self._at : self._at + 6]
        if 0xD800 <= number < 0xDC00 and low.lower().startswith(("\\udc", "\\udd", "\\ude", "\\udf")):
            self._at += 6
            number = 0x10000 + ((number - 0xD800) << 10) + (int(low[2:], 16) - 0xDC00)
        return f"\\U{number:08x}"


_COMPLEMENTS = {
    "d": r"\x00-/:-\U0010ffff",
    "w": r"\x00-/:-@\[-\^`\{-\U0010ffff",
    "s": r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e\u2060-\u2fff"
    r"\u3001-\ufefe\uff00-\U0010ffff",
}
