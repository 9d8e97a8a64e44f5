"""The panel beside the result grid: the whole answer of a cell, every check with its reason, and a vote."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from teahouse.core.evaluation import wording
from teahouse.core.evaluation.results import CellResult, CheckResult, Configuration
from teahouse.core.evaluation.sheet import AnswerCheck, SheetPrompt
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.cell_delegate import LOOKS, VerdictTone
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Muted, Paragraph, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.lists import style_view
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.text_fields import PlainTextField
from teahouse.ui.style import Theme

ANSWER, QUESTION, THINKING = "answer", "question", "thinking"
SIGN = 14
CHECKS = 132  # pixels of the list of checks at most, before zoom
LEAST = 260  # pixels of the panel, before zoom
LONGEST = 400_000  # characters of an answer that are shown


class AnswerPanel(Retranslated, QFrame):
    """`voted` carries True, False, or None to take a vote back; `closed`: the panel is to be hidden."""

    voted = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._prompt: SheetPrompt | None = None
        self._configuration: Configuration | None = None
        self._result: CellResult | None = None
        self.setProperty("role", "card")
        self.title = Paragraph()
        self.about = Muted(wraps=True)
        self.verdict = StatusLabel()
        self.close_button = IconButton(theme, "close")
        self.parts = PillRow(theme, pages=True)
        self.text = PlainTextField()
        self.checks = QListWidget()
        self.vote_label = Muted(wraps=True)
        self.good, self.bad, self.take_back = Button(), Button(), Button(kind="quiet")
        self._lay_out()
        self.close_button.clicked.connect(self.closed)
        self.parts.chosen.connect(lambda _part: self._show_text())
        self.good.clicked.connect(lambda: self.voted.emit(True))
        self.bad.clicked.connect(lambda: self.voted.emit(False))
        self.take_back.clicked.connect(lambda: self.voted.emit(None))
        self.retranslate()

    def _lay_out(self) -> None:
        self.text.setProperty("role", "field")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        style_view(self.checks, self._theme)
        self.checks.setWordWrap(True)
        self.checks.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        votes = WrappingRow()
        votes.addWidget(self.good)
        votes.addWidget(self.bad)
        votes.addWidget(self.take_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addLayout(head)
        for widget in (self.about, self.verdict, self.parts):
            column.addWidget(widget)
        column.addWidget(self.text, 1)
        column.addWidget(self.checks)
        column.addWidget(self.vote_label)
        column.addLayout(votes)
        self._theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.title.setFont(self._theme.font(bold=True))
        self.checks.setIconSize(QSize(self._theme.px(SIGN), self._theme.px(SIGN)))
        self.setMinimumWidth(self._theme.px(LEAST))
        self._show_checks()

    def show_waiting(self, prompt: SheetPrompt, configuration: Configuration) -> None:
        """Show a cell whose answer is being read from the store."""
        if (prompt, configuration) != (self._prompt, self._configuration):
            self._result = None
        self._prompt, self._configuration = prompt, configuration
        self._refresh()

    def show_result(self, result: CellResult | None) -> None:
        """Show the answer of the cell that was announced before."""
        self._result = result
        self._refresh()

    def shows(self, prompt_id: str, configuration_id: str) -> bool:
        """Whether this cell is shown."""
        shown = (self._prompt and self._prompt.id, self._configuration and self._configuration.id)
        return shown == (prompt_id, configuration_id)

    def _refresh(self) -> None:
        prompt, configuration, result = self._prompt, self._configuration, self._result
        if prompt is None or configuration is None:
            return
        self.title.setText(words.prompt_title(prompt))
        figures = words.figures_text(result.cell) if result is not None else ""
        self.about.setText(" · ".join(filter(None, (words.configuration_name(configuration), figures))))
        self._show_verdict()
        choices = [(ANSWER, self.tr("Answer")), (QUESTION, self.tr("Question"))]
        if result is not None and result.thinking:
            choices.append((THINKING, self.tr("Thinking")))
        self.parts.set_choices(choices, self.tr("More"))
        self._show_text()
        self._show_checks()
        self._show_vote()

    def _show_verdict(self) -> None:
        shown = words.cell_text(self._result.cell if self._result is not None else None)
        text = shown.title
        if self._result is not None and self._result.cell.problem:
            text = words.problem_text(self._result.cell.problem, self._result.facts)
        self.verdict.show_status(text, bad=shown.tone in (VerdictTone.BAD, VerdictTone.WARN))

    def _show_text(self) -> None:
        text = self._shown_text()
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        self.text.setPlaceholderText("" if self._result is not None else self.tr("Not answered yet"))

    def _shown_text(self) -> str:
        prompt, result = self._prompt, self._result
        match self.parts.value:
            case "question":
                parts = [prompt.system, *(turn.text for turn in prompt.turns)] if prompt is not None else []
                text = "\n\n".join(filter(None, parts))
            case "thinking":
                text = result.thinking if result is not None else ""
            case _:
                text = "\n\n――\n\n".join(result.answers) if result is not None else ""
        return text[:LONGEST]

    def _show_checks(self) -> None:
        prompt, result = self._prompt, self._result
        self.checks.clear()
        results = result.checks if result is not None else ()
        for check, found in zip(prompt.checks if prompt is not None else (), results, strict=False):
            self.checks.addItem(self._check_item(check, found))
        self.checks.setVisible(self.checks.count() > 0)
        self._fit_checks()

    def _fit_checks(self) -> None:
        """Make the list of checks as high as its rows, up to CHECKS."""
        rows = sum(self.checks.sizeHintForRow(row) for row in range(self.checks.count()))
        frame = self.checks.height() - self.checks.viewport().height()
        self.checks.setFixedHeight(min(self._theme.px(CHECKS), max(self._theme.px(52), rows + frame + 2)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_checks()

    def _check_item(self, check: AnswerCheck, result: CheckResult) -> QListWidgetItem:
        tone = VerdictTone.WARN if result.passed is None else VerdictTone.GOOD if result.passed else VerdictTone.BAD
        sign, colour = LOOKS[tone]
        asked, found = wording.describe_check(check, words.in_ours), words.result_text(result)
        item = QListWidgetItem(self.tr("{check}: {result}").format(check=asked, result=found))
        ink = self._theme.colours.find_colour(colour).name()
        item.setIcon(icons.make_icon(sign, ink, self._theme.px(SIGN)))
        verdicts = {True: self.tr("passed"), False: self.tr("failed"), None: self.tr("undecided")}
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()} ({verdicts[result.passed]})")
        item.setToolTip(item.text())
        return item

    def _show_vote(self) -> None:
        answered = self._result is not None and bool(self._result.answers)
        vote = self._result.cell.vote if self._result is not None else None
        for widget in (self.good, self.bad, self.vote_label):
            widget.setVisible(answered)
        self.take_back.setVisible(answered and vote is not None)
        said = {True: self.tr("You say: pass."), False: self.tr("You say: fail."), None: self.tr("What do you say?")}
        self.vote_label.setText(said[vote])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("The whole answer"))
        self.close_button.set_name(self.tr("Close"))
        self.parts.setAccessibleName(self.tr("What to show of the cell"))
        self.text.setAccessibleName(self.tr("Text of the cell"))
        self.checks.setAccessibleName(self.tr("Checks with their results"))
        self.good.setText(self.tr("Pass"))
        self.bad.setText(self.tr("Fail"))
        self.take_back.setText(self.tr("Take back"))
        self._refresh()
