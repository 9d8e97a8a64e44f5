"""Usage: the tokens read and written by week, for labs or models, with the energy where it was measured."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QTableWidgetItem, QVBoxLayout, QWidget

from teahouse.core.usage import Usage, add_usage
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.lists import FiguresTable
from teahouse.ui.speed import words
from teahouse.ui.speed.words import NOTHING, lab_name
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

LAB, MODEL = "lab", "model"
WEEKS, ALL = "weeks", "all"
MOST_ROWS = 500
NAME = 100  # pixels of a name that are always visible, before zoom


class UsageView(Retranslated, QWidget):
    """A table with a row for each week and lab or model; `show_usage` gives it the numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._usage: tuple[Usage, ...] = ()
        self.who = Choice(theme)
        self.span = Choice(theme)
        self.sum = Muted()
        self.sum.setWordWrap(True)
        self.table = FiguresTable(theme, NAME)
        row = WrappingRow()
        row.addWidget(self.who)
        row.addWidget(self.span)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(row)
        column.addWidget(self.sum)
        column.addWidget(self.table, 1)
        self.who.chosen.connect(self._fill_table)
        self.span.chosen.connect(self._fill_table)
        self.retranslate()

    def show_usage(self, usage: tuple[Usage, ...]) -> None:
        """Show the tokens of each week and model."""
        if usage != self._usage:
            self._usage = usage
            self._fill_table()

    def _fill_table(self) -> None:
        by_lab, by_week = self.who.currentData() != MODEL, self.span.currentData() != ALL
        name_of: Callable[[str], str] = lab_or_others if by_lab else str
        rows = add_usage(self._usage, name_of, by_week=by_week)[:MOST_ROWS]
        self.table.set_titles(self._headings(by_lab))
        self.table.setRowCount(len(rows))
        self.table.setColumnHidden(1, not by_week)
        for number, one in enumerate(rows):
            for place, text in enumerate(row_texts(one)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if place:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(number, place, item)
        self.table.fit_names()
        self.sum.setText(self._sum_words())

    def _headings(self, by_lab: bool) -> tuple[str, ...]:
        return (
            self.tr("Lab") if by_lab else self.tr("Model"),
            self.tr("Week of"),
            self.tr("Runs"),
            self.tr("Tokens\nread"),
            self.tr("Tokens\nwritten"),
            self.tr("of them\nthinking"),
            self.tr("Energy for\n1,000 tokens"),
        )

    def _sum_words(self) -> str:
        """All tokens in a sentence."""
        whole = add_usage(self._usage, lambda _model: "", by_week=False)
        if not whole:
            return self.tr("No runs yet. Every reply is counted here when it is over.")
        text = self.tr(
            "{read} tokens read and {written} written in %n run(s), {thinking} of them thinking.", "", whole[0].runs
        )
        return text.format(
            read=numbers.count(whole[0].tokens_in),
            written=numbers.count(whole[0].tokens_out),
            thinking=numbers.count(whole[0].thinking),
        )

    def retranslate(self) -> None:
        self.who.set_choices([(LAB, self.tr("By lab")), (MODEL, self.tr("By model"))], self.who.currentData() or LAB)
        self.who.setAccessibleName(self.tr("Whose usage"))
        spans = [(WEEKS, self.tr("Each week")), (ALL, self.tr("All weeks"))]
        self.span.set_choices(spans, self.span.currentData() or WEEKS)
        self.span.setAccessibleName(self.tr("For which time"))
        self.table.setAccessibleName(self.tr("Usage, the newest week first"))
        self._fill_table()


def lab_or_others(model: str) -> str:
    """The maker of a model; models without a known one are together."""
    return lab_name(model) or translate("Speed", "Others")


def row_texts(one: Usage) -> tuple[str, ...]:
    """The cells of a row; energy is unknown where no run of the week measured it."""
    energy = one.energy_rate
    return (
        one.model,
        words.week(one.week),
        numbers.whole(one.runs),
        numbers.count(one.tokens_in),
        numbers.count(one.tokens_out),
        numbers.count(one.thinking),
        NOTHING if energy is None else numbers.energy(energy),
    )
