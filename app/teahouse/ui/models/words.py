"""Words about what can be had: whether it fits, what its licence asks, what it can do, why it cannot be fetched."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication

from teahouse.core.architecture import likely_size
from teahouse.core.catalogue import Catalogue, Commercial, Family, Licence, ListingState, ModelKind, Tag, Thinks
from teahouse.core.details import Details
from teahouse.core.estimate import Estimate, Lesson
from teahouse.core.fit import FitPlace
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP, in_ours, lab_name, licence_name
from teahouse.ui.style import Colours

translate = QCoreApplication.translate

_CAPABILITIES = (
    ("thinking", QT_TRANSLATE_NOOP("Models", "thinking")),
    ("tools", QT_TRANSLATE_NOOP("Models", "tools")),
    ("vision", QT_TRANSLATE_NOOP("Models", "vision")),
    ("audio", QT_TRANSLATE_NOOP("Models", "audio")),
    ("embedding", QT_TRANSLATE_NOOP("Models", "embedding")),
    ("insert", QT_TRANSLATE_NOOP("Models", "fills gaps")),
)
_FIELDS = {
    "capabilities": QT_TRANSLATE_NOOP("Models", "what it can do"),
    "context": QT_TRANSLATE_NOOP("Models", "context"),
    "params": QT_TRANSLATE_NOOP("Models", "parameters"),
    "size": QT_TRANSLATE_NOOP("Models", "size"),
    "mmproj": QT_TRANSLATE_NOOP("Models", "size"),
    "quant": QT_TRANSLATE_NOOP("Models", "quantisation"),
    "licence": QT_TRANSLATE_NOOP("Models", "licence"),
    "release": QT_TRANSLATE_NOOP("Models", "month of release"),
    "kv": QT_TRANSLATE_NOOP("Models", "build"),
    "gguf_arch": QT_TRANSLATE_NOOP("Models", "build"),
    "pull_status": QT_TRANSLATE_NOOP("Models", "whether it can be downloaded"),
    "file": QT_TRANSLATE_NOOP("Models", "whether it can be downloaded"),
    "thinking": QT_TRANSLATE_NOOP("Models", "what it can do"),
    "requires": QT_TRANSLATE_NOOP("Models", "the version it needs"),
}
_TERRITORIES = {
    "EU": QT_TRANSLATE_NOOP("Models", "the EU"),
    "UK": QT_TRANSLATE_NOOP("Models", "the UK"),
    "South Korea": QT_TRANSLATE_NOOP("Models", "South Korea"),
}


class Tone(Enum):
    """How a badge is to be taken; its words say it, too."""

    GOOD = auto()
    CARE = auto()
    BAD = auto()
    QUIET = auto()

    def colour_in(self, colours: Colours) -> str:
        """Its colour in a theme."""
        match self:
            case Tone.GOOD:
                return colours.accent
            case Tone.CARE:
                return colours.warn
            case Tone.BAD:
                return colours.danger
        return colours.muted


def abilities() -> list[tuple[str, str]]:
    """What models can do beside chatting: ids with their words."""
    return [(name, translate("Models", words)) for name, words in _CAPABILITIES]


def capabilities(model: Tag | Details) -> list[str]:
    """What it can do beside chatting."""
    return [words for name, words in abilities() if name in model.capabilities]


def fit(estimate: Estimate | None, tag: Tag) -> tuple[str, Tone]:
    """Whether it fits, in a few words with numbers; empty where nothing is known of the computer."""
    return fit_here(estimate) if tag.downloadable else (not_here(tag), Tone.QUIET)


def fit_here(estimate: Estimate | None) -> tuple[str, Tone]:
    """Whether what can be pulled fits, in a few words; empty where nothing is known of the computer."""
    if estimate is None:
        return "", Tone.QUIET
    found = estimate.fit
    if not found.fits:
        facts = {"need": numbers.about(numbers.size(found.need.total)), "free": numbers.size(found.free)}
        return translate("Models", "Needs {need}, {free} free").format(**facts), Tone.BAD
    if estimate.disk_missing:
        lacking = numbers.about(numbers.size(estimate.disk_missing))
        return translate("Models", "Disk lacks {size}").format(size=lacking), Tone.BAD
    if found.tight:
        where, tone = translate("Models", "Tight"), Tone.CARE
    elif found.place is FitPlace.SPLIT:
        where, tone = translate("Models", "GPU+RAM"), Tone.CARE
    elif estimate.slow:
        where, tone = translate("Models", "Slow"), Tone.CARE
    elif found.place is FitPlace.GPU:
        where, tone = translate("Models", "Fits the GPU"), Tone.GOOD
    else:
        where, tone = translate("Models", "Fits"), Tone.GOOD
    return " · ".join([where, about(estimate)]) if estimate.speed else where, tone


def about(estimate: Estimate) -> str:
    """The expected speed: "≈ 20 tok/s"; empty where it cannot be told."""
    if estimate.speed is None:
        return ""
    return numbers.about(numbers.rough_rate(estimate.speed.value))


def not_here(tag: Tag) -> str:
    """Why it cannot be fetched, in two words."""
    match tag.state:
        case ListingState.CLOUD:
            return translate("Models", "Cloud only")
        case ListingState.SPLIT:
            return translate("Models", "Several files")
        case ListingState.UNSUPPORTED:
            return translate("Models", "Not supported yet")
        case ListingState.LIBRARY | ListingState.HUB:
            return ""
    return translate("Models", "No download known")


def licence_in_full(found: Licence) -> str:
    """The name of a licence and what it says in plain words."""
    return translate("Models", "{name}. {words}").format(name=licence_name(found), words=in_ours(found.words))


def licence(found: Licence) -> tuple[str, Tone]:
    """What a person must know of a licence at once, which stays when there is little room, and its name."""
    if found.commercial is Commercial.NO:
        return translate("Models", "Not for business · {licence}").format(licence=licence_name(found)), Tone.CARE
    if found.territory:
        where = territory(found)
        return translate("Models", "Not in {places} · {licence}").format(
            licence=licence_name(found), places=where
        ), Tone.CARE
    if found.commercial is Commercial.UNKNOWN:
        return translate("Models", "licence not checked"), Tone.CARE
    return licence_name(found), Tone.QUIET


def territory(found: Licence) -> str:
    """Where a licence does not hold."""
    places = [place.strip() for place in found.territory.split(",")]
    return listed(translate("Models", _TERRITORIES[place]) if place in _TERRITORIES else place for place in places)


def listed(items: Iterable[str]) -> str:
    """Several things in a row."""
    return numbers.in_a_row(items)


def unconfirmed(tag: Tag) -> str:
    """What was not seen in a dated source, in words; empty when all was."""
    known = {words for field in tag.unverified for name, words in _FIELDS.items() if field.startswith(name)}
    return listed(translate("Models", words) for words in _FIELDS.values() if words in known)


def size_of(tag: Tag) -> str:
    """A size as its menu has it: "8B · 5.2 GB"; one that is not exact bears a sign."""
    size = likely_size(tag) if tag.downloadable else tag.size
    if not size:
        return tag.label
    return f"{tag.label} · {numbers.about(numbers.size(size), not (tag.size and tag.exact))}"


def thinking(tag: Tag) -> str:
    """How its thinking can be steered, in a sentence; empty for one that does not think."""
    match tag.thinks:
        case Thinks.ALWAYS:
            return translate("Models", "Always thinks before it answers; this cannot be turned off.")
        case Thinks.SWITCHABLE:
            return translate("Models", "Thinking can be turned on and off.")
        case Thinks.LEVELS:
            return translate("Models", "Always thinks, as much as is asked for: {levels}.").format(
                levels=numbers.in_a_row(tag.levels)
            )
        case Thinks.SWITCHABLE_LEVELS:
            return translate("Models", "Thinking can be turned off, or asked for as {levels}.").format(
                levels=numbers.in_a_row(tag.levels)
            )
        case Thinks.TEMPLATE:
            return translate("Models", "Its own template decides whether it thinks.")
    return ""


def where(estimate: Estimate) -> str:
    """Where it runs and what it needs for that, in a sentence."""
    found = estimate.fit
    facts = {
        "need": numbers.about(numbers.size(found.need.total)),
        "free": numbers.size(found.free),
        "context": numbers.count(estimate.context),
        "gpu": numbers.about(numbers.size(found.on_gpu)),
        "ram": numbers.about(numbers.size(found.in_ram)),
    }
    match found.place:
        case FitPlace.GPU:
            text = translate("Models", "Runs on the GPU: needs {need} of {free} free with a context of {context}.")
        case FitPlace.SPLIT:
            text = translate(
                "Models", "Runs partly on the GPU ({gpu}) and partly in memory ({ram}), with a context of {context}."
            )
        case FitPlace.RAM:
            text = translate("Models", "Runs in memory: needs {need} of {free} free with a context of {context}.")
        case _:
            text = translate(
                "Models", "Does not fit: needs {need} with a context of {context}, and {free} would be free at most."
            )
    sentences = [text.format(**facts)]
    if found.fits and found.must_unload:
        sentences.append(translate("Models", "What is loaded now must leave first."))
    if estimate.estimated:
        sentences.append(translate("Models", "Its build is not known exactly, so this is an estimate."))
    return " ".join(sentences)


def lesson(found: Lesson) -> str:
    """What was measured here beside what had been expected, in sentences; empty where nothing was."""
    sentences = []
    if found.memory is not None:
        guessed, measured = (numbers.size(round(size)) for size in found.memory)
        text = translate("Models", "Loaded here it took {measured}; {expected} were expected.")
        sentences.append(text.format(measured=measured, expected=numbers.about(guessed)))
    if found.speed is not None:
        guessed, measured = (numbers.rough_figure(rate) for rate in found.speed)
        text = translate("Models", "It wrote {measured} tok/s; {expected} were expected.")
        sentences.append(text.format(measured=measured, expected=numbers.about(guessed)))
    return " ".join(sentences)


def longest(tokens: int) -> str:
    """The longest context that stays on the GPU, in a sentence; empty where none does."""
    if not tokens:
        return ""
    text = translate("Models", "The longest context that stays on the GPU: {n} tokens.")
    return text.format(n=numbers.about(numbers.count(tokens)))


def speed(estimate: Estimate) -> str:
    """The expected speed with its band, in a sentence; empty where it cannot be told."""
    if estimate.speed is None:
        return ""
    low, high = (numbers.rough_figure(value) for value in (estimate.speed.low, estimate.speed.high))
    text = translate("Models", "Will write {about}, between {low} and {high}.")
    return text.format(about=about(estimate), low=numbers.about(low), high=numbers.about(high))


def spoken(catalogue: Catalogue, family: Family, tag: Tag, estimate: Estimate | None) -> str:
    """A card for a screen reader: its figures, and what it says of the family."""
    lab = lab_name(catalogue.find_lab(tag.lab))
    terms = licence(catalogue.licences[tag.licence])[0]
    parts = [family.title, lab, kind(catalogue, tag), size_of(tag), fit(estimate, tag)[0], *capabilities(tag), terms]
    facts = numbers.in_a_row(part for part in parts if part)
    return translate("Models", "{name}. {words}").format(name=facts, words=in_ours(family.words))


def installed() -> str:
    """Said of what is here already."""
    return translate("Models", "Installed")


def kind(catalogue: Catalogue | None, tag: Tag) -> str:
    """The one task of a model that is not for chat, as "Speech"; empty for one to chat with."""
    use = None if catalogue is None else catalogue.uses.get(tag.kind.value)
    return "" if tag.kind is ModelKind.CHAT or use is None else in_ours(use)


def needs_ollama() -> str:
    """Said of what the built-in engine cannot run, where it is the host."""
    return translate("Models", "Needs Ollama")
