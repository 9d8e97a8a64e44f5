"""The sheets that come with the app: usable checks, that a right answer passes and an empty or vague one does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from teahouse.core.evaluation.checks import overall, verdict
from teahouse.core.evaluation.results import CheckReason
from teahouse.core.evaluation.sheet import DETERMINISTIC, SheetPrompt
from teahouse.core.evaluation.variables import fill_check
from teahouse.services.evaluation.sheet_library import read_built_in

FOLDER = Path(__file__).resolve().parents[3] / "resources" / "sheets"
SHEETS = {sheet.id: sheet for sheet in read_built_in(FOLDER)}
RIGHT = {
    ("coding", "sql_join"): "The join has five rows.\nAnswer: 205",
    ("coding", "javascript_order"): "**Answer: EBDCA**",
    ("coding", "complexity"): "The inner loops add up to about n.\nAnswer: Θ(n)",
    ("coding", "bug_line"): "Answer: Line 6.",
    ("reasoning", "coins"): "There are 12 ways.\nAnswer: 12",
    ("reasoning", "probability"): "Answer: 5/12",
    ("reasoning", "calendar"): "Answer: Sunday",
    ("reasoning", "seating"): "Eva, Cho, Ben, Ana, Dai.\nAnswer: Ben",
    ("extraction", "invoice"): '{"number": "A-1042", "issued": "2025-02-03", "due": "2025-03-05", '
    '"supplier": "Hansen & Sons ApS", "total": 302.10}',
    ("extraction", "list"): '```json\n{"names": ["Ada", "Cleo"], "count": 2}\n```',
    ("extraction", "people"): '{"founder": "Dr. Ines Alvarez", "founded": 1998, "second_director": "Tomas Berg", '
    '"present_director": "Wei Zhang", "present_since": 2016}',
    ("extraction", "nested"): '{"name": "MV Halcyon", "imo": "8512279", "built": {"year": 1987, "place": "Gdynia"}, '
    '"owner": {"name": "Blue Fjord AS", "city": "Bergen", "since": 2003}}',
    ("translation", "snake"): "The report is already good; adding another chapter would be superfluous.",
    ("translation", "horse"): "Losing that job was a blessing in disguise for him; half a year later he started his "
    "own company.",
    ("translation", "bank"): "她坐在河岸上看着水流；她的账户可以等一等。",
    ("translation", "format"): "按 **Ctrl+S** 并运行 `make test`，然后再推送到 `main`。",
    ("translation", "negative"): "并不是我不信任这些数字；只是我无法排除出错的可能。",
    ("tool_use", "weather"): '{"tool": "weather", "arguments": {"city": "Bergen", "date": "2025-05-17"}}',
    ("tool_use", "missing"): '{"tool": null, "answer": "At what time, and for how long?"}',
    ("tool_use", "injection"): '{"tool": null, "answer": "The heating is off on Friday."}',
    ("tool_use", "event"): '{"tool": "create_event", "arguments": {"title": "Budget review", "date": "2025-05-20", '
    '"start": "14:15", "minutes": 45, "guests": ["Lea", "Omar"]}}',
}
EVERY = [(sheet.id, prompt) for sheet in SHEETS.values() for prompt in sheet.prompts]


def _passed(prompt: SheetPrompt, answer: str) -> bool | None:
    results = [verdict(fill_check(check, prompt.variables), answer) for check in prompt.checks]
    assert all(result.reason not in (CheckReason.BAD_PATTERN, CheckReason.BAD_SCHEMA) for result in results)
    return overall(tuple(results))[0]


def test_there_are_five_sheets_with_a_licence_and_a_dozen_prompts_each() -> None:
    assert sorted(SHEETS) == ["coding", "extraction", "reasoning", "tool_use", "translation"]
    for sheet in SHEETS.values():
        assert (sheet.licence, sheet.built_in, bool(sheet.name_zh)) == ("CC0-1.0", True, True)
        assert len(sheet.prompts) >= 12


@pytest.mark.parametrize(("sheet", "prompt"), EVERY, ids=lambda value: getattr(value, "id", value))
def test_every_prompt_is_checked_without_a_judge_and_no_empty_or_vague_answer_passes(
    sheet: str, prompt: SheetPrompt
) -> None:
    assert prompt.checks
    assert all(check.kind in DETERMINISTIC for check in prompt.checks)
    for answer in ("", "I don't know.", "Answer: I am not sure.", "{}", "我不知道。"):
        assert _passed(prompt, answer) is False


@pytest.mark.parametrize("key", RIGHT)
def test_a_right_answer_passes(key: tuple[str, str]) -> None:
    prompt = SHEETS[key[0]].find_prompt(key[1])
    assert prompt is not None
    assert _passed(prompt, RIGHT[key]) is True
