"""The chat room: header, notice, transcript or greeting, composer; and the conversation that is open in it.

The room keeps its own copy of the conversation and brings it up to date by the news. News of other conversations
pass by: whoever returns to one gets what has arrived meanwhile with it. Commands go out through the bridge.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from teahouse.core.settings import Settings
from teahouse.services.news import (
    DraftNews,
    GoneNews,
    HeadsNews,
    HostNews,
    MemoryNews,
    MessagesNews,
    ModelsNews,
    OpenedNews,
    PhaseNews,
    PieceNews,
    ReplyNews,
    RethoughtNews,
    TroubleNews,
    UnsentNews,
)
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import links, problems
from teahouse.ui.chat.chat_menu import ChatMenu
from teahouse.ui.chat.floor_plan import FloorPlan
from teahouse.ui.chat.host_notices import HostNotices
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.outbox import Outbox
from teahouse.ui.chat.picking import Picking
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

HEARD = (
    DraftNews,
    GoneNews,
    HeadsNews,
    HostNews,
    MemoryNews,
    MessagesNews,
    ModelsNews,
    OpenedNews,
    PhaseNews,
    PieceNews,
    ReplyNews,
    RethoughtNews,
    TroubleNews,
    UnsentNews,
)


class ChatRoom(QWidget):
    """`conversation_changed` carries the open conversation's id and title, both empty for a new chat."""

    conversation_changed = Signal(str, str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._chat = OpenChat()
        self._think: bool | str | None = None
        self._listed = False  # the open conversation was seen in the list of kept ones
        plan = FloorPlan(theme, self)
        self.header, self.notice, self.transcript = plan.header, plan.notice, plan.transcript
        self.greeting, self.composer = plan.greeting, plan.composer
        self._plan = plan
        self.picking = Picking(bridge, preferences, theme, self)
        self._hosts = HostNotices(bridge, self.notice)
        self._menu = ChatMenu(bridge, self._chat, self.header, self)
        self._outbox = Outbox(bridge, self._chat, self.composer, self.picking, self.notice, self._say_no_model)
        self._join_chat()
        self._join_models()
        self._on_settings(preferences.values)
        self._show_model()
        bridge.listen(self._on_news, *HEARD)
        bridge.ask(lambda services: services.history.draft())

    def _join_chat(self) -> None:
        self.composer.stopped.connect(self._stop_replies)
        self.composer.think_chosen.connect(self._on_think)
        self.transcript.retry.connect(self._retry)
        self.transcript.retry_with.connect(self._retry_with)
        self.transcript.choose.connect(self._choose)
        self.transcript.edit.connect(self._edit)
        self.transcript.link.connect(lambda address: links.follow(address, self.notice))

    def _join_models(self) -> None:
        self.header.switch.connect(self.open_switcher)
        self.greeting.switch.connect(lambda: self.picking.open(self.greeting.model_button))
        self.greeting.example.connect(self._take_example)
        self.greeting.retry.connect(self._look_again)
        self.picking.changed.connect(self._show_model)
        self.picking.picked.connect(self._on_picked)
        self.picking.picked_for.connect(self._retry)
        self._preferences.changed.connect(self._on_settings)

    # What the window asks of the room.

    def new_chat(self) -> None:
        """Leave the open conversation, which goes on by itself, and begin another."""
        if self._chat.is_new:
            self.focus_composer()
            return
        self._outbox.leave()
        self._chat.begin_new()
        self._enter("", "")
        self._bridge.ask(lambda services: services.history.draft())

    def open_conversation(self, conversation_id: str, focus: str = "") -> None:
        """Open a kept conversation, at the message `focus` where one is given."""
        tree = self._chat.tree
        if tree is not None and tree.id == conversation_id:
            if not focus:
                return
            if focus in {message.id for message in tree.path()}:
                self.transcript.scroll_to(focus)
                return
        self._outbox.leave()
        self._chat.begin_opening(conversation_id)
        self._enter(conversation_id, "")
        self._bridge.ask(lambda services: services.history.open(conversation_id, focus))

    def focus_composer(self) -> None:
        """Put the cursor where a message is typed."""
        self.composer.editor.setFocus()

    def open_switcher(self) -> None:
        """Choose a model for this conversation."""
        self.picking.open(self.header.model_button)

    def send(self) -> None:
        """Send what is in the composer."""
        self.composer.submit()

    def stop(self) -> None:
        """What Esc does: leave the editing of an old message, else stop the replies of this conversation."""
        if self.composer.is_editing:
            self.composer.leave_editing()
        else:
            self._stop_replies()

    def _stop_replies(self) -> None:
        if self._chat.streaming:
            conversation_id = self._chat.id
            self._bridge.ask(lambda services: services.chat.stop(conversation_id))

    def copy_last_reply(self) -> None:
        """The newest reply's text to the clipboard."""
        reply = self._chat.last_reply()
        if reply is not None and reply.text:
            QGuiApplication.clipboard().setText(reply.text)

    def retry_last(self) -> None:
        """Ask again for the newest reply."""
        reply = self._chat.last_reply()
        if reply is not None:
            self._retry(reply.id)

    def keep_draft(self) -> None:
        """Save what is in the composer at once: the window closes."""
        self._outbox.drafts.save()

    # Going from one conversation to another.

    def _enter(self, conversation_id: str, draft: str) -> None:
        """Show an empty room for a conversation that is new, or on its way."""
        self._think = None
        self._listed = False
        self.composer.put(draft)
        self._outbox.drafts.begin(conversation_id, draft)
        self.transcript.clear()
        if not conversation_id:
            self.picking.wish("")
            self.conversation_changed.emit("", "")
        self._show_chat()
        self.focus_composer()

    def _on_opened(self, news: OpenedNews) -> None:
        tree = news.conversation
        if tree.id != self._chat.id:
            return
        phases = self._chat.opened(tree)
        typed = self.composer.text()
        self._think = tree.think
        self.composer.put(news.draft)
        self._outbox.drafts.begin(tree.id, news.draft)
        if typed.strip():
            self.composer.editor.insertPlainText(typed)
        self.picking.wish(tree.head.model)
        self._plan.show_greeting(False)  # first: what is on screen has its width
        self.transcript.show_conversation(tree)
        for phase in phases:
            self.transcript.set_phase(phase.message_id, phase)
        if news.focus:
            self.transcript.scroll_to(news.focus)
        self._show_chat()
        self._show_model()
        self.conversation_changed.emit(tree.id, tree.head.title)
        self._outbox.opened(news.draft)

    def _show_chat(self) -> None:
        """Bring everything about the conversation but its messages up to date."""
        kept = self._chat.tree is not None
        self._plan.show_greeting(not kept and not self._chat.opening)
        self.header.show_kept(kept)
        self.composer.show_streaming(self._chat.streaming)
        self.composer.show_figures(self._chat.last_figures())

    # News.

    def _on_news(self, burst: list[Any]) -> None:
        pieces: list[PieceNews] = []
        for news in burst:
            if isinstance(news, PieceNews):
                if self._chat.tree is not None and self._chat.hears(news.conversation_id):
                    pieces.append(news)
                continue
            if pieces:
                self.transcript.append(pieces)
                pieces = []
            self._on_one(news)
        if pieces:
            self.transcript.append(pieces)

    def _on_one(self, news: Any) -> None:
        match news:
            case PhaseNews() if self._chat.phase(news):
                self.transcript.set_phase(news.message_id, news)
            case MessagesNews() if self._chat.hears(news.conversation_id):
                self._on_messages(news)
            case ReplyNews() if self._chat.finish(news.conversation_id, news.message):
                self.transcript.finish(news.message)
                self._show_chat()
            case RethoughtNews() if self._chat.hears(news.conversation_id):
                self.transcript.rethink(news.message_id)
            case OpenedNews():
                self._on_opened(news)
            case UnsentNews():
                self._outbox.take_back(news)
                self.composer.show_streaming(self._chat.streaming)
            case ModelsNews() | MemoryNews():
                self._on_models(news)
            case HostNews():
                self.greeting.show_host(news)
                self._hosts.take(news)
            case HeadsNews():
                self._on_heads(news)
            case DraftNews():
                self._on_draft(news)
            case GoneNews() if news.conversation_id == self._chat.id:
                self._forget()
                self.notice.say(problems.gone())
            case TroubleNews():
                self.notice.say(problems.about_trouble(news.trouble))

    def _on_messages(self, news: MessagesNews) -> None:
        first = self._chat.tree is None
        fresh = self._chat.add(news.messages)
        tree = self._chat.tree
        assert tree is not None
        if first:
            tree.think = self._think
            self._plan.show_greeting(False)
            self.transcript.show_conversation(tree)
            self.conversation_changed.emit(tree.id, tree.head.title)
        elif fresh:
            self.transcript.add_messages(fresh)
        self._show_chat()

    def _on_models(self, news: ModelsNews | MemoryNews) -> None:
        if isinstance(news, ModelsNews):
            self.greeting.show_models(news)
        else:
            self.greeting.show_memory(news)
        self.picking.take(news)
        if self.picking.model:
            self.notice.take_back(problems.NO_MODEL)

    def _on_heads(self, news: HeadsNews) -> None:
        tree = self._chat.tree
        if tree is None:
            return
        head = next((head for head in news.heads if head.id == tree.id), None)
        if head is None and self._listed:
            self._forget()  # deleted, here or in the sidebar
        elif head is not None:
            self._listed = True
            renamed = head.title != tree.head.title
            tree.head = head
            if renamed:
                self.conversation_changed.emit(head.id, head.title)

    def _on_draft(self, news: DraftNews) -> None:
        if self._chat.tree is None and not self._chat.opening and news.text != self.composer.text():
            self.composer.bring_back(news.text)

    def _forget(self) -> None:
        """The open conversation is not kept any more; an unsent text stays for a new chat."""
        text = self.composer.draft()
        self._outbox.forget_editing()
        self._chat.begin_new()
        self._enter("", "")
        if text.strip():
            self.composer.put(text)
            self._outbox.drafts.changed()

    # What the person does.

    def _say_no_model(self) -> None:
        self.notice.say(problems.about_no_model(self._hosts.looking))
        if not self._hosts.looking and self._chat.tree is not None:
            self.open_switcher()

    def _retry(self, message_id: str, model: str | None = None) -> None:
        conversation_id = self._chat.id
        self._bridge.ask(lambda services: services.chat.retry(conversation_id, message_id, model))

    def _retry_with(self, message_id: str) -> None:
        self.picking.open(self.header.model_button, retry_of=message_id)

    def _choose(self, message_id: str) -> None:
        tree = self._chat.tree
        if tree is None:
            return
        tree.choose(message_id)
        self.transcript.refresh_path()
        self._show_chat()
        conversation_id = tree.id
        self._bridge.ask(lambda services: services.history.choose(conversation_id, message_id))

    def _edit(self, message_id: str) -> None:
        if self._chat.tree is not None:
            message = self._chat.tree[message_id]
            self._outbox.edit(message, message.text)

    def _on_think(self, think: bool | str) -> None:
        self._think = think
        self._configure(think=think)

    def _on_picked(self, model: str) -> None:
        self.picking.wish(model)
        if self._chat.tree is not None:
            self._chat.tree.head = replace(self._chat.tree.head, model=model)
        self._configure(model=model)
        self._show_model()
        self.focus_composer()

    def _configure(self, **changes: Any) -> None:
        tree = self._chat.tree
        if tree is None:
            return
        tree.think = changes.get("think", tree.think)
        conversation_id = tree.id
        self._bridge.ask(lambda services: services.history.configure(conversation_id, **changes))

    def _take_example(self, text: str) -> None:
        self.composer.bring_back(text)
        self.focus_composer()

    def _look_again(self) -> None:
        self._bridge.ask(lambda services: services.hosts.retry())
        self._bridge.ask(lambda services: services.library.refresh())

    # What is shown of the model and the settings.

    def _show_model(self) -> None:
        name, entry = self.picking.model, self.picking.entry
        self.header.show_model(name, entry)
        self.greeting.show_model(name, entry)
        self.composer.show_model(name, entry.card if entry else None, self._think)

    def _on_settings(self, settings: Settings) -> None:
        self.composer.editor.enter_sends = settings.send_key == "enter"
