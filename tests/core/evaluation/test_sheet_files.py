"""Files of sheets: what is written is read again, and what others write cannot do harm."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from fixtures.evaluating import SHEET
from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Role
from teahouse.core.evaluation.formats import SheetFormat, format_sheet, parse_sheet
from teahouse.core.evaluation.import_notes import ImportProblem
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, Sheet, SheetPrompt, Turn
from teahouse.core.evaluation.sheet_json import MOST_PROMPTS, SheetError

EVERY = Sheet(
    "s",
    "Every kind",
    licence="CC0-1.0",
    prompts=(
        SheetPrompt(
            "p",
            'A "title", with all',
            (Turn("=1+1\nAnd, a comma: {{x}}"), Turn("Answer", Role.ASSISTANT), Turn("中文?")),
            tuple(
                AnswerCheck(kind, ("1",), number=2.5, tolerance=0.5, path="a.b", minimum=1.0, maximum=9.0, negated=True)
                for kind in CheckKind
            ),
            tags=("one", "two"),
            variables={"x": "y"},
        ),
    ),
)


@pytest.mark.parametrize("kind", [SheetFormat.JSON, SheetFormat.JSONL])
def test_a_sheet_is_read_as_it_was_written(kind: SheetFormat) -> None:
    for sheet in (EVERY, SHEET):
        assert parse_sheet(format_sheet(sheet, {}, kind), kind).sheet == sheet


def test_csv_and_promptfoo_keep_turns_checks_and_tags() -> None:
    (prompt,) = parse_sheet(format_sheet(EVERY, {}, SheetFormat.CSV), SheetFormat.CSV).sheet.prompts
    assert (prompt.turns, prompt.checks, prompt.tags) == (
        EVERY.prompts[0].turns,
        EVERY.prompts[0].checks,
        ("one", "two"),
    )
    read = parse_sheet(format_sheet(EVERY, {}, SheetFormat.PROMPTFOO), SheetFormat.PROMPTFOO)
    assert read.notes == ()
    assert [turn.text for turn in read.sheet.prompts[0].turns] == ["=1+1\nAnd, a comma: y", "Answer", "中文?"]
    kinds = [check.kind for check in read.sheet.prompts[0].checks]
    assert kinds == list(CheckKind)
    assert all(check.negated for check in read.sheet.prompts[0].checks)


def test_attachments_travel_in_json_and_must_be_what_they_are_named() -> None:
    content = b"a cup"
    digest = sha256(content).hexdigest()
    held = Attachment(digest, "cup.txt", "text/plain", len(content))
    sheet = Sheet("s", "S", prompts=(SheetPrompt("p", "P", (Turn("What?"),), attachments=(held,)),))
    text = format_sheet(sheet, {digest: content}, SheetFormat.JSON)
    assert parse_sheet(text, SheetFormat.JSON).contents == {digest: content}
    with pytest.raises(SheetError, match="attachment"):
        parse_sheet(text.replace("YSBjdXA=", "YSBjdXE="), SheetFormat.JSON)


CONFIG = """
description: Teas
prompts:
  - 'Name a {{colour}} tea. {{ note | upper }}'
  - file://other.txt
providers: [ollama:chat:qwen3]
defaultTest: {assert: [{type: not-contains, value: coffee}]}
tests:
  - description: Colours
    vars: {colour: [green, black], note: x}
    assert:
      - {type: icontains-any, value: 'sencha, "assam, first flush"'}
      - {type: latency, threshold: 5000}
      - {type: python, value: file://check.py}
      - {type: similar, value: tea}
  - vars: {colour: white}
    unknown: 1
scenarios: []
"""


def test_promptfoos_tests_become_prompts_and_what_is_left_out_is_named() -> None:
    read = parse_sheet(CONFIG, SheetFormat.PROMPTFOO)
    assert [(prompt.title, prompt.variables["colour"]) for prompt in read.sheet.prompts] == [
        ("Colours", "green"), ("Colours", "black"), ("3", "white"),
    ]  # fmt: skip
    assert read.sheet.prompts[0].checks == (
        AnswerCheck(CheckKind.CONTAINS, ("coffee",), negated=True),
        AnswerCheck(CheckKind.CONTAINS_ANY, ("sencha", "assam, first flush"), ignore_case=True),
        AnswerCheck(CheckKind.LATENCY, maximum=5.0),
    )
    assert {(note.problem, note.name) for note in read.notes} == {
        (ImportProblem.UNKNOWN_PART, "scenarios"),
        (ImportProblem.TEMPLATE, "Name a {{colour}} tea. {{ note | upper }}"),
        (ImportProblem.FILE_REFERENCE, "file://other.txt"),
        (ImportProblem.FILE_REFERENCE, "file://check.py"),
        (ImportProblem.UNKNOWN_CHECK, "similar"),
        (ImportProblem.UNKNOWN_PART, "unknown"),
    }


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS + "prompts: [*i]",
        "&a [*a]",
        "!!python/object/apply:os.system [id]",
        "prompts: [" * 5000,
        "prompts: x\ntests: [{vars: {" + ", ".join(f"v{n}: [1, 2]" for n in range(20)) + "}}]",
        "%@!",
    ],
)
def test_hostile_yaml_is_refused(text: str) -> None:
    with pytest.raises(SheetError):
        parse_sheet(text, SheetFormat.PROMPTFOO)


@pytest.mark.parametrize(
    "values",
    [
        [],
        {"prompts": {}},
        {"prompts": [{"turns": [{"text": "a"}]}] * (MOST_PROMPTS + 1)},
        {"prompts": [{"id": "x", "turns": [{"text": "a"}]}] * 2},
        {"prompts": [{"turns": [{"text": "a", "role": "system"}]}]},
        {"prompts": [{"turns": [{"text": "a", "role": "assistant"}]}]},
        {"prompts": [{"turns": [{"text": "a"}], "checks": [{"kind": "exec"}]}]},
        {"prompts": [{"turns": [{"text": "a"}], "attachments": [{"id": "../../etc/passwd"}]}]},
    ],
)
def test_values_that_are_no_sheet_are_refused(values: object) -> None:
    with pytest.raises(SheetError):
        parse_sheet(json.dumps(values), SheetFormat.JSON)


def test_simple_lines_and_columns_are_read() -> None:
    (prompt,) = parse_sheet('{"prompt": "2+2?", "expected": "4"}\n', SheetFormat.JSONL).sheet.prompts
    assert prompt.checks == (AnswerCheck(CheckKind.EQUALS, ("4",)),)
    table = 'prompt,city,expected1,expected2\n"Where is {{city}}?",Graz,contains: Austria,not-contains:Germany\n'
    (prompt,) = parse_sheet(table, SheetFormat.CSV).sheet.prompts
    assert prompt.variables == {"city": "Graz"}
    assert [(check.kind, check.values, check.negated) for check in prompt.checks] == [
        (CheckKind.CONTAINS, ("Austria",), False), (CheckKind.CONTAINS, ("Germany",), True),
    ]  # fmt: skip
