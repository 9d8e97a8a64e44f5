"""The composer: the editor of a message, its attachments and its controls.

The text stays until the message is sent. Editing an old message saves the draft and restores it after that.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.conversation import Draft, Think
from teahouse.core.model import ModelCard
from teahouse.ui.attaching.attachment_bar import AttachmentBar, DropTarget
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.composer_controls import ComposerControls
from teahouse.ui.chat.editor import Editor
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.painting import paint_box
from teahouse.ui.style import RADIUS, Theme

translate = QCoreApplication.translate


class EditingStrip(QWidget):
    """The line above the editor while an old message is edited, with a button to cancel."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = Muted("", self)
        self.leave = Button(kind="quiet", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self.leave)
        self.hide()
        self._update_texts()

    @property
    def words(self) -> str:
        """The shown text."""
        return self._words.text()

    def _update_texts(self) -> None:
        self._words.setText(translate("Composer", "Editing an earlier message: sending it makes a new branch"))
        self.leave.setText(translate("Composer", "Cancel (Esc)"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._update_texts()
        super().changeEvent(event)


LONGEST_NAME = 40  # characters of a model's name in the hint


class Composer(QWidget):
    """`sent`: a `Draft` to send; `stopped`: end the reply; `changed`: of the draft; `left_editing`: it was cancelled;
    `think_chosen`: a mode of thinking."""

    sent = Signal(object)
    stopped = Signal()
    changed = Signal()
    left_editing = Signal()
    think_chosen = Signal(object)

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._streaming = False
        self._hovering = False  # files are dragged over the page
        self._saved_draft: Draft | None = None  # while an old message is edited
        self._send_when_read = False  # submit once all attachments are read
        self._model = ""
        self.attachment_bar = AttachmentBar(bridge, theme, self)
        self.drop_target = DropTarget(self)
        self.editor = Editor(self)
        self.editor.viewport().setAutoFillBackground(False)
        self.controls = ComposerControls(theme, self)
        self.editing = EditingStrip(self)
        self._lay_out()
        self._connect_signals()
        self._place_hint()
        self._show_controls()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self.editing, self.attachment_bar, self.editor, self.controls):
            column.addWidget(widget)
        self.controls.set_tab_order(self.editor)

    def _connect_signals(self) -> None:
        self.editor.submitted.connect(self.submit_draft)
        self.editor.textChanged.connect(self._on_text)
        self.editor.focus_changed.connect(self.update)
        self.editor.brought.connect(self.attachment_bar.attach_data)
        self.attachment_bar.changed.connect(self._on_text)
        self.attachment_bar.settled.connect(self._on_settled)
        self.attachment_bar.failed.connect(self._on_failed)
        self.controls.attach.clicked.connect(self.attachment_bar.choose_files)
        self.controls.think.chosen.connect(self.think_chosen)
        self.controls.send.clicked.connect(self.submit_draft)
        self.controls.queue.clicked.connect(self.submit_draft)
        self.controls.stop.clicked.connect(self.stopped)
        self.editing.leave.clicked.connect(self.leave_editing)
        self._theme.changed.connect(self.update)
        for place in (self, self.editor.viewport()):
            self.drop_target.watch_widget(place)
        self.drop_target.dropped.connect(self.attachment_bar.attach_data)
        self.drop_target.hovering.connect(self._show_hovering)
        self.setFocusProxy(self.editor)

    def text(self) -> str:
        """The text of the editor."""
        return self.editor.text()

    def draft(self) -> Draft:
        """The draft to store: not an old message that is being edited."""
        return self._read_fields() if self._saved_draft is None else self._saved_draft

    def set_draft(self, draft: Draft) -> None:
        """Replace the draft; ends the editing of an old message."""
        self._saved_draft = None
        self._send_when_read = False
        self.editing.hide()
        self._fill_fields(draft)

    def restore_draft(self, draft: Draft) -> None:
        """Insert a draft that could not be sent before the current text."""
        now, text = self._read_fields(), draft.text
        if now.text.strip() and now.text != text:
            text = f"{text}\n\n{now.text}" if text else now.text
        self._fill_fields(Draft(text, tuple(dict.fromkeys((*draft.attachments, *now.attachments)))))

    def _read_fields(self) -> Draft:
        return Draft(self.text(), self.attachment_bar.attachments())

    def _fill_fields(self, draft: Draft) -> None:
        self.attachment_bar.set_attachments(draft.attachments)
        self.editor.set_text(draft.text)
        self._show_controls()

    @property
    def is_editing(self) -> bool:
        """Whether an old message is being edited."""
        return self._saved_draft is not None

    def start_editing(self, old: Draft) -> None:
        """Edit an old message and save the draft."""
        if self._saved_draft is None:
            self._saved_draft = self._read_fields()
        self.editing.show()
        self._fill_fields(old)
        self.editor.setFocus()
        announce(self, self.editing.words)

    def leave_editing(self) -> None:
        """Cancel editing and restore the draft."""
        if self._saved_draft is not None:
            self.set_draft(self._saved_draft)
            self.left_editing.emit()
            self.editor.setFocus()

    def submit_draft(self) -> None:
        """Emit `sent` with the draft, without trailing space, once all files are read; it stays until `clear_sent`."""
        self._send_when_read = self.attachment_bar.busy
        draft = Draft(self.text().rstrip(), self.attachment_bar.attachments())
        if draft and not self._send_when_read:
            self.sent.emit(draft)

    def clear_sent(self) -> None:
        """Clear the sent message, or restore the saved draft."""
        self.set_draft(self._saved_draft or Draft())

    def show_streaming(self, streaming: bool) -> None:
        """Set whether a reply streams in this conversation."""
        if streaming != self._streaming:
            self._streaming = streaming
            self._show_controls()

    def show_model(self, name: str, card: ModelCard | None, think: Think) -> None:
        """Show the name of the chosen model and its modes of thinking."""
        self._model = name
        self._place_hint()
        self.controls.think.offer_modes(card, think)
        self.attachment_bar.show_model(name, card)

    def _on_text(self) -> None:
        self._show_controls()
        if self._saved_draft is None:
            self.changed.emit()

    def _on_failed(self) -> None:
        """Do not submit the text without an attachment that failed: the user has to read why."""
        self._send_when_read = False

    def _on_settled(self) -> None:
        if self._send_when_read:
            self.submit_draft()

    def _show_controls(self) -> None:
        something = (
            not self.editor.document().isEmpty() or bool(self.attachment_bar.attachments()) or self.attachment_bar.busy
        )
        self.controls.show_state(streaming=self._streaming, something=something)

    def _place_hint(self) -> None:
        hint = self.tr("Message {model}…") if self._model else self.tr("Write a message…")
        own = self._model.rpartition("/")[2]
        shown = own if len(own) <= LONGEST_NAME else f"{own[: LONGEST_NAME // 2]}…{own[-LONGEST_NAME // 2 :]}"
        self.editor.setPlaceholderText(hint.format(model=shown))
        self.editor.setAccessibleName(hint.format(model=self._model))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._place_hint()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_editing:
            self.leave_editing()
        else:
            super().keyPressEvent(event)

    def _show_hovering(self, hovering: bool) -> None:
        if hovering != self._hovering:
            self._hovering = hovering
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.setFocus()
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        edge = colours.accent if self.editor.hasFocus() or self._hovering else colours.edge
        ground = colours.accent_soft if self._hovering else colours.surface
        paint_box(painter, self.rect(), ground, edge, width=2 if self._hovering else 1, radius=RADIUS + 2)
