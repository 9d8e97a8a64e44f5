"""The pages in the sidebar: one row each, with a mark at the current one and a note such as "2 pulling"."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QButtonGroup, QVBoxLayout, QWidget

from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit import icons
from teahouse.ui.kit.accessibility import Role, Spoken
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.painting import ink_of, paint_ground
from teahouse.ui.saving import Saving
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

HEIGHT = 32
WIDTH = 48  # of the collapsed sidebar
LOWEST = 24  # height in a low window
QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's value for "no limit"
PAD = 10
ICON = 18


class Page(StrEnum):
    """A page of the window, in the order of the sidebar. The value is also the name of its icon and part of the name of
    its action (`page_chat`)."""

    CHAT = "chat"  # the only page that is built at start
    COMPARE = "compare"
    EVALUATE = "evaluate"
    MODELS = "models"
    WORKSHOP = "workshop"
    SPEED = "speed"


def title_of(page: Page) -> str:
    """The title of a page, translated."""
    match page:
        case Page.CHAT:
            return translate("PageList", "Chat")
        case Page.COMPARE:
            return translate("PageList", "Compare")
        case Page.EVALUATE:
            return translate("PageList", "Evaluate")
        case Page.MODELS:
            return translate("PageList", "Models")
        case Page.WORKSHOP:
            return translate("PageList", "Workshop")
        case Page.SPEED:
            return translate("PageList", "Speed")


class PageRow(Spoken, QAbstractButton):
    """One page: its icon and name, and a note such as "2 pulling". `compact`: only the icon; the name is its tip."""

    def __init__(self, theme: Theme, icon: str, *, compact: bool = False) -> None:
        super().__init__()
        self.speak_as(Role.PageTab)
        self._theme = theme
        self._icon = icon
        self._compact = compact
        self._note = ""
        self.setCheckable(True)
        self.setMouseTracking(True)
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_title(self, name: str) -> None:
        """Set the title of the page, also for screen readers."""
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(name if self._compact else "")

    def set_compact(self, compact: bool) -> None:
        """Show only the icon, or the name beside it."""
        if compact != self._compact:
            self._compact = compact
            self.set_title(self.text())
            self._restyle()

    def set_note(self, note: str) -> None:
        """Show a note at the right; empty for none."""
        if note != self._note:
            self._note = note
            self.setAccessibleDescription(note)
            self.update()

    def _restyle(self) -> None:
        side = self._theme.px(HEIGHT)
        self.setMinimumHeight(self._theme.px(LOWEST))
        self.setMaximumHeight(side)
        self.setMinimumWidth(side if self._compact else 0)
        self.setMaximumWidth(side if self._compact else QWIDGETSIZE_MAX)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(HEIGHT), self._theme.px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours, chosen = QPainter(self), self._theme.colours, self.isChecked()
        frame = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        hovered, focused = self.underMouse(), self.hasFocus()
        paint_ground(painter, frame, colours, chosen=chosen, hovered=hovered, focused=focused)
        side = self._theme.px(ICON)
        left = (self.width() - side) / 2 if self._compact else PAD
        ink = colours.accent if chosen else colours.text if hovered else colours.muted
        icons.paint_glyph(painter, self._icon, QRectF(left, (self.height() - side) / 2, side, side), ink)
        if not self._compact:
            self._paint_texts(painter, left + side + PAD)

    def _paint_texts(self, painter: QPainter, left: float) -> None:
        colours, chosen = self._theme.colours, self.isChecked()
        room = QRectF(left, 0, self.width() - left - PAD, self.height())
        small = self._theme.small()
        painter.setFont(small)
        painter.setPen(QColor(colours.text if chosen else colours.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._note)
        font = self._theme.font(bold=chosen)
        noted = QFontMetricsF(small).horizontalAdvance(self._note) + PAD if self._note else 0.0
        name = QFontMetricsF(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width() - noted)
        painter.setFont(font)
        painter.setPen(QColor(ink_of(colours, chosen=chosen)))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()


class PageList(Retranslated, Spoken, QWidget):
    """A row of tabs, one per page. `chosen` carries the `Page` of the row that was clicked."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, pages: Sequence[Page], parent: QWidget | None = None, *, compact: bool = False
    ) -> None:
        super().__init__(parent)
        self.speak_as(Role.PageTabList)
        self._rows = {page: PageRow(theme, page, compact=compact) for page in pages}
        self._group = QButtonGroup(self)
        self._line = layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for page, row in self._rows.items():
            row.clicked.connect(lambda _checked, page=page: self.chosen.emit(page))
            self._group.addButton(row)
            layout.addWidget(row)
        self.retranslate()

    def set_flat(self, flat: bool) -> None:
        """Show the rows as icons in one line, for a low window, or below one another."""
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if flat else QBoxLayout.Direction.TopToBottom)
        for row in self._rows.values():
            row.set_compact(flat)

    def show_current(self, page: Page) -> None:
        """Mark the page that is shown."""
        self._rows[page].setChecked(True)

    def set_note(self, page: Page, note: str) -> None:
        """Show a note at the row of a page, if there is such a row."""
        if page in self._rows:
            self._rows[page].set_note(note)

    def retranslate(self) -> None:
        for page, row in self._rows.items():
            row.set_title(title_of(page))


class CollapsedSidebar(Retranslated, QWidget):
    """The narrow column in place of a hidden sidebar: show it, new chat, the pages by their icons, the menu, and a sign
    for unsaved data."""

    def __init__(self, theme: Theme, saving: Saving, pages: Sequence[Page]) -> None:
        super().__init__()
        self.pages = PageList(theme, pages, compact=True)
        self.sidebar = IconButton(theme, "sidebar")
        self.new_chat = IconButton(theme, "plus")
        self.menu = IconButton(theme, "more")
        self.unsaved = IconButton(theme, "warn")
        self._saving = saving
        saving.changed.connect(self._show_saving)
        self.unsaved.clicked.connect(saving.retry_saving)
        self.setProperty("role", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme.changed.connect(lambda: self.setFixedWidth(theme.px(WIDTH)))
        self.setFixedWidth(theme.px(WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 12, 8, 8)
        layout.setSpacing(8)
        for part in (self.sidebar, self.new_chat, self.pages):
            layout.addWidget(part)
        layout.addStretch()
        layout.addWidget(self.unsaved)
        layout.addWidget(self.menu)
        self.unsaved.hide()
        self.retranslate()

    def _show_saving(self) -> None:
        self.unsaved.set_name(f"{self._saving.short_text()}. {self._saving.long_text()}")
        self.unsaved.setVisible(self._saving.trouble is not None)

    def retranslate(self) -> None:
        self.sidebar.set_name(self.tr("Show the sidebar"))
        self.new_chat.set_name(self.tr("New chat"))
        self.menu.set_name(self.tr("Menu"))
        self._show_saving()
