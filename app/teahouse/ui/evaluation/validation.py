"""What is wrong with a check while it is edited, in the window's language."""

from __future__ import annotations

import json

from PySide6.QtCore import QCoreApplication

from teahouse.core.evaluation.json_schema import SchemaError, find_violation
from teahouse.core.evaluation.patterns import PatternError, SlowPatternError, compile_pattern
from teahouse.core.evaluation.sheet import POINTS, AnswerCheck, CheckKind

translate = QCoreApplication.translate

WITH_VALUES = (
    CheckKind.EQUALS,
    CheckKind.CONTAINS,
    CheckKind.CONTAINS_ANY,
    CheckKind.CONTAINS_ALL,
    CheckKind.LANGUAGE,
)


def problem_of_check(check: AnswerCheck) -> str:
    """A sentence about what keeps a check from being used; empty where it can be."""
    value = check.values[0] if check.values else ""
    match check.kind:
        case kind if kind in WITH_VALUES and not any(one.strip() for one in check.values):
            return translate("Evaluate", "Type what the answer is compared with.")
        case CheckKind.REGEX:
            return _pattern_problem(value, ignore_case=check.ignore_case)
        case CheckKind.NUMBER if check.number is None:
            return translate("Evaluate", "Type the number that is expected.")
        case CheckKind.JSON_SCHEMA:
            return _schema_problem(value)
        case CheckKind.JSON_FIELD:
            return _json_problem(value)
        case CheckKind.LENGTH:
            return _length_problem(check)
        case CheckKind.LATENCY | CheckKind.TOKEN_LIMIT if check.maximum is None or check.maximum <= 0:
            return translate("Evaluate", "Type the most that is allowed.")
        case CheckKind.JUDGE:
            return _judge_problem(check)
        case _:
            return ""


def _pattern_problem(pattern: str, *, ignore_case: bool) -> str:
    if not pattern:
        return translate("Evaluate", "Type the regular expression.")
    if "{{" in pattern:
        return ""  # it has variables
    try:
        compile_pattern(pattern, ignore_case=ignore_case)
    except PatternError as error:
        text = translate("Evaluate", "This regular expression cannot be read: {message}")
        return text.format(message=error)
    return ""


def _json_problem(text: str) -> str:
    if not text.strip():
        return translate("Evaluate", "Type the value as JSON: a text in quotes, a number, true, false or null.")
    if "{{" in text:
        return ""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return _json_error(error)
    except (ValueError, RecursionError):
        return translate("Evaluate", "This is not JSON.")
    return ""


def _json_error(error: json.JSONDecodeError) -> str:
    text = translate("Evaluate", "This is not JSON: see line {line}, column {column}.")
    return text.format(line=error.lineno, column=error.colno)


def _schema_problem(text: str) -> str:
    if not text.strip():
        return translate("Evaluate", "Type or paste the JSON schema.")
    if problem := _json_problem(text):
        return problem
    try:
        find_violation({}, json.loads(text))
    except SchemaError as error:
        return translate("Evaluate", "This is not a JSON schema: {message}").format(message=error)
    except (ValueError, RecursionError, SlowPatternError):
        return translate("Evaluate", "This JSON schema cannot be used.")
    return ""


def _length_problem(check: AnswerCheck) -> str:
    least, most = check.minimum, check.maximum
    if least is None and most is None:
        return translate("Evaluate", "Type the least, the most, or both.")
    if least is not None and most is not None and least > most:
        return translate("Evaluate", "The least is more than the most.")
    return ""


def _judge_problem(check: AnswerCheck) -> str:
    if not (check.values and check.values[0].strip()):
        return translate("Evaluate", "Type what the judge is to look at.")
    if check.minimum is not None and not 0 <= check.minimum <= POINTS:
        return translate("Evaluate", "A judge gives 0 to 10 points.")
    return ""
