"""The parts of one message, from its author's line to its quiet line, while it is near the window.

A reply that streams feeds its segments, and nothing but the open tail is laid out again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from time import perf_counter

from teahouse.core.conversation import Message, Role, State
from teahouse.core.json_text import begins_json, is_json
from teahouse.core.markdown import Block, BlockKind
from teahouse.ui.transcript import words
from teahouse.ui.transcript.attachment_parts import attachment_part
from teahouse.ui.transcript.block_part import BlockPart
from teahouse.ui.transcript.call_part import CallPart
from teahouse.ui.transcript.code_part import CodePart
from teahouse.ui.transcript.error_part import ErrorPart
from teahouse.ui.transcript.head_parts import FoldPart, HeadPart
from teahouse.ui.transcript.live import Live
from teahouse.ui.transcript.part import TOP, TranscriptPart
from teahouse.ui.transcript.rest_part import RestPart
from teahouse.ui.transcript.rows import MenuRows
from teahouse.ui.transcript.segments import AnyPart, Segments
from teahouse.ui.transcript.status_part import StatusPart
from teahouse.ui.transcript.text_parts import BubblePart, TextPart, ThoughtPart
from teahouse.ui.transcript.text_style import TextStyle

FENCE = "```json\n"
TURN = 0.006  # seconds of taking in text between two frames


class MessageBody:
    """`parts` from top to bottom, their heights in `rows`. Nothing in here decides what is near."""

    def __init__(self, ink: TextStyle, message: Message, siblings: tuple[int, int], *, switched: bool) -> None:
        self._ink = ink
        self._text = Segments(self._make_text, plain=message.role is not Role.ASSISTANT)
        self._thoughts = Segments(self._make_thought, plain=True)
        self._fold = FoldPart(ink)
        self._rest = RestPart(ink)
        self._attached = [attachment_part(ink, (0, 1 + n), held) for n, held in enumerate(message.attachments)]
        self._start: str | None = "" if message.role is Role.ASSISTANT else None  # of the text, until it tells its form
        self.is_json = False  # it is shown as code
        self.parts: list[TranscriptPart] = []
        self.rows = MenuRows()
        self.laid: set[TranscriptPart] = set()  # those that may hold a layout
        self.describe(message, siblings, switched=switched)

    def describe(self, message: Message, siblings: tuple[int, int], *, switched: bool) -> None:
        """The message is this now, but for its text and thinking."""
        self._message = message
        headed = message.role is not Role.USER and not self._ink.look.bare
        self._head = HeadPart(self._ink, message, switched=switched) if headed else None
        self._calls = [CallPart(self._ink, (3, number), call) for number, call in enumerate(message.calls)]
        self._error = ErrorPart(self._ink, message) if message.state is State.FAILED else None
        self._status = StatusPart(self._ink, message, siblings)

    @property
    def unfolded(self) -> bool:
        """Whether the thinking is shown now."""
        return self._fold.open

    def feed(self, text: str = "", thinking: str = "") -> tuple[int, int]:
        """More text and thinking, as much of which is taken in as there is time for; returns the key of the first part
        that may be another now."""
        self._thoughts.add(thinking)
        self._text.add(self._told(text))
        first = (1, 1 + self._thoughts.frozen) if self._thoughts.unread else (2, self._text.frozen)
        until = perf_counter() + TURN
        self._thoughts.take(until)
        self._text.take(until)
        self._rest.say(self._text.hidden)
        return first

    def _told(self, text: str) -> str:
        """What is to be read of more text: nothing until its beginning says whether it is JSON, which is read as a
        block of code."""
        if self._start is None:
            return text
        self._start += text
        begins = begins_json(self._start)
        if begins is None:
            return ""
        self.is_json = begins and (self._message.state is not State.DONE or is_json(self._start))
        start, self._start = self._start, None
        return FENCE + start if self.is_json else start

    @property
    def unread(self) -> bool:
        """Whether some of what has come is not taken in yet."""
        return self._text.unread or self._thoughts.unread

    @property
    def hidden(self) -> int:
        """How many characters of the text, its last ones, are not shown."""
        return self._text.hidden

    def end(self) -> None:
        """There will be no more."""
        if self._start:
            self._text.add(self._start)
            self._start = None
        self._text.end()
        self._thoughts.end()
        self.feed()

    def refresh(self, live: Live | None, *, unfolded: bool) -> bool:
        """Say in the fold and quiet lines what is true now; tells whether the fold has moved."""
        if live is None:
            figures = self._message.figures
            self._fold.say(words.thinking(figures.thinking_seconds if figures else None))
        else:
            self._fold.say(live.thinking_words())
            self._status.wait_for(live.phase_words())
        moved = self._fold.open != unfolded
        if moved:
            self._fold.open = unfolded
            self._fold.free()
        return moved

    def arrange(self, width: int, known: Mapping[tuple[int, int], int], first: tuple[int, int] = TOP) -> None:
        """List the parts there are now; what comes before the key `first` is as it was. New ones get the heights
        that are known for this width, or estimates."""
        start = bisect_left(self.parts, first, key=lambda part: part.key)
        added = [part for part in self._listed(first) if part.key >= first]
        for part in added:
            if part.sized != width:
                part.height = known.get(part.key) or part.estimate(width)
                part.sized = width
        self.parts[start:] = added
        self.rows.replace((part.height for part in added), start)

    def _listed(self, first: tuple[int, int]) -> Iterator[TranscriptPart]:
        """The parts from top to bottom, some of those before `first` left out."""
        kind, number = first
        if self._head is not None:
            yield self._head
        yield from self._attached
        if self._thoughts.parts:
            yield self._fold
            if self._fold.open and kind < 2:
                yield from self._thoughts.parts[max(0, number - 1) if kind == 1 else 0 :]
        yield from self._text.parts[number if kind == 2 else 0 :]
        if self._text.hidden:
            yield self._rest
        yield from self._calls
        if self._error is not None:
            yield self._error
        yield self._status

    @property
    def count(self) -> int:
        """How many parts text and thinking have: another number means that they have to be arranged again."""
        return len(self._text.parts) + len(self._thoughts.parts) + bool(self._text.hidden)

    def code_of(self, part: TranscriptPart) -> str:
        """The whole code of the block that a part shows; empty where it shows none."""
        if isinstance(part, CallPart):
            return part.block.text
        return self._text.run_of(part) if isinstance(part, CodePart) else ""

    def _make_text(self, block: Block, number: int) -> AnyPart:
        key = (2, number)
        if self._message.role is Role.USER:
            return BubblePart(self._ink, key, block)
        if block.kind is BlockKind.CODE:
            return CodePart(self._ink, key, block, whole=lambda: self._text.whole_of(number))
        if block.kind is BlockKind.TEXT:
            return BlockPart(self._ink, key, block, self._text.names)
        return TextPart(self._ink, key, block)

    def _make_thought(self, block: Block, number: int) -> AnyPart:
        return ThoughtPart(self._ink, (1, number + 1), block)
