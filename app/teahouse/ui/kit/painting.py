"""Parts that are painted: grounds and boxes, a bar that fills, and the tile of a model."""

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
    """Paint a tint for a chosen row, a lighter one under the pointer, and a ring at the keyboard's place."""
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
    """Paint a rounded box whose edge lies wholly inside `rect`: a line of one pixel is one pixel, not two pale ones."""
    half = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(edge), width))
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)


def ink_of(colours: Colours, *, chosen: bool) -> str:
    """The colour of a single line of text on it; a chosen line is bold as well."""
    return colours.accent if chosen else colours.text


HEIGHT = 6


class Bar(QWidget):
    """A thin bar that fills: how much of something is there.

    `show_share` takes 0 to 1; a resting bar (paused, failed) is grey. What it shows stands beside it in words.
    """

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
        """What is shown, from 0 to 1."""
        return self._share

    def show_share(self, share: float, *, resting: bool = False) -> None:
        """Fill it so far; paints only where that makes a difference of a pixel."""
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
    """A model's tile: a rounded square in the model's colour with the first letter of its family.

    The tile as a widget; what it says stands beside it, so screen readers pass it by.
    """

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
