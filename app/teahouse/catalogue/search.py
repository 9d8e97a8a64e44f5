"""Finding in the catalogue while somebody types: what matches, narrowed by filters, in an order.

Built once for a catalogue; a keystroke then costs a walk over its few hundred distinct terms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from teahouse.catalogue.search_terms import ABILITIES, USES, latin_of, matches, plain, terms_of, typed
from teahouse.core.catalogue import Catalogue, Commercial, Family, Tag
from teahouse.core.labs import BY_ID
from teahouse.core.values import dataclass

# How much a field says about a tag; a name says more than a sentence.
_TITLE, _NAME, _LAB, _DETAIL, _SENTENCE = 9.0, 8.0, 6.0, 3.0, 1.0

_BILLIONS = re.compile(r"(?<![\w.])(\d{1,4}(?:\.\d{1,3})?)b(?![a-z])")  # in a label: "8b", "30b-a3b"


class Order(StrEnum):
    """How what was found is sorted. BEST: by the query, the catalogue's own order (labs first) without one."""

    BEST = "best"
    NAME = "name"
    NEWEST = "newest"
    SMALLEST = "smallest"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A query with its filters; what is left empty filters nothing.

    `lab` and `use` are ids, `capabilities` those it must have, all of them; `commercial`: its licence lets everybody,
    or nearly everybody, earn money with it; `downloadable` and `engine`: can be fetched, runs on the built-in engine;
    `fits`: asked last, for each tag.
    """

    text: str = ""
    lab: str = ""
    use: str = ""
    capabilities: frozenset[str] = frozenset()
    commercial: bool = False
    downloadable: bool = False
    engine: bool = False
    fits: Callable[[Tag], bool] | None = None

    def allows(self, tag: Tag, catalogue: Catalogue) -> bool:
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
    """A family with those of its tags that were wanted, in the catalogue's order; `score` grows with the match."""

    family: Family
    tags: tuple[Tag, ...]
    score: float


def allows_business(catalogue: Catalogue, tag: Tag) -> bool:
    """Whether its licence allows business use, if with conditions; a licence nobody checked does not."""
    return catalogue.licences[tag.licence].commercial in (Commercial.YES, Commercial.CONDITIONAL)


class Search:
    """The terms of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        postings: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for family in catalogue.families:
            shared = self._family_terms(family)
            for tag in family.tags:
                for term, weight in (*self._tag_terms(tag).items(), *shared.items()):
                    postings[term][tag.id] = max(weight, postings[term].get(tag.id, 0.0))
        self._postings: Mapping[str, Mapping[str, float]] = dict(postings)

    def find(self, wanted: SearchQuery, order: Order = Order.BEST) -> tuple[SearchResult, ...]:
        """The families with a tag that matches every typed word and passes every filter."""
        scores = self._score_tags(wanted.text)
        found = []
        for family in self.catalogue.families:
            tags = tuple(
                tag
                for tag in family.tags
                if (scores is None or tag.id in scores) and wanted.allows(tag, self.catalogue)
            )
            if tags:
                score = 0.0 if scores is None else max(scores[tag.id] for tag in tags)
                found.append(SearchResult(family, tags, score))
        return _sorted(found, order)

    def _score_tags(self, text: str) -> dict[str, float] | None:
        """Every tag that matches all typed words, with its score; None when nothing was typed."""
        words = typed(text, self._postings)
        if not words:
            return None if not text.strip() else {}
        total: dict[str, float] | None = None
        for word in words:
            scores: dict[str, float] = {}
            for term, quality in matches(word, self._postings).items():
                for tag, weight in self._postings[term].items():
                    scores[tag] = max(scores.get(tag, 0.0), quality * weight)
            total = (
                scores if total is None else {tag: total[tag] + more for tag, more in scores.items() if tag in total}
            )
        return total

    def _family_terms(self, family: Family) -> dict[str, float]:
        lab = self.catalogue.find_lab(family.lab)
        terms = _weighted(_SENTENCE, [family.words.english, family.words.chinese])
        if lab is not None:
            terms |= _weighted(_LAB, [lab.name, lab.chinese, *lab.words])
        if known := BY_ID.get(family.lab):
            terms |= _weighted(_LAB, [*known.words, *known.typed])
        whole = {plain(name): _TITLE for name in (family.id, family.title)}  # "qwen3" is Qwen3 before Qwen3.8
        return terms | _weighted(_NAME, [family.id, family.title]) | whole

    def _tag_terms(self, tag: Tag) -> dict[str, float]:
        uses = [self.catalogue.uses[use] for use in tag.uses]
        details = [tag.quantization, tag.architecture, *tag.capabilities, *tag.uses]
        details += [words.english for words in uses]
        chinese = [words.chinese for words in uses]
        chinese += [name for ability in tag.capabilities for name in ABILITIES.get(ability, ())]
        chinese += [name for use in tag.uses for name in USES.get(use, ())]
        details += [*chinese, *latin_of(chinese)]
        whole = {plain(alias): _NAME for alias in tag.aliases}  # its parts would name other families: "qwen-distill"
        amounts = dict.fromkeys(_amounts(tag), _DETAIL)
        return _weighted(_DETAIL, details) | amounts | whole | _weighted(_NAME, [tag.name, tag.reference, tag.label])


def _amounts(tag: Tag) -> set[str]:
    """How many weights it has in Chinese, which counts in hundreds of millions: by its label and the number shown."""
    billions = {float(found[1]) for found in _BILLIONS.finditer(tag.label.casefold())}
    billions |= {tag.parameters} if tag.parameters else set()
    return {f"{count * 10:{form}}亿" for count in billions for form in (".0f", ".3g" if count < 100 else ".0f")}


def _weighted(weight: float, texts: Iterable[str]) -> dict[str, float]:
    return {term: weight for text in texts for term in terms_of(text)}


def _sorted(found: list[SearchResult], order: Order) -> tuple[SearchResult, ...]:
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
