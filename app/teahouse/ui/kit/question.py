"""A question with its sentence and two or three answers; asked over the window, and gone when it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.style import Theme

WIDTH = 420
BOX = 84  # height of what it is about

Answer = tuple[str, Callable[[], object]]


class Question(Dialog):
    """`answers` are words with what they do, the safest last: it has the keyboard, and Esc means it, too. `detail` is
    text of somebody else that the question is about; it can be read whole and copied, however long it is."""

    def __init__(
        self, theme: Theme, title: str, sentence: str, answers: Sequence[Answer], parent: QWidget, detail: str = ""
    ) -> None:
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
        if detail:
            column.addWidget(self._box(theme, title, detail))
        column.addLayout(row)
        self.setMinimumWidth(theme.px(WIDTH))
        self.setAccessibleDescription(sentence)
        self.buttons[-1].setFocus()

    def _box(self, theme: Theme, title: str, detail: str) -> QPlainTextEdit:
        box = QPlainTextEdit(detail, self)
        box.setProperty("role", "field")
        box.setReadOnly(True)
        box.setTabChangesFocus(True)
        box.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        box.setFixedHeight(theme.px(BOX))
        box.setAccessibleName(title)
        return box

    def _button(self, words: str, do: Callable[[], object]) -> Button:
        button = Button(words, parent=self)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: self._answer(do))
        return button

    def _answer(self, do: Callable[[], object]) -> None:
        self.close()
        do()


def ask(theme: Theme, parent: QWidget, title: str, sentence: str, *answers: Answer, detail: str = "") -> Question:
    """Ask over the window of `parent`; nothing waits for the answer."""
    question = Question(theme, title, sentence, answers, parent.window(), detail)
    question.open()
    return question
