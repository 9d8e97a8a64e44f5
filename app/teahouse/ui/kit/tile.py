"""A model's tile: a rounded square in its lane's colour with the first letter of its family."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from teahouse.ui.style import Theme
from teahouse.ui.theme import ink_on, lane_of


def letter_of(model: str) -> str:
    """The letter on a model's tile: the first of its own name, not of who publishes it."""
    family = model.rpartition("/")[2]
    return next((sign.upper() for sign in family if sign.isalnum()), "?")


def paint_tile(painter: QPainter, rect: QRectF, model: str, theme: Theme, colour: str = "") -> None:
    """Paint a model's tile into a square, in its family's colour or in another one."""
    colour = colour or lane_of(model, theme.colours)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(rect, rect.width() * 0.25, rect.width() * 0.25)
    font = QFont(painter.font())
    font.setPixelSize(max(7, round(rect.height() * 0.52)))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(QColor(ink_on(colour)))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter_of(model))
    painter.restore()


class LabTile(QWidget):
    """The tile as a widget; what it says stands beside it, so screen readers pass it by."""

    def __init__(self, theme: Theme, model: str = "", side: int = 22, lane: int | None = None) -> None:
        """`lane`: the place of its colour among those of lanes, where it is not to be the model family's own."""
        super().__init__()
        self._theme = theme
        self._model = model
        self._lane = lane
        self.setFixedSize(side, side)
        theme.changed.connect(self.update)

    def show_model(self, model: str) -> None:
        """Take another model's letter and colour."""
        self._model = model
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        lanes = self._theme.colours.lanes
        colour = "" if self._lane is None else lanes[self._lane % len(lanes)]
        paint_tile(QPainter(self), QRectF(self.rect()), self._model, self._theme, colour)
