"""The composer: where a message is written, with Send, Stop, the thinking control and the context meter below.

Text leaves it only when a message is really handed over; editing an old message puts the draft aside and brings it
back. While a reply streams there is Stop, and a second button that queues what has been typed.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.measure import Figures
from teahouse.core.model import ModelCard
from teahouse.ui.chat.editor import Editor
from teahouse.ui.chat.think_button import ThinkButton
from teahouse.ui.i18n import numbers
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Muted
from teahouse.ui.style import Theme
from teahouse.ui.theme import RADIUS

NEARLY_FULL = 0.9
LONGEST_NAME = 40  # characters of a model's name in the hint


class Composer(QWidget):
    """`sent`: a text to send; `stopped`: end the reply; `changed`: the draft is another one; `left_editing`: the
    message that was being edited stays as it is; `think_chosen`: a way of thinking."""

    sent = Signal(str)
    stopped = Signal()
    changed = Signal()
    left_editing = Signal()
    think_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._streaming = False
        self._aside: str | None = None  # the draft, while an old message is edited
        self._model = ""
        self._meter: tuple[int, int] | None = None
        self.editor = Editor(self)
        self.editor.viewport().setAutoFillBackground(False)
        self.send_button = Button(kind="primary", parent=self)
        self.queue_button = Button(parent=self)
        self.stop_button = Button(kind="primary", parent=self)
        self.think = ThinkButton(theme, self)
        self.meter = Muted("", self)
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
        column.addWidget(self.editor)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.think)
        row.addStretch(1)
        row.addWidget(self.meter)
        for button in (self.queue_button, self.stop_button, self.send_button):
            row.addWidget(button)
        column.addLayout(row)
        order = (self.editor, self.think.button, self.queue_button, self.stop_button, self.send_button)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    def _join(self) -> None:
        self.editor.submitted.connect(self.submit)
        self.editor.textChanged.connect(self._on_text)
        self.editor.focus_changed.connect(self.update)
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

    def draft(self) -> str:
        """What is to be kept of it: not the text of an old message that is being edited."""
        return self.text() if self._aside is None else self._aside

    def put(self, text: str) -> None:
        """Take another draft; an editing of an old message ends."""
        self._aside = None
        self.editing.hide()
        self.editor.put(text)
        self._show_buttons()

    def bring_back(self, text: str) -> None:
        """Put a text that could not be sent before what has been typed since."""
        now = self.text()
        self.editor.put(f"{text}\n\n{now}" if now.strip() and now != text else text)

    @property
    def is_editing(self) -> bool:
        """Whether an old message is being edited."""
        return self._aside is not None

    def begin_editing(self, text: str) -> None:
        """Edit an old message; the draft waits."""
        if self._aside is None:
            self._aside = self.text()
        self.editing.show()
        self.editor.put(text)
        self._show_buttons()
        self.editor.setFocus()

    def leave_editing(self) -> None:
        """Back to the draft; the old message stays as it is."""
        if self._aside is not None:
            self.put(self._aside)
            self.left_editing.emit()
            self.editor.setFocus()

    def submit(self) -> None:
        """Offer the text to be sent, without the space at its end; it stays until `taken`."""
        if text := self.text().rstrip():
            self.sent.emit(text)

    def taken(self) -> None:
        """The text is on its way: the field is free again, or holds the draft that waited."""
        self.put(self._aside or "")

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

    def show_figures(self, figures: Figures | None) -> None:
        """How much of the context the last reply left filled; nothing where it isn't known."""
        used = figures.context_used if figures else None
        length = figures.context_length if figures else None
        self._meter = (used, length) if used is not None and length else None
        self._write_meter()

    def _on_text(self) -> None:
        self._show_buttons()
        if self._aside is None:
            self.changed.emit()

    def _show_buttons(self) -> None:
        something = not self.editor.document().isEmpty()
        self.stop_button.setVisible(self._streaming)
        self.queue_button.setVisible(self._streaming and something)
        self.send_button.setVisible(not self._streaming)
        self.send_button.setEnabled(something)

    def _write_meter(self) -> None:
        self.meter.setVisible(self._meter is not None)
        if self._meter is None:
            return
        used, length = self._meter
        text = self.tr("{used} of {length}").format(used=numbers.count(used), length=numbers.count(length))
        nearly = used >= NEARLY_FULL * length
        self.meter.setText(self.tr("{meter} · nearly full").format(meter=text) if nearly else text)
        self.meter.setToolTip(self.tr("How much of the context the conversation filled with its last reply, in tokens"))

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
        self.send_button.setText(self.tr("Send"))
        self.send_button.setToolTip(self.tr("Ctrl+Enter always sends"))
        self.queue_button.setText(self.tr("Queue"))
        self.queue_button.setToolTip(self.tr("Send it as soon as the reply is over"))
        self._editing_text.setText(self.tr("Editing an earlier message: sending it makes a new branch"))
        self.leave_button.setText(self.tr("Cancel (Esc)"))
        self._place_hint()
        self._write_meter()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_editing:
            self.leave_editing()
        else:
            super().keyPressEvent(event)

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
