"""The progress of an unattended run of a prompt set, its report so far, and the report's export."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.prompt_sets import ReportRow
from teahouse.services.compare.events import SetProgressEvent
from teahouse.services.compare.export import ExportKind
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.columns import export_texts
from teahouse.ui.compare.words import NOTHING
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.lists import FiguresTable
from teahouse.ui.style import Theme

NAME = 150


class SetReport(FiguresTable):
    """The report's table. The best value of each column is bold and has a diamond."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, NAME)
        self._report: tuple[ReportRow, ...] = ()
        self.run_id = ""
        self._fill_table()

    def show_report(self, run_id: str, report: tuple[ReportRow, ...]) -> None:
        """Show a run's report."""
        self.run_id, self._report = run_id, report
        self._fill_table()

    def _make_columns(self) -> tuple[tuple[str, Callable[[ReportRow], float | None], Callable[[float], str], int], ...]:
        """Each column's title, value, format, and whether more (1) or less (-1) is better."""
        return (
            (self.tr("Speed"), lambda row: row.generation_rate, numbers.rate, 1),
            (self.tr("First word"), lambda row: row.first_word, numbers.seconds, -1),
            (self.tr("Total"), lambda row: row.total, numbers.seconds, -1),
            (self.tr("Tokens"), lambda row: row.tokens, lambda value: numbers.count(round(value)), 0),
            (self.tr("Memory"), lambda row: row.memory, lambda value: numbers.size(round(value)), -1),
            (self.tr("Answers"), lambda row: row.answers, lambda value: str(round(value)), 0),
            (self.tr("Failed"), lambda row: row.failed, lambda value: str(round(value)), -1),
            (self.tr("Votes"), lambda row: row.votes, lambda value: str(round(value)), 1),
        )

    def _fill_table(self) -> None:
        columns = self._make_columns()
        self.setAccessibleName(self.tr("Report"))
        self.setRowCount(len(self._report))
        self.set_titles([self.tr("Model"), *(title for title, *_ in columns)])
        for number, row in enumerate(self._report):
            name = QTableWidgetItem(row.model)
            name.setToolTip(row.model)
            self.setItem(number, 0, name)
            for place, (_, value, text, better) in enumerate(columns, 1):
                self.setItem(number, place, self._make_item(value(row), text, self._best_of(value, better)))
        self.fit_names()

    def _best_of(self, value: Callable[[ReportRow], float | None], better: int) -> float | None:
        known = [found for row in self._report if (found := value(row)) is not None]
        if not better or len(known) < 2 or min(known) == max(known):
            return None
        return max(known) if better > 0 else min(known)

    def _make_item(self, value: float | None, text: Callable[[float], str], best: float | None) -> QTableWidgetItem:
        is_best = value is not None and value == best
        item = QTableWidgetItem(NOTHING if value is None else ("◆ " if is_best else "") + text(value))
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if is_best:
            item.setFont(self._theme.font(13, bold=True))
        return item

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fill_table()


KINDS = {"csv": ExportKind.CSV, "json": ExportKind.JSON}


REPORT = 150  # the height of three models


class SetProgress(Retranslated, QWidget):
    """The progress bar and the report; hidden until a run exists."""

    def __init__(self, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self.latest: SetProgressEvent | None = None
        self._title = ""
        self.bar = QProgressBar()
        self.words = ElidedLabel()
        self.words.setProperty("role", "muted")
        self.export_button = Button()
        self.report = SetReport(theme)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addLayout(row)
        self.report.setMinimumHeight(theme.px(REPORT))
        column.addWidget(self.report, 1)
        self.export_button.clicked.connect(self._export_report)
        self.hide()
        self.retranslate()

    def show_progress(self, event: SetProgressEvent, title: str) -> None:
        """Show a run's progress; `title` is the set's title."""
        self.latest, self._title = event, title
        self.report.show_report(event.run.id, event.report)
        self.retranslate()
        self.show()

    def _export_report(self) -> None:
        run_id = self.report.run_id
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export the report"), self.tr("Report") + ".md")
        kind = KINDS.get(path.rpartition(".")[2].casefold(), ExportKind.MARKDOWN)
        if path and run_id:
            self._bridge.run_command(
                lambda services: services.compare.export_comparison(run_id, kind, path, export_texts())
            )

    def retranslate(self) -> None:
        self.export_button.setText(self.tr("Export report…"))
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        event = self.latest
        if event is None:
            return
        self.bar.setRange(0, max(1, event.run.total))
        self.bar.setValue(event.run.done)
        self.bar.setFormat(self.tr("{done} of {total}").format(done=event.run.done, total=event.run.total))
        state = (
            self.tr("running") if event.running else self.tr("finished") if event.run.finished else self.tr("stopped")
        )
        self.words.setText(f"{self._title} · {numbers.moment(event.run.created)} · {state}")
        self.export_button.setEnabled(bool(event.report) and not event.running)
