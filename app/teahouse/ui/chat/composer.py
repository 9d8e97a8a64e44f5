"""The composer: where a message is written, with Send, Stop, the thinking control and the context meter below.

What is written leaves it only when a message is really handed over; editing an old message puts the draft aside and
brings it back. Files are dropped, pasted or chosen and wait in a tray above the words. While a reply streams there is
Stop, and a second button that queues what has been typed.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.conversation import Draft
from teahouse.core.model import ModelCard
from teahouse.ui.attaching.intake import holds_files
from teahouse.ui.attaching.tray import Tray
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.editor import Editor
from teahouse.ui.chat.meter import ContextMeter
from teahouse.ui.chat.think_button import ThinkButton
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Muted
from teahouse.ui.style import Theme
from teahouse.ui.theme import RADIUS

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
        self._aside: Draft | None = None  # the draft, while an old message is edited
        self._impatient = False  # to be sent as soon as what is attached was read
        self._model = ""
        self.tray = Tray(bridge, theme, self)
        self.attach_button = IconButton(theme, "plus", quiet=False)
        self.editor = Editor(self)
        self.editor.viewport().setAutoFillBackground(False)
        self.send_button = Button(kind="primary", parent=self)
        self.queue_button = Button(parent=self)
        self.stop_button = Button(kind="primary", parent=self)
        self.think = ThinkButton(theme, self)
        self.prompts_button = Button(parent=self)
        self.meter = ContextMeter(self)
        self.editing = QWidget(self)
        self._editing_text = Muted("", self.editing)
        self.leave_button = Button(kind="quiet", parent=self.editing)
        self._lay_out()
        self._join()
        self.retranslate()
        self._show_buttons()
        self._recolour()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 12, 12)
        column.setSpacing(8)
        strip = QHBoxLayout(self.editing)
        strip.setContentsMargins(2, 0, 0, 0)
        strip.addWidget(self._editing_text)
        strip.addStretch(1)
        strip.addWidget(self.leave_button)
        self.editing.hide()
        column.addWidget(self.editing)
        column.addWidget(self.tray)
        column.addWidget(self.editor)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.attach_button)
        row.addWidget(self.think)
        row.addWidget(self.prompts_button)
        row.addStretch(1)
        row.addWidget(self.meter)
        for button in (self.queue_button, self.stop_button, self.send_button):
            row.addWidget(button)
        column.addLayout(row)
        order = (
            self.editor,
            self.attach_button,
            self.think.button,
            self.prompts_button,
            self.meter,
            self.queue_button,
            self.stop_button,
            self.send_button,
        )
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _join(self) -> None:
        self.editor.submitted.connect(self.submit)
        self.editor.textChanged.connect(self._on_text)
        self.editor.focus_changed.connect(self.update)
        self.editor.brought.connect(self.tray.bring)
        self.attach_button.clicked.connect(self.tray.choose)
        self.tray.changed.connect(self._on_text)
        self.tray.settled.connect(self._on_settled)
        self.setAcceptDrops(True)
        self.send_button.clicked.connect(self.submit)
        self.queue_button.clicked.connect(self.submit)
        self.stop_button.clicked.connect(self.stopped)
        self.leave_button.clicked.connect(self.leave_editing)
        self.think.chosen.connect(self.think_chosen)
        self._theme.changed.connect(self._recolour)
        self.setFocusProxy(self.editor)

    def text(self) -> str:
        """What is in the field now."""
        return self.editor.text()

    def draft(self) -> Draft:
        """What is to be kept of it: not an old message that is being edited."""
        return self._written() if self._aside is None else self._aside

    def put(self, draft: Draft) -> None:
        """Take another draft; an editing of an old message ends."""
        self._aside = None
        self._impatient = False
        self.editing.hide()
        self._hold(draft)

    def bring_back(self, draft: Draft) -> None:
        """Put what could not be sent before what has been written since."""
        now, text = self._written(), draft.text
        if now.text.strip() and now.text != text:
            text = f"{text}\n\n{now.text}" if text else now.text
        self._hold(Draft(text, tuple(dict.fromkeys((*draft.attachments, *now.attachments)))))

    def _written(self) -> Draft:
        return Draft(self.text(), self.tray.attachments())

    def _hold(self, draft: Draft) -> None:
        self.tray.put(draft.attachments)
        self.editor.put(draft.text)
        self._show_buttons()

    @property
    def is_editing(self) -> bool:
        """Whether an old message is being edited."""
        return self._aside is not None

    def begin_editing(self, old: Draft) -> None:
        """Edit an old message; the draft waits."""
        if self._aside is None:
            self._aside = self._written()
        self.editing.show()
        self._hold(old)
        self.editor.setFocus()

    def leave_editing(self) -> None:
        """Back to the draft; the old message stays as it is."""
        if self._aside is not None:
            self.put(self._aside)
            self.left_editing.emit()
            self.editor.setFocus()

    def submit(self) -> None:
        """Offer what is written to be sent, without the space at its end; it stays until `taken`. Where a file is
        still being read it is offered as soon as that is done."""
        self._impatient = self.tray.busy
        draft = Draft(self.text().rstrip(), self.tray.attachments())
        if draft and not self._impatient:
            self.sent.emit(draft)

    def taken(self) -> None:
        """It is on its way: the field is free again, or holds the draft that waited."""
        self.put(self._aside or Draft())

    def show_streaming(self, streaming: bool) -> None:
        """Whether a reply streams in this conversation."""
        if streaming != self._streaming:
            self._streaming = streaming
            self._show_buttons()

    def show_model(self, name: str, card: ModelCard | None, think: bool | str | None) -> None:
        """Name the model that will be asked, and offer its ways of thinking."""
        self._model = name
        self._place_hint()
        self.think.offer(card, think)
        self.tray.show_model(name, card)

    def _on_text(self) -> None:
        self._show_buttons()
        if self._aside is None:
            self.changed.emit()

    def _on_settled(self) -> None:
        if self._impatient:
            self.submit()

    def _show_buttons(self) -> None:
        something = not self.editor.document().isEmpty() or bool(self.tray.attachments()) or self.tray.busy
        self.stop_button.setVisible(self._streaming)
        self.queue_button.setVisible(self._streaming and something)
        self.send_button.setVisible(not self._streaming)
        self.send_button.setEnabled(something)

    def _place_hint(self) -> None:
        hint = self.tr("Message {model}…") if self._model else self.tr("Write a message…")
        own = self._model.rpartition("/")[2]
        shown = own if len(own) <= LONGEST_NAME else f"{own[: LONGEST_NAME // 2]}…{own[-LONGEST_NAME // 2 :]}"
        self.editor.setPlaceholderText(hint.format(model=shown))
        self.editor.setAccessibleName(hint.format(model=self._model))

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.stop_button.setText(self.tr("Stop"))
        self.stop_button.setToolTip(self.tr("Stop the reply; what has arrived is kept (Esc)"))
        self.prompts_button.setText(self.tr("/ Prompts"))
        self.prompts_button.setToolTip(self.tr("Saved prompts; type / at the beginning of a message"))
        self.send_button.setText(self.tr("Send"))
        self.send_button.setToolTip(self.tr("Ctrl+Enter always sends"))
        self.attach_button.rename(self.tr("Attach pictures, text files or PDFs"))
        self.queue_button.setText(self.tr("Queue"))
        self.queue_button.setToolTip(self.tr("Send it as soon as the reply is over"))
        self._editing_text.setText(self.tr("Editing an earlier message: sending it makes a new branch"))
        self.leave_button.setText(self.tr("Cancel (Esc)"))
        self._place_hint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_editing:
            self.leave_editing()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.tray.bring(event.mimeData())
        event.acceptProposedAction()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.editor.setFocus()
        super().mousePressEvent(event)

    def _recolour(self) -> None:
        self.stop_button.setIcon(icons.icon("stop", self._theme.colours.on_accent, 14, filled=True))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        edge = colours.accent if self.editor.hasFocus() else colours.border
        painter.setPen(QColor(edge))
        painter.setBrush(self.palette().base())
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), RADIUS + 2, RADIUS + 2)
