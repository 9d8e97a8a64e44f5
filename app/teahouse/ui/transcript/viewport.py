"""The window onto the page: what is repainted, the scroll bar, the button that leads back; a mixin of the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent

from teahouse.ui.transcript.blocks.part import Light, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import COLUMN
from teahouse.ui.transcript.interaction.finding import Matches
from teahouse.ui.transcript.interaction.pointer import Pointed
from teahouse.ui.transcript.interaction.selection import Selection
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.page_layout import PageLayout

if TYPE_CHECKING:
    from teahouse.ui.transcript.overlays import Fade

EVERYTHING = 1 << 30  # characters


def paint_page(painter: QPainter, flow: PageLayout, selection: Selection, found: Matches, pointed: Pointed, left: int,
               top: int, area: QRect, focused: str, block: tuple[int, int] | None) -> None:  # fmt: skip
    """Paint `area` of the window; `left` is the column's left edge, `top` the page's pixel at the window's top,
    `focused` the message with the keyboard's focus, and
    `block` the key of its block that has it."""
    number, _ = flow.at(top + area.top())
    while 0 <= number < len(flow.items) and flow.top(number) < top + area.bottom() + 1:
        item = flow.items[number]
        y = flow.top(number) - top
        if item.id == focused:
            box = QRect(left, y, flow.width, flow.rows[number])
            if block is not None and item.is_open:
                part = item.part_at(block)
                box = QRect(left, y + item.rows.top(part) + flow.ink.px(2), flow.width, item.rows[part])
            _paint_focus(painter, flow, box)
        if item.is_open:
            _paint_item(painter, flow, selection, found, pointed, number, item, left, y, area, focused)
        number += 1


def _paint_item(painter: QPainter, flow: PageLayout, selection: Selection, found: Matches, pointed: Pointed,
                number: int, item: Item, left: int, y: int, area: QRect, focused: str) -> None:  # fmt: skip
    part_number = item.rows.at(area.top() - y)
    while part_number < len(item.parts):
        part = item.parts[part_number]
        part_top = y + item.rows.top(part_number)
        if part_top > area.bottom():
            break
        if part.laid:
            struck = ((0, EVERYTHING, flow.ink.struck),) if number < flow.struck else ()
            spans = (*struck, *found.spans(item.id, part.key, flow.ink), *selection.spans(number, part, flow.ink))
            near = item.id in (pointed.message_id, focused)
            last = number == len(flow.items) - 1 and not item.is_bare
            light = Light(spans, pointed.hit if pointed.is_on(item, part) else None, near or last, near)
            painter.save()
            painter.translate(left, part_top)
            part.paint(painter, area.translated(-left, -part_top), light)
            painter.restore()
        part_number += 1


def _paint_focus(painter: QPainter, flow: PageLayout, box: QRect) -> None:
    ink = flow.ink
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink.colour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    reach = ink.px(8)
    painter.drawRoundedRect(QRectF(box.adjusted(-reach, -ink.px(5), reach, -ink.px(10))), reach, reach)
    painter.restore()


BESIDE = 16  # pixels beside the column that a focus ring may reach
NEAR = 4  # windows above the reader that are kept ready
ABOVE = 4  # pixels that signs and grounds may reach over their line


class ViewportMixin:
    """Needs the view's ink, page, flow, reader, button and selection."""

    _placing = False  # the scroll bar is being moved by us
    _fade: Fade | None = None

    def _settle(self) -> None:
        """Lay out what shows, and repaint all of it."""
        self._reader.settle()
        self._place()
        self.viewport().update()

    def _settle_grown(self, item: Item, key: tuple[int, int]) -> None:
        """The same where nothing but this item has changed: its parts that are not laid out, and what stands from this
        key on. What is painted above stays, or is moved as it is."""
        number = self._flow.number_of(item.id)
        if number is None or not item.is_open:
            self._settle()
            return
        changed = self._first_changed(number, item, item.part_at(key))
        first = item.parts[changed]
        before, where = self._y_of(number, item, first), (self._reader.top, self._reader.last_top)
        if number == len(self._flow.items) - 1:
            self._reader.settle_grown(changed)
        else:
            self._reader.settle()
        if where != (self._reader.top, self._reader.last_top) or self._flow.late or item.unread:
            self._place()
        after = self._y_of(number, item, first)
        if after != before:
            self.viewport().scroll(0, after - before)
        beside = self._ink.px(BESIDE)
        top = after + first.fresh_from - self._ink.px(ABOVE)
        width = self._flow.width + 2 * beside
        self.viewport().update(QRect(self._left() - beside, top, width, self.viewport().height() - top))

    def _first_changed(self, number: int, item: Item, last: int) -> int:
        """The first part in the window that has to be laid out again, at most `last`."""
        shown = item.rows.at(self._reader.top - self._flow.top(number))
        changed = (n for n in range(max(0, shown), last) if item.parts[n].width != self._flow.width)
        return next(changed, last)

    def _y_of(self, number: int, item: Item, part: TranscriptPart) -> int:
        """Where a part begins in the window."""
        return self._flow.top(number, item.part_at(part.key)) - self._reader.top

    def _place(self) -> None:
        """Put the scroll bar and the button where the reader is."""
        self._placing = True
        bar = self.verticalScrollBar()
        bar.setRange(0, self._reader.last_top)
        bar.setPageStep(max(1, self._reader.height))
        bar.setSingleStep(self._ink.px(40))
        bar.setValue(self._reader.top)
        self._placing = False
        for item in self._flow.unread():
            self._make_dirty(item)
        if self._flow.late:
            self._clock.request(self._settle)
        self._place_button()
        conversation = self._page.conversation
        if conversation is not None and conversation.earlier and self._reader.top < NEAR * self._reader.height:
            self.earlier_wanted.emit()

    @property
    def free_below(self) -> int:
        """The pixels of the window below the last message; none where there is more than fits."""
        return max(0, self.viewport().height() - self._flow.total)

    def _place_button(self) -> None:
        away = not self._reader.following and self._reader.top < self._reader.last_top
        if not away and self._down.isVisible():
            self._down.show_unread(False)
        area = self.viewport().geometry()
        self._down.move(area.center().x() - self._down.width() // 2, area.bottom() - self._down.height() - 12)
        self._down.setVisible(away)
        self._place_fade(area)

    def _place_fade(self, area: QRect) -> None:
        """Fade the text at the bottom while more of it lies below; made when that is so for the first time."""
        below = self._reader.top < self._reader.last_top and not self._reader.following
        if self._fade is None and below:
            from teahouse.ui.transcript.overlays import Fade

            self._fade = Fade(self._theme, self._ink.look.ground, self)
            self._down.raise_()
        if self._fade is not None:
            self._fade.lie_over(area)
            self._fade.setVisible(below)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._placing:
            return
        self._reader.move_to(self.verticalScrollBar().value())
        self._place()
        self._point(inside=self.viewport().underMouse())
        self.viewport().update()

    def scroll_by(self, pixels: int) -> None:
        """Move the page by so many pixels, exactly."""
        self._reader.scroll_by(pixels)
        self._place()
        self._point(inside=self.viewport().underMouse())
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize()
        if self._finds:
            self._find_bar.place(self.viewport().width())

    def _resize(self) -> None:
        size = self.viewport().size()
        self._reader.height = size.height()
        width = max(120, min(self._ink.px(COLUMN), self.width() - 2 * self._ink.look.side))
        if width != self._flow.width:
            self._flow.resize(width)
        self._settle()

    def _left(self) -> int:
        """Where the column begins: it stands in the middle of the room, whether there is a scroll bar or not."""
        return (self.width() - self._flow.width) // 2

    def _on_page(self, point: QPoint) -> QPoint:
        return QPoint(point.x() - self._left(), point.y() + self._reader.top)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self._ink.colour(self._ink.look.ground))
        focused = self._focused if self.hasFocus() else ""
        paint_page(painter, self._flow, self.selection, self.found, self._hand.pointed, self._left(),
                   self._reader.top, event.rect(), focused, self._focused_key)  # fmt: skip

    def message_rect(self, number: int) -> QRect:
        """Where a message is on the screen."""
        top = self._flow.top(number) - self._reader.top
        corner = self.viewport().mapToGlobal(QPoint(self._left(), top))
        return QRect(corner.x(), corner.y(), self._flow.width, self._flow.rows[number])

    def block_rect(self, number: int, index: int) -> QRect:
        """Where a block of a message is on the screen."""
        item = self._flow.open(number)
        part = item.part_at(self.block_keys(number)[index])
        top = self._flow.top(number, part) - self._reader.top
        corner = self.viewport().mapToGlobal(QPoint(self._left(), top))
        return QRect(corner.x(), corner.y(), self._flow.width, item.rows[part])

    def has_block(self, number: int, index: int) -> bool:
        """Whether a message has so many blocks."""
        return index < len(self.block_keys(number))

    def block(self, number: int, index: int) -> TranscriptPart:
        """A block of a message: what can be gone to by itself."""
        item = self._flow.open(number)
        return item.parts[item.part_at(self.block_keys(number)[index])]

    def shows(self, number: int) -> bool:
        """Whether any of a message is in the window."""
        top = self._flow.top(number) - self._reader.top
        return top < self._reader.height and top + self._flow.rows[number] > 0
