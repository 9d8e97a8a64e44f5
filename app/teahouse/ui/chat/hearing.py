"""What the chat room hears: each piece of news goes to whoever shows it, pieces of a burst together.

News of other conversations pass by: whoever returns to one gets what has arrived meanwhile with it.
"""

from __future__ import annotations

from typing import Any

from teahouse.core.conversation import Draft
from teahouse.services.news import (
    ContextNews,
    DraftNews,
    EarlierNews,
    GoneNews,
    HeadNews,
    HostNews,
    HostState,
    MemoryNews,
    MessagesNews,
    ModelsNews,
    OpenedNews,
    PhaseNews,
    PieceNews,
    RemovedNews,
    ReplyNews,
    ResumedNews,
    RethoughtNews,
    TroubleNews,
    UnsentNews,
)
from teahouse.ui.chat import problems


class Hearing:
    """A part of the room, which has the widgets and the open conversation."""

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
            case ResumedNews() if self._chat.resume(news.conversation_id, news.message):
                self.transcript.resume(news.message)
                self._show_chat()
            case RemovedNews() if self._chat.remove(news.conversation_id, news.messages[0].id):
                self.transcript.refresh_path()
                self.notice.say(problems.about_removed(news, self._bridge))
                self._show_chat()
            case RethoughtNews() if self._chat.hears(news.conversation_id):
                self.transcript.rethink(news.message_id)
            case OpenedNews():
                self._on_opened(news)
            case EarlierNews():
                self.earlier.take(news)
                self.context.weigh()  # a page now, not all of them with the next message
            case UnsentNews():
                self._outbox.take_back(news)
                self.composer.show_streaming(self._chat.streaming)
            case ContextNews():
                self.context.take(news)
            case ModelsNews() | MemoryNews():
                self._asking.take(news)
            case HostNews():
                self.header.show_answering(news.state is HostState.READY)
                self.greeting.show_host(news)
                self._hosts.take(news)
            case HeadNews() if news.head.id == self._chat.id:
                self._on_head(news)
            case DraftNews():
                self._on_draft(news)
            case GoneNews() if news.conversation_id == self._chat.id:
                self._forget()
                self._say_gone(news)
            case TroubleNews():
                self._say_trouble(news)

    def _say_gone(self, news: GoneNews) -> None:
        if news.trouble is None:
            self.notice.say(problems.gone())
        else:
            again = lambda: self.open_conversation(news.conversation_id)  # noqa: E731
            self.notice.say(problems.about_trouble(news.trouble, again, self._chat.id))

    def _say_trouble(self, news: TroubleNews) -> None:
        again = news.again
        repeat = None if again is None else lambda: self._bridge.ask(again)
        self.notice.say(problems.about_trouble(news.trouble, repeat, self._chat.id))

    def _on_messages(self, news: MessagesNews) -> None:
        first = self._chat.tree is None
        fresh = self._chat.add(news.messages)
        tree = self._chat.tree
        assert tree is not None
        if first:
            self._plan.show_greeting(False)
            self.transcript.show_conversation(tree)
            self.tuning.begun(tree)
            self.conversation_changed.emit(tree.id, tree.head.title)
        elif fresh:
            self.transcript.add_messages(fresh)
        self._show_chat()

    def _on_head(self, news: HeadNews) -> None:
        tree = self._chat.tree
        if tree is None:
            return
        if not news.listed:
            self._forget()  # deleted, here or in the sidebar
            return
        renamed = news.head.title != tree.head.title
        tree.head = news.head
        if renamed:
            self.conversation_changed.emit(tree.id, tree.head.title)

    def _on_draft(self, news: DraftNews) -> None:
        if self._chat.is_new and news.draft != self.composer.draft():
            self.composer.bring_back(news.draft)

    def _forget(self) -> None:
        """The open conversation is not kept any more; an unsent text stays for a new chat."""
        draft = self.composer.draft()
        self._outbox.forget_editing()
        self._chat.begin_new()
        self._enter("", Draft())
        if draft.text.strip() or draft.attachments:
            self.composer.put(draft)
            self._outbox.drafts.changed()
