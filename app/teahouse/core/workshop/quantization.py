"""What a quantisation costs and gains: its figures beside the original's, which one is recommended, and a table of all.

The figures are the result of the engine's job "logits" (`engine.workshop.logits`), stored in a record's `measurements`
with those of the original under "original".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from math import exp, isfinite

from teahouse.core.values import dataclass
from teahouse.core.workshop.records import RecordKind, WorkshopRecord

# What can be chosen, the smallest first.
KINDS = ("Q2_K", "Q3_K_M", "IQ4_XS", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0")
FIRST_KINDS = ("Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0")  # chosen at first

MOST_DIVERGENCE = 0.05  # of the recommended one: e^0.05, its words are 5 % less probable on average
LEAST_SAME = 0.9  # of the recommended one, where enough prompts say so
ENOUGH_PROMPTS = 10


@dataclass(frozen=True, slots=True)
class QuantizationFigures:
    """Measured figures of a file; None is unknown. `size` and `memory` in bytes, `reading` and `writing` in tokens per
    second. `same_first` is the share of `prompts` whose most probable first token is the original's. The rest is as
    llama-perplexity defines it, over `tokens` scored tokens in pieces of `context` tokens."""

    size: float | None = None
    memory: float | None = None
    reading: float | None = None
    writing: float | None = None
    same_first: float | None = None
    prompts: float | None = None
    kld_mean: float | None = None
    kld_median: float | None = None
    kld_99: float | None = None
    perplexity: float | None = None
    tokens: float | None = None
    context: float | None = None

    @classmethod
    def of(cls, values: object) -> QuantizationFigures:
        """The figures in JSON values; what is not a finite number is unknown."""
        known = values if isinstance(values, Mapping) else {}
        return cls(**{item.name: _number(known.get(item.name)) for item in fields(cls)})


def _number(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and isfinite(value) else None  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class QuantizationResult:
    """A quantisation with its figures; `kind` as in KINDS, `matrix` whether it has an importance matrix."""

    record: WorkshopRecord
    kind: str
    matrix: bool
    figures: QuantizationFigures

    @classmethod
    def of(cls, record: WorkshopRecord) -> QuantizationResult:
        kind, matrix = str(record.parameters.get("kind", "")), bool(record.parameters.get("matrix"))
        return cls(record, kind, matrix, QuantizationFigures.of(record.measurements))


def list_results(records: Iterable[WorkshopRecord], model: str) -> list[QuantizationResult]:
    """The quantisations of a model, the smallest first; of those with the same kind and matrix the newest, and what was
    kept."""
    found: dict[tuple[str, bool, str], QuantizationResult] = {}
    for record in records:
        if record.kind is RecordKind.QUANTIZATION and record.made_from == model:
            result = QuantizationResult.of(record)
            found[result.kind, result.matrix, record.model] = result
    return sorted(found.values(), key=lambda one: one.figures.size or 0.0)


def find_original(results: Iterable[QuantizationResult]) -> QuantizationFigures:
    """The original's figures, of the newest result that has them."""
    newest = sorted(results, key=lambda one: one.record.created, reverse=True)
    found = (one.record.measurements.get("original") for one in newest)
    return next((QuantizationFigures.of(values) for values in found if values), QuantizationFigures())


def choose_recommended(results: Sequence[QuantizationResult]) -> QuantizationResult | None:
    """The smallest file that hardly differs from the original: its mean KL divergence is at most MOST_DIVERGENCE, and
    its first token is the original's for at least LEAST_SAME of the prompts, where there are ENOUGH_PROMPTS. None where
    no result is that good."""
    good = [one for one in results if one.figures.size and is_close(one.figures)]
    return min(good, key=lambda one: one.figures.size or 0.0, default=None)


def is_close(figures: QuantizationFigures) -> bool:
    """Whether a quantisation hardly differs from its original."""
    if figures.kld_mean is None or figures.kld_mean > MOST_DIVERGENCE:
        return False
    few = (figures.prompts or 0) < ENOUGH_PROMPTS
    return few or figures.same_first is None or figures.same_first >= LEAST_SAME


def lost_probability(divergence: float) -> float:
    """By which share the original's words become less probable on average, for a mean KL divergence."""
    return 1 - exp(-divergence)


def list_rows(name: str, results: Sequence[QuantizationResult]) -> list[list[str]]:
    """A table with a heading, the original and its quantisations; unknown figures are empty."""
    columns = [item.name for item in fields(QuantizationFigures)]
    lines = [("original", "", name, find_original(results))]
    lines += [(one.kind, "yes" if one.matrix else "no", one.record.model, one.figures) for one in results]
    rows = [["made_from", "kind", "matrix", "model", *columns]]
    for kind, matrix, model, figures in lines:
        values = (getattr(figures, column) for column in columns)
        rows.append([name, kind, matrix, model, *("" if value is None else f"{value:.10g}" for value in values)])
    return rows
