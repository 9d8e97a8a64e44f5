"""The header of the Evaluate page: which run is shown, and what can be done with it or with the sheets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy

from teahouse.core.evaluation.report import ReportKind
from teahouse.core.evaluation.results import EvaluationRun, RunState
from teahouse.ui.evaluation import words
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.layout import PageHeader, WrappingRow
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.style import Theme


class EvaluateHeader(PageHeader):
    """`report` carries a `ReportKind`, `judge_again` the name of one of the models that `judges` returns."""

    back = Signal()
    new_sheet = Signal()
    bring_in = Signal()
    report = Signal(object)
    picture = Signal()
    run_again = Signal()
    judge_again = Signal(str)
    stop = Signal()
    resume = Signal()
    compare_runs = Signal()

    def __init__(self, theme: Theme, judges: Callable[[], tuple[str, ...]]) -> None:
        super().__init__(theme)
        self._judges = judges
        self._run: EvaluationRun | None = None
        self._left = 0
        self._comparable = False
        self.back_button = IconButton(theme, "left")
        self.title = QLabel()
        self.about = ElidedLabel()
        self.import_button = Button()
        self.new_button = Button()
        self.compare_button = Button()
        self.report_button = Button()
        self.again_button = Button()
        self.stop_button = Button(kind="primary")
        self.resume_button = Button(kind="primary")
        self.about.setProperty("role", "muted")
        self.about.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = WrappingRow(self)
        row.setContentsMargins(18, 8, 18, 9)
        row.addWidget(self.back_button)
        row.addWidget(self.title)
        row.add_field(self.about, 20)
        row.add_stretch()
        row.add_group(self.import_button, self.new_button)
        row.add_group(self.compare_button, self.report_button, self.again_button, self.stop_button, self.resume_button)
        for button, signal in (
            (self.back_button, self.back),
            (self.import_button, self.bring_in),
            (self.new_button, self.new_sheet),
            (self.compare_button, self.compare_runs),
            (self.again_button, self.run_again),
            (self.stop_button, self.stop),
            (self.resume_button, self.resume),
        ):
            button.clicked.connect(signal)
        self.report_button.clicked.connect(lambda: open_below(self.report_menu(), self.report_button, at_end=True))
        theme.changed.connect(self._apply_style)
        self._apply_style()
        self.show_sheets()
        self.retranslate()

    def _apply_style(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))

    def show_sheets(self) -> None:
        """Show what can be done with the sheets."""
        self._run = None
        self._refresh()

    def show_run(self, run: EvaluationRun, left: int, *, comparable: bool) -> None:
        """Show a run with `left` questions to ask; `comparable`: there is another run of its sheet."""
        self._run, self._left, self._comparable = run, left, comparable
        self._refresh()

    def report_menu(self) -> QMenu:
        """The formats of a report, and who could judge again."""
        menu = Menu(self)
        for kind, text in (
            (ReportKind.HTML, self.tr("Report as HTML…")),
            (ReportKind.MARKDOWN, self.tr("Report as Markdown…")),
            (ReportKind.CSV, self.tr("Results as CSV…")),
            (ReportKind.JSON, self.tr("Results as JSON…")),
            (ReportKind.JUNIT, self.tr("Results as JUnit XML…")),
        ):
            menu.addAction(text).triggered.connect(lambda _on=False, kind=kind: self.report.emit(kind))
        menu.addSeparator()
        menu.addAction(self.tr("Picture of the results…"), self.picture.emit)
        if self._run is not None and self._run.state is not RunState.RUNNING and self._run.sheet.is_judged:
            menu.addSeparator()
            judges = menu.addMenu(self.tr("Judge again with"))
            for name in self._judges():
                judges.addAction(name.replace("&", "&&")).triggered.connect(
                    lambda _on=False, name=name: self.judge_again.emit(name)
                )
            judges.setEnabled(not judges.isEmpty())
        return menu

    def _refresh(self) -> None:
        run = self._run
        state = run.state if run is not None else None
        for button in (self.import_button, self.new_button):
            button.setVisible(run is None)
        self.back_button.setVisible(run is not None)
        self.about.setVisible(run is not None)
        self.report_button.setVisible(run is not None)
        self.compare_button.setVisible(run is not None and self._comparable)
        self.again_button.setVisible(state in (RunState.FINISHED, RunState.STOPPED))
        self.stop_button.setVisible(state is RunState.RUNNING)
        self.resume_button.setVisible(state is RunState.STOPPED)
        self.about.setText(self._about_text(run) if run is not None else "")

    def _about_text(self, run: EvaluationRun) -> str:
        parts = [
            self.tr("%n prompt(s)", "", len(run.sheet.prompts)),
            self.tr("%n model(s)", "", len(run.configurations)),
        ]
        if self._left:
            parts.append(self.tr("%n left to run", "", self._left))
        return " · ".join((words.sheet_name(run.sheet), numbers.in_a_row(parts)))

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.title.setText(self.tr("Evaluate"))
        self.back_button.set_name(self.tr("Back to the sheets"))
        self.import_button.setText(self.tr("Import…"))
        self.new_button.setText(self.tr("New sheet"))
        self.compare_button.setText(self.tr("What got worse…"))
        self.report_button.setText(self.tr("Report"))
        self.again_button.setText(self.tr("Run again…"))
        self.stop_button.setText(self.tr("Stop"))
        self.resume_button.setText(self.tr("Resume"))
        self._refresh()
