"""Thought and answer told apart by `<think>…</think>`, for templates in which llama.cpp does not see the thinking.

Some community GGUFs open the thought in the prompt and never show earlier thoughts; llama.cpp then passes everything
through as the answer. Text comes a token at a time, tags may come in halves. White space around the tags belongs to
nobody, whoever told the two apart.
"""

from __future__ import annotations

from collections.abc import Callable

from teahouse.engine.events import EventStream, GenerationEnd, GenerationEvent, TokenPiece

OPEN, CLOSE = "<think>", "</think>"


class ThinkingSplitter:
    """Fed with text in pieces; `opened`: the prompt has begun the thought already."""

    def __init__(self, *, opened: bool) -> None:
        self._tag = CLOSE if opened else OPEN
        self._pending = ""
        self._trim = opened  # white space after a tag belongs to nobody
        self._is_answering = False

    def split_text(self, text: str) -> tuple[str, str]:
        """What `text` completes, as thought and as answer; a possible beginning of a tag is held back."""
        if self._is_answering:
            return "", self._trim_start(text)
        self._pending += text
        if self._tag == OPEN:
            return self._before_thought()
        return self._in_thought()

    def flush(self) -> tuple[str, str]:
        """What was held back, when nothing more comes."""
        pending, self._pending = self._pending, ""
        return ("", pending) if self._is_answering or self._tag == OPEN else (self._trim_start(pending), "")

    def _before_thought(self) -> tuple[str, str]:
        """A thought can only come first: the first other word makes everything an answer."""
        start = self._pending.lstrip()
        if start.startswith(OPEN):
            self._pending, self._tag, self._trim = start[len(OPEN) :], CLOSE, True
            return self._in_thought()
        if OPEN.startswith(start):
            return "", ""
        self._is_answering, pending = True, self._pending
        self._pending = ""
        return "", pending

    def _in_thought(self) -> tuple[str, str]:
        thought, found, rest = self._pending.partition(CLOSE)
        if found:
            self._is_answering, self._pending = True, ""
            thought, self._trim = self._trim_start(thought), True
            return thought, self._trim_start(rest)
        keep = _overlap(self._pending, CLOSE)
        thought, self._pending = self._pending[: len(self._pending) - keep], self._pending[len(self._pending) - keep :]
        return self._trim_start(thought), ""

    def _trim_start(self, text: str) -> str:
        if self._trim:
            text = text.lstrip()
            self._trim = not text
        return text


def create_splitter(prompt: str) -> ThinkingSplitter:
    """A splitter for what answers this prompt."""
    return ThinkingSplitter(opened=prompt.rstrip().endswith(OPEN))


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of `text` may begin `tag`."""
    return next((size for size in range(min(len(text), len(tag) - 1), 0, -1) if text.endswith(tag[:size])), 0)


async def split_events(
    events: EventStream,
    splitter: ThinkingSplitter,
    is_separated: Callable[[], bool] = lambda: False,
) -> EventStream:
    """Pass events on, their text split; not touched from where `is_separated` says that the runner does it itself."""
    async for bunch in events:
        if is_separated():
            yield bunch
            continue
        split: list[GenerationEvent] = []
        for event in bunch:
            if isinstance(event, GenerationEnd):
                split += [*_make_pieces(*splitter.split_text(event.content)), *_make_pieces(*splitter.flush())]
                split.append(GenerationEnd(event.reason, event.timings, "", event.tool_calls))
            else:
                thinking, content = splitter.split_text(event.content)
                if thinking or content or event.logprobs:
                    split.append(TokenPiece(content, thinking, event.logprobs))
        if split:
            yield split


async def trim_events(events: EventStream) -> EventStream:
    """Pass events on without the white space before a thought, and before the answer that follows it."""
    thought = answered = False
    async for bunch in events:
        kept: list[GenerationEvent] = []
        for event in bunch:
            if isinstance(event, GenerationEnd) or answered:
                kept.append(event)
                continue
            thinking = event.thinking if thought else event.thinking.lstrip()
            thought = thought or bool(thinking)
            content = event.content.lstrip() if thought else event.content
            answered = bool(content)
            if thinking or content or event.logprobs:
                kept.append(TokenPiece(content, thinking, event.logprobs))
        if kept:
            yield kept


def _make_pieces(thinking: str, content: str) -> list[TokenPiece]:
    return [TokenPiece(content, thinking)] if thinking or content else []
