"""Formulas inside the lines of a QTextDocument: objects that Qt gives room to and asks us to paint."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPyTextObject, QTextCharFormat, QTextDocument, QTextFormat

from teahouse.ui.transcript.formulas import SOURCE, UNIT, Formula, typeset
from teahouse.ui.transcript.ink import Ink
from teahouse.ui.transcript.workbench import Workbench

KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_NUMBER = QTextFormat.Property.UserProperty.value + 1


class FormulaObjects(QPyTextObject):
    """The formulas of one document; a formula that is not typeset (yet) is painted as its source."""

    def __init__(self, ink: Ink, bench: Workbench, widest: float) -> None:
        super().__init__()
        self._ink = ink
        self._bench = bench
        self._widest = widest
        self._made: list[tuple[str, Formula, float]] = []  # source, outline, pixels of the font
        self.waiting: set[object] = set()  # keys of those that are not typeset yet

    def prepare(self, style: QTextCharFormat, latex: str, size: float) -> None:
        """Make `style` that of a formula's object."""
        key = ("formula", latex, False)
        found = self._bench.ask(key, lambda: typeset(latex, display=False))
        if found is None:
            self.waiting.add(key)
        style.setObjectType(KIND)
        style.setProperty(_NUMBER, len(self._made))
        style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        style.setToolTip(latex)
        self._made.append((latex, found or SOURCE, size))

    def install(self, document: QTextDocument) -> None:
        """Paint the formulas of this document."""
        if self._made:
            self.setParent(document)
            document.documentLayout().registerHandler(KIND, self)

    def intrinsicSize(self, document: QTextDocument, position: int, style: QTextFormat) -> QSizeF:
        latex, formula, size = self._made[style.intProperty(_NUMBER)]
        if formula.path is None:
            metrics = QFontMetricsF(self._ink.code)
            return QSizeF(min(self._widest, metrics.horizontalAdvance(latex) + 4), metrics.height())
        scale = self._scale(formula, size)
        half = self._half(style)
        ascent, descent = formula.ascent * scale, formula.descent * scale
        # Qt puts the middle at half an x above the baseline: room enough for the higher of both sides
        return QSizeF(formula.width * scale + 2, max(2 * descent + half, 2 * ascent - half, 1.0))

    def _scale(self, formula: Formula, size: float) -> float:
        return min(size / UNIT, (self._widest - 2) / max(1.0, formula.width))

    def _half(self, style: QTextFormat) -> float:
        return QFontMetricsF(style.toCharFormat().font()).xHeight() / 2

    def drawObject(self, painter: QPainter, rect: QRectF, document: QTextDocument, position: int,
                   style: QTextFormat) -> None:  # fmt: skip
        latex, formula, size = self._made[style.intProperty(_NUMBER)]
        colour = style.toCharFormat().foreground().color()
        painter.save()
        if formula.path is None:
            self._draw_source(painter, rect, latex)
        else:
            scale = self._scale(formula, size)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(
                rect.left() + 1 - formula.left * scale, rect.top() + (rect.height() + self._half(style)) / 2
            )
            painter.scale(scale, scale)
            painter.fillPath(formula.path, colour)
        painter.restore()

    def _draw_source(self, painter: QPainter, rect: QRectF, latex: str) -> None:
        metrics = QFontMetricsF(self._ink.code)
        painter.setFont(self._ink.code)
        painter.setPen(self._ink.colour("muted"))
        shown = metrics.elidedText(latex, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QPointF(rect.left() + 2, rect.top() + metrics.ascent()), shown)
