"""Painting of backgrounds and boxes, a progress bar, and the tile of a model."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.ui.style import Colours, Theme, ink_on

RADIUS = 8.0
RING = 2.0


def paint_ground(
    painter: QPainter, rect: QRectF, colours: Colours, *, chosen: bool = False, hovered: bool = False,
    focused: bool = False,
) -> None:  # fmt: skip
    """Paint the background of a chosen or hovered row and the ring of the keyboard focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if chosen or hovered:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent_soft if chosen else colours.hover))
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
    if focused:
        half = RING / 2
        painter.setPen(QPen(QColor(colours.accent), RING))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), RADIUS - half, RADIUS - half)


def paint_box(
    painter: QPainter, rect: QRectF | QRect, ground: str, edge: str, *, width: float = 1.0, radius: float = RADIUS
) -> None:
    """Paint a rounded box with its edge inside `rect`, so a line of one pixel is not blurred over two."""
    half = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)


def ink_of(colours: Colours, *, chosen: bool) -> str:
    """The text colour of a row; a chosen row is bold as well."""
    return colours.accent if chosen else colours.text


HEIGHT = 6


class Bar(QWidget):
    """A thin progress bar; grey while resting (paused, failed). The same information is shown beside it as text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self._resting = False
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    @property
    def share(self) -> float:
        """The shown share, 0 to 1."""
        return self._share

    def show_share(self, share: float, *, resting: bool = False) -> None:
        """Set the share, 0 to 1; repaints only on a change of a pixel."""
        same = round(share * self.width()) == round(self._share * self.width()) and resting == self._resting
        self._share, self._resting = share, resting
        if not same:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), self._theme.colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(whole, HEIGHT / 2, HEIGHT / 2)
        if self._share > 0:
            whole.setWidth(max(HEIGHT, whole.width() * min(1.0, self._share)))
            painter.setBrush(QColor(colours.muted if self._resting else colours.accent))
            painter.drawRoundedRect(whole, HEIGHT / 2, HEIGHT / 2)


LETTER, MARK = 0.52, 0.44  # of the tile's height: one letter, a letter with a number


def paint_tile(painter: QPainter, rect: QRectF, model: str, theme: Theme, *, mark: str = "", colour: str = "") -> None:
    """Paint a model's tile into a square; `mark` replaces its letter, `colour` the model's colour."""
    from teahouse.ui.model_colours import colour_of, letter_of  # not needed at start

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
    """Widget with a model's tile: a rounded square in its colour with the first letter of its family.

    Screen readers skip it: the name is shown beside it.
    """

    def __init__(self, theme: Theme, model: str = "", side: int = 22, lab: str = "") -> None:
        """`lab`: the lab's name, for the tile of a whole family."""
        super().__init__()
        self._theme = theme
        self._model = model
        self._lab = lab
        self._side = side  # before zoom
        theme.changed.connect(self._update_size)
        self._update_size()

    def _update_size(self) -> None:
        side = self._theme.px(self._side)
        self.setFixedSize(side, side)
        self.update()

    def show_model(self, model: str) -> None:
        """Show another model's letter and colour."""
        self._model = model
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        from teahouse.ui.model_colours import hue_of

        colour = hue_of(self._lab, self._theme.colours) if self._lab else ""
        paint_tile(QPainter(self), QRectF(self.rect()), self._model, self._theme, colour=colour)
