"""What people type against what things are called: words, names written together, Chinese, and slips of the finger.

A term is a text without case, spaces or punctuation. A typed word finds a term it equals, begins, is part of, or
(from four letters on) misses by a letter, by two from seven on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from teahouse.core.traditional import simplified

EXACT, BEGINS, INSIDE, CLOSE = 1.0, 0.8, 0.5, 0.3
ONE_SLIP, TWO_SLIPS = 4, 7  # letters from which on so many slips are forgiven

_WORD = re.compile(r"[^\W_]+")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[万亿萬億])")  # "80 亿", as it is shown
_AMOUNT = re.compile(r"[\d.]+万?亿")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def plain(text: str) -> str:
    """Letters and digits alone, without case: `DeepSeek-R1` → `deepseekr1`; full-width forms become plain
    ones, traditional characters simplified ones."""
    return "".join(_WORD.findall(folded(text)))


def folded(text: str) -> str:
    """A text without case, with full-width forms as plain ones and traditional characters as simplified ones."""
    return simplified(unicodedata.normalize("NFKC", text).casefold())


@lru_cache(4096)  # labs, uses and abilities are told of many tags
def terms_of(text: str) -> frozenset[str]:
    """The whole text as one term, and each of its words."""
    words = (plain(part) for part in text.split())
    pieces = _WORD.findall(folded(text))
    return frozenset(term for term in (plain(text), *words, *pieces) if term)


def typed(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The words of a query. Chinese is written without spaces, so it is cut where `known` terms are found in it."""
    found: list[str] = []
    for word in _BEFORE_UNIT.sub("", text).split():
        term = plain(word)
        if _AMOUNT.fullmatch(folded(word)):
            found.append(folded(word))
        elif _HAN.fullmatch(term) and not any(term in other for other in known):
            found += _cut(term, known)
        elif term:
            found.append(term)
    return tuple(found)


def _cut(term: str, known: Iterable[str]) -> list[str]:
    """The longest known terms in a run of Chinese; the run itself when none is in it."""
    inside = sorted((other for other in known if _HAN.fullmatch(other) and other in term), key=len, reverse=True)
    found: list[str] = []
    rest = term
    for other in inside:
        if other in rest:
            found.append(other)
            rest = rest.replace(other, " ")
    return found or [term]


def matches(word: str, terms: Iterable[str]) -> Mapping[str, float]:
    """The terms a typed word finds and how well; close ones only where nothing better is found."""
    found: dict[str, float] = {}
    if _AMOUNT.fullmatch(word):
        return {term: EXACT for term in terms if term == word}  # "8亿" is no part of "18亿"
    for term in terms:
        if word in term:
            found[term] = EXACT if word == term else BEGINS if term.startswith(word) else INSIDE
    if found or len(word) < ONE_SLIP or not word.isascii():
        return found
    slips = 2 if len(word) >= TWO_SLIPS else 1
    return {term: CLOSE for term in terms if term.isascii() and _close(word, term, slips)}


def _close(word: str, term: str, slips: int) -> bool:
    """Whether `word`, or a beginning of `term` as long as it, differ by at most `slips` letters; the first one is
    typed right as a rule, and must be."""
    if not term or word[0] != term[0] or len(term) < len(word) - slips:
        return False
    return _slips(word, term[: len(word) + slips], slips) <= slips


def _slips(word: str, term: str, most: int) -> int:
    """Letters added, lost, changed or swapped with their neighbour between `word` and that beginning of `term` which is
    nearest to it; more than `most` is `most + 1`."""
    before: list[int] = []
    last = list(range(len(term) + 1))
    for row, letter in enumerate(word, 1):
        line = [row]
        for column, other in enumerate(term, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == term[column - 2] and word[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last)
