"""The mouse pointer on the page: the target below it, clicks, and selecting by dragging."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from teahouse.core.values import dataclass
from teahouse.ui.transcript.blocks.part import PartAction, PartHit, TranscriptPart
from teahouse.ui.transcript.interaction.selection import Selection, TextSpot
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.page_layout import PageLayout


@dataclass(frozen=True, slots=True)
class Pointed:
    """A message, one of its parts, and the active place there; x and y are relative to the part."""

    message_id: str = ""
    key: tuple[int, int] = (-1, -1)
    hit: PartHit | None = None
    x: int = 0
    y: int = 0

    def is_on(self, item: Item, part: TranscriptPart) -> bool:
        """Whether the pointer is on this part."""
        return (item.id, part.key) == (self.message_id, self.key)

    def same_as(self, other: Pointed) -> bool:
        """Whether the page looks the same for both."""
        return (self.message_id, self.key, self.hit) == (other.message_id, other.key, other.hit)


class Pointer:
    """Points are in page coordinates (x from the column's left edge, y from the page's top); `window_position` is the
    last position in the window."""

    def __init__(self, layout: PageLayout, selection: Selection) -> None:
        self._layout = layout
        self._selection = selection
        self._pressed: Pointed | None = None
        self._window_position = QPoint()
        self.pointed = Pointed()
        self.drawing = False

    @property
    def window_position(self) -> QPoint:
        """The last position in the window."""
        return self._window_position

    def set_window_position(self, position: QPoint) -> None:
        """Store the position in the window."""
        self._window_position = position

    @property
    def number(self) -> int | None:
        """The number of the message below the pointer."""
        return self._layout.number_of(self.pointed.message_id)

    @property
    def part(self) -> TranscriptPart | None:
        """The part below the pointer."""
        number = self.number
        if number is None or not self._layout.items[number].is_open:
            return None
        item = self._layout.items[number]
        return item.parts[item.part_at(self.pointed.key)]

    def point_at(self, at: QPoint, *, inside: bool) -> bool:
        """Move the pointer, `inside` the window or not; returns whether the page has to be repainted."""
        before, self.pointed = self.pointed, self._find_at(at) if inside else Pointed()
        return not before.same_as(self.pointed)

    def _find_at(self, at: QPoint) -> Pointed:
        number, part = self._layout.find_at(at.y())
        if number < 0:
            return Pointed()
        item = self._layout.items[number]
        found = item.parts[part]
        y = at.y() - self._layout.top_of(number, part)
        hit = found.hit_at(at.x(), y) if found.laid and y < found.height else None
        return Pointed(item.id, found.key, hit, at.x(), y)

    def _spot_at(self, at: QPoint) -> tuple[TextSpot, TranscriptPart] | None:
        """The text position nearest to a point."""
        number, start = self._layout.find_at(at.y())
        if number < 0:
            return None
        item = self._layout.items[number]
        part = item.parts[start]
        y = at.y() - self._layout.top_of(number, start)
        position = part.position_at(at.x(), y) if part.selectable and part.laid else 0
        return TextSpot(item.id, part.key, position), part

    def press_button(self, at: QPoint, *, extend: bool) -> None:
        """Press the left button: start or extend a selection, unless a target other than a link or a token is
        pressed."""
        self._pressed = self._find_at(at)
        starts_selection = (PartAction.LINK, PartAction.TOKEN)
        if self._pressed.hit is not None and self._pressed.hit.act not in starts_selection:
            return
        found = self._spot_at(at)
        if found is None:
            return
        if extend and self._selection.is_started:
            self._selection.extend_to(found[0])
        else:
            self._selection.start_at(found[0])
        self.drawing = True

    def draw_to(self, at: QPoint) -> None:
        """Extend the selection to a point."""
        if found := self._spot_at(at):
            self._selection.extend_to(found[0])

    def release_button(self, at: QPoint) -> tuple[PartHit, Item, TranscriptPart] | None:
        """Release the left button; returns the clicked target, if it is the pressed one."""
        pressed, self._pressed = self._pressed, None
        drawn, self.drawing = self.drawing and bool(self._selection), False
        now = self._find_at(at)
        if pressed is None or pressed.hit is None or now.hit is None or drawn:
            return None
        if (now.message_id, now.key, now.hit.act, now.hit.value) != (
            pressed.message_id, pressed.key, pressed.hit.act, pressed.hit.value,
        ):  # fmt: skip
            return None
        number = self._layout.number_of(now.message_id)
        if number is None:
            return None
        item = self._layout.items[number]
        return now.hit, item, item.parts[item.part_at(now.key)]

    def select_word(self, at: QPoint) -> None:
        """Select the word at a point (double click)."""
        if (found := self._spot_at(at)) and found[1].selectable:
            self._selection.select_word(*found)
            self.drawing = False

    def select_part(self, at: QPoint) -> None:
        """Select the part at a point (triple click)."""
        if (found := self._spot_at(at)) and found[1].selectable:
            self._selection.select_part(found[0])
            self.drawing = False
