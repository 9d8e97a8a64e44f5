"""The bytes of a chat stream as events, and the lines of a pull as events.

Reading is forgiving: a field that is missing or of another type is nothing, never an error. Only a line that is no
daemon's at all is one, and an end without a last line.
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

# Thoughts that leak into the answer as `<think>…</think>` (Kimi-VL: `◁think▷…◁/think▷`), told apart while they stream.
#
# Daemons do this themselves for the models they know; community files slip through. An opening tag counts only at the
# very start of the answer, so that an answer about tags keeps them. Where the template has already opened the tag only
# the closing one arrives, alone on its line: what came before it was thinking, which can be known only then. No text
# is held back but the few characters that may yet become a tag.

CLOSE = "</think>"
TAGS = {"<think>": CLOSE, "◁think▷": "◁/think▷"}


class PartKind(Enum):
    TEXT = auto()
    THINKING = auto()
    TEXT_WAS_THINKING = auto()  # with an empty text


Piece = tuple[PartKind, str]


class _Place(Enum):
    START = auto()  # nothing but blanks so far
    THINKING = auto()
    TEXT = auto()  # a lone closing tag may still come
    PLAIN = auto()  # it may not: pass everything on


class LeakedThinkingSplitter:
    """Give it the answer's pieces in order, flush it once; both return pieces with their kind."""

    def __init__(self) -> None:
        self._place = _Place.START
        self._held = ""
        self._close = CLOSE
        self._fresh_line = True  # the last character given away was a newline, or nothing was
        self._trim = False  # blanks right after a tag belong to it

    def trust_daemon(self) -> list[Piece]:
        """The daemon splits by itself (it sent a thinking field): look for tags no longer."""
        self._place = _Place.PLAIN if self._place is not _Place.THINKING else self._place
        return self._flush() if self._place is _Place.PLAIN else []

    def split_text(self, text: str) -> list[Piece]:
        if self._place is _Place.PLAIN and not self._trim:
            return [(PartKind.TEXT, text)] if text else []
        self._held += text
        pieces: list[Piece] = []
        while self._step(pieces):
            continue
        return pieces

    def flush_text(self) -> list[Piece]:
        """The stream has ended: what was held back is what it is; a closing tag as the last thing counts."""
        if self._place is _Place.TEXT and self._held.rstrip() == CLOSE and self._fresh_line:
            self._held = ""
            return [(PartKind.TEXT_WAS_THINKING, "")]
        return self._flush()

    def _flush(self) -> list[Piece]:
        held, self._held = self._held, ""
        kind = PartKind.THINKING if self._place is _Place.THINKING else PartKind.TEXT
        return [(kind, held)] if held else []

    def _step(self, pieces: list[Piece]) -> bool:
        """Take one decision; False when more text is needed."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        if not self._held:
            return False
        match self._place:
            case _Place.START:
                return self._open()
            case _Place.THINKING:
                return self._until_close(pieces)
            case _Place.TEXT:
                return self._until_lone_close(pieces)
            case _Place.PLAIN:
                pieces.extend(self._flush())
                return False

    def _open(self) -> bool:
        start = self._held.lstrip()
        for tag, close in TAGS.items():
            if start.startswith(tag):
                self._held, self._place, self._trim, self._close = start[len(tag) :], _Place.THINKING, True, close
                return True
        if any(tag.startswith(start) for tag in TAGS):  # blanks alone, or the beginning of a tag
            return False
        self._place = _Place.TEXT
        return True

    def _until_close(self, pieces: list[Piece]) -> bool:
        before, tag, after = self._held.partition(self._close)
        if tag:
            self._give(pieces, PartKind.THINKING, before)
            self._held, self._place, self._trim = after, _Place.PLAIN, True
            return True
        keep = _beginning_of(self._close, self._held)
        self._give(pieces, PartKind.THINKING, self._held[: len(self._held) - keep])
        return False

    def _until_lone_close(self, pieces: list[Piece]) -> bool:
        before, tag, after = self._held.partition(CLOSE)
        if not tag:
            keep = _beginning_of(CLOSE, self._held)
            self._give(pieces, PartKind.TEXT, self._held[: len(self._held) - keep])
            return False
        self._give(pieces, PartKind.TEXT, before)
        if not self._fresh_line:
            self._held = tag + after
            self._give(pieces, PartKind.TEXT, tag)
            return True
        rest = after.lstrip(" \t\r")
        if not rest:
            return False  # what follows decides: keep the tag
        if rest.startswith("\n"):
            pieces.append((PartKind.TEXT_WAS_THINKING, ""))
            self._held, self._place, self._trim = rest, _Place.PLAIN, True
            return True
        self._give(pieces, PartKind.TEXT, tag)
        return True

    def _give(self, pieces: list[Piece], kind: PartKind, text: str) -> None:
        """Give `text`, the beginning of what is held, away."""
        if text:
            pieces.append((kind, text))
            self._fresh_line = text.endswith("\n")
            self._held = self._held[len(text) :]


def _beginning_of(tag: str, text: str) -> int:
    """How many of the last characters of `text` may be the beginning of `tag`."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if tag.startswith(text[-size:])), 0)


ANSWER_OPEN, ANSWER_CLOSE = "<answer>", "</answer>"


class AnswerUnwrapper:
    """Takes the tags off an answer that comes in `<answer>…</answer>`, while it streams.

    Hunyuan and GLM-4.1V write it so behind their thoughts, and no daemon takes it off. The tag counts only at the very
    start of the answer, its end only as the last thing; no text is held back but what may yet become a tag. Give it the
    answer's pieces in order, flush it once; both return the text to show. `start_over`: what came so far was no answer.
    """

    def __init__(self) -> None:
        self.start_over()

    def start_over(self) -> None:
        self._held = ""
        self._begun = False
        self._wrapped = False
        self._trim = False  # blanks behind the tag belong to it

    def unwrap_text(self, text: str) -> str:
        if self._begun and not self._wrapped:
            return text
        self._held += text
        if not self._begun and not self._opens():
            return ""
        return self._inside() if self._wrapped else self.flush_text()

    def flush_text(self) -> str:
        """What was held back, when nothing more comes."""
        held, self._held = self._held, ""
        return "" if self._wrapped and held.strip() == ANSWER_CLOSE else held

    def _opens(self) -> bool:
        """Whether it is clear how the answer begins."""
        start = self._held.lstrip()
        if len(start) < len(ANSWER_OPEN) and ANSWER_OPEN.startswith(start):
            return False
        self._begun, self._wrapped = True, start.startswith(ANSWER_OPEN)
        if self._wrapped:
            self._held, self._trim = start[len(ANSWER_OPEN) :], True
        return True

    def _inside(self) -> str:
        """All but an end of what is held that may be the closing tag, with the blanks before it."""
        if self._trim:
            self._held = self._held.lstrip()
            self._trim = not self._held
        end = len(self._held.rstrip())
        for size in range(min(len(ANSWER_CLOSE), end), 0, -1):
            if self._held[:end].endswith(ANSWER_CLOSE[:size]):
                end -= size
                break
        end = len(self._held[:end].rstrip())
        given, self._held = self._held[:end], self._held[end:]
        return given


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
