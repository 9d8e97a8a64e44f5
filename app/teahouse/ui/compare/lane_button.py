"""The head of a lane: its tile and name, and an arrow where another model can be chosen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from teahouse.ui.compare.names import fitted, without_host
from teahouse.ui.kit import icons
from teahouse.ui.kit.ground import paint_box
from teahouse.ui.kit.tile import paint_tile
from teahouse.ui.style import Theme

HEIGHT = 30
TILE = 22
PAD = 4
GAP = 8
ARROW = 14
BELOW = 17
TALLER = 10  # where hosts are told


class LaneButton(QAbstractButton):
    """Pressing it asks for another model; while names are hidden there is nothing to press."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tile = self._colour = self._host = ""
        self._tall = False
        self._arrow = True
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.updateGeometry)

    def show_lane(self, name: str, tile: str, colour: str, host: str | None, *, fixed: bool) -> None:
        """Take a name, and what stands on the tile; `host` is the end of the name that is written below it (None:
        no lane has one, and none needs room for it); `fixed`: it cannot be changed now."""
        self._tile, self._colour, self._host = tile, colour, host or ""
        self._tall = host is not None
        self.updateGeometry()
        self.setText(name)
        self.setEnabled(not fixed)
        choose = self.tr("{model}: choose another model")
        self.setToolTip(name if fixed else choose.format(model=name))
        self.setAccessibleName(self.tr("Lane: {model}").format(model=name))
        self.update()

    def show_arrow(self, arrow: bool) -> None:
        """Whether it shows that another model can be chosen: not in a picture."""
        self._arrow = arrow

    def sizeHint(self) -> QSize:
        return QSize(160, self._theme.px(HEIGHT + TALLER if self._tall else HEIGHT))

    def shown(self) -> str:
        """The model's name as it is shown: cut where it is too long."""
        name = without_host(self.text(), self._host)
        return fitted(name, QFontMetricsF(self._theme.font(bold=True)), self._room())

    def _room(self) -> float:
        arrow = self._theme.px(ARROW) + GAP if self.isEnabled() and self._arrow else 0
        return self.width() - 2 * PAD - self._theme.px(TILE) - GAP - arrow

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_edge(painter)
        colours = self._theme.colours
        tile, middle = self._theme.px(TILE), self.height() / 2
        square = QRectF(PAD, middle - tile / 2, tile, tile)
        paint_tile(painter, square, "", self._theme, mark=self._tile, colour=self._colour)
        font = self._theme.font(bold=True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        left = PAD + tile + GAP
        text, below = self.shown(), self._theme.px(BELOW) if self._host else 0
        line = QRectF(left, 0, self._room() + 1, self.height() - below)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)
        if self.isEnabled() and self._arrow:
            side = self._theme.px(ARROW)
            at = left + QFontMetricsF(font).horizontalAdvance(text) + GAP / 2
            icons.paint(painter, "down", QRectF(at, line.center().y() - side / 2, side, side), colours.text)
        if self._host:
            self._paint_host(painter, QRectF(left, self.height() - below - 3, self.width() - left - PAD, below))

    def _paint_host(self, painter: QPainter, line: QRectF) -> None:
        """Where the model is, quietly below its name."""
        font = self._theme.small()
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.muted))
        text = QFontMetricsF(font).elidedText(self._host, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_edge(self, painter: QPainter) -> None:
        """What tells that it can be pressed."""
        colours = self._theme.colours
        if self.hasFocus() or (self.underMouse() and self.isEnabled()):
            ground = colours.raised if self.underMouse() else colours.surface
            edge, width = (colours.accent, 2) if self.hasFocus() else (colours.border, 1)
            paint_box(painter, self.rect(), ground, edge, width=width)
