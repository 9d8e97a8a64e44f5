"""What checks say of answers."""

from __future__ import annotations

from typing import Any

import pytest

from teahouse.core.evaluation.checks import find_numbers, overall, verdict
from teahouse.core.evaluation.patterns import SlowPatternError, compile_pattern
from teahouse.core.evaluation.results import CheckReason, CheckResult
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, LengthUnit
from teahouse.core.evaluation.text_language import find_language
from teahouse.core.evaluation.variables import fill_variables
from teahouse.core.evaluation.wording import KINDS, REASONS, TEXTS, describe_check, describe_result
from teahouse.core.measure import Figures

NUMBER, FIELD = CheckKind.NUMBER, CheckKind.JSON_FIELD


def _field(path: str, value: str, **more: Any) -> AnswerCheck:
    return AnswerCheck(FIELD, (value,), path=path, **more)


@pytest.mark.parametrize(
    ("check", "answer", "passed"),
    [
        (AnswerCheck(NUMBER, number=1234.5), "It is 1,234.50.", True),
        (AnswerCheck(NUMBER, number=-3), "from 5 to −3", True),
        (AnswerCheck(NUMBER, number=3), "pages 5-3", True),
        (AnswerCheck(NUMBER, number=10, tolerance=0.5), "about 10.4", True),
        (AnswerCheck(NUMBER, number=10, tolerance=0.5), "about 10.6", False),
        (AnswerCheck(NUMBER, number=0.3), "0.30000000000000004", True),
        (AnswerCheck(NUMBER, number=1), "none", False),
        (AnswerCheck(NUMBER, number=42), "答案是４２。", True),
        (_field("items.1.price", "3.5"), '{"items": [{}, {"price": 3.50}]}', True),
        (_field("items.9.price", "3.5"), '{"items": []}', False),
        (_field("ok", "true"), '{"ok": 1}', False),
        (_field("ok", "1"), '{"ok": true}', False),
        (_field("name", "Lin"), '{"name": "Lin"}', True),
        (_field("name", '"lin"', ignore_case=True), 'Here: {"name": "LIN"}', False),
        (_field("name", '"lin"', ignore_case=True, embedded=True), 'Here: {"name": "LIN"}', True),
        (_field("", "[1, 2]"), "[1, 2.0]", True),
        (AnswerCheck(CheckKind.LENGTH, maximum=3, unit=LengthUnit.WORDS), "绿茶 tea", True),
        (AnswerCheck(CheckKind.LENGTH, maximum=2, unit=LengthUnit.WORDS), "绿茶 tea", False),
        (AnswerCheck(CheckKind.LENGTH, minimum=3, maximum=3), "茶 t", True),
        (AnswerCheck(CheckKind.LANGUAGE, ("zh-CN",)), "绿茶需要八十度的水。", True),
        (AnswerCheck(CheckKind.LANGUAGE, ("en",)), "绿茶需要八十度的水。", False),
        (AnswerCheck(CheckKind.REFUSAL, negated=True), "Sure: warm the pot.", True),
        (AnswerCheck(CheckKind.REFUSAL), "I’m sorry, but I can’t.", True),
        (AnswerCheck(CheckKind.LATENCY, maximum=2.0), "", True),
        (AnswerCheck(CheckKind.LATENCY, maximum=1.0), "", False),
        (AnswerCheck(CheckKind.TOKEN_LIMIT, maximum=19), "", False),
        (AnswerCheck(CheckKind.REGEX, ("TEA",), ignore_case=True), "tea", True),
        (AnswerCheck(CheckKind.JSON_SCHEMA, ('{"$ref": "#"}',)), "1", False),
        (AnswerCheck(CheckKind.JSON_SCHEMA, ('{"$ref": "http://127.0.0.1/x"}',)), "1", False),
        (AnswerCheck(CheckKind.JSON_SCHEMA, ("no json",), negated=True), "1", False),
        (AnswerCheck(CheckKind.JUDGE, ("polite",)), "tea", None),
        (AnswerCheck(CheckKind.VOTE), "tea", None),
    ],
)
def test_a_check_decides(check: AnswerCheck, answer: str, passed: bool | None) -> None:
    # 2.5 s with 1 s of loading, which is not the model's latency.
    result = verdict(check, answer, Figures(total=2.5, load=1.0, tokens=20))
    assert result.passed is passed, describe_result(result)


def test_what_was_not_measured_is_not_passed_even_where_it_is_negated() -> None:
    check = AnswerCheck(CheckKind.LATENCY, maximum=9.0, negated=True)
    assert verdict(check, "tea").reason is CheckReason.NOT_MEASURED
    assert verdict(check, "tea").passed is False


@pytest.mark.parametrize("pattern", [r"^(a+)+$", r"(a|aa)+$", r"(.*a){30}b", r"^(\w+\s?)*$"])
def test_a_pattern_that_takes_too_long_is_stopped(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teahouse.core.evaluation.patterns.SEARCH_SECONDS", 0.05)
    answer = "a" * 400 + " " * 20 + "a" * 3000 + "!"
    result = verdict(AnswerCheck(CheckKind.REGEX, (pattern,)), answer)
    assert result.passed is False
    assert result.reason in (CheckReason.SLOW_PATTERN, CheckReason.NO_MATCH)


def test_a_pattern_known_to_be_exponential_is_really_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teahouse.core.evaluation.patterns.SEARCH_SECONDS", 0.05)
    with pytest.raises(SlowPatternError):
        compile_pattern(r"(?=((?:x+x+)+)y)z|(x|x)*y").is_in("x" * 5000)


@pytest.mark.parametrize("answer", ["[" * 100_000, '{"a":' * 50_000, "{" * 100_000, "\x00\ud800", "9" * 50_000])
def test_hostile_answers_end_in_a_verdict(answer: str) -> None:
    for kind in CheckKind:
        check = AnswerCheck(kind, ('{"type": "object"}',), number=1.0, maximum=1.0, embedded=True)
        assert verdict(check, answer, Figures(total=1.0, tokens=1)).passed in (True, False, None)


def test_numbers_are_found_in_order() -> None:
    assert list(find_numbers("1, 2,5 and 3.5e2; v1.2.3, 12,000 of -7.")) == [1, 2, 5, 350, 12000, -7]


def test_a_cell_passes_with_all_and_fails_with_one() -> None:
    good, bad = CheckResult(True, 1.0, CheckReason.PASSED), CheckResult(False, 0.0, CheckReason.LACKS)
    waits = CheckResult(None, None, CheckReason.WAITS_FOR_VOTE)
    assert overall((good, good)) == (True, 1.0)
    assert overall((good, bad, waits)) == (False, 0.5)
    assert overall((good, waits)) == (None, 1.0)
    assert overall(()) == (None, None)


def test_variables_are_filled_once() -> None:
    assert fill_variables("{{a}} {{ b }} {{c}}", {"a": "{{b}}", "b": "x"}) == "{{b}} x {{c}}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The cat sat on the mat and it was happy.", "en"), ("Der Tee ist nicht kalt, und das ist gut.", "de"),
        ("Le thé est dans la tasse et il est chaud.", "fr"), ("お茶は熱いです。", "ja"), ("차가 뜨겁습니다", "ko"),
        ("Чай горячий", "ru"), ("茶很热", "zh"), ("1234 !?", ""),
    ],
)  # fmt: skip
def test_languages_are_told_apart(text: str, code: str) -> None:
    assert find_language(text) == code


def test_every_kind_and_reason_has_a_sentence_and_facts_are_not_templates() -> None:
    assert set(REASONS) == set(CheckReason)
    assert set(KINDS) == set(CheckKind)
    assert len(TEXTS) >= len(CheckReason) + len(CheckKind)
    result = CheckResult(False, 0.0, CheckReason.LACKS, {"missing": "{expected} {missing}"})
    assert describe_result(result) == "does not contain “{expected} {missing}”"
    assert describe_check(AnswerCheck(CheckKind.CONTAINS, ("tea",), negated=True)) == "not: contains “tea”"
