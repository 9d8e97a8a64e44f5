"""The ground of code inside a line: as high as its letters, where Qt would fill the whole line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QTextBlock, QTextDocument, QTextFormat

from teahouse.ui.transcript.text_style import TextStyle

CODE = QTextFormat.Property.UserProperty.value + 2  # marks the characters
RADIUS = 4
BEYOND = 2  # pixels beyond the letters


def boxes_of(document: QTextDocument, ink: TextStyle) -> list[QRectF]:
    """Where code stands in the lines of a document that is laid out."""
    found: list[QRectF] = []
    block = document.begin()
    while block.isValid():
        found += _in_block(document, block, ink)
        block = block.next()
    return found


def _in_block(document: QTextDocument, block: QTextBlock, ink: TextStyle) -> Iterator[QRectF]:
    corner = document.documentLayout().blockBoundingRect(block).topLeft()
    for span in _spans(block):
        yield from _in_lines(block, corner, *span, ink)


def _spans(block: QTextBlock) -> Iterator[tuple[int, int]]:
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        if fragment.charFormat().hasProperty(CODE):
            start = fragment.position() - block.position()
            yield start, start + fragment.length()
        at += 1


def _in_lines(block: QTextBlock, corner: QPointF, start: int, end: int, ink: TextStyle) -> Iterator[QRectF]:
    layout, metrics = block.layout(), QFontMetricsF(ink.code)
    line = layout.lineForTextPosition(start)
    while line.isValid() and line.textStart() < end:
        low, high = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
        edges = sorted([_x(line, low), _x(line, high)])
        top = corner.y() + line.y() + line.ascent() - metrics.ascent() - BEYOND
        yield QRectF(corner.x() + edges[0] - BEYOND, top, edges[1] - edges[0] + 2 * BEYOND,
                     metrics.height() + 2 * BEYOND)  # fmt: skip
        if line.lineNumber() + 1 >= layout.lineCount():
            return
        line = layout.lineAt(line.lineNumber() + 1)


def _x(line: object, position: int) -> float:
    found = line.cursorToX(position)
    return found[0] if isinstance(found, tuple) else found


def paint_boxes(painter: QPainter, boxes: Sequence[QRectF], ink: TextStyle) -> None:
    """Paint the ground of all; its edge tells it from the page, whose colour is nearly the same."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink.colour("border"), 1))
    painter.setBrush(ink.colour("raised"))
    for box in boxes:
        painter.drawRoundedRect(box, ink.px(RADIUS), ink.px(RADIUS))
    painter.restore()
