"""Recommends models of the catalogue for a computer: the best for chat, coding and pictures, and the smallest good one.

Candidates are confirmed single files of the last two years, of a checked, unrestricted licence, that the host runs:
with Ollama tags of its library, with the built-in engine what it is known to load. Models with one task (speech, OCR,
embedding, reranking, translation) are none. A candidate passes if it leaves memory and disk space free and writes at
least `USABLE` tokens per second; of these the one with the highest rank is recommended. The rank is a rule of thumb
from the facts: the effective number of weights, the month of release, and the quantisation; labs come in the
catalogue's order at an equal rank. The reason is what the next better candidate lacks.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import replace
from enum import StrEnum
from math import log2, sqrt

from teahouse.core.catalogue import Catalogue, Commercial, ListingState, ModelKind, Tag, Thinks
from teahouse.core.estimate import Circumstances, Estimate
from teahouse.core.fit import GIB, Computer, FitPlace, FitRoom
from teahouse.core.values import dataclass

USABLE = 8.0  # tokens per second: faster than people read
LENGTH_OF_THOUGHT = 3  # times as many tokens, from models that always think before they answer
ROOM = 0.75  # of the free memory: the rest is for other programs
DISK_KEPT = 2 * GIB  # free after the download
SPECIALIST = 1.0  # rank added to a model made for code: as much as a year
QUALITY_LOST = {"1": 2.0, "2": 1.0, "3": 0.5}  # of the rank, by the bits of a weight
_BITS = re.compile(r"Q(\d)")  # in the name of a quantisation: "Q4_K_M", "UD-IQ2_XXS"
ALIKE = 0.5  # of the rank: a model that is recommended already and is so near to the best one is taken instead
LEAST_WEIGHTS = 1.5  # billions: smaller models follow instructions badly
RECENT_MONTHS = 24  # before the newest model of the catalogue

ORDINARY = Circumstances(Computer(FitRoom(6 * GIB, 6 * GIB)))  # a computer of which nothing is known


class Purpose(StrEnum):
    """What a model is recommended for."""

    CHAT = "chat"
    CODING = "coding"
    VISION = "vision"
    SMALLEST = "smallest"


class Lack(StrEnum):
    """What keeps a model from being recommended here; NOTHING for one that passes."""

    NOTHING = "nothing"
    MEMORY = "memory"
    DISK = "disk"
    SPEED = "speed"
    THINKING = "thinking"  # fast enough to write, but not to think at length before each answer


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with its estimate and what it lacks. The estimate has assumed speeds where none were measured."""

    tag: Tag
    estimate: Estimate
    lack: Lack


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A model for one or several purposes. `estimate` is without a speed where it was not measured. `better` is the
    next better model for the first purpose, which cannot be recommended here; None if there is none. `lack` is what it
    lacks itself, where none passes."""

    purposes: tuple[Purpose, ...]
    tag: Tag
    estimate: Estimate
    better: Judged | None
    lack: Lack = Lack.NOTHING


def recommend_models(
    catalogue: Catalogue, circumstances: Circumstances | None, context: int, *, engine: bool
) -> tuple[Recommendation, ...]:
    """The recommended models with a context of so many tokens, each once; none where nothing at all fits.

    `circumstances` None: the host is another computer, for which an ordinary one is assumed; `engine`: the host is the
    built-in engine."""
    known = circumstances or ORDINARY
    assumed = replace(known, speeds=known.speeds.with_assumed)
    oldest = max(map(_months, catalogue.tags), default=0) - RECENT_MONTHS
    candidates = [
        Judged(tag, estimate, _find_lack(tag, estimate, known.disk))
        for tag in catalogue.tags
        if _months(tag) >= oldest and _is_candidate(catalogue, tag, engine)
        if (estimate := assumed.of_tag(tag, context)) is not None
    ]
    picks: dict[str, Recommendation] = {}
    for purpose in Purpose:
        found = _pick_smallest(candidates) if purpose is Purpose.SMALLEST else _pick_best(candidates, purpose, picks)
        if found is None:
            continue
        pick, better = found
        before = picks.get(pick.tag.id)
        if before is not None:
            picks[pick.tag.id] = replace(before, purposes=(*before.purposes, purpose))
        else:
            estimate = known.of_tag(pick.tag, context) or pick.estimate
            picks[pick.tag.id] = Recommendation((purpose,), pick.tag, estimate, better, pick.lack)
    return tuple(picks.values())


def _is_candidate(catalogue: Catalogue, tag: Tag, engine: bool) -> bool:
    licence = catalogue.licences[tag.licence]
    free = licence.commercial is Commercial.YES and not licence.territory
    runs = tag.engine is True if engine else tag.state is ListingState.LIBRARY
    wanted = tag.kind is ModelKind.CHAT and any(_suits(tag, purpose) for purpose in Purpose)
    return wanted and tag.downloadable and tag.verified and bool(tag.size) and free and runs


def _find_lack(tag: Tag, estimate: Estimate, disk: int | None) -> Lack:
    fit = estimate.fit
    roomy = not fit.tight if fit.place is FitPlace.GPU else fit.need.total <= ROOM * fit.free
    if not fit.fits or not roomy:
        return Lack.MEMORY
    if disk is not None and (tag.size or 0) + DISK_KEPT > disk:
        return Lack.DISK
    rate = estimate.speed.value if estimate.speed is not None else 0.0
    if rate < USABLE:
        return Lack.SPEED
    thinks = tag.thinks in (Thinks.ALWAYS, Thinks.LEVELS)
    return Lack.THINKING if thinks and rate < USABLE * LENGTH_OF_THOUGHT else Lack.NOTHING


def _pick_best(
    candidates: Iterable[Judged], purpose: Purpose, picked: Container[str]
) -> tuple[Judged, Judged | None] | None:
    """The best for a purpose, and the next better one, which lacks something. `picked`: ids of tags that are
    recommended already. For chat the smallest that can run at all where none passes."""
    suited = [each for each in candidates if _suits(each.tag, purpose)]
    passing = [each for each in suited if each.lack is Lack.NOTHING]
    if not passing and purpose is Purpose.CHAT:
        passing = sorted((each for each in suited if _runs_at_all(each)), key=_download_size)[:1]
    if not passing:
        return None
    best = max(passing, key=lambda each: _rank(each.tag, purpose) + (ALIKE if each.tag.id in picked else 0.0))
    rank = _rank(best.tag, purpose)
    above = [each for each in suited if each.lack is not Lack.NOTHING and _rank(each.tag, purpose) > rank]
    return best, min(above, key=lambda each: _rank(each.tag, purpose), default=None)


def _pick_smallest(candidates: Iterable[Judged]) -> tuple[Judged, None] | None:
    good = [
        each
        for each in candidates
        if each.lack is Lack.NOTHING
        and _suits(each.tag, Purpose.SMALLEST)
        and _effective_weights(each.tag) >= LEAST_WEIGHTS
    ]
    return (min(good, key=_download_size), None) if good else None


def _suits(tag: Tag, purpose: Purpose) -> bool:
    match purpose:
        case Purpose.VISION:
            return "vision" in tag.capabilities and "medical" not in tag.uses
        case Purpose.CODING:
            return bool({"coding", "chat"} & set(tag.uses))
    return "chat" in tag.uses


def _runs_at_all(each: Judged) -> bool:
    return each.estimate.fit.fits and each.lack is not Lack.DISK and not each.estimate.disk_missing


def _rank(tag: Tag, purpose: Purpose) -> float:
    """Twice the weights are worth as much as a year."""
    bits = _BITS.search(tag.quantization)
    lost = QUALITY_LOST.get(bits[1], 0.0) if bits else 0.0
    special = SPECIALIST if purpose is Purpose.CODING and "coding" in tag.uses else 0.0
    return log2(_effective_weights(tag)) + _months(tag) / 12 - lost + special


def _effective_weights(tag: Tag) -> float:
    """Billions of weights of a model without experts that is about as good: between all and the active ones."""
    whole = tag.parameters or 0.1
    return max(0.1, sqrt(whole * (tag.active or whole)))


def _months(tag: Tag) -> int:
    year, _, month = (tag.month or "2023-01").partition("-")
    return int(year) * 12 + int(month)


def _download_size(each: Judged) -> int:
    return each.tag.size or 0
