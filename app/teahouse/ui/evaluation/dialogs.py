"""Dialogs and files of the Evaluate page. Each dialog is made when it is first opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from teahouse.core.comparison import Mode
from teahouse.core.conversation import new_id
from teahouse.core.errors import Trouble
from teahouse.core.evaluation.formats import SheetFormat
from teahouse.core.evaluation.report import ReportKind
from teahouse.core.evaluation.results import Configuration, EvaluationRun, EvaluationRunHead, RunState
from teahouse.core.evaluation.sheet import Sheet
from teahouse.services.chat.conversation_export import file_name
from teahouse.services.compare.events import HostModelsEvent
from teahouse.services.evaluation.events import RegressionsEvent, SheetSavedEvent
from teahouse.services.models.events import ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.results_view import ResultsView
from teahouse.ui.evaluation.sweep import ChosenModel
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.picture_file import PictureWriter
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.evaluation.run_dialog import RunDialog
    from teahouse.ui.evaluation.sheet_editor import SheetEditor

translate = QCoreApplication.translate

ENDINGS = {
    ReportKind.HTML: ("html", "HTML (*.html)"),
    ReportKind.MARKDOWN: ("md", "Markdown (*.md)"),
    ReportKind.CSV: ("csv", "CSV (*.csv)"),
    ReportKind.JSON: ("json", "JSON (*.json)"),
    ReportKind.JUNIT: ("xml", "XML (*.xml)"),
}
READ = "*.json *.jsonl *.csv *.yaml *.yml"


class EvaluateDialogs(QObject):
    """`started` carries the id of a run that was started."""

    started = Signal(str)

    def __init__(
        self, page: QWidget, bridge: Bridge, preferences: Preferences, theme: Theme, notices: Notices,
        results: ResultsView,
    ) -> None:  # fmt: skip
        super().__init__(page)
        self._page = page
        self._bridge = bridge
        self._pictures = PictureWriter(self)
        self._pictures.written.connect(self._show_written)
        self._preferences = preferences
        self._theme = theme
        self._notices = notices
        self._results = results
        self._sheets: tuple[Sheet, ...] = ()
        self._models = ModelsEvent(())
        self._sheet_id = ""  # that the run dialog is open for
        self.offered: tuple[str, ...] = ()  # models that are chosen when a run is started next
        self._repeats: dict[str, str] = {}  # the earlier run, by the id of the one that repeats it
        self.run_dialog: RunDialog | None = None
        self.editor: SheetEditor | None = None
        bridge.subscribe(self._on_models, ModelsEvent, HostModelsEvent)

    def _on_models(self, burst: list[ModelsEvent | HostModelsEvent]) -> None:
        for event in burst:
            if isinstance(event, ModelsEvent):
                self._models = event
            if self.run_dialog is not None:
                host = event.host if isinstance(event, HostModelsEvent) else ""
                self.run_dialog.show_models(host, event.models, event.trouble)

    def show_sheets(self, sheets: tuple[Sheet, ...]) -> None:
        """The sheets changed."""
        self._sheets = sheets
        if self.editor is not None:
            self.editor.take_over(sheets)

    def find_sheet(self, sheet_id: str) -> Sheet | None:
        """The sheet with an id."""
        return next((sheet for sheet in self._sheets if sheet.id == sheet_id), None)

    # Runs.

    def open_run(self, sheet_id: str, chosen: tuple[ChosenModel, ...] = ()) -> None:
        """Open the dialog that starts a run, with these models chosen."""
        sheet = self.find_sheet(sheet_id)
        if sheet is None:
            return
        chosen = chosen or tuple(ChosenModel(name) for name in self.offered)
        self.offered = ()
        if self.run_dialog is None:
            from teahouse.ui.evaluation.run_dialog import RunDialog

            self.run_dialog = RunDialog(self._theme, self._page)
            self.run_dialog.start.connect(self._start_run)
            self.run_dialog.host_wanted.connect(
                lambda host: self._bridge.run_command(lambda services: services.compare.list_host_models(host))
            )
        self._sheet_id = sheet_id
        settings = self._preferences.values
        others = tuple(dict.fromkeys((*settings.hosts, *(one.host for one in chosen if one.host))))
        self.run_dialog.show_sheet(sheet, tuple(host for host in others if host != settings.host))
        self.run_dialog.show_models("", self._models.models, self._models.trouble)
        self.run_dialog.choose_models(chosen)
        self.run_dialog.open()
        self._bridge.run_command(lambda services: services.library.refresh_models())

    def run_again(self, run: EvaluationRun) -> None:
        """Open the dialog with what was chosen for a run; a run of a deleted sheet cannot be repeated."""
        if self.find_sheet(run.sheet.id) is None:
            self._notices.show_info(lambda: translate("Evaluate", "The sheet of this run was deleted."))
            return
        self.open_run(run.sheet.id, tuple(ChosenModel(one.model, one.host) for one in run.configurations))
        if self.run_dialog is not None:
            self.run_dialog.choose_as_in(run)

    def judge_names(self) -> tuple[str, ...]:
        """The models that can judge."""
        return tuple(entry.card.name for entry in self._models.models if entry.card.chats)

    def judge_again(self, model: str) -> None:
        """Let a model judge the answers of the run that is shown."""
        run = self._results.run
        if run is not None:
            self._bridge.run_command(
                lambda services: services.evaluation.judge_run(run.id, Configuration(new_id(), model))
            )

    def repeat_run(self, head: EvaluationRunHead) -> None:
        """Run a sheet as an earlier run did; what got worse is shown at the end."""
        run_id = new_id()
        self._repeats[run_id] = head.id
        self.started.emit(run_id)
        self._bridge.run_command(lambda services: services.evaluation.repeat_run(run_id, head.id))

    def _start_run(self, configurations: tuple[Configuration, ...], mode: Mode, judge: Configuration | None) -> str:
        run_id, sheet_id = new_id(), self._sheet_id
        self.started.emit(run_id)
        self._bridge.run_command(
            lambda services: services.evaluation.start_run(run_id, sheet_id, configurations, mode=mode, judge=judge)
        )
        return run_id

    def follow_run(self, run: EvaluationRun) -> None:
        """Ask for what got worse once a run that repeats another one has ended."""
        if run.state is RunState.FINISHED and (earlier := self._repeats.pop(run.id, "")):
            self._bridge.run_command(lambda services: services.evaluation.find_cell_regressions(earlier, run.id))

    def show_regressions(self, event: RegressionsEvent) -> None:
        """Show what got worse side by side; a notice where nothing did."""
        if not event.regressions:
            self._notices.show_info(lambda: translate("Evaluate", "Nothing got worse since the earlier run."))
            return
        from teahouse.ui.evaluation.regressions_dialog import RegressionsDialog

        dialog = RegressionsDialog(self._theme, event.regressions, self._page)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # Sheets.

    def edit_new_sheet(self) -> None:
        """Open the editor with an empty sheet."""
        self._open_editor(Sheet(new_id(), translate("Evaluate", "New sheet")))

    def edit_sheet(self, sheet_id: str) -> None:
        """Open the editor with a sheet of the person's own."""
        sheet = self.find_sheet(sheet_id)
        if sheet is not None:
            self._open_editor(sheet)

    def copy_sheet(self, sheet_id: str) -> None:
        """Open the editor with a copy of a sheet."""
        sheet = self.find_sheet(sheet_id)
        if sheet is not None:
            name = translate("Evaluate", "{name} (copy)").format(name=words.sheet_name(sheet))
            description = words.sheet_description(sheet)
            self._open_editor(
                replace(
                    sheet,
                    id=new_id(),
                    name=name,
                    description=description,
                    name_zh="",
                    description_zh="",
                    built_in=False,
                )
            )

    def _open_editor(self, sheet: Sheet, *, unsaved: bool = False) -> None:
        if self.editor is None:
            from teahouse.ui.evaluation.sheet_editor import SheetEditor

            self.editor = SheetEditor(self._bridge, self._theme, self._page)
        self.editor.edit_sheet(sheet, unsaved=unsaved)
        self.editor.show()
        self.editor.raise_()
        self.editor.activateWindow()

    def show_saved(self, event: SheetSavedEvent) -> None:
        """A sheet was saved, imported or exported, or not."""
        trouble, path, notes = event.trouble, event.path, event.notes
        if self.editor is not None:
            self.editor.show_saved(event.sheet_id, trouble)
        if trouble is not None:
            self._notices.show_warning(lambda: sentence(trouble))
        elif notes:
            self._notices.show_warning(lambda: words.notes_text(path, notes))
        elif path:
            self._notices.show_info(lambda: translate("Evaluate", "Done: {path}").format(path=path))

    # Files.

    def import_sheet(self) -> None:
        """Read a sheet from a chosen file."""
        names = translate("Evaluate", "Sheets ({endings})").format(endings=READ)
        path, _ = QFileDialog.getOpenFileName(self._page, translate("Evaluate", "Import a sheet"), "", names)
        if path:
            self._bridge.run_command(lambda services: services.evaluation.import_sheet(path))

    def export_sheet(self, sheet_id: str, kind: SheetFormat) -> None:
        """Write a sheet to a chosen file."""
        sheet = self.find_sheet(sheet_id)
        name = f"{file_name(words.sheet_name(sheet)) if sheet is not None else ''}.{kind}"
        path, _ = QFileDialog.getSaveFileName(
            self._page, translate("Evaluate", "Export the sheet"), name, f"{kind.upper()} (*.{kind})"
        )
        if path:
            self._bridge.run_command(lambda services: services.evaluation.export_sheet(sheet_id, path, kind))

    def export_report(self, kind: ReportKind) -> None:
        """Write a report of the run that is shown to a chosen file."""
        run = self._results.run
        if run is None:
            return
        ending, names = ENDINGS[kind]
        name = f"{file_name(words.sheet_name(run.sheet))}.{ending}"
        path, _ = QFileDialog.getSaveFileName(self._page, translate("Evaluate", "Save the report"), name, names)
        if path:
            said = words.all_texts()
            self._bridge.run_command(
                lambda services: services.evaluation.export_report(
                    run.id, path, kind, lambda text: said.get(text, text)
                )
            )

    def export_picture(self) -> None:
        """Save a picture of the grid to a chosen file."""
        run = self._results.run
        if run is None:
            return
        name = f"{file_name(words.sheet_name(run.sheet))}.png"
        title = translate("Evaluate", "Save the picture")
        path, _ = QFileDialog.getSaveFileName(self._page, title, name, "PNG (*.png)")
        if not path:
            return
        from teahouse.ui.evaluation.picture import picture_of_grid

        self._pictures.write_picture(picture_of_grid(self._results.grid, run, self._theme), path)

    def _show_written(self, path: str, trouble: Trouble | None) -> None:
        if trouble is None:
            self._notices.show_info(lambda: translate("Evaluate", "Written to {path}").format(path=path))
        else:
            self._notices.show_warning(lambda: sentence(trouble))
