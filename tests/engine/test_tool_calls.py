"""Tool calls in text, for all pieces of it, and the tags in a template."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from teahouse.engine.prompt_template import PromptTemplate
from teahouse.engine.template_tags import ThinkingTags
from teahouse.engine.tool_calls import ToolCallParser


def tool(name: str) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "parameters": {"properties": {"city": {}}}}}


TOOLS = [tool("get_weather"), tool("get"), tool("say_hello")]


def run(text: str, tag: str, size: int = 1) -> tuple[list[tuple[str, Any]], str]:
    """The calls and the text for the reader, fed in pieces of `size` characters."""
    parser = ToolCallParser(TOOLS, tag)
    calls, content = [], ""
    for at in range(0, len(text), size):
        found, shown = parser.add_text(text[at : at + size])
        calls += found
        content += shown
    indexes = [call["function"]["index"] for call in calls]
    assert indexes == list(range(len(calls)))
    assert all(call["id"].startswith("call_") and len(call["id"]) == 13 for call in calls)
    return [(call["function"]["name"], call["function"]["arguments"]) for call in calls], content + parser.flush()


CITY = {"city": "Paris"}
OBJECT = '{"name": "get_weather", "arguments": {"city": "Paris"}}'
CASES = [
    (f"<tool_call>\n{OBJECT}\n</tool_call>", "<tool_call>", [("get_weather", CITY)], ""),
    (f"Let me see. <tool_call>{OBJECT}</tool_call>", "<tool_call>", [("get_weather", CITY)], "Let me see. "),
    (f"<tool_call>{OBJECT}</tool_call><tool_call>{OBJECT}</tool_call>", "<tool_call>", [("get_weather", CITY)] * 2, ""),
    (OBJECT, "<tool_call>", [], OBJECT),
    (OBJECT, "{", [("get_weather", CITY)], ""),
    (f"Text first {OBJECT}", "{", [], f"Text first {OBJECT}"),
    (f" \n{OBJECT}", "{", [("get_weather", CITY)], " \n"),
    ('{"a": 1} and so on', "{", [], '{"a": 1} and so on'),
    ('{"name": "unknown", "arguments": {}}', "{", [], '{"name": "unknown", "arguments": {}}'),
    (f"[{OBJECT}, {OBJECT}]", "[", [("get_weather", CITY)] * 2, ""),
    ("[1, 2] is a list", "[", [], "[1, 2] is a list"),
    ('[TOOL_CALLS] [{"name": "get", "parameters": {"city": "}{"}}]', "[TOOL_CALLS]", [("get", {"city": "}{"})], ""),
    ('<t>{"get_weather": {"city": "Paris"}}', "<t>", [("get_weather", CITY)], ""),
    ('<t>get_weather{"city": "Paris"} ', "<t>", [("get_weather", CITY)], ""),
    ('<t>{"name": "get", "arguments": "{\\"city\\": \\"Paris\\"}"}', "<t>", [("get", CITY)], ""),
    ('<t>{"function": {"name": "get", "arguments": {"city": "Paris"}}}', "<t>", [("get", CITY)], ""),
    ('<t>{"name": "get", "arguments": {"city": "\\"quoted\\" {"}}', "<t>", [("get", {"city": '"quoted" {'})], ""),
    ("a < b and <to", "<tool_call>", [], "a < b and "),
    ("<tool_call>never closed {", "<tool_call>", [], ""),
    ("{ never closed", "{", [], "{ never closed"),
    ("", "{", [], ""),
]


@pytest.mark.parametrize(("text", "tag", "calls", "content"), CASES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_calls_are_found(text: str, tag: str, calls: list[tuple[str, Any]], content: str, size: int) -> None:
    assert run(text, tag, size) == (calls, content)


def test_a_long_call_is_read_in_proportion_to_its_length() -> None:
    def seconds(count: int) -> float:
        text = "<t>" + json.dumps({"name": "get", "arguments": {"city": "{}}{" * count}})
        before = time.process_time()
        assert len(run(text, "<t>", 4)[0]) == 1
        return time.process_time() - before

    seconds(500)
    assert seconds(8000) < 60 * max(seconds(1000), 0.002)


@pytest.mark.parametrize("tools", [[], [{}], [{"function": 5}], [{"function": {"name": ""}}], [5]])
def test_without_a_name_nothing_is_a_call(tools: list[object]) -> None:
    parser = ToolCallParser(tools, "{")
    assert parser.add_text(OBJECT) == ([], OBJECT)


@pytest.mark.parametrize(
    ("template", "tag"),
    [
        (
            "{{ range .Messages }}{{ if .ToolCalls }}<tool_call>\n{{ range .ToolCalls }}x{{ end }}{{ end }}{{ end }}",
            "<tool_call>",
        ),
        ('{{ range .Messages }}{{ if .ToolCalls }}\n[TOOL_CALLS] {"a":{{ . }}}{{ end }}{{ end }}', "[TOOL_CALLS]"),
        ("{{ range .Messages }}{{ if .ToolCalls }}{{ .Content }}<late>{{ end }}{{ end }}", "{"),
        ("{{ range .Messages }}{{ if .ToolCalls }}{{ range .ToolCalls }}<t>{{ . }}{{ end }}{{ end }}{{ end }}", "<t>"),
        ("{{ range .Messages }}{{ range .ToolCalls }}<t>{{ end }}{{ end }}", "{"),
        ('{{ range .Messages }}{{ if and (eq .Role "a") .ToolCalls }}<t>{{ end }}{{ end }}', "<t>"),
        ("{{ .Prompt }}", "{"),
    ],
)
def test_the_tag_before_calls(template: str, tag: str) -> None:
    assert PromptTemplate(template).tool_tag == tag


@pytest.mark.parametrize(
    ("template", "tags"),
    [
        (
            "{{ range .Messages }}{{ if .Thinking }}<a>\n{{ .Thinking }}\n</a>{{ end }}{{ end }}",
            ThinkingTags("<a>", "</a>"),
        ),
        ("{{ range .Messages }}{{ if .Thinking }}{{ .Thinking }}</a>{{ end }}{{ end }}", None),
        ("{{ range .Tools }}{{ if .Thinking }}<a>{{ .Thinking }}</a>{{ end }}{{ end }}", None),
        ("{{ range $i, $m := .Messages }}<x>{{ $m.Thinking }}</x>{{ end }}", None),
        ("{{ .Thinking }}", None),
    ],
)
def test_the_tags_around_a_thought(template: str, tags: ThinkingTags | None) -> None:
    assert PromptTemplate(template).thinking_tags == tags
