"""The line about the host at the foot of the sidebar: how it is, which it is, and an arrow to choose another."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from teahouse.services.events import HostState
from teahouse.ui.kit import icons
from teahouse.ui.kit.tooltips import as_text
from teahouse.ui.style import Theme

HEIGHT = 26
PAD = 6
DOT = 7
GAP = 8
ARROW = 12


class HostButton(QAbstractButton):
    """Pressing it asks for another host."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._state = HostState.SEARCHING
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_host(self, state: HostState, words: str, reason: str) -> None:
        """Take the host's state with its words; `reason`: why it does not answer, empty while it does."""
        self._state = state
        self.setText(words)
        self.setAccessibleName(self.tr("Host: {host}").format(host=words))
        self.setToolTip(as_text(reason) or self.tr("{host}: choose another host").format(host=words))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.border), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        middle, arrow = self.height() / 2, self._theme.px(ARROW)
        self._paint_dot(painter, QRectF(PAD + 1.5, middle - DOT / 2, DOT, DOT))
        left, right = PAD + DOT + GAP, self.width() - PAD
        metrics = QFontMetrics(self._theme.small())
        painter.setFont(self._theme.small())
        painter.setPen(QColor(colours.muted))
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRectF(left, 0, right - left, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        if left + metrics.horizontalAdvance(text) + GAP / 2 <= right - arrow:  # the words come first
            icons.paint(painter, "up", QRectF(right - arrow, middle - arrow / 2, arrow, arrow), colours.muted)

    def _paint_dot(self, painter: QPainter, rect: QRectF) -> None:
        """Full when the host is ready, hollow while we wait, and square when something is wrong."""
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        match self._state:
            case HostState.READY:
                painter.setBrush(QColor(colours.accent))
                painter.drawEllipse(rect)
            case HostState.SEARCHING | HostState.STARTING:
                painter.setPen(QPen(QColor(colours.muted), 1.5))
                painter.drawEllipse(rect)
            case HostState.LOST | HostState.FAILED:
                painter.setBrush(QColor(colours.danger))
                painter.drawRect(rect)
