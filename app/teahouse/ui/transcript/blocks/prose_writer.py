"""Writes pieces of prose into a QTextDocument, one block of the document for each piece.

Qt lays out right-to-left text, emoji and wrapping; formulas are objects in its lines. Items of lists are indented
blocks; their markers are painted separately (`prose_part`).
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
from teahouse.ui.transcript.blocks.framed_part import Margins, is_right_to_left
from teahouse.ui.transcript.blocks.text_style import LEADING, TextStyle

CODE = QTextFormat.Property.UserProperty.value + 2  # marks the characters
RADIUS = 4
BEYOND = 2  # pixels around the letters


def find_code_boxes(document: QTextDocument, style: TextStyle) -> list[QRectF]:
    """The boxes of inline code in a document with a layout."""
    found: list[QRectF] = []
    block = document.begin()
    while block.isValid():
        found += _in_block(document, block, style)
        block = block.next()
    return found


def _in_block(document: QTextDocument, block: QTextBlock, style: TextStyle) -> Iterator[QRectF]:
    corner = document.documentLayout().blockBoundingRect(block).topLeft()
    for span in _spans(block):
        yield from _in_lines(block, corner, *span, style)


def _spans(block: QTextBlock) -> Iterator[tuple[int, int]]:
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        if fragment.charFormat().hasProperty(CODE):
            start = fragment.position() - block.position()
            yield start, start + fragment.length()
        at += 1


def _in_lines(block: QTextBlock, corner: QPointF, start: int, end: int, style: TextStyle) -> Iterator[QRectF]:
    layout, metrics = block.layout(), QFontMetricsF(style.code)
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


def paint_boxes(painter: QPainter, boxes: Sequence[QRectF], style: TextStyle) -> None:
    """Paint the backgrounds of inline code; an edge separates them from the page, whose colour is similar."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.colour("border"), 1))
    painter.setBrush(style.colour("raised"))
    for box in boxes:
        painter.drawRoundedRect(box, style.px(RADIUS), style.px(RADIUS))
    painter.restore()


GAP = 8  # below a part of a block, and below the block
ABOVE_HEADING, BELOW_HEADING = 24, 8
HEADINGS = {1: 1.5, 2: 1.25, 3: 1.1}  # times the text's size
_HAN = re.compile(r"[\u3400-\u9fff]")
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value


class ProseDocument(QTextDocument):
    """A document without resources: it fetches nothing."""

    def loadResource(self, _kind: int, _name: object) -> None:
        return None


def new_document(style: TextStyle) -> ProseDocument:
    """An empty document in the text font."""
    document = ProseDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(style.text)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


class Writer:
    """Writes one document. `formulas` are inserted into its lines, `margins` have the indentation of pieces."""

    def __init__(self, style: TextStyle, document: QTextDocument, formulas: FormulaObjects, margins: Margins) -> None:
        self._style = style
        self._margins = margins
        self._cursor = QTextCursor(document)
        self._formulas = formulas

    def write_pieces(self, pieces: Sequence[MarkdownPiece]) -> None:
        """Write all pieces, the first into the existing block."""
        self._cursor.beginEditBlock()
        for number, piece in enumerate(pieces):
            above = pieces[number - 1] if number else None
            block_format = self._block_format(piece, above, is_last=number == len(pieces) - 1)
            if above is not None:
                self._cursor.insertBlock(block_format, QTextCharFormat())
            else:
                self._cursor.setBlockFormat(block_format)
            self.write_runs(piece.runs, piece)
        self._cursor.endEditBlock()

    def _block_format(self, piece: MarkdownPiece, above: MarkdownPiece | None, *, is_last: bool) -> QTextBlockFormat:
        style, block_format = self._style, QTextBlockFormat()
        block_format.setLineHeight(100 * LEADING * (0.9 if piece.level else 1.0), _PROPORTIONAL)
        block_format.setTopMargin(style.px(ABOVE_HEADING) if piece.level and above is not None else 0)
        below = BELOW_HEADING if piece.level else 2 if piece.tight else 6
        block_format.setBottomMargin(0 if is_last else style.px(below))
        moved = self._margins.indent_of(piece.within)
        if moved and is_right_to_left(piece.shown):
            block_format.setRightMargin(moved)
        else:
            block_format.setLeftMargin(moved)
        if piece.shape is BlockShape.RULE:
            block_format.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, "100%")
            block_format.setBackground(style.colour("border"))  # the colour of the line
            block_format.setLineHeight(style.px(14), _FIXED)
        return block_format

    def write_runs(self, runs: Runs, piece: MarkdownPiece) -> None:
        """Write text at the cursor."""
        for run in runs:
            char_format = self.char_format(run, piece)
            if run.maths:
                self._formulas.prepare_format(char_format, run.text, self._size_of(piece))
                self._cursor.insertText(FORMULA, char_format)
            else:
                self._cursor.insertText(run.text.replace("\n", "\u2028"), char_format)

    def at_cursor(self, cursor: QTextCursor) -> Writer:
        """Continue at another position of the document."""
        self._cursor = cursor
        return self

    def _size_of(self, piece: MarkdownPiece) -> float:
        return self._style.text.pixelSize() * HEADINGS.get(piece.level, 1.0)

    def char_format(self, run: TextRun, piece: MarkdownPiece) -> QTextCharFormat:
        """The format of a run inside a piece."""
        style, char_format = self._style, QTextCharFormat()
        char_format.setForeground(style.colour("muted" if "q" in piece.within else "text"))
        if piece.level:
            char_format.setProperty(QTextFormat.Property.FontPixelSize, round(self._size_of(piece)))
        if run.bold or piece.level:
            char_format.setFontWeight(SIMPLIFIED.bold if _HAN.search(run.text) else style.name.weight())
        char_format.setFontItalic(run.italic)
        char_format.setFontStrikeOut(run.strike)
        if run.code:
            char_format.setFontFamilies([style.code.family()])
            char_format.setProperty(QTextFormat.Property.FontPixelSize, style.code.pixelSize())
            char_format.setProperty(CODE, True)
        if run.note:
            char_format.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            char_format.setForeground(style.colour("accent"))
        if run.link:
            char_format.setAnchor(True)
            char_format.setAnchorHref(run.link)
            char_format.setForeground(style.colour("accent"))
            char_format.setFontUnderline(True)
        return char_format


def alignment(name: str) -> Qt.AlignmentFlag:
    """A table's alignment by its name in Markdown; without a name the start of the line."""
    flag = Qt.AlignmentFlag
    named = {"center": flag.AlignHCenter, "right": flag.AlignRight | flag.AlignAbsolute,
             "left": flag.AlignLeft | flag.AlignAbsolute}  # fmt: skip
    return named.get(name, flag.AlignLeft)
