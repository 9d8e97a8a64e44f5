"""Search in the catalogue while typing: matches, filters and order.

The index is built once for a catalogue; a query then scans its few hundred distinct terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from teahouse.catalogue.search_words import ABILITIES, TASKS, USES, asks_for_advice, drop_fillers, latin_of
from teahouse.core.catalogue import Catalogue, Commercial, Family, ModelKind, Tag
from teahouse.core.labs import BY_ID
from teahouse.core.traditional import simplify_text
from teahouse.core.values import dataclass

# A term is a text without case, spaces or punctuation. A typed word matches a term that equals, begins with or contains
# it, or (from four letters on) differs by one letter, by two from seven on.

EXACT, BEGINS, INSIDE, CLOSE = 1.0, 0.8, 0.5, 0.3
ONE_SLIP, TWO_SLIPS = 4, 7  # letters of a word from which on one or two slips are allowed

_WORD = re.compile(r"[^\W_]+")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[万亿萬億])")  # "80 亿", as it is shown
_AMOUNT = re.compile(r"[\d.]+万?亿")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def plain(text: str) -> str:
    """The letters and digits of a text, folded: `DeepSeek-R1` → `deepseekr1`."""
    return "".join(_WORD.findall(fold_text(text)))


def fold_text(text: str) -> str:
    """Fold case, full-width forms and traditional characters."""
    return simplify_text(unicodedata.normalize("NFKC", text).casefold())


@lru_cache(4096)  # many tags share labs, uses and abilities
def terms_of(text: str) -> frozenset[str]:
    """The terms of a text: the whole text and each of its words."""
    words = (plain(part) for part in text.split())
    pieces = _WORD.findall(fold_text(text))
    return frozenset(term for term in (plain(text), *words, *pieces) if term)


def is_advice_query(text: str) -> bool:
    """Whether a query asks only which model to use; all models match it, and some are recommended."""
    return asks_for_advice(plain(word) for word in text.split())


def split_query(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The words of a query. Chinese, written without spaces, is split into `known` terms."""
    found: list[str] = []
    for word in _BEFORE_UNIT.sub("", text).split():
        term = plain(word)
        if _AMOUNT.fullmatch(fold_text(word)):
            found.append(fold_text(word))
        elif _HAN.fullmatch(term) and not any(term in other for other in known):
            found += _split_chinese(term, known)
        elif term:
            found.append(term)
    return tuple(found)


def _split_chinese(term: str, known: Iterable[str]) -> list[str]:
    """The longest known terms in a Chinese text; the text itself without any."""
    inside = sorted((other for other in known if _HAN.fullmatch(other) and other in term), key=len, reverse=True)
    found: list[str] = []
    rest = term
    for other in inside:
        if other in rest:
            found.append(other)
            rest = rest.replace(other, " ")
    return found or [term]


def match_terms(word: str, terms: Iterable[str]) -> Mapping[str, float]:
    """The terms that a typed word matches, with the quality; close ones only without a better match."""
    found: dict[str, float] = {}
    if _AMOUNT.fullmatch(word):
        return {term: EXACT for term in terms if term == word}  # "8亿" must not match "18亿"
    for term in terms:
        if word in term:
            found[term] = EXACT if word == term else BEGINS if term.startswith(word) else INSIDE
    if found or len(word) < ONE_SLIP or not word.isascii():
        return found
    most_slips = 2 if len(word) >= TWO_SLIPS else 1
    return {term: CLOSE for term in terms if term.isascii() and _is_close(word, term, most_slips)}


def _is_close(word: str, term: str, most_slips: int) -> bool:
    """Whether `word` differs from the start of `term` by at most `most_slips` letters; the first letter must match."""
    if not term or word[0] != term[0] or len(term) < len(word) - most_slips:
        return False
    return _count_slips(word, term[: len(word) + most_slips], most_slips) <= most_slips


def _count_slips(word: str, term: str, most: int) -> int:
    """The edit distance (with transpositions) between `word` and the nearest start of `term`; at most `most + 1`."""
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


# The weight of a field's terms. A word of a name has less than the start of a title: "qwen" lists Qwen3.8 before
# Qwen-AgentWorld.
_TITLE, _NAME, _WORD_OF_NAME, _LAB, _DETAIL, _SENTENCE = 9.0, 8.0, 7.0, 6.0, 3.0, 1.0

_BILLIONS = re.compile(r"(?<![\w.])(\d{1,4}(?:\.\d{1,3})?)b(?![a-z])")  # in a label: "8b", "30b-a3b"


class Order(StrEnum):
    """The order of results. BEST: by score; without a query chat models first, else in the catalogue's order (labs)."""

    BEST = "best"
    NAME = "name"
    NEWEST = "newest"
    SMALLEST = "smallest"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query with its filters; empty ones do not filter.

    `lab` and `use` are ids; all `capabilities` are required; `commercial`: the licence allows business use;
    `downloadable`: it can be pulled; `engine`: it runs on the built-in engine; `fits` is called last, for each tag.
    """

    text: str = ""
    lab: str = ""
    use: str = ""
    capabilities: frozenset[str] = frozenset()
    commercial: bool = False
    downloadable: bool = False
    engine: bool = False
    fits: Callable[[Tag], bool] | None = None

    def allows_tag(self, tag: Tag, catalogue: Catalogue) -> bool:
        return (
            (not self.lab or tag.lab == self.lab)
            and (not self.use or self.use in tag.uses)
            and self.capabilities <= tag.capabilities
            and (not self.downloadable or tag.downloadable)
            and (not self.engine or tag.engine is True)
            and (not self.commercial or allows_business(catalogue, tag))
            and (self.fits is None or self.fits(tag))
        )


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A family with its matching tags, in the catalogue's order; a higher `score` is a better match."""

    family: Family
    tags: tuple[Tag, ...]
    score: float


def allows_business(catalogue: Catalogue, tag: Tag) -> bool:
    """Whether a tag's licence allows business use, possibly with conditions; False for an unchecked one."""
    return catalogue.licences[tag.licence].commercial in (Commercial.YES, Commercial.CONDITIONAL)


class Search:
    """The search index of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        postings: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for family in catalogue.families:
            shared = self._family_terms(family)
            for tag in family.tags:
                for term, weight in (*self._tag_terms(tag).items(), *shared.items()):
                    postings[term][tag.id] = max(weight, postings[term].get(tag.id, 0.0))
        self._postings: Mapping[str, Mapping[str, float]] = dict(postings)

    def find_families(self, query: SearchQuery, order: Order = Order.BEST) -> tuple[SearchResult, ...]:
        """The families with a tag that matches every word and passes every filter."""
        scores = self._score_tags(query.text)
        found = []
        for family in self.catalogue.families:
            tags = tuple(
                tag
                for tag in family.tags
                if (scores is None or tag.id in scores) and query.allows_tag(tag, self.catalogue)
            )
            if tags:
                score = 0.0 if scores is None else max(scores[tag.id] for tag in tags)
                found.append(SearchResult(family, tags, score))
        if scores is None and order is Order.BEST and not query.use:
            found = _put_chat_first(found)
        return _sort_results(found, order)

    def _score_tags(self, text: str) -> dict[str, float] | None:
        """The score of every tag that matches all words; None for an empty query, and for one that asks for advice."""
        if is_advice_query(text):
            return None
        words = split_query(drop_fillers(text), self._postings)
        if not words:
            return None if not text.strip() else {}
        total: dict[str, float] | None = None
        for word in words:
            scores: dict[str, float] = {}
            for term, quality in match_terms(word, self._postings).items():
                for tag, weight in self._postings[term].items():
                    scores[tag] = max(scores.get(tag, 0.0), quality * weight)
            total = (
                scores if total is None else {tag: total[tag] + more for tag, more in scores.items() if tag in total}
            )
        return total

    def _family_terms(self, family: Family) -> dict[str, float]:
        lab = self.catalogue.find_lab(family.lab)
        terms = _weight_terms(_SENTENCE, [family.words.english, family.words.chinese])
        if lab is not None:
            terms |= _weight_terms(_LAB, [lab.name, lab.chinese, *lab.words])
        if known := BY_ID.get(family.lab):
            terms |= _weight_terms(_LAB, [*known.words, *known.typed])
        whole = {plain(name): _TITLE for name in (family.id, family.title)}  # "qwen3" is Qwen3 before Qwen3.8
        return terms | _weight_terms(_WORD_OF_NAME, [family.id, family.title]) | whole

    def _tag_terms(self, tag: Tag) -> dict[str, float]:
        uses = [self.catalogue.uses[use] for use in tag.uses]
        details = [tag.quantization, tag.architecture, *tag.capabilities, *tag.uses]
        details += [words.english for words in uses]
        details += [name for use in tag.uses for name in TASKS.get(use, ())]
        chinese = [words.chinese for words in uses]
        chinese += [name for ability in tag.capabilities for name in ABILITIES.get(ability, ())]
        chinese += [name for use in tag.uses for name in USES.get(use, ())]
        details += [*chinese, *latin_of(chinese)]
        names = (tag.name, tag.reference)
        # Parts of an alias name other families ("qwen-distill"), and an owner of a repository names all its models.
        whole = {plain(name): _NAME for name in (*tag.aliases, *names, tag.label)}
        details += [name.rpartition("/")[0] for name in names]
        amounts = dict.fromkeys(_parameter_terms(tag), _DETAIL)
        words = _weight_terms(_WORD_OF_NAME, [*(name.rpartition("/")[2] for name in names), tag.label])
        return _weight_terms(_DETAIL, details) | amounts | words | whole


def _parameter_terms(tag: Tag) -> set[str]:
    """The parameter counts of a tag, from its label and its number, in Chinese units of 100 million."""
    billions = {float(found[1]) for found in _BILLIONS.finditer(tag.label.casefold())}
    billions |= {tag.parameters} if tag.parameters else set()
    return {f"{count * 10:{form}}亿" for count in billions for form in (".0f", ".3g" if count < 100 else ".0f")}


def _weight_terms(weight: float, texts: Iterable[str]) -> dict[str, float]:
    return {term: weight for text in texts for term in terms_of(text)}


def _put_chat_first(found: list[SearchResult]) -> list[SearchResult]:
    """Families for one task (embedding, speech, OCR, …) after those to chat with, else in the same order."""
    return sorted(found, key=lambda each: all(tag.kind is not ModelKind.CHAT for tag in each.tags))


def _sort_results(found: list[SearchResult], order: Order) -> tuple[SearchResult, ...]:
    def size(each: SearchResult) -> float:
        return min((tag.size for tag in each.tags if tag.size), default=float("inf"))

    match order:
        case Order.NAME:
            found.sort(key=lambda each: each.family.title.casefold())
        case Order.NEWEST:
            found.sort(key=lambda each: max(tag.month for tag in each.tags), reverse=True)
        case Order.SMALLEST:
            found.sort(key=size)
        case Order.LARGEST:
            found.sort(key=lambda each: max(tag.size or 0 for tag in each.tags), reverse=True)
        case Order.BEST:
            found.sort(key=lambda each: -each.score)
    return tuple(found)
