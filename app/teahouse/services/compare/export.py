"""A comparison, or all of a set's run, as a file: Markdown to read, CSV for a table, JSON with everything.

Columns of CSV and JSON are named as in `core.measure.Figures`, seconds, bytes and tokens as they are there; those of
Markdown have their units with them, and bytes are gigabytes. A comparison whose names are still hidden is exported with
its lanes' letters.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from teahouse.core.comparison import Comparison, Lane, LaneFigures, named_at
from teahouse.core.conversation import Message, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures, Spread
from teahouse.core.values import dataclass
from teahouse.desktop.files import write_whole

FORMAT = "teahouse-comparison-1"
_COLUMNS = tuple(item.name for item in fields(Figures))


class ExportKind(StrEnum):
    """What a comparison is written as."""

    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of Markdown: its heading, what stands below it, and what that is multiplied by."""

    heading: str
    spread: Callable[[LaneFigures], Spread | None]
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class ExportTexts:
    """What Markdown says, in the language of the person. `reference` has `{text}` in it, the answer."""

    columns: tuple[ExportColumn, ...]
    lane: str
    model: str
    vote: str
    reference: str
    no_answer: str


async def write(comparisons: Sequence[Comparison], kind: ExportKind, path: Path, texts: ExportTexts) -> None:
    """Write these to `path`; raises `Trouble` when there is nothing to write, or the disk refuses it."""
    makers: dict[ExportKind, Callable[[Sequence[Comparison]], str]] = {
        ExportKind.MARKDOWN: partial(markdown, texts=texts),
        ExportKind.CSV: table,
        ExportKind.JSON: whole,
    }
    if kind not in makers or not comparisons:
        raise Trouble(Problem.OPTION_INVALID, option="export", message=kind)
    await asyncio.to_thread(write_whole, path, makers[kind](comparisons).encode())


def markdown(comparisons: Sequence[Comparison], texts: ExportTexts) -> str:
    """Each comparison with its questions, a table of medians for each turn, and the answers."""
    return "\n\n".join(part for comparison in comparisons for part in _comparison(comparison, texts)) + "\n"


def table(comparisons: Sequence[Comparison]) -> str:
    """One line for each answer, with all its figures."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["comparison", "turn", "lane", "model", "host", "repetition", "state", "vote", *_COLUMNS])
    for comparison in comparisons:
        for run in comparison.runs:
            vote = comparison.vote_of(run.turn)
            figures = run.message.figures or Figures()
            lane = comparison.find_lane(run.lane_id)
            writer.writerow(
                [
                    comparison.title,
                    run.turn + 1,
                    _letter(comparison, run.lane_id),
                    "" if comparison.hidden or lane is None else lane.model,
                    "" if comparison.hidden or lane is None else lane.host,
                    run.repetition + 1,
                    run.message.state.value,
                    "" if vote is None else "tie" if not vote.lane_id else int(vote.lane_id == run.lane_id),
                    *("" if (value := getattr(figures, name)) is None else value for name in _COLUMNS),
                ]
            )
    return out.getvalue()


def whole(comparisons: Sequence[Comparison]) -> str:
    """Everything, as a program reads it."""
    values = {"format": FORMAT, "comparisons": [_values(comparison) for comparison in comparisons]}
    return json.dumps(values, ensure_ascii=False, indent=2, default=str) + "\n"


def _comparison(comparison: Comparison, texts: ExportTexts) -> list[str]:
    parts = [f"# {comparison.title}"]
    if comparison.system:
        parts.append(_quoted(comparison.system))
    for turn, prompt in enumerate(comparison.prompts):
        names = [attachment.name for attachment in comparison.question_of(turn).attachments]
        parts.append(_quoted("\n".join([prompt, *names])))
        if comparison.reference_answer and turn == 0:
            parts.append(texts.reference.format(text=comparison.reference_answer))
        parts.append(_medians(comparison, turn, texts))
        for lane in comparison.lanes:
            message = comparison.shown_answer(lane.id, turn)
            name = f"## {_letter(comparison, lane.id)}: {_name(comparison, lane)}"
            parts += [name, "(–)" if message is None else message.text or _without_words(message, texts)]
    return parts


def _without_words(message: Message, texts: ExportTexts) -> str:
    """What stands for an answer that has none."""
    return f"({texts.no_answer if message.state is State.DONE else message.problem or message.state.value})"


def _medians(comparison: Comparison, turn: int, texts: ExportTexts) -> str:
    """A Markdown table: a line for each lane, medians, and the range where there is one."""
    vote = comparison.vote_of(turn)
    lines = [" | ".join(["", texts.lane, texts.model, *(one.heading for one in texts.columns), texts.vote, ""]).strip()]
    lines.append("|" + "|".join([" --- "] * 2 + [" ---: "] * len(texts.columns) + [" --- "]) + "|")
    for lane in comparison.lanes:
        figures = comparison.figures_of(lane.id, turn)
        cells = [_cell(one.spread(figures), one.scale) for one in texts.columns]
        liked = "" if vote is None else "=" if not vote.lane_id else "★" if vote.lane_id == lane.id else ""
        row = [_letter(comparison, lane.id), _name(comparison, lane), *cells, liked]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
    return "\n".join(lines)


def _cell(found: Spread | None, scale: float) -> str:
    if found is None:
        return "–"
    middle = _number(found.median * scale)
    return middle if found.count < 2 else f"{middle} ({_number(found.low * scale)}–{_number(found.high * scale)})"


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:.3g}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _letter(comparison: Comparison, lane_id: str) -> str:
    ids = [lane.id for lane in comparison.lanes]
    return "ABCDEF"[ids.index(lane_id)]


def _name(comparison: Comparison, lane: Lane) -> str:
    return "" if comparison.hidden else named_at(lane.model, lane.host)


def _values(comparison: Comparison) -> dict[str, Any]:
    values = asdict(comparison)
    values.pop("running")
    if comparison.hidden:
        for lane in values["lanes"]:
            lane["model"] = lane["host"] = ""
        for run in values["runs"]:
            run["message"]["model"] = ""
    return values
