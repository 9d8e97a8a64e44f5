"""The catalogue's grid of cards: as many columns as there is width for; only cards that are seen are made and painted.

Arrow keys go from card to card, Enter pulls, Space opens the sizes, I opens the details. `picked` carries what was
pressed; the page acts on it.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QWidget,
)

from teahouse.ui.models.card_painter import GAP, HEIGHT, CardPainter, CardPart
from teahouse.ui.models.offers import CARD, CardsModel, OfferCard, Offers
from teahouse.ui.style import Theme

SIDE = 18  # of the page, at the right of the last card
NARROWEST = 380  # of a card
WIDEST = 3  # columns


class CardView(QListView):
    """`picked` carries a card and its `CardPart`; `part_of` has the rectangle of a part, for a menu below it."""

    picked = Signal(object, object)

    def __init__(self, theme: Theme, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.cards = CardsModel(offers, self)
        self._painter = CardPainter(theme, offers, self)
        self.setModel(self.cards)
        self.setItemDelegate(self._painter)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWrapping(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        bar = self.verticalScrollBar()  # always there, so that columns keep their width; not seen where it is of no use
        bar.setSingleStep(40)
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
        theme.changed.connect(self._fit)
        self.retranslate()

    def card_at(self, index: QModelIndex) -> OfferCard | None:
        """The card of a row."""
        card = index.data(CARD)
        return card if isinstance(card, OfferCard) else None

    def part_of(self, family: str, part: CardPart) -> QRect:
        """The rectangle of a part of a family's card, in the viewport."""
        index = self.cards.index(max(0, self.cards.row_of(family)))
        card = self.card_at(index)
        if card is None:
            return self.viewport().rect()
        places = self._painter.places_of(QRectF(self.visualRect(index)), card)
        return {CardPart.SIZES: places.sizes, CardPart.PULL: places.pull}.get(part, places.frame).toRect()

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setAccessibleName(self.tr("Catalogue of models"))
        self.setAccessibleDescription(self.tr("Arrow keys move, Enter pulls, Space opens the sizes, I tells more"))
        self._painter.forget_pictures()
        self.viewport().update()

    # Where everything stands.

    def _fit(self) -> None:
        # The last card ends where what stands above ends; the gap behind it is under the scroll bar.
        beyond = max(0, GAP + self.verticalScrollBar().sizeHint().width() - SIDE)
        if self.viewportMargins().right() != -beyond:
            self.setViewportMargins(0, 0, -beyond, 0)
        room = self.viewport().width()
        columns = max(1, min(WIDEST, room // self._theme.px(NARROWEST)))
        size = QSize(max(1, (room - 1) // columns), self._theme.px(HEIGHT) + GAP)
        if size != self.gridSize():
            self._painter.set_cell(size)
            self.setGridSize(size)
            self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    # Pointer and keys.

    def _part_at(self, at: QPointF) -> tuple[QModelIndex, CardPart | None]:
        index = self.indexAt(at.toPoint())
        card = self.card_at(index)
        if card is None:
            return index, None
        return index, self._painter.places_of(QRectF(self.visualRect(index)), card).part_at(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index, part = self._part_at(event.position())
        self._set_hovered(index.row(), part)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hovered(-1, None)
        super().leaveEvent(event)

    def _set_hovered(self, row: int, part: CardPart | None) -> None:
        if self._painter.hovered == (row, part):
            return
        self._painter.set_hovered(row, part)
        pressable = part in (CardPart.SIZES, CardPart.PULL)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index, part = self._part_at(event.position())
        card = self.card_at(index)
        if event.button() == Qt.MouseButton.LeftButton and card is not None and part is not None:
            self.picked.emit(card, part)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        card = self.card_at(self.currentIndex())
        parts = {
            Qt.Key.Key_Return: CardPart.PULL,
            Qt.Key.Key_Enter: CardPart.PULL,
            Qt.Key.Key_Space: CardPart.SIZES,
            Qt.Key.Key_I: CardPart.CARD,
        }
        part = parts.get(Qt.Key(event.key()))
        if card is not None and part is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.picked.emit(card, part)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the first card when the focus comes by keyboard and no card is current."""
        if not self.currentIndex().isValid() and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.setCurrentIndex(self.cards.index(0))
        super().focusInEvent(event)
