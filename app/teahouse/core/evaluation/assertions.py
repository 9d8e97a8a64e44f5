"""promptfoo's assertions as checks, and back.

A check that promptfoo does not have is written as JavaScript of the same meaning; `config.teahouse` has the check
itself and is what is read here.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from teahouse.core.evaluation.import_notes import ImportNote, ImportProblem
from teahouse.core.evaluation.sheet import POINTS, AnswerCheck, CheckKind, LengthUnit
from teahouse.core.evaluation.sheet_json import MOST_VALUES, SheetError, check_values, read_check, read_number
from teahouse.core.evaluation.wording import format_number
from teahouse.core.untrusted import clean_text, plain_value, read_label

NOT = "not-"
FILE = "file://"
_TEXTS: dict[str, tuple[CheckKind, bool]] = {
    "contains": (CheckKind.CONTAINS, False),
    "icontains": (CheckKind.CONTAINS, True),
    "contains-any": (CheckKind.CONTAINS_ANY, False),
    "icontains-any": (CheckKind.CONTAINS_ANY, True),
    "contains-all": (CheckKind.CONTAINS_ALL, False),
    "icontains-all": (CheckKind.CONTAINS_ALL, True),
}
_LISTS = (CheckKind.CONTAINS_ANY, CheckKind.CONTAINS_ALL)
_JUDGES = ("llm-rubric", "g-eval", "model-graded-closedqa")


def parse_assertion(values: object, place: str, notes: list[ImportNote]) -> AnswerCheck | None:
    """A check from an assertion; None, with a note, where it is not supported."""
    if not isinstance(values, dict) or not isinstance(values.get("type"), str):
        notes.append(ImportNote(ImportProblem.UNKNOWN_CHECK, place, "?"))
        return None
    config = values.get("config")
    if isinstance(config, dict) and isinstance(config.get("teahouse"), dict):
        try:
            return read_check(config["teahouse"], place)
        except SheetError:
            pass
    name = values["type"].strip()
    kind = name.removeprefix(NOT)
    value = values.get("value")
    if isinstance(value, str) and value.startswith(FILE):
        notes.append(ImportNote(ImportProblem.FILE_REFERENCE, place, read_label(value)))
        return None
    check = _make_check(kind, value, values.get("threshold"))
    if check is None:
        notes.append(ImportNote(ImportProblem.UNKNOWN_CHECK, place, read_label(name)))
        return None
    return replace(check, negated=name.startswith(NOT))


def parse_short(text: str, place: str, notes: list[ImportNote]) -> AnswerCheck | None:
    """A check from promptfoo's short form in CSV: "contains:tea"; a text alone is what the answer equals."""
    name, colon, value = text.strip().partition(":")
    kind = name.strip().removeprefix(NOT)
    if kind in _SIMPLE or kind in _TEXTS or kind in ("is-json", "contains-json", "is-refusal"):
        return parse_assertion({"type": name.strip(), "value": value.strip() if colon else None}, place, notes)
    threshold = re.fullmatch(r"(latency)\(([\d.]{1,20})\)", text.strip())
    if threshold:
        return parse_assertion({"type": "latency", "threshold": float(threshold[2])}, place, notes)
    return AnswerCheck(CheckKind.EQUALS, (clean_text(text),))


_SIMPLE = ("equals", "regex", "starts-with", "llm-rubric")


def _make_check(kind: str, value: object, threshold: object) -> AnswerCheck | None:
    if kind in _TEXTS:
        found, ignore_case = _TEXTS[kind]
        values = _list_of(value) if found in _LISTS else (_text(value),)
        return AnswerCheck(found, values, ignore_case=ignore_case)
    if kind == "equals":
        if isinstance(value, dict | list):
            return AnswerCheck(CheckKind.JSON_FIELD, (_json(value),))
        return AnswerCheck(CheckKind.EQUALS, (_text(value),))
    if kind == "regex":
        return AnswerCheck(CheckKind.REGEX, (_text(value),))
    if kind == "starts-with":
        return AnswerCheck(CheckKind.REGEX, (f"^{_escape(_text(value))}",))
    if kind in ("is-json", "contains-json"):
        embedded = kind == "contains-json"
        if value in (None, ""):
            return AnswerCheck(CheckKind.JSON_VALID, embedded=embedded)
        schema = value if isinstance(value, str) else _json(value)
        return AnswerCheck(CheckKind.JSON_SCHEMA, (schema,), embedded=embedded)
    if kind == "is-refusal":
        return AnswerCheck(CheckKind.REFUSAL)
    if kind == "latency":
        most = read_number(threshold)
        return None if most is None else AnswerCheck(CheckKind.LATENCY, maximum=most / 1000)
    if kind in _JUDGES:
        share = read_number(threshold)
        return AnswerCheck(CheckKind.JUDGE, (_text(value),), minimum=None if share is None else share * POINTS)
    return None


def _list_of(value: object) -> tuple[str, ...]:
    """A list, or a text of values between commas; quotes keep commas."""
    if isinstance(value, list):
        return tuple(_text(each) for each in value[:MOST_VALUES])
    try:
        parts = next(csv.reader([" ".join(_text(value).splitlines())], skipinitialspace=True), [])
    except csv.Error:
        parts = _text(value).split(",")
    return tuple(part.strip() for part in parts)[:MOST_VALUES]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format_number(value)
    return "" if value is None else clean_text(value if isinstance(value, str) else str(value))


def _json(value: object) -> str:
    return json.dumps(plain_value(value), ensure_ascii=False)


def _escape(text: str) -> str:
    """A text as a pattern of JavaScript."""
    return "".join(f"\\{sign}" if sign in r".*+?^${}()|[]\/" else sign for sign in text)


def format_assertion(check: AnswerCheck) -> dict[str, Any]:
    """A check as an assertion."""
    plain = _plain_assertion(check)
    if plain is not None:
        if check.negated:
            plain["type"] = NOT + plain["type"]
        return plain
    script = _SCRIPTS[check.kind](check) if check.kind in _SCRIPTS else "true"
    return {
        "type": "javascript",
        "value": f"!({script})" if check.negated else script,
        "config": {"teahouse": check_values(check)},
    }


def _plain_assertion(check: AnswerCheck) -> dict[str, Any] | None:
    """The assertion of promptfoo with the same meaning, not negated; None where there is none."""
    first = check.values[0] if check.values else ""
    for name, (kind, ignore_case) in _TEXTS.items():
        if (check.kind, check.ignore_case) == (kind, ignore_case):
            return {"type": name, "value": list(check.values) if kind in _LISTS else first}
    if check.kind is CheckKind.EQUALS and not check.ignore_case:
        return {"type": "equals", "value": first}
    if check.kind is CheckKind.REGEX and not check.ignore_case:
        return {"type": "regex", "value": first}
    if check.kind in (CheckKind.JSON_VALID, CheckKind.JSON_SCHEMA):
        name = "contains-json" if check.embedded else "is-json"
        return {"type": name} if check.kind is CheckKind.JSON_VALID else {"type": name, "value": first}
    if check.kind is CheckKind.REFUSAL:
        return {"type": "is-refusal"}
    if check.kind is CheckKind.LATENCY and check.maximum is not None:
        return {"type": "latency", "threshold": round(check.maximum * 1000)}
    if check.kind is CheckKind.JUDGE and not check.reference:
        threshold = {} if check.minimum is None else {"threshold": check.minimum / POINTS}
        return {"type": "llm-rubric", "value": first, **threshold}
    return None


def _number_script(check: AnswerCheck) -> str:
    number, tolerance = format_number(check.number or 0.0), format_number(check.tolerance)
    return (
        "((found) => found.length > 0 && Math.abs(Number(found.pop().replace(/,/g, '')) - "
        f"({number})) <= {tolerance} + 1e-9 * Math.max(1, Math.abs({number})))"
        "(output.match(/[-+]?\\d[\\d,]*(\\.\\d+)?/g) || [])"
    )


def _length_script(check: AnswerCheck) -> str:
    words = "(output.match(/[\\u3400-\\u9fff\\u3040-\\u30ff]|[\\p{L}\\p{N}_]+/gu) || []).length"
    count = "[...output].length" if check.unit is LengthUnit.CHARACTERS else words
    bounds = [f"{count} >= {format_number(check.minimum)}"] if check.minimum is not None else []
    bounds += [f"{count} <= {format_number(check.maximum)}"] if check.maximum is not None else []
    return " && ".join(bounds) or "true"


def _field_script(check: AnswerCheck) -> str:
    path = "".join(f"?.[{json.dumps(part)}]" for part in check.path.split(".")) if check.path else ""
    expected = json.dumps(check.values[0] if check.values else "")
    return f"JSON.stringify(JSON.parse(output){path}) === JSON.stringify(JSON.parse({expected}))"


def _case_script(check: AnswerCheck) -> str:
    first = json.dumps(check.values[0] if check.values else "")
    if check.kind is CheckKind.REGEX:
        return f"new RegExp({first}, 'i').test(output)"
    return f"output.toLowerCase() === {first}.toLowerCase()"


_SCRIPTS: dict[CheckKind, Callable[[AnswerCheck], str]] = {
    CheckKind.NUMBER: _number_script,
    CheckKind.LENGTH: _length_script,
    CheckKind.JSON_FIELD: _field_script,
    CheckKind.EQUALS: _case_script,
    CheckKind.REGEX: _case_script,
}
