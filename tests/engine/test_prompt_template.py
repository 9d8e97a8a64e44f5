"""Prompts against those of a real Ollama 0.33 (`ollama-templates.jsonl`): 60 templates, 37 requests each."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from teahouse.engine import prompt_template
from teahouse.engine.go_template.errors import GoTemplateError, TemplateExecutionError, TemplateSyntaxError
from teahouse.engine.prompt_template import PromptInput, PromptTemplate, join_messages
from teahouse.engine.prompt_values import build_messages

_RECORDED = Path(__file__).parents[1] / "fixtures" / "recordings" / "ollama-templates.jsonl"
_LINES = [json.loads(line) for line in _RECORDED.read_text("utf-8").split("\n") if line]
SETS: dict[str, dict[str, Any]] = _LINES[0]["sets"]
TEMPLATES = _LINES[1:]
ACCEPTED = [each for each in TEMPLATES if "refused" not in each]


class RecordingDay(date):
    """The day the recordings were made."""

    @classmethod
    def today(cls) -> RecordingDay:
        return cls(2026, 11, 30)


def given_by(name: str, *, thinks: bool) -> PromptInput:
    """What a recorded request gives to the template; a model that can think does so where nothing is said."""
    request = SETS[name]
    think = request.get("think", True if thinks else None)
    if "messages" in request:
        return PromptInput(request["messages"], request.get("tools"), think)
    system = [{"role": "system", "content": request["system"]}] if "system" in request else []
    messages = [*system, {"role": "user", "content": request["prompt"]}]
    suffix = request.get("suffix", "")
    return PromptInput(messages, [], think, request["prompt"] if suffix else "", suffix)


def render(recorded: dict[str, Any], name: str) -> str:
    thinks = "thinking" in recorded["capabilities"]
    return PromptTemplate(recorded["text"]).render(given_by(name, thinks=thinks))


def test_every_recorded_prompt_is_rendered_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt_template, "date", RecordingDay)
    compared = 0
    for recorded in ACCEPTED:
        for name, expected in recorded["rendered"].items():
            assert render(recorded, name) == expected, f"{recorded['name']}, {name}"
            compared += 1
    assert compared == 1371


def test_every_recorded_error_has_the_same_words() -> None:
    compared = 0
    for recorded in ACCEPTED:
        for name, expected in recorded.get("errors", {}).items():
            with pytest.raises(TemplateExecutionError) as caught:
                render(recorded, name)
            assert not expected or caught.value.message == expected  # none recorded: there the daemon crashed
            compared += 1
    assert compared == 297


def test_templates_that_are_refused_at_creation_are_refused_with_the_same_words() -> None:
    refused = [each for each in TEMPLATES if "refused" in each]
    assert len(refused) == 7
    for recorded in refused:
        with pytest.raises(TemplateSyntaxError) as caught:
            PromptTemplate(recorded["text"])
        assert f"template error: {caught.value.message}" == recorded["refused"]


def test_capabilities_follow_from_the_template() -> None:
    for recorded in ACCEPTED:
        template = PromptTemplate(recorded["text"])
        found = {
            "completion": True,
            "tools": "tools" in template.variables,
            "insert": "suffix" in template.variables,
            "thinking": template.thinking_tags is not None,
        }
        assert {name for name, has in found.items() if has} == set(recorded["capabilities"]), recorded["name"]


def test_a_conversation_that_ends_with_an_assistant_is_continued_only_where_the_template_looks_at_the_last() -> None:
    messages = [{"role": "user", "content": "Count."}, {"role": "assistant", "content": "One,"}]
    by_turns = PromptTemplate("{{ .Prompt }}>{{ .Response }}.")
    new_turn = PromptTemplate("{{ range .Messages }}<{{ .Role }}>{{ .Content }}{{ end }}<assistant>")
    assert by_turns.render(PromptInput(messages)) == "Count.>One,"
    assert new_turn.render(PromptInput(messages)) == "<user>Count.<assistant>One,<assistant>"


def test_a_response_before_an_else_of_its_block_is_an_error_that_says_so() -> None:
    template = PromptTemplate("{{ if .Response }}{{ .Response }}{{ else }}none{{ end }}")
    with pytest.raises(TemplateExecutionError, match="stands in a block that has an"):
        template.render(PromptInput([{"role": "user", "content": "hi"}]))


def test_messages_of_one_role_are_joined_but_not_those_of_tools() -> None:
    messages = [
        {"role": role, "content": text} for role, text in (("user", "a"), ("user", "b"), ("tool", "c"), ("tool", "d"))
    ]
    assert [(each["role"], each["content"]) for each in join_messages(messages)] == [
        ("user", "a\n\nb"),
        ("tool", "c"),
        ("tool", "d"),
    ]
    assert messages[0]["content"] == "a"


STRANGE: tuple[object, ...] = (None, 5, "x", [], {}, [None], [5], {"a": None}, {"function": 5}, [{"function": []}])


@pytest.mark.parametrize("value", STRANGE)
def test_fields_of_a_wrong_type_are_left_out(value: object) -> None:
    template = PromptTemplate("{{ json .Messages }}{{ json .Tools }}{{ range .Messages }}{{ .ToolCalls }}{{ end }}")
    message = {"role": "user", "content": "x", "tool_calls": value, "images": value, "thinking": value}
    tool = {"function": {"parameters": {"properties": value, "required": value, "type": value}}}
    deeper = {"function": {"parameters": {"properties": {"p": {"type": value, "anyOf": value, "enum": value}}}}}
    text = template.render(PromptInput([message], [value, tool, deeper, {"function": value}]))
    assert text.startswith('[{"Role":"user","Content":"x"')


def test_lone_surrogates_never_leave() -> None:
    messages = [
        {"role": "user", "content": "a\ud83d", "tool_calls": [{"function": {"arguments": {"\udc80": "\ud800"}}}]}
    ]
    for text in ("{{ .Messages }}{{ json .Messages }}", "{{ .Prompt }}"):
        PromptTemplate(text).render(PromptInput(messages)).encode()


def test_a_quick_rendering_gives_up_where_the_whole_takes_long() -> None:
    template = PromptTemplate("{{ range 99999 }}{{ end }}{{ range .Messages }}{{ .Content }}{{ end }}")
    given = PromptInput([{"role": "user", "content": "hi"}])
    assert template.render_quickly(given) is None
    assert template.render(given) == "hi"
    assert PromptTemplate("{{ .Prompt }}").render_quickly(given) == "hi"


def test_values_are_named_as_in_the_daemon() -> None:
    with pytest.raises(GoTemplateError, match=r"type \*template.templateMessage"):
        PromptTemplate("{{ range .Messages }}{{ .Nope }}{{ end }}").render(PromptInput([{"role": "user"}]))
    assert build_messages([]).type.name == "[]*template.templateMessage"
