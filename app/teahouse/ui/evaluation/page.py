"""The Evaluate page: the sheets with their runs, or the results of one run."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.evaluation.results import EvaluationRun, EvaluationRunHead, GridCell, RunState
from teahouse.core.evaluation.statistics import ENDED
from teahouse.services.evaluation.events import (
    CellEvent,
    CellResultEvent,
    EvaluationRunEvent,
    EvaluationRunGoneEvent,
    EvaluationRunsEvent,
    RegressionsEvent,
    ReportEvent,
    SheetSavedEvent,
    SheetsEvent,
)
from teahouse.ui.bridge import Bridge
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.dialogs import EvaluateDialogs
from teahouse.ui.evaluation.header import EvaluateHeader
from teahouse.ui.evaluation.results_view import ResultsView
from teahouse.ui.evaluation.sheets_view import RUNS, SheetsView
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.dialog import ask_question
from teahouse.ui.kit.layout import PageStack, VerticalScroll
from teahouse.ui.kit.notices import Notice, Notices
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

SIDE = 18
LOWEST = 320  # of what is below the header, before zoom: lower windows scroll
OFFERED = "offered"  # the key of the notice of chosen models
CHANGED = "changed"  # the key of the notice that offers a run again


class EvaluatePage(FocusGroup, QWidget):
    """`open_conversation` is never sent by this page; every page has it."""

    open_conversation = Signal(str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._heads: tuple[EvaluationRunHead, ...] = ()
        self._wanted_sheet = ""  # to be chosen once the sheets are known
        self._opened = ""  # the run that is shown, or was asked for
        self._dismissed: set[str] = set()  # runs that are not offered again
        self.header = EvaluateHeader(theme, lambda: self.dialogs.judge_names())
        self.sheets = SheetsView(theme)
        self.results = ResultsView(theme)
        self._stack = PageStack()
        self._lay_out()
        self.notices = Notices(theme, self, at_bottom=lambda _height: True)
        self.dialogs = EvaluateDialogs(self, bridge, preferences, theme, self.notices, self.results)
        self._connect_signals()
        bridge.subscribe(self._on_sheets, SheetsEvent, SheetSavedEvent, EvaluationRunsEvent, RegressionsEvent)
        bridge.subscribe(self._on_run, EvaluationRunEvent, EvaluationRunGoneEvent, CellEvent, CellResultEvent)
        bridge.subscribe(self._on_report, ReportEvent)

    def _lay_out(self) -> None:
        self._stack.addWidget(self.sheets)
        self._stack.addWidget(self.results)
        inside = QWidget()
        inside.setAutoFillBackground(False)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(SIDE, 12, SIDE, 14)
        inner.addWidget(self._stack)
        area = VerticalScroll(inside)  # where large text leaves little room
        area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(area, 1)
        self._theme.changed.connect(self._restyle)
        self._restyle()
        self.enter_at(self.sheets.list)

    def _restyle(self) -> None:
        self._stack.set_lowest(self._theme.px(LOWEST))

    def _connect_signals(self) -> None:
        header, sheets, dialogs = self.header, self.sheets, self.dialogs
        header.back.connect(self.show_sheets)
        header.new_sheet.connect(dialogs.edit_new_sheet)
        header.bring_in.connect(dialogs.import_sheet)
        header.report.connect(dialogs.export_report)
        header.picture.connect(dialogs.export_picture)
        header.run_again.connect(self._run_again)
        header.judge_again.connect(dialogs.judge_again)
        header.stop.connect(lambda: self._stop_run(self._opened))
        header.resume.connect(lambda: self._resume_run(self._opened))
        header.compare_runs.connect(self._compare_with_earlier)
        sheets.run_wanted.connect(dialogs.open_run)
        sheets.edit_wanted.connect(dialogs.edit_sheet)
        sheets.copy_wanted.connect(dialogs.copy_sheet)
        sheets.delete_wanted.connect(self._ask_to_delete_sheet)
        sheets.export_wanted.connect(dialogs.export_sheet)
        sheets.run_opened.connect(self.open_run)
        sheets.run_stopped.connect(self._stop_run)
        sheets.run_resumed.connect(self._resume_run)
        sheets.run_deleted.connect(self._ask_to_delete_run)
        dialogs.started.connect(self._expect_run)
        self.results.left.connect(self.show_sheets)
        self.results.cell_wanted.connect(self._open_cell)
        self.results.voted.connect(self._vote)
        self.notices.closed.connect(self._on_notice_closed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bridge.run_command(lambda services: services.evaluation.list_sheets())
        self._bridge.run_command(lambda services: services.evaluation.list_runs())

    # Commands.

    def show_sheets(self) -> None:
        """Show the sheets."""
        self._opened = ""
        self.header.show_sheets()
        self._stack.setCurrentWidget(self.sheets)
        self._offer_again()
        self.enter_at(self.sheets.list)
        self.sheets.list.setFocus()

    def offer_models(self, names: tuple[str, ...]) -> None:
        """Show the sheets; these models are chosen when one of them is run next."""
        self.show_sheets()
        self.dialogs.offered = names
        self.notices.show_info(
            lambda: self.tr("Choose a sheet and run it: {models} are chosen for the run.").format(
                models=numbers.in_a_row(names)
            ),
            about=OFFERED,
        )

    def show_sheet(self, sheet_id: str) -> None:
        """Show a sheet, once the sheets are known."""
        self.show_sheets()
        self._wanted_sheet = sheet_id
        self._choose_wanted_sheet()

    def _choose_wanted_sheet(self) -> None:
        if self._wanted_sheet and self.dialogs.find_sheet(self._wanted_sheet) is not None:
            self.sheets.choose_sheet(self._wanted_sheet)
            self._wanted_sheet = ""

    def open_run(self, run_id: str) -> None:
        """Show a run, once its cells are read."""
        self._opened = run_id
        self._bridge.run_command(lambda services: services.evaluation.open_run(run_id))

    def _expect_run(self, run_id: str) -> None:
        self._opened = run_id

    def _stop_run(self, run_id: str) -> None:
        self._bridge.run_command(lambda services: services.evaluation.stop_run(run_id))

    def _resume_run(self, run_id: str) -> None:
        self._bridge.run_command(lambda services: services.evaluation.resume_run(run_id))

    def _run_again(self) -> None:
        run = self.results.run
        if run is not None:
            self.dialogs.run_again(run)

    def _open_cell(self, prompt_id: str, configuration_id: str) -> None:
        run_id = self._opened
        self._bridge.run_command(lambda services: services.evaluation.open_cell(run_id, prompt_id, configuration_id))

    def _vote(self, prompt_id: str, configuration_id: str, vote: bool | None) -> None:
        run_id = self._opened
        self._bridge.run_command(
            lambda services: services.evaluation.vote_on_cell(run_id, prompt_id, configuration_id, vote)
        )

    def _compare_with_earlier(self) -> None:
        """Ask for what got worse since the run of the sheet before this one."""
        earlier = self._earlier_run()
        if earlier is not None:
            new_id = self._opened
            self._bridge.run_command(lambda services: services.evaluation.find_cell_regressions(earlier.id, new_id))

    def _earlier_run(self) -> EvaluationRunHead | None:
        shown = next((head for head in self._heads if head.id == self._opened), None)
        if shown is None:
            return None
        older = [head for head in self._heads if head.sheet_id == shown.sheet_id and head.created < shown.created]
        return max(older, key=lambda head: head.created, default=None)

    def _ask_to_delete_sheet(self, sheet_id: str) -> None:
        sheet = self.dialogs.find_sheet(sheet_id)
        if sheet is None:
            return
        ask_question(
            self._theme,
            self,
            translate("Evaluate", "Delete this sheet?"),
            translate("Evaluate", "“{name}” and its prompts are deleted. Its runs are kept.").format(
                name=words.sheet_name(sheet)
            ),
            (
                translate("Evaluate", "Delete"),
                lambda: self._bridge.run_command(lambda services: services.evaluation.delete_sheet(sheet_id)),
            ),
            (translate("Evaluate", "Keep"), lambda: None),
        )

    def _ask_to_delete_run(self, run_id: str) -> None:
        ask_question(
            self._theme,
            self,
            translate("Evaluate", "Delete this run?"),
            translate("Evaluate", "All its answers and votes are deleted."),
            (
                translate("Evaluate", "Delete"),
                lambda: self._bridge.run_command(lambda services: services.evaluation.delete_run(run_id)),
            ),
            (translate("Evaluate", "Keep"), lambda: None),
        )

    # Events.

    def _on_sheets(self, burst: Sequence[object]) -> None:
        for event in burst:
            match event:
                case SheetsEvent(sheets):
                    self.dialogs.show_sheets(sheets)
                    self.sheets.show_sheets(sheets)
                    self._choose_wanted_sheet()
                case SheetSavedEvent():
                    self.dialogs.show_saved(event)
                    if event.trouble is None and event.path:
                        self._wanted_sheet = event.sheet_id
                        self._choose_wanted_sheet()
                case EvaluationRunsEvent(heads):
                    self._heads = heads
                    self.sheets.show_runs(heads)
                    self._offer_again()
                case RegressionsEvent():
                    self.dialogs.show_regressions(event)

    def _on_run(self, burst: Sequence[object]) -> None:
        changed: dict[tuple[str, str], GridCell] = {}
        for event in burst:
            match event:
                case EvaluationRunEvent(run):
                    self._show_run(event)
                    self.dialogs.follow_run(run)
                    self._tell(event.trouble)
                case EvaluationRunGoneEvent(run_id, trouble):
                    self._tell(trouble)
                    if run_id == self._opened:
                        self.show_sheets()
                case CellEvent(run_id, cell) if run_id == self._opened:
                    changed[cell.prompt_id, cell.configuration_id] = cell
                case CellResultEvent(run_id, prompt_id, configuration_id, result) if run_id == self._opened:
                    self.results.show_result(prompt_id, configuration_id, result)
        if changed:
            self.results.update_cells(self._opened, tuple(changed.values()))
            self._show_header()

    def _show_run(self, event: EvaluationRunEvent) -> None:
        run = event.run
        if run.id != self._opened:
            return
        self.results.show_run(event)
        self._show_header()
        if self._stack.currentWidget() is not self.results:
            self.sheets.choose_sheet(run.sheet.id)
            self.sheets.show_part(RUNS)
            self._stack.setCurrentWidget(self.results)
            self._offer_again()
            self.enter_at(self.results.grid)
            self.results.grid.setFocus()

    def _show_header(self) -> None:
        run: EvaluationRun | None = self.results.run
        if run is None:
            return
        total = len(run.sheet.prompts) * len(run.configurations)
        ended = sum(1 for cell in self.results.grid.cells.cells() if cell.state in ENDED)
        self.header.show_run(run, total - ended, comparable=self._earlier_run() is not None)

    def _on_report(self, burst: Sequence[ReportEvent]) -> None:
        for event in burst:
            if event.trouble is None:
                self._tell_written(event.path)
            self._tell(event.trouble)

    def _tell_written(self, path: str) -> None:
        self.notices.show_info(lambda: translate("Evaluate", "Written to {path}").format(path=path))

    def _tell(self, trouble: Trouble | None) -> None:
        if trouble is not None:
            self.notices.show_warning(lambda: sentence(trouble))

    # The offer to run again.

    def _offer_again(self) -> None:
        """Offer to repeat the newest run of a sheet, where a model, the host or the driver has changed since; not over
        the results of a run, whose votes the notice would cover."""
        newest: dict[str, EvaluationRunHead] = {}
        for head in self._heads:
            if head.sheet_id not in newest or head.created > newest[head.sheet_id].created:
                newest[head.sheet_id] = head
        found = [
            head
            for head in newest.values()
            if head.changed and head.state is RunState.FINISHED and head.id not in self._dismissed
        ]
        if not found or self._stack.currentWidget() is self.results:
            self.notices.withdraw_notice(CHANGED)
            return
        head = found[0]
        self.notices.show_notice(
            Notice(
                CHANGED,
                lambda: self._changed_text(head),
                lambda: ((translate("Evaluate", "Run again"), lambda: self.dialogs.repeat_run(head)),),
                serious=False,
                waits=True,
            )
        )

    def _changed_text(self, head: EvaluationRunHead) -> str:
        text = translate("Evaluate", "Since the run of “{sheet}” on {day} there is {change}.")
        return text.format(
            sheet=head.sheet_name, day=numbers.day(head.created), change=words.changed_text(head.changed)
        )

    def _on_notice_closed(self, about: str) -> None:
        if about == CHANGED:
            self._dismissed |= {head.id for head in self._heads if head.changed}
