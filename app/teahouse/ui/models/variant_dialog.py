"""The dialog of a variant of a model: its form, a chat to try it out, and its Modelfile to save or open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State, new_id
from teahouse.core.errors import Trouble
from teahouse.core.modelfile import Modelfile, read_modelfile
from teahouse.core.stream_events import Phase
from teahouse.desktop.files import read_regular
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.services.models.events import TRY_OUT, DetailsEvent, MadeEvent, MakingEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit import links
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.models.downloads_page import MakingLine
from teahouse.ui.models.variant_form import VariantForm
from teahouse.ui.style import Theme
from teahouse.ui.transcript.blocks.text_style import ViewStyle
from teahouse.ui.transcript.view import TranscriptView

LOOK = ViewStyle(ground="surface", side=12, pad=10, bare=True)
LETTERS = 16  # of a question that are seen at least


ReplyProgress = PieceEvent | RethoughtEvent | PhaseEvent | ReplyEvent


class _QuestionField(QLineEdit):
    """Enter sends the question and does not reach the dialog's default button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class TryOut(QWidget):
    """A chat in which the base model answers with the values of the form. `modelfile` is called for each question."""

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
        self._connect_signals()
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

    def _connect_signals(self) -> None:
        self.field.returnPressed.connect(self._on_return)
        self.send.clicked.connect(self._on_send)
        self.again.clicked.connect(self._start_over)
        self.view.retry.connect(self._retry_reply)
        self.view.retry_with.connect(self._retry_reply)
        self.view.edit.connect(self._edit_question)
        self.view.link.connect(self._open_link)

    @property
    def running(self) -> bool:
        """Whether an answer is generated."""
        return bool(self._running)

    @property
    def talk(self) -> tuple[Message, ...]:
        """The messages so far."""
        return self._talk.chosen_path()

    # Input.

    def _on_return(self) -> None:
        if not self.running:
            self._on_send()

    def _on_send(self) -> None:
        text = self.field.text().strip()
        if self.running:
            self.stop_reply()
        elif text:
            self.field.clear()
            self._ask_model(Message(new_id(), self._talk.leaf_id(), Role.USER, text))

    def stop_reply(self) -> None:
        """Stop the running answer."""
        if self.running:
            self._bridge.run_command(lambda services: services.try_out.stop_answer())

    def _ask_model(self, *before: Message) -> None:
        """Add messages and request an answer to the last one."""
        modelfile = self._modelfile()
        self.view.add_messages(before)
        talk = self._talk.chosen_path()
        reply = Message(new_id(), self._talk.leaf_id(), Role.ASSISTANT, model=modelfile.base, state=State.STREAMING)
        self._running = reply.id
        self.view.add_messages((reply,))
        self.view.set_phase(reply.id, PhaseEvent(TRY_OUT, reply.id, Phase.WAITING, since=time()))
        self._bridge.run_command(lambda services: services.try_out.ask_variant(modelfile, talk, reply))
        self._show_state()

    def _retry_reply(self, message_id: str) -> None:
        """Request a reply again, with the current values of the form."""
        if not self.running and self._talk[message_id].role is Role.ASSISTANT:
            self._remove_branch(message_id)
            self._ask_model()

    def _edit_question(self, message_id: str) -> None:
        """Move a question back into the field."""
        if not self.running:
            self.field.setText(self._talk[message_id].text)
            self._remove_branch(message_id)
            self.field.setFocus()

    def _remove_branch(self, message_id: str) -> None:
        self._talk.remove_branch(message_id)
        self.view.refresh_path()
        self._show_state()

    def _start_over(self) -> None:
        self.stop_reply()
        self._running = ""
        self._talk = Conversation(self._talk.head)
        self.view.show_conversation(self._talk)
        self._show_state()

    def _open_link(self, address: str, text: str) -> None:
        links.open_link(self.view.theme, self, address, text)

    def _show_state(self) -> None:
        self._stack.setCurrentIndex(1 if len(self._talk) else 0)
        self.again.setEnabled(bool(len(self._talk)))
        self.send.show_icon("stop" if self.running else "send")
        self.send.set_name(self.tr("Stop") if self.running else self.tr("Send"))

    # Events.

    def handle_event(self, event: ReplyProgress) -> None:
        """Handle an event of a reply; those of other conversations or earlier questions are ignored."""
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
                self._finish_reply(message)

    def _finish_reply(self, message: Message) -> None:
        self._running = ""
        self._talk.update_message(
            replace(
                self._talk[message.id],
                text=message.text,
                thinking=message.thinking,
                state=message.state,
                problem=message.problem,
                facts=message.facts,
            )
        )
        self.view.finish_reply(message)
        self._show_state()


WIDTH, HEIGHT = 940, 660
LEAST = 120  # pixels of height of the form and what is beside it
LARGEST = 1 << 20  # bytes of a Modelfile
TRY, MODELFILE = "try", "modelfile"


class VariantDialog(Dialog):
    """`chat` carries the name of the new model. `engine`: the host is the built-in one, which takes adapters."""

    chat = Signal(str)
    _was_read = Signal(str, object)

    def __init__(self, bridge: Bridge, theme: Theme, base: str, parent: QWidget, *, engine: bool = False) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bridge = bridge
        self._theme = theme
        self._made = ""
        self.setWindowTitle(self.tr("A variant of {model}").format(model=base))
        self.form = VariantForm(theme, base, self, engine=engine)
        self.trying = TryOut(bridge, theme, lambda: self.form.modelfile, self)
        self.not_yet = Muted(self.tr("The template and the adapter count once it is made."), self)
        self.not_yet.setWordWrap(True)
        self.preview = QPlainTextEdit(self)
        self.parts = PillRow(theme, self, pages=True)
        self.line = MakingLine(theme, self)
        self.buttons = {name: Button(parent=self) for name in ("copy", "save", "open", "close")}
        self.make = Button(self.tr("Make it"), "primary", self)
        self._beside = QStackedWidget(self)
        self._was_read.connect(self._on_read)
        self._lay_out()
        self._connect_signals()
        self._show_modelfile()
        around = parent.window().size()
        self.resize(min(theme.px(WIDTH), around.width()), min(theme.px(HEIGHT), around.height()))
        self.form.system.setFocus()

    def _lay_out(self) -> None:
        for part in (self.form, self._beside):  # they scroll by themselves
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            part.setMinimumHeight(self._theme.px(LEAST))
        self._beside.addWidget(self._try_page())
        self._beside.addWidget(self._modelfile_page())
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.parts)
        right.addWidget(self._beside, 1)
        columns = QGridLayout()
        columns.setSpacing(16)
        columns.setColumnStretch(0, 5)
        columns.setColumnStretch(1, 4)
        columns.addWidget(self.form, 0, 0)
        columns.addLayout(right, 0, 1)
        foot = WrappingRow()
        foot.addWidget(self.buttons["open"])
        foot.add_stretch()
        foot.add_group(self.buttons["close"], self.make)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(12)
        outer.addLayout(columns, 1)
        outer.addWidget(self.line)
        outer.addLayout(foot)

    def _try_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.trying, 1)
        column.addWidget(self.not_yet)
        return page

    def _modelfile_page(self) -> QWidget:
        page = QWidget(self)
        self.preview.setReadOnly(True)
        self.preview.setFont(self._theme.mono(12))
        self.preview.setTabChangesFocus(True)
        self.preview.setProperty("role", "field")
        self.preview.setAccessibleName(self.tr("Its Modelfile"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.buttons["copy"])
        row.addWidget(self.buttons["save"])
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.preview, 1)
        column.addLayout(row)
        return page

    def _connect_signals(self) -> None:
        texts = {
            "copy": self.tr("Copy"),
            "save": self.tr("Save…"),
            "open": self.tr("Open a Modelfile…"),
            "close": self.tr("Close"),
        }
        for name, text in texts.items():
            self.buttons[name].setText(text)
        self.parts.set_choices([(TRY, self.tr("Try it out")), (MODELFILE, self.tr("Its Modelfile"))], self.tr("More"))
        self.parts.chosen.connect(self.show_part)
        self.form.changed.connect(self._show_modelfile)
        self.finished.connect(lambda: self.trying.stop_reply())
        self.buttons["copy"].clicked.connect(lambda: QGuiApplication.clipboard().setText(self.preview.toPlainText()))
        self.buttons["save"].clicked.connect(self._choose_where)
        self.buttons["open"].clicked.connect(self._choose_which)
        self.buttons["close"].clicked.connect(self.close)
        self.make.clicked.connect(self._on_make)
        self.make.setDefault(True)

    def show_part(self, part: str) -> None:
        """Show the try-out or the Modelfile beside the form."""
        self._beside.setCurrentIndex((TRY, MODELFILE).index(part))

    def _show_modelfile(self) -> None:
        self.preview.setPlainText(self.form.modelfile.format_text())
        self.not_yet.setVisible(self.form.changes_more_than_talk)
        self.make.setEnabled(self.form.complete)

    # Input.

    def _on_make(self) -> None:
        if self._made:
            self.chat.emit(self._made)
            self.close()
            return
        name, modelfile = self.form.name.text().strip(), self.form.modelfile
        self.make.setEnabled(False)
        self.line.start_progress()
        self._bridge.run_command(lambda services: services.model_builder.make_model(name, modelfile))

    def _choose_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the Modelfile"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("Modelfile")
        dialog.fileSelected.connect(self.save_variant)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_variant(self, path: str) -> None:
        """Write the Modelfile to a file."""
        try:
            Path(path).write_text(self.preview.toPlainText(), encoding="utf-8")
        except OSError as error:
            self.line.show_text(self.tr("It could not be written: {why}").format(why=error.strerror))
        else:
            self.line.show_text(self.tr("Written to {path}").format(path=path))

    def _choose_which(self) -> None:
        dialog = QFileDialog(self, self.tr("Open a Modelfile"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read_form)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read_form(self, path: str) -> None:
        """Read a Modelfile on a thread of its own, because a drive may not respond, and show it in the form."""
        threading.Thread(target=self._read_file, args=(Path(path),), name="teahouse-modelfile", daemon=True).start()

    def _read_file(self, path: Path) -> None:
        try:
            found: Modelfile | Trouble | None = read_modelfile(read_regular(path, LARGEST).decode("utf-8"))
        except UnicodeDecodeError:
            found = None
        except Trouble as trouble:
            found = trouble
        with suppress(RuntimeError):  # the dialog is gone
            self._was_read.emit(path.name, found)

    def _on_read(self, name: str, found: Modelfile | Trouble | None) -> None:
        if isinstance(found, Modelfile):
            self.take_modelfile(found)
        elif found is None:
            self.line.show_text(self.tr("{file} cannot be read: {why}").format(file=name, why=self.tr("it is no text")))
        else:
            self.line.show_text(sentence(found))

    def take_modelfile(self, found: Modelfile) -> None:
        """Show a Modelfile in the form."""
        self.form.take_details(found)

    # Events.

    def take_details(self, event: DetailsEvent) -> None:
        """Show the values of the base model."""
        if event.details is not None:
            self.form.show_own(event.details)

    def take_event(self, event: MakingEvent | MadeEvent) -> None:
        """Show progress and result; events of other models are ignored."""
        match event:
            case _ if event.model != self.form.name.text().strip():
                return
            case MakingEvent():
                self.line.take_event(event)
            case MadeEvent():
                self.line.end_progress(event)
                self.make.setEnabled(True)
                if event.made:
                    self._made = event.model
                    self.make.setText(self.tr("Chat with it now"))
