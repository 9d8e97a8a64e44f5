"""One message on the page: a column of parts, made when it comes near the window and dropped when it is far.

A reply that streams feeds its segments, and nothing but the open tail is laid out again. A closed item remembers
what its parts measured, so that opening it again moves nothing.
"""

from __future__ import annotations

from teahouse.core.conversation import Message, Role, State
from teahouse.core.markdown import Block, Kind
from teahouse.services.news import PhaseNews
from teahouse.ui.chat.transcript import words
from teahouse.ui.chat.transcript.code_part import CodePart
from teahouse.ui.chat.transcript.error_part import ErrorPart
from teahouse.ui.chat.transcript.head_parts import FoldPart, HeadPart
from teahouse.ui.chat.transcript.ink import BUBBLE, Ink
from teahouse.ui.chat.transcript.live import Live
from teahouse.ui.chat.transcript.part import Part
from teahouse.ui.chat.transcript.prose_part import ProsePart
from teahouse.ui.chat.transcript.rows import Rows
from teahouse.ui.chat.transcript.segments import BlockPart, Segments
from teahouse.ui.chat.transcript.status_part import StatusPart
from teahouse.ui.chat.transcript.text_parts import BubblePart, TextPart, ThoughtPart


class Item:
    """`switched`: another model wrote the reply before; `siblings`: (number, count) among its parent's children."""

    def __init__(self, ink: Ink, message: Message, *, switched: bool = False, siblings: tuple[int, int] = (1, 1)):
        self.ink = ink
        self.message = message
        self.switched = switched
        self.siblings = siblings
        self.live: Live | None = None
        if message.state is State.STREAMING:
            self.live = _live_of(message)
        self.unfolded: bool | None = None  # what the person chose; None: open while it thinks
        self.parts: list[Part] = []
        self.rows = Rows()
        self.width = -1
        self._measured: dict[tuple[int, int], int] = {}  # heights of parts, when it was closed, for `width`
        self._body: Segments | None = None
        self._thoughts: Segments | None = None
        self._fold = FoldPart(ink)
        self._status = StatusPart(ink, message, siblings)
        self._size = (len(message.text), message.text.count("\n"))

    @property
    def id(self) -> str:
        return self.message.id

    @property
    def is_open(self) -> bool:
        return bool(self.parts)

    @property
    def text(self) -> str:
        """The message's text so far, as it came."""
        return self.message.text if self.live is None else "".join(self.live.all_text)

    @property
    def thinking(self) -> str:
        """The thinking so far, as it came."""
        return self.message.thinking if self.live is None else "".join(self.live.all_thinking)

    @property
    def has_words(self) -> bool:
        """Whether any text or thinking has come."""
        return bool(self.live is None or self.live.all_text or self.live.all_thinking)

    @property
    def shows_thinking(self) -> bool:
        """Whether the thinking part is unfolded."""
        if self.unfolded is not None:
            return self.unfolded
        return self.live is not None and self.live.is_thinking

    def estimate(self, width: int) -> int:
        """About how high it is for a width while it is closed; as it was measured, if it was for this width."""
        if self._measured and width == self.width:
            return sum(self._measured.values())
        if self.message.role is Role.USER:
            inner = min(width, self.ink.px(BUBBLE)) - self.ink.px(28)
            return self.ink.height_of(*self._size, inner, self.ink.text) + self.ink.px(50)
        fixed = 70 + (30 if self.message.thinking else 0) + (90 if self.message.problem else 0)
        return self.ink.height_of(*self._size, width, self.ink.text) + self.ink.px(fixed)

    def open(self, width: int) -> None:
        """Have parts, with heights estimated or as they were measured for this width."""
        if not self.parts:
            self._body = Segments(self._make_body, plain=self.message.role is not Role.ASSISTANT)
            self._body.feed(self.text)
            self._thoughts = Segments(self._make_thought, plain=True)
            self._thoughts.feed(self.thinking)
            if self.live is None:
                self._body.close()
                self._thoughts.close()
            else:
                self.live.take()
            self._refresh_lines()
            self._list_parts()
        self._size_parts(width)

    def close(self) -> None:
        """Drop all parts; heights are remembered."""
        self._measured = {part.key: part.height for part in self.parts}
        self.parts, self._body, self._thoughts = [], None, None
        self._status.free()
        self._fold.free()
        self.rows.replace([])

    def _make_body(self, block: Block, number: int) -> BlockPart:
        key = (2, number)
        if self.message.role is Role.USER:
            return BubblePart(self.ink, key, block)
        if block.kind is Kind.CODE:
            return CodePart(self.ink, key, block)
        return ProsePart(self.ink, key, block) if block.kind is Kind.TEXT else TextPart(self.ink, key, block)

    def _make_thought(self, block: Block, number: int) -> BlockPart:
        return ThoughtPart(self.ink, (1, number + 1), block)

    def _list_parts(self) -> None:
        parts: list[Part] = []
        if self.message.role is not Role.USER:
            parts.append(HeadPart(self.ink, self.message, switched=self.switched))
        if self._thoughts is not None and self._thoughts.parts:
            parts.append(self._fold)
            if self.shows_thinking:
                parts += self._thoughts.parts
        if self._body is not None:
            parts += self._body.parts
        if self.message.state is State.FAILED:
            parts.append(ErrorPart(self.ink, self.message))
        parts.append(self._status)
        self.parts = parts

    def _size_parts(self, width: int) -> None:
        known = self._measured if width == self.width else {}
        for part in self.parts:
            if part.sized != width:
                part.height = known.get(part.key) or part.estimate(width)
                part.sized = width
        self.width = width
        self._measured = {}
        self.rows.replace(part.height for part in self.parts)

    def _refresh_lines(self) -> None:
        """Say in the fold and status lines what is true now."""
        if self.live is None:
            figures = self.message.figures
            self._fold.text = words.thinking(figures.thinking_seconds if figures else None)
        else:
            self._fold.text = self.live.thinking_words()
            phase = self.live.phase_words()
            if phase != self._status.phase:
                self._status.phase = phase
                self._status.free()
        if self._fold.open != self.shows_thinking:
            self._fold.open = self.shows_thinking
            self._fold.free()

    def add(self, text: str, thinking: str) -> None:
        """A piece has come; shown by the next `absorb`."""
        if self.live is not None:
            self.live.add(text, thinking)

    def enter(self, news: PhaseNews) -> None:
        """It waits for something else now."""
        if self.live is not None:
            self.live.enter(news.phase, news.facts, news.since)

    def absorb(self) -> None:
        """Take in what has come since the last frame; lays nothing out."""
        if self.live is None or self._body is None or self._thoughts is None:
            return
        before = (len(self._thoughts.parts), self._fold.open)
        text, thinking = self.live.take()
        changed = bool(text) and self._body.feed(text)
        if thinking:
            self._thoughts.feed(thinking)
        self._refresh_lines()
        if changed or before != (len(self._thoughts.parts), self._fold.open):
            self._list_parts()
            self._size_parts(self.width)

    def tick(self) -> None:
        """Count the seconds on."""
        self._refresh_lines()

    def fold(self, unfolded: bool) -> None:
        """Show or hide the thinking."""
        self.unfolded = unfolded
        if self.parts:
            self._refresh_lines()
            self._list_parts()
            self._size_parts(self.width)

    def update(self, message: Message, *, switched: bool, siblings: tuple[int, int]) -> None:
        """The message as it is kept now, and its place among its siblings."""
        if (message, switched, siblings) == (self.message, self.switched, self.siblings):
            return
        same_text = (message.text, message.thinking) == (self.text, self.thinking)
        ended = self.live is not None and message.state is not State.STREAMING
        self.message, self.switched, self.siblings = message, switched, siblings
        self._size = (len(message.text), message.text.count("\n"))
        self._status = StatusPart(self.ink, message, siblings)
        if ended:
            self._end(same_text=same_text)
        elif not same_text and self.live is None:
            self.parts = []
        elif self.parts:
            self._refresh_lines()
            self._list_parts()
            self._size_parts(self.width)

    def _end(self, *, same_text: bool) -> None:
        """The reply is over: what was shown stays as it is, and what was open is closed."""
        if same_text and self._body is not None and self._thoughts is not None:
            self.absorb()
            self._body.close()
            self._thoughts.close()
        else:
            self.parts = []
        self.live = None
        if self.parts:
            self._refresh_lines()
            self._list_parts()
            self._size_parts(self.width)

    def code_of(self, part: Part) -> str:
        """The whole code of the block that a part shows."""
        return self._body.run_of(part) if self._body is not None else ""

    def part_at(self, key: tuple[int, int]) -> int:
        """The number of the part with this key, or of the last one before where it would be."""
        best = 0
        for number, part in enumerate(self.parts):
            if part.key > key:
                break
            best = number
        return best


def _live_of(message: Message) -> Live:
    """What is known of a reply that streams already."""
    live = Live()
    live.add("", message.thinking)
    live.add(message.text, "")
    return live
