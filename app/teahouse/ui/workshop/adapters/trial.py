"""Tries out scales: one question, and its answer with the scales of now. A change asks again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from teahouse.core.conversation import Message, Role, State, new_id
from teahouse.core.modelfile import Modelfile
from teahouse.services.generation.events import PieceEvent, ReplyEvent
from teahouse.services.models.events import TRY_OUT
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence_of
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Muted, Paragraph
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

PAUSE = 250  # ms after the last change of a scale
LONGEST = 160  # tokens of the answer
LETTERS = 28


class ScaleTrial(Retranslated, QWidget):
    """`scales` and `model` are called for each question. The seed is fixed and nothing is chosen by chance, so that
    two answers differ by the scales alone."""

    asked = Signal()

    def __init__(
        self,
        bridge: Bridge,
        theme: Theme,
        model: Callable[[], str],
        scales: Callable[[], Mapping[str, float]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._model, self._scales = model, scales
        self._question = ""
        self._reply = ""
        self._text = ""
        self.field = LineField("", self)
        self.ask = Button(parent=self)
        self.answer, self.state = Paragraph("", self), Muted("", self, wraps=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        row = WrappingRow()
        row.add_field(self.field, LETTERS)
        row.addWidget(self.ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.answer)
        column.addWidget(self.state)
        self.ask.clicked.connect(self._on_ask)
        self.field.returnPressed.connect(self._on_ask)
        self._timer.timeout.connect(self._ask_model)
        bridge.subscribe(self._on_events, PieceEvent, ReplyEvent)
        self.retranslate()

    @property
    def running(self) -> bool:
        """Whether an answer is being written."""
        return bool(self._reply)

    def ask_again(self) -> None:
        """Ask the last question again in a moment, with the scales of then; nothing where none was asked."""
        if self._question:
            self._timer.start()

    def start_over(self) -> None:
        """Forget question and answer, for another model."""
        self._timer.stop()
        if self.running:
            self._bridge.run_command(lambda services: services.try_out.stop_answer())
        self._question = self._reply = ""
        self._show_answer("")
        self.retranslate()

    def _on_ask(self) -> None:
        self._question = self.field.text().strip()
        if self._question:
            self._ask_model()

    def _ask_model(self) -> None:
        options = {"temperature": 0, "seed": 1, "num_predict": LONGEST, "adapters": dict(self._scales())}
        parameters = tuple((name, json.dumps(value)) for name, value in options.items())
        modelfile = Modelfile(self._model(), parameters=parameters)
        question = Message(new_id(), None, Role.USER, self._question)
        reply = Message(new_id(), question.id, Role.ASSISTANT, model=modelfile.base, state=State.STREAMING)
        self._reply, self._text = reply.id, ""
        self.state.setText(self.tr("The model answers…"))
        self._bridge.run_command(lambda services: services.try_out.ask_variant(modelfile, (question,), reply))
        self.asked.emit()

    def _on_events(self, burst: list[PieceEvent | ReplyEvent]) -> None:
        for event in burst:
            if event.conversation_id != TRY_OUT or not self._reply:
                continue
            if isinstance(event, PieceEvent) and event.message_id == self._reply:
                self._show_answer(self._text + event.text)
            elif isinstance(event, ReplyEvent) and event.message.id == self._reply:
                self._finish(event.message)

    def _show_answer(self, text: str) -> None:
        self._text = text
        self.answer.setText(text)

    def _finish(self, message: Message) -> None:
        self._reply = ""
        self._show_answer(message.text)
        problem = sentence_of(message.problem, message.facts) if message.problem else ""
        self.state.setText(problem or self._idle_text())
        announce(self.answer, message.text or self.state.text())

    def _idle_text(self) -> str:
        return self.tr("Move a slider to see the same question answered with other scales.")

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Ask the model something"))
        self.field.setAccessibleName(self.tr("Question to try out the scales"))
        self.answer.setAccessibleName(self.tr("Answer with these scales"))
        self.ask.setText(self.tr("Ask"))
        self.state.setText(self._idle_text())
