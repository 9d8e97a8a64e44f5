"""Layout of the chat page: header, notices, transcript or greeting, composer, side panel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from teahouse.services.chat.events import ContentEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.composer import Composer
from teahouse.ui.chat.greeting import Greeting
from teahouse.ui.chat.header import ChatHeader
from teahouse.ui.kit.notices import Notices
from teahouse.ui.style import Theme
from teahouse.ui.transcript.view import TranscriptView

PANEL = 320
LEAST = 460  # pixels; minimum width of `main` beside the panel


class SidePanel(QWidget):
    """The widget `main` with one panel at its right, beside it or, in a narrow page, over it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.main = QWidget(self)
        self._panel: QWidget | None = None
        theme.changed.connect(self._place_panel)

    def show_panel(self, panel: QWidget) -> None:
        """Show a panel and take it as a child."""
        self._panel = panel
        panel.setParent(self)
        panel.installEventFilter(self)
        panel.show()
        panel.raise_()
        self._place_panel()

    def hide_panel(self) -> None:
        """Hide the panel."""
        if self._panel is not None:
            self._panel.hide()
            self._panel = None
        self._place_panel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the panel again when its size hint changes."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self._panel:
            self._place_panel()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()

    def _place_panel(self) -> None:
        width = 0
        if self._panel is not None:
            width = min(max(self._theme.px(PANEL), self._panel.sizeHint().width() + 1), self.width())
        fits = self.width() - width >= self._theme.px(LEAST)
        self.main.setGeometry(0, 0, self.width() - width if fits else self.width(), self.height())
        if self._panel is not None:
            self._panel.setGeometry(self.width() - width + 1, 0, width - 1, self.height())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._panel is not None:
            painter = QPainter(self)
            painter.setPen(QColor(self._theme.colours.border))
            left = self._panel.x() - 1
            painter.drawLine(left, 0, left, self.height())


COLUMN = 760
MARGIN = 24


class ChatLayout:
    """Creates the widgets of `page` and lays them out."""

    def __init__(self, bridge: Bridge, theme: Theme, page: QWidget) -> None:
        self.header = ChatHeader(theme, page)
        self.side_panel = SidePanel(theme, page)
        main = self.side_panel.main
        self.transcript = TranscriptView(theme, main)
        self.greeting = Greeting(theme, main)
        self.composer = Composer(bridge, theme, main)
        self._theme = theme
        self.transcript.contents.wanted.connect(
            lambda wanted: bridge.run_command(lambda services: services.attachments.read_content(wanted))
        )
        bridge.subscribe(self._on_contents, ContentEvent)
        self._middle = QStackedWidget(main)
        self._middle.addWidget(self.greeting)
        self._middle.addWidget(self.transcript)
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.header)
        rows.addWidget(self.side_panel, 1)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._middle, 1)
        rows.addLayout(column(self.composer, top=6, bottom=16))
        self.notice = Notices(
            theme,
            main,
            at_bottom=self._leaves_free,
            floor=self._middle.height,
            clear_of=lambda: self.transcript.find_bar_bottom,
        )
        self.transcript.verticalScrollBar().rangeChanged.connect(self.notice.move_to_edge)
        theme.changed.connect(self._set_column_width)
        self._set_column_width()

    def _on_contents(self, burst: list[ContentEvent]) -> None:
        for event in burst:
            self.transcript.contents.set_content(event.attachment_id, event.content)

    def _set_column_width(self) -> None:
        """Scale the column with the zoom."""
        self.composer.setMaximumWidth(self._theme.px(COLUMN))

    def _leaves_free(self, height: int) -> bool:
        """Whether a notice at the bottom covers nothing; a short conversation cannot be scrolled from under one."""
        shown = self._middle.currentWidget()
        return (self.greeting if shown is self.greeting else self.transcript).free_below >= height

    def focus_composer(self) -> None:
        """Focus the editor of the composer."""
        self.composer.editor.setFocus()

    def show_greeting(self, empty: bool) -> None:
        """Show the greeting for an empty chat, else the transcript."""
        self._middle.setCurrentWidget(self.greeting if empty else self.transcript)
        self.notice.move_to_edge()


def column(widget: QWidget, *, top: int = 0, bottom: int = 0) -> QHBoxLayout:
    """A layout that centres a widget, at most as wide as its maximum."""
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, top, MARGIN, bottom)
    row.addWidget(widget)
    return row
