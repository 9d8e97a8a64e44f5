"""Writes pieces of prose into a QTextDocument: our looks, Qt's layout. One block of the document for each piece.

Qt lays out lists, right-to-left text, emoji and wrapping; formulas are objects in its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import bidirectional

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextListFormat,
    QTextOption,
)

from teahouse.core.markdown.pieces import FORMULA, Piece, Run, Runs, Shape
from teahouse.ui.transcript.formula_objects import FormulaObjects
from teahouse.ui.transcript.ink import LEADING, Ink

HEADINGS = {1: 1.5, 2: 1.25, 3: 1.1}  # times the text's size
INDENT = 22  # pixels a list is moved in
QUOTE = 16  # pixels a quote is moved in
TASKS = {"[x]": True, "[ ]": False}  # markers of tasks, and whether they are done
DEEPEST = 12  # steps of lists and quotes that are told apart
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value
_DRAWN = frozenset({*TASKS, "-"})  # markers that we paint; Qt's bullets stand too close


class Document(QTextDocument):
    """A document that has no resources: nothing is ever fetched."""

    def loadResource(self, _kind: int, _name: object) -> None:
        return None


def made(ink: Ink) -> Document:
    """An empty document in our text font."""
    document = Document()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(ink.text)
    document.setIndentWidth(ink.px(INDENT))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    return document


def moved_in(ink: Ink, within: str) -> int:
    """The pixels that what stands in these lists and quotes is moved in."""
    within = within[:DEEPEST]
    return ink.px(INDENT) * within.count("l") + ink.px(QUOTE) * within.count("q")


class Writer:
    """Writes one document. `formulas` are put into its lines."""

    def __init__(self, ink: Ink, document: QTextDocument, formulas: FormulaObjects) -> None:
        self._ink = ink
        self._cursor = QTextCursor(document)
        self._formulas = formulas

    def write(self, pieces: Sequence[Piece]) -> None:
        """Write all pieces, the first into the block that is there."""
        self._cursor.beginEditBlock()
        for number, piece in enumerate(pieces):
            above = pieces[number - 1] if number else None
            style = self._block_style(piece, above, is_last=number == len(pieces) - 1)
            if above is not None:
                self._cursor.insertBlock(style, QTextCharFormat())
            else:
                self._cursor.setBlockFormat(style)
            if piece.marker and piece.marker not in _DRAWN:
                self._mark(piece)
            self.write_runs(piece.runs, piece)
        self._cursor.endEditBlock()

    def _block_style(self, piece: Piece, above: Piece | None, *, is_last: bool) -> QTextBlockFormat:
        ink, style = self._ink, QTextBlockFormat()
        style.setLineHeight(100 * LEADING * (0.9 if piece.level else 1.0), _PROPORTIONAL)
        style.setTopMargin(ink.px(8) if piece.level and above is not None else 0)
        style.setBottomMargin(0 if is_last else ink.px(2 if piece.tight else 6))
        quoted = ink.px(QUOTE) * piece.within[:DEEPEST].count("q")
        if quoted and reads_left(piece.shown):
            style.setRightMargin(quoted)
        else:
            style.setLeftMargin(quoted)
        style.setIndent(piece.within[:DEEPEST].count("l"))
        if piece.shape is Shape.RULE:
            style.setProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth, "100%")
            style.setBackground(ink.colour("border"))  # the colour of the rule itself
            style.setLineHeight(ink.px(14), _FIXED)
        return style

    def _mark(self, piece: Piece) -> None:
        """Make the block an item: Qt paints its number."""
        depth = piece.within[:DEEPEST].count("l")
        look = QTextListFormat()
        look.setIndent(depth)
        if piece.marker[0].isdigit():
            look.setStyle(QTextListFormat.Style.ListDecimal)
            look.setNumberSuffix(piece.marker[-1])
            look.setStart(int(piece.marker[:-1]))
        else:
            label = piece.marker[2:-1]
            look.setStyle(QTextListFormat.Style.ListDecimal)
            look.setNumberSuffix("")
            look.setStart(int(label) if label.isdecimal() and len(label) < 6 else 1)
        self._cursor.createList(look)
        style = self._cursor.blockFormat()
        style.setIndent(0)
        self._cursor.setBlockFormat(style)

    def write_runs(self, runs: Runs, piece: Piece) -> None:
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

    def _size(self, piece: Piece) -> float:
        return self._ink.text.pixelSize() * HEADINGS.get(piece.level, 1.0)

    def style(self, run: Run, piece: Piece) -> QTextCharFormat:
        """How a run looks inside a piece."""
        ink, style = self._ink, QTextCharFormat()
        style.setForeground(ink.colour("muted" if "q" in piece.within else "text"))
        if piece.level:
            style.setProperty(QTextFormat.Property.FontPixelSize, round(self._size(piece)))
        if run.bold or piece.level:
            style.setFontWeight(ink.name.weight())
        style.setFontItalic(run.italic)
        style.setFontStrikeOut(run.strike)
        if run.code:
            style.setFontFamilies([ink.code.family()])
            style.setProperty(QTextFormat.Property.FontPixelSize, ink.code.pixelSize())
            style.setBackground(ink.colour("raised"))
        if run.note:
            style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            style.setForeground(ink.colour("accent"))
        if run.link:
            style.setAnchor(True)
            style.setAnchorHref(run.link)
            style.setForeground(ink.colour("accent"))
            style.setFontUnderline(True)
        return style


def quote_bars(document: QTextDocument, pieces: Sequence[Piece], ink: Ink) -> list[QRectF]:
    """Where the bars of quotes stand in a document that is laid out: one for each level, down to where it ends."""
    bars: list[QRectF] = []
    layout, block = document.documentLayout(), document.begin()
    for piece in pieces:
        box, below = layout.blockBoundingRect(block), block.next()
        end = layout.blockBoundingRect(below).top() if below.isValid() else document.size().height()
        mirrored = block.textDirection() is Qt.LayoutDirection.RightToLeft
        for x in bar_places(ink, piece.within):
            left = document.textWidth() - x - ink.px(3) if mirrored else x
            bars.append(QRectF(left, box.top(), ink.px(3), end - box.top()))
        block = below
    return bars


def marker_boxes(document: QTextDocument, pieces: Sequence[Piece], ink: Ink) -> list[tuple[QRectF, Piece]]:
    """Where bullets and the boxes of tasks stand in a document that is laid out."""
    found: list[tuple[QRectF, Piece]] = []
    block, side = document.begin(), ink.px(12)
    for piece in pieces:
        if piece.marker in _DRAWN:
            box = document.documentLayout().blockBoundingRect(block)  # lays it out: before, it has no lines
            line = block.layout().lineAt(0)
            y = box.top() + line.y() + (line.height() - side) / 2
            mirrored = block.textDirection() is Qt.LayoutDirection.RightToLeft
            far = document.textWidth() - moved_in(ink, piece.within) + ink.px(6)
            x = far if mirrored else moved_in(ink, piece.within) - ink.px(18)
            found.append((QRectF(x, y, side, side), piece))
        block = block.next()
    return found


def bar_places(ink: Ink, within: str) -> list[int]:
    """How far from the left each quote's bar stands."""
    within = within[:DEEPEST]
    return [moved_in(ink, within[:at]) for at, sign in enumerate(within) if sign == "q"]


def reads_left(text: str) -> bool:
    """Whether a text is written from right to left: its first letter with a direction decides."""
    directions = (bidirectional(sign) for sign in text)
    return next((found != "L" for found in directions if found in ("L", "R", "AL")), False)


def alignment(name: str) -> Qt.AlignmentFlag:
    """A table's alignment by its name in Markdown."""
    flags = {"center": Qt.AlignmentFlag.AlignHCenter, "right": Qt.AlignmentFlag.AlignRight}
    return flags.get(name, Qt.AlignmentFlag.AlignLeft)
