"""The bytes of a chat stream as events.

Reading is forgiving: a field that is missing or of another type is nothing, never an error. Only a line that is no
daemon's at all is one, and an end without a last line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.core.events import (
    Failed,
    Finished,
    StreamEvent,
    TextPiece,
    TextWasThinking,
    ThinkingPiece,
    ToolCall,
)
from teahouse.core.measure import Counters
from teahouse.ollama.address import Address
from teahouse.ollama.faults import spoken
from teahouse.ollama.lines import LineSplitter, LineTooLong, clean, read_line, whole
from teahouse.ollama.thinking import Kind, Piece, ThinkingSplitter
from teahouse.ollama.wrapping import AnswerUnwrapper

_COUNTERS = tuple(item.name for item in fields(Counters))


class ReplyReader:
    """Reads the bytes of one chat stream in order, in whatever chunks; `ended` once its last event was given."""

    def __init__(self, model: str, address: Address) -> None:
        self.ended = False
        self._model = model
        self._address = address
        self._lines = LineSplitter()
        self._thoughts = ThinkingSplitter()
        self._answer = AnswerUnwrapper()
        self._understood = False  # at least one line was a daemon's

    def feed(self, chunk: bytes, at: float) -> Iterator[StreamEvent]:
        """The events of a chunk that came at `at` seconds; nothing after the last one."""
        try:
            lines = self._lines.feed(chunk)
        except LineTooLong:
            yield from self.fail(self._nonsense(), at)
            return
        for line in lines:
            if not self.ended and line.strip():
                yield from self._line(line, at)

    def end(self, at: float) -> Iterator[StreamEvent]:
        """The bytes have ended: a last line may lack its newline; without a last line the reply was cut."""
        rest = self._lines.rest
        if not self.ended and read_line(rest) is not None:
            yield from self._line(rest, at)
        if not self.ended:
            cut_off = self._understood or not rest.strip()
            yield from self.fail(Trouble(Problem.HOST_LOST) if cut_off else self._nonsense(), at)

    def fail(self, trouble: Trouble, at: float) -> Iterator[StreamEvent]:
        """End with `trouble`, unless it has ended already; text held back comes first."""
        if not self.ended:
            self.ended = True
            yield from self._rest(at)
            yield Failed(trouble, at)

    def _nonsense(self) -> Trouble:
        if self._understood:
            return Trouble(Problem.HOST_LOST)
        return Trouble(Problem.NOT_AN_OLLAMA, address=self._address.shown)

    def _line(self, line: bytes, at: float) -> Iterator[StreamEvent]:
        values = read_line(line)
        if values is None:
            yield from self.fail(self._nonsense(), at)
            return
        if "error" in values:
            yield from self.fail(spoken(values["error"], self._model), at)
            return
        message = values.get("message")
        self._understood = self._understood or isinstance(message, dict) or "done" in values
        if isinstance(message, dict):
            yield from self._message(message, at)
        if values.get("done") is True:
            self.ended = True
            yield from self._rest(at)
            yield Finished(clean(values.get("done_reason")) or "stop", at, read_counters(values))

    def _message(self, message: dict[str, Any], at: float) -> Iterator[StreamEvent]:
        if thinking := clean(message.get("thinking")):
            yield from self._events(self._thoughts.trust_daemon(), at)
            yield ThinkingPiece(thinking, at)
        if text := clean(message.get("content")):
            yield from self._events(self._thoughts.feed(text), at)
        calls = message.get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            function = call.get("function") if isinstance(call, dict) else None
            if isinstance(function, dict):
                yield ToolCall(clean(function.get("name")), _arguments(function.get("arguments")), at)

    def _events(self, pieces: Iterable[Piece], at: float) -> Iterator[StreamEvent]:
        for kind, text in pieces:
            match kind:
                case Kind.TEXT:
                    if shown := self._answer.feed(text):
                        yield TextPiece(shown, at)
                case Kind.THINKING:
                    yield ThinkingPiece(text, at)
                case Kind.TEXT_WAS_THINKING:
                    if held := self._answer.end():
                        yield TextPiece(held, at)
                    self._answer.again()
                    yield TextWasThinking(at)

    def _rest(self, at: float) -> Iterator[StreamEvent]:
        """What was held back, at the end."""
        yield from self._events(self._thoughts.end(), at)
        if held := self._answer.end():
            yield TextPiece(held, at)


def _arguments(value: object) -> dict[str, Any]:
    """A tool's arguments; some models give them as a text of JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def read_counters(line: dict[str, Any]) -> Counters:
    """The daemon's counters; those it left out are None, as are those that are no whole numbers."""
    return Counters(**{name: whole(line.get(name)) for name in _COUNTERS})
