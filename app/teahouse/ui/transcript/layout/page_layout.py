"""The column of all items: their positions, and the layout of the few near the window."""

from __future__ import annotations

from collections.abc import Sequence
from time import thread_time

from teahouse.core.conversation import Message
from teahouse.ui.transcript.blocks.part import RowHeights, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import TextStyle
from teahouse.ui.transcript.layout.items import Item, Items

KEEP = 2  # window heights above and below within which layouts are kept
TURN = 0.015  # seconds of CPU time for layouts in one turn of the event loop


class PageLayout:
    """`layouts` counts every part laid out, for tests and the benchmark."""

    def __init__(self, style: TextStyle) -> None:
        self.style = style
        self._items = Items()
        self.rows = RowHeights()
        self.width = 0
        self._struck = 0
        self.layouts = 0
        self.late = False  # the time of the turn was over before all was laid out; another turn is needed
        self._begun, self._until = 0, 0.0  # the turn: `layouts` at its start, and its end
        self._open: set[Item] = set()

    def begin_turn(self) -> None:
        """Start a turn of laying out."""
        self.late = False
        self._begun, self._until = self.layouts, thread_time() + TURN

    @property
    def pad(self) -> int:
        return self.style.px(self.style.view_style.pad)

    @property
    def total(self) -> int:
        """The height of the page in pixels."""
        return self.rows.total + 2 * self.pad

    @property
    def items(self) -> Items:
        """The items of the path, from the first."""
        return self._items

    @property
    def struck(self) -> int:
        """The number of messages at the start that are not sent any more."""
        return self._struck

    def start_items(self, items: Items, struck: int) -> None:
        """Take the items of a path, before they are updated; call `finish_items` after that."""
        self._items, self._struck = items, struck

    def finish_items(self) -> None:
        """Drop the parts of items that are not on the page any more, and estimate all heights."""
        items = self._items
        for item in self._open.difference(items.find_made(number) for number in items.known_numbers()):
            item.drop_parts()
            self._open.discard(item)
        self.rows.replace_rows(items.estimate_heights(self.width, self.style))

    def prepend_messages(self, messages: Sequence[Message], struck: int) -> None:
        """Add messages before the first one."""
        self._struck = struck
        self.items.prepend_messages(messages)
        self.rows.prepend_rows(self.items.guess_heights(len(messages), self.width, self.style))

    def _shows(self, item: Item) -> bool:
        number = self.number_of(item.id)
        return number is not None and self.items.find_made(number) is item

    def set_width(self, width: int) -> None:
        """The column is this wide now; nothing is laid out yet."""
        self.width = width
        for item in self._open:
            item.make_parts(width)
        self.rows.replace_rows(self.items.estimate_heights(width, self.style))

    def forget_layouts(self) -> None:
        """Colours or fonts are others: everything has to be made again."""
        for item in self._open:
            item.forget_parts()
        self._open.clear()
        self.rows.replace_rows(self.items.estimate_heights(self.width, self.style))

    def number_of(self, message_id: str) -> int | None:
        """The number of an item on the page."""
        return self.items.number_of(message_id)

    def update_height(self, item: Item) -> None:
        """The item's parts have changed: its height is another."""
        number = self.number_of(item.id)
        if number is not None and self._shows(item):
            if item in self._open and not item.is_open:
                item.make_parts(self.width)
            self.rows[number] = item.height_for(self.width)

    def open_item(self, number: int) -> Item:
        """The item with its parts."""
        item = self.items[number]
        if not item.is_open or item.width != self.width:
            item.make_parts(self.width)
            self._open.add(item)
            self.rows[number] = item.rows.total
        return item

    def block_keys(self, number: int) -> list[tuple[int, int]]:
        """The blocks of a message: what can be gone to and read out by itself."""
        return [part.key for part in self.open_item(number).parts if part.selectable]

    def block(self, number: int, index: int) -> TranscriptPart:
        """A block of a message."""
        item = self.open_item(number)
        return item.parts[item.part_at(self.block_keys(number)[index])]

    def top_of(self, number: int, part: int = 0) -> int:
        """Where a part begins on the page."""
        return self.pad + self.rows.top_of(number) + (self.items[number].rows.top_of(part) if part else 0)

    def find_at(self, y: int) -> tuple[int, int]:
        """The item and part at a place of the page, or the nearest; (-1, -1) on an empty page."""
        number = self.rows.row_at(y - self.pad)
        if number < 0:
            return -1, -1
        item = self.open_item(number)
        return number, item.rows.row_at(y - self.pad - self.rows.top_of(number))

    def lay_part(self, number: int, part: int) -> int:
        """Lay out a part, if it is not; returns its height."""
        item = self.items[number]
        if item.lay_part(part):
            self.layouts += 1
            self.rows[number] = item.rows.total
        return item.rows[part]

    def _lay_in_time(self, number: int, part: int) -> int:
        item = self.items[number]
        if item.parts[part].width == item.width:
            return item.rows[part]
        self.late = self.late or (self.layouts > self._begun and thread_time() >= self._until)
        return item.rows[part] if self.late else self.lay_part(number, part)

    def lay_down(self, number: int, part: int, pixels: int) -> None:
        """Lay out from this part on downwards until `pixels` are covered, or the turn is over."""
        while number < len(self.items):
            item = self.open_item(number)
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
            item = self.open_item(number)
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
            start = self.top_of(number)
            if start >= low and start + self.rows[number] <= high:
                continue
            if (start > high or start + self.rows[number] < low) and item.live is None and not item.is_large:
                item.drop_parts()
                self._open.discard(item)
                self.rows[number] = item.height_for(self.width)
            else:
                item.free_outside(low - start, high - start)

    def unread_items(self) -> list[Item]:
        """The items whose text is not taken in yet."""
        return [item for item in self._open if item.unread]

    def laid_parts(self) -> list[TranscriptPart]:
        """All parts that hold a layout now."""
        return [part for item in self._open for part in item.laid_parts()]
