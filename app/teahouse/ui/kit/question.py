"""A question with its sentence and two or three answers; asked over the window, and gone when it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.style import Theme

WIDTH = 420

Answer = tuple[str, Callable[[], object]]


class Question(QDialog):
    """`answers` are words with what they do, the safest last: it has the keyboard, and Esc means it, too."""

    def __init__(self, theme: Theme, title: str, sentence: str, answers: Sequence[Answer], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.heading, self.sentence = Paragraph(title, self), Paragraph(sentence, self)
        self.heading.setFont(theme.font(15, bold=True))
        self.buttons = [self._button(words, do) for words, do in answers]
        row = QHBoxLayout()
        row.addStretch(1)
        for button in self.buttons:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for label in (self.heading, self.sentence):
            column.addWidget(label)
        column.addLayout(row)
        self.setMinimumWidth(theme.px(WIDTH))
        self.setAccessibleDescription(sentence)
        self.buttons[-1].setFocus()

    def _button(self, words: str, do: Callable[[], object]) -> Button:
        button = Button(words, parent=self)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self._answer(do))
        return button

    def _answer(self, do: Callable[[], object]) -> None:
        self.close()
        do()


def ask(theme: Theme, parent: QWidget, title: str, sentence: str, *answers: Answer) -> Question:
    """Ask over the window of `parent`; nothing waits for the answer."""
    question = Question(theme, title, sentence, answers, parent.window())
    question.open()
    return question
