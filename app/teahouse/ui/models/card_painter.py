"""Paints the cards of the catalogue, and computes the places of the parts of a card that can be pressed."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QPixmap,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from teahouse.core.values import dataclass
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import in_ours, lab_name
from teahouse.ui.kit import icons
from teahouse.ui.kit.labels import badge_width, paint_badge
from teahouse.ui.kit.painting import paint_box, paint_tile
from teahouse.ui.model_colours import hue_of
from teahouse.ui.models import words
from teahouse.ui.models.offers import CARD, OfferCard, Offers
from teahouse.ui.models.words import Tone
from teahouse.ui.style import SMALL_SIZE, Theme

HEIGHT = 140
GAP = 12  # between cards: a cell of the grid is that much larger
PAD = 14
TILE = 22
LINE = 22
BUTTON = 32
KEPT = 48  # pictures of cards: several screens full, about ten megabytes
LINE_FLAGS = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


class CardPart(Enum):
    """The parts of a card that can be pressed."""

    CARD = auto()
    SIZES = auto()
    PULL = auto()


@dataclass(frozen=True, slots=True)
class CardPlaces:
    """The rectangles of the parts of a card."""

    frame: QRectF
    sizes: QRectF
    pull: QRectF

    def part_at(self, at: QPointF) -> CardPart | None:
        if self.sizes.contains(at):
            return CardPart.SIZES
        if self.pull.contains(at):
            return CardPart.PULL
        return CardPart.CARD if self.frame.contains(at) else None


@dataclass(frozen=True, slots=True)
class CardPicture:
    """The picture of a card, and the values it was painted from."""

    card: OfferCard
    pixmap: QPixmap


class CardPainter(QStyledItemDelegate):
    """Paints a card of the catalogue and computes the places of its parts, for clicks.

    The picture of a card is cached while nothing on it changes, because a filter moves the same cards to other places.
    `hovered` is the row and the part under the pointer, `cell` the size of a cell of the grid.
    """

    def __init__(self, theme: Theme, offers: Offers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offers = offers
        self.hovered: tuple[int, CardPart | None] = (-1, None)
        self.cell = QSize(100, HEIGHT)
        self._pictures: dict[tuple[str, bool, CardPart | None, int, int, float], CardPicture] = {}
        self._metrics: dict[tuple[int, bool], tuple[QFont, QFontMetricsF]] = {}
        theme.changed.connect(self.forget_pictures)

    def set_cell(self, size: QSize) -> None:
        """Set the size of a cell of the grid."""
        self.cell = size

    def set_hovered(self, row: int, part: CardPart | None) -> None:
        """Set the row and the part of its card that are under the pointer; -1 for none."""
        self.hovered = (row, part)

    def forget_pictures(self) -> None:
        """Drop all pictures: colours, text size, language or catalogue have changed."""
        self._pictures.clear()
        self._metrics.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return self.cell

    def places_of(self, cell: QRectF, card: OfferCard) -> CardPlaces:
        """The parts of a card in a cell of the grid."""
        frame = cell.adjusted(0, 0, -GAP, -GAP)
        height = self._theme.px(BUTTON)
        top = frame.bottom() - PAD - height
        wanted = self._measure_text(words.size_of(card.tag)) + 28 + self._theme.px(12)  # with its arrow
        sizes = QRectF(frame.left() + PAD, top, wanted, height)
        wide = self._measure_text(self._pull_words(card)) + 24
        pull = QRectF(frame.right() - PAD - wide, top, wide, height)
        sizes.setWidth(min(sizes.width(), max(60.0, pull.left() - 8 - sizes.left())))
        return CardPlaces(frame, sizes, pull)

    def _measure_text(self, text: str) -> float:
        return self._font_of(13)[1].horizontalAdvance(text)

    def _font_of(self, size: int, bold: bool = False) -> tuple[QFont, QFontMetricsF]:
        """A font and its metrics, made once."""
        if (size, bold) not in self._metrics:
            font = self._theme.font(size, bold=bold)
            self._metrics[size, bold] = font, QFontMetricsF(font)
        return self._metrics[size, bold]

    def _pull_words(self, card: OfferCard) -> str:
        if card.installed:
            return self.tr("Chat") if card.chats else words.installed()
        if card.share is not None:
            return numbers.percent(card.share)
        return self.tr("Pull") if card.tag.downloadable else self.tr("Why?")

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card = index.data(CARD)
        if not isinstance(card, OfferCard):
            return
        part = self.hovered[1] if self.hovered[0] == index.row() else None
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        size, ratio = option.rect.size(), painter.device().devicePixelRatioF()
        key = (card.family.id, focused, part, size.width(), size.height(), ratio)
        kept = self._pictures.pop(key, None)
        if kept is None or kept.card != card:
            pixmap = QPixmap(size * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(QColor(self._theme.colours.bg))
            self._paint_card(pixmap, QRectF(0, 0, size.width(), size.height()), card, focused, part)
            kept = CardPicture(card, pixmap)
        self._pictures[key] = kept  # the latest are last
        if len(self._pictures) > KEPT:
            del self._pictures[next(iter(self._pictures))]
        painter.drawPixmap(option.rect.topLeft(), kept.pixmap)

    def _paint_card(self, pixmap: QPixmap, cell: QRectF, card: OfferCard, focused: bool, part: CardPart | None) -> None:
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            places = self.places_of(cell, card)
            self._paint_frame(painter, places.frame, focused, part)
            self._paint_head(painter, places.frame, card)
            self._paint_sentence(painter, places.frame, card)
            self._paint_sizes(painter, places.sizes, card, part is CardPart.SIZES)
            self._paint_badges(painter, places, card)
            self._paint_pull(painter, places.pull, card, part is CardPart.PULL)

    def _paint_frame(self, painter: QPainter, frame: QRectF, focused: bool, part: CardPart | None) -> None:
        colours = self._theme.colours
        edge = colours.accent if focused else colours.muted if part else colours.border
        paint_box(painter, frame, colours.surface, edge, width=2 if focused else 1, radius=12)

    def _paint_head(self, painter: QPainter, frame: QRectF, card: OfferCard) -> None:
        colours, side = self._theme.colours, self._theme.px(TILE)
        top, right = frame.top() + PAD - 2, frame.right() - PAD
        text, tone = self._fit(card)
        if text:
            right = self._paint_fit(painter, right, top, text, tone) - 8
        left = frame.left() + PAD
        paint_tile(painter, QRectF(left, top, side, side), card.family.id, self._theme, colour=self._colour_of(card))
        left += side + 8
        font = self._font_of(14, True)
        left += self._paint_text(painter, QRectF(left, top, right - left, side), card.family.title, font, colours.text)
        self._paint_terms(painter, QRectF(left + 8, top, right - left - 8, side), card)

    def _colour_of(self, card: OfferCard) -> str:
        catalogue = self._offers.catalogue
        lab = catalogue.find_lab(card.family.lab) if catalogue is not None else None
        return hue_of(lab.name, self._theme.colours) if lab else ""

    def _fit(self, card: OfferCard) -> tuple[str, Tone]:
        return words.fit(card.estimate, card.tag) if card.runs else (words.needs_ollama(), Tone.CARE)

    def _paint_fit(self, painter: QPainter, right: float, top: float, text: str, tone: Tone) -> float:
        (font, metrics), colour = self._font_of(11), QColor(tone.colour_in(self._theme.colours))
        wide, high = metrics.horizontalAdvance(text) + 14, self._theme.px(20)
        place = QRectF(right - wide, top + 1, wide, high)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        return place.left()

    def _paint_terms(self, painter: QPainter, place: QRectF, card: OfferCard) -> None:
        """Paint lab and licence; a restriction has another colour and words."""
        catalogue = self._offers.catalogue
        if catalogue is None or place.width() < 24:
            return
        font, colours = self._font_of(SMALL_SIZE), self._theme.colours
        lab = lab_name(catalogue.find_lab(card.tag.lab))
        terms, tone = words.licence(catalogue.licences[card.tag.licence])
        used = self._paint_text(painter, place, f"{lab} · ", font, colours.muted)
        self._paint_text(painter, place.adjusted(used, 0, 0, 0), terms, font, tone.colour_in(colours))

    def _paint_sentence(self, painter: QPainter, frame: QRectF, card: OfferCard) -> None:
        place = QRectF(frame.left() + PAD, frame.top() + self._theme.px(40), frame.width() - 2 * PAD, self._line)
        font, metrics = self._font_of(13)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.muted))
        for line in two_lines(in_ours(card.family.words), font, metrics, place.width()):
            painter.drawText(place, LINE_FLAGS, line)
            place.translate(0, self._line - 2)

    @property
    def _line(self) -> float:
        return self._theme.px(LINE)

    def _paint_text(
        self, painter: QPainter, place: QRectF, text: str, font: tuple[QFont, QFontMetricsF], colour: str
    ) -> float:
        """Paint one line, elided where it is too long; return its width."""
        metrics = font[1]
        wide = metrics.horizontalAdvance(text)
        if wide > place.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, place.width()))
            wide = metrics.horizontalAdvance(text)
        painter.setFont(font[0])
        painter.setPen(QColor(colour))
        painter.drawText(place, LINE_FLAGS, text)
        return wide

    def _paint_sizes(self, painter: QPainter, place: QRectF, card: OfferCard, hovered: bool) -> None:
        colours = self._theme.colours
        self._paint_button(painter, place, colours.raised if hovered else colours.surface, colours.edge)
        side = self._theme.px(12)
        room = place.adjusted(12, 0, -side - 14, 0)
        self._paint_text(painter, room, words.size_of(card.tag), self._font_of(13), colours.text)
        arrow = QRectF(place.right() - side - 10, place.center().y() - side / 2, side, side)
        icons.paint_glyph(painter, "down", arrow, colours.muted)

    def _paint_button(self, painter: QPainter, place: QRectF, ground: str, edge: str) -> None:
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def _paint_badges(self, painter: QPainter, places: CardPlaces, card: OfferCard) -> None:
        left, high = places.sizes.right() + 8, self._theme.px(20)
        task = words.kind(self._offers.catalogue, card.tag)
        for text in [task] if task else words.capabilities(card.tag):
            wide = badge_width(text, self._theme)
            if left + wide > places.pull.left() - 8:
                return
            paint_badge(painter, QRectF(left, places.sizes.center().y() - high / 2, wide, high), text, self._theme)
            left += wide + 6

    def _paint_pull(self, painter: QPainter, place: QRectF, card: OfferCard, hovered: bool) -> None:
        colours, text = self._theme.colours, self._pull_words(card)
        ground, edge = (colours.raised, colours.accent) if hovered else (colours.surface, colours.edge)
        self._paint_button(painter, place, ground, edge)
        if card.share is not None and not card.installed:
            bar = QRectF(place.left() + 6, place.bottom() - 6, (place.width() - 12) * card.share, 3)
            painter.fillRect(bar, QColor(colours.accent))
        painter.setFont(self._font_of(13)[0])
        painter.setPen(QColor(colours.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def two_lines(text: str, font: QFont, metrics: QFontMetricsF, width: float) -> tuple[str, ...]:
    """A text in at most two lines of a width, the second cut where it is too long."""
    if metrics.horizontalAdvance(text) <= width:
        return (text,)
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    end = line.textLength()
    layout.endLayout()
    rest = metrics.elidedText(text[end:].strip(), Qt.TextElideMode.ElideRight, max(0.0, width))
    return text[:end].rstrip(), rest
