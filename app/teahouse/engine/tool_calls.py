"""Tool calls in the text of a model whose TEMPLATE is Go: found by the tag before them, read by Ollama's rules.

A call is the name of a tool, and a JSON object before or behind it with the arguments. Text comes a token at a time;
each character is looked at once.
"""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any, NoReturn

from teahouse.engine.events import EventStream, GenerationEnd, GenerationEvent, TokenPiece
from teahouse.engine.template_tags import overlap_length

_ID_CHARACTERS = string.ascii_lowercase + string.digits
_PAIRS = {"{": "}", "[": "]"}


class _State(Enum):
    LOOKING = auto()  # for the tag
    CALLING = auto()
    DONE = auto()  # all that comes is text


class ToolCallParser:
    """Fed with the text of a reply in pieces; gives calls in Ollama's shape, and the text that is none."""

    def __init__(self, tools: Sequence[object], tag: str) -> None:
        self._names = list(dict.fromkeys(filter(None, map(_name_of, tools))))
        self._tag = tag
        self._state = _State.LOOKING
        self._buffer = ""
        self._objects = _ObjectScanner()
        self._count = 0

    def add_text(self, text: str) -> tuple[list[dict[str, Any]], str]:
        """The calls that `text` completes, and what of it is for the reader. The beginning of a tag is held back."""
        if self._state is _State.DONE:
            return [], text
        self._buffer += text
        content, found = self._take_text() if self._state is _State.LOOKING else ("", True)
        if not found:
            return [], content
        calls: list[dict[str, Any]] = []
        while (call := self._take_call()) is not None:
            calls.append(call)
        if self._is_over():
            self._state = _State.DONE
            content, self._buffer = content + self._buffer, ""
        return calls, content

    def flush(self) -> str:
        """What was held back, when nothing more comes and it was no call."""
        if self._count or self._state is _State.DONE:
            return ""
        return self._buffer if self._tag in _PAIRS else ""

    def _take_text(self) -> tuple[str, bool]:
        """The text before the tag, and whether the tag is there. Where it is a bracket, anything before it makes the
        whole reply text."""
        found = self._buffer.find(self._tag)
        at = found if found >= 0 else len(self._buffer) - overlap_length(self._buffer, self._tag)
        content, self._buffer = self._buffer[:at], self._buffer[at:]
        if self._tag in _PAIRS and content.strip():
            self._state = _State.DONE
            content, self._buffer = content + self._buffer, ""
            return content, False
        if found >= 0:
            self._state = _State.CALLING
        return content, found >= 0

    def _take_call(self) -> dict[str, Any] | None:
        found = self._objects.scan_text(self._buffer)
        if found is None:
            return None
        tool = self._find_tool()
        if tool is None:
            return None
        name, end = tool
        value, at = found
        arguments = _find_arguments(value, name)
        if arguments is None:
            return None
        self._buffer = self._buffer[max(end, at) :]
        self._objects = _ObjectScanner()
        function = {"index": self._count, "name": name, "arguments": arguments}
        self._count += 1
        return {"id": _make_id(), "function": function}

    def _find_tool(self) -> tuple[str, int] | None:
        """The first tool named, the longest of those that begin there, and where its name ends.

        None while the text ends with the beginning of a name, which may become another's.
        """
        if any(overlap_length(self._buffer, name) for name in self._names):
            return None
        places = [(self._buffer.find(name), -len(name), name) for name in self._names]
        first = min((place for place in places if place[0] >= 0), default=None)
        return None if first is None else (first[2], first[0] + len(first[2]))

    def _is_over(self) -> bool:
        """Whether the bracket that is the tag has been closed again: what it held was no call, or all of them."""
        closing = _PAIRS.get(self._tag)
        if closing is None or closing not in self._buffer:
            return False
        depth = 0
        for character in self._buffer:
            depth += (character == self._tag) - (character == closing)
            if character == closing and depth == 0:
                return True
        return False


class _ObjectScanner:
    """Looks for the first whole JSON object in a text that grows."""

    def __init__(self) -> None:
        self._at = 0
        self._start = -1
        self._depth = 0
        self._quoted = False
        self._escaped = False
        self._found: tuple[dict[str, Any], int] | None = None

    def scan_text(self, text: str) -> tuple[dict[str, Any], int] | None:
        """The object and where its last brace stands; `text` begins as at the last call."""
        while self._found is None and self._at < len(text):
            self._scan_character(text, text[self._at])
            self._at += 1
        return self._found

    def _scan_character(self, text: str, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character == '"':
            self._quoted = not self._quoted
        elif self._quoted:
            return
        elif character == "{":
            if self._depth == 0:
                self._start = self._at
            self._depth += 1
        elif character == "}":
            self._depth -= 1
            if self._depth == 0 and self._start >= 0:
                value = _load_object(text[self._start : self._at + 1])
                self._found = None if value is None else (value, self._at)
                self._start = -1
            self._depth = max(0, self._depth)


def _load_object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text, parse_constant=_refuse_constant, strict=True)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)


def _find_arguments(value: dict[str, Any], tool: str) -> dict[str, Any] | None:
    """The arguments in an object: under their name, under the tool's, within it, or the object itself.

    None for an object that names the tool and has no arguments.
    """
    named, found = _find_named(value, tool)
    return found if named else value


def _find_named(value: Mapping[str, Any], tool: str) -> tuple[bool, dict[str, Any] | None]:
    """Whether the object, or one within it, says what the arguments are; and the arguments."""
    if "name" in value:
        return True, next(
            (found for key in ("arguments", "parameters") if (found := _read_map(value.get(key))) is not None), None
        )
    own = _read_map(value.get(tool))
    if own is not None:
        return True, own
    for child in value.values():
        for each in child if isinstance(child, list) else [child]:
            if isinstance(each, dict):
                named, found = _find_named(each, tool)
                if named:
                    return named, found
    return False, None


def _read_map(value: object) -> dict[str, Any] | None:
    """An object, or a text that is one."""
    return _load_object(value) if isinstance(value, str) else value if isinstance(value, dict) else None


def _name_of(tool: object) -> str:
    function = tool.get("function") if isinstance(tool, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    return name if isinstance(name, str) else ""


def _make_id() -> str:
    return "call_" + "".join(secrets.choice(_ID_CHARACTERS) for _ in range(8))


async def extract_tool_calls(events: EventStream, parser: ToolCallParser) -> EventStream:
    """Take the tool calls out of the content of events."""
    async for bunch in events:
        extracted: list[GenerationEvent] = []
        for event in bunch:
            calls, content = parser.add_text(event.content)
            if isinstance(event, GenerationEnd):
                content += parser.flush()
                if calls or content:
                    extracted.append(TokenPiece(content, "", (), tuple(calls)))
                extracted.append(GenerationEnd(event.reason, event.timings))
            elif calls or content or event.thinking or event.logprobs:
                extracted.append(TokenPiece(content, event.thinking, event.logprobs, tuple(calls), event.count))
        if extracted:
            yield extracted
