"""Paints the visible items of the page."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from teahouse.ui.transcript.blocks.part import PaintState
from teahouse.ui.transcript.interaction.pointer import Pointer
from teahouse.ui.transcript.interaction.selection import KeyboardFocus, Matches, Selection
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.page_layout import PageLayout

EVERYTHING = 1 << 30  # characters


class PagePainter:
    """Paints layouts with the marks of selection, matches, pointer and focus."""

    def __init__(
        self, layout: PageLayout, selection: Selection, matches: Matches, pointer: Pointer, focus: KeyboardFocus
    ) -> None:
        self._layout, self._selection, self._matches = layout, selection, matches
        self._pointer, self._focus = pointer, focus

    def paint_area(self, painter: QPainter, area: QRect, left: int, top: int, *, has_keyboard: bool) -> None:
        """Paint `area` of the window. `left`: the column's left edge; `top`: the page's y at the window's top;
        `has_keyboard`: paint the focus ring."""
        layout, style = self._layout, self._layout.style
        painter.fillRect(area, style.colour(style.view_style.ground))
        focused = self._focus.message_id if has_keyboard else ""
        number, _ = layout.find_at(top + area.top())
        while 0 <= number < len(layout.items) and layout.top_of(number) < top + area.bottom() + 1:
            item = layout.items[number]
            y = layout.top_of(number) - top
            if item.id == focused:
                self._paint_focus(painter, self._focus_box(number, item, left, y))
            if item.is_open:
                self._paint_item(painter, number, item, QPoint(left, y), area, near=item.id == focused)
            number += 1

    def _focus_box(self, number: int, item: Item, left: int, y: int) -> QRect:
        """The rectangle of the focused message or block."""
        layout, key = self._layout, self._focus.key
        if key is None or not item.is_open:
            return QRect(left, y, layout.width, layout.rows[number])
        part = item.part_at(key)
        return QRect(left, y + item.rows.top_of(part) + layout.style.px(2), layout.width, item.rows[part])

    def _paint_item(
        self, painter: QPainter, number: int, item: Item, corner: QPoint, area: QRect, *, near: bool
    ) -> None:
        layout, pointed = self._layout, self._pointer.pointed
        near = near or item.id == pointed.message_id
        last = number == len(layout.items) - 1 and not item.is_bare
        struck = ((0, EVERYTHING, layout.style.struck),) if number < layout.struck else ()
        part_number = item.rows.row_at(area.top() - corner.y())
        while part_number < len(item.parts):
            part = item.parts[part_number]
            top = corner.y() + item.rows.top_of(part_number)
            if top > area.bottom():
                break
            if part.laid:
                found = self._matches.marks_of(item.id, part.key, layout.style)
                spans = (*struck, *found, *self._selection.marks_of(number, part, layout.style))
                light = PaintState(spans, pointed.hit if pointed.is_on(item, part) else None, near or last, near)
                painter.save()
                painter.translate(corner.x(), top)
                part.paint(painter, area.translated(-corner.x(), -top), light)
                painter.restore()
            part_number += 1

    def _paint_focus(self, painter: QPainter, box: QRect) -> None:
        style = self._layout.style
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = style.px(8)
        painter.drawRoundedRect(QRectF(box.adjusted(-reach, -style.px(5), reach, -style.px(10))), reach, reach)
        painter.restore()
