"""What stands where cards, rows or lanes would be: a sentence, and perhaps one or two things to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.kit.shift_guard import ShiftGuard
from teahouse.ui.style import Theme


class EmptyState(QFrame):
    """`first` and `second` are buttons, hidden while they have no text."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.title, self.sentence = Paragraph("", self), Paragraph("", self)
        self.first = Button(kind="primary", parent=self)
        self.second = Button(parent=self)
        for label in (self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.first)
        buttons.addWidget(self.second)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addLayout(buttons)
        column.addStretch(3)
        ShiftGuard(self)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.title.setFont(self._theme.font(18, bold=True))

    def say(self, title: str, sentence: str, first: str = "", second: str = "") -> None:
        """Say why there is nothing, and what can be done."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        for button, text in ((self.first, first), (self.second, second)):
            button.setText(text)
            button.setVisible(bool(text))
