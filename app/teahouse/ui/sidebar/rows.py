"""The painting of the sidebar's rows: headings, conversations, and search results."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from teahouse.core.conversation import LONGEST_TITLE
from teahouse.services.chat.events import FoundHit
from teahouse.ui.kit import icons
from teahouse.ui.kit.painting import ink_of, paint_ground
from teahouse.ui.sidebar.conversations import ANSWERED, HEAD, HIT, Index
from teahouse.ui.style import Theme

Ranges = tuple[tuple[int, int], ...]
State = QStyle.StateFlag
INSET = 10  # pixels between a row's edge and its text
MORE_INSET = 4
MORE_RADIUS = 6
LEAD = 12  # characters before the first match
SEEN = 0.9  # part of a line; a match that ends beyond it is cut off
DOT = 7
GAP = 8
ROW = 32
FOUND_ROW = 56


class _RowDelegate(QStyledItemDelegate):
    """Rows of one height, so that a list of thousands needs no measuring."""

    height = ROW

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, self._theme.px(self.height))

    def _paint_row_ground(self, painter: QPainter, option: QStyleOptionViewItem, *, chosen: bool) -> None:
        """The row's frame."""
        rect = QRectF(option.rect).adjusted(0, 1, 0, -1)
        hovered, focused = bool(option.state & State.State_MouseOver), bool(option.state & State.State_HasFocus)
        paint_ground(painter, rect, self._theme.colours, chosen=chosen, hovered=hovered, focused=focused)


class ConversationDelegate(_RowDelegate):
    """Paints headings and titles, and a "⋯" on the row that is open, hovered or focused."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._open_id = ""
        self._is_page_shown = True
        self._hovered_more = -1  # row

    @property
    def open_id(self) -> str:
        """The conversation that is marked as open, empty for none."""
        return self._open_id

    def set_open(self, conversation_id: str) -> None:
        """Set the conversation that is open in the chat page."""
        self._open_id = conversation_id

    def set_page_shown(self, shown: bool) -> None:
        """Set whether the chat page is shown; the open conversation is marked only then."""
        self._is_page_shown = shown

    def set_hovered_more(self, row: int) -> bool:
        """Set the row whose "⋯" is below the pointer, -1 for none; returns whether it changed."""
        before, self._hovered_more = self._hovered_more, row
        return row != before

    def more_rect(self, row: QRect) -> QRect:
        """The clickable area of a row's "⋯"."""
        side = row.height() - 2 * MORE_INSET
        return QRect(row.right() - MORE_INSET - side + 1, row.top() + MORE_INSET, side, side)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        head = index.data(HEAD)
        rect = option.rect.adjusted(INSET, 0, -INSET, 0)
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        colours = self._theme.colours
        if head is None:
            painter.setFont(self._theme.font(11))
            painter.setPen(QColor(colours.muted))
            rect = rect.adjusted(0, 6, 0, 0)
        else:
            is_open = self._is_page_shown and head.id == self._open_id
            self._paint_row_ground(painter, option, chosen=is_open)
            if is_open or option.state & (State.State_MouseOver | State.State_HasFocus):
                more = self.more_rect(option.rect)
                self._paint_more(painter, QRectF(more), pointed=index.row() == self._hovered_more)
                rect.setRight(more.left() - GAP // 2)
            painter.setFont(self._theme.font(13, bold=is_open))
            painter.setPen(QColor(ink_of(colours, chosen=is_open)))
        if index.data(ANSWERED):
            rect = rect.adjusted(0, 0, -DOT - GAP, 0)
            self._paint_dot(painter, QPointF(rect.right() + GAP + DOT / 2, option.rect.center().y() + 0.5))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(align), text)
        painter.restore()

    def _paint_more(self, painter: QPainter, box: QRectF, *, pointed: bool) -> None:
        colours = self._theme.colours
        if pointed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.border))
            painter.drawRoundedRect(box, MORE_RADIUS, MORE_RADIUS)
        side = self._theme.px(16)
        sign = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        icons.paint_glyph(painter, "more", sign, colours.text if pointed else colours.muted)

    def _paint_dot(self, painter: QPainter, middle: QPointF) -> None:
        """Paint the dot of a running reply."""
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.accent))
        painter.drawEllipse(middle, DOT / 2, DOT / 2)
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(LONGEST_TITLE)
        editor.setAccessibleName(self.tr("New title for “{title}”").format(title=index.data()))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect)


class FoundDelegate(_RowDelegate):
    """Paints a search result: the title, and the text around the first match with every match marked."""

    height = FOUND_ROW

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: FoundHit = index.data(HIT)
        painter.save()
        self._paint_row_ground(painter, option, chosen=bool(option.state & State.State_Selected))
        rect = option.rect.adjusted(INSET, 6, -INSET, -6)
        title_rect = QRect(rect.left(), rect.top(), rect.width(), rect.height() // 2)
        if not hit.message_id:
            self._paint_line(painter, rect, hit.snippet, hit.ranges, self._theme.font(13), self._theme.colours.text)
        else:
            snippet_rect = title_rect.translated(0, rect.height() // 2)
            self._paint_line(painter, title_rect, index.data(), (), self._theme.font(13), self._theme.colours.text)
            self._paint_line(
                painter, snippet_rect, hit.snippet, hit.ranges, self._theme.small(), self._theme.colours.muted
            )
        painter.restore()

    def _paint_line(self, painter: QPainter, rect: QRect, text: str, ranges: Ranges, font: QFont, colour: str) -> None:
        """Paint one line of text with its marks, cut with an ellipsis at the end, and also before the first mark where
        that would not be visible."""
        text, ranges = brought_near(text, ranges, QFontMetrics(font), rect.width())
        text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setFormats([self._format_of(text, start, end) for start, end in ranges])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(rect.width())
        layout.endLayout()
        painter.save()
        painter.setClipRect(rect)
        painter.setPen(QColor(colour))
        layout.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - line.height()) / 2))
        painter.restore()

    def _format_of(self, text: str, start: int, end: int) -> QTextLayout.FormatRange:
        look = QTextCharFormat()
        look.setFontWeight(QFont.Weight.DemiBold)
        look.setForeground(QColor(self._theme.colours.text))
        look.setBackground(QColor(self._theme.colours.accent_soft))
        mark = QTextLayout.FormatRange()
        mark.start = _utf16(text[:start])  # ranges count code points, Qt counts UTF-16 units
        mark.length = _utf16(text[start:end])
        mark.format = look
        return mark


def brought_near(text: str, ranges: Ranges, metrics: QFontMetrics, room: int) -> tuple[str, Ranges]:
    """The text from shortly before its first mark, where that would not be visible in `room` pixels otherwise."""
    if not ranges or metrics.horizontalAdvance(text[: ranges[0][1]]) < room * SEEN:
        return text, ranges
    cut = max(0, ranges[0][0] - LEAD)
    space = text.find(" ", cut, ranges[0][0])
    cut = space + 1 if space >= 0 else cut
    return "…" + text[cut:], tuple((start - cut + 1, end - cut + 1) for start, end in ranges)


def _utf16(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
