"""What the words of a piece of code are: Pygments reads it."""

from __future__ import annotations

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from teahouse.core.markdown.copying import units

_MEANINGS = (
    ("Comment", "comment"),
    ("Keyword.Type", "type"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Name.Function", "name"),
    ("Name.Tag", "name"),
    ("Name.Class", "type"),
    ("Name.Builtin", "type"),
    ("Name.Decorator", "number"),
    ("Name.Attribute", "number"),
    ("Generic.Inserted", "added"),
    ("Generic.Deleted", "removed"),
    ("Generic.Heading", "name"),
    ("Generic.Subheading", "name"),
)

Words = list[tuple[int, int, str]]


def words_of(code: str, language: str) -> Words | None:
    """For each word that means something, in order: start and length in UTF-16 units, and its meaning; None for a
    language that is not known. Raises whatever a lexer raises."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    known: dict[object, str] = {}
    words: Words = []
    at = 0
    for kind, word in lexer.get_tokens(code):
        length = units(word)
        if kind not in known:
            known[kind] = _meaning(str(kind).removeprefix("Token."))
        meaning = known[kind]
        if meaning and words and words[-1][2] == meaning and sum(words[-1][:2]) == at:
            words[-1] = (words[-1][0], words[-1][1] + length, meaning)
        elif meaning:
            words.append((at, length, meaning))
        at += length
    return words


def _meaning(kind: str) -> str:
    return next((meaning for begin, meaning in _MEANINGS if kind == begin or kind.startswith(begin + ".")), "")
