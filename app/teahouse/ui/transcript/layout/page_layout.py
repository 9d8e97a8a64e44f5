"""All items of the page in one column: where they are, and the laying out of the few that are near the window."""

from __future__ import annotations

from collections.abc import Sequence
from time import thread_time

from teahouse.core.conversation import Message
from teahouse.ui.transcript.blocks.part import RowHeights, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import TextStyle
from teahouse.ui.transcript.layout.items import Item, Items

KEEP = 2  # windows above and below that keep their layouts
TURN = 0.015  # seconds of work on layouts in one turn of Qt's loop; what others do meanwhile does not count


class PageLayout:
    """`layouts` counts every part laid out, for tests and the benchmark."""

    def __init__(self, ink: TextStyle) -> None:
        self.ink = ink
        self.items = Items()
        self.rows = RowHeights()
        self.width = 0
        self.struck = 0  # messages at the beginning that are not sent any more
        self.layouts = 0
        self.late = False  # not all was laid out, because it took too long: there has to be another turn
        self._begun, self._until = 0, 0.0  # the turn: `layouts` at its beginning, and when it is over
        self._open: set[Item] = set()

    def begin(self) -> None:
        """Begin a turn of laying out."""
        self.late = False
        self._begun, self._until = self.layouts, thread_time() + TURN

    @property
    def pad(self) -> int:
        return self.ink.px(self.ink.look.pad)

    @property
    def total(self) -> int:
        """The height of the page in pixels."""
        return self.rows.total + 2 * self.pad

    def show(self, items: Items) -> None:
        """These are the items now; those that were here before keep their layouts."""
        self.items = items
        for item in self._open.difference(items.made(number) for number in items.known()):
            item.close()
            self._open.discard(item)
        self.rows.replace(items.heights(self.width, self.ink))

    def prepend(self, messages: Sequence[Message]) -> None:
        """Messages that stand before the first one."""
        self.items.prepend(messages)
        self.rows.prepend(self.items.guessed_heights(len(messages), self.width, self.ink))

    def _shows(self, item: Item) -> bool:
        number = self.number_of(item.id)
        return number is not None and self.items.made(number) is item

    def resize(self, width: int) -> None:
        """The column is this wide now; nothing is laid out yet."""
        self.width = width
        for item in self._open:
            item.open(width)
        self.rows.replace(self.items.heights(width, self.ink))

    def forget_layouts(self) -> None:
        """Colours or fonts are others: everything has to be made again."""
        for item in self._open:
            item.forget()
        self._open.clear()
        self.rows.replace(self.items.heights(self.width, self.ink))

    def number_of(self, message_id: str) -> int | None:
        """The number of an item on the page."""
        return self.items.number_of(message_id)

    def touch(self, item: Item) -> None:
        """The item's parts have changed: its height is another."""
        number = self.number_of(item.id)
        if number is not None and self._shows(item):
            if item in self._open and not item.is_open:
                item.open(self.width)
            self.rows[number] = item.height(self.width)

    def open(self, number: int) -> Item:
        """The item with its parts."""
        item = self.items[number]
        if not item.is_open or item.width != self.width:
            item.open(self.width)
            self._open.add(item)
            self.rows[number] = item.rows.total
        return item

    def block_keys(self, number: int) -> list[tuple[int, int]]:
        """The blocks of a message: what can be gone to and read out by itself."""
        return [part.key for part in self.open(number).parts if part.selectable]

    def block(self, number: int, index: int) -> TranscriptPart:
        """A block of a message."""
        item = self.open(number)
        return item.parts[item.part_at(self.block_keys(number)[index])]

    def top(self, number: int, part: int = 0) -> int:
        """Where a part begins on the page."""
        return self.pad + self.rows.top(number) + (self.items[number].rows.top(part) if part else 0)

    def at(self, y: int) -> tuple[int, int]:
        """The item and part at a place of the page, or the nearest; (-1, -1) on an empty page."""
        number = self.rows.at(y - self.pad)
        if number < 0:
            return -1, -1
        item = self.open(number)
        return number, item.rows.at(y - self.pad - self.rows.top(number))

    def lay(self, number: int, part: int) -> int:
        """Lay out a part, if it is not; returns its height."""
        item = self.items[number]
        if item.lay(part):
            self.layouts += 1
            self.rows[number] = item.rows.total
        return item.rows[part]

    def _lay_in_time(self, number: int, part: int) -> int:
        item = self.items[number]
        if item.parts[part].width == item.width:
            return item.rows[part]
        self.late = self.late or (self.layouts > self._begun and thread_time() >= self._until)
        return item.rows[part] if self.late else self.lay(number, part)

    def lay_down(self, number: int, part: int, pixels: int) -> None:
        """Lay out from this part on downwards until `pixels` are covered, or the turn is over."""
        while number < len(self.items):
            item = self.open(number)
            while part < len(item.parts):
                pixels -= self._lay_in_time(number, part)
                if pixels <= 0:
                    return
                part += 1
            number, part = number + 1, 0

    def lay_up(self, number: int, part: int, pixels: int) -> None:
        """Lay out the parts before this one, upwards, until `pixels` are covered, or the turn is over; part -1 is the
        item's end."""
        while number >= 0:
            item = self.open(number)
            part = len(item.parts) if part < 0 else part
            while part > 0:
                part -= 1
                pixels -= self._lay_in_time(number, part)
                if pixels <= 0:
                    return
            number, part = number - 1, -1

    def free_far(self, top: int, height: int) -> None:
        """Drop what is more than KEEP windows away; a reply that streams keeps its parts, not their layouts."""
        low, high = top - KEEP * height, top + (KEEP + 1) * height
        for item in list(self._open):
            number = self.number_of(item.id)
            if number is None:
                continue
            start = self.top(number)
            if start >= low and start + self.rows[number] <= high:
                continue
            if (start > high or start + self.rows[number] < low) and item.live is None and not item.is_large:
                item.close()
                self._open.discard(item)
                self.rows[number] = item.height(self.width)
            else:
                item.free_outside(low - start, high - start)

    def unread(self) -> list[Item]:
        """The items whose text is not taken in yet."""
        return [item for item in self._open if item.unread]

    def laid_parts(self) -> list[TranscriptPart]:
        """All parts that hold a layout now."""
        return [part for item in self._open for part in item.laid_parts()]
