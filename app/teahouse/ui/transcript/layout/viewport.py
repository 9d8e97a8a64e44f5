"""The visible window of the page: layout and repainting, the scroll bar, the button to the end."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QWidget

from teahouse.ui.kit.painting import paint_box
from teahouse.ui.style import ColourName, Theme
from teahouse.ui.transcript.blocks.part import TranscriptPart
from teahouse.ui.transcript.blocks.text_style import COLUMN
from teahouse.ui.transcript.layout.frame_clock import FrameClock
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.message_list import MessageList
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor

BUTTON_SIDE = 34  # pixels
FADE_HEIGHT = 28  # of the text that fades at the bottom
BESIDE = 16  # pixels beside the column that a focus ring may reach
NEAR = 4  # window heights above which earlier messages are loaded
ABOVE = 4  # pixels that glyphs and backgrounds may reach above their line


class PageViewport(QObject):
    """Updates a scroll area for changes of the layout and of the scroll position."""

    scrolled = Signal()  # the page has moved below the pointer
    text_left = Signal()  # visible messages have unread text
    earlier_wanted = Signal()  # scrolled near the first loaded message

    def __init__(
        self, area: QAbstractScrollArea, layout: PageLayout, anchor: ScrollAnchor, messages: MessageList,
        clock: FrameClock,
    ) -> None:  # fmt: skip
        super().__init__(area)
        self._area = area
        self._layout = layout
        self._style = layout.style
        self._anchor = anchor
        self._messages = messages
        self._clock = clock
        self._placing = False  # the scroll bar is being set by this object
        self._fade: Fade | None = None
        self._down = DownButton(layout.style.theme, area)
        self._down.clicked.connect(self.go_to_end)

    @property
    def left(self) -> int:
        """The left edge of the column, centred with or without a scroll bar."""
        return (self._area.width() - self._layout.width) // 2

    @property
    def free_below(self) -> int:
        """The free pixels below the last message."""
        return max(0, self._area.viewport().height() - self._layout.total)

    def repaint_window(self) -> None:
        """Repaint the window."""
        self._area.viewport().update()

    def settle_window(self) -> None:
        """Lay out and repaint the window."""
        self._anchor.settle_window()
        self.place_scroll_bar()
        self.repaint_window()

    def settle_grown(self, item: Item, key: tuple[int, int]) -> None:
        """The same where only this item has changed: parts without a layout, and parts from this key on. What is above
        is not painted again, only moved."""
        number = self._layout.number_of(item.id)
        if number is None or not item.is_open:
            self.settle_window()
            return
        changed = self._first_changed(number, item, item.part_at(key))
        first = item.parts[changed]
        before, where = self._y_of(number, item, first), (self._anchor.top, self._anchor.last_top)
        if number == len(self._layout.items) - 1:
            self._anchor.settle_grown(changed)
        else:
            self._anchor.settle_window()
        if where != (self._anchor.top, self._anchor.last_top) or self._layout.late or item.unread:
            self.place_scroll_bar()
        after = self._y_of(number, item, first)
        window = self._area.viewport()
        if after != before:
            window.scroll(0, after - before)
        beside = self._style.px(BESIDE)
        top = after + first.fresh_from - self._style.px(ABOVE)
        width = self._layout.width + 2 * beside
        window.update(QRect(self.left - beside, top, width, window.height() - top))

    def _first_changed(self, number: int, item: Item, last: int) -> int:
        """The first visible part without a layout, at most `last`."""
        shown = item.rows.row_at(self._anchor.top - self._layout.top_of(number))
        changed = (n for n in range(max(0, shown), last) if item.parts[n].width != self._layout.width)
        return next(changed, last)

    def _y_of(self, number: int, item: Item, part: TranscriptPart) -> int:
        """The y of a part in the window."""
        return self._layout.top_of(number, item.part_at(part.key)) - self._anchor.top

    def place_scroll_bar(self) -> None:
        """Update the scroll bar and the button for the scroll position."""
        self._placing = True
        bar = self._area.verticalScrollBar()
        bar.setRange(0, self._anchor.last_top)
        bar.setPageStep(max(1, self._anchor.height))
        bar.setSingleStep(self._style.px(40))
        bar.setValue(self._anchor.top)
        self._placing = False
        if self._layout.unread_items():
            self.text_left.emit()
        if self._layout.late:
            self._clock.request_frame(self.settle_window)
        self._place_button()
        conversation = self._messages.conversation
        if conversation is not None and conversation.earlier and self._anchor.top < NEAR * self._anchor.height:
            self.earlier_wanted.emit()

    def _place_button(self) -> None:
        away = not self._anchor.following and self._anchor.top < self._anchor.last_top
        if not away and self._down.isVisible():
            self._down.show_unread(False)
        area = self._area.viewport().geometry()
        self._down.move(area.center().x() - self._down.width() // 2, area.bottom() - self._down.height() - 12)
        self._down.setVisible(away)
        self._place_fade(area)

    def _place_fade(self, area: QRect) -> None:
        """Fade the text at the bottom while there is more below; created on first use."""
        below = self._anchor.top < self._anchor.last_top and not self._anchor.following
        if self._fade is None and below:
            self._fade = Fade(self._style.theme, self._style.view_style.ground, self._area)
            self._down.raise_()
        if self._fade is not None:
            self._fade.lie_over(area)
            self._fade.setVisible(below)

    def mark_unread(self) -> None:
        """Mark new text below at the button."""
        self._down.show_unread(True)
        self._place_button()

    def forget_unread(self) -> None:
        """Remove the mark of new text."""
        self._down.show_unread(False)

    def follow_scroll_bar(self) -> None:
        """Scroll to the value of the scroll bar."""
        if not self._placing:
            self._anchor.move_to(self._area.verticalScrollBar().value())
            self._show_moved()

    def scroll_by(self, pixels: int) -> None:
        """Scroll by exactly so many pixels."""
        self._anchor.scroll_by(pixels)
        self._show_moved()

    def _show_moved(self) -> None:
        self.place_scroll_bar()
        self.scrolled.emit()
        self.repaint_window()

    def go_to_end(self) -> None:
        """Scroll to the end and follow it."""
        self._anchor.follow_end()
        self.settle_window()

    def fit_window(self) -> None:
        """Set the width of the column for the size of the window."""
        self._anchor.set_height(self._area.viewport().height())
        width = max(120, min(self._style.px(COLUMN), self._area.width() - 2 * self._style.view_style.side))
        if width != self._layout.width:
            self._layout.set_width(width)
        self.settle_window()

    def lay_out_again(self) -> None:
        """Drop all layouts after a change of fonts, colours or language; keep the position."""
        self._anchor.hold_here()
        self._layout.forget_layouts()
        self.fit_window()
        self.forget_unread()

    def to_page(self, point: QPoint) -> QPoint:
        """Convert a point of the window to the page: x from the column's left edge, y from the page's top."""
        return QPoint(point.x() - self.left, point.y() + self._anchor.top)

    def message_rect(self, number: int) -> QRect:
        """The screen rectangle of a message."""
        return self._on_screen(self._layout.top_of(number), self._layout.rows[number])

    def block_rect(self, number: int, index: int) -> QRect:
        """The screen rectangle of a block."""
        item = self._layout.open_item(number)
        part = item.part_at(self._layout.block_keys(number)[index])
        return self._on_screen(self._layout.top_of(number, part), item.rows[part])

    def _on_screen(self, top: int, height: int) -> QRect:
        corner = self._area.viewport().mapToGlobal(QPoint(self.left, top - self._anchor.top))
        return QRect(corner.x(), corner.y(), self._layout.width, height)

    def shows_message(self, number: int) -> bool:
        """Whether a message is visible."""
        top = self._layout.top_of(number) - self._anchor.top
        return top < self._anchor.height and top + self._layout.rows[number] > 0


class DownButton(QAbstractButton):
    """The round button to the end; with a text when there is new text below."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._unread = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_unread(False)
        self.hide()

    def show_unread(self, unread: bool) -> None:
        """Set whether there is new text below."""
        self._unread = unread
        name = self.tr("New text") if unread else self.tr("Back to the end")
        self.setAccessibleName(name)
        self.setToolTip("" if unread else name)
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(BUTTON_SIDE)
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


class Fade(QWidget):
    """A gradient at the bottom of a view into `ground`, the name of the background colour."""

    def __init__(self, theme: Theme, ground: ColourName, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def lie_over(self, area: QRect) -> None:
        """Cover the bottom of this area."""
        height = self._theme.px(FADE_HEIGHT)
        self.setGeometry(area.left(), area.bottom() + 1 - height, area.width(), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        full = self._theme.colours.find_colour(self._ground)
        none = QColor(full)
        none.setAlpha(0)
        shades = QLinearGradient(QPointF(0, 0), QPointF(0, self.height()))
        shades.setColorAt(0.0, none)
        shades.setColorAt(1.0, full)
        QPainter(self).fillRect(self.rect(), shades)
