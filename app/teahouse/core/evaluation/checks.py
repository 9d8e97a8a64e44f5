"""What checks say of an answer. Pure; searches that take too long are stopped (`patterns`), so use another thread."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from teahouse.core.evaluation.json_schema import SchemaError, are_equal, find_violation
from teahouse.core.evaluation.patterns import PatternError, SlowPatternError, compile_pattern
from teahouse.core.evaluation.refusals import is_refusal
from teahouse.core.evaluation.results import CheckReason, CheckResult
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, LengthUnit
from teahouse.core.evaluation.text_language import find_language
from teahouse.core.evaluation.wording import format_number
from teahouse.core.measure import Figures
from teahouse.core.untrusted import parse_json

LONGEST_FACT = 200  # characters of a value in a sentence
LONGEST_ANSWER = 1_000_000  # characters that are checked
MOST_JSON = 200  # places of an answer where JSON is looked for
_ERRORS = (CheckReason.BAD_PATTERN, CheckReason.SLOW_PATTERN, CheckReason.BAD_SCHEMA, CheckReason.NOT_MEASURED)

Facts = Mapping[str, str]
_Verdict = tuple[bool, CheckReason, Facts]


def verdict(check: AnswerCheck, answer: str, figures: Figures | None = None) -> CheckResult:
    """What a check says of an answer, and of the figures of its generation. JUDGE and VOTE checks are undecided. A
    check that cannot be used (a bad pattern, no figures) is not passed, also where it is negated."""
    if check.kind is CheckKind.JUDGE:
        return CheckResult(None, None, CheckReason.WAITS_FOR_JUDGE)
    if check.kind is CheckKind.VOTE:
        return CheckResult(None, None, CheckReason.WAITS_FOR_VOTE)
    try:
        passed, reason, facts = _CHECKS[check.kind](check, answer[:LONGEST_ANSWER], figures or Figures())
    except SlowPatternError:
        passed, reason, facts = False, CheckReason.SLOW_PATTERN, {"pattern": _short(_value(check))}
    except RecursionError:
        passed, reason, facts = False, CheckReason.NO_JSON, {}
    if check.negated and reason not in _ERRORS:
        passed = not passed
        reason, facts = (CheckReason.PASSED, {}) if passed else _NEGATED.get(check.kind, _negated)(check)
    return CheckResult(passed, 1.0 if passed else 0.0, reason, facts)


def vote_result(vote: bool | None) -> CheckResult:
    """The result of a VOTE check after a vote."""
    if vote is None:
        return CheckResult(None, None, CheckReason.WAITS_FOR_VOTE)
    return CheckResult(vote, 1.0 if vote else 0.0, CheckReason.VOTED)


def overall(results: tuple[CheckResult, ...]) -> tuple[bool | None, float | None]:
    """Verdict and score of a cell: passed if all checks are, failed if one is not, else undecided. The score is the
    mean of those known. Without checks it is undecided."""
    scores = [result.score for result in results if result.score is not None]
    score = sum(scores) / len(scores) if scores else None
    if any(result.passed is False for result in results):
        return False, score
    if not results or any(result.passed is None for result in results):
        return None, score
    return True, score


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_FACT else f"{text[:LONGEST_FACT]}…"


def _value(check: AnswerCheck) -> str:
    return check.values[0] if check.values else ""


def _folded(check: AnswerCheck, text: str) -> str:
    return text.lower() if check.ignore_case else text


def _decide(passed: bool, reason: CheckReason, **facts: str) -> _Verdict:
    if passed:
        return True, CheckReason.PASSED, {}
    return False, reason, {name: _short(fact) for name, fact in facts.items()}


def _equals(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    expected = _value(check)
    return _decide(_folded(check, answer) == _folded(check, expected), CheckReason.DIFFERS, expected=expected)


def _contains(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    value = _value(check)
    return _decide(_folded(check, value) in _folded(check, answer), CheckReason.LACKS, missing=value)


def _contains_any(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    text = _folded(check, answer)
    found = any(_folded(check, value) in text for value in check.values)
    return _decide(found, CheckReason.LACKS_ALL, expected=", ".join(check.values))


def _contains_all(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    text = _folded(check, answer)
    missing = [value for value in check.values if _folded(check, value) not in text]
    return _decide(not missing, CheckReason.LACKS, missing=", ".join(missing))


def _regex(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    source = _value(check)
    try:
        found = compile_pattern(source, ignore_case=check.ignore_case).is_in(answer)
    except PatternError as error:
        return _decide(False, CheckReason.BAD_PATTERN, pattern=source, message=str(error))
    return _decide(found, CheckReason.NO_MATCH, pattern=source)


_NUMBER = re.compile(r"[-+−]?\.?\d[\d.,]*(?:[eE][-+−]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)


def find_numbers(text: str) -> Iterator[float]:
    """The numbers in a text, in order. Commas between groups of three digits belong to a number, other commas end it;
    what has two points, such as a version or a date, is no number."""
    text = unicodedata.normalize("NFKC", text)
    for found in _NUMBER.finditer(text):
        token = found[0].replace("−", "-")
        if token[0] in "+-" and found.start() and text[found.start() - 1].isalnum():
            token = token[1:]  # a range or a hyphen
        sign = token[0] if token[0] in "+-" else ""
        digits, exponent, power = token.removeprefix(sign).lower().partition("e")
        digits = digits.rstrip(".,")
        parts = (
            [digits.replace(",", "")] if _GROUPED.fullmatch(digits) else [part for part in digits.split(",") if part]
        )
        for index, part in enumerate(parts):
            last = index == len(parts) - 1
            try:
                yield float((sign if index == 0 else "") + part + (exponent + power if last else ""))
            except ValueError:
                continue


def _number(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    found = list(find_numbers(answer))
    if not found:
        return _decide(False, CheckReason.NO_NUMBER)
    expected = check.number or 0.0
    # The sum of two decimal fractions is not exact: 0.1 + 0.2 is within 0 of 0.3.
    room = abs(check.tolerance) + 1e-9 * max(1.0, abs(expected))
    shown = {"found": format_number(found[-1]), "expected": format_number(expected)}
    return _decide(abs(found[-1] - expected) <= room, CheckReason.OTHER_NUMBER, **shown)


def find_json(answer: str, *, embedded: bool) -> list[Any]:
    """The JSON value of an answer, or where `embedded` each object in it, with other text around them or not."""
    if not embedded:
        try:
            return [parse_strict(answer)]
        except ValueError:
            return []
    found, at = [], 0
    for _ in range(MOST_JSON):
        at = answer.find("{", at)
        if at < 0:
            break
        try:
            value, at = _decoder.raw_decode(answer, at)
        except (ValueError, RecursionError):
            at += 1
        else:
            found.append(value)
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def parse_strict(text: str) -> Any:
    """The value of a JSON text; raises ValueError, also for NaN, and for what is nested too deeply."""
    try:
        return _decoder.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _json_valid(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    return _decide(bool(find_json(answer, embedded=check.embedded)), CheckReason.NO_JSON)


def _json_schema(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    found = find_json(answer, embedded=check.embedded)
    if not found:
        return _decide(False, CheckReason.NO_JSON)
    try:
        schema = parse_strict(_value(check))
        violations = [find_violation(value, schema) for value in found]
    except ValueError as error:
        message = str(error) if isinstance(error, SchemaError) else "it is not JSON"
        return _decide(False, CheckReason.BAD_SCHEMA, message=message)
    broken = [violation for violation in violations if violation is not None]
    if len(broken) < len(violations):
        return _decide(True, CheckReason.PASSED)
    return _decide(False, CheckReason.SCHEMA_BROKEN, path=broken[-1].path, message=broken[-1].message)


def _json_field(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    found = find_json(answer, embedded=False) or find_json(answer, embedded=check.embedded)
    if not found:
        return _decide(False, CheckReason.NO_JSON)
    try:
        value = _field_of(found[-1], check.path)
    except LookupError:
        return _decide(False, CheckReason.NO_FIELD, path=check.path)
    try:
        expected = parse_json(_value(check))
    except ValueError:
        expected = _value(check)  # a text without quotes
    shown = json.dumps(value, ensure_ascii=False)
    equal = _is_about(value, expected, check)
    return _decide(equal, CheckReason.OTHER_VALUE, path=check.path or ".", found=shown, expected=_value(check))


def _field_of(value: Any, path: str) -> Any:
    """The value at a path such as "items.0.price"; raises LookupError."""
    for part in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value[part]
        elif isinstance(value, list) and part.isdecimal() and len(part) < 10:
            value = value[int(part)]
        else:
            raise LookupError(part)
    return value


def _is_about(value: Any, expected: Any, check: AnswerCheck) -> bool:
    if _is_number(value) and _is_number(expected) and check.tolerance:
        return bool(abs(value - expected) <= check.tolerance + 1e-9)
    if isinstance(value, str) and isinstance(expected, str):
        return _folded(check, value) == _folded(check, expected)
    return are_equal(value, expected)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_WORDS = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]|[^\W\u3400-\u9fff\u3040-\u30ff]+")


def _length(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    count = len(answer) if check.unit is LengthUnit.CHARACTERS else sum(1 for _ in _WORDS.finditer(answer))
    if check.minimum is not None and count < check.minimum:
        return _decide(False, CheckReason.TOO_SHORT, found=str(count), expected=format_number(check.minimum))
    if check.maximum is not None and count > check.maximum:
        return _decide(False, CheckReason.TOO_LONG, found=str(count), expected=format_number(check.maximum))
    return _decide(True, CheckReason.PASSED)


def _language(check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    found = find_language(answer)
    wanted = _value(check).lower().partition("-")[0]
    return _decide(found == wanted, CheckReason.OTHER_LANGUAGE, found=found or "?", expected=wanted)


def _refusal(_check: AnswerCheck, answer: str, _: Figures) -> _Verdict:
    return _decide(is_refusal(answer), CheckReason.NO_REFUSAL)


def _latency(check: AnswerCheck, _answer: str, figures: Figures) -> _Verdict:
    if figures.total is None:
        return _decide(False, CheckReason.NOT_MEASURED)
    seconds = figures.total - (figures.load or 0.0)
    most = check.maximum or 0.0
    return _decide(seconds <= most, CheckReason.TOO_SLOW, found=f"{seconds:.1f}", expected=format_number(most))


def _token_limit(check: AnswerCheck, _answer: str, figures: Figures) -> _Verdict:
    if figures.tokens is None:
        return _decide(False, CheckReason.NOT_MEASURED)
    most = check.maximum or 0.0
    found = str(figures.tokens)
    return _decide(figures.tokens <= most, CheckReason.TOO_MANY_TOKENS, found=found, expected=format_number(most))


_CHECKS: dict[CheckKind, Callable[[AnswerCheck, str, Figures], _Verdict]] = {
    CheckKind.EQUALS: _equals,
    CheckKind.CONTAINS: _contains,
    CheckKind.CONTAINS_ANY: _contains_any,
    CheckKind.CONTAINS_ALL: _contains_all,
    CheckKind.REGEX: _regex,
    CheckKind.NUMBER: _number,
    CheckKind.JSON_VALID: _json_valid,
    CheckKind.JSON_SCHEMA: _json_schema,
    CheckKind.JSON_FIELD: _json_field,
    CheckKind.LENGTH: _length,
    CheckKind.LANGUAGE: _language,
    CheckKind.REFUSAL: _refusal,
    CheckKind.LATENCY: _latency,
    CheckKind.TOKEN_LIMIT: _token_limit,
}


def _negated(_: AnswerCheck) -> tuple[CheckReason, Facts]:
    return CheckReason.NEGATED, {}


_NEGATED: dict[CheckKind, Callable[[AnswerCheck], tuple[CheckReason, Facts]]] = {
    CheckKind.CONTAINS: lambda check: (CheckReason.HAS, {"found": _short(_value(check))}),
    CheckKind.REGEX: lambda check: (CheckReason.MATCHES, {"pattern": _short(_value(check))}),
    CheckKind.REFUSAL: lambda _: (CheckReason.REFUSES, {}),
}
