"""Writes pieces of prose into a QTextDocument: our looks, Qt's layout. One block of the document for each piece.

Qt lays out right-to-left text, emoji and wrapping; formulas are objects in its lines. Items of lists are blocks that
are moved in; what stands before them is painted beside (`markers`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPen,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLine,
    QTextOption,
)

from teahouse.core.languages import SIMPLIFIED
from teahouse.core.markdown.pieces import FORMULA, BlockShape, MarkdownPiece, Runs, TextRun
from teahouse.ui.transcript.blocks.formulas import FormulaObjects
from teahouse.ui.transcript.blocks.framed_part import Margins, reads_left
from teahouse.ui.transcript.blocks.text_style import LEADING, TextStyle

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


def _x(line: QTextLine, position: int) -> float:
    found: object = line.cursorToX(position)
    x = found[0] if isinstance(found, tuple) else found
    assert isinstance(x, float)
    return x


def paint_boxes(painter: QPainter, boxes: Sequence[QRectF], ink: TextStyle) -> None:
    """Paint the ground of all; its edge tells it from the page, whose colour is nearly the same."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink.colour("border"), 1))
    painter.setBrush(ink.colour("raised"))
    for box in boxes:
        painter.drawRoundedRect(box, ink.px(RADIUS), ink.px(RADIUS))
    painter.restore()


GAP = 8  # below a part of a block, and below the block
ABOVE_HEADING, BELOW_HEADING = 24, 8
HEADINGS = {1: 1.5, 2: 1.25, 3: 1.1}  # times the text's size
_HAN = re.compile(r"[\u3400-\u9fff]")
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value


class ProseDocument(QTextDocument):
    """A document that has no resources: nothing is ever fetched."""

    def loadResource(self, _kind: int, _name: object) -> None:
        return None


def made(ink: TextStyle) -> ProseDocument:
    """An empty document in our text font."""
    document = ProseDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(ink.text)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


class Writer:
    """Writes one document. `formulas` are put into its lines, `margins` say how far pieces are moved in."""

    def __init__(self, ink: TextStyle, document: QTextDocument, formulas: FormulaObjects, margins: Margins) -> None:
        self._ink = ink
        self._margins = margins
        self._cursor = QTextCursor(document)
        self._formulas = formulas

    def write(self, pieces: Sequence[MarkdownPiece]) -> None:
        """Write all pieces, the first into the block that is there."""
        self._cursor.beginEditBlock()
        for number, piece in enumerate(pieces):
            above = pieces[number - 1] if number else None
            style = self._block_style(piece, above, is_last=number == len(pieces) - 1)
            if above is not None:
                self._cursor.insertBlock(style, QTextCharFormat())
            else:
                self._cursor.setBlockFormat(style)
            self.write_runs(piece.runs, piece)
        self._cursor.endEditBlock()

    def _block_style(self, piece: MarkdownPiece, above: MarkdownPiece | None, *, is_last: bool) -> QTextBlockFormat:
        ink, style = self._ink, QTextBlockFormat()
        style.setLineHeight(100 * LEADING * (0.9 if piece.level else 1.0), _PROPORTIONAL)
        style.setTopMargin(ink.px(ABOVE_HEADING) if piece.level and above is not None else 0)
        below = BELOW_HEADING if piece.level else 2 if piece.tight else 6
        style.setBottomMargin(0 if is_last else ink.px(below))
        moved = self._margins.of(piece.within)
        if moved and reads_left(piece.shown):
            style.setRightMargin(moved)
        else:
            style.setLeftMargin(moved)
        if piece.shape is BlockShape.RULE:
            style.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, "100%")
            style.setBackground(ink.colour("border"))  # the colour of the rule itself
            style.setLineHeight(ink.px(14), _FIXED)
        return style

    def write_runs(self, runs: Runs, piece: MarkdownPiece) -> None:
        """Write text at the cursor."""
        for run in runs:
            style = self.style(run, piece)
            if run.maths:
                self._formulas.prepare(style, run.text, self._size(piece))
                self._cursor.insertText(FORMULA, style)
            else:
                self._cursor.insertText(run.text.replace("\n", "\u2028"), style)

    def into(self, cursor: QTextCursor) -> Writer:
        """Go on writing at another place of the document."""
        self._cursor = cursor
        return self

    def _size(self, piece: MarkdownPiece) -> float:
        return self._ink.text.pixelSize() * HEADINGS.get(piece.level, 1.0)

    def style(self, run: TextRun, piece: MarkdownPiece) -> QTextCharFormat:
        """How a run looks inside a piece."""
        ink, style = self._ink, QTextCharFormat()
        style.setForeground(ink.colour("muted" if "q" in piece.within else "text"))
        if piece.level:
            style.setProperty(QTextFormat.Property.FontPixelSize, round(self._size(piece)))
        if run.bold or piece.level:
            style.setFontWeight(SIMPLIFIED.bold if _HAN.search(run.text) else ink.name.weight())
        style.setFontItalic(run.italic)
        style.setFontStrikeOut(run.strike)
        if run.code:
            style.setFontFamilies([ink.code.family()])
            style.setProperty(QTextFormat.Property.FontPixelSize, ink.code.pixelSize())
            style.setProperty(CODE, True)
        if run.note:
            style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            style.setForeground(ink.colour("accent"))
        if run.link:
            style.setAnchor(True)
            style.setAnchorHref(run.link)
            style.setForeground(ink.colour("accent"))
            style.setFontUnderline(True)
        return style


def alignment(name: str) -> Qt.AlignmentFlag:
    """A table's alignment by its name in Markdown; without one a cell begins where its line does."""
    flag = Qt.AlignmentFlag
    named = {"center": flag.AlignHCenter, "right": flag.AlignRight | flag.AlignAbsolute,
             "left": flag.AlignLeft | flag.AlignAbsolute}  # fmt: skip
    return named.get(name, flag.AlignLeft)
