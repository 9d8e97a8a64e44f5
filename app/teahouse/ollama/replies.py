"""The bytes of a chat stream as events, and the lines of a pull as events.

Reading is forgiving: a field that is missing or of another type is nothing, never an error. Only a line that is no
daemon's at all is one, and an end without a last line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Counters
from teahouse.core.pulls import BlobProgress, Pulled, PullStep, PullStreamEvent, StepBegun
from teahouse.core.stream_events import (
    Failed,
    Finished,
    StreamEvent,
    TextPiece,
    TextWasThinking,
    ThinkingPiece,
    ToolCall,
)
from teahouse.core.untrusted import (
    clean_text,
    parse_json,
    plain_value,
    read_count,
    read_duration,
    read_label,
    read_size,
)
from teahouse.ollama.address import Address
from teahouse.ollama.body import LineSplitter, LineTooLong, read_line
from teahouse.ollama.faults import error_trouble, pull_trouble, stranger_trouble
from teahouse.ollama.thinking import AnswerUnwrapper, LeakedThinkingSplitter, PartKind, Piece

LONGEST_REPLY = 4 << 20  # characters, thinking included: more than the context of any model
MOST_CALLS = 100  # of tools, all together; their arguments count as text

_COUNTERS = tuple(item.name for item in fields(Counters))


class ReplyReader:
    """Reads the bytes of one chat stream in order, in whatever chunks; `ended` once its last event was given."""

    def __init__(self, model: str, address: Address) -> None:
        self.ended = False
        self._model = model
        self._address = address
        self._lines = LineSplitter()
        self._thoughts = LeakedThinkingSplitter()
        self._answer = AnswerUnwrapper()
        self._understood = False  # at least one line was a daemon's
        self._arrived = 0  # characters of text and thinking given
        self._calls = 0
        self._begun = b""  # the first chunk

    def read_chunk(self, chunk: bytes, at: float) -> Iterator[StreamEvent]:
        """The events of a chunk that came at `at` seconds; nothing after the last one."""
        self._begun = self._begun or chunk
        try:
            lines = self._lines.split_chunk(chunk)
        except LineTooLong:
            yield from self.fail_reply(self._too_large() if self._understood else self._nonsense(), at)
            return
        for line in lines:
            if not self.ended and line.strip():
                yield from self._counted(self._line(line, at))
                if self._arrived > LONGEST_REPLY:
                    yield from self.fail_reply(self._too_large(), at)

    def finish_reply(self, at: float) -> Iterator[StreamEvent]:
        """The bytes have ended: a last line may lack its newline; without a last line the reply was cut."""
        rest = self._lines.rest
        if not self.ended and read_line(rest) is not None:
            yield from self._counted(self._line(rest, at))
        if not self.ended:
            cut_off = self._understood or not rest.strip()
            yield from self.fail_reply(Trouble(Problem.HOST_LOST) if cut_off else self._nonsense(), at)

    def fail_reply(self, trouble: Trouble, at: float) -> Iterator[StreamEvent]:
        """End with `trouble`, unless it has ended already; text held back comes first. Whether anything had arrived is
        a fact of the trouble (`arrived`), so that it can be said."""
        if not self.ended:
            self.ended = True
            yield from self._counted(self._rest(at))
            facts = {**trouble.facts, "arrived": True} if self._arrived else trouble.facts
            yield Failed(Trouble(trouble.problem, **facts), at)

    def _counted(self, events: Iterable[StreamEvent]) -> Iterator[StreamEvent]:
        for event in events:
            match event:
                case TextPiece(text) | ThinkingPiece(text):
                    self._arrived += len(text)
                case ToolCall(arguments=arguments):
                    self._arrived += len(str(arguments))
            yield event

    def _nonsense(self) -> Trouble:
        if self._understood:
            return Trouble(Problem.ANSWER_GARBLED, address=self._address.shown)
        return stranger_trouble(self._begun, self._address)

    def _too_large(self) -> Trouble:
        return Trouble(Problem.ANSWER_TOO_LARGE, address=self._address.shown)

    def _line(self, line: bytes, at: float) -> Iterator[StreamEvent]:
        values = read_line(line)
        if values is None:
            yield from self.fail_reply(self._nonsense(), at)
            return
        if values.get("error") not in (None, ""):
            yield from self.fail_reply(error_trouble(values["error"], self._model), at)
            return
        message = values.get("message")
        self._understood = self._understood or isinstance(message, dict) or "done" in values
        if isinstance(message, dict):
            yield from self._message(message, at)
        if values.get("done") is True:
            self.ended = True
            yield from self._rest(at)
            yield Finished(read_label(values.get("done_reason")) or "stop", at, read_counters(values))

    def _message(self, message: dict[str, Any], at: float) -> Iterator[StreamEvent]:
        if thinking := clean_text(message.get("thinking")):
            yield from self._events(self._thoughts.trust_daemon(), at)
            yield ThinkingPiece(thinking, at)
        if text := clean_text(message.get("content")):
            yield from self._events(self._thoughts.split_text(text), at)
        calls = message.get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            function = call.get("function") if isinstance(call, dict) else None
            if isinstance(function, dict) and self._calls < MOST_CALLS:
                self._calls += 1
                yield ToolCall(read_label(function.get("name")), _arguments(function.get("arguments")), at)

    def _events(self, pieces: Iterable[Piece], at: float) -> Iterator[StreamEvent]:
        for kind, text in pieces:
            match kind:
                case PartKind.TEXT:
                    if shown := self._answer.unwrap_text(text):
                        yield TextPiece(shown, at)
                case PartKind.THINKING:
                    yield ThinkingPiece(text, at)
                case PartKind.TEXT_WAS_THINKING:
                    if held := self._answer.flush_text():
                        yield TextPiece(held, at)
                    self._answer.start_over()
                    yield TextWasThinking(at)

    def _rest(self, at: float) -> Iterator[StreamEvent]:
        """What was held back, at the end."""
        yield from self._events(self._thoughts.flush_text(), at)
        if held := self._answer.flush_text():
            yield TextPiece(held, at)


def _arguments(value: object) -> dict[str, Any]:
    """A tool's arguments; some models give them as a text of JSON."""
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except ValueError:
            return {}
    return plain_value(value) if isinstance(value, dict) else {}


def read_counters(line: dict[str, Any]) -> Counters:
    """The daemon's counters; those it left out are None, as are those that cannot be."""
    return Counters(
        **{name: (read_duration if name.endswith("_duration") else read_count)(line.get(name)) for name in _COUNTERS}
    )


_STEPS = {
    "pulling manifest": PullStep.MANIFEST,
    "verifying sha256 digest": PullStep.VERIFYING,
    "writing manifest": PullStep.WRITING,
    "removing unused layers": PullStep.WRITING,
    "removing any unused layers": PullStep.WRITING,
}


def read_pull(line: dict[str, Any], model: str, at: float) -> PullStreamEvent | None:
    """The event a line of `/api/pull` is; None for one that says nothing to us."""
    if line.get("error") not in (None, ""):
        return Failed(pull_trouble(line["error"], model), at)
    status, digest = read_label(line.get("status")), read_label(line.get("digest"))
    if status == "success":
        return Pulled(at)
    if digest and (total := read_size(line.get("total"))):
        return BlobProgress(digest, total, read_size(line.get("completed")) or 0, at)
    step = _STEPS.get(status)
    return None if step is None else StepBegun(step, at)
