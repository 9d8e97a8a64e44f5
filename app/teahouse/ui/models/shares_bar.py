"""A bar of what bytes are spent on, each part with its colour, its words and its size below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.ui.i18n import numbers
from teahouse.ui.style import Theme

BAR = 12
LINE = 22
DOT = 9
LEAST = 1 / 1000  # of the whole, that a part is shown
WORDS = 280  # pixels that the words of a part may take


class SharesBar(QWidget):
    """Parts are their words and their bytes; those too small to be seen are left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[tuple[str, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._fit)

    def show_parts(self, parts: Sequence[tuple[str, int]]) -> None:
        """Take other parts, in their order."""
        whole = sum(size for _, size in parts)
        self._parts = tuple((words, size) for words, size in parts if size > whole * LEAST)
        self.setAccessibleName("; ".join(f"{words} {numbers.size(size)}" for words, size in self._parts))
        self._fit()
        self.update()

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """What is shown."""
        return self._parts

    def sizeHint(self) -> QSize:
        return QSize(200, BAR + 8 + self._theme.px(LINE) * self._rows(max(200, self.width())))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)

    def _said(self, words: str, size: int) -> str:
        most = self._theme.px(WORDS)
        short = QFontMetricsF(self._theme.small()).elidedText(words, Qt.TextElideMode.ElideMiddle, most)
        return f"{short} {numbers.size(size)}"

    def _wide(self, said: str) -> float:
        return DOT + 6 + QFontMetricsF(self._theme.small()).horizontalAdvance(said) + 18

    def _rows(self, width: float) -> int:
        rows, at = 1, 0.0
        for words, size in self._parts:
            wide = self._wide(self._said(words, size))
            if at and at + wide > width:
                rows, at = rows + 1, 0.0
            at += wide
        return rows

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, lanes = QPainter(self), self._theme.colours.lanes
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = sum(size for _, size in self._parts) or 1
        at, left, line = 0.0, 0.0, BAR + 8.0
        for number, (words, size) in enumerate(self._parts):
            colour = QColor(lanes[number] if number < len(lanes) else self._theme.colours.muted)
            wide = self.width() * size / whole
            painter.fillRect(QRectF(at, 0, max(1.0, wide - 1), BAR), colour)
            at += wide
            said = self._said(words, size)
            if left and left + self._wide(said) > self.width():
                left, line = 0.0, line + self._theme.px(LINE)
            self._paint_words(painter, left, line, said, colour)
            left += self._wide(said)

    def _paint_words(self, painter: QPainter, left: float, line: float, words: str, colour: QColor) -> None:
        height = self._theme.px(LINE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, line + (height - DOT) / 2, DOT, DOT), 2, 2)
        painter.setFont(self._theme.small())
        painter.setPen(QColor(self._theme.colours.muted))
        place = QRectF(left + DOT + 6, line, self._wide(words), height)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), words)
