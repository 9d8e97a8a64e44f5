"""The sidebar as a whole: it joins its parts, asks the history, and says what should be opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from teahouse.core.conversation import ConversationHead
from teahouse.services.events import FoundEvent, HeadEvent, HeadsEvent, MoreHeadsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.preferences import Preferences
from teahouse.ui.saving import Saving
from teahouse.ui.sidebar.conversations import ConversationsModel
from teahouse.ui.sidebar.found import FoundModel, in_titles
from teahouse.ui.sidebar.head import Brand, NewChat
from teahouse.ui.sidebar.host import HostFooter
from teahouse.ui.sidebar.lists import ConversationsList, FoundList
from teahouse.ui.sidebar.page_list import PageList
from teahouse.ui.sidebar.running_replies import Heard, RunningReplies
from teahouse.ui.sidebar.saving_bar import SavingBar
from teahouse.ui.sidebar.search import SearchField
from teahouse.ui.sidebar.undo import UndoBar
from teahouse.ui.style import Theme

MARGIN = 12
NARROWEST = 200
LOW = 400  # pixels of height; below them the rooms stand in one line


class Sidebar(QWidget):
    """`new_chat` and `open` (conversation; message and the words sought in it, or nothing) say what the room should
    show; `left` that the person is done here; `menu_wanted` carries the button the menu belongs to."""

    new_chat = Signal()
    open = Signal(str, str, str)
    left = Signal()
    menu_wanted = Signal(QWidget)

    def __init__(
        self,
        bridge: Bridge,
        preferences: Preferences,
        theme: Theme,
        rooms: Sequence[str] = ("chat",),
        saving: Saving | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._open_id = ""
        self._answering = RunningReplies()
        self._reopen = ""  # the deleted conversation that was open: undoing opens it again
        self.setProperty("role", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.brand = Brand(theme)
        self.button = NewChat()
        self.search = SearchField(theme)
        self.rooms = PageList(theme, rooms)
        self.rooms.setVisible(len(rooms) > 1)
        self.conversations = ConversationsList(theme, ConversationsModel(parent=self))
        self.found = FoundList(theme, FoundModel(self))
        self._nothing = QLabel()
        self.undo = UndoBar()
        self.saving = SavingBar(theme, saving) if saving is not None else None
        self.footer = HostFooter(bridge, preferences, theme)
        self._place()
        theme.changed.connect(self._restyle)
        self._restyle()
        self._connect()
        bridge.listen(self._on_heads, HeadsEvent, MoreHeadsEvent, HeadEvent)
        bridge.listen(self._on_found, FoundEvent)
        bridge.listen(self._on_replies, *get_args(Heard))
        bridge.ask(lambda s: s.history.list())

    def _restyle(self) -> None:
        self.setMinimumWidth(self._theme.px(NARROWEST))
        self._fit()

    def _fit(self) -> None:
        self.rooms.be_flat(self.height() < self._theme.px(LOW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _place(self) -> None:
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
        for widget in (self.brand, self.button, self.search, self.rooms):
            layout.addWidget(widget)
        layout.addWidget(self._lists, 1)
        layout.addWidget(self.undo)
        if self.saving is not None:
            layout.addWidget(self.saving)
        layout.addWidget(self.footer)

    def _connect(self) -> None:
        ask = self._bridge.ask
        model = self.conversations.model()
        self.button.clicked.connect(self.new_chat)
        self.brand.menu.clicked.connect(lambda: self.menu_wanted.emit(self.brand.menu))
        self.search.typed.connect(self._on_typed)
        self.search.asked.connect(lambda query: ask(lambda s: s.history.search(query)))
        self.search.entered.connect(self.found.open_current)
        self.search.moved.connect(self._on_moved)
        self.search.left.connect(self.left)
        self.found.opened.connect(lambda found, message: self.open.emit(found, message, self.search.query))
        self.conversations.opened.connect(lambda conversation_id: self.open.emit(conversation_id, "", ""))
        self.conversations.removed.connect(self._on_removed)
        self.conversations.pinned.connect(lambda found, pinned: ask(lambda s: s.history.pin(found, pinned)))
        model.more_wanted.connect(lambda after: ask(lambda s: s.history.list_more(after)))
        model.renamed.connect(lambda found, title: ask(lambda s: s.history.rename(found, title)))
        self.undo.undone.connect(self._on_undone)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_nothing()

    def show_open(self, conversation_id: str) -> None:
        """Mark the conversation that is in the room; empty for a new chat."""
        self._open_id = conversation_id
        self.conversations.show_open(conversation_id)

    def focus_search(self) -> None:
        """Give the keyboard to the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def new_day(self) -> None:
        """Group again when another day has begun since the last look."""
        if self.conversations.model().new_day():
            self.conversations.show_open(self._open_id)

    def _on_heads(self, event: list[HeadsEvent | MoreHeadsEvent | HeadEvent]) -> None:
        for one in event:
            match one:
                case HeadsEvent():
                    self.conversations.show_heads(one.heads, more=one.more)
                case MoreHeadsEvent():
                    self.conversations.model().append(one.after, one.heads, more=one.more)
                case HeadEvent(head, True):
                    self.conversations.put(head)
                case HeadEvent(head, False):
                    self._on_gone(head)
        if self.search.query:
            self._bridge.ask(lambda s: s.history.search(self.search.query))

    def _on_replies(self, event: list[Heard]) -> None:
        for one in event:
            self._answering.hear(one)
        self.conversations.model().show_answered(self._answering.conversations)

    def _on_typed(self, query: str) -> None:
        if not query:
            self._lists.setCurrentWidget(self.conversations)
            return
        self._show_found(in_titles(self.conversations.model().heads, query), final=False)

    def _on_found(self, event: list[FoundEvent]) -> None:
        """Answers to what was typed before the last key are of no use any more."""
        if event[-1].query.strip() == self.search.query and self.search.query:
            self._show_found(event[-1].hits, final=True)

    def _show_found(self, hits, *, final: bool) -> None:
        self.found.model().show(hits)
        self._show_nothing()
        self._lists.setCurrentWidget(self._nothing if final and not hits else self.found)

    def _show_nothing(self) -> None:
        self._nothing.setText(self.tr("Nothing found for “{query}”").format(query=self.search.query))

    def _on_moved(self, step: int) -> None:
        if self.search.query:
            self.found.move(step)
        else:
            self.conversations.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_gone(self, head: ConversationHead) -> None:
        """A conversation was deleted, here or in the room: offer it back where it is open."""
        if head.id == self._open_id:
            self._stop(head.id)
            self._reopen = head.id
            self.undo.offer(head)
        self.conversations.take_out(head.id)

    def _on_removed(self, head: ConversationHead) -> None:
        self._stop(head.id)
        self._bridge.ask(lambda s: s.history.remove(head.id))
        self._reopen = ""
        self.undo.offer(head)

    def _stop(self, conversation_id: str) -> None:
        """Nobody waits for a reply in a conversation that is deleted; what has arrived comes back with it."""
        if conversation_id in self._answering.conversations:
            self._bridge.ask(lambda s: s.chat.stop(conversation_id))

    def _on_undone(self, conversation_id: str) -> None:
        self._bridge.ask(lambda s: s.history.restore(conversation_id))
        if conversation_id == self._reopen:
            self.open.emit(conversation_id, "", "")
