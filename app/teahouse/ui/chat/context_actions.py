"""What can be done about a context that is too small, each as its words and what it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from teahouse.core.conversation import Message, Role, State
from teahouse.core.window import last_alone
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import FloorPlan
from teahouse.ui.chat.file_parts import FileParts, longest_file
from teahouse.ui.chat.model_details import ModelDetails
from teahouse.ui.chat.model_selection import ChatModelSelection
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.parameter_controller import ParameterController
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.notices import Deed

if TYPE_CHECKING:
    from teahouse.ui.chat.enlarging import Larger

translate = QCoreApplication.translate


class ContextDeeds:
    """Of the open conversation, with the model that is chosen."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        plan: FloorPlan,
        picking: ChatModelSelection,
        tuning: ParameterController,
        study: ModelDetails,
    ) -> None:
        self._bridge = bridge
        self._plan = plan
        self._parts = FileParts(bridge, chat, plan)
        self._chat = chat
        self._picking = picking
        self._tuning = tuning
        self._study = study

    def for_overflow(self, reply: Message, window: int) -> tuple[Deed, ...]:
        """All that can be done for a reply that did not fit `window` tokens, or was cut off by them."""
        larger = self.enlarge(_needed(reply), window, reply)
        question = self.alone(reply, window)
        if question is not None:
            return (*larger, *self._smaller(question, window))
        return (*larger, *self.leave_out(reply, window))

    def alone(self, reply: Message, window: int) -> Message | None:
        """The question of a reply where it alone is too long for `window` tokens, so that leaving out what was before
        it is no use; else None."""
        tree = self._chat.tree
        if tree is None or reply.id not in tree:
            return None
        path = tree.sent_to(reply.id)
        asked = path if reply.text else path[:-1]
        questions = [message for message in asked if message.role is Role.USER]
        upto = asked[: asked.index(questions[-1]) + 1] if questions else ()
        whole = not tree.earlier.parent
        beside = tree.beside(asked)
        counted = _needed(reply) if reply.state is State.FAILED else 0
        return questions[-1] if last_alone(upto, beside, counted, window, whole=whole) else None

    def _smaller(self, question: Message, window: int) -> tuple[Deed, ...]:
        """What can be done about the question itself."""
        edit = self._plan.transcript.edit
        shorten = (translate("Context", "Shorten the message"), lambda: edit.emit(question.id))
        if longest_file(question) is None:
            return (shorten,)
        return ((translate("Context", "Split the file"), lambda: self._parts.split(question, window)), shorten)

    def enlarge(self, needed: int, window: int, reply: Message | None = None) -> tuple[Deed, ...]:
        """A window that holds `needed` tokens, where the model has one; the reply is then asked for again, or goes
        on."""
        from teahouse.ui.chat.enlarging import larger  # the start needs none of it

        model = self._picking.model
        details = self._study.details(model)
        longest = details.context_length if details is not None else None
        found = larger(needed, window, longest, self._study.build(model))
        return ((self._enlarge_words(found), lambda: self._enlarge(found, reply)),) if found is not None else ()

    def _enlarge_words(self, found: Larger) -> str:
        size = numbers.count(found.tokens)
        if not found.more:
            return translate("Context", "Enlarge to {size}").format(size=size)
        free = self._picking.free_memory
        if free and found.more > free:
            said = translate("Context", "Enlarge to {size} ({more}, more than is free)")
        else:
            said = translate("Context", "Enlarge to {size} ({more})")
        return said.format(size=size, more=numbers.about(f"+{numbers.size(found.more)}"))

    def _enlarge(self, found: Larger, reply: Message | None) -> None:
        self._tuning.change(num_ctx=found.tokens)
        if reply is None:
            return
        conversation_id, reply_id = self._chat.id, reply.id
        if reply.state is State.FAILED:
            self._bridge.ask(lambda services: services.chat.retry(conversation_id, reply_id))
        else:
            self._bridge.ask(lambda services: services.chat.continue_(conversation_id, reply_id))

    def leave_out(self, reply: Message, window: int) -> tuple[Deed, ...]:
        """The oldest messages, until the rest fits `window` tokens; with a summary or without."""
        return (
            (translate("Context", "Leave out the oldest"), self._leaving_out(reply, window, summed_up=False)),
            (translate("Context", "Sum up the oldest"), self._leaving_out(reply, window, summed_up=True)),
        )

    def _leaving_out(self, reply: Message, window: int, *, summed_up: bool) -> Callable[[], None]:
        conversation_id, reply_id = self._chat.id, reply.id

        def do() -> None:
            self._tuning.keep()
            self._bridge.ask(lambda s: s.context.leave_out(conversation_id, reply_id, window, summed_up=summed_up))

        return do

    def send_all(self) -> Deed:
        """Leave nothing out any more."""
        conversation_id = self._chat.id
        text = translate("Context", "Send everything again")
        return text, lambda: self._bridge.ask(lambda services: services.context.send_all(conversation_id))


def _needed(reply: Message) -> int:
    needed = reply.facts.get("needed") if reply.state is State.FAILED else None
    return int(needed) if needed else (reply.figures.context_used or 0 if reply.figures else 0)
