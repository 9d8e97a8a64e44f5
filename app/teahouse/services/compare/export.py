"""Exports a comparison, or all comparisons of a set's run: Markdown, CSV (one line an answer) or JSON (everything).

Columns of CSV and JSON are named as in `core.measure.Figures`, with the same units; those of Markdown name their units.
Each answer has the provenance of its run (`measurements.provenance`), where that was stored. Hidden model names are
left out, and so is the provenance, which would tell them.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from teahouse.core.comparison import Comparison, Lane, LaneFigures, Vote, named_at
from teahouse.core.conversation import Message, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures, Spread
from teahouse.core.run import Run
from teahouse.core.values import dataclass
from teahouse.desktop.files import write_whole
from teahouse.services.measurements.provenance import COLUMNS, describe_briefly, describe_run

FORMAT = "teahouse-comparison-1"
_COLUMNS = tuple(item.name for item in fields(Figures))
_VOTE_SIGNS: Mapping[str | int, str] = {1: "★", "tie": "=", "all bad": "✗"}
_HOW = ("cold", "cached", *COLUMNS)


class ExportKind(StrEnum):
    """The file format."""

    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of Markdown: its heading, its value, and the factor of that."""

    heading: str
    spread: Callable[[LaneFigures], Spread | None]
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class ExportTexts:
    """Words of Markdown in the window's language. `reference` contains `{text}`, the reference answer."""

    columns: tuple[ExportColumn, ...]
    lane: str
    model: str
    vote: str
    reference: str
    no_answer: str


Runs = Mapping[str, Run]
"""Stored runs by the id of their answer."""


async def write(
    comparisons: Sequence[Comparison], kind: ExportKind, path: Path, texts: ExportTexts, runs: Runs
) -> None:
    """Write these to `path`; raises `Trouble` where there are none, or the disk refuses."""
    makers: dict[ExportKind, Callable[[Sequence[Comparison], Runs], str]] = {
        ExportKind.MARKDOWN: partial(markdown, texts=texts),
        ExportKind.CSV: table,
        ExportKind.JSON: whole,
    }
    if kind not in makers or not comparisons:
        raise Trouble(Problem.OPTION_INVALID, option="export", message=kind)
    await asyncio.to_thread(write_whole, path, makers[kind](comparisons, runs).encode())


def markdown(comparisons: Sequence[Comparison], runs: Runs, texts: ExportTexts) -> str:
    """Each comparison with its questions, answers, and a table of medians for each turn."""
    parts = (part for comparison in comparisons for part in _comparison_parts(comparison, texts, runs))
    return "\n\n".join(parts) + "\n"


def table(comparisons: Sequence[Comparison], runs: Runs) -> str:
    """CSV: a line for each answer, with its provenance and all its figures."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ["comparison", "turn", "lane", "model", "host", "repetition", "state", "vote", "tags", *_HOW, *_COLUMNS]
    )
    for comparison in comparisons:
        for run in comparison.runs:
            vote = comparison.vote_of(run.turn)
            figures = run.message.figures or Figures()
            lane = comparison.find_lane(run.lane_id)
            writer.writerow(
                [
                    comparison.title,
                    run.turn + 1,
                    _lane_letter(comparison, run.lane_id),
                    "" if comparison.hidden or lane is None else lane.model,
                    "" if comparison.hidden or lane is None else lane.host,
                    run.repetition + 1,
                    run.message.state.value,
                    _describe_vote(vote, run.lane_id),
                    "" if vote is None else ", ".join(vote.tags),
                    int(figures.cold),
                    int(figures.is_cached),
                    *describe_run(None if comparison.hidden else runs.get(run.message.id)).values(),
                    *("" if (value := getattr(figures, name)) is None else value for name in _COLUMNS),
                ]
            )
    return out.getvalue()


def _describe_vote(vote: Vote | None, lane_id: str) -> str | int:
    """What a vote says of a lane: 1 for the best, 0 for another."""
    if vote is None:
        return ""
    return "all bad" if vote.all_bad else "tie" if not vote.lane_id else int(vote.lane_id == lane_id)


def whole(comparisons: Sequence[Comparison], runs: Runs) -> str:
    """JSON with everything."""
    values = {"format": FORMAT, "comparisons": [_comparison_values(comparison, runs) for comparison in comparisons]}
    return json.dumps(values, ensure_ascii=False, indent=2, default=str) + "\n"


def _comparison_parts(comparison: Comparison, texts: ExportTexts, runs: Runs) -> list[str]:
    parts = [f"# {comparison.title}"]
    if comparison.system:
        parts.append(_quote_lines(comparison.system))
    for turn, prompt in enumerate(comparison.prompts):
        names = [attachment.name for attachment in comparison.question_of(turn).attachments]
        parts.append(_quote_lines("\n".join([prompt, *names])))
        if comparison.reference_answer and turn == 0:
            parts.append(texts.reference.format(text=comparison.reference_answer))
        parts.append(_medians_table(comparison, turn, texts))
        for lane in comparison.lanes:
            message = comparison.shown_answer(lane.id, turn)
            name = f"## {_lane_letter(comparison, lane.id)}: {_lane_name(comparison, lane)}"
            run = None if message is None or comparison.hidden else runs.get(message.id)
            parts += [name, *([f"*{describe_briefly(run)}*"] if run is not None else [])]
            parts += ["(–)" if message is None else message.text or _empty_answer_text(message, texts)]
    return parts


def _empty_answer_text(message: Message, texts: ExportTexts) -> str:
    """The text of an answer without any."""
    return f"({texts.no_answer if message.state is State.DONE else message.problem or message.state.value})"


def _medians_table(comparison: Comparison, turn: int, texts: ExportTexts) -> str:
    """A Markdown table: a line for each lane, with medians and ranges."""
    vote = comparison.vote_of(turn)
    lines = [
        " | ".join(["", texts.lane, texts.model, *(column.heading for column in texts.columns), texts.vote, ""]).strip()
    ]
    lines.append("|" + "|".join([" --- "] * 2 + [" ---: "] * len(texts.columns) + [" --- "]) + "|")
    for lane in comparison.lanes:
        figures = comparison.figures_of(lane.id, turn)
        cells = [_format_spread(column.spread(figures), column.scale) for column in texts.columns]
        liked = _VOTE_SIGNS.get(_describe_vote(vote, lane.id), "")
        row = [_lane_letter(comparison, lane.id), _lane_name(comparison, lane), *cells, liked]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
    return "\n".join(lines)


def _format_spread(found: Spread | None, scale: float) -> str:
    if found is None:
        return "–"
    middle = _format_number(found.median * scale)
    return (
        middle
        if found.count < 2
        else f"{middle} ({_format_number(found.low * scale)}–{_format_number(found.high * scale)})"
    )


def _format_number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"


def _quote_lines(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _lane_letter(comparison: Comparison, lane_id: str) -> str:
    ids = [lane.id for lane in comparison.lanes]
    return "ABCDEF"[ids.index(lane_id)]


def _lane_name(comparison: Comparison, lane: Lane) -> str:
    return "" if comparison.hidden else named_at(lane.model, lane.host)


def _comparison_values(comparison: Comparison, runs: Runs) -> dict[str, Any]:
    values = asdict(comparison)
    values.pop("running")
    for run in values["runs"]:
        figures = run["message"]["figures"]
        stored = None if comparison.hidden else runs.get(run["message"]["id"])
        run["how"] = describe_run(stored) | {"options": dict(stored.options) if stored else {}}
        run["cold"] = figures is not None and Figures(**figures).cold
        run["cached"] = figures is not None and Figures(**figures).is_cached
    if comparison.hidden:
        for lane in values["lanes"]:
            lane["model"] = lane["host"] = ""
        for run in values["runs"]:
            run["message"]["model"] = ""
    return values
