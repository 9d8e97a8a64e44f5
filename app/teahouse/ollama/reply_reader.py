"""Reads the bytes of a chat stream and the lines of a pull as events.

A field that is missing or of another type is ignored. Errors are a line that is not a daemon's, and an end without a
last line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from teahouse.connection.address import Address
from teahouse.connection.body import LineSplitter, LineTooLong, read_line
from teahouse.connection.faults import stranger_trouble
from teahouse.connection.logprobs import read_logprobs
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Counters
from teahouse.core.pulls import BlobProgress, Pulled, PullStep, PullStreamEvent, StepBegun
from teahouse.core.reply_text import ReplyText
from teahouse.core.stream_events import (
    Failed,
    Finished,
    StreamEvent,
    TokenLogprobs,
    TokensCounted,
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
from teahouse.ollama.faults import error_trouble, pull_trouble

REPLY_SECONDS = 600.0  # between events of a reply; no limit before its first byte, while the model is loaded
MOST_CALLS = 100  # tool calls of a reply; their arguments count as text

_COUNTERS = tuple(item.name for item in fields(Counters))


class ReplyReader:
    """Reads the bytes of one chat stream in order, in any chunks; `ended` is set with the last event."""

    def __init__(self, model: str, address: Address, *, has_logprobs: bool = False) -> None:
        self.ended = False
        self._has_logprobs = has_logprobs
        self._model = model
        self._address = address
        self._lines = LineSplitter()
        self._text = ReplyText()
        self._understood = False  # at least one line was valid
        self._call_count = 0
        self._first_chunk = b""

    @property
    def patience(self) -> float:
        """Seconds until the next event may come."""
        return REPLY_SECONDS

    def read_chunk(self, chunk: bytes, at: float) -> Iterator[StreamEvent]:
        """Yield the events of a chunk received at `at` seconds; none after the last one."""
        self._first_chunk = self._first_chunk or chunk
        try:
            lines = self._lines.split_chunk(chunk)
        except LineTooLong:
            yield from self.fail_reply(self._too_large_trouble() if self._understood else self._garbled_trouble(), at)
            return
        for line in lines:
            if not self.ended and line.strip():
                yield from self._read_line(line, at)
                if self._text.is_too_long:
                    yield from self.fail_reply(self._too_large_trouble(), at)

    def finish_reply(self, at: float) -> Iterator[StreamEvent]:
        """End the reply at the end of the bytes: the last line may lack its newline; without one the reply was cut."""
        rest = self._lines.rest
        if not self.ended and read_line(rest) is not None:
            yield from self._read_line(rest, at)
        if not self.ended:
            cut_off = self._understood or not rest.strip()
            yield from self.fail_reply(Trouble(Problem.HOST_LOST) if cut_off else self._garbled_trouble(), at)

    def interrupt_reply(self, at: float) -> Iterator[StreamEvent]:
        """End the reply because no event came within `patience`."""
        yield from self.fail_reply(Trouble(Problem.HOST_STALLED, address=self._address.shown), at)

    def fail_reply(self, trouble: Trouble, at: float) -> Iterator[StreamEvent]:
        """End the reply with `trouble` unless it has ended; held text comes first. The fact `arrived` is set if the
        reply has any text."""
        if not self.ended:
            self.ended = True
            yield from self._text.flush(at)
            facts = {**trouble.facts, "arrived": True} if self._text.length else trouble.facts
            yield Failed(Trouble(trouble.problem, **facts), at)

    def _garbled_trouble(self) -> Trouble:
        if self._understood:
            return Trouble(Problem.ANSWER_GARBLED, address=self._address.shown)
        return stranger_trouble(self._first_chunk, self._address)

    def _too_large_trouble(self) -> Trouble:
        return Trouble(Problem.ANSWER_TOO_LARGE, address=self._address.shown)

    def _read_line(self, line: bytes, at: float) -> Iterator[StreamEvent]:
        values = read_line(line)
        if values is None:
            yield from self.fail_reply(self._garbled_trouble(), at)
            return
        if values.get("error") not in (None, ""):
            yield from self.fail_reply(error_trouble(values["error"], self._model), at)
            return
        message = values.get("message")
        if isinstance(values.get("response"), str):  # of `/api/generate`
            message = {"content": values["response"], "thinking": values.get("thinking")}
        self._understood = self._understood or isinstance(message, dict) or "done" in values
        if isinstance(message, dict):
            yield from self._read_message(message, at)
        if self._has_logprobs:
            text = clean_text(message.get("content")) if isinstance(message, dict) else ""
            if tokens := read_logprobs(values.get("logprobs"), text):
                yield TokenLogprobs(tokens, at)
        if values.get("done") is not True:
            if count := read_count(values.get("eval_count")):  # of our engine, where a line is not one token
                yield TokensCounted(count, at)
        else:
            self.ended = True
            yield from self._text.flush(at)
            yield Finished(read_label(values.get("done_reason")) or "stop", at, read_counters(values))

    def _read_message(self, message: dict[str, Any], at: float) -> Iterator[StreamEvent]:
        if thinking := clean_text(message.get("thinking")):
            yield from self._text.add_thinking(thinking, at)
        if text := clean_text(message.get("content")):
            yield from self._text.add_text(text, at)
        calls = message.get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            function = call.get("function") if isinstance(call, dict) else None
            if isinstance(function, dict) and self._call_count < MOST_CALLS:
                self._call_count += 1
                arguments = _read_arguments(function.get("arguments"))
                self._text.count_arguments(len(str(arguments)))
                yield ToolCall(read_label(function.get("name")), arguments, at)


def _read_arguments(value: object) -> dict[str, Any]:
    """A tool's arguments; some models send them as JSON text."""
    if isinstance(value, str):
        try:
            value = parse_json(value)
        except ValueError:
            return {}
    return plain_value(value) if isinstance(value, dict) else {}


def read_counters(line: dict[str, Any]) -> Counters:
    """The daemon's counters; missing and invalid ones are None."""
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
    """Read a line of `/api/pull` as an event; None for an unused one."""
    if line.get("error") not in (None, ""):
        return Failed(pull_trouble(line["error"], model), at)
    status, digest = read_label(line.get("status")), read_label(line.get("digest"))
    if status == "success":
        return Pulled(at)
    if digest and (total := read_size(line.get("total"))):
        return BlobProgress(digest, total, read_size(line.get("completed")) or 0, at)
    step = _STEPS.get(status)
    return None if step is None else StepBegun(step, at)
