"""The sentences of verdicts and of comparisons of columns: English templates, which the window translates in the
context `Evaluation` (`packaging/i18n.py` reads `TEXTS`).

A `Translation` is what turns a template into another language; reports without a window use the English ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from teahouse.core.evaluation.results import CheckReason, CheckResult
from teahouse.core.evaluation.sheet import AnswerCheck, CheckKind, LengthUnit
from teahouse.core.evaluation.statistics import ColumnSummary, Conclusion, PairedResult

CONTEXT = "Evaluation"
Translation = Callable[[str], str]


def in_english(text: str) -> str:
    """The `Translation` of English."""
    return text


REASONS = {
    CheckReason.PASSED: "passes",
    CheckReason.DIFFERS: "is not equal to “{expected}”",
    CheckReason.LACKS: "does not contain “{missing}”",
    CheckReason.LACKS_ALL: "contains none of: {expected}",
    CheckReason.HAS: "contains “{found}”",
    CheckReason.NO_MATCH: "does not match {pattern}",
    CheckReason.MATCHES: "matches {pattern}",
    CheckReason.BAD_PATTERN: "the regular expression {pattern} cannot be read: {message}",
    CheckReason.SLOW_PATTERN: "the regular expression {pattern} takes too long",
    CheckReason.NO_NUMBER: "has no number",
    CheckReason.OTHER_NUMBER: "the number is {found} instead of {expected}",
    CheckReason.NO_JSON: "is not JSON",
    CheckReason.BAD_SCHEMA: "the schema cannot be used: {message}",
    CheckReason.SCHEMA_BROKEN: "does not match the schema at {path}: {message}",
    CheckReason.NO_FIELD: "has no field {path}",
    CheckReason.OTHER_VALUE: "{path} is {found} instead of {expected}",
    CheckReason.TOO_SHORT: "is too short: {found} of at least {expected}",
    CheckReason.TOO_LONG: "is too long: {found} of at most {expected}",
    CheckReason.OTHER_LANGUAGE: "is written in {found} instead of {expected}",
    CheckReason.NO_REFUSAL: "does not refuse",
    CheckReason.REFUSES: "refuses",
    CheckReason.TOO_SLOW: "took {found} s of at most {expected} s",
    CheckReason.TOO_MANY_TOKENS: "has {found} tokens of at most {expected}",
    CheckReason.NOT_MEASURED: "was not measured",
    CheckReason.NEGATED: "passes what it must not pass",
    CheckReason.WAITS_FOR_JUDGE: "waits for the judge",
    CheckReason.WAITS_FOR_VOTE: "waits for your vote",
    CheckReason.JUDGED: "the judge gives {points} of 10",
    CheckReason.JUDGE_DISAGREES: "the judge contradicts itself: {first} of 10 when shown first, {second} when second",
    CheckReason.JUDGE_UNREADABLE: "the judge gave no points",
    CheckReason.VOTED: "you decided",
}

KINDS = {
    CheckKind.EQUALS: "equals “{value}”",
    CheckKind.CONTAINS: "contains “{value}”",
    CheckKind.CONTAINS_ANY: "contains any of: {values}",
    CheckKind.CONTAINS_ALL: "contains all of: {values}",
    CheckKind.REGEX: "matches {value}",
    CheckKind.NUMBER: "number {number} within {tolerance}",
    CheckKind.JSON_VALID: "is JSON",
    CheckKind.JSON_SCHEMA: "JSON by a schema",
    CheckKind.JSON_FIELD: "JSON with {path} = {value}",
    CheckKind.LENGTH: "{range} {unit}",
    CheckKind.LANGUAGE: "written in {value}",
    CheckKind.REFUSAL: "refuses",
    CheckKind.LATENCY: "at most {maximum} s",
    CheckKind.TOKEN_LIMIT: "at most {maximum} tokens",
    CheckKind.JUDGE: "judged by: {value}",
    CheckKind.VOTE: "your vote",
}
UNITS = {LengthUnit.CHARACTERS: "characters", LengthUnit.WORDS: "words"}
NOT = "not: {check}"

CONCLUSIONS = {
    Conclusion.FIRST_BETTER: "{first} passes {more} of {prompts} prompts more than {second}; chance explains so much "
    "with a probability of {p}.",
    Conclusion.SECOND_BETTER: "{second} passes {more} of {prompts} prompts more than {first}; chance explains so much "
    "with a probability of {p}.",
    Conclusion.EQUAL: "{first} and {second} have the same verdict on all {prompts} prompts.",
    Conclusion.UNDECIDED: "{first} and {second} cannot be told apart with {prompts} prompts (p = {p}).",
}
FASTER = "{name} is {factor} × as fast as {other}."
MORE_MEMORY = "{name} takes {size} GB more memory than {other}."
PASS, FAIL, UNDECIDED, NOT_ASKED = "pass", "fail", "undecided", "not asked"
NO_ANSWER = "no answer: {problem}"
HEADINGS = (
    "Model", "Quantisation", "Digest", "Passed (95 % interval)", "Tokens/s", "First word (s)", "Seconds", "Memory (GB)",
)  # fmt: skip
ORDER_BIAS = "The judge preferred the answer shown first in {biased} of {pairs} pairs: do not trust its verdicts."

TEXTS = (
    *REASONS.values(),
    *KINDS.values(),
    *UNITS.values(),
    NOT,
    *CONCLUSIONS.values(),
    FASTER,
    MORE_MEMORY,
    ORDER_BIAS,
    PASS,
    FAIL,
    UNDECIDED,
    NOT_ASKED,
    NO_ANSWER,
    *HEADINGS,
)


def describe_result(result: CheckResult, translate: Translation = in_english) -> str:
    """Why a check passed or not."""
    return fill(translate(REASONS[result.reason]), result.facts)


def describe_check(check: AnswerCheck, translate: Translation = in_english) -> str:
    """What a check looks at."""
    facts = {
        "value": check.values[0] if check.values else "",
        "values": ", ".join(check.values),
        "number": format_number(check.number),
        "tolerance": format_number(check.tolerance),
        "path": check.path,
        "range": _range(check),
        "maximum": format_number(check.maximum),
        "unit": translate(UNITS[check.unit]),
    }
    text = fill(translate(KINDS[check.kind]), facts)
    return fill(translate(NOT), {"check": text}) if check.negated else text


def describe_pair(paired: PairedResult, first: str, second: str, translate: Translation = in_english) -> str:
    """What the paired test says of two columns with these names."""
    facts = {
        "first": first,
        "second": second,
        "more": str(abs(paired.only_first - paired.only_second)),
        "prompts": str(paired.prompts),
        "p": f"{paired.p:.2g}" if paired.p >= 0.001 else "< 0.001",
    }
    return fill(translate(CONCLUSIONS[paired.conclusion]), facts)


def describe_cost(
    first: ColumnSummary, second: ColumnSummary, names: tuple[str, str], translate: Translation = in_english
) -> tuple[str, ...]:
    """How the second column's speed and memory differ from the first's, where both are known and differ."""
    said = []
    if first.generation_rate and second.generation_rate and first.generation_rate.median > 0:
        factor = f"{second.generation_rate.median / first.generation_rate.median:.1f}"
        if factor != "1.0":
            said.append(fill(translate(FASTER), {"name": names[1], "other": names[0], "factor": factor}))
    if first.memory and second.memory:
        more = (second.memory.median - first.memory.median) / 1e9
        larger, smaller = (names[1], names[0]) if more > 0 else (names[0], names[1])
        size = f"{abs(more):.1f}"
        if size != "0.0":
            said.append(fill(translate(MORE_MEMORY), {"name": larger, "other": smaller, "size": size}))
    return tuple(said)


def describe_bias(biased: int, pairs: int, translate: Translation = in_english) -> str:
    """That the judge prefers the answer shown first."""
    return fill(translate(ORDER_BIAS), {"biased": str(biased), "pairs": str(pairs)})


def format_number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _range(check: AnswerCheck) -> str:
    low, high = format_number(check.minimum), format_number(check.maximum)
    return f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"


def fill(template: str, facts: Mapping[str, str]) -> str:
    """The template with each {name} replaced once; braces in the facts stay as they are."""
    parts = template.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        filled += [facts.get(name, ""), rest]
    return "".join(filled)
