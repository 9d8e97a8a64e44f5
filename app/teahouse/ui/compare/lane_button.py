"""The head of a lane: its tile and name, and an arrow where another model can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from teahouse.ui.compare.names import fitted
from teahouse.ui.kit import icons
from teahouse.ui.kit.tile import paint_tile
from teahouse.ui.style import Theme

HEIGHT = 30
TILE = 22
PAD = 4
GAP = 8
ARROW = 14


class LaneButton(QAbstractButton):
    """Pressing it asks for another model; while names are hidden there is nothing to press."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tile = self._colour = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)

    def show_lane(self, name: str, tile: str, colour: str, *, fixed: bool) -> None:
        """Take a name, and what the tile is painted from; `fixed`: it cannot be changed now."""
        self._tile, self._colour = tile, colour
        self.setText(name)
        self.setEnabled(not fixed)
        choose = self.tr("{model}: choose another model")
        self.setToolTip(name if fixed else choose.format(model=name))
        self.setAccessibleName(self.tr("Lane: {model}").format(model=name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._theme.px(HEIGHT))

    def shown(self) -> str:
        """The name as it is shown: cut where it is too long."""
        return fitted(self.text(), QFontMetricsF(self._theme.font(bold=True)), self._room())

    def _room(self) -> float:
        arrow = self._theme.px(ARROW) + GAP if self.isEnabled() else 0
        return self.width() - 2 * PAD - self._theme.px(TILE) - GAP - arrow

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        if self.hasFocus() or (self.underMouse() and self.isEnabled()):
            painter.setPen(
                QPen(QColor(colours.accent if self.hasFocus() else colours.border), 2 if self.hasFocus() else 1)
            )
            painter.setBrush(QColor(colours.raised if self.underMouse() else colours.surface))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        tile, middle = self._theme.px(TILE), self.height() / 2
        paint_tile(painter, QRectF(PAD, middle - tile / 2, tile, tile), self._tile, self._theme, self._colour)
        font = self._theme.font(bold=True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        left = PAD + tile + GAP
        text = self.shown()
        painter.drawText(QRectF(left, 0, self._room() + 1, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
        if self.isEnabled():
            side = self._theme.px(ARROW)
            at = left + QFontMetricsF(font).horizontalAdvance(text) + GAP / 2
            icons.paint(painter, "down", QRectF(at, middle - side / 2, side, side), colours.text)
