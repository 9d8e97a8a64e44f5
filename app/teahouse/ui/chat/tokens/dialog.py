"""The dialog of one token of a reply: its probability, what could have stood there, and the surprise around it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from teahouse.core.token_probabilities import ALTERNATIVES, Sentence, TokenProbabilities, can_branch
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted, Paragraph
from teahouse.ui.kit.lists import set_headings, style_all_views
from teahouse.ui.style import Theme
from teahouse.ui.transcript.blocks.token_part import percent_of, shown_token

WIDTH, HEIGHT = 460, 420
AROUND = 60  # characters of the text before and after the token
ROW = 34  # pixels of a row of the table


class TokenDialog(Dialog):
    """`branch` carries the number of a token and the alternative to go on with, `inspect` the number of one to look
    into the model at; `save`: export those of the reply."""

    branch = Signal(int, str)
    inspect = Signal(int)
    save = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self._found: TokenProbabilities | None = None
        self._sentences: list[Sentence] = []
        self._number = 0
        self.place, self.likely = Paragraph(""), Paragraph("")
        self.likely.setFont(theme.font(15, bold=True))
        self.surprise, self.hint = Muted(wraps=True), Muted(wraps=True)
        self.table = QTableWidget(0, 2)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setMinimumHeight(theme.px(ROW) * (ALTERNATIVES + 1))
        self.back, self.forth, self.inspect_button = Button(), Button(), Button()
        self.save_button, self.close_button, self.branch_button = Button(), Button(), Button(kind="primary")
        style_all_views(self, theme)
        self._lay_out()
        self._connect_signals()
        self.retranslate()
        self.begin_with(WIDTH, HEIGHT)

    def _lay_out(self) -> None:
        steps, buttons = QHBoxLayout(), QHBoxLayout()
        for button in (self.back, self.forth):
            steps.addWidget(button)
        steps.addStretch(1)
        steps.addWidget(self.inspect_button)
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.branch_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.place)
        column.addWidget(self.likely)
        column.addLayout(steps)
        column.addWidget(self.table, 1)
        column.addWidget(self.surprise)
        column.addWidget(self.hint)
        column.addLayout(buttons)

    def _connect_signals(self) -> None:
        self.back.clicked.connect(lambda: self._step(-1))
        self.forth.clicked.connect(lambda: self._step(1))
        self.table.itemSelectionChanged.connect(self._show_choice)
        self.table.itemActivated.connect(lambda _item: self._go_on())
        self.branch_button.setDefault(True)
        self.branch_button.clicked.connect(self._go_on)
        self.inspect_button.clicked.connect(self._inspect)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close)

    def show_token(self, text: str, found: TokenProbabilities, number: int) -> None:
        """Show a token of a reply with this text."""
        if found is not self._found:
            self._sentences = list(found.sentences(text))
        self._text, self._found = text, found
        self._number = max(0, min(number, len(found) - 1))
        self._write()

    def offer_inspection(self, *, possible: bool) -> None:
        """Offer to look into the model; the menu of the message says why not."""
        self.inspect_button.setVisible(possible)

    def _inspect(self) -> None:
        self.close()
        self.inspect.emit(self._number)

    @property
    def number(self) -> int:
        """The number of the token that is shown."""
        return self._number

    def _step(self, step: int) -> None:
        """Show the next token that has a probability, or the one before."""
        if self._found is None:
            return
        number = self._number + step
        while 0 <= number < len(self._found):
            if self._found.logprob_of(number) is not None:
                self.show_token(self._text, self._found, number)
                announce(self, self.likely.text())
                return
            number += step

    def _write(self) -> None:
        found = self._found
        if found is None:
            return
        start, end = found.start_of(self._number), found.end_of(self._number)
        before, after = self._text[max(0, start - AROUND) : start], self._text[end : end + AROUND]
        token = self._text[start:end]
        self.place.setText(
            f"{'…' if start > AROUND else ''}{_on_a_line(before)}【{shown_token(token)}】{_on_a_line(after)}"
        )
        logprob = found.logprob_of(self._number)
        said = self.tr("No probability is known of this text")
        if logprob is not None:
            said = self.tr("“{token}”: {share}").format(token=shown_token(token), share=percent_of(logprob))
        self.likely.setText(said)
        self._fill_table(found)
        self._write_surprise(found, start)
        self.back.setEnabled(self._number > 0)
        self.forth.setEnabled(self._number < len(found) - 1)
        self._show_choice()

    def _fill_table(self, found: TokenProbabilities) -> None:
        others = found.alternatives_of(self._number)
        self.table.clearSelection()
        self.table.setRowCount(len(others))
        for row, (token, logprob) in enumerate(others):
            share = QTableWidgetItem(percent_of(logprob))
            share.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, 0, QTableWidgetItem(shown_token(token)))
            self.table.setItem(row, 1, share)
        if others:
            self.table.setCurrentCell(0, 0)

    def _write_surprise(self, found: TokenProbabilities, start: int) -> None:
        sentence = next((one for one in self._sentences if start < one.end), None)
        parts = []
        if sentence is not None and sentence.surprise is not None:
            parts.append(
                self.tr("Surprise of this sentence: {value}").format(value=numbers.surprise(sentence.surprise))
            )
        if (whole := found.surprise_of(0, found.length)) is not None:
            parts.append(self.tr("Surprise of the reply: {value}").format(value=numbers.surprise(whole)))
        self.surprise.setText("\n".join(parts))

    @property
    def _chosen(self) -> str:
        """The alternative that is chosen; empty for none, or the token itself."""
        row = self.table.currentRow()
        if self._found is None or not self.table.selectedItems() or row < 0:
            return ""
        token = self._found.alternatives_of(self._number)[row][0]
        is_same = token == self._text[self._found.start_of(self._number) : self._found.end_of(self._number)]
        return "" if is_same or not can_branch(token) else token

    def _show_choice(self) -> None:
        self.branch_button.setEnabled(bool(self._chosen))

    def _go_on(self) -> None:
        if token := self._chosen:
            self.close()
            self.branch.emit(self._number, token)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.setWindowTitle(self.tr("Token probabilities"))
        set_headings(self.table, (self.tr("In its place"), self.tr("Probability")))
        self.table.setAccessibleName(self.tr("What could have stood in the token's place"))
        self.back.setText(self.tr("Token before"))
        self.forth.setText(self.tr("Next token"))
        self.back.setShortcut(QKeySequence("Alt+Left"))  # a new text takes the shortcut away
        self.forth.setShortcut(QKeySequence("Alt+Right"))
        self.inspect_button.setText(self.tr("Inspect layers"))
        self.inspect_button.setToolTip(
            self.tr("What the model would say after this token, after each of its layers, in the Workshop")
        )
        self.save_button.setText(self.tr("Save as…"))
        self.save_button.setToolTip(self.tr("The tokens of the whole reply with their probabilities, as CSV or JSON"))
        self.close_button.setText(self.tr("Close"))
        self.branch_button.setText(self.tr("Continue with it"))
        self.branch_button.setToolTip(
            self.tr("Another version of the reply, with this token here and what follows from it")
        )
        self.hint.setText(self.tr("Surprise is the mean of −ln p: 0 is certain, 1 is a chance of 37 %, 3 one of 5 %."))
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _on_a_line(text: str) -> str:
    return text.replace("\n", "⏎")
