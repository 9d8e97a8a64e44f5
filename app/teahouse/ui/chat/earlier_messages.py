"""Reads the messages of the open conversation that stand above those it was opened with."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject

from teahouse.services.events import EarlierEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.transcript.view import TranscriptView

FIRST_PAGE = 200  # messages; each page is twice as long as the one before
LONGEST_PAGE = 3200
LARGE_PAGE = 800  # messages


class EarlierMessages(QObject):
    """A page of messages when the reader comes near the first one that is shown; all of them for what needs all."""

    def __init__(self, bridge: Bridge, chat: OpenChat, transcript: TranscriptView) -> None:
        super().__init__(transcript)
        self._bridge = bridge
        self._chat = chat
        self._transcript = transcript
        self._count = FIRST_PAGE
        self._asked = ""  # the message from which a page upward was asked for
        self._waiting: list[Callable[[], None]] = []
        transcript.earlier_wanted.connect(self.read_more)
        transcript.all_wanted.connect(lambda: self.when_all_read(transcript.all_read))

    def begin(self) -> None:
        """Another conversation is open."""
        self._count, self._asked = FIRST_PAGE, ""
        self._waiting.clear()

    def read_more(self) -> None:
        """Ask for the page above, unless it is on its way."""
        tree = self._chat.tree
        if tree is None or tree.earlier.parent is None or tree.earlier.parent == self._asked:
            return
        self._asked = parent = tree.earlier.parent
        conversation_id, count = tree.id, self._count
        self._count = min(LONGEST_PAGE, 2 * count)
        self._bridge.ask(lambda services: services.history.read_earlier(conversation_id, parent, count))

    def when_all_read(self, action: Callable[[], None]) -> None:
        """Do something as soon as the whole conversation is here; at once where it is."""
        tree = self._chat.tree
        if tree is None or not tree.earlier:
            action()
            return
        self._waiting.append(action)
        self.read_more()

    def take(self, event: EarlierEvent) -> None:
        """A page came."""
        if not self._chat.prepend(event):
            return
        self._transcript.prepend_messages()
        if len(event.messages) >= LARGE_PAGE:
            gc.collect(1)
            gc.freeze()  # these stay: the collector would take 100 ms to look through 100,000 of them, again and again
        if not self._waiting:
            return
        if self._chat.tree is not None and self._chat.tree.earlier:
            self.read_more()
            return
        actions, self._waiting = self._waiting, []
        for action in actions:
            action()
