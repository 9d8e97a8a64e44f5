"""A chat beside a variant's form: its base answers as the variant would, with what the form says now."""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State, new_id
from teahouse.core.modelfile import Modelfile
from teahouse.core.stream_events import Phase
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.services.models.events import TRY_OUT
from teahouse.ui.bridge import Bridge
from teahouse.ui.kit import links
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.style import Theme
from teahouse.ui.transcript.blocks.text_style import ViewStyle
from teahouse.ui.transcript.view import TranscriptView

LOOK = ViewStyle(ground="surface", side=12, pad=10, bare=True)
LETTERS = 16  # of a question that are seen at least


class _QuestionField(QLineEdit):
    """Enter asks, and does not reach the dialog's default button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class TryOut(QWidget):
    """`modelfile` is asked for each time a question goes out."""

    def __init__(self, bridge: Bridge, theme: Theme, modelfile: Callable[[], Modelfile], parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._modelfile = modelfile
        self._talk = Conversation(ConversationHead(TRY_OUT, "", 0.0, 0.0))
        self._running = ""
        self.hint = Muted(self.tr("Ask something: the answer is as the variant would give it now, and is not kept."))
        self.hint.setWordWrap(True)
        self.view = TranscriptView(theme, self, view_style=LOOK)
        self.field = _QuestionField(self)
        self.send = IconButton(theme, "send", side=34)
        self.again = Button(self.tr("Start over"), "quiet", self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._join()
        self._start_over()

    def _lay_out(self) -> None:
        ground = QWidget(self)
        words = QVBoxLayout(ground)
        words.setContentsMargins(16, 16, 16, 16)
        words.addWidget(self.hint)
        words.addStretch(1)
        for page in (ground, self.view):
            self._stack.addWidget(page)
        frame = QFrame(self)
        frame.setProperty("role", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(2, 6, 2, 6)
        inside.addWidget(self._stack)
        row = WrappingRow()
        row.add_field(self.field, LETTERS)
        row.add_group(self.send, self.again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(frame, 1)
        column.addLayout(row)
        self.field.setPlaceholderText(self.tr("Try it out"))
        self.field.setAccessibleName(self.tr("Question for the variant"))

    def _join(self) -> None:
        self.field.returnPressed.connect(self._on_return)
        self.send.clicked.connect(self._on_send)
        self.again.clicked.connect(self._start_over)
        self.view.retry.connect(self._retry)
        self.view.retry_with.connect(self._retry)
        self.view.edit.connect(self._edit)
        self.view.link.connect(self._follow)

    @property
    def running(self) -> bool:
        """Whether an answer is on its way."""
        return bool(self._running)

    @property
    def talk(self) -> tuple[Message, ...]:
        """What has been said so far."""
        return self._talk.chosen_path()

    # What the person does.

    def _on_return(self) -> None:
        if not self.running:
            self._on_send()

    def _on_send(self) -> None:
        text = self.field.text().strip()
        if self.running:
            self.stop_reply()
        elif text:
            self.field.clear()
            self._ask(Message(new_id(), self._talk.leaf_id(), Role.USER, text))

    def stop_reply(self) -> None:
        """Give up the answer that is on its way."""
        if self.running:
            self._bridge.ask(lambda services: services.try_out.stop_answer())

    def _ask(self, *before: Message) -> None:
        """Ask what the talk, with these messages, ends with."""
        modelfile = self._modelfile()
        self.view.add_messages(before)
        talk = self._talk.chosen_path()
        reply = Message(new_id(), self._talk.leaf_id(), Role.ASSISTANT, model=modelfile.base, state=State.STREAMING)
        self._running = reply.id
        self.view.add_messages((reply,))
        self.view.set_phase(reply.id, PhaseEvent(TRY_OUT, reply.id, Phase.WAITING, {}, time()))
        self._bridge.ask(lambda services: services.try_out.ask_variant(modelfile, talk, reply))
        self._show()

    def _retry(self, message_id: str) -> None:
        """Put the question of a reply once more, to what the form says now."""
        if not self.running and self._talk[message_id].role is Role.ASSISTANT:
            self._cut(message_id)
            self._ask()

    def _edit(self, message_id: str) -> None:
        """Take a question back into the field."""
        if not self.running:
            self.field.setText(self._talk[message_id].text)
            self._cut(message_id)
            self.field.setFocus()

    def _cut(self, message_id: str) -> None:
        self._talk.remove_branch(message_id)
        self.view.refresh_path()
        self._show()

    def _start_over(self) -> None:
        self.stop_reply()
        self._running = ""
        self._talk = Conversation(self._talk.head)
        self.view.show_conversation(self._talk)
        self._show()

    def _follow(self, address: str, text: str) -> None:
        links.open_link(self.view.theme, self, address, text)

    def _show(self) -> None:
        self._stack.setCurrentIndex(1 if len(self._talk) else 0)
        self.again.setEnabled(bool(len(self._talk)))
        self.send.show_icon("stop" if self.running else "send")
        self.send.set_name(self.tr("Stop") if self.running else self.tr("Send"))

    # Events.

    def handle_event(self, event: Any) -> None:
        """Take an event of a reply; those of other conversations, and of a question before this one, pass by."""
        if event.conversation_id != TRY_OUT:
            return
        match event:
            case PieceEvent():
                self.view.append_pieces([event])
            case RethoughtEvent(_, message_id):
                self.view.turn_to_thinking(message_id)
            case PhaseEvent(_, message_id) if message_id == self._running:
                self.view.set_phase(message_id, event)
            case ReplyEvent(_, message) if message.id == self._running:
                self._finish(message)

    def _finish(self, message: Message) -> None:
        self._running = ""
        self._talk.update_message(
            message.id,
            text=message.text,
            thinking=message.thinking,
            state=message.state,
            problem=message.problem,
            facts=message.facts,
        )
        self.view.finish_reply(message)
        self._show()
