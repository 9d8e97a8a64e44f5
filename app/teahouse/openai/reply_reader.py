"""The bytes of a chat completion as events: a stream of server-sent events, or one JSON object from a server that does
not stream.

A field that is missing or of another type is ignored. Errors are a body that is not a completion, an `error` in it, and
an end before the model's own end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from teahouse.connection.address import Address
from teahouse.connection.body import LONGEST, LineTooLong, read_line
from teahouse.connection.logprobs import read_logprobs
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Counters
from teahouse.core.reply_text import ReplyText
from teahouse.core.stream_events import Failed, Finished, StreamEvent, TokenLogprobs, ToolCall
from teahouse.core.untrusted import clean_text, parse_json, plain_value, read_count, read_label
from teahouse.openai.event_stream import EventStreamReader
from teahouse.openai.faults import error_trouble, no_server_trouble

REPLY_SECONDS = 600.0  # without an event in the middle of a reply
USAGE_SECONDS = 3.0  # for the usage and the end of the stream, once the model has ended
MOST_CALLS = 100  # of tools
MOST_PARTS = 1000  # of a text that comes as a list of parts

_DONE = b"[DONE]"
_THINKING_FIELDS = ("reasoning_content", "reasoning", "thinking")  # DeepSeek's, vLLM's and routers' names for it


class ChatCompletionReader:
    """Reads the bytes of one answer in order, in whatever chunks; `ended` once its last event was given. With
    `is_stream` they are server-sent events, else one JSON object. `has_logprobs`: they were asked for."""

    def __init__(self, model: str, address: Address, *, is_stream: bool = True, has_logprobs: bool = False) -> None:
        self.ended = False
        self._model = model
        self._address = address
        self._events = EventStreamReader() if is_stream else None
        self._has_logprobs = has_logprobs
        self._whole = bytearray()  # of an answer that is no stream
        self._begun = b""  # the first chunk
        self._text = ReplyText()
        self._calls = _ToolCalls()
        self._reason: str | None = None  # why the model ended
        self._understood = False  # at least one event was a completion's
        self._usage: dict[str, Any] = {}
        self._timings: dict[str, Any] = {}

    @property
    def patience(self) -> float:
        """Seconds until the next event may come. After the model's end only its usage may follow, and not all servers
        close the stream or say that it is over."""
        return REPLY_SECONDS if self._reason is None else USAGE_SECONDS

    def read_chunk(self, chunk: bytes, at: float) -> Iterator[StreamEvent]:
        """The events of a chunk that came at `at` seconds; nothing after the last one."""
        self._begun = self._begun or chunk
        if self._events is None:
            self._whole += chunk
            if len(self._whole) > LONGEST:
                yield from self.fail_reply(self._too_large(), at)
            return
        try:
            events = self._events.read_chunk(chunk)
        except LineTooLong:
            yield from self.fail_reply(self._too_large() if self._understood else self._nonsense(), at)
            return
        yield from self._read_events(events, at)

    def finish_reply(self, at: float) -> Iterator[StreamEvent]:
        """The bytes have ended. Without `[DONE]` the reply is whole where the model has said why it ended."""
        if self._events is None:
            yield from self._read_events([bytes(self._whole)], at)
        else:
            try:
                yield from self._read_events(self._events.finish(), at)
            except LineTooLong:
                yield from self.fail_reply(self._too_large(), at)
        if self.ended:
            return
        if self._reason is not None:
            yield from self._end_reply(at)
        else:
            cut_off = self._understood or not self._begun.strip()
            yield from self.fail_reply(Trouble(Problem.HOST_LOST) if cut_off else self._nonsense(), at)

    def interrupt_reply(self, at: float) -> Iterator[StreamEvent]:
        """Nothing came within `patience`: an error, unless the model had ended."""
        if self._reason is not None and not self.ended:
            yield from self._end_reply(at)
        else:
            yield from self.fail_reply(Trouble(Problem.HOST_STALLED, address=self._address.shown), at)

    def fail_reply(self, trouble: Trouble, at: float) -> Iterator[StreamEvent]:
        """End with `trouble`, unless it has ended already; text that was held back comes first. `arrived` is added to
        the facts where some of the reply was there."""
        if not self.ended:
            self.ended = True
            yield from self._text.flush(at)
            facts = {**trouble.facts, "arrived": True} if self._text.length else trouble.facts
            yield Failed(Trouble(trouble.problem, **facts), at)

    def _nonsense(self) -> Trouble:
        if self._understood:
            return Trouble(Problem.ANSWER_GARBLED, address=self._address.shown)
        return no_server_trouble(self._begun, self._address)

    def _too_large(self) -> Trouble:
        return Trouble(Problem.ANSWER_TOO_LARGE, address=self._address.shown)

    def _read_events(self, events: list[bytes], at: float) -> Iterator[StreamEvent]:
        for data in events:
            if self.ended:
                return
            yield from self._read_event(data.strip(), at)
            if self._text.is_too_long:
                yield from self.fail_reply(self._too_large(), at)

    def _read_event(self, data: bytes, at: float) -> Iterator[StreamEvent]:
        if data == _DONE:
            if self._understood:
                yield from self._end_reply(at)
            else:
                yield from self.fail_reply(self._nonsense(), at)
            return
        values = read_line(data)
        if values is None:
            yield from self.fail_reply(self._nonsense(), at)
            return
        error = values.get("error") or (values if values.get("object") == "error" else None)
        if error:
            yield from self.fail_reply(error_trouble(error, self._model, self._address), at)
            return
        for name, kept in (("usage", self._usage), ("timings", self._timings)):
            if isinstance(found := values.get(name), dict):
                kept.update(found)
        choices = values.get("choices")
        self._understood = self._understood or isinstance(choices, list)
        for choice in choices[:1] if isinstance(choices, list) else ():
            if isinstance(choice, dict) and choice.get("index") in (0, None):
                yield from self._read_choice(choice, at)
        if not self._understood:
            yield from self.fail_reply(self._nonsense(), at)

    def _read_choice(self, choice: dict[str, Any], at: float) -> Iterator[StreamEvent]:
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            for field in _THINKING_FIELDS:
                if thinking := clean_text(delta.get(field)):
                    yield from self._text.add_thinking(thinking, at)
                    break
            yield from self._read_content(delta.get("content"), at)
            if refusal := clean_text(delta.get("refusal")):
                yield from self._text.add_text(refusal, at)
            self._text.count_arguments(self._calls.add_parts(delta.get("tool_calls")))
        logprobs = choice.get("logprobs") if self._has_logprobs else None
        if isinstance(logprobs, dict) and (tokens := read_logprobs(logprobs.get("content"), _text_of(delta))):
            yield TokenLogprobs(tokens, at)
        if reason := read_label(choice.get("finish_reason")):
            self._reason = reason

    def _read_content(self, content: object, at: float) -> Iterator[StreamEvent]:
        """A text, or Mistral's list of parts, of which some are thinking."""
        if text := clean_text(content):
            yield from self._text.add_text(text, at)
        for part in content[:MOST_PARTS] if isinstance(content, list) else ():
            if not isinstance(part, dict):
                continue
            if isinstance(thoughts := part.get("thinking"), list):
                thinking = "".join(
                    clean_text(one.get("text")) for one in thoughts[:MOST_PARTS] if isinstance(one, dict)
                )
                if thinking:
                    yield from self._text.add_thinking(thinking, at)
            elif text := clean_text(part.get("text")):
                yield from self._text.add_text(text, at)

    def _end_reply(self, at: float) -> Iterator[StreamEvent]:
        if self._reason == "content_filter":
            yield from self.fail_reply(Trouble(Problem.REPLY_FILTERED, address=self._address.shown), at)
            return
        if self._reason in ("error", "abort"):
            yield from self.fail_reply(Trouble(Problem.HOST_ERROR, message=f"finish_reason: {self._reason}"), at)
            return
        self.ended = True
        yield from self._text.flush(at)
        for name, arguments in self._calls.read_calls():
            yield ToolCall(name, arguments, at)
        yield Finished("length" if self._reason == "length" else "stop", at, read_counters(self._usage, self._timings))


def _text_of(delta: object) -> str:
    """The text of a part of a message."""
    return clean_text(delta.get("content")) if isinstance(delta, dict) else ""


class _ToolCalls:
    """The calls of tools of one reply. Their parts come with an index; a server without streaming sends each whole."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._arguments: dict[int, list[str]] = {}

    def add_parts(self, parts: object) -> int:
        """Take the parts of one event; returns how many characters of arguments they have."""
        length = 0
        for number, part in enumerate(parts[:MOST_CALLS] if isinstance(parts, list) else ()):
            function = part.get("function") if isinstance(part, dict) else None
            if not isinstance(function, dict):
                continue
            index = read_count(part.get("index"))
            index = number if index is None else index
            if index not in self._names and len(self._names) >= MOST_CALLS:
                continue
            self._names[index] = self._names.get(index) or read_label(function.get("name"))
            arguments = function.get("arguments")
            text = clean_text(arguments) if not isinstance(arguments, dict) else _as_json(arguments)
            self._arguments.setdefault(index, []).append(text)
            length += len(text)
        return length

    def read_calls(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Name and arguments of each; arguments that are no JSON object are empty."""
        for index, name in sorted(self._names.items()):
            try:
                value = parse_json("".join(self._arguments[index]))
            except ValueError:
                value = None
            yield name, plain_value(value) if isinstance(value, dict) else {}


def _as_json(value: dict[str, Any]) -> str:
    """Arguments that came as an object, as the text that they should have been."""

    return json.dumps(plain_value(value))


def read_counters(usage: dict[str, Any], timings: dict[str, Any]) -> Counters:
    """What the server counted. Only llama-server gives times (`timings`, milliseconds); elsewhere they are unknown."""
    details, thought = usage.get("prompt_tokens_details"), usage.get("completion_tokens_details")
    cached = read_count(details.get("cached_tokens")) if isinstance(details, dict) else None
    counted = read_count(usage.get("prompt_tokens"))
    cache, prompt = read_count(timings.get("cache_n")), read_count(timings.get("prompt_n"))
    if counted is None and prompt is not None:
        counted = prompt + (cache or 0)
    generated = read_count(usage.get("completion_tokens"))
    return Counters(
        prompt_eval_count=counted,
        prompt_eval_cached_count=cached if cached is not None else cache,
        prompt_eval_duration=_nanoseconds(timings.get("prompt_ms")),
        eval_count=read_count(timings.get("predicted_n")) if generated is None else generated,
        eval_duration=_nanoseconds(timings.get("predicted_ms")),
        thinking_count=read_count(thought.get("reasoning_tokens")) if isinstance(thought, dict) else None,
    )


def _nanoseconds(milliseconds: object) -> int | None:
    if not isinstance(milliseconds, int | float) or isinstance(milliseconds, bool) or not 0 <= milliseconds < 1e11:
        return None
    return round(milliseconds * 1e6)
