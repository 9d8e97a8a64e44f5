"""What lies over the bottom of the view: the button that leads back to the end, and the fade of the text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from teahouse.ui.kit.painting import paint_box
from teahouse.ui.style import Theme

SIDE = 34


class DownButton(QAbstractButton):
    """The round button that leads back to the end; it grows a word when text came that has not been seen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._unread = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_unread(False)
        self.hide()

    def show_unread(self, unread: bool) -> None:
        """Whether there is text below that has not been seen."""
        self._unread = unread
        name = self.tr("New text") if unread else self.tr("Back to the end")
        self.setAccessibleName(name)
        self.setToolTip("" if unread else name)
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(SIDE)
        if not self._unread:
            return QSize(side, side)
        return QSize(side + self.fontMetrics().horizontalAdvance(self.accessibleName()) + self._theme.px(14), side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, side = self._theme.colours, self.height()
        painter = QPainter(self)
        edge = colours.accent if self.hasFocus() or self.underMouse() else colours.border
        width = 2 if self.hasFocus() else 1
        paint_box(painter, self.rect(), colours.surface, edge, width=width, radius=side / 2 - 1)
        painter.setPen(QPen(QColor(colours.accent if self._unread else colours.text), 1.6))
        x, y, reach = side / 2, side / 2, side / 7
        painter.drawLine(QPointF(x, y - reach * 1.4), QPointF(x, y + reach * 1.4))
        low = y + reach * 1.4
        painter.drawPolyline(
            QPolygonF([QPointF(x - reach, low - reach), QPointF(x, low), QPointF(x + reach, low - reach)])
        )
        if self._unread:
            box = QRectF(side - self._theme.px(2), 0, self.width() - side, side)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.accessibleName())


HEIGHT = 28


class Fade(QWidget):
    """Fades the text at the bottom of a view into its ground while more of it lies below.

    `ground`: the name of the colour below the text.
    """

    def __init__(self, theme: Theme, ground: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def lie_over(self, area: QRect) -> None:
        """Take the bottom of this area."""
        height = self._theme.px(HEIGHT)
        self.setGeometry(area.left(), area.bottom() + 1 - height, area.width(), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        full = QColor(getattr(self._theme.colours, self._ground))
        none = QColor(full)
        none.setAlpha(0)
        shades = QLinearGradient(QPointF(0, 0), QPointF(0, self.height()))
        shades.setColorAt(0.0, none)
        shades.setColorAt(1.0, full)
        QPainter(self).fillRect(self.rect(), shades)
