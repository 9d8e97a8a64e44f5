"""What a configuration answered worse than in an earlier run, side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from teahouse.core.evaluation.results import CellRegression, CellResult
from teahouse.ui.evaluation import words
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.lists import style_view
from teahouse.ui.kit.text_fields import PlainTextField
from teahouse.ui.style import Theme

LIST = 220  # pixels of the list where there is room, before zoom
LEAST = 110  # pixels of the list and of an answer


class AnswerColumn(QWidget):
    """One answer with its verdict and what the checks say."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.heading = QLabel()
        self.verdict = Muted(wraps=True)
        self.text = PlainTextField()
        self.text.setProperty("role", "field")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.heading.setFont(theme.font(bold=True))
        self.text.setMinimumWidth(theme.px(LEAST))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.verdict)
        column.addWidget(self.text, 1)

    def show_result(self, result: CellResult) -> None:
        """Show an answer."""
        shown = words.cell_text(result.cell)
        reasons = [words.result_text(check) for check in result.checks if check.passed is False]
        told = [numbers.in_a_row(filter(None, (shown.title, *reasons))), shown.figures]
        self.verdict.setText("\n".join(filter(None, told)))
        self.text.setPlainText(result.answer)


class RegressionsDialog(Retranslated, Dialog):
    """A list of prompts, and both answers to the chosen one."""

    def __init__(self, theme: Theme, regressions: tuple[CellRegression, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._regressions = regressions
        self.about = Muted(wraps=True)
        self.list = QListWidget()
        self.before, self.now = AnswerColumn(theme), AnswerColumn(theme)
        self.close_button = Button(kind="primary")
        style_view(self.list, theme)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(theme.px(LEAST))
        self.list.setMaximumWidth(theme.px(LIST))
        for one in regressions:
            item = QListWidgetItem(f"{one.title}\n{one.configuration}")
            item.setToolTip(item.text())
            self.list.addItem(item)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.list)
        row.addWidget(self.before, 1)
        row.addWidget(self.now, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.about)
        column.addLayout(row, 1)
        column.addLayout(buttons)
        self.begin_with(860, 460)
        self.list.currentRowChanged.connect(self._show_row)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.close)
        self.retranslate()
        self.list.setCurrentRow(0)

    def _show_row(self, row: int) -> None:
        if 0 <= row < len(self._regressions):
            self.before.show_result(self._regressions[row].old)
            self.now.show_result(self._regressions[row].new)

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("What got worse"))
        self.about.setText(self.tr("%n answer(s) are worse than in the earlier run.", "", len(self._regressions)))
        self.list.setAccessibleName(self.tr("Prompts with worse answers"))
        self.before.heading.setText(self.tr("Earlier"))
        self.now.heading.setText(self.tr("Now"))
        self.before.text.setAccessibleName(self.tr("The earlier answer"))
        self.now.text.setAccessibleName(self.tr("The answer now"))
        self.close_button.setText(self.tr("Close"))
        self._show_row(self.list.currentRow())
