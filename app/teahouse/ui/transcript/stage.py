"""The window onto the page: what is repainted, the scroll bar, the button that leads back; a mixin of the view."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent

from teahouse.ui.transcript.ink import COLUMN
from teahouse.ui.transcript.item import Item
from teahouse.ui.transcript.painting import paint_page
from teahouse.ui.transcript.selection import ALL

BESIDE = 16  # pixels beside the column that a focus ring or a shadow may reach


class Stage:
    """Needs the view's ink, flow, reader, button and selection."""

    _placing = False  # the scroll bar is being moved by us

    def _settle(self, changed: dict[Item, tuple[int, int]] | None = None) -> None:
        """Lay out what shows, and repaint: all of it, or from these parts of `changed` items on."""
        before = self._reader.top
        self._reader.settle()
        self._place()
        if changed is None or self._reader.top != before:
            self.viewport().update()
        else:
            for item, key in changed.items():
                self._update_from(item, key)

    def _update_from(self, item: Item, key: tuple[int, int]) -> None:
        number = self._flow.number_of(item.id)
        if number is not None and item.is_open:
            top = self._flow.top(number, item.part_at(key)) - self._reader.top
            beside = self._ink.px(BESIDE)
            width = self._flow.width + 2 * beside
            self.viewport().update(QRect(self._left() - beside, top, width, self.viewport().height() - top))

    def _place(self) -> None:
        """Put the scroll bar and the button where the reader is."""
        self._placing = True
        bar = self.verticalScrollBar()
        bar.setRange(0, self._reader.last_top)
        bar.setPageStep(max(1, self._reader.height))
        bar.setSingleStep(self._ink.px(40))
        bar.setValue(self._reader.top)
        self._placing = False
        self._place_button()

    def _place_button(self) -> None:
        away = not self._reader.following and self._reader.top < self._reader.last_top
        if not away and self._down.isVisible():
            self._down.show_news(False)
        area = self.viewport().geometry()
        self._down.move(area.center().x() - self._down.width() // 2, area.bottom() - self._down.height() - 12)
        self._down.setVisible(away)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._placing:
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
        width = max(120, min(self._ink.px(COLUMN), size.width() - 2 * self._ink.look.side))
        if width != self._flow.width:
            self._flow.resize(width)
        self._settle()

    def _left(self) -> int:
        return (self.viewport().width() - self._flow.width) // 2

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

    def block_text(self, number: int, index: int) -> str:
        """What a block of a message says."""
        item = self._flow.open(number)
        return item.parts[item.part_at(self.block_keys(number)[index])].copied_text(0, ALL)

    def shows(self, number: int) -> bool:
        """Whether any of a message is in the window."""
        top = self._flow.top(number) - self._reader.top
        return top < self._reader.height and top + self._flow.rows[number] > 0
