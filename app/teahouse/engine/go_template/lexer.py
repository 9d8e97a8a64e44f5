"""A template's text as tokens. One pass, linear in the length of the text; never fails, an error is the last token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from teahouse.core.values import dataclass

LEFT, RIGHT = "{{", "}}"
_SPACES = " \t\r\n"
_SPACE_RUN = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"\w*")
# regex: matched at the opening quote only, and without an end the lexer stops
_QUOTED = re.compile(r'"(?:\\[^\n]|[^"\\\n])*"')
# regex: as above
_CHARACTER = re.compile(r"'(?:\\[^\n]|[^'\\\n])*'")
_TERMINATORS = ".,|:)( \t\r\n"
_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?"
    r"|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?"
)


class TokenKind(Enum):
    """What a token is; the names are those of Go's lexer."""

    ERROR = auto()
    BOOL = auto()
    CHAR = auto()
    CHAR_CONSTANT = auto()
    COMPLEX = auto()
    ASSIGN = auto()
    DECLARE = auto()
    EOF = auto()
    FIELD = auto()
    IDENTIFIER = auto()
    LEFT_DELIM = auto()
    LEFT_PAREN = auto()
    NUMBER = auto()
    PIPE = auto()
    RAW_STRING = auto()
    RIGHT_DELIM = auto()
    RIGHT_PAREN = auto()
    SPACE = auto()
    STRING = auto()
    TEXT = auto()
    VARIABLE = auto()
    BLOCK = auto()
    BREAK = auto()
    CONTINUE = auto()
    DOT = auto()
    DEFINE = auto()
    ELSE = auto()
    END = auto()
    IF = auto()
    NIL = auto()
    RANGE = auto()
    TEMPLATE = auto()
    WITH = auto()


KEYWORDS = {
    "block": TokenKind.BLOCK,
    "break": TokenKind.BREAK,
    "continue": TokenKind.CONTINUE,
    "define": TokenKind.DEFINE,
    "else": TokenKind.ELSE,
    "end": TokenKind.END,
    "if": TokenKind.IF,
    "nil": TokenKind.NIL,
    "range": TokenKind.RANGE,
    "template": TokenKind.TEMPLATE,
    "with": TokenKind.WITH,
}
_KEYWORD_KINDS = frozenset((*KEYWORDS.values(), TokenKind.DOT))
_SINGLE = {"=": TokenKind.ASSIGN, "|": TokenKind.PIPE}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: `position` counts characters, `line` counts from 1. An ERROR's `text` says what is wrong."""

    kind: TokenKind
    position: int
    text: str
    line: int

    @property
    def is_keyword(self) -> bool:
        return self.kind in _KEYWORD_KINDS


def read_tokens(text: str) -> list[Token]:
    """All tokens of a template; the last one is EOF or ERROR."""
    return list(_Lexer(text).read_all())


def is_letter_or_digit(character: str) -> bool:
    """Whether Go lets a name contain the character; false for the empty string, which is the end of a text."""
    return character == "_" or character.isalpha() or character.isdecimal()


class _Stop(Exception):
    """An error has been found."""


class _Lexer:
    """Walks through the text: `_at` is where it is, `_start` where the token in work begins."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._start = 0
        self._line = 1
        self._counted = 0  # up to where lines are counted
        self._parens = 0

    def read_all(self) -> Iterator[Token]:
        try:
            while self._at < len(self._text):
                yield from self._read_text()
                if self._at < len(self._text):
                    yield from self._read_action()
            yield self._take_token(TokenKind.EOF)
        except _Stop as error:
            yield Token(TokenKind.ERROR, self._start, str(error), self._line_at(self._start))

    def _line_at(self, position: int) -> int:
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line

    def _take_token(self, kind: TokenKind) -> Token:
        text = "EOF" if kind is TokenKind.EOF else self._text[self._start : self._at]
        token = Token(kind, self._start, text, self._line_at(self._start))
        self._start = self._at
        return token

    def _skip_to(self, position: int) -> None:
        self._at = self._start = position

    def _read_text(self) -> Iterator[Token]:
        """The text before the next action, without the spaces that it trims."""
        found = self._text.find(LEFT, self._at)
        end = len(self._text) if found < 0 else found
        trims = found >= 0 and self._trims_left(found + 2)
        piece = self._text[self._at : end]
        self._at += len(piece.rstrip(_SPACES)) if trims else len(piece)
        if self._at > self._start:
            yield self._take_token(TokenKind.TEXT)
        self._skip_to(end)

    def _trims_left(self, at: int) -> bool:
        return self._text.startswith("-", at) and self._text[at + 1 : at + 2] in (" ", "\t", "\r", "\n")

    def _trims_right(self, at: int) -> bool:
        """Whether a right delimiter with its trim marker, "·-}}", stands here."""
        return self._text[at : at + 1] in (" ", "\t", "\r", "\n") and self._text.startswith("-" + RIGHT, at + 1)

    def _read_action(self) -> Iterator[Token]:
        marker = 2 if self._trims_left(self._at + 2) else 0
        if self._text.startswith("/*", self._at + 2 + marker):
            self._skip_to(self._at + 2 + marker)
            self._skip_comment()
            return
        self._at += 2
        yield self._take_token(TokenKind.LEFT_DELIM)
        self._skip_to(self._at + marker)
        self._parens = 0
        while True:
            token = self._read_inside()
            yield token
            if token.kind is TokenKind.RIGHT_DELIM:
                return

    def _skip_comment(self) -> None:
        end = self._text.find("*/", self._at + 2)
        if end < 0:
            raise _Stop("unclosed comment")
        end += 2
        if self._trims_right(end):
            self._skip_to(self._after_spaces(end + 4))
        elif self._text.startswith(RIGHT, end):
            self._skip_to(end + 2)
        else:
            raise _Stop("comment ends before closing delimiter")

    def _after_spaces(self, at: int) -> int:
        found = _SPACE_RUN.match(self._text, at)
        return at if found is None else found.end()

    def _read_inside(self) -> Token:
        trims = self._trims_right(self._at)
        if trims or self._text.startswith(RIGHT, self._at):
            if self._parens:
                raise _Stop("unclosed left paren")
            return self._read_right(trims=trims)
        character = self._text[self._at : self._at + 1]
        if not character:
            raise _Stop("unclosed action")
        if character in _SPACES:
            return self._read_space()
        if character in _SINGLE:
            self._at += 1
            return self._take_token(_SINGLE[character])
        if character == ":":
            if not self._text.startswith("=", self._at + 1):
                raise _Stop("expected :=")
            self._at += 2
            return self._take_token(TokenKind.DECLARE)
        if character in "\"'`":
            return self._read_quoted(character)
        if character == "$":
            return self._read_name(TokenKind.VARIABLE)
        following = self._text[self._at + 1 : self._at + 2]
        if character == "." and not ("0" <= following <= "9") and following:
            return self._read_name(TokenKind.FIELD)
        if character in ".+-" or "0" <= character <= "9":
            return self._read_number()
        if is_letter_or_digit(character):
            return self._read_identifier()
        return self._read_sign(character)

    def _read_right(self, *, trims: bool) -> Token:
        if trims:
            self._skip_to(self._at + 2)
        self._at += 2
        token = self._take_token(TokenKind.RIGHT_DELIM)
        if trims:
            self._skip_to(self._after_spaces(self._at))
        return token

    def _read_space(self) -> Token:
        end = self._after_spaces(self._at)
        self._at = end - 1 if self._trims_right(end - 1) else end
        return self._take_token(TokenKind.SPACE)

    def _read_sign(self, character: str) -> Token:
        self._at += 1
        if character == "(":
            self._parens += 1
            return self._take_token(TokenKind.LEFT_PAREN)
        if character == ")":
            self._parens -= 1
            if self._parens < 0:
                raise _Stop("unexpected right paren")
            return self._take_token(TokenKind.RIGHT_PAREN)
        if " " < character <= "~":
            return self._take_token(TokenKind.CHAR)
        raise _Stop(f"unrecognized character in action: {describe_character(character)}")

    def _read_quoted(self, quote: str) -> Token:
        if quote == "`":
            end = self._text.find("`", self._at + 1)
            if end < 0:
                raise _Stop("unterminated raw quoted string")
            self._at = end + 1
            return self._take_token(TokenKind.RAW_STRING)
        found = (_QUOTED if quote == '"' else _CHARACTER).match(self._text, self._at)
        if found is None:
            what = "quoted string" if quote == '"' else "character constant"
            raise _Stop(f"unterminated {what}")
        self._at = found.end()
        return self._take_token(TokenKind.STRING if quote == '"' else TokenKind.CHAR_CONSTANT)

    def _at_terminator(self) -> bool:
        character = self._text[self._at : self._at + 1]
        return not character or character in _TERMINATORS or self._text.startswith(RIGHT, self._at)

    def _take_word(self) -> None:
        """Go on to the end of a name; raises at a character that cannot follow one."""
        found = _WORD.match(self._text, self._at)
        end = self._at if found is None else found.end()
        while self._at < end and is_letter_or_digit(self._text[self._at]):
            self._at += 1
        if not self._at_terminator():
            raise _Stop(f"bad character {describe_character(self._text[self._at])}")

    def _read_name(self, kind: TokenKind) -> Token:
        """A field or a variable; the dot or the dollar alone where no name follows."""
        self._at += 1
        if self._at_terminator():
            return self._take_token(TokenKind.DOT if kind is TokenKind.FIELD else kind)
        self._take_word()
        return self._take_token(kind)

    def _read_identifier(self) -> Token:
        self._take_word()
        word = self._text[self._start : self._at]
        if word in KEYWORDS:
            return self._take_token(KEYWORDS[word])
        return self._take_token(TokenKind.BOOL if word in ("true", "false") else TokenKind.IDENTIFIER)

    def _read_number(self) -> Token:
        self._scan_number()
        if self._text[self._at : self._at + 1] not in ("+", "-"):
            return self._take_token(TokenKind.NUMBER)
        self._scan_number()
        if self._text[self._at - 1] != "i":
            raise _Stop(f"bad number syntax: {quote_text(self._text[self._start : self._at])}")
        return self._take_token(TokenKind.COMPLEX)

    def _scan_number(self) -> None:
        found = _NUMBER.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        if is_letter_or_digit(self._text[self._at : self._at + 1]):
            self._at += 1
            raise _Stop(f"bad number syntax: {quote_text(self._text[self._start : self._at])}")


def describe_character(character: str) -> str:
    """A character as Go's %#U writes it: U+003D '='."""
    code = f"U+{ord(character):04X}"
    return f"{code} '{character}'" if character.isprintable() else code


_ESCAPES = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v", "\\": r"\\"}


def quote_text(text: str, quote: str = '"') -> str:
    """A text as Go's %q writes it (with `quote` "'": one character)."""
    written = [quote]
    for character in text:
        code = ord(character)
        if character == quote:
            written.append("\\" + quote)
        elif character in _ESCAPES:
            written.append(_ESCAPES[character])
        elif character.isprintable():
            written.append(character)
        elif 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8
            written.append(f"\\x{code - 0xDC00:02x}")
        elif code < 0x20 or code == 0x7F:
            written.append(f"\\x{code:02x}")
        else:
            written.append(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
    written.append(quote)
    return "".join(written)
