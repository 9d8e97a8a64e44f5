"""The evaluation service. Its methods return at once and post `evaluation.events`."""

from __future__ import annotations

from teahouse.core.comparison import Mode
from teahouse.core.evaluation.formats import SheetFormat
from teahouse.core.evaluation.report import ReportKind
from teahouse.core.evaluation.results import Configuration
from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.evaluation.wording import Translation, in_english


class EvaluationService:
    """Sheets, their runs over configurations, and the reports of these."""

    def list_sheets(self) -> None:
        """→ `SheetsEvent`"""
        raise NotImplementedError

    def save_sheet(self, sheet: Sheet) -> None:
        """Store a sheet of the person's own, new or changed; a built-in one is not changed. → `SheetSavedEvent`,
        `SheetsEvent`"""
        raise NotImplementedError

    def delete_sheet(self, sheet_id: str) -> None:
        """Delete a sheet of the person's own; its runs stay. → `SheetsEvent`"""
        raise NotImplementedError

    def import_sheet(self, path: str) -> None:
        """Read a sheet from a file, by its ending (json, jsonl, csv, yaml). → `SheetSavedEvent`, `SheetsEvent`"""
        raise NotImplementedError

    def export_sheet(self, sheet_id: str, path: str, kind: SheetFormat) -> None:
        """→ `SheetSavedEvent`"""
        raise NotImplementedError

    def add_prompt_from_conversation(self, sheet_id: str, conversation_id: str, message_id: str) -> None:
        """Append the path of a conversation down to a message as a prompt: the questions are asked, the answers between
        are given ones, and the last answer is the judge's reference. → `SheetSavedEvent`, `SheetsEvent`"""
        raise NotImplementedError

    def list_runs(self) -> None:
        """→ `EvaluationRunsEvent`"""
        raise NotImplementedError

    def open_run(self, run_id: str) -> None:
        """→ `EvaluationRunEvent` or `EvaluationRunGoneEvent`"""
        raise NotImplementedError

    def start_run(
        self,
        run_id: str,
        sheet_id: str,
        configurations: tuple[Configuration, ...],
        *,
        mode: Mode = Mode.ONE_AFTER_ANOTHER,
        judge: Configuration | None = None,
    ) -> None:
        """Run a sheet over configurations (`id` from `new_id`; digest and quantization are filled in). `run_id` is from
        `new_id`. → `EvaluationRunEvent`, a `CellEvent` for each change, `EvaluationRunsEvent` at the end"""
        raise NotImplementedError

    def stop_run(self, run_id: str) -> None:
        """Stop a run; the answer that is arriving is asked again by `resume_run`. → `EvaluationRunEvent`"""
        raise NotImplementedError

    def resume_run(self, run_id: str) -> None:
        """Go on with a stopped run: what has an answer is not asked again, what failed is."""
        raise NotImplementedError

    def judge_run(self, run_id: str, judge: Configuration) -> None:
        """Judge the JUDGE checks of a run that has ended, again with this judge."""
        raise NotImplementedError

    def delete_run(self, run_id: str) -> None:
        """Delete a run with its answers. → `EvaluationRunsEvent`"""
        raise NotImplementedError

    def open_cell(self, run_id: str, prompt_id: str, configuration_id: str) -> None:
        """→ `CellResultEvent`"""
        raise NotImplementedError

    def vote_on_cell(self, run_id: str, prompt_id: str, configuration_id: str, vote: bool | None) -> None:
        """Set the person's verdict of a cell; it decides VOTE checks, and None takes it back. → `CellEvent`"""
        raise NotImplementedError

    def find_cell_regressions(self, old_run_id: str, new_run_id: str) -> None:
        """→ `RegressionsEvent`"""
        raise NotImplementedError

    def export_report(self, run_id: str, path: str, kind: ReportKind, translate: Translation = in_english) -> None:
        """Write a run's report to a file; `translate` is called on another thread. → `ReportEvent`"""
        raise NotImplementedError

    async def close(self) -> None:
        """Stop what runs; on the loop's thread."""
        raise NotImplementedError
