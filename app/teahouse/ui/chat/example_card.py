"""A card of the greeting: what one could ask, in two or three words, and the beginning of the question below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from teahouse.ui.kit.ground import paint_box
from teahouse.ui.style import Theme

HEIGHT = 58
PAD = 14


class ExampleCard(QAbstractButton):
    """`taken` carries the whole question."""

    taken = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._prompt = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda: self.taken.emit(self._prompt))
        theme.changed.connect(self.updateGeometry)

    def show_example(self, title: str, prompt: str) -> None:
        """Take a title and the question it stands for."""
        self._prompt = prompt
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(prompt.strip())
        self.setToolTip(prompt.strip())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, self._theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        focused = self.hasFocus()
        ground = colours.raised if self.underMouse() or self.isDown() else colours.surface
        edge = colours.accent if focused else colours.border
        paint_box(painter, self.rect(), ground, edge, width=2 if focused else 1, radius=10)
        inner = QRectF(self.rect()).adjusted(PAD, 9, -PAD, -9)
        upper = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        self._paint_line(painter, upper, self.text(), bold=True)
        self._paint_line(painter, upper.translated(0, inner.height() / 2), " ".join(self._prompt.split()), bold=False)

    def _paint_line(self, painter: QPainter, rect: QRectF, text: str, *, bold: bool) -> None:
        font = self._theme.font(bold=True) if bold else self._theme.small()
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text if bold else self._theme.colours.muted))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)
