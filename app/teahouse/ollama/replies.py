"""Reads the bytes of a chat stream and the lines of a pull as events.

A field that is missing or of another type is ignored. Errors are a line that is not a daemon's, and an end without a
last line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from enum import Enum, auto
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

# Thinking inside the answer as `<think>…</think>` (Kimi-VL: `◁think▷…◁/think▷`) is separated while it streams.
#
# Daemons do this for the models they support, but not for all community files. An opening tag counts only at the start
# of the answer, so that an answer about tags is unchanged. If the template has already opened the tag, only the closing
# one arrives, alone on its line: the text before it was thinking, which is known only then. Only characters that may
# become a tag are held back.

CLOSE = "</think>"
TAGS = {"<think>": CLOSE, "◁think▷": "◁/think▷"}


class PartKind(Enum):
    TEXT = auto()
    THINKING = auto()
    TEXT_WAS_THINKING = auto()  # with an empty text


Piece = tuple[PartKind, str]


class _Place(Enum):
    START = auto()  # only blanks so far
    THINKING = auto()
    TEXT = auto()  # a lone closing tag may follow
    PLAIN = auto()  # no tag may follow


class LeakedThinkingSplitter:
    """Splits the answer's texts in order, and is flushed once; both return pieces with their kind."""

    def __init__(self) -> None:
        self._place = _Place.START
        self._held = ""
        self._close = CLOSE
        self._fresh_line = True  # no character was returned yet, or the last one was a newline
        self._trim = False  # remove the blanks after a tag

    def trust_daemon(self) -> list[Piece]:
        """Stop searching for tags: the daemon separates thinking itself (it sent a thinking field)."""
        self._place = _Place.PLAIN if self._place is not _Place.THINKING else self._place
        return self._flush_held() if self._place is _Place.PLAIN else []

    def split_text(self, text: str) -> list[Piece]:
        if self._place is _Place.PLAIN and not self._trim:
            return [(PartKind.TEXT, text)] if text else []
        self._held += text
        pieces: list[Piece] = []
        while self._split_next(pieces):
            continue
        return pieces

    def flush_text(self) -> list[Piece]:
        """Return the held text at the end of the stream; a closing tag at the end counts."""
        if self._place is _Place.TEXT and self._held.rstrip() == CLOSE and self._fresh_line:
            self._held = ""
            return [(PartKind.TEXT_WAS_THINKING, "")]
        return self._flush_held()

    def _flush_held(self) -> list[Piece]:
        held, self._held = self._held, ""
        kind = PartKind.THINKING if self._place is _Place.THINKING else PartKind.TEXT
        return [(kind, held)] if held else []

    def _split_next(self, pieces: list[Piece]) -> bool:
        """Split one part of the held text; False if more text is needed."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        if not self._held:
            return False
        match self._place:
            case _Place.START:
                return self._read_opening()
            case _Place.THINKING:
                return self._split_until_close(pieces)
            case _Place.TEXT:
                return self._split_until_lone_close(pieces)
            case _Place.PLAIN:
                pieces.extend(self._flush_held())
                return False

    def _read_opening(self) -> bool:
        start = self._held.lstrip()
        for tag, close in TAGS.items():
            if start.startswith(tag):
                self._held, self._place, self._trim, self._close = start[len(tag) :], _Place.THINKING, True, close
                return True
        if any(tag.startswith(start) for tag in TAGS):  # blanks alone, or the beginning of a tag
            return False
        self._place = _Place.TEXT
        return True

    def _split_until_close(self, pieces: list[Piece]) -> bool:
        before, tag, after = self._held.partition(self._close)
        if tag:
            self._append_piece(pieces, PartKind.THINKING, before)
            self._held, self._place, self._trim = after, _Place.PLAIN, True
            return True
        keep = _overlap_length(self._close, self._held)
        self._append_piece(pieces, PartKind.THINKING, self._held[: len(self._held) - keep])
        return False

    def _split_until_lone_close(self, pieces: list[Piece]) -> bool:
        before, tag, after = self._held.partition(CLOSE)
        if not tag:
            keep = _overlap_length(CLOSE, self._held)
            self._append_piece(pieces, PartKind.TEXT, self._held[: len(self._held) - keep])
            return False
        self._append_piece(pieces, PartKind.TEXT, before)
        if not self._fresh_line:
            self._held = tag + after
            self._append_piece(pieces, PartKind.TEXT, tag)
            return True
        rest = after.lstrip(" \t\r")
        if not rest:
            return False  # the next text decides: hold the tag
        if rest.startswith("\n"):
            pieces.append((PartKind.TEXT_WAS_THINKING, ""))
            self._held, self._place, self._trim = rest, _Place.PLAIN, True
            return True
        self._append_piece(pieces, PartKind.TEXT, tag)
        return True

    def _append_piece(self, pieces: list[Piece], kind: PartKind, text: str) -> None:
        """Move `text`, the start of the held text, to `pieces`."""
        if text:
            pieces.append((kind, text))
            self._fresh_line = text.endswith("\n")
            self._held = self._held[len(text) :]


def _overlap_length(tag: str, text: str) -> int:
    """The number of characters at the end of `text` that may be the start of `tag`."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if tag.startswith(text[-size:])), 0)


ANSWER_OPEN, ANSWER_CLOSE = "<answer>", "</answer>"


class AnswerUnwrapper:
    """Removes the tags of an answer in `<answer>…</answer>` while it streams.

    Hunyuan and GLM-4.1V write them after their thinking, and no daemon removes them. The tags count only at the start
    and at the end of the answer; only text that may become a tag is held back. `unwrap_text` takes the texts in order,
    `flush_text` is called once; both return the text to show. `start_over`: the text so far was not the answer.
    """

    def __init__(self) -> None:
        self.start_over()

    def start_over(self) -> None:
        self._held = ""
        self._has_started = False
        self._wrapped = False
        self._trim = False  # remove the blanks after the tag

    def unwrap_text(self, text: str) -> str:
        if self._has_started and not self._wrapped:
            return text
        self._held += text
        if not self._has_started and not self._read_opening_tag():
            return ""
        return self._unwrap_held() if self._wrapped else self.flush_text()

    def flush_text(self) -> str:
        """Return the held text at the end of the stream."""
        held, self._held = self._held, ""
        return "" if self._wrapped and held.strip() == ANSWER_CLOSE else held

    def _read_opening_tag(self) -> bool:
        """Check for an opening tag; False if more text is needed."""
        start = self._held.lstrip()
        if len(start) < len(ANSWER_OPEN) and ANSWER_OPEN.startswith(start):
            return False
        self._has_started, self._wrapped = True, start.startswith(ANSWER_OPEN)
        if self._wrapped:
            self._held, self._trim = start[len(ANSWER_OPEN) :], True
        return True

    def _unwrap_held(self) -> str:
        """Return the held text without an end that may be the closing tag, and without the blanks before that."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        end = len(self._held.rstrip())
        for size in range(min(len(ANSWER_CLOSE), end), 0, -1):
            if self._held[:end].endswith(ANSWER_CLOSE[:size]):
                end -= size
                break
        end = len(self._held[:end].rstrip())
        text, self._held = self._held[:end], self._held[end:]
        return text


LONGEST_REPLY = 4 << 20  # characters including thinking: more than the context of any model
MOST_CALLS = 100  # tool calls of a reply; their arguments count as text

_COUNTERS = tuple(item.name for item in fields(Counters))


class ReplyReader:
    """Reads the bytes of one chat stream in order, in any chunks; `ended` is set with the last event."""

    def __init__(self, model: str, address: Address) -> None:
        self.ended = False
        self._model = model
        self._address = address
        self._lines = LineSplitter()
        self._thoughts = LeakedThinkingSplitter()
        self._answer = AnswerUnwrapper()
        self._understood = False  # at least one line was valid
        self._character_count = 0  # of text, thinking and arguments
        self._call_count = 0
        self._first_chunk = b""

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
                yield from self._count_events(self._read_line(line, at))
                if self._character_count > LONGEST_REPLY:
                    yield from self.fail_reply(self._too_large_trouble(), at)

    def finish_reply(self, at: float) -> Iterator[StreamEvent]:
        """End the reply at the end of the bytes: the last line may lack its newline; without one the reply was cut."""
        rest = self._lines.rest
        if not self.ended and read_line(rest) is not None:
            yield from self._count_events(self._read_line(rest, at))
        if not self.ended:
            cut_off = self._understood or not rest.strip()
            yield from self.fail_reply(Trouble(Problem.HOST_LOST) if cut_off else self._garbled_trouble(), at)

    def fail_reply(self, trouble: Trouble, at: float) -> Iterator[StreamEvent]:
        """End the reply with `trouble` unless it has ended; held text comes first. The fact `arrived` is set if the
        reply has any text."""
        if not self.ended:
            self.ended = True
            yield from self._count_events(self._flush_rest(at))
            facts = {**trouble.facts, "arrived": True} if self._character_count else trouble.facts
            yield Failed(Trouble(trouble.problem, **facts), at)

    def _count_events(self, events: Iterable[StreamEvent]) -> Iterator[StreamEvent]:
        for event in events:
            match event:
                case TextPiece(text) | ThinkingPiece(text):
                    self._character_count += len(text)
                case ToolCall(arguments=arguments):
                    self._character_count += len(str(arguments))
            yield event

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
        self._understood = self._understood or isinstance(message, dict) or "done" in values
        if isinstance(message, dict):
            yield from self._read_message(message, at)
        if values.get("done") is True:
            self.ended = True
            yield from self._flush_rest(at)
            yield Finished(read_label(values.get("done_reason")) or "stop", at, read_counters(values))

    def _read_message(self, message: dict[str, Any], at: float) -> Iterator[StreamEvent]:
        if thinking := clean_text(message.get("thinking")):
            yield from self._convert_pieces(self._thoughts.trust_daemon(), at)
            yield ThinkingPiece(thinking, at)
        if text := clean_text(message.get("content")):
            yield from self._convert_pieces(self._thoughts.split_text(text), at)
        calls = message.get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            function = call.get("function") if isinstance(call, dict) else None
            if isinstance(function, dict) and self._call_count < MOST_CALLS:
                self._call_count += 1
                yield ToolCall(read_label(function.get("name")), _read_arguments(function.get("arguments")), at)

    def _convert_pieces(self, pieces: Iterable[Piece], at: float) -> Iterator[StreamEvent]:
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

    def _flush_rest(self, at: float) -> Iterator[StreamEvent]:
        """Yield the held text at the end of the reply."""
        yield from self._convert_pieces(self._thoughts.flush_text(), at)
        if held := self._answer.flush_text():
            yield TextPiece(held, at)


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
