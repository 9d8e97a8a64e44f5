"""The evaluation service. Its methods return at once and post `evaluation.events`."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teahouse.core.comparison import Mode
from teahouse.services.error_reports import report_errors
from teahouse.services.events import EventSink
from teahouse.services.hosts.service import HostsService
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread

if TYPE_CHECKING:
    from teahouse.core.evaluation.formats import SheetFormat
    from teahouse.core.evaluation.report import ReportKind
    from teahouse.core.evaluation.results import Configuration
    from teahouse.core.evaluation.sheet import Sheet
    from teahouse.core.evaluation.wording import Translation
    from teahouse.services.evaluation.parts import EvaluationParts


class EvaluationService:
    """Sheets, their runs over configurations, and the reports of these. Its modules are imported with the first
    command, on the window's thread. `folder` has the built-in sheets; `turn` is held while anything is measured."""

    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        hosts: HostsService,
        library: LibraryService,
        recorder: RunRecorder,
        folder: Path,
        turn: asyncio.Lock,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._hosts = hosts
        self._library = library
        self._recorder = recorder
        self._folder = folder
        self._turn = turn
        self._post = post
        self._parts: EvaluationParts | None = None

    # Called by the window.

    def list_sheets(self) -> None:
        """→ `SheetsEvent`"""
        self._submit_work(self._open_parts().sheets.post_sheets())

    def save_sheet(self, sheet: Sheet) -> None:
        """Store a sheet of the person's own, new or changed; a built-in one is not changed. → `SheetSavedEvent`,
        `SheetsEvent`"""
        self._submit_work(self._open_parts().sheets.save_sheet(sheet))

    def delete_sheet(self, sheet_id: str) -> None:
        """Delete a sheet of the person's own; its runs stay. → `SheetsEvent`"""
        self._submit_work(self._open_parts().sheets.delete_sheet(sheet_id))

    def import_sheet(self, path: str) -> None:
        """Read a sheet from a file, by its ending (json, jsonl, csv, yaml). → `SheetSavedEvent`, `SheetsEvent`"""
        self._submit_work(self._open_parts().sheets.import_sheet(Path(path)))

    def read_sheet(self, path: str) -> None:
        """Read a sheet from a file without storing it. → `SheetReadEvent`"""
        self._submit_work(self._open_parts().sheets.read_sheet(Path(path)))

    def export_sheet(self, sheet_id: str, path: str, kind: SheetFormat) -> None:
        """→ `SheetSavedEvent`"""
        self._submit_work(self._open_parts().sheets.export_sheet(sheet_id, Path(path), kind))

    def add_prompt_from_conversation(self, sheet_id: str, conversation_id: str, message_id: str) -> None:
        """Append the path of a conversation down to a message as a prompt: the questions are asked, the answers between
        are given ones, and the last answer is the reference of a vote. → `SheetSavedEvent`, `SheetsEvent`"""
        self._submit_work(self._open_parts().sheets.add_prompt_from_conversation(sheet_id, conversation_id, message_id))

    def list_runs(self) -> None:
        """→ `EvaluationRunsEvent`"""
        self._submit_work(self._open_parts().runs.post_runs())

    def open_run(self, run_id: str) -> None:
        """→ `EvaluationRunEvent` or `EvaluationRunGoneEvent`"""
        self._submit_work(self._open_parts().runs.open_run(run_id))

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
        self._submit_work(self._start_run(self._open_parts(), run_id, sheet_id, configurations, mode, judge))

    def repeat_run(self, run_id: str, earlier: str) -> None:
        """Run the sheet of an earlier run as it is now, with that run's configurations, mode and judge. → as
        `start_run`"""
        parts = self._open_parts()
        self._submit_work(parts.runs.repeat_run(run_id, earlier, parts.library.find_sheet))

    def run_sheet(
        self,
        run_id: str,
        sheet: Sheet,
        configurations: tuple[Configuration, ...],
        *,
        mode: Mode = Mode.ONE_AFTER_ANOTHER,
        judge: Configuration | None = None,
    ) -> None:
        """Run a sheet that need not be stored, such as some prompts of one; otherwise as `start_run`."""
        self._submit_work(self._open_parts().runs.start_run(run_id, sheet, configurations, mode, judge))

    def stop_run(self, run_id: str) -> None:
        """Stop a run; the answer that is arriving is asked again by `resume_run`. → `EvaluationRunEvent`"""
        self._submit_work(self._open_parts().runs.stop_run(run_id))

    def resume_run(self, run_id: str) -> None:
        """Go on with a stopped run: what has an answer is not asked again, what failed is. → as `start_run`"""
        self._submit_work(self._open_parts().runs.resume_run(run_id))

    def judge_run(self, run_id: str, judge: Configuration) -> None:
        """Judge the JUDGE checks of a run that has ended, again with this judge. → as `start_run`"""
        self._submit_work(self._open_parts().runs.judge_run(run_id, judge))

    def delete_run(self, run_id: str) -> None:
        """Delete a run with its answers. → `EvaluationRunsEvent`"""
        self._submit_work(self._open_parts().runs.delete_run(run_id))

    def open_cell(self, run_id: str, prompt_id: str, configuration_id: str) -> None:
        """→ `CellResultEvent`"""
        self._submit_work(self._open_parts().runs.open_cell(run_id, prompt_id, configuration_id))

    def vote_on_cell(self, run_id: str, prompt_id: str, configuration_id: str, vote: bool | None) -> None:
        """Set the person's verdict of a cell; it decides VOTE checks, and None takes it back. → `CellEvent`"""
        self._submit_work(self._open_parts().runs.vote_on_cell(run_id, prompt_id, configuration_id, vote))

    def find_cell_regressions(self, old_run_id: str, new_run_id: str) -> None:
        """→ `RegressionsEvent`"""
        self._submit_work(self._open_parts().runs.find_cell_regressions(old_run_id, new_run_id))

    def export_report(self, run_id: str, path: str, kind: ReportKind, translate: Translation | None = None) -> None:
        """Write a run's report to a file; `translate` (None: English) is called on another thread. → `ReportEvent`"""
        self._submit_work(self._open_parts().runs.export_report(run_id, Path(path), kind, translate))

    async def close(self) -> None:
        """Stop what runs; on the loop's thread."""
        if self._parts is not None:
            await self._parts.close()

    @staticmethod
    async def _start_run(
        parts: EvaluationParts,
        run_id: str,
        sheet_id: str,
        configurations: tuple[Configuration, ...],
        mode: Mode,
        judge: Configuration | None,
    ) -> None:
        await parts.runs.start_run(run_id, await parts.library.find_sheet(sheet_id), configurations, mode, judge)

    def _open_parts(self) -> EvaluationParts:
        """The parts; imports their modules on the window's thread."""
        if self._parts is None:
            from teahouse.services.evaluation.parts import EvaluationParts

            self._parts = EvaluationParts(
                self._runtime,
                self._store_thread,
                self._hosts,
                self._library,
                self._recorder,
                self._folder,
                self._turn,
                self._post,
            )
        return self._parts

    def _submit_work(self, work: Coroutine[Any, Any, None]) -> None:
        self._runtime.submit(report_errors(work, self._post))
