"""What a run of a prompt set comes to, model by model, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from teahouse.core.comparison import Comparison
from teahouse.core.conversation import State
from teahouse.core.measure import Figures, median
from teahouse.core.prompts import ReportRow

WHOLE = (State.DONE, State.LENGTH)  # one that was stopped is asked again when the run goes on


def report(comparisons: Sequence[Comparison]) -> tuple[ReportRow, ...]:
    """One row for each model, in the order of the lanes."""
    models = dict.fromkeys(lane.model for comparison in comparisons for lane in comparison.lanes)
    return tuple(_row(model, comparisons) for model in models)


def _row(model: str, comparisons: Sequence[Comparison]) -> ReportRow:
    lanes = [(one, lane.id) for one in comparisons for lane in one.lanes if lane.model == model]
    messages = [run.message for one, lane_id in lanes for run in one.runs_of(lane_id)]
    whole = [message for message in messages if message.state in WHOLE]
    figures = [message.figures for message in whole if message.figures is not None]
    winners = [(one.id, vote.lane_id) for one in comparisons for vote in one.votes]
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
        votes=sum(1 for one, lane_id in lanes if (one.id, lane_id) in winners),
    )


def _middle(figures: Sequence[Figures], name: str) -> float | None:
    return median([value for one in figures if (value := getattr(one, name)) is not None])
