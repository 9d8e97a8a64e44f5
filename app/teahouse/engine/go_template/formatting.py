"""Values as Go's `fmt` prints them: `Sprint`, `Sprintln` and `Sprintf`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from teahouse.core.values import dataclass
from teahouse.engine.go_template.lexer import describe_character, quote_text
from teahouse.engine.go_template.limits import LimitExceeded
from teahouse.engine.go_template.numbers import format_float
from teahouse.engine.go_template.values import (
    NIL,
    GoValue,
    Kind,
    Value,
    clean_text,
    data_of,
    kind_of,
    type_name,
    wrap_element,
)

WIDEST = 1_000_000
"""Go's own limit of a width and a precision."""
_VERB = re.compile(r"%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?(?:\[(\d{1,4})\])?(.?)", re.DOTALL)
_ADDRESS = "0xc000000000"


def sprint(values: Sequence[Value]) -> str:
    """Values one after another, a space between two where neither is a string."""
    written: list[str] = []
    after_text = True
    for value in values:
        is_text = kind_of(value) is Kind.STRING
        if not is_text and not after_text:
            written.append(" ")
        written.append(print_value(value))
        after_text = is_text
    return "".join(written)


def sprintln(values: Sequence[Value]) -> str:
    """Values with a space between each two, and the end of the line."""
    return " ".join(map(print_value, values)) + "\n"


def print_value(value: Value, flags: str = "", depth: int = 0) -> str:
    """A value as `%v` prints it; with the flag "+" fields of structs have their names."""
    if isinstance(value, GoValue):
        return _print_named(value, flags, depth)
    kind = kind_of(value)
    if kind is Kind.STRING:
        return str(value)
    if kind is Kind.BOOL:
        return "true" if value else "false"
    if kind is Kind.FLOAT:
        return format_float(value)
    if kind is Kind.SLICE:
        return _print_list(value, flags, depth)
    if kind is Kind.MAP:
        return _print_map(value, flags, depth)
    return "<nil>" if value is None or value is NIL else str(int(value))


def _print_named(value: GoValue, flags: str, depth: int) -> str:
    method = value.type.methods.get("String")
    if method is not None:
        return str(method(value))
    kind = value.type.kind
    if kind is Kind.POINTER:
        if value.data is None:
            return "<nil>"
        return _ADDRESS if depth else f"&{_print_named(value.data, flags, depth + 1)}"
    if kind is Kind.STRUCT:
        fields = ((field.name, value.get_field(field)) for field in value.type.fields)
        named = "+" in flags
        return (
            "{"
            + " ".join(f"{f'{name}:' if named else ''}{print_value(each, flags, depth + 1)}" for name, each in fields)
            + "}"
        )
    if kind is Kind.MAP:
        return _print_map(data_of(value), flags, depth)
    return _print_list(list(data_of(value)), flags, depth)


def _print_list(items: Sequence[Value], flags: str, depth: int) -> str:
    return f"[{' '.join(print_value(item, flags, depth + 1) for item in items)}]"


def _print_map(items: dict[str, Value], flags: str, depth: int) -> str:
    return f"map[{' '.join(f'{name}:{print_value(items[name], flags, depth + 1)}' for name in sorted(items))}]"


@dataclass(frozen=True, slots=True)
class _Verb:
    """One directive of a format."""

    letter: str
    flags: str = ""
    width: int | None = None
    precision: int | None = None

    def pad(self, text: str, *, zeros: bool = False) -> str:
        """The text in the width; `zeros` may fill it where the flag asks for it."""
        if self.width is None or len(text) >= self.width:
            return text
        if "-" in self.flags:
            return text.ljust(self.width)
        if zeros and "0" in self.flags:
            sign = text[:1] if text[:1] in ("-", "+") else ""
            return sign + text[len(sign) :].rjust(self.width - len(sign), "0")
        return text.rjust(self.width, "0" if "0" in self.flags else " ")


def sprintf(form: str, values: Sequence[Value], largest: int) -> str:
    """Values in a format; raises `LimitExceeded` for a text longer than `largest` characters."""
    written: list[str] = []
    size = at = used = 0
    reordered = False
    for found in _VERB.finditer(form):
        piece = form[at : found.start()]
        at = found.end()
        text, used = _apply_verb(found, values, used)
        reordered = reordered or found[4] is not None
        written += (piece, text)
        size += len(piece) + len(text)
        if size > largest:
            raise LimitExceeded(f"a text is longer than {largest} characters")
    written.append(form[at:])
    if used < len(values) and not reordered:
        extra = ", ".join(
            f"{type_name(each)}={print_value(each)}" if each is not None else "<nil>" for each in values[used:]
        )
        written.append(f"%!(EXTRA {extra})")
    return "".join(written)


def _apply_verb(found: re.Match[str], values: Sequence[Value], used: int) -> tuple[str, int]:
    flags, width, precision, place, letter = found[1] or "", *found.group(2, 3, 4, 5)
    numbers: list[int | None] = []
    problems: list[str] = []
    for text, problem in ((width, "WIDTH"), (precision, "PREC")):
        if text == "*":
            star = values[used] if used < len(values) else None
            used += 1
            if isinstance(star, int) and not isinstance(star, bool) and abs(star) <= WIDEST:
                numbers.append(int(star))
            else:
                numbers.append(None)
                problems.append(f"%!(BAD{problem})")
        else:
            number = None if text is None else int(text or 0) if len(text) < 8 else WIDEST + 1
            if number is not None and number > WIDEST:
                number = None
                problems.append(f"%!(BAD{problem})")
            numbers.append(number)
    if numbers[0] is not None and numbers[0] < 0:
        flags, numbers[0] = flags + "-", -numbers[0]
    if numbers[1] is not None and numbers[1] < 0:
        numbers[1] = None
    prefix = "".join(problems)
    if place is not None:
        used = int(place) - 1
        if not 0 <= used < len(values):
            return f"{prefix}%!{letter}(BADINDEX)", used
    if not letter:
        return f"{prefix}%!(NOVERB)", used
    if letter == "%":
        return f"{prefix}%", used
    if used >= len(values):
        return f"{prefix}%!{letter}(MISSING)", used
    verb = _Verb(letter, flags, numbers[0], numbers[1])
    return prefix + format_value(values[used], verb), used + 1


def format_value(value: Value, verb: _Verb) -> str:
    """One value by one verb."""
    letter = verb.letter
    if letter == "T":
        return verb.pad("<nil>" if value is NIL else type_name(value))
    if letter == "v" and "#" not in verb.flags and kind_of(value) is not Kind.STRING:
        kind = kind_of(value)
        if kind in (Kind.SLICE, Kind.MAP, Kind.STRUCT, Kind.POINTER) and not _has_text(value):
            return _format_parts(value, verb)
        if kind is Kind.FLOAT and verb.precision is not None:
            return _format_float(float(value), _Verb("g", verb.flags, verb.width, verb.precision))
        if kind in (Kind.INT, Kind.UINT):
            return str(_format_integer(value, verb))
        return verb.pad(_add_sign(print_value(value), value, verb), zeros=kind is Kind.FLOAT)
    if value is None or value is NIL:
        return verb.pad("<nil>") if letter == "v" else f"%!{letter}(<nil>)"
    if isinstance(value, GoValue) and _has_text(value) and letter in "sqxXv":
        value = print_value(value)
    formatted = _FORMATTERS.get(kind_of(value), _format_parts)(value, verb)
    if formatted is not None:
        return formatted
    plain = format_value(value, _Verb("v", verb.flags, verb.width, verb.precision))
    return f"%!{letter}({type_name(value)}={plain})"


def _with_type(value: Value) -> str:
    return f"{type_name(value)}={print_value(value)}"


_NUMERIC = (Kind.INT, Kind.UINT, Kind.FLOAT)


def _has_text(value: Value) -> bool:
    return isinstance(value, GoValue) and "String" in value.type.methods


def _add_sign(text: str, value: Value, verb: _Verb) -> str:
    """A number with the sign that flags ask for."""
    if kind_of(value) not in _NUMERIC or text.startswith("-"):
        return text
    if "+" in verb.flags and verb.letter != "v":
        return f"+{text}"
    return f" {text}" if " " in verb.flags else text


def _format_parts(value: Value, verb: _Verb) -> str:
    """The elements of a list, a map or a struct, each by the verb."""

    def one(each: Value) -> str:
        return "<nil>" if each is None or each is NIL else format_value(each, verb)

    if isinstance(value, GoValue):
        if value.type.kind is Kind.POINTER:
            return verb.pad("<nil>") if value.data is None else f"&{_format_parts(value.data, verb)}"
        if value.type.kind is Kind.STRUCT:
            named = "+" in verb.flags and verb.letter == "v"
            fields = ((f"{field.name}:" if named else "") + one(value.get_field(field)) for field in value.type.fields)
            return f"{{{' '.join(fields)}}}"
    items = data_of(value)
    if isinstance(items, dict):
        return f"map[{' '.join(f'{one(name)}:{one(wrap_element(items[name]))}' for name in sorted(items))}]"
    return f"[{' '.join(one(wrap_element(each)) for each in items)}]"


def _format_bool(value: Value, verb: _Verb) -> str | None:
    return verb.pad("true" if value else "false") if verb.letter in "tv" else None


_BASES = {"d": "d", "v": "d", "x": "x", "X": "X", "o": "o", "O": "o", "b": "b"}


def _format_integer(value: Value, verb: _Verb) -> str | None:
    letter, number = verb.letter, int(value)
    if letter in _BASES:
        digits = format(abs(number), _BASES[letter])
        if verb.precision is not None:
            digits = digits.rjust(verb.precision, "0")
        if "#" in verb.flags and letter in "xXob":
            digits = {"x": "0x", "X": "0X", "o": "0", "b": "0b"}[letter] + digits
        if letter == "O":
            digits = "0o" + digits
        text = f"-{digits}" if number < 0 else _add_sign(digits, value, verb)
        return verb.pad(text, zeros=verb.precision is None)
    if letter not in "cqU":
        return None
    character = chr(number) if 0 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else "\ufffd"
    if letter == "c":
        return verb.pad(character)
    if letter == "q":
        return verb.pad(quote_text(character, "'"))
    return verb.pad(describe_character(character) if "#" in verb.flags else f"U+{number:04X}")


def _format_number(value: Value, verb: _Verb) -> str | None:
    return _format_float(float(value), verb) if verb.letter in "eEfFgGv" else None


def _format_float(value: float, verb: _Verb) -> str:
    letter = "g" if verb.letter == "v" else verb.letter
    precision = verb.precision if verb.precision is not None else -1 if letter in "gG" else 6
    text = format_float(value, letter, min(precision, 1000))
    return verb.pad(_add_sign(text.removeprefix("+"), value, verb), zeros=True)


def _format_text(value: Value, verb: _Verb) -> str | None:
    text, letter = str(value), verb.letter
    if letter in "xX":
        data = text.encode("utf-8", "surrogateescape")[: verb.precision]
        digits = data.hex(" ") if " " in verb.flags else data.hex()
        return verb.pad(digits.upper() if letter == "X" else digits)
    if verb.precision is not None:
        text = text[: verb.precision]
    if letter == "s" or (letter == "v" and "#" not in verb.flags):
        return verb.pad(text)
    if letter == "q" and "#" in verb.flags and "`" not in text and text.isprintable():
        return verb.pad(f"`{text}`")
    return verb.pad(quote_text(text)) if letter in "qv" else None


_FORMATTERS: dict[Kind, Callable[[Value, _Verb], str | None]] = {
    Kind.BOOL: _format_bool,
    Kind.INT: _format_integer,
    Kind.UINT: _format_integer,
    Kind.FLOAT: _format_number,
    Kind.STRING: _format_text,
}


def escape_html(text: str) -> str:
    """A text for HTML, as the function `html` gives it."""
    return text.translate(_HTML_ESCAPES)


_HTML_ESCAPES = str.maketrans({"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"})
_JS = {"\\": r"\\", "'": r"\'", '"': r"\"", "<": r"\u003C", ">": r"\u003E", "&": r"\u0026", "=": r"\u003D"}


def escape_js(text: str) -> str:
    """A text for JavaScript, as the function `js` gives it."""
    return "".join(_escape_js_character(each) for each in clean_text(text))


def _escape_js_character(character: str) -> str:
    if character in _JS:
        return _JS[character]
    if character < " ":
        return f"\\u00{ord(character):02X}"
    return character if character <= "\x7f" or character.isprintable() else f"\\u{ord(character):04X}"
