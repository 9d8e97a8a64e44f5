"""Paints the part of the page that shows: the items in the window, and no others."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from teahouse.ui.transcript.item import Item
from teahouse.ui.transcript.matches import Matches
from teahouse.ui.transcript.page_layout import PageLayout
from teahouse.ui.transcript.part import Light
from teahouse.ui.transcript.pointed import Pointed
from teahouse.ui.transcript.selection import Selection

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
