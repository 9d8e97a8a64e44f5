"""How well a model fits what was typed: every word must be found somewhere, better places count more.

A word is looked for in the model's name (beginning, inside, or as letters in order close together), then among its
lab's words, its capabilities, its size and its quantisation.
"""

from __future__ import annotations

from functools import cache

from teahouse.catalogue.synonyms import ABILITIES, latin_of
from teahouse.core.labs import KnownLab, lab_of
from teahouse.core.model import Capability, ModelCard
from teahouse.core.traditional import simplified

CAPABILITY_WORDS = (Capability.THINKING, Capability.TOOLS, Capability.VISION, Capability.AUDIO)

AT_START = 100
INSIDE = 80
LAB = 60
PROPERTY = 40
SCATTERED = 20


def score(query: str, card: ModelCard) -> int | None:
    """The sum over the query's words, 0 for an empty query, None where a word is found nowhere."""
    total = 0
    for word in simplified(query.casefold()).split():
        points = _word_score(word, card)
        if points == 0:
            return None
        total += points
    return total


def _word_score(word: str, card: ModelCard) -> int:
    name = card.name.casefold()
    short = name.rpartition("/")[2]
    if short.startswith(word) or name.startswith(word):
        return AT_START
    if word in name:
        return INSIDE
    lab = lab_of(card.name)
    if lab is not None and any(_says(known, word) for known in _words_of(lab)):
        return LAB
    properties = [card.quantization.casefold(), card.parameters.casefold(), card.family.casefold()]
    able = [known.value for known in CAPABILITY_WORDS if card.can(known)]
    chinese = [word for known in able for word in ABILITIES[known]]
    properties += [*able, *chinese, *latin_of(chinese)]
    if any(text.startswith(word) for text in properties if text):
        return PROPERTY
    return SCATTERED if len(word) > 1 and scattered(word, short) else 0


@cache
def _words_of(lab: KnownLab) -> tuple[str, ...]:
    """All that people type for a lab, in lower case."""
    return tuple(text.casefold() for text in (lab.name, lab.chinese, *lab.words, *lab.typed))


def _says(known: str, word: str) -> bool:
    return known.startswith(word) or (len(word) > 1 and word in known)


def scattered(word: str, text: str) -> bool:
    """Whether the letters of `word` stand in `text` in order with no more than three others between two of them:
    `q38` finds `qwen3:8b`."""
    at = text.find(word[0])
    while at >= 0:
        here = at
        for letter in word[1:]:
            here = text.find(letter, here + 1, here + 5)
            if here < 0:
                break
        else:
            return True
        at = text.find(word[0], at + 1)
    return False
