"""The composer: where a message is written, with its controls below.

What is written leaves it only when a message is really handed over; editing an old message puts the draft aside and
brings it back. Files are dropped, pasted or chosen and wait in a bar above the words.
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
    """The line above the composer's field while an old message is edited: that it is so, and the way back.

    Hidden until somebody edits.
    """

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
        self._retranslate()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def _retranslate(self) -> None:
        self._words.setText(translate("Composer", "Editing an earlier message: sending it makes a new branch"))
        self.leave.setText(translate("Composer", "Cancel (Esc)"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


LONGEST_NAME = 40  # characters of a model's name in the hint


class Composer(QWidget):
    """`sent`: a `Draft` to send; `stopped`: end the reply; `changed`: the draft is another one; `left_editing`: the
    message that was being edited stays as it is; `think_chosen`: a way of thinking."""

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
        self._aside: Draft | None = None  # the draft, while an old message is edited
        self._impatient = False  # to be sent as soon as what is attached was read
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
        """What is in the field now."""
        return self.editor.text()

    def draft(self) -> Draft:
        """What is to be kept of it: not an old message that is being edited."""
        return self._read_fields() if self._aside is None else self._aside

    def set_draft(self, draft: Draft) -> None:
        """Take another draft; an editing of an old message ends."""
        self._aside = None
        self._impatient = False
        self.editing.hide()
        self._fill_fields(draft)

    def restore_draft(self, draft: Draft) -> None:
        """Put what could not be sent before what has been written since."""
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
        return self._aside is not None

    def start_editing(self, old: Draft) -> None:
        """Edit an old message; the draft waits."""
        if self._aside is None:
            self._aside = self._read_fields()
        self.editing.show()
        self._fill_fields(old)
        self.editor.setFocus()
        announce(self, self.editing.words)

    def leave_editing(self) -> None:
        """Back to the draft; the old message stays as it is."""
        if self._aside is not None:
            self.set_draft(self._aside)
            self.left_editing.emit()
            self.editor.setFocus()

    def submit_draft(self) -> None:
        """Offer what is written to be sent, without the space at its end; it stays until `clear_sent`. Where a file is
        still being read it is offered as soon as that is done."""
        self._impatient = self.attachment_bar.busy
        draft = Draft(self.text().rstrip(), self.attachment_bar.attachments())
        if draft and not self._impatient:
            self.sent.emit(draft)

    def clear_sent(self) -> None:
        """It is on its way: the field is free again, or holds the draft that waited."""
        self.set_draft(self._aside or Draft())

    def show_streaming(self, streaming: bool) -> None:
        """Whether a reply streams in this conversation."""
        if streaming != self._streaming:
            self._streaming = streaming
            self._show_controls()

    def show_model(self, name: str, card: ModelCard | None, think: Think) -> None:
        """Name the model that will be asked, and offer its ways of thinking."""
        self._model = name
        self._place_hint()
        self.controls.think.offer_modes(card, think)
        self.attachment_bar.show_model(name, card)

    def _on_text(self) -> None:
        self._show_controls()
        if self._aside is None:
            self.changed.emit()

    def _on_failed(self) -> None:
        """What was to go with the words does not: they are not sent without it before the person has read why."""
        self._impatient = False

    def _on_settled(self) -> None:
        if self._impatient:
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
