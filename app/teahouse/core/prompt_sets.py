"""Prompt sets: a few prompts of one use, to be run over several models unattended."""

from __future__ import annotations

from collections.abc import Sequence

from teahouse.core.comparison import Comparison
from teahouse.core.conversation import State
from teahouse.core.measure import CACHE_FIGURES, Figures, median
from teahouse.core.values import dataclass

USES = ("coding", "reasoning", "translation", "summarising", "extraction", "own")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt. `reference` is an answer to compare others with, or empty; `system` a system prompt of its own."""

    text: str
    reference: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class PromptSet:
    """A named set. `title` is English, `title_zh` Chinese (empty: there is only `title`). `built_in` sets come with the
    app and cannot be changed or removed; each of their prompts has a Chinese version."""

    id: str
    title: str
    prompts: tuple[Prompt, ...]
    title_zh: str = ""
    use: str = "own"
    built_in: bool = False
    chinese: tuple[Prompt, ...] = ()


@dataclass(frozen=True, slots=True)
class SetRun:
    """One unattended run of a set over models. `comparisons` has one id per prompt, in the set's order; `done` of
    `total` answers have ended; `finished`: all of them."""

    id: str
    set_id: str
    title: str
    created: float
    models: tuple[str, ...]
    comparisons: tuple[str, ...]
    done: int
    total: int

    @property
    def finished(self) -> bool:
        return self.done >= self.total


@dataclass(frozen=True, slots=True)
class ReportRow:
    """The results of one model in a set's run: medians of its answers, and the number of failed ones. Rates are tokens
    per second, times seconds, memory bytes, `votes` turns won."""

    model: str
    answers: int
    failed: int
    generation_rate: float | None
    prompt_rate: float | None
    first_word: float | None
    total: float | None
    tokens: float | None
    memory: float | None
    votes: int


WHOLE = (State.DONE, State.LENGTH)  # an answer that was stopped is generated again when the run continues


def report_models(comparisons: Sequence[Comparison]) -> tuple[ReportRow, ...]:
    """One row for each model, in the order of the lanes."""
    models = dict.fromkeys(lane.model for comparison in comparisons for lane in comparison.lanes)
    return tuple(_row(model, comparisons) for model in models)


def _row(model: str, comparisons: Sequence[Comparison]) -> ReportRow:
    lanes = [(comparison, lane.id) for comparison in comparisons for lane in comparison.lanes if lane.model == model]
    messages = [run.message for comparison, lane_id in lanes for run in comparison.runs_of(lane_id)]
    whole = [message for message in messages if message.state in WHOLE]
    figures = [message.figures for message in whole if message.figures is not None]
    winners = [(comparison.id, vote.lane_id) for comparison in comparisons for vote in comparison.votes]
    return ReportRow(
        model=model,
        answers=sum(1 for message in whole if message.text.strip()),
        failed=sum(1 for message in messages if message.state is State.FAILED),
        generation_rate=_middle(figures, "generation_rate"),
        prompt_rate=_middle(figures, "prompt_rate"),
        first_word=_middle(figures, "first_word"),
        total=_middle(figures, "total"),
        tokens=_middle(figures, "tokens"),
        memory=_middle(figures, "memory"),
        votes=sum(1 for comparison, lane_id in lanes if (comparison.id, lane_id) in winners),
    )


def _middle(figures: Sequence[Figures], name: str) -> float | None:
    """The median of a figure; of one that reading the prompt changes, without runs whose prompt came from a cache."""
    fair = [each for each in figures if not (name in CACHE_FIGURES and each.is_cached)]
    return median([value for each in fair if (value := getattr(each, name)) is not None])
