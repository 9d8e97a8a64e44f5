"""What a person does with replies and messages that are there: ask again, stop, edit, choose a branch, copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from teahouse.core.conversation import Draft
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import FloorPlan
from teahouse.ui.chat.model_selection import ChatModelSelection
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.outbox import Outbox


class ReplyActions(QObject):
    """Joined to the transcript's signals; `branched` is called when the path is another one."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        plan: FloorPlan,
        picking: ChatModelSelection,
        outbox: Outbox,
        branched: Callable[[], None],
    ) -> None:
        super().__init__(plan.transcript)
        self._bridge = bridge
        self._chat = chat
        self._plan = plan
        self._picking = picking
        self._outbox = outbox
        self._branched = branched
        plan.transcript.retry.connect(self.retry)
        plan.transcript.retry_with.connect(self.retry_with)
        plan.transcript.choose.connect(self.choose)
        plan.transcript.edit.connect(self.edit)
        plan.transcript.continue_.connect(self.continue_)
        plan.transcript.delete.connect(self.delete)
        plan.composer.stopped.connect(self.stop)
        picking.picked_for.connect(self.retry)

    def retry(self, message_id: str, model: str | None = None) -> None:
        """Ask again for a reply, of the same model or another; the new one is its sibling."""
        conversation_id = self._chat.id
        self._bridge.ask(lambda services: services.chat.retry(conversation_id, message_id, model))

    def continue_(self, message_id: str) -> None:
        """Let a reply that ended early go on."""
        conversation_id = self._chat.id
        self._bridge.ask(lambda services: services.chat.continue_(conversation_id, message_id))

    def delete(self, message_id: str) -> None:
        """Delete a message and what follows it; the notice that tells it offers it back."""
        conversation_id = self._chat.id
        self._bridge.ask(lambda services: services.chat.delete(conversation_id, message_id))

    def retry_with(self, message_id: str) -> None:
        """Ask again of a model that is chosen now."""
        self._picking.open(self._plan.header.model_button, retry_of=message_id)

    def retry_last(self) -> None:
        """Ask again for the newest reply."""
        if (reply := self._chat.last_reply()) is not None:
            self.retry(reply.id)

    def copy_last(self) -> None:
        """The newest reply's text to the clipboard."""
        reply = self._chat.last_reply()
        if reply is not None and reply.text:
            self._plan.transcript.copy_message(reply.id)

    def stop(self) -> None:
        """Stop the replies of this conversation, whatever they wait for."""
        if self._chat.streaming:
            conversation_id = self._chat.id
            self._bridge.ask(lambda services: services.chat.stop(conversation_id))

    def choose(self, message_id: str) -> None:
        """Make the path lead through another branch, here and where it is kept."""
        tree = self._chat.tree
        if tree is None or message_id not in tree:
            return
        tree.choose(message_id)
        self._plan.transcript.refresh_path()
        self._branched()
        conversation_id = tree.id
        self._bridge.ask(lambda services: services.history.choose(conversation_id, message_id))

    def edit(self, message_id: str) -> None:
        """Put an old message into the composer; sending it makes a branch."""
        if self._chat.tree is not None and message_id in self._chat.tree:
            message = self._chat.tree[message_id]
            self._outbox.edit(message, Draft(message.text, message.attachments))
