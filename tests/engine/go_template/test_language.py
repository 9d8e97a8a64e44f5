"""The template language against Go's own results (Go 1.27.3, `go-templates.jsonl`), and its limits."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from teahouse.engine.go_template import json_text
from teahouse.engine.go_template.errors import GoTemplateError, TemplateLimitError, TemplateSyntaxError
from teahouse.engine.go_template.functions import Function, Parameter
from teahouse.engine.go_template.limits import DEEPEST, LARGEST_TEMPLATE, Limits
from teahouse.engine.go_template.template import parse
from teahouse.engine.go_template.values import clean_text, from_json

_LINES = (Path(__file__).parents[2] / "fixtures" / "recordings" / "go-templates.jsonl").read_text("utf-8").split("\n")
DATA = json.loads(_LINES[0])["data"]
CASES = [json.loads(line) for line in _LINES[1:] if line]
FUNCTIONS = {
    "json": Function(json_text.marshal, (Parameter.ANY,)),
    "currentDate": Function(lambda *_: "2026-11-30", (), Parameter.STRING),
    "toTypeScriptType": Function(lambda _: "any", (Parameter.ANY,)),
}


def render(template: str, data: object = None, *, zero: bool = False, limits: Limits | None = None) -> str:
    return clean_text(parse(template, FUNCTIONS, missing_is_zero=zero).execute(from_json(data), limits))


def result_of(case: dict[str, Any]) -> dict[str, str]:
    try:
        return {"out": render(case["template"], DATA, zero=case.get("zero", False))}
    except GoTemplateError as error:
        return {"err": error.message}


def test_everything_prints_and_fails_as_in_go() -> None:
    assert len(CASES) > 250
    wrong = [
        (case["template"], expected, found)
        for case in CASES
        if (found := result_of(case)) != (expected := {name: case[name] for name in ("out", "err") if name in case})
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("template", "line", "column"),
    [("a\n{{ nope }}", 2, 4), ("{{ if .S }}\n\n {{ $x }}", 3, 5), ("é\n é{{ .S.x }}", 2, 8), ("\n{{ .S | ", 2, 9)],
)
def test_an_error_tells_its_line_and_column_in_characters(template: str, line: int, column: int) -> None:
    with pytest.raises(GoTemplateError) as caught:
        render(template, DATA)
    assert (caught.value.line, caught.value.column) == (line, column)


# Limits. What is asserted is the error, and that little was done before it came.


def test_a_text_longer_than_any_template_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="longer than"):
        parse("x" * (LARGEST_TEMPLATE + 1))


@pytest.mark.parametrize(
    "piece", ["{{if 1}}", "{{with 1}}", "{{range 3}}", "{{ " + "(" * 200, "{{if 0}}{{else if 1}}" * 2]
)
def test_deep_nesting_is_refused_before_the_stack_is_full(piece: str) -> None:
    with pytest.raises(TemplateLimitError, match=f"deeper than {DEEPEST} levels"):
        parse(piece * (DEEPEST + 1))


def test_what_may_be_nested_as_deep_as_allowed_can_be_executed() -> None:
    levels = DEEPEST - 1
    assert render("{{with 1}}" * levels + "{{ . }}" + "{{end}}" * levels) == "1"
    assert render("{{ " + "(" * levels + "1" + ")" * levels + " }}") == "1"
    assert render("{{if 0}}" + "{{else if 0}}" * (levels - 1) + "{{else}}last{{end}}") == "last"


@pytest.mark.parametrize(
    "template",
    [
        '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}',
        "{{ range 1000000000 }}{{ end }}",
        "{{ range 99999 }}{{ range 99999 }}{{ end }}{{ end }}",
        '{{ $s := "0123456789" }}{{ range 99 }}{{ $s = printf "%s%s" $s $s }}{{ end }}',
        '{{ $s := "0123456789" }}{{ range 99 }}{{ $s = print $s $s }}{{ end }}',
        '{{ $s := "0123456789" }}{{ range 99 }}{{ $s = html $s $s }}{{ end }}',
        '{{ range 9999999 }}{{ printf "%1000000d" 1 }}{{ end }}',
        "{{ range 9999999 }}{{ $x := slice $.L 0 }}{{ end }}",
        "{{ range 9999999 }}0123456789{{ end }}",
    ],
)
def test_a_template_without_end_is_ended(template: str) -> None:
    before = time.process_time()
    with pytest.raises(TemplateLimitError):
        render(template, {"L": [1] * 100_000}, limits=Limits(steps=200_000, characters=1 << 22))
    assert time.process_time() - before < 60  # a matter of a second; without an end it would be hours


def test_a_limit_names_the_place_it_was_reached_at() -> None:
    with pytest.raises(
        TemplateLimitError, match=r"^template: :2:\d+: executing \"\" at <.*9999999.*>: it takes more than 50 steps"
    ):
        render("\n{{ range 9999999 }}{{end}}", limits=Limits(steps=50))


def test_values_nested_too_deeply_are_an_error() -> None:
    nested: Any = []
    for _ in range(5000):
        nested = [nested]
    with pytest.raises(TemplateLimitError, match="nested too deeply"):
        parse("{{ .x }}").execute({"x": nested})


@pytest.mark.parametrize(
    "piece", ["{{ .x }}", "{{", "{{- ", " -}}", "a ", "}}", "{{/*", "{{ `", '{{ "', "{{ (", "{{ .x.x.x"]
)
def test_reading_takes_time_in_proportion_to_the_text(piece: str) -> None:
    def read(times: int) -> float:
        text, before = piece * times, time.process_time()
        with suppress(GoTemplateError):
            parse(text)
        return time.process_time() - before

    count = 12_000 // len(piece)
    read(count)
    assert read(count * 8) < 30 * max(read(count), 0.002)  # 64 times if it were the square
