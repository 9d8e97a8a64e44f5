"""The transcript's widget: what the chat room talks to, and where Qt's events come in.

Where things are is the flow's business, where the reader is the reader's; what a person does is in the mixins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from teahouse.core.conversation import Conversation, Message, Role
from teahouse.ui.kit.accessibility import install_factory
from teahouse.ui.style import Theme
from teahouse.ui.transcript.blocks.text_style import OPEN, Contents, Look, TextStyle
from teahouse.ui.transcript.interaction.finding import Finding
from teahouse.ui.transcript.interaction.keys import Keys
from teahouse.ui.transcript.interaction.message_actions import MessageActions
from teahouse.ui.transcript.interaction.mouse_controller import MouseMixin
from teahouse.ui.transcript.layout.frame_clock import FrameClock
from teahouse.ui.transcript.layout.items import Items
from teahouse.ui.transcript.layout.message_list import MessageList
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor
from teahouse.ui.transcript.overlays import DownButton
from teahouse.ui.transcript.streaming import StreamingMixin
from teahouse.ui.transcript.viewport import ViewportMixin

if TYPE_CHECKING:
    from teahouse.ui.transcript.accessibility.page_access import PageAccess

COARSE = 200  # milliseconds between counted seconds on screen


class TranscriptView(ViewportMixin, StreamingMixin, MouseMixin, Keys, MessageActions, Finding, QAbstractScrollArea):
    """Signals name a message, but for `link`."""

    retry = Signal(str)
    retry_with = Signal(str)
    choose = Signal(str)
    edit = Signal(str)
    link = Signal(str, str)  # its address and its text
    continue_ = Signal(str)  # go on with a reply that ended early
    delete = Signal(str)  # the message and all that follows it
    compare = Signal(str)  # put its question to several models
    zoom_step = Signal(int)  # Ctrl+wheel: 1 larger, -1 smaller
    earlier_wanted = Signal()  # the reader comes near the first message, and the conversation has some before it
    all_wanted = Signal()  # all of them are needed; `all_read` is to be called when they are here
    copy_refused = Signal()  # what is to be copied is too long for the clipboard
    written = Signal(object)  # the `QKeyEvent` of a key that writes: it is meant for the field below

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, clock: FrameClock | None = None, look: Look = OPEN
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ink = TextStyle(theme, theme.zoom, look, self)
        self._flow = PageLayout(self._ink)
        self._page = MessageList(self._flow)
        self._reader = ScrollAnchor(self._flow)
        self._clock = clock or FrameClock(self)
        self._access: PageAccess | None = None
        self._when_whole: list[Callable[[], None]] = []
        self._seconds = QTimer(self)
        self._seconds.setTimerType(Qt.TimerType.CoarseTimer)
        self._seconds.setInterval(COARSE)
        self._seconds.timeout.connect(self._count)
        self._down = DownButton(theme, self)
        self._down.clicked.connect(self.go_to_end)
        self._start_touch(self._flow, self._reader, self._page, self._clock)
        self._start_deeds()
        self._start_finding()
        self._start_telling()
        self._dress()
        theme.changed.connect(self._on_theme)

    def _dress(self) -> None:
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
        return self._theme

    @property
    def contents(self) -> Contents:
        """Where the view asks for what came with messages, and is answered."""
        return self._ink.contents

    @property
    def layouts(self) -> int:
        """How many parts have been laid out so far."""
        return self._flow.layouts

    @property
    def at_end(self) -> bool:
        """Whether the reader is at the end, so that new text is followed."""
        return self._reader.following

    @property
    def items(self) -> Items:
        """The messages on the page, from the first."""
        return self._flow.items

    @property
    def focused_number(self) -> int | None:
        """Which message has the keyboard's focus."""
        return self._flow.number_of(self._focused)

    def make_accessible(self) -> PageAccess:
        """The interface for screen readers, made when one asks."""
        from teahouse.ui.transcript.accessibility.page_access import PageAccess

        self._access = PageAccess(self)
        self.destroyed.connect(self._access.drop_children)
        return self._access

    def show_conversation(self, conversation: Conversation) -> None:
        """Show a conversation from its end; the view reads its path, and adds to it only in `add_messages`."""
        self._leave()
        self._page.show(conversation)
        self._reader.following = True
        self._settle()
        self._watch_seconds()

    def clear(self) -> None:
        """Show nothing."""
        self._leave()
        self._page.show(None)
        self._reader.following = True
        self._settle()
        self._watch_seconds()

    def show_author(self, name: str, *, hides_model: bool = False) -> None:
        """Call whoever replies `name`, not by the model; `hides_model`: say nowhere which one that is."""
        if self._page.set_author(name, hides_model=hides_model):
            self.refresh_path()

    def add_messages(self, messages: tuple[Message, ...]) -> None:
        """Show messages that came, adding them to the conversation where it has them not yet; a message of the
        person's own leads the reader to the end."""
        self._page.add(messages)
        self._keep_focus()
        if not self._finds:
            self.found.clear()
        if any(message.role is Role.USER for message in messages):
            self._reader.following = True
        self._settle()
        self._watch_seconds()
        self._find_again()

    def prepend_messages(self) -> None:
        """The conversation has more messages before the first one that is shown; what is read stays where it is."""
        self._page.prepend()
        if self._access is not None:
            self._access.drop_children()  # they are known by their numbers
        self._settle()

    def all_read(self) -> None:
        """The conversation is whole: do what waited for it."""
        actions, self._when_whole = self._when_whole, []
        for action in actions:
            action()
        self._find_again()

    def _with_all(self, action: Callable[[], None]) -> None:
        """Do something with the whole conversation, now or as soon as it is here."""
        conversation = self._page.conversation
        if conversation is None or not conversation.earlier:
            action()
        else:
            self._when_whole.append(action)
            self.all_wanted.emit()

    def refresh_path(self) -> None:
        """The conversation's path is another one: a branch was chosen, or messages changed."""
        self.selection.clear()
        self._page.refresh()
        self._keep_focus()
        self._settle()
        self._watch_seconds()
        self._find_again()

    def scroll_to(self, message_id: str, words: str = "") -> None:
        """Bring a message to the top of the window, and the keyboard's focus to it; or the place in it where one of
        some words stands."""
        if self._reader.show(message_id, self._ink.px(16)):
            self._focused, self._focused_key = message_id, None
            self._place()
            if words:
                self.mark_first(message_id, words)
            self.viewport().update()

    def go_to_end(self) -> None:
        """Back to the end, and follow it."""
        self._reader.following = True
        self._settle()

    def _on_theme(self) -> None:
        self._ink.change(self._theme.zoom)
        self._lay_again()

    def _lay_again(self) -> None:
        self._reader.hold_here()
        self._flow.forget_layouts()
        self._resize()
        self._down.show_unread(False)

    def _leave(self) -> None:
        self.selection.clear()
        if self._finds:
            self.close_find()
        self.found.clear()
        self._focused, self._focused_key = "", None
        self._when_whole.clear()
        self._dirty.clear()
        self._clock.forget(self._frame)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Conversation"))
            self._lay_again()  # words are painted, so they are part of the layouts

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch_seconds()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch_seconds()
