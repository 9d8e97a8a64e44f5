"""The field for the question and the buttons to compare, follow up and stop.

The question stays in the field, because all answers below refer to it. Another text can be sent as a follow-up or begin
another comparison; both buttons are shown.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.conversation import Draft
from teahouse.ui.attaching.attachment_bar import AttachmentBar
from teahouse.ui.attaching.attachment_reader import holds_files
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.text_fields import PlainTextField
from teahouse.ui.style import Theme

LINES = 5  # most lines shown at once


class PromptField(PlainTextField):
    """A text field that grows with its text; `submitted` by Enter, or by Ctrl+Enter according to the setting;
    `brought`: files or a picture were dropped or pasted, as `QMimeData`."""

    submitted = Signal()
    brought = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.send_key = "enter"
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.fit())

    def fit(self) -> None:
        """Set the height to that of the text, up to a few lines, then scroll.

        A scroll bar narrows the text and so lengthens it: once shown it is hidden only when there is a line to spare,
        else it would appear and disappear without end.
        """
        lines = max(1, round(self.document().size().height()), self._lines_of_placeholder())
        on = self.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        scrolls = lines > LINES - on
        if scrolls != on:
            policies = Qt.ScrollBarPolicy
            self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOn if scrolls else policies.ScrollBarAlwaysOff)
        self.setFixedHeight(min(LINES, lines) * self.fontMetrics().lineSpacing() + 8)
        self.viewport().resize(self.viewport().width(), self.height())  # Qt does not resize it within a resize event

    def _lines_of_placeholder(self) -> int:
        """The number of lines of the placeholder text."""
        if not self.document().isEmpty():
            return 1
        room = QRect(0, 0, self.viewport().width() - 2 * round(self.document().documentMargin()), 10_000)
        high = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.placeholderText()).height()
        return round(high / self.fontMetrics().lineSpacing())

    def setPlaceholderText(self, text: str) -> None:
        super().setPlaceholderText(text)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()  # the line breaks have changed

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return holds_files(source) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        if holds_files(source):
            self.brought.emit(source)
        else:
            super().insertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if enter and not shift and (ctrl or self.send_key == "enter"):
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page handles it: it stops the lanes
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if (bar := self.parentWidget()) is not None:
            bar.update()


class PromptBar(Retranslated, QFrame):
    """The question's field, attachments and buttons. `compare` and `follow_up` carry a `Draft`; `stop` ends all
    lanes."""

    compare = Signal(object)
    follow_up = Signal(object)
    stop = Signal()

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._asked = Draft()
        self._submits_when_read = False  # submit as soon as the attachments are read
        self._goes_on = self._running = False
        self._ready = False
        self.setProperty("role", "prompt")
        self.tray = AttachmentBar(bridge, theme, self)
        self.attach_button = IconButton(theme, "plus")
        self.field = PromptField(self)
        self.new_button = Button(parent=self)
        self.go_button = Button(kind="primary", parent=self)
        self.stop_button = Button(kind="primary", parent=self)
        write = QHBoxLayout()
        write.setSpacing(8)
        write.addWidget(self.attach_button, 0, Qt.AlignmentFlag.AlignBottom)
        write.addWidget(self.field, 1)
        row = WrappingRow()
        row.addChildLayout(write)
        row.addItem(write)
        row.add_group(self.new_button, self.go_button, self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.tray)
        column.addLayout(row)
        self.field.submitted.connect(self.submit)
        self.field.textChanged.connect(self._show_buttons)
        self.go_button.clicked.connect(self.submit)
        self.new_button.clicked.connect(self._begin_comparison)
        self.stop_button.clicked.connect(self.stop)
        self.attach_button.clicked.connect(self.tray.choose_files)
        self.field.brought.connect(self.tray.attach_data)
        self.tray.changed.connect(self._show_buttons)
        self.tray.settled.connect(self._on_settled)
        self.tray.failed.connect(self._on_failed)
        self.setAcceptDrops(True)
        self.setFocusProxy(self.field)
        theme.changed.connect(self.field.fit)
        self.field.fit()
        self.retranslate()

    def set_send_key(self, key: str) -> None:
        """Set the key that submits: Enter or Ctrl+Enter."""
        self.field.send_key = key

    def text(self) -> str:
        """The text of the field, without outer blanks."""
        return self.field.toPlainText().strip()

    def draft(self) -> Draft:
        """The text of the field with the attachments."""
        return Draft(self.text(), self.tray.attachments())

    def set_draft(self, question: Draft) -> None:
        """Replace the question in the field."""
        self._submits_when_read = False
        self.tray.set_attachments(question.attachments)
        self.field.setPlainText(question.text)
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self._show_buttons()

    def show_state(self, *, asked: Draft, goes_on: bool, running: bool, ready: bool) -> None:
        """`asked`: the only question of the comparison, empty where others followed it; `goes_on`: a follow-up is
        possible; `ready`: there are lanes."""
        self._asked, self._goes_on, self._running, self._ready = asked, goes_on, running, ready
        self._show_buttons()

    def submit(self) -> None:
        """Do what the primary button does, as soon as the attachments are read."""
        if not self.go_button.isEnabled() or self._running:
            return
        self._submits_when_read = self.tray.busy
        if self._submits_when_read:
            return
        if self._is_follow_up():
            self.follow_up.emit(self.draft())
        else:
            self.compare.emit(self.draft())

    def _on_failed(self) -> None:
        """Cancel a waiting submission after an attachment failed: the text is not sent without it before the person has
        read why."""
        self._submits_when_read = False

    def _on_settled(self) -> None:
        if self._submits_when_read:
            self.submit()

    def _begin_comparison(self) -> None:
        if self.draft():
            self.compare.emit(self.draft())

    def _is_follow_up(self) -> bool:
        return self._goes_on and (self.draft() != self._asked or not self._asked)

    def _show_buttons(self) -> None:
        something = bool(self.draft()) or self.tray.busy
        follow_up = self._is_follow_up()
        self.stop_button.setVisible(self._running)
        self.go_button.setVisible(not self._running)
        self.go_button.setEnabled(something and self._ready)
        self.new_button.setVisible(not self._running and follow_up and something and self._ready)
        again = self._goes_on and self.draft() == self._asked
        self.go_button.setText(
            self.tr("Follow up") if follow_up else self.tr("Compare again") if again else self.tr("Compare")
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.tray.attach_data(event.mimeData())
        event.acceptProposedAction()

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Ask all models the same question…"))
        self.field.setAccessibleName(self.tr("Question to all models"))
        self.new_button.setText(self.tr("New comparison"))
        self.stop_button.setText(self.tr("Stop all"))
        self.attach_button.set_name(self.tr("Attach pictures, text files or PDFs"))
        self._show_buttons()


class PlanNote(ElidedLabel):
    """A line of text, hidden while it is empty; it follows the window's language."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self._words: Callable[[], str] = str
        self.setProperty("role", "muted")
        self.hide()

    def show_note(self, words: Callable[[], str]) -> None:
        """Show a note and announce it to screen readers."""
        self._words = words
        self.setText(words())
        self.setVisible(bool(self.text()))
        if self.text() and self.isVisible():
            announce(self, self.text())

    def clear(self) -> None:
        """Clear the note."""
        self.show_note(str)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setText(self._words())
