"""Separates thinking and answer at their tags: those of a Go template, and `<think>…</think>` for templates in Jinja
whose thinking llama.cpp does not detect.

Some community GGUFs open the thinking in the prompt and omit earlier thinking; llama.cpp then returns all text as the
answer. Text arrives by token, so tags may be split. White space around the tags is removed.
"""

from __future__ import annotations

from collections.abc import Callable

from teahouse.engine.events import EventStream, GenerationEnd, GenerationEvent, TokenPiece
from teahouse.engine.template_tags import ThinkingTags, overlap_length

THINK_TAGS = ThinkingTags("<think>", "</think>")


class ThinkingSplitter:
    """Splits text incrementally; `opened`: the prompt has opened the thinking."""

    def __init__(self, *, opened: bool, tags: ThinkingTags = THINK_TAGS) -> None:
        self._tags = tags
        self._opened = opened
        self._pending = ""
        self._trim = opened  # after a tag, until the first other character
        self.is_answering = False

    def split_text(self, text: str) -> tuple[str, str]:
        """Add text; returns new thinking and answer. A possible beginning of a tag is held back."""
        if self.is_answering:
            return "", self._trim_start(text)
        self._pending += text
        return self._in_thought() if self._opened else self._before_thought()

    def flush(self) -> tuple[str, str]:
        """The text held back, at the end."""
        pending, self._pending = self._pending, ""
        return (self._trim_start(pending), "") if self._opened and not self.is_answering else ("", pending)

    def _before_thought(self) -> tuple[str, str]:
        """Look for the opening tag, which only counts at the beginning."""
        start = self._pending.lstrip()
        opening = self._tags.opening
        if start.startswith(opening):
            self._pending, self._opened, self._trim = start[len(opening) :], True, True
            return self._in_thought()
        if opening.startswith(start):
            return "", ""
        self.is_answering, pending = True, self._pending
        self._pending = ""
        return "", pending

    def _in_thought(self) -> tuple[str, str]:
        thought, found, rest = self._pending.partition(self._tags.closing)
        if found:
            self.is_answering, self._pending = True, ""
            thought, self._trim = self._trim_start(thought), True
            return thought, self._trim_start(rest)
        keep = overlap_length(self._pending, self._tags.closing)
        thought, self._pending = self._pending[: len(self._pending) - keep], self._pending[len(self._pending) - keep :]
        return self._trim_start(thought), ""

    def _trim_start(self, text: str) -> str:
        if self._trim:
            text = text.lstrip()
            self._trim = not text
        return text


def create_splitter(prompt: str, tags: ThinkingTags = THINK_TAGS) -> ThinkingSplitter:
    """A splitter for the answer to a prompt."""
    return ThinkingSplitter(opened=prompt.rstrip().endswith(tags.opening), tags=tags)


async def split_events(
    events: EventStream,
    splitter: ThinkingSplitter,
    is_separated: Callable[[], bool] = lambda: False,
) -> EventStream:
    """Split the text of events; unchanged once `is_separated` returns that the runner does it."""
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
                    split.append(TokenPiece(content, thinking, event.logprobs, count=event.count))
        if split:
            yield split


async def trim_events(events: EventStream) -> EventStream:
    """Remove the white space before the thinking and before the answer after it."""
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
                kept.append(TokenPiece(content, thinking, event.logprobs, count=event.count))
        if kept:
            yield kept


def _make_pieces(thinking: str, content: str) -> list[TokenPiece]:
    return [TokenPiece(content, thinking)] if thinking or content else []
