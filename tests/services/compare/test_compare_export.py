"""A comparison as a file: what a person reads, what a table takes, and what a program reads."""

from __future__ import annotations

import asyncio
import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fixtures.comparison_runs import TEXTS
from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.comparison import Comparison, Lane, LaneRun, Vote
from teahouse.core.conversation import Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.services.compare import export


def answer(lane: str, turn: int, repetition: int, text: str = "", **values: Any) -> LaneRun:
    return LaneRun(lane, turn, repetition, Message(f"{lane}{turn}{repetition}", None, Role.ASSISTANT, text, **values))


COMPARISON = Comparison(
    id="c",
    title="Two | teas",
    created=1.0,
    lanes=(Lane("a", "qwen3:8b"), Lane("b", "glm4:9b", host="http://box.lan:11434/")),
    prompts=("Which tea?\nIn one word.", "And why?"),
    system="Be short.",
    reference_answer="Oolong",
    attached=((Attachment("d", "leaves.txt", TEXT, 3),), ()),
    runs=(
        answer("a", 0, 0, "Green", model="qwen3:8b", figures=Figures(generation_rate=20.0, tokens=2, memory=5 * 10**9)),
        answer("a", 0, 1, "Black", model="qwen3:8b", figures=Figures(generation_rate=40.0, tokens=4, memory=5 * 10**9)),
        answer("b", 0, 0, "Oolong", model="glm4:9b", figures=Figures(generation_rate=12.34, tokens=1500)),
        answer("a", 1, 0, "", model="qwen3:8b", state=State.FAILED, problem="host_lost"),
        answer("b", 1, 0, "", model="glm4:9b", state=State.DONE),
    ),
    votes=(Vote(0, "b", 2.0), Vote(1, "", 3.0)),
)


def markdown(comparison: Comparison) -> str:
    return export.markdown([comparison], {}, TEXTS)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def cells(text: str, letter: str, turn: int) -> list[str]:
    """A lane's line of the table of a turn."""
    found = [line for line in text.splitlines() if line.startswith(f"| {letter} ")]
    return [cell.strip() for cell in found[turn].strip("|").split("|")]


def test_markdown_has_the_questions_the_answers_and_what_stands_for_one_without_words() -> None:
    text = markdown(COMPARISON)
    assert text.startswith(
        "# Two | teas\n\n> Be short.\n\n> Which tea?\n> In one word.\n> leaves.txt\n\nReference answer: Oolong"
    )
    assert text.count("Reference answer") == 1
    assert "## A: qwen3:8b\n\nBlack\n" in text
    assert "## B: glm4:9b · box.lan:11434\n\nOolong\n" in text
    assert "## A: qwen3:8b\n\n(host_lost)\n" in text
    assert "## B: glm4:9b · box.lan:11434\n\n(no answer)\n" in text
    stopped = replace(COMPARISON, runs=(answer("a", 0, 0, state=State.STOPPED),))
    assert "(stopped)" in markdown(stopped)
    assert "## B: glm4:9b · box.lan:11434\n\n(–)\n" in markdown(stopped)


def test_markdown_has_medians_with_their_range_and_the_vote() -> None:
    text = markdown(COMPARISON)
    first = cells(text, "A", 0)
    assert first[:3] == ["A", "qwen3:8b", "30 (20–40)"]
    assert "5 (5–5)" in first  # gigabytes
    assert first[-1] == ""
    second = cells(text, "B", 0)
    assert second[2] == "12.3"
    assert "1500" in second
    assert second[-1] == "★"
    assert cells(text, "A", 1)[-1] == cells(text, "B", 1)[-1] == "="
    assert cells(text, "A", 1)[2] == "–"


def test_a_bar_in_a_name_ends_no_cell() -> None:
    named = replace(COMPARISON, lanes=(Lane("a", "tea|pot"), COMPARISON.lanes[1]))
    assert "| A | tea\\|pot |" in markdown(named)


def test_a_table_has_a_line_for_each_answer_counted_from_one() -> None:
    found = rows(export.table([COMPARISON, replace(COMPARISON, title="again")], {}))
    assert [row["comparison"] for row in found] == ["Two | teas"] * 5 + ["again"] * 5
    assert [(row["lane"], row["turn"], row["repetition"]) for row in found[:5]] == [
        ("A", "1", "1"), ("A", "1", "2"), ("B", "1", "1"), ("A", "2", "1"), ("B", "2", "1"),
    ]  # fmt: skip
    assert [row["vote"] for row in found[:5]] == ["0", "0", "1", "tie", "tie"]
    assert [row["state"] for row in found[2:5]] == ["done", "failed", "done"]
    assert (found[2]["model"], found[2]["host"]) == ("glm4:9b", "http://box.lan:11434/")
    assert (found[0]["generation_rate"], found[0]["tokens"], found[0]["load"]) == ("20.0", "2", "")
    assert found[3]["generation_rate"] == ""


def test_json_has_everything_under_names_that_stay() -> None:
    text = export.whole([COMPARISON], {})
    values = json.loads(text)
    assert values["format"] == "teahouse-comparison-1"
    (comparison,) = values["comparisons"]
    assert comparison["lanes"][1]["model"] == "glm4:9b"
    assert comparison["runs"][0]["message"]["figures"]["generation_rate"] == 20.0
    assert "running" not in comparison
    assert "Oolong" in text
    assert text.endswith("}\n")
    assert '\n  "comparisons": [\n' in text  # for people's eyes and for diff too


def test_names_that_are_still_hidden_are_in_no_file() -> None:
    blind = replace(COMPARISON, blind=True, votes=(), title="Blind")
    for text in (markdown(blind), export.table([blind], {}), export.whole([blind], {})):
        assert "qwen3" not in text
        assert "glm4" not in text
        assert "box.lan" not in text
        assert "Blind" in text
    voted = export.whole([replace(COMPARISON, blind=True)], {})
    assert "qwen3:8b" in voted


def test_a_file_is_written_in_the_format_asked_for_and_nothing_is_no_file(tmp_path: Path) -> None:
    for kind, start in (("markdown", "# Two"), ("csv", "comparison,turn"), ("json", "{")):
        path = tmp_path / kind
        asyncio.run(export.write([COMPARISON], kind, path, TEXTS, {}))
        assert path.read_text(encoding="utf-8").startswith(start)
    for comparisons, kind in (([], "csv"), ([COMPARISON], "pdf")):
        with pytest.raises(Trouble) as refused:
            asyncio.run(export.write(comparisons, kind, tmp_path / "none", TEXTS, {}))
        assert refused.value.problem is Problem.OPTION_INVALID
        assert refused.value.facts == {"option": "export", "message": kind}
    assert not (tmp_path / "none").exists()
