"""A bar of what a model's bytes are spent on, each part with its colour, its words and its size below."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.core.details import Share
from teahouse.ui.i18n import numbers
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

BAR = 12
LINE = 22
DOT = 9


def part_words(part: str) -> str:
    """What a part of a model is called."""
    words = {
        "embedding": translate("Weights", "words in"),
        "attention": translate("Weights", "attention"),
        "experts": translate("Weights", "experts"),
        "feed_forward": translate("Weights", "feed-forward"),
        "output": translate("Weights", "words out"),
        "vision": translate("Weights", "vision"),
    }
    return words.get(part, translate("Weights", "other"))


class WeightsBar(QWidget):
    """`shares` are the largest first."""

    def __init__(self, theme: Theme, shares: tuple[Share, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shares = tuple(share for share in shares if share.size)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("; ".join(map(self._words, self._shares)))
        theme.changed.connect(self.update)

    def _words(self, share: Share) -> str:
        return f"{part_words(share.part)} {numbers.size(share.size)}"

    def sizeHint(self) -> QSize:
        return QSize(200, BAR + 8 + self._theme.px(LINE) * self._rows(max(200, self.width())))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)

    def _wide(self, share: Share) -> float:
        return DOT + 6 + QFontMetricsF(self._theme.small()).horizontalAdvance(self._words(share)) + 18

    def _rows(self, width: float) -> int:
        rows, at = 1, 0.0
        for share in self._shares:
            wide = self._wide(share)
            if at and at + wide > width:
                rows, at = rows + 1, 0.0
            at += wide
        return rows

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = sum(share.size for share in self._shares) or 1
        at, left, line = 0.0, 0.0, BAR + 8.0
        for number, share in enumerate(self._shares):
            colour = QColor(self._theme.colours.lanes[number % len(self._theme.colours.lanes)])
            wide = self.width() * share.size / whole
            painter.fillRect(QRectF(at, 0, max(1.0, wide - 1), BAR), colour)
            at += wide
            if left and left + self._wide(share) > self.width():
                left, line = 0.0, line + self._theme.px(LINE)
            self._paint_words(painter, left, line, share, colour)
            left += self._wide(share)

    def _paint_words(self, painter: QPainter, left: float, line: float, share: Share, colour: QColor) -> None:
        height = self._theme.px(LINE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, line + (height - DOT) / 2, DOT, DOT), 2, 2)
        painter.setFont(self._theme.small())
        painter.setPen(QColor(self._theme.colours.muted))
        place = QRectF(left + DOT + 6, line, self._wide(share), height)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), self._words(share))
