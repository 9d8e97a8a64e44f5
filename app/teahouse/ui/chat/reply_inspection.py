"""Ways from a reply to the layers of its model in the Workshop, where its model is one of the built-in engine."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal

from teahouse.core.conversation import Message
from teahouse.core.model import same_model
from teahouse.core.workshop.layer_inspection import ReplyPlace
from teahouse.services.hosts.events import HostEvent
from teahouse.services.models.events import ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.transcript.view import TranscriptView

translate = QCoreApplication.translate


class ReplyInspection(QObject):
    """`wanted` carries the `ReplyPlace` to look at."""

    wanted = Signal(object)

    def __init__(self, bridge: Bridge, chat: OpenChat, transcript: TranscriptView, parent: QObject) -> None:
        super().__init__(parent)
        self._chat = chat
        self._transcript = transcript
        self._host: HostEvent | None = None
        self._models: tuple[str, ...] = ()
        transcript.offer_inspection(self.find_refusal)
        transcript.inspect.connect(self.inspect_token)
        bridge.subscribe(self._on_events, HostEvent, ModelsEvent)

    def _on_events(self, burst: list[HostEvent | ModelsEvent]) -> None:
        for event in burst:
            if isinstance(event, HostEvent):
                self._host = event
            else:
                self._models = tuple(entry.card.name for entry in event.models)

    def _find_model(self, message: Message) -> str:
        return next((name for name in self._models if same_model(name, message.model)), "")

    def find_refusal(self, message: Message) -> str:
        """Why the model of a reply cannot be looked into; empty where it can."""
        if self._host is None or not (self._host.engine and self._host.local):
            return translate("Inspection", "needs the built-in engine of this computer")
        if not self._find_model(message):
            return translate("Inspection", "its model is not installed")
        return ""

    def inspect_token(self, message_id: str, number: int) -> None:
        """Look into the model at a token of a reply, by its number; at the end of the reply where that is not known."""
        tree = self._chat.tree
        if tree is None or message_id not in tree:
            return
        message = tree[message_id]
        known = self._transcript.tokens.find_probabilities(message_id)
        is_known = known is not None and 0 <= number < len(known)
        end = known.end_of(number) if known is not None and is_known else len(message.text)
        self.wanted.emit(ReplyPlace(self._chat.id, message_id, self._find_model(message), end))
