"""The sidebar: connects its parts, sends commands to the history, and emits what to open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from teahouse.core.conversation import ConversationHead, Message, State
from teahouse.services.chat.events import (
    FoundEvent,
    FoundHit,
    HeadEvent,
    HeadsEvent,
    MessagesEvent,
    MoreHeadsEvent,
    RemovedEvent,
    ResumedEvent,
)
from teahouse.services.generation.events import ReplyEvent
from teahouse.ui.actions import key_text
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit import icons
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel, as_text
from teahouse.ui.kit.text_fields import undo_key
from teahouse.ui.preferences import Preferences
from teahouse.ui.saving import Saving
from teahouse.ui.sidebar.conversations import ConversationsModel, FoundModel, in_titles
from teahouse.ui.sidebar.head import Brand, NewChatButton, SearchField
from teahouse.ui.sidebar.host import HostFooter
from teahouse.ui.sidebar.lists import ConversationsList, FoundList
from teahouse.ui.sidebar.page_list import Page, PageList
from teahouse.ui.style import Theme

Heard = MessagesEvent | ResumedEvent | ReplyEvent | RemovedEvent


class RunningReplies:
    """The running replies, from the events that begin and end them."""

    def __init__(self) -> None:
        self._replies: dict[str, str] = {}  # the conversation's id by the reply's id

    def handle_event(self, event: Heard) -> None:
        """Handle an event of a reply."""
        match event:
            case MessagesEvent():
                for message in event.messages:
                    self._note_reply(event.conversation_id, message)
            case ResumedEvent() | ReplyEvent():
                self._note_reply(event.conversation_id, event.message)
            case RemovedEvent():
                for message in event.messages:
                    self._replies.pop(message.id, None)

    def _note_reply(self, conversation_id: str, message: Message) -> None:
        if message.state is State.STREAMING:
            self._replies[message.id] = conversation_id
        else:
            self._replies.pop(message.id, None)

    @property
    def conversations(self) -> frozenset[str]:
        """The ids of the conversations with a running reply."""
        return frozenset(self._replies.values())


STAYS_MS = 8000


class UndoBar(Retranslated, QFrame):
    """Offers to restore the last deleted conversation, then those deleted before it; `undone` carries the id to
    restore. `offered` carries the conversation offered now, `ended`: there is none any more.

    Ctrl+Z belongs to it while it is shown; a text field with the focus keeps its own Ctrl+Z.
    """

    undone = Signal(str)
    offered = Signal(object)  # the ConversationHead
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._heads: list[ConversationHead] = []
        self._text = ElidedLabel()
        self._button = Button(kind="quiet")
        self._button.clicked.connect(self.undo_last)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        self._gone = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._gone.timeout.connect(self._withdraw_offer)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        self._button.setText(self.tr("Undo"))
        self._button.setToolTip(key_text("Ctrl+Z"))
        if self._heads:
            self._text.setText(self.tr("Deleted “{title}”").format(title=self._heads[-1].title))

    def offer_undo(self, head: ConversationHead) -> None:
        """Offer this conversation, before those that are offered already."""
        self._heads = [*(each for each in self._heads if each.id != head.id), head]
        self.retranslate()
        undo_key(self).offer_undo(self, self.undo_last)
        self.show()
        announce(self, f"{self._text.text()}. {self._button.text()}: {key_text('Ctrl+Z')}")
        self._gone.start()
        self.offered.emit(head)

    def undo_last(self) -> None:
        """Restore the conversation offered now."""
        if not self._heads:
            return
        head = self._heads.pop()
        if self._heads:
            self.retranslate()
            self._gone.start()
            self.offered.emit(self._heads[-1])
        else:
            self._withdraw_offer()
        self.undone.emit(head.id)

    def _withdraw_offer(self) -> None:
        self.hide()
        self._gone.stop()
        self._heads.clear()
        undo_key(self).withdraw_undo(self)
        self.ended.emit()


SIGN = 16


class SavingBar(QFrame):
    """The bar shown while something is not saved.

    Its tool tip is the reason.
    """

    def __init__(self, theme: Theme, saving: Saving) -> None:
        super().__init__()
        self._theme = theme
        self._saving = saving
        self.setProperty("role", "bar")
        self._sign = QLabel()
        self.label = ElidedLabel()
        self.button = Button(kind="quiet")
        self.button.clicked.connect(saving.retry_saving)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(self._sign)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        self.hide()
        saving.changed.connect(self._show_state)
        theme.changed.connect(self._paint_sign)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_state()

    def _show_state(self) -> None:
        unsaved = self._saving.trouble is not None
        if unsaved:
            self.label.setText(self._saving.short_text())
            self.button.setText(self.tr("Retry"))
            self.setToolTip(as_text(self._saving.long_text()))
            self.setAccessibleName(self._saving.short_text())
            self.setAccessibleDescription(self._saving.long_text())
            self._paint_sign()
            if self.isHidden():
                announce(self, f"{self._saving.short_text()}. {self._saving.long_text()}")
        self.setVisible(unsaved)

    def _paint_sign(self) -> None:
        side = self._theme.px(SIGN)
        self._sign.setPixmap(icons.make_icon("warn", self._theme.colours.warn, side).pixmap(side))


MARGIN = 12
NARROWEST = 200
LOW = 400  # pixels of height; in a lower window the pages are in one line


class Sidebar(QWidget):
    """The whole sidebar. Signals for the window: `new_chat`, `open` (conversation; message and the words searched in
    it, or nothing), `left`: the person is done here; `menu_wanted` carries the button at which the menu opens."""

    new_chat = Signal()
    open = Signal(str, str, str)
    left = Signal()
    menu_wanted = Signal(QWidget)

    def __init__(
        self,
        bridge: Bridge,
        preferences: Preferences,
        theme: Theme,
        pages: Sequence[Page] = (Page.CHAT,),
        saving: Saving | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._open_id = ""
        self._answering = RunningReplies()
        self._reopen = ""  # the deleted conversation that was open: undo opens it again
        self.setProperty("role", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.brand = Brand(theme)
        self.button = NewChatButton()
        self.search = SearchField(theme)
        self.pages = PageList(theme, pages)
        self.pages.setVisible(len(pages) > 1)
        self._conversations = ConversationsModel(parent=self)
        self.conversations = ConversationsList(theme, self._conversations)
        self._found = FoundModel(self)
        self.found = FoundList(theme, self._found)
        self._nothing = QLabel()
        self.undo = UndoBar()
        self.saving = SavingBar(theme, saving) if saving is not None else None
        self.footer = HostFooter(bridge, preferences, theme)
        self._lay_out()
        theme.changed.connect(self._set_sizes)
        self._set_sizes()
        self._connect_signals()
        bridge.subscribe(self._on_heads, HeadsEvent, MoreHeadsEvent, HeadEvent)
        bridge.subscribe(self._on_found, FoundEvent)
        bridge.subscribe(self._on_replies, *get_args(Heard))
        bridge.run_command(lambda s: s.history.list_conversations())

    def _set_sizes(self) -> None:
        self.setMinimumWidth(self._theme.px(NARROWEST))
        self._fit_pages()

    def _fit_pages(self) -> None:
        self.pages.set_flat(self.height() < self._theme.px(LOW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_pages()

    def _lay_out(self) -> None:
        self._nothing.setWordWrap(True)
        self._nothing.setTextFormat(Qt.TextFormat.PlainText)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setProperty("role", "muted")
        self._nothing.setMargin(10)
        self._lists = QStackedWidget()
        for widget in (self.conversations, self.found, self._nothing):
            self._lists.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN - 4)
        layout.setSpacing(8)
        for part in (self.brand, self.button, self.search, self.pages):
            layout.addWidget(part)
        layout.addWidget(self._lists, 1)
        layout.addWidget(self.undo)
        if self.saving is not None:
            layout.addWidget(self.saving)
        layout.addWidget(self.footer)

    def _connect_signals(self) -> None:
        ask = self._bridge.run_command
        model = self._conversations
        self.button.clicked.connect(self.new_chat)
        self.brand.menu.clicked.connect(lambda: self.menu_wanted.emit(self.brand.menu))
        self.search.typed.connect(self._on_typed)
        self.search.asked.connect(lambda query: ask(lambda s: s.history.search_conversations(query)))
        self.search.entered.connect(self.found.open_current)
        self.search.moved.connect(self._on_moved)
        self.search.left.connect(self.left)
        self.found.opened.connect(lambda found, message: self.open.emit(found, message, self.search.query))
        self.conversations.opened.connect(lambda conversation_id: self.open.emit(conversation_id, "", ""))
        self.conversations.removed.connect(self._on_removed)
        self.conversations.pinned.connect(
            lambda found, pinned: ask(lambda s: s.history.pin_conversation(found, pinned))
        )
        model.more_wanted.connect(lambda after: ask(lambda s: s.history.list_more_conversations(after)))
        model.renamed.connect(lambda found, title: ask(lambda s: s.history.rename_conversation(found, title)))
        self.undo.undone.connect(self._on_undone)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_nothing()

    def show_open(self, conversation_id: str) -> None:
        """Mark the conversation that is open in the page; empty for a new chat."""
        self._open_id = conversation_id
        self.conversations.show_open(conversation_id)

    def focus_search(self) -> None:
        """Set the focus to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def new_day(self) -> None:
        """Group the conversations again if the date has changed."""
        if self._conversations.new_day():
            self.conversations.show_open(self._open_id)

    def _on_heads(self, event: list[HeadsEvent | MoreHeadsEvent | HeadEvent]) -> None:
        for each in event:
            match each:
                case HeadsEvent():
                    self.conversations.show_heads(each.heads, more=each.more)
                case MoreHeadsEvent():
                    self._conversations.append_heads(each.after, each.heads, more=each.more)
                case HeadEvent(head, True):
                    self.conversations.put_head(head)
                case HeadEvent(head, False):
                    self._on_gone(head)
        if self.search.query:
            self._bridge.run_command(lambda s: s.history.search_conversations(self.search.query))

    def _on_replies(self, event: list[Heard]) -> None:
        for each in event:
            self._answering.handle_event(each)
        self._conversations.show_answered(self._answering.conversations)

    def _on_typed(self, query: str) -> None:
        if not query:
            self._lists.setCurrentWidget(self.conversations)
            return
        self._show_found(in_titles(self._conversations.heads, query), final=False)

    def _on_found(self, event: list[FoundEvent]) -> None:
        """Show the hits, unless the typed text has changed since the search."""
        if event[-1].query.strip() == self.search.query and self.search.query:
            self._show_found(event[-1].hits, final=True)

    def _show_found(self, hits: Sequence[FoundHit], *, final: bool) -> None:
        self._found.show_hits(hits)
        self._show_nothing()
        self._lists.setCurrentWidget(self._nothing if final and not hits else self.found)

    def _show_nothing(self) -> None:
        self._nothing.setText(self.tr("Nothing found for “{query}”").format(query=self.search.query))

    def _on_moved(self, step: int) -> None:
        if self.search.query:
            self.found.move_current(step)
        else:
            self.conversations.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_gone(self, head: ConversationHead) -> None:
        """Handle a deletion, here or in the page: offer undo in the visible part."""
        if head.id == self._open_id:
            self._stop_replies(head.id)
            self._reopen = head.id
            self.undo.offer_undo(head)
        self.conversations.remove_head(head.id)

    def _on_removed(self, head: ConversationHead) -> None:
        self._stop_replies(head.id)
        self._bridge.run_command(lambda s: s.history.remove_conversation(head.id))
        self._reopen = ""
        self.undo.offer_undo(head)

    def _stop_replies(self, conversation_id: str) -> None:
        """Stop the replies of a deleted conversation; text received so far is restored with it."""
        if conversation_id in self._answering.conversations:
            self._bridge.run_command(lambda s: s.chat.stop_replies(conversation_id))

    def _on_undone(self, conversation_id: str) -> None:
        self._bridge.run_command(lambda s: s.history.restore_conversation(conversation_id))
        if conversation_id == self._reopen:
            self.open.emit(conversation_id, "", "")
