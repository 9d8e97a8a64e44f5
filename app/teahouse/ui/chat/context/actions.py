"""Actions for a conversation that exceeds the context window: enlarge it, leave out, sum up, split a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Message, Role, State
from teahouse.core.window import last_alone, pieces_of
from teahouse.services.chat.events import ContentEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.model_selection import ChatModelSelection, ModelDetails
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.parameters.controller import ParameterController
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.notices import Notice, NoticeAction

if TYPE_CHECKING:
    from teahouse.ui.chat.context.dialogs import Larger


translate = QCoreApplication.translate

PARTS = "parts of a file"
PART = 0.5  # of the window; the rest is for the question and the reply


def longest_file(question: Message) -> Attachment | None:
    """The longest attached text of a message; None where it has none."""
    texts = [held for held in question.attachments if not held.is_picture]
    return max(texts, key=lambda held: held.size, default=None)


class FileParts(QObject):
    """Sends a too long file in parts, each with a message of its own; a notice offers the next part."""

    def __init__(self, bridge: Bridge, chat: OpenChat, layout: ChatLayout) -> None:
        super().__init__(layout.composer)
        self._bridge = bridge
        self._chat = chat
        self._layout = layout
        self._file: Attachment | None = None  # whose content is requested
        self._conversation = ""
        self._window = 0
        self._parts: list[str] = []
        self._next = 0  # index of the next part
        bridge.subscribe(self._on_contents, ContentEvent)

    def split_file(self, question: Message, window: int) -> None:
        """Edit a question whose file does not fit `window` tokens, with the first part of the file."""
        file = longest_file(question)
        if file is None:
            return
        self._file, self._conversation, self._window = file, self._chat.id, window
        self._layout.transcript.edit.emit(question.id)
        self._bridge.run_command(lambda services: services.attachments.read_content(file.id))

    def _on_contents(self, burst: list[ContentEvent]) -> None:
        for event in burst:
            file = self._file
            if file is None or event.attachment_id != file.id or self._chat.id != self._conversation:
                continue
            self._parts = pieces_of([(event.content or b"").decode("utf-8", "replace")], int(self._window * PART))
            self._next = 0
            self._layout.composer.attachment_bar.leave_out(file.id)
            self._attach_next()

    def _attach_next(self) -> None:
        """Attach the next part and offer the one after it."""
        file = self._file
        if file is None or self._next >= len(self._parts):
            return
        number, count = self._next + 1, len(self._parts)
        name = translate("FileParts", "{name}, part {number} of {count}")
        named = name.format(name=Path(file.name).stem, number=number, count=count)
        self._layout.composer.attachment_bar.take_text(f"{named}.txt", self._parts[self._next].encode())
        self._next += 1
        if self._next < count:
            self._layout.notice.show_notice(
                Notice(PARTS, self._notice_text, self._notice_actions, False, self._conversation)
            )
        self._layout.composer.editor.setFocus()

    def _notice_text(self) -> str:
        said = translate(
            "FileParts", "Part {number} of {count} of the file is attached. Send it, then attach the next one."
        )
        return said.format(number=self._next, count=len(self._parts))

    def _notice_actions(self) -> tuple[NoticeAction, ...]:
        said = translate("FileParts", "Attach part {number} of {count}")
        return ((said.format(number=self._next + 1, count=len(self._parts)), self._attach_next),)


class ContextActions:
    """The actions for the open conversation with the chosen model, each with its text."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        layout: ChatLayout,
        model_selection: ChatModelSelection,
        parameters: ParameterController,
        model_details: ModelDetails,
    ) -> None:
        self._bridge = bridge
        self._layout = layout
        self._parts = FileParts(bridge, chat, layout)
        self._chat = chat
        self._model_selection = model_selection
        self._parameters = parameters
        self._model_details = model_details

    def overflow_actions(self, reply: Message, window: int) -> tuple[NoticeAction, ...]:
        """The actions for a reply that did not fit `window` tokens, or was cut off by them."""
        larger = self.enlarge_actions(_needed(reply), window, reply)
        question = self.lone_question(reply, window)
        if question is not None:
            return (*larger, *self._shortening_actions(question, window))
        return (*larger, *self.leave_out_actions(reply, window))

    def lone_question(self, reply: Message, window: int) -> Message | None:
        """The question of a reply, if it alone is too long for `window` tokens; else None."""
        tree = self._chat.tree
        if tree is None or reply.id not in tree:
            return None
        path = tree.sent_to(reply.id)
        asked = path if reply.text else path[:-1]
        questions = [message for message in asked if message.role is Role.USER]
        upto = asked[: asked.index(questions[-1]) + 1] if questions else ()
        whole = not tree.earlier.parent
        beside = tree.system_beside(asked)
        counted = _needed(reply) if reply.state is State.FAILED else 0
        return questions[-1] if last_alone(upto, beside, counted, window, whole=whole) else None

    def _shortening_actions(self, question: Message, window: int) -> tuple[NoticeAction, ...]:
        """The actions for a question that is too long itself."""
        edit = self._layout.transcript.edit
        shorten = (translate("Context", "Shorten the message"), lambda: edit.emit(question.id))
        if longest_file(question) is None:
            return (shorten,)
        return ((translate("Context", "Split the file"), lambda: self._parts.split_file(question, window)), shorten)

    def enlarge_actions(self, needed: int, window: int, reply: Message | None = None) -> tuple[NoticeAction, ...]:
        """Enlarge the window to hold `needed` tokens, if the model allows; then retry or continue the reply."""
        from teahouse.ui.chat.context.dialogs import larger  # not needed at start

        model = self._model_selection.model
        details = self._model_details.details_of(model)
        longest = details.context_length if details is not None else None
        found = larger(needed, window, longest, self._model_details.architecture_of(model))
        return ((self._enlarge_words(found), lambda: self._enlarge_context(found, reply)),) if found is not None else ()

    def _enlarge_words(self, found: Larger) -> str:
        size = numbers.count(found.tokens)
        if not found.more:
            return translate("Context", "Enlarge to {size}").format(size=size)
        free = self._model_selection.free_memory
        if free and found.more > free:
            said = translate("Context", "Enlarge to {size} ({more}, more than is free)")
        else:
            said = translate("Context", "Enlarge to {size} ({more})")
        return said.format(size=size, more=numbers.about(f"+{numbers.size(found.more)}"))

    def _enlarge_context(self, found: Larger, reply: Message | None) -> None:
        self._parameters.set_options(num_ctx=found.tokens)
        if reply is None:
            return
        conversation_id, reply_id = self._chat.id, reply.id
        if reply.state is State.FAILED:
            self._bridge.run_command(lambda services: services.chat.retry_reply(conversation_id, reply_id))
        else:
            self._bridge.run_command(lambda services: services.chat.continue_reply(conversation_id, reply_id))

    def leave_out_actions(self, reply: Message, window: int) -> tuple[NoticeAction, ...]:
        """Leave out the oldest messages until the rest fits `window` tokens, with or without a summary."""
        return (
            (translate("Context", "Leave out the oldest"), self._leaving_out(reply, window, summed_up=False)),
            (translate("Context", "Sum up the oldest"), self._leaving_out(reply, window, summed_up=True)),
        )

    def _leaving_out(self, reply: Message, window: int, *, summed_up: bool) -> Callable[[], None]:
        conversation_id, reply_id = self._chat.id, reply.id

        def do() -> None:
            self._parameters.save_changes()
            self._bridge.run_command(
                lambda s: s.context.leave_out_messages(conversation_id, reply_id, window, summed_up=summed_up)
            )

        return do

    def send_all_action(self) -> NoticeAction:
        """Send all messages again."""
        conversation_id = self._chat.id
        text = translate("Context", "Send everything again")
        return text, lambda: self._bridge.run_command(
            lambda services: services.context.send_all_messages(conversation_id)
        )


def _needed(reply: Message) -> int:
    needed = reply.facts.get("needed") if reply.state is State.FAILED else None
    return int(needed) if needed else (reply.figures.context_used or 0 if reply.figures else 0)
