"""Texts about quantisations: sentences for the chart and screen readers, short texts for the table."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from teahouse.core.workshop.quantization import (
    ENOUGH_PROMPTS,
    LEAST_SAME,
    MOST_DIVERGENCE,
    QuantizationFigures,
    QuantizationResult,
    lost_probability,
)
from teahouse.services.workshop.quantize_events import QuantizeSeriesEvent, QuantizeStep
from teahouse.ui.i18n import numbers

translate = QCoreApplication.translate

NOTHING = "—"


def kind_name(result: QuantizationResult) -> str:
    """The kind, and whether it has an importance matrix."""
    return translate("Workshop", "{kind} + matrix").format(kind=result.kind) if result.matrix else result.kind


def size(figures: QuantizationFigures) -> str:
    return NOTHING if figures.size is None else numbers.size(round(figures.size))


def memory(figures: QuantizationFigures) -> str:
    return NOTHING if figures.memory is None else numbers.size(round(figures.memory))


def same_first(figures: QuantizationFigures) -> str:
    """The share of prompts with the same first token: "97.5 %"."""
    return NOTHING if figures.same_first is None else share(figures.same_first)


def share(value: float) -> str:
    """A share with one digit where it is not whole: "97.5 %", "100 %"."""
    figure = f"{100 * value:.1f}".removesuffix(".0")
    return translate("Numbers", "{n} %").format(n=figure)


def divergence(value: float | None) -> str:
    """A KL divergence: "0.018", "0.00043"."""
    if value is None:
        return NOTHING
    return f"{max(0.0, value):.3f}" if value >= 0.00995 else f"{max(0.0, value):.5f}"


def perplexity(figures: QuantizationFigures) -> str:
    return NOTHING if figures.perplexity is None else f"{figures.perplexity:.2f}"


def speed(figures: QuantizationFigures) -> str:
    return NOTHING if figures.writing is None else numbers.rate(figures.writing)


def describe_result(name: str, figures: QuantizationFigures, *, recommended: bool = False) -> str:
    """All figures of a file, in lines."""
    lines = [translate("Workshop", "{name}, recommended").format(name=name) if recommended else name]
    known = (
        (translate("Workshop", "size {value}"), size(figures)),
        (translate("Workshop", "memory {value}"), memory(figures)),
        (translate("Workshop", "same first token {value}"), same_first(figures)),
        (translate("Workshop", "KL divergence {value}"), divergence(figures.kld_mean)),
        (translate("Workshop", "KL divergence, median {value}"), divergence(figures.kld_median)),
        (translate("Workshop", "KL divergence, 99 % below {value}"), divergence(figures.kld_99)),
        (translate("Workshop", "perplexity {value}"), perplexity(figures)),
        (translate("Workshop", "reading {value}"), _rate(figures.reading)),
        (translate("Workshop", "writing {value}"), _rate(figures.writing)),
    )
    return "\n".join(lines + [text.format(value=value) for text, value in known if value != NOTHING])


def _rate(value: float | None) -> str:
    return NOTHING if value is None else numbers.rate(value)


def recommendation_rule() -> str:
    """How the recommended one is chosen."""
    text = translate(
        "Workshop",
        "Recommended is the smallest with a mean KL divergence of at most {most} (the original's words are at most"
        " {lost} less probable on average) and the same first token for at least {same} of the prompts; fewer than"
        " {enough} prompts do not count.",
    )
    return text.format(
        most=f"{MOST_DIVERGENCE:g}",
        lost=numbers.percent(lost_probability(MOST_DIVERGENCE)),
        same=numbers.percent(LEAST_SAME),
        enough=ENOUGH_PROMPTS,
    )


def measured_on(figures: QuantizationFigures) -> str:
    """On what the figures were measured."""
    parts = []
    if figures.prompts:
        parts.append(translate("Workshop", "first tokens of %n prompt(s)", "", round(figures.prompts)))
    if figures.tokens:
        text = translate("Workshop", "KL divergence and perplexity over {n} tokens, in pieces of {context}")
        parts.append(text.format(n=numbers.whole(round(figures.tokens)), context=round(figures.context or 0)))
    return numbers.in_a_row(parts)


def step_title(event: QuantizeSeriesEvent) -> str:
    """What a series does now: "Q4_K_M, 2 of 5"."""
    if not event.kind:
        return translate("Workshop", "Preparing…")
    text = translate("Workshop", "{kind}, {number} of {total}")
    return text.format(kind=event.kind, number=min(event.done + 1, event.total), total=event.total)


def _layer_words(tensor: str) -> str:
    """The layer of a tensor's name: "layer 23" of "blk.22.ffn_down.weight"; empty for others."""
    kind, _, rest = tensor.partition(".")
    number = rest.partition(".")[0]
    if kind != "blk" or not number.isdecimal():
        return ""
    return translate("Workshop", "layer {n}").format(n=int(number) + 1)


def step_line(event: QuantizeSeriesEvent) -> str:
    """How far the step is: "Measuring · 62 % · ≈ 14 s left"."""
    steps = {
        QuantizeStep.MATRIX: translate("Workshop", "Importance matrix"),
        QuantizeStep.QUANTIZING: translate("Workshop", "Quantizing"),
        QuantizeStep.MEASURING: translate("Workshop", "Measuring"),
    }
    parts = [steps[event.step], _layer_words(event.status)]
    parts.append(numbers.percent(event.share))
    if event.seconds_left is not None:
        left = numbers.about(numbers.seconds(max(1.0, event.seconds_left)))
        parts.append(translate("Workshop", "{time} left").format(time=left))
    return " · ".join(part for part in parts if part)
