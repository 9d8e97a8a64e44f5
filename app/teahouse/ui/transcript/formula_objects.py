"""Formulas inside the lines of a QTextDocument: objects that Qt gives room to and asks us to paint."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPyTextObject, QTextCharFormat, QTextDocument, QTextFormat

from teahouse.ui.transcript.formulas import SOURCE, UNIT, Formula, typeset
from teahouse.ui.transcript.idle_queue import IdleQueue
from teahouse.ui.transcript.text_style import TextStyle

SHALLOW = 1.5  # times a letter's descent that a formula may reach below the line
KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_BASELINE = QTextCharFormat.VerticalAlignment.AlignBaseline
_NUMBER = QTextFormat.Property.UserProperty.value + 1


class FormulaObjects(QPyTextObject):
    """The formulas of one document; a formula that is not typeset (yet) is painted as its source."""

    def __init__(self, ink: TextStyle, bench: IdleQueue, widest: float) -> None:
        super().__init__()
        self._ink = ink
        self._bench = bench
        self._widest = widest
        self._made: list[tuple[str, Formula, float]] = []  # source, outline, pixels of the font
        self._sizes: dict[int, QSizeF] = {}  # Qt asks for them again and again
        self.waiting: set[object] = set()  # keys of those that are not typeset yet

    def prepare(self, style: QTextCharFormat, latex: str, size: float) -> None:
        """Make `style` that of a formula's object."""
        key = ("formula", latex, False)
        found = self._bench.ask(key, lambda: typeset(latex, display=False))
        if found is None:
            self.waiting.add(key)
        style.setObjectType(KIND)
        style.setProperty(_NUMBER, len(self._made))
        style.setVerticalAlignment(self._alignment(found or SOURCE, size, style))
        style.setToolTip(latex)
        self._made.append((latex, found or SOURCE, size))

    def _alignment(self, formula: Formula, size: float, style: QTextCharFormat) -> QTextCharFormat.VerticalAlignment:
        """On the line like a word where it reaches no lower than letters do, else about the middle of the line."""
        lowest = QFontMetricsF(style.font()).descent()  # of the font that Qt, too, takes for the line of an object
        shallow = formula.descent * self._scale(formula, size) <= SHALLOW * lowest
        return _BASELINE if shallow else QTextCharFormat.VerticalAlignment.AlignMiddle

    def install(self, document: QTextDocument) -> None:
        """Paint the formulas of this document."""
        if self._made:
            self.setParent(document)
            document.documentLayout().registerHandler(KIND, self)

    def intrinsicSize(self, document: QTextDocument, position: int, style: QTextFormat) -> QSizeF:
        number = style.intProperty(_NUMBER)
        if number not in self._sizes:
            self._sizes[number] = self._size_of(number, style)
        return self._sizes[number]

    def _size_of(self, number: int, style: QTextFormat) -> QSizeF:
        latex, formula, size = self._made[number]
        metrics = QFontMetricsF(style.toCharFormat().font())
        if formula.path is None:
            wide = QFontMetricsF(self._ink.code).horizontalAdvance(latex) + 4
            return QSizeF(min(self._widest, wide), metrics.height())
        scale = self._scale(formula, size)
        ascent, descent = formula.ascent * scale, formula.descent * scale
        if style.toCharFormat().verticalAlignment() == _BASELINE:
            return QSizeF(formula.width * scale + 2, max(ascent, metrics.ascent()) + metrics.descent())
        # Qt puts the middle at half an x above the baseline: room enough for the higher of both sides
        half = metrics.xHeight() / 2
        return QSizeF(formula.width * scale + 2, max(2 * descent + half, 2 * ascent - half, 1.0))

    def _scale(self, formula: Formula, size: float) -> float:
        return min(size / UNIT, (self._widest - 2) / max(1.0, formula.width))

    def drawObject(self, painter: QPainter, rect: QRectF, document: QTextDocument, position: int,
                   style: QTextFormat) -> None:  # fmt: skip
        latex, formula, size = self._made[style.intProperty(_NUMBER)]
        look = style.toCharFormat()
        baseline = self._baseline(rect, look)
        painter.save()
        if formula.path is None:
            self._draw_source(painter, rect, baseline, latex)
        else:
            scale = self._scale(formula, size)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(rect.left() + 1 - formula.left * scale, baseline)
            painter.scale(scale, scale)
            painter.fillPath(formula.path, look.foreground().color())
        painter.restore()

    def _baseline(self, rect: QRectF, look: QTextCharFormat) -> float:
        metrics = QFontMetricsF(look.font())
        if look.verticalAlignment() == _BASELINE:
            return rect.bottom() - metrics.descent()
        return rect.top() + (rect.height() + metrics.xHeight() / 2) / 2

    def _draw_source(self, painter: QPainter, rect: QRectF, baseline: float, latex: str) -> None:
        metrics = QFontMetricsF(self._ink.code)
        painter.setFont(self._ink.code)
        painter.setPen(self._ink.colour("muted"))
        shown = metrics.elidedText(latex, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QPointF(rect.left() + 2, baseline), shown)
