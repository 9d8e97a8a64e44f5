"""The use cases of `EvaluationService` that concern runs, one method each; on the loop's thread."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from time import time

from teahouse import __version__
from teahouse.core.comparison import Mode
from teahouse.core.conversation import new_id
from teahouse.core.errors import Problem, Trouble
from teahouse.core.evaluation.regressions import find_cell_regressions, find_changes
from teahouse.core.evaluation.report import ReportKind, write_report
from teahouse.core.evaluation.report_tables import RunReport
from teahouse.core.evaluation.results import CellResult, CellState, Configuration, EvaluationRun, RunSetting
from teahouse.core.evaluation.sheet import Sheet
from teahouse.core.evaluation.wording import Translation, in_english
from teahouse.core.options import check_options
from teahouse.core.run import Hardware
from teahouse.desktop.files import write_whole
from teahouse.services.compare.host_sessions import HostSessions
from teahouse.services.error_reports import as_trouble
from teahouse.services.evaluation.cell_asker import with_vote
from teahouse.services.evaluation.evaluation_runner import EvaluationRunner
from teahouse.services.evaluation.events import (
    CellEvent,
    CellResultEvent,
    EvaluationRunGoneEvent,
    EvaluationRunsEvent,
    RegressionsEvent,
    ReportEvent,
)
from teahouse.services.evaluation.judge import needs_judge
from teahouse.services.events import EventSink
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.store_thread import StoreThread

MOST_CONFIGURATIONS = 100


class RunCommands:
    def __init__(
        self,
        store_thread: StoreThread,
        sessions: HostSessions,
        runner: EvaluationRunner,
        recorder: RunRecorder,
        post: EventSink,
    ) -> None:
        self._store_thread = store_thread
        self._sessions = sessions
        self._runner = runner
        self._recorder = recorder
        self._post = post

    async def post_runs(self) -> None:
        heads = await self._store_thread.call(lambda store: store.evaluations.list_heads())
        settings = await self._store_thread.call(lambda store: store.evaluations.load_settings())
        now = await self._read_setting("") if heads else RunSetting()
        library = self._sessions.session_of("").library
        digests = {
            configuration.model: card.digest
            for head in heads
            for configuration in head.configurations
            if (card := library.find_card(configuration.model)) is not None and card.digest
        }
        self._post(
            EvaluationRunsEvent(
                tuple(
                    replace(head, changed=find_changes(head.configurations, settings[head.id], now, digests))
                    for head in heads
                )
            )
        )

    async def open_run(self, run_id: str) -> None:
        try:
            await self._runner.post_run(run_id)
        except KeyError:
            self._post(EvaluationRunGoneEvent(run_id))

    async def start_run(
        self,
        run_id: str,
        sheet: Sheet | None,
        configurations: tuple[Configuration, ...],
        mode: Mode,
        judge: Configuration | None,
    ) -> None:
        try:
            run = await self._create_run(run_id, sheet, configurations, mode, judge)
        except Exception as failure:
            self._post(EvaluationRunGoneEvent(run_id, as_trouble(failure)))
            return
        await self._run_to_end(run)

    async def repeat_run(self, run_id: str, earlier: str, find_sheet: Callable[[str], Awaitable[Sheet | None]]) -> None:
        run = await self._load_run(earlier)
        if run is None:
            return
        configurations = tuple(replace(each, id=new_id(), digest="", quantization="") for each in run.configurations)
        await self.start_run(run_id, await find_sheet(run.sheet.id), configurations, run.mode, run.judge)

    async def _create_run(
        self,
        run_id: str,
        sheet: Sheet | None,
        configurations: tuple[Configuration, ...],
        mode: Mode,
        judge: Configuration | None,
    ) -> EvaluationRun:
        """Store a new run. Raises `Trouble` where there is nothing to run, or an option is invalid."""
        if sheet is None or not sheet.prompts:
            raise Trouble(Problem.OPTION_INVALID, option="sheet", message="a sheet without prompts")
        if not 0 < len(configurations) <= MOST_CONFIGURATIONS:
            raise Trouble(Problem.OPTION_INVALID, option="configurations", minimum=1, maximum=MOST_CONFIGURATIONS)
        if len({configuration.id for configuration in configurations}) < len(configurations):
            raise Trouble(Problem.OPTION_INVALID, option="configurations", message="two with one id")
        run = EvaluationRun(
            id=run_id,
            sheet=sheet,
            created=time(),
            configurations=tuple([await self._complete(each) for each in configurations]),
            mode=mode,
            judge=None if judge is None else await self._complete(judge),
            setting=await self._read_setting(configurations[0].host),
        )
        await self._store_thread.write(lambda store: store.evaluations.create_run(run))
        return run

    async def _complete(self, configuration: Configuration) -> Configuration:
        """The configuration with the digest and quantisation its model has now. Raises OPTION_INVALID."""
        session = self._sessions.session_of(configuration.host)
        if configuration.host:
            await session.library.read_models()
        check_options(configuration.options)
        card = session.library.find_card(configuration.model)
        if card is None:
            return configuration
        return replace(configuration, digest=card.digest, quantization=card.quantization)

    async def _read_setting(self, address: str) -> RunSetting:
        """On what a run is made now. The hardware of another computer is not known."""
        host = self._sessions.session_of(address).host
        return RunSetting(
            teahouse=__version__,
            host=host.status.key,
            host_version=host.status.version,
            engine=host.status.engine,
            hardware=await self._recorder.read_hardware() if host.is_local else Hardware(),
        )

    async def stop_run(self, run_id: str) -> None:
        await self._runner.stop_run(run_id)

    async def resume_run(self, run_id: str) -> None:
        run = await self._load_run(run_id)
        if run is not None:
            await self._run_to_end(run)

    async def judge_run(self, run_id: str, judge: Configuration) -> None:
        """Judge again: what a judge decides is undecided before."""
        if self._runner.is_running(run_id):
            return
        judge = await self._complete(judge)
        await self._store_thread.write(lambda store: store.evaluations.set_judge(run_id, judge))
        run = await self._load_run(run_id)
        if run is None:
            return
        for result in await self._load_results(run_id):
            prompt = run.sheet.find_prompt(result.cell.prompt_id)
            if result.cell.state is CellState.DONE and prompt is not None and needs_judge(prompt):
                await self._save_result(run_id, replace(result, cell=replace(result.cell, state=CellState.ANSWERED)))
        await self._run_to_end(run)

    async def _run_to_end(self, run: EvaluationRun) -> None:
        await self._runner.run_to_end(run)
        await self.post_runs()

    async def delete_run(self, run_id: str) -> None:
        await self._runner.stop_run(run_id)
        await self._store_thread.write(lambda store: store.evaluations.delete_run(run_id))
        await self.post_runs()

    async def open_cell(self, run_id: str, prompt_id: str, configuration_id: str) -> None:
        result = await self._load_result(run_id, prompt_id, configuration_id)
        self._post(CellResultEvent(run_id, prompt_id, configuration_id, result))

    async def vote_on_cell(self, run_id: str, prompt_id: str, configuration_id: str, vote: bool | None) -> None:
        run = await self._load_run(run_id)
        result = await self._load_result(run_id, prompt_id, configuration_id)
        prompt = None if run is None else run.sheet.find_prompt(prompt_id)
        if result is None or prompt is None or len(result.checks) != len(prompt.checks):
            return  # it has no answer
        voted = with_vote(result, prompt, vote)
        await self._save_result(run_id, voted)
        self._post(CellEvent(run_id, voted.cell))

    async def find_cell_regressions(self, old_run_id: str, new_run_id: str) -> None:
        old, new = await self._load_run(old_run_id), await self._load_run(new_run_id)
        if old is None or new is None:
            return
        before, after = await self._load_results(old_run_id), await self._load_results(new_run_id)
        self._post(RegressionsEvent(old_run_id, new_run_id, find_cell_regressions((old, before), (new, after))))

    async def export_report(self, run_id: str, path: Path, kind: ReportKind, translate: Translation | None) -> None:
        try:
            run = await self._store_thread.call(lambda store: store.evaluations.load_run(run_id))
            report = RunReport(run, await self._load_results(run_id))
            text = await asyncio.to_thread(write_report, report, kind, translate or in_english)
            await asyncio.to_thread(write_whole, path, text.encode())
        except Exception as failure:
            self._post(ReportEvent(str(path), as_trouble(failure)))
        else:
            self._post(ReportEvent(str(path)))

    async def _load_run(self, run_id: str) -> EvaluationRun | None:
        """A run; posts that it is gone where it is not stored."""
        try:
            return await self._store_thread.call(lambda store: store.evaluations.load_run(run_id))
        except KeyError:
            self._post(EvaluationRunGoneEvent(run_id))
            return None

    async def _load_results(self, run_id: str) -> tuple[CellResult, ...]:
        return await self._store_thread.call(lambda store: store.evaluations.load_results(run_id))

    async def _load_result(self, run_id: str, prompt_id: str, configuration_id: str) -> CellResult | None:
        return await self._store_thread.call(
            lambda store: store.evaluations.load_result(run_id, prompt_id, configuration_id)
        )

    async def _save_result(self, run_id: str, result: CellResult) -> None:
        await self._store_thread.write(lambda store: store.evaluations.save_result(run_id, result))
