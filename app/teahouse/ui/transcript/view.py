"""The widget of a transcript: the interface for pages, and the entry of Qt's events.

It creates the layout, the scroll anchor and the controllers of mouse, keyboard, menus and find, and passes events to
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from teahouse.core.conversation import Conversation, Message, Role
from teahouse.services.generation.events import PhaseEvent, PieceEvent
from teahouse.ui.kit.accessibility import install_factory
from teahouse.ui.style import Theme
from teahouse.ui.transcript.accessibility.announcements import announce_focus, announce_focus_later
from teahouse.ui.transcript.blocks.text_style import OPEN, AttachmentContents, TextStyle, TokenContents, ViewStyle
from teahouse.ui.transcript.interaction.find_controller import FindController
from teahouse.ui.transcript.interaction.keyboard_controller import KeyboardController
from teahouse.ui.transcript.interaction.menu_controller import MenuController
from teahouse.ui.transcript.interaction.message_actions import MessageActions
from teahouse.ui.transcript.interaction.mouse_controller import MouseController
from teahouse.ui.transcript.interaction.pointer import Pointer
from teahouse.ui.transcript.interaction.selection import KeyboardFocus, Matches, Selection
from teahouse.ui.transcript.layout.frame_clock import FrameClock
from teahouse.ui.transcript.layout.items import Items
from teahouse.ui.transcript.layout.message_list import MessageList, PendingActions
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor
from teahouse.ui.transcript.layout.viewport import PageViewport
from teahouse.ui.transcript.page_painter import PagePainter
from teahouse.ui.transcript.streaming import StreamingController

if TYPE_CHECKING:
    from teahouse.ui.transcript.accessibility.page_access import AccessibleSource, PageAccess


class TranscriptView(QAbstractScrollArea):
    """Signals carry a message id unless noted."""

    retry = Signal(str)
    retry_with = Signal(str)
    choose = Signal(str)
    edit = Signal(str)
    link = Signal(str, str)  # its address and its text
    continue_ = Signal(str)  # go on with a reply that ended early
    delete = Signal(str)  # the message and all that follows it
    compare = Signal(str)  # put its question to several models
    evaluate = Signal(str)  # add its question to a sheet of prompts
    inspect = Signal(str, int)  # look into the model at a token of the reply, by its number; -1: at the reply's end
    zoom_step = Signal(int)  # Ctrl+wheel: 1 larger, -1 smaller
    earlier_wanted = Signal()  # scrolled near the first loaded message
    all_wanted = Signal()  # load all messages, then call `run_pending`
    token = Signal(str, int)  # show the alternatives of a token, by its number
    copy_refused = Signal()  # too long for the clipboard
    written = Signal(object)  # the `QKeyEvent` of a key for the editor

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, clock: FrameClock | None = None,
        view_style: ViewStyle = OPEN,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        style = self._style = TextStyle(theme, theme.zoom, view_style, self)
        layout = self._layout = PageLayout(style)
        messages = self._messages = MessageList(layout)
        anchor = self._anchor = ScrollAnchor(layout)
        clock = self._clock = clock or FrameClock(self)
        viewport = self._viewport = PageViewport(self, layout, anchor, messages, clock)
        selection = self._selection = Selection(layout)
        matches = self._matches = Matches()
        focus = self._focus = KeyboardFocus(layout)
        pointer = self._pointer = Pointer(layout, selection)
        pending = self._pending = PendingActions(messages, self.all_wanted.emit)
        self._painter = PagePainter(layout, selection, matches, pointer, focus)
        actions = self._actions = MessageActions(self, layout, anchor, messages, viewport, selection, pointer)
        menus = self._menus = MenuController(self, layout, anchor, selection, pointer, focus, actions)
        self._mouse = MouseController(self, layout, anchor, viewport, clock, pointer, focus, actions, menus)
        self._keyboard = KeyboardController(
            self, layout, anchor, messages, viewport, pending, selection, focus, actions, menus
        )
        self._finder = FindController(self, layout, anchor, messages, viewport, pending, selection, matches)
        self._streaming = StreamingController(self, layout, anchor, messages, viewport, clock)
        self._accessible: tuple[AccessibleSource, PageAccess] | None = None
        self._connect_signals()
        self._set_up_area()
        theme.changed.connect(self._on_theme)

    def _connect_signals(self) -> None:
        self._viewport.earlier_wanted.connect(self.earlier_wanted)
        actions = self._actions
        actions.retry.connect(self.retry)
        actions.retry_with.connect(self.retry_with)
        actions.choose.connect(self.choose)
        actions.edit.connect(self.edit)
        actions.link.connect(self.link)
        actions.continue_.connect(self.continue_)
        actions.delete.connect(self.delete)
        actions.compare.connect(self.compare)
        actions.token.connect(self.token)
        actions.evaluate.connect(self.evaluate)
        actions.inspect.connect(self.inspect)
        actions.copy_refused.connect(self.copy_refused)
        self._style.tokens.came.connect(self._on_tokens)
        self._mouse.zoom_step.connect(self.zoom_step)
        self._keyboard.written.connect(self.written)
        self._keyboard.focus_moved.connect(self._on_focus_moved)
        self._keyboard.focus_came.connect(self._on_focus_came)
        self._streaming.finished.connect(self._finder.find_again)

    def _set_up_area(self) -> None:
        install_factory()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Conversation"))
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def theme(self) -> Theme:
        """Its colours and fonts."""
        return self._style.theme

    @property
    def contents(self) -> AttachmentContents:
        """The contents of attachments that the view requests."""
        return self._style.contents

    @property
    def tokens(self) -> TokenContents:
        """The probabilities of tokens that the view requests."""
        return self._style.tokens

    @property
    def layouts(self) -> int:
        """The number of layouts of parts so far."""
        return self._layout.layouts

    @property
    def frames(self) -> int:
        """The number of frames so far."""
        return self._streaming.frames

    @property
    def at_end(self) -> bool:
        """Whether the end is followed."""
        return self._anchor.following

    @property
    def free_below(self) -> int:
        """The free pixels below the last message."""
        return self._viewport.free_below

    @property
    def find_bar_bottom(self) -> int:
        """The bottom of the find bar in pixels; 0 while it is closed."""
        return self._finder.bar_bottom

    @property
    def items(self) -> Items:
        """The messages on the page, from the first."""
        return self._layout.items

    @property
    def selection(self) -> Selection:
        """The selection."""
        return self._selection

    @property
    def focused_number(self) -> int | None:
        """The number of the focused message."""
        return self._focus.number

    @property
    def focused_block(self) -> tuple[int, int] | None:
        """The number of the message and the index of its focused block; None for none."""
        return self._focus.block

    def make_accessible(self) -> PageAccess:
        """Make the interface for screen readers."""
        from teahouse.ui.transcript.accessibility.page_access import AccessibleSource, PageAccess

        source = AccessibleSource(self, self._layout, self._viewport, self._focus, self._actions, self._menus)
        page = PageAccess(source)
        self._accessible = source, page
        self.destroyed.connect(page.drop_children)
        return page

    def show_conversation(self, conversation: Conversation) -> None:
        """Show a conversation from its end; the view changes it only in `add_messages`."""
        self._show(conversation)

    def clear(self) -> None:
        """Show nothing."""
        self._show(None)

    def _show(self, conversation: Conversation | None) -> None:
        self._selection.clear()
        self._finder.leave_conversation()
        self._focus.clear()
        self._pending.clear()
        self._streaming.drop_pending()
        self._messages.show_conversation(conversation)
        self.go_to_end()
        self._streaming.watch_seconds()

    def show_author(self, name: str, *, hides_model: bool = False) -> None:
        """Show `name` as the author of replies; `hides_model`: show the model nowhere."""
        if self._messages.set_author(name, hides_model=hides_model):
            self.refresh_path()

    def add_messages(self, messages: tuple[Message, ...]) -> None:
        """Show new messages, adding missing ones to the conversation; a message of the user scrolls to the end."""
        self._messages.add_messages(messages)
        self._keyboard.keep_focus()
        self._finder.forget_mark()
        if any(message.role is Role.USER for message in messages):
            self._anchor.follow_end()
        self._viewport.settle_window()
        self._streaming.watch_seconds()
        self._finder.find_again()

    def prepend_messages(self) -> None:
        """Show messages loaded before the first one; the position is kept."""
        self._messages.prepend_messages()
        if self._accessible is not None:
            self._accessible[1].drop_children()  # they are identified by number
        self._viewport.settle_window()

    def run_pending(self) -> None:
        """Call the actions that waited for the whole conversation."""
        self._pending.run_pending()
        self._finder.find_again()

    def refresh_path(self) -> None:
        """Update the path after a change of branch or messages."""
        self._selection.clear()
        self._messages.refresh_path()
        self._keyboard.keep_focus()
        self._viewport.settle_window()
        self._streaming.watch_seconds()
        self._finder.find_again()

    def set_phase(self, message_id: str, event: PhaseEvent) -> None:
        """Set the phase of a reply."""
        self._streaming.set_phase(message_id, event)

    def append_pieces(self, pieces: Iterable[PieceEvent]) -> None:
        """Append pieces of replies in order, shown by the next frame."""
        self._streaming.append_pieces(pieces)

    def resume_reply(self, message: Message) -> None:
        """Resume a finished reply."""
        self._streaming.resume_reply(message)

    def turn_to_thinking(self, message_id: str) -> None:
        """Turn the text of a reply so far into thinking."""
        self._streaming.turn_to_thinking(message_id)

    def finish_reply(self, message: Message) -> None:
        """Update a reply that ended or whose figures were completed."""
        self._streaming.finish_reply(message)

    def scroll_to(self, message_id: str, words: str = "") -> None:
        """Scroll a message, or its first match of `words`, to the top of the window and focus it."""
        if self._anchor.show_message(message_id, self._style.px(16)):
            self._focus.set_to(message_id)
            self._viewport.place_scroll_bar()
            if words:
                self._finder.mark_first(message_id, words)
            self._viewport.repaint_window()

    def scroll_by(self, pixels: int) -> None:
        """Scroll by exactly so many pixels."""
        self._viewport.scroll_by(pixels)

    def turn_page(self, step: int) -> None:
        """Scroll by almost a window height, down or (-1) up."""
        self._keyboard.turn_page(step)

    def go_to_end(self) -> None:
        """Scroll to the end and follow it."""
        self._viewport.go_to_end()

    def open_find(self) -> None:
        """Show the find bar, with the selected text of one line."""
        self._finder.open_bar()

    def copy_message(self, message_id: str) -> None:
        """Copy the source of a message and show that below it."""
        self._actions.copy_message(message_id)

    def offer_inspection(self, refuse: Callable[[Message], str]) -> None:
        """Offer to look into the model of a reply; `refuse`: why that is not possible, or nothing."""
        self._actions.refuse_inspection = refuse

    def show_tokens(self, on: bool) -> None:
        """Show replies as their tokens, where these have probabilities."""
        if on != self._style.tokens.on:
            self._style.tokens.switch(on)
            self._selection.clear()
            self._viewport.lay_out_again()

    def _on_tokens(self, message_id: str) -> None:
        item = self._messages.find_item(message_id)
        if item is not None and item.live is None:
            self._selection.clear()
            self._anchor.hold_here()
            item.forget_parts()
            self._layout.update_height(item)
            self._viewport.settle_window()

    def _on_theme(self) -> None:
        self._style.set_zoom(self._style.theme.zoom)
        self._viewport.lay_out_again()

    def _on_focus_moved(self) -> None:
        announce_focus(self)

    def _on_focus_came(self) -> None:
        announce_focus_later(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Conversation"))
            self._viewport.lay_out_again()  # translated texts are part of the layouts

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._streaming.watch_seconds()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._streaming.watch_seconds()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._viewport.fit_window()
        self._finder.place_bar()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self._viewport.follow_scroll_bar()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._painter.paint_area(
            painter, event.rect(), self._viewport.left, self._anchor.top, has_keyboard=self.hasFocus()
        )

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._mouse.leave_window()
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._mouse.show_tooltip(event)
            return True
        return super().viewportEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._mouse.turn_wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press_button(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.select_word(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move_pointer(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release_button(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._mouse.show_context_menu(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keyboard.press_key(event):
            super(QAbstractScrollArea, self).keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard.enter_focus(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._viewport.repaint_window()
