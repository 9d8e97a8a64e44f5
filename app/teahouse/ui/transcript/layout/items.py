"""One message on the page: an estimated height far from the window, a body with parts near it.

A closed item keeps the measured heights of its parts, so that opening it again moves nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from teahouse.core.conversation import Message, Role, State
from teahouse.core.untrusted import is_json
from teahouse.services.generation.events import PhaseEvent
from teahouse.ui.transcript.blocks.part import TOP, RowHeights, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import BUBBLE, TextStyle

if TYPE_CHECKING:
    from teahouse.ui.transcript.layout.live_reply import LiveReply
    from teahouse.ui.transcript.layout.message_body import MessageBody


LARGE = 60_000  # characters


class Item:
    """`switched`: another model wrote the previous reply; `siblings`: (number, count) among its parent's children;
    `unfolded`: whether the thinking is shown, None for the default."""

    __slots__ = ("_body", "_measured", "_style", "live", "message", "siblings", "switched", "unfolded", "width")

    def __init__(self, style: TextStyle, message: Message, siblings: tuple[int, int], *, switched: bool) -> None:
        self._style = style
        self.message = message
        self.switched = switched
        self.siblings = siblings
        self.live = _live_of(message) if message.state is State.STREAMING else None
        self.unfolded: bool | None = None
        self.width = -1
        self._measured: dict[tuple[int, int], int] | None = None  # heights of dropped parts for `width`
        self._body: MessageBody | None = None

    @property
    def id(self) -> str:
        return self.message.id

    @property
    def unread(self) -> bool:
        """Whether some text is not parsed yet; each frame parses a bit by `absorb_deltas`."""
        return self._body is not None and self._body.unread

    @property
    def hidden_text(self) -> str:
        """The end of the text, cut because it is too long."""
        hidden = 0 if self._body is None else self._body.hidden
        return self.text[-hidden:] if hidden else ""

    @property
    def is_large(self) -> bool:
        """Whether making its parts takes several frames."""
        return len(self.message.text) + len(self.message.thinking) > LARGE

    @property
    def is_bare(self) -> bool:
        """Whether its view shows no header and actions."""
        return self._style.view_style.bare

    @property
    def shows_tokens(self) -> bool:
        """Whether it is shown as its tokens."""
        return self._body is not None and self._body.shows_tokens

    @property
    def is_open(self) -> bool:
        """Whether it has parts."""
        return self._body is not None

    @property
    def parts(self) -> list[TranscriptPart]:
        """The parts from top to bottom; none while it is closed."""
        return [] if self._body is None else self._body.parts

    @property
    def rows(self) -> RowHeights:
        """The heights of the parts."""
        return RowHeights() if self._body is None else self._body.rows

    @property
    def text(self) -> str:
        """The text so far."""
        return self.message.text if self.live is None else "".join(self.live.all_text)

    @property
    def thinking(self) -> str:
        """The thinking so far."""
        return self.message.thinking if self.live is None else "".join(self.live.all_thinking)

    @property
    def has_words(self) -> bool:
        """Whether there is any text or thinking."""
        return bool(self.live is None or self.live.all_text or self.live.all_thinking)

    @property
    def shows_thinking(self) -> bool:
        """Whether the thinking is unfolded."""
        if self.unfolded is not None:
            return self.unfolded
        if self.live is not None:
            return self.live.is_thinking
        return not self.message.text and self.message.role is Role.ASSISTANT

    def height_for(self, width: int) -> int:
        """The height for this width: measured, else estimated."""
        if self._body is not None:
            return self._body.rows.total
        if self._measured and width == self.width:
            return sum(self._measured.values())
        return guessed_height(self._style, self.message, width)

    def make_parts(self, width: int) -> None:
        """Make parts for this width, with estimated or kept heights."""
        if self._body is None:
            from teahouse.ui.transcript.layout.message_body import MessageBody  # not needed for an empty page

            self._body = MessageBody(self._style, self.message, self.siblings, switched=self.switched)
            self._body.append_deltas(self.text, self.thinking)
            if self.live is None:
                self._body.end_text()
            else:
                self.live.take_deltas()
            self._body.refresh_state(self.live, unfolded=self.shows_thinking)
        known = self._measured if width == self.width else None
        self._body.arrange_parts(width, known or {})
        self.width, self._measured = width, None

    def lay_part(self, number: int) -> bool:
        """Lay out a part, unless it is; returns whether it was not."""
        if self._body is None or (part := self._body.parts[number]).width == self.width:
            return False
        part.lay_out(self.width)
        part.sized = self.width
        self._body.laid.add(part)
        self._body.rows[number] = part.height
        return True

    def free_outside(self, low: int, high: int) -> None:
        """Drop layouts of parts above `low` or below `high`, relative to the item's top."""
        if self._body is None:
            return
        for part in list(self._body.laid):
            number = self.part_at(part.key)
            here = self.parts[number] is part
            if not here or self.rows.top_of(number + 1) < low or self.rows.top_of(number) > high:
                part.free_layout()
                self._body.laid.discard(part)

    def laid_parts(self) -> list[TranscriptPart]:
        """The parts that hold a layout."""
        return [] if self._body is None else [part for part in self._body.laid if part.laid]

    def drop_parts(self) -> None:
        """Drop the body and keep the heights."""
        self._measured = {part.key: part.height for part in self.parts}
        self._body = None

    def forget_parts(self) -> None:
        """Drop the body and the heights."""
        self._body, self._measured = None, None

    def append_delta(self, text: str, thinking: str) -> None:
        """Append a piece, shown by the next `absorb_deltas`."""
        if self.live is not None:
            self.live.append_delta(text, thinking)

    def enter_phase(self, event: PhaseEvent) -> None:
        """Set the phase."""
        if self.live is not None:
            self.live.enter_phase(event.phase, event.subject, event.since)

    def resume_reply(self, message: Message) -> None:
        """Resume a finished reply."""
        self.message = message
        self.live = _live_of(message)
        self.live.given = len(self.live.all_text)
        self.live.thinking_since = 0.0  # unknown after the end
        self.forget_parts()

    def turn_to_thinking(self) -> None:
        """Turn the text so far into thinking; the parts are made again."""
        if self.live is not None:
            self.live.turn_to_thinking()
            self.forget_parts()

    def absorb_deltas(self) -> tuple[int, int]:
        """Parse the pieces since the last frame, without layout; returns the key of the first part that may differ."""
        if self._body is None:
            return TOP
        count = self._body.count
        first = self._body.append_deltas(*(("", "") if self.live is None else self.live.take_deltas()))
        if self._refresh_parts():
            return TOP
        if count != self._body.count:
            self._body.arrange_parts(self.width, {}, first)
        return first

    def count_seconds(self) -> None:
        """Update the shown seconds."""
        self._refresh_parts()

    def set_unfolded(self, unfolded: bool) -> None:
        """Show or hide the thinking."""
        self.unfolded = unfolded
        self._refresh_parts()

    def keep_unfolded(self) -> None:
        """Keep shown thinking unfolded when it ends."""
        if self.unfolded is None and self._body is not None and self._body.unfolded:
            self.unfolded = True

    def _refresh_parts(self) -> bool:
        """Update the state lines; returns whether the list of parts changed."""
        if self._body is None:
            return False
        moved = self._body.refresh_state(self.live, unfolded=self.shows_thinking)
        if moved:
            self._body.arrange_parts(self.width, {})
        return moved

    def update_message(self, message: Message, siblings: tuple[int, int], *, switched: bool) -> None:
        """Update the message and its place among its siblings; layouts of unchanged text stay."""
        if (message, switched, siblings) == (self.message, self.switched, self.siblings):
            return
        same_words = (message.text, message.thinking) == (self.text, self.thinking)
        ended = self.live is not None and message.state is not State.STREAMING
        if ended and same_words and self._body is not None:
            self.absorb_deltas()
            self._body.end_text()
            if self._body.is_json and message.state is State.DONE and not is_json(message.text):
                self.forget_parts()  # only began like JSON
        elif not same_words and message.state is not State.STREAMING:
            self.forget_parts()
        self.message, self.switched, self.siblings = message, switched, siblings
        self.live = None if ended else self.live
        if self._body is not None:
            self._body.describe_message(message, siblings, switched=switched)
            self._body.refresh_state(self.live, unfolded=self.shows_thinking)
            self._body.arrange_parts(self.width, {})

    def code_of(self, part: TranscriptPart) -> str:
        """The whole code of the block of a part; empty for other parts."""
        return "" if self._body is None else self._body.code_of(part)

    def part_at(self, key: tuple[int, int]) -> int:
        """The index of the part with this key, else of the last part before it."""
        return max(0, bisect_right(self.parts, key, key=lambda part: part.key) - 1)


def guessed_height(style: TextStyle, message: Message, width: int) -> int:
    """The estimated height of a message without a body."""
    beside = style.px(200) * len(message.attachments) + style.px(100) * len(message.calls)
    return beside + _guessed_text(style, message, width)


def _guessed_text(style: TextStyle, message: Message, width: int) -> int:
    breaks = message.text.count("\n")
    if message.role is Role.USER:
        inner = min(width, style.px(BUBBLE)) - style.px(28)
        return style.height_of(len(message.text), breaks, inner) + style.px(44)
    fixed = 70 + (30 if message.thinking else 0) + (90 if message.problem else 0)
    return style.height_of(len(message.text), breaks, width) + style.px(fixed)


def _live_of(message: Message) -> LiveReply:
    """The live state of a reply that is already streaming."""
    from teahouse.ui.transcript.layout.live_reply import LiveReply

    live = LiveReply()
    live.append_delta("", message.thinking)
    live.append_delta(message.text, "")
    return live


_TEXT, _ID = attrgetter("text"), attrgetter("id")

NEAR = 64  # messages at the end
SAMPLE = 24  # messages, the last ones, that say how high text of this conversation is


def _no_item(number: int) -> Item:
    raise IndexError(number)


class Items:
    """The messages of a path; `make` makes an item by number, `known`: existing items by id."""

    def __init__(
        self, messages: Sequence[Message] = (), make: Callable[[int], Item] = _no_item,
        known: Mapping[str, Item] | None = None,
    ) -> None:  # fmt: skip
        self.messages = list(messages)
        self._make = make
        self._made: list[Item | None] = [None] * len(self.messages)
        if known:
            self._made = list(map(known.get, map(_ID, self.messages)))  # thrice as fast as a loop over 100,000
        self._places: dict[str, int] | None = None  # number less `_first` by message id, made on first use
        self._first = 0  # the number of the message that was first when `_places` was made
        self._lengths: list[int] | None = None  # of the messages' texts
        self._numbers = {number for number, item in enumerate(self._made) if item is not None} if known else set()

    def prepend_messages(self, messages: Sequence[Message]) -> None:
        """Add messages before the first one."""
        count = len(messages)
        self.messages[:0] = messages
        self._made[:0] = [None] * count
        self._numbers = {number + count for number in self._numbers}
        if self._places is not None:
            self._first += count
            self._places |= {message.id: number - self._first for number, message in enumerate(messages)}
        if self._lengths is not None:
            self._lengths[:0] = map(len, map(_TEXT, messages))

    def __len__(self) -> int:
        return len(self.messages)

    def __iter__(self) -> Iterator[Item]:
        return (self[number] for number in range(len(self.messages)))

    def __getitem__(self, number: int) -> Item:
        item = self._made[number]
        if item is None:
            number %= len(self.messages)
            item = self._made[number] = self._make(number)
            self._numbers.add(number)
        return item

    def find_made(self, number: int) -> Item | None:
        """The item of a message; None where it was not made."""
        return self._made[number]

    def number_of(self, message_id: str) -> int | None:
        """The number of a message; the last ones are found without an index."""
        if self._places is None:
            count = len(self.messages)
            for number in range(count - 1, max(-1, count - NEAR - 1), -1):
                if self.messages[number].id == message_id:
                    return number
            self._places, self._first = {message.id: number for number, message in enumerate(self.messages)}, 0
        place = self._places.get(message_id)
        return None if place is None else place + self._first

    def known_numbers(self) -> list[int]:
        """The numbers of the messages that have an item."""
        return sorted(self._numbers)

    def estimate_heights(self, width: int, style: TextStyle) -> list[int]:
        """The heights of all messages for a width, measured where known."""
        found = self.guess_heights(len(self.messages), width, style)
        for number in self.known_numbers():
            found[number] = self[number].height_for(width)
        return found

    def guess_heights(self, count: int, width: int, style: TextStyle) -> list[int]:
        """The estimated heights of the first `count` messages for a width."""
        least, each = self._guess_height(width, style)
        if self._lengths is None:
            self._lengths = list(map(len, map(_TEXT, self.messages)))
        whole = int(each * 1024)  # a shift is quicker than rounding, ten thousand times
        return [least + (whole * length >> 10) for length in islice(self._lengths, count)]

    def _guess_height(self, width: int, style: TextStyle) -> tuple[int, float]:
        """Pixels for a message without text, and for each character."""
        sample = self.messages[-SAMPLE:]
        least = guessed_height(style, Message("", None, Role.ASSISTANT), width)
        length = sum(len(message.text) for message in sample)
        above = sum(max(0, guessed_height(style, message, width) - least) for message in sample)
        return least, above / max(1, length)
