"""Thought and answer told apart by `<think>…</think>`, for templates in which llama.cpp does not see the thinking.

Some community GGUFs open the thought in the prompt and never show earlier thoughts; llama.cpp then passes everything
through as the answer. Text comes a token at a time, tags may come in halves. White space around the tags belongs to
nobody, whoever told the two apart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from teahouse.engine.events import End, Event, TokenPiece

OPEN, CLOSE = "<think>", "</think>"


class ThinkingSplitter:
    """Fed with text in pieces; `opened`: the prompt has begun the thought already."""

    def __init__(self, *, opened: bool) -> None:
        self._tag = CLOSE if opened else OPEN
        self._held = ""
        self._trim = opened  # white space after a tag belongs to nobody
        self._over = False

    def split_text(self, text: str) -> tuple[str, str]:
        """What `text` completes, as thought and as answer; a possible beginning of a tag is held back."""
        if self._over:
            return "", self._trimmed(text)
        self._held += text
        if self._tag == OPEN:
            return self._before_thought()
        return self._in_thought()

    def flush(self) -> tuple[str, str]:
        """What was held back, when nothing more comes."""
        held, self._held = self._held, ""
        return ("", held) if self._over or self._tag == OPEN else (self._trimmed(held), "")

    def _before_thought(self) -> tuple[str, str]:
        """A thought can only come first: the first other word makes everything an answer."""
        start = self._held.lstrip()
        if start.startswith(OPEN):
            self._held, self._tag, self._trim = start[len(OPEN) :], CLOSE, True
            return self._in_thought()
        if OPEN.startswith(start):
            return "", ""
        self._over, held = True, self._held
        self._held = ""
        return "", held

    def _in_thought(self) -> tuple[str, str]:
        thought, found, rest = self._held.partition(CLOSE)
        if found:
            self._over, self._held = True, ""
            thought, self._trim = self._trimmed(thought), True
            return thought, self._trimmed(rest)
        keep = _overlap(self._held, CLOSE)
        thought, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
        return self._trimmed(thought), ""

    def _trimmed(self, text: str) -> str:
        if self._trim:
            text = text.lstrip()
            self._trim = not text
        return text


def opened_by(prompt: str) -> ThinkingSplitter:
    """A splitter for what answers this prompt."""
    return ThinkingSplitter(opened=prompt.rstrip().endswith(OPEN))


def _overlap(text: str, tag: str) -> int:
    """How many characters at the end of `text` may begin `tag`."""
    return next((size for size in range(min(len(text), len(tag) - 1), 0, -1) if text.endswith(tag[:size])), 0)


async def split_events(
    events: AsyncIterator[list[Event]], splitter: ThinkingSplitter, needless: Callable[[], bool] = lambda: False
) -> AsyncIterator[list[Event]]:
    """Pass events on, their text split; not touched from where `needless` says that the runner does it itself."""
    async for bunch in events:
        if needless():
            yield bunch
            continue
        parted: list[Event] = []
        for event in bunch:
            if isinstance(event, End):
                parted += [*_pieces(*splitter.split_text(event.content)), *_pieces(*splitter.flush())]
                parted.append(End(event.reason, event.timings, "", event.tool_calls))
            else:
                thinking, content = splitter.split_text(event.content)
                if thinking or content or event.logprobs:
                    parted.append(TokenPiece(content, thinking, event.logprobs))
        if parted:
            yield parted


async def trim_events(events: AsyncIterator[list[Event]]) -> AsyncIterator[list[Event]]:
    """Pass events on without the white space before a thought, and before the answer that follows it."""
    thought = answered = False
    async for bunch in events:
        kept: list[Event] = []
        for event in bunch:
            if isinstance(event, End) or answered:
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


def _pieces(thinking: str, content: str) -> list[TokenPiece]:
    return [TokenPiece(content, thinking)] if thinking or content else []
