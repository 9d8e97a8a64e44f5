"""Paints one row of the switcher, and takes the click on its star."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QEvent, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from teahouse.ui.kit import icons
from teahouse.ui.kit.ground import paint_ground
from teahouse.ui.kit.labels import badge_width, paint_badge
from teahouse.ui.kit.tile import paint_tile
from teahouse.ui.style import Theme
from teahouse.ui.switcher import words
from teahouse.ui.switcher.rows import ROW, Section, SwitcherRow

HEIGHT = 52
CAPTION = 26
TILE = 30
PAD = 10
STAR = 16
BADGE = 20

translate = QCoreApplication.translate


def caption(section: Section) -> str:
    """The words above the first row of a section."""
    match section:
        case Section.FAVOURITE:
            return translate("Switcher", "Favourites")
        case Section.RECENT:
            return translate("Switcher", "Recent")
        case Section.OTHER:
            return translate("Switcher", "All models")
        case Section.FOUND:
            return ""


class RowPainter(QStyledItemDelegate):
    """`starred`: the star of a row was clicked; `picked`: the rest of it was."""

    starred = Signal(QModelIndex)
    picked = Signal(QModelIndex)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        row: SwitcherRow = index.data(ROW)
        above = CAPTION if row.first and caption(row.section) else 0
        return QSize(320, self._theme.px(HEIGHT + above))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        row: SwitcherRow = index.data(ROW)
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.first and (text := caption(row.section)):
            self._paint_caption(painter, rect, text)
        body = self._body(rect)
        colours = self._theme.colours
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_ground(painter, body.adjusted(0, 1, 0, -1), colours, chosen=selected)
        side = self._theme.px(TILE)
        tile = QRectF(body.left() + PAD, body.center().y() - side / 2, side, side)
        paint_tile(painter, tile, row.entry.card.name, self._theme)
        inner = QRectF(tile.right() + PAD, body.top() + 6, self._star(body).left() - tile.right() - 2 * PAD, 0)
        inner.setBottom(body.bottom() - 6)
        self._paint_name(painter, inner, row)
        self._paint_facts(painter, inner, row, colours.text if selected else colours.muted)
        self._paint_star(painter, body, row, selected)
        painter.restore()

    def _body(self, rect: QRectF) -> QRectF:
        return QRectF(rect.left(), rect.bottom() - self._theme.px(HEIGHT), rect.width(), self._theme.px(HEIGHT))

    def _star(self, body: QRectF) -> QRectF:
        side = self._theme.px(STAR)
        return QRectF(body.right() - PAD - side, body.center().y() - side / 2, side, side)

    def _paint_caption(self, painter: QPainter, rect: QRectF, text: str) -> None:
        painter.setFont(self._theme.small())
        painter.setPen(QColor(self._theme.colours.muted))
        place = QRectF(rect.left() + PAD, rect.top() + 4, rect.width() - 2 * PAD, self._theme.px(CAPTION) - 6)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_name(self, painter: QPainter, rect: QRectF, row: SwitcherRow) -> None:
        font = self._theme.font(bold=True)
        metrics = QFontMetricsF(font)
        room = rect.width() - 28
        badges = self._badges_beside(row, room)
        taken = sum(badge_width(badge, self._theme) + 6 for badge in badges)
        name = metrics.elidedText(row.entry.card.name, Qt.TextElideMode.ElideMiddle, room - taken)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        line = QRectF(rect.left(), rect.top(), rect.width(), rect.height() / 2)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        at = rect.left() + metrics.horizontalAdvance(name) + 8
        if row.current:
            side = self._theme.px(14)
            mark = QRectF(at, line.center().y() - side / 2, side, side)
            icons.paint(painter, "check", mark, self._theme.colours.accent)
            at += side + 6
        height = self._theme.px(BADGE)
        for badge in badges:
            width = badge_width(badge, self._theme)
            paint_badge(painter, QRectF(at, line.center().y() - height / 2, width, height), badge, self._theme)
            at += width + 6

    def _badges_beside(self, row: SwitcherRow, room: float) -> list[str]:
        """The badges, or none where the name needs their place: they stand among the facts then."""
        badges = words.badges(row.entry.card)
        name = QFontMetricsF(self._theme.font(bold=True)).horizontalAdvance(row.entry.card.name)
        return badges if name + sum(badge_width(badge, self._theme) + 6 for badge in badges) <= room else []

    def _paint_facts(self, painter: QPainter, rect: QRectF, row: SwitcherRow, colour: str) -> None:
        font = self._theme.small()
        metrics = QFontMetricsF(font)
        line = QRectF(rect.left(), rect.center().y(), rect.width(), rect.height() / 2)
        painter.setFont(font)
        warning = words.warning(too_big=row.too_big, names=row.leaving)
        parts = words.row_facts(row.entry)
        if not self._badges_beside(row, rect.width() - 28):
            parts += words.badges(row.entry.card)
        facts = metrics.elidedText(" · ".join(parts), Qt.TextElideMode.ElideRight, line.width())
        painter.setPen(QColor(colour))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, facts)
        if warning:
            line.setLeft(line.left() + metrics.horizontalAdvance(facts + "   "))
            painter.setPen(QColor(self._theme.colours.warn))
            shown = metrics.elidedText(warning, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_star(self, painter: QPainter, body: QRectF, row: SwitcherRow, selected: bool) -> None:
        if row.favourite:
            icons.paint(painter, "star", self._star(body), self._theme.colours.accent, filled=True)
        elif selected:
            icons.paint(painter, "star", self._star(body), self._theme.colours.muted)

    def editorEvent(
        self, event: QEvent, _model: QAbstractItemModel, option: QStyleOptionViewItem, index: QModelIndex
    ) -> bool:
        """A click on the star is the star's; anywhere else it picks the row."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            star = self._star(self._body(QRectF(option.rect))).adjusted(-8, -8, 8, 8)
            (self.starred if star.contains(event.position()) else self.picked).emit(index)
            return True
        return False
