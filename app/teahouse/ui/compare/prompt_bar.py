"""Where the question is written, with what can be done with it: compare, follow up, stop.

The question stays in the field after it was asked, as what all the answers below are about; another text is either
a follow-up to it or the beginning of another comparison, and both are offered.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from teahouse.ui.kit.buttons import Button
from teahouse.ui.style import Theme

LINES = 5  # the most that are shown at once


class Field(QPlainTextEdit):
    """Grows with its text; `submitted` by Enter, or by Ctrl+Enter where the person has it so."""

    submitted = Signal()

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
        """Be as tall as the text, up to a few lines, then scroll.

        A scroll bar makes the text narrower and so longer: one that came goes only when there is a line to spare, or it
        would come and go for ever."""
        lines = max(1, round(self.document().size().height()))
        on = self.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        scrolls = lines > LINES - on
        if scrolls != on:
            policies = Qt.ScrollBarPolicy
            self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOn if scrolls else policies.ScrollBarAlwaysOff)
        self.setFixedHeight(min(LINES, lines) * self.fontMetrics().lineSpacing() + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if enter and not shift and (ctrl or self.send_key == "enter"):
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # it stops
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.parentWidget().update()


class PromptBar(QFrame):
    """`compare` and `follow_up` carry the text; `stop` ends all lanes."""

    compare = Signal(str)
    follow_up = Signal(str)
    stop = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._asked = ""
        self._goes_on = self._running = False
        self._ready = False
        self.setProperty("role", "card")
        self.field = Field(self)
        self.new_button = Button(parent=self)
        self.go_button = Button(kind="primary", parent=self)
        self.stop_button = Button(kind="primary", parent=self)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        for button in (self.new_button, self.go_button, self.stop_button):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 8)
        column.addLayout(row)
        self.field.submitted.connect(self.submit)
        self.field.textChanged.connect(self._show_buttons)
        self.go_button.clicked.connect(self.submit)
        self.new_button.clicked.connect(self._begin)
        self.stop_button.clicked.connect(self.stop)
        self.setFocusProxy(self.field)
        theme.changed.connect(self.field.fit)
        self.field.fit()
        self.retranslate()

    def text(self) -> str:
        """What is in the field, without the space around it."""
        return self.field.toPlainText().strip()

    def put(self, text: str) -> None:
        """Have another text in the field."""
        self.field.setPlainText(text)
        self._show_buttons()

    def show_state(self, *, asked: str, goes_on: bool, running: bool, ready: bool) -> None:
        """`asked`: the comparison's one question, empty where others followed it; `goes_on`: a follow-up can be
        asked; `ready`: there are lanes to ask."""
        self._asked, self._goes_on, self._running, self._ready = asked, goes_on, running, ready
        self._show_buttons()

    def submit(self) -> None:
        """Do what the primary button would."""
        if not self.go_button.isEnabled() or self._running:
            return
        if self._is_follow_up():
            self.follow_up.emit(self.text())
        else:
            self.compare.emit(self.text())

    def _begin(self) -> None:
        if self.text():
            self.compare.emit(self.text())

    def _is_follow_up(self) -> bool:
        return self._goes_on and (self.text() != self._asked or not self._asked)

    def _show_buttons(self) -> None:
        text = self.text()
        follow_up = self._is_follow_up()
        self.stop_button.setVisible(self._running)
        self.go_button.setVisible(not self._running)
        self.go_button.setEnabled(bool(text) and self._ready)
        self.new_button.setVisible(not self._running and follow_up and bool(text) and self._ready)
        again = self._goes_on and text == self._asked
        self.go_button.setText(
            self.tr("Follow up") if follow_up else self.tr("Compare again") if again else self.tr("Compare")
        )

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.field.setPlaceholderText(self.tr("Ask all models the same question…"))
        self.field.setAccessibleName(self.tr("Question to all models"))
        self.new_button.setText(self.tr("New comparison"))
        self.stop_button.setText(self.tr("Stop all"))
        self._show_buttons()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
