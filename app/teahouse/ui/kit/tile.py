"""A model's tile: a rounded square in the model's colour with the first letter of its family."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from teahouse.ui.style import Theme
from teahouse.ui.theme import ink_on

LETTER, MARK = 0.52, 0.44  # of the tile's height: one letter, a letter with a number


def paint_tile(painter: QPainter, rect: QRectF, model: str, theme: Theme, *, mark: str = "", colour: str = "") -> None:
    """Paint a model's tile into a square; `mark` stands on it instead of its letter, `colour` is its lab's, say."""
    from teahouse.ui.model_colours import colour_of, letter_of  # nothing of the start has a model yet

    colour, mark = colour or colour_of(model, theme.colours), mark or letter_of(model)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(rect, rect.width() * 0.25, rect.width() * 0.25)
    font = QFont(painter.font())
    font.setPixelSize(max(7, round(rect.height() * (LETTER if len(mark) == 1 else MARK))))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(QColor(ink_on(colour)))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, mark)
    painter.restore()


class LabTile(QWidget):
    """The tile as a widget; what it says stands beside it, so screen readers pass it by."""

    def __init__(self, theme: Theme, model: str = "", side: int = 22, lab: str = "") -> None:
        """`lab`: the name of the lab, where it is the tile of a whole family and not of one model."""
        super().__init__()
        self._theme = theme
        self._model = model
        self._lab = lab
        self._side = side  # before zoom
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        side = self._theme.px(self._side)
        self.setFixedSize(side, side)
        self.update()

    def show_model(self, model: str) -> None:
        """Take another model's letter and colour."""
        self._model = model
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        from teahouse.ui.model_colours import hue_of

        colour = hue_of(self._lab, self._theme.colours) if self._lab else ""
        paint_tile(QPainter(self), QRectF(self.rect()), self._model, self._theme, colour=colour)
