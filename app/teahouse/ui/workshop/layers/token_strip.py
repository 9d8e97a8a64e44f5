"""The tokens of the text, to choose one; a band below each says how much the chosen one attends to it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from teahouse.core.workshop.layer_inspection import show_token
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.lists import style_view
from teahouse.ui.style import Theme
from teahouse.ui.workshop.layers import words

WEIGHT = Qt.ItemDataRole.UserRole
CHIP, FIGURE, BAND = 26, 15, 4  # heights in pixels: of the text, of the percentage, of the band
MOST_LINES = 3
LEAST_SHOWN = 0.01  # weights below this have no percentage


class TokenPainter(QStyledItemDelegate):
    """Paints a token as a chip, its band, and its percentage."""

    def __init__(self, theme: Theme, parent: QListWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = QFontMetricsF(self._theme.font(13))
        wide = max(metrics.horizontalAdvance(str(index.data() or "")) + 14, self._theme.px(30))
        return QSize(round(wide), self._theme.px(CHIP + BAND + FIGURE))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, colours, place = self._theme, self._theme.colours, QRectF(option.rect)
        chip = QRectF(place.left() + 1, place.top() + 1, place.width() - 2, theme.px(CHIP) - 2)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(QColor(colours.accent if selected else colours.border), 2 if selected else 1))
        painter.setBrush(QColor(colours.accent_soft if selected else colours.raised))
        painter.drawRoundedRect(chip, 5, 5)
        painter.setPen(QColor(colours.text))
        painter.setFont(theme.font(13))
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), str(index.data() or ""))
        weight = index.data(WEIGHT)
        if weight is not None:
            self._paint_weight(painter, place, chip, float(weight))
        painter.restore()

    def _paint_weight(self, painter: QPainter, place: QRectF, chip: QRectF, weight: float) -> None:
        theme, colours = self._theme, self._theme.colours
        band = QRectF(chip.left(), chip.bottom() + 2, chip.width(), theme.px(BAND) - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.border))
        painter.drawRect(band)
        band.setWidth(band.width() * min(1.0, weight))
        painter.setBrush(QColor(colours.accent))
        painter.drawRect(band)
        if weight >= LEAST_SHOWN:
            painter.setPen(QColor(colours.muted))
            painter.setFont(theme.font(10))
            room = QRectF(place.left() - 4, band.bottom(), place.width() + 8, place.bottom() - band.bottom())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), numbers.percent(weight))


class TokenStrip(Retranslated, QListWidget):
    """`place` carries the number of the token that became current."""

    place = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tokens: tuple[str, ...] = ()
        style_view(self, theme)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(TokenPainter(theme, self))
        self.currentRowChanged.connect(self._tell_place)
        theme.changed.connect(self._fit_height)
        self._fit_height()
        self.retranslate()

    def _fit_height(self) -> None:
        line = self._theme.px(CHIP + BAND + FIGURE) + 2
        last = self.visualItemRect(self.item(self.count() - 1)) if self.count() else None
        lines = 1 if last is None else round((last.bottom() + self.verticalOffset()) / line)
        self.setFixedHeight(min(max(lines, 1), MOST_LINES) * line + 14)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.doItemsLayout()
            self._fit_height()

    def _tell_place(self, place: int) -> None:
        if place >= 0:
            self.place.emit(place)

    def show_tokens(self, tokens: tuple[str, ...], place: int) -> None:
        """Set the tokens of the text and the chosen one."""
        if tokens != self._tokens:
            self._tokens = tokens
            self.blockSignals(True)
            self.clear()
            for text in tokens:
                self.addItem(QListWidgetItem(show_token(text)))
            self.blockSignals(False)
            self.show_weights(())
            self.doItemsLayout()
            self._fit_height()
        if self.currentRow() != place:
            self.setCurrentRow(place)
        if (item := self.item(place)) is not None:
            self.scrollToItem(item)

    def show_weights(self, weights: Sequence[float]) -> None:
        """Set the weights of the tokens from the first on; later ones have none."""
        for place, text in enumerate(self._tokens):
            weight = weights[place] if place < len(weights) else None
            item = self.item(place)
            item.setData(WEIGHT, weight)
            spoken = words.describe_token(place, len(self._tokens), text, weight)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(spoken)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Tokens of the text"))
