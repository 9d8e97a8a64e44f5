"""Any text, and any template made of the language's parts, gives a text or an error of ours; nothing else."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from teahouse.engine.go_template import json_text
from teahouse.engine.go_template.errors import GoTemplateError
from teahouse.engine.go_template.functions import NAMES, Function, Parameter
from teahouse.engine.go_template.lexer import TokenKind, read_tokens
from teahouse.engine.go_template.limits import Limits
from teahouse.engine.go_template.template import parse
from teahouse.engine.go_template.values import from_json

LIMITS = Limits(steps=3_000, characters=50_000)
FUNCTIONS = {"json": Function(json_text.marshal, (Parameter.ANY,))}
PARTS = [
    *("{{", "}}", "{{- ", " -}}", "(", ")", "|", " ", "\n", ",", ":=", "=", "$", "$x", "$y", ".", ".a", ".b", ".a.b"),
    *("if ", "else", "end", "range ", "with ", "define ", "template ", "block ", "break", "continue", "nil", "true"),
    *(
        '"t"',
        '"%d"',
        '"%v %s"',
        '"\\xff"',
        "'x'",
        "`r`",
        "1",
        "-1",
        "2.5",
        "1e3",
        "0x1",
        "1i",
        "é",
        "}",
        "{",
        "/*",
        "*/",
    ),
    *(f"{name} " for name in sorted(NAMES)),
    "json ",
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=8,
)
COMMANDS = st.recursive(
    st.sampled_from([".", ".a", ".b", "$", "$x", "1", "2.5", '"%v"', '"s"', "nil", "true"]),
    lambda inner: st.builds(
        lambda name, arguments: f"({name} {' '.join(arguments)})",
        st.sampled_from([*sorted(NAMES), "json"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)
NODES = st.recursive(
    st.text(alphabet="a {}\n", max_size=4) | st.builds("{{{{ {} }}}}".format, COMMANDS),
    lambda inner: st.builds(
        lambda head, command, body, rest: f"{{{{ {head} {command} }}}}{body}{{{{ else }}}}{rest}{{{{ end }}}}",
        st.sampled_from(["if", "with", "range", "range $i, $x := ", "with $x := "]),
        COMMANDS,
        inner,
        inner,
    ),
    max_leaves=6,
)


def run(template: str, data: object) -> None:
    with suppress(GoTemplateError):
        text = parse(template, FUNCTIONS, missing_is_zero=True).execute(from_json(data), LIMITS)
        assert len(text) <= LIMITS.characters


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), VALUES)
def test_any_text(text: str, data: object) -> None:
    run(text, data)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join), VALUES)
def test_any_row_of_parts(template: str, data: object) -> None:
    run(template, data)


@settings(max_examples=150, deadline=None)
@given(st.lists(NODES, max_size=3).map("".join), VALUES)
def test_any_template(template: str, data: object) -> None:
    run("{{ $x := 1 }}" + template, data)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=25).map("".join))
def test_tokens_cover_the_text_in_order(template: str) -> None:
    tokens = read_tokens(template)
    ends = [token.kind in (TokenKind.EOF, TokenKind.ERROR) for token in tokens]
    assert ends == [False] * (len(ends) - 1) + [True]
    places = [token.position for token in tokens]
    assert places == sorted(places)
    assert all(
        template.startswith(token.text, token.position) and token.line == 1 + template.count("\n", 0, token.position)
        for token in tokens[:-1]
    )


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_json_means_what_was_given(data: object) -> None:
    value = from_json(data)
    assert from_json(json.loads(json_text.marshal(value))) == value
