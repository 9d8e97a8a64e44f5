"""Sends new and edited messages, returns those that could not be stored, saves drafts, and acts on replies.

The text leaves the composer when it is sent; without a model it stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Required, TypedDict

from PySide6.QtCore import QObject, QTimer

from teahouse.core.conversation import Draft, Message, Think
from teahouse.services.chat.events import UnsentEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.composer import Composer
from teahouse.ui.chat.model_selection import ChatModelSelection
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.parameters.controller import ParameterController
from teahouse.ui.kit.notices import Notices

SAVE_AFTER_MS = 600


class SendOptions(TypedDict, total=False):
    """The keyword arguments of `ChatService.send_message`."""

    model: Required[str]
    think: Think
    system: str
    options: dict[str, Any]
    parent: str | None
    branch: bool


class Drafts(QObject):
    """Saves the draft of a conversation ("" for a new chat): SAVE_AFTER_MS after the last key, or on leaving it.

    A draft equal to the saved one is not written again.
    """

    def __init__(self, bridge: Bridge, draft: Callable[[], Draft], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._draft = draft
        self._conversation_id = ""
        self._saved = Draft()
        self._later = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._later.timeout.connect(self.save_draft)

    def enter_conversation(self, conversation_id: str, draft: Draft) -> None:
        """Set the conversation and its saved draft."""
        self._later.stop()
        self._conversation_id, self._saved = conversation_id, draft

    def save_later(self) -> None:
        """Save a moment after the last change."""
        self._later.start()

    def save_draft(self) -> None:
        """Save now, if the draft has changed."""
        self._later.stop()
        draft = self._draft()
        if draft != self._saved:
            self._saved = draft
            conversation_id = self._conversation_id
            self._bridge.run_command(lambda services: services.history.save_draft(conversation_id, draft))


class Outbox(QObject):
    """Sends the composer's drafts to `services.chat`; `no_model` is called where no model is chosen."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        composer: Composer,
        model_selection: ChatModelSelection,
        notice: Notices,
        parameters: ParameterController,
        no_model: Callable[[], None],
    ) -> None:
        super().__init__(composer)
        self._bridge = bridge
        self._chat = chat
        self._composer = composer
        self._model_selection = model_selection
        self._notice = notice
        self._parameters = parameters
        self._no_model = no_model
        self._editing: Message | None = None
        self._send_when_opened = False  # submitted while the conversation was being opened
        self._edits: dict[Draft, Message] = {}  # the last edit sent, in case it is returned
        self.drafts = Drafts(bridge, composer.draft, self)
        composer.sent.connect(self._send_draft)
        composer.changed.connect(self.drafts.save_later)
        composer.left_editing.connect(self.forget_editing)

    def edit_message(self, message: Message, draft: Draft) -> None:
        """Edit a sent message, starting from `draft`."""
        self._editing = message
        self._composer.start_editing(draft)

    def forget_editing(self) -> None:
        """Send the next draft as a new message."""
        self._editing = None

    def add_opened_draft(self, draft: Draft) -> None:
        """Set the draft of the opened conversation; text typed meanwhile follows it."""
        written = self._composer.draft()
        self._composer.set_draft(Draft(draft.text, (*draft.attachments, *written.attachments)))
        self.drafts.enter_conversation(self._chat.id, draft)
        if written.text.strip():
            self._composer.editor.insertPlainText(written.text)
        self._send_when_opened = self._send_when_opened and not draft  # an old draft is not sent without being seen

    def send_what_waited(self) -> None:
        """Send what was submitted while the conversation was being opened."""
        impatient, self._send_when_opened = self._send_when_opened, False
        if impatient:
            self._composer.submit_draft()

    def leave_conversation(self) -> None:
        """Save the draft and parameters before another conversation is opened."""
        self._send_when_opened = False
        self.drafts.save_draft()
        self._parameters.save_changes()
        self.forget_editing()

    def _send_draft(self, draft: Draft) -> None:
        model = self._model_selection.model
        if self._chat.opening:
            self._send_when_opened = True
            return
        if not model:
            self._no_model()
            return
        self._hand_over(draft, model)
        self._chat.count_sent()
        self._composer.clear_sent()
        self.drafts.save_draft()
        self.drafts.enter_conversation(self._chat.id, self._composer.draft())
        self._notice.withdraw_notice(problems.UNSENT)
        self._composer.show_streaming(True)

    def _hand_over(self, draft: Draft, model: str) -> None:
        self._parameters.save_changes()
        conversation_id, send_options = self._chat.id, self._send_options(model)
        edited, self._editing = self._editing, None
        if edited is not None:
            self._edits = {draft: edited}
            send_options["parent"], send_options["branch"] = edited.parent, True
        self._bridge.run_command(lambda s: s.chat.send_message(conversation_id, draft, **send_options))

    def _send_options(self, model: str) -> SendOptions:
        """The arguments of `send_message`; the first message includes system prompt and options."""
        send_options = SendOptions(model=model, think=self._composer.controls.think.value)
        if self._chat.tree is None:
            send_options["system"] = self._parameters.system
            send_options["options"] = dict(self._parameters.options)
        return send_options

    def return_unsent(self, event: UnsentEvent) -> None:
        """Restore a draft that could not be stored, and show why."""
        edited = self._edits.pop(event.draft, None)
        if event.conversation_id != self._chat.id:
            self._notice.show_notice(
                problems.about_unsent(event.trouble, lambda: self._composer.restore_draft(event.draft))
            )
            return
        self._chat.count_unsent()
        if self._chat.tree is None:
            self.drafts.enter_conversation("", Draft())
        if edited is not None and not self._composer.is_editing:
            self.edit_message(edited, event.draft)
        else:
            self._composer.restore_draft(event.draft)
        self._notice.show_notice(problems.about_unsent(event.trouble, None, self._chat.id))


class ReplyActions(QObject):
    """Actions on replies and messages: retry, continue, stop, edit, delete, choose a branch, copy.

    Connects to the transcript's signals; `branched` is called after a change of the path.
    """

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        layout: ChatLayout,
        model_selection: ChatModelSelection,
        outbox: Outbox,
        branched: Callable[[], None],
    ) -> None:
        super().__init__(layout.transcript)
        self._bridge = bridge
        self._chat = chat
        self._layout = layout
        self._model_selection = model_selection
        self._outbox = outbox
        self._branched = branched
        layout.transcript.retry.connect(self.retry_reply)
        layout.transcript.retry_with.connect(self.retry_with)
        layout.transcript.choose.connect(self.choose_branch)
        layout.transcript.edit.connect(self.edit_message)
        layout.transcript.continue_.connect(self.continue_reply)
        layout.transcript.delete.connect(self.delete_message)
        layout.composer.stopped.connect(self.stop_replies)
        model_selection.picked_for.connect(self.retry_reply)

    def retry_reply(self, message_id: str, model: str | None = None) -> None:
        """Request another reply as a sibling, from the same model or another."""
        conversation_id = self._chat.id
        self._bridge.run_command(lambda services: services.chat.retry_reply(conversation_id, message_id, model))

    def continue_reply(self, message_id: str) -> None:
        """Continue a reply that ended early."""
        conversation_id = self._chat.id
        self._bridge.run_command(lambda services: services.chat.continue_reply(conversation_id, message_id))

    def delete_message(self, message_id: str) -> None:
        """Delete a message and what follows it; a notice offers to undo it."""
        conversation_id = self._chat.id
        self._bridge.run_command(lambda services: services.chat.delete_message(conversation_id, message_id))

    def retry_with(self, message_id: str) -> None:
        """Choose a model and request another reply from it."""
        self._model_selection.open_switcher(self._layout.header.model_button, retry_of=message_id)

    def retry_last_reply(self) -> None:
        """Retry the newest reply."""
        if (reply := self._chat.last_reply()) is not None:
            self.retry_reply(reply.id)

    def copy_last_reply(self) -> None:
        """Copy the newest reply."""
        reply = self._chat.last_reply()
        if reply is not None and reply.text:
            self._layout.transcript.copy_message(reply.id)

    def stop_replies(self) -> None:
        """Stop all replies of this conversation."""
        if self._chat.streaming:
            conversation_id = self._chat.id
            self._bridge.run_command(lambda services: services.chat.stop_replies(conversation_id))

    def choose_branch(self, message_id: str) -> None:
        """Switch the path to another branch and store it."""
        tree = self._chat.tree
        if tree is None or message_id not in tree:
            return
        tree.choose_message(message_id)
        self._layout.transcript.refresh_path()
        self._branched()
        conversation_id = tree.id
        self._bridge.run_command(lambda services: services.history.choose_message(conversation_id, message_id))

    def edit_message(self, message_id: str) -> None:
        """Edit an old message in the composer; sending it makes a branch."""
        if self._chat.tree is not None and message_id in self._chat.tree:
            message = self._chat.tree[message_id]
            self._outbox.edit_message(message, Draft(message.text, message.attachments))
