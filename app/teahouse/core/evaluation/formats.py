"""Files of sheets: the app's JSON, JSONL (a prompt a line), CSV (a prompt a row), and promptfoo's YAML."""

from __future__ import annotations

import binascii
import csv
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from teahouse.core.evaluation import assertions, promptfoo
from teahouse.core.evaluation.import_notes import ImportNote as ImportNote
from teahouse.core.evaluation.import_notes import ImportProblem as ImportProblem
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, Sheet, SheetPrompt, Turn
from teahouse.core.evaluation.sheet_json import (
    MOST_CHECKS,
    MOST_PROMPTS,
    SheetError,
    check_values,
    prompt_values,
    read_check,
    read_prompt,
    read_sheet,
    sheet_values,
)
from teahouse.core.untrusted import clean_text, parse_json, read_label
from teahouse.core.values import dataclass

_HEADINGS = ("id", "title", "system", "prompt", "tags")
_CHECK = "check"  # check1, check2 …
_QUESTIONS = ("prompt", "input", "question")
_ANSWERS = ("expected", "ideal")
LARGEST_CELL = 1_000_000  # characters


class SheetFormat(StrEnum):
    """The format of a sheet's file; each is read and written. The value is the ending of the file's name."""

    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    PROMPTFOO = "yaml"


@dataclass(frozen=True, slots=True)
class ImportedSheet:
    """A sheet from a file, what was not taken over, and the contents of its attachments by id."""

    sheet: Sheet
    notes: tuple[ImportNote, ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)


def parse_sheet(text: str, kind: SheetFormat) -> ImportedSheet:
    """The sheet in a file's text. Raises SheetError."""
    match kind:
        case SheetFormat.JSON:
            return _parse_json_sheet(text)
        case SheetFormat.JSONL:
            return ImportedSheet(_parse_lines(text))
        case SheetFormat.CSV:
            return _parse_csv(text)
        case SheetFormat.PROMPTFOO:
            sheet, notes = promptfoo.parse_config(text)
            return ImportedSheet(sheet, notes)


def format_sheet(sheet: Sheet, contents: Mapping[str, bytes], kind: SheetFormat) -> str:
    """The text of a sheet's file; `contents` of attachments, by id, are in JSON only."""
    match kind:
        case SheetFormat.JSON:
            encoded = {held: b64encode(content).decode("ascii") for held, content in contents.items()}
            values = {**sheet_values(sheet), **({"contents": encoded} if encoded else {})}
            return json.dumps(values, ensure_ascii=False, indent=2) + "\n"
        case SheetFormat.JSONL:
            head = {name: value for name, value in sheet_values(sheet).items() if name != "prompts"}
            rows = [head, *(prompt_values(prompt) for prompt in sheet.prompts)]
            return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        case SheetFormat.CSV:
            return _format_csv(sheet)
        case SheetFormat.PROMPTFOO:
            return promptfoo.format_config(sheet)


def _parse_json_sheet(text: str) -> ImportedSheet:
    try:
        values = parse_json(text)
    except ValueError as error:
        raise SheetError(str(error)) from None
    sheet = read_sheet(values)
    named = {held.id for prompt in sheet.prompts for held in prompt.attachments}
    return ImportedSheet(sheet, contents=_contents(values.get("contents"), named))


def _contents(encoded: object, named: set[str]) -> dict[str, bytes]:
    """The contents of attachments, by id. Raises SheetError where one is missing or another content."""
    values = encoded if isinstance(encoded, dict) else {}
    found = {}
    for attachment_id in sorted(named):
        try:
            content = b64decode(values.get(attachment_id) or "", validate=True)
        except (binascii.Error, TypeError, ValueError):
            content = b""
        if sha256(content).hexdigest() != attachment_id:
            raise SheetError("the content of an attachment is missing or damaged", f"contents.{attachment_id}")
        found[attachment_id] = content
    return found


def _parse_lines(text: str) -> Sheet:
    head: dict[str, Any] = {}
    prompts: list[dict[str, Any]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values = parse_json(line)
        except ValueError as error:
            raise SheetError(str(error), f"line {number}") from None
        if not isinstance(values, dict):
            raise SheetError("an object is expected", f"line {number}")
        if "format" in values and not prompts:
            head = values
        else:
            prompts.append(values if "turns" in values else _simple_prompt(values, f"line {number}"))
    return read_sheet({**head, "prompts": prompts})


def _simple_prompt(values: dict[str, Any], place: str) -> dict[str, Any]:
    """A prompt from a line such as {"prompt": "…", "expected": "…"}."""
    question = next((values[name] for name in _QUESTIONS if isinstance(values.get(name), str)), None)
    if question is None:
        raise SheetError("turns or a prompt are expected", place)
    expected = next((values[name] for name in _ANSWERS if name in values), None)
    answers = expected if isinstance(expected, list) else [] if expected is None else [expected]
    checks: list[dict[str, Any]] = [{"kind": CheckKind.EQUALS.value, "values": [str(answer)]} for answer in answers[:1]]
    if len(answers) > 1:
        checks = [{"kind": CheckKind.CONTAINS_ANY.value, "values": [str(answer) for answer in answers]}]
    kept: dict[str, Any] = {
        name: values[name] for name in ("id", "title", "system", "tags", "variables") if name in values
    }
    return {**kept, "turns": [{"text": question}], "checks": checks}


def _parse_csv(text: str) -> ImportedSheet:
    csv.field_size_limit(LARGEST_CELL)
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), strict=True) if any(row)]
    except csv.Error as error:
        raise SheetError(str(error)) from None
    if not rows or "prompt" not in (headings := [name.strip().lower() for name in rows[0]]):
        raise SheetError("a column prompt is expected", "line 1")
    if len(rows) - 1 > MOST_PROMPTS:
        raise SheetError(f"more than {MOST_PROMPTS} prompts")
    notes: list[ImportNote] = []
    prompts = [
        _row_prompt(dict(zip(headings, row, strict=False)), number, notes) for number, row in enumerate(rows[1:], 1)
    ]
    return ImportedSheet(Sheet("", "", prompts=tuple(prompts)), tuple(notes))


def _row_prompt(row: dict[str, str], number: int, notes: list[ImportNote]) -> SheetPrompt:
    place = f"row {number}"
    checks = []
    for name, text in row.items():
        if not name.startswith((_CHECK, "expected", "__expected")) or not text.strip():
            continue
        checks.append(_cell_check(text, f"{place}, {name}", notes))
    known = {*_HEADINGS}
    variables = {
        name: clean_text(text)
        for name, text in row.items()
        if name and name not in known and not name.startswith((_CHECK, "expected", "__expected"))
    }
    return SheetPrompt(
        id=read_label(row.get("id")) or str(number),
        title=read_label(row.get("title")),
        turns=_cell_turns(row["prompt"], place),
        checks=tuple(check for check in checks if check is not None)[:MOST_CHECKS],
        tags=tuple(filter(None, map(read_label, row.get("tags", "").split(";")))),
        variables=variables,
        system=clean_text(row.get("system")),
    )


def _cell_turns(text: str, place: str) -> tuple[Turn, ...]:
    """The turns in a cell: a text, or JSON of several turns."""
    if text.lstrip().startswith('[{"'):
        try:
            return read_prompt({"turns": parse_json(text)}, place, "").turns
        except ValueError:  # a SheetError as well: it is a text that begins like JSON
            pass
    return (Turn(clean_text(text)),)


def _cell_check(text: str, place: str, notes: list[ImportNote]) -> AnswerCheck | None:
    """The check in a cell: our JSON, or promptfoo's "contains: tea"; a text alone is what the answer equals."""
    if text.lstrip().startswith("{"):
        try:
            return read_check(parse_json(text), place)
        except ValueError:
            pass
    return assertions.parse_short(text, place, notes)


def _format_csv(sheet: Sheet) -> str:
    most = max((len(prompt.checks) for prompt in sheet.prompts), default=0)
    names = sorted({*sheet.variables, *(name for prompt in sheet.prompts for name in prompt.variables)})
    names = [name for name in names if name not in _HEADINGS and not name.startswith((_CHECK, "expected"))]
    rows = [[*_HEADINGS, *names, *(f"{_CHECK}{number + 1}" for number in range(most))]]
    for prompt in sheet.prompts:
        variables = {**sheet.variables, **prompt.variables}
        turns = [{"role": turn.role.value, "text": turn.text} for turn in prompt.turns]
        single = len(turns) == 1 and not prompt.turns[0].text.lstrip().startswith('[{"')
        rows.append(
            [
                prompt.id,
                prompt.title,
                prompt.system or sheet.system,
                prompt.turns[0].text if single else json.dumps(turns, ensure_ascii=False),
                ";".join(prompt.tags),
                *(variables.get(name, "") for name in names),
                *(json.dumps(check_values(check), ensure_ascii=False) for check in prompt.checks),
            ]
        )
    return _csv_text(rows)


def _csv_text(rows: Iterable[Iterable[str]]) -> str:
    out: list[str] = []

    class Lines:
        def write(self, text: str) -> None:
            out.append(text)

    csv.writer(Lines(), lineterminator="\n").writerows(rows)
    return "".join(out)
