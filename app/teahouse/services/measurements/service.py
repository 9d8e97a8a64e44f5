"""The measurements service. Its methods return at once and post `measurements.events`."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from teahouse.core.bench import VARIED, BenchResult, BenchSeries, latest_results
from teahouse.core.run import RunFilter, Source, find_regressions
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.measurements import bench_file, runs_file
from teahouse.services.measurements.bench_runner import BenchRunner
from teahouse.services.measurements.events import (
    BenchExportedEvent,
    BenchResultsEvent,
    ModelFiguresEvent,
    RunChoices,
    RunsEvent,
    RunsExportedEvent,
    RunsImportedEvent,
)
from teahouse.services.measurements.provenance import computer_name
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.measurements.speed_test import SpeedTest
from teahouse.services.pending_writes import Repositories
from teahouse.services.runtime import Runtime, read_within_deadline
from teahouse.services.store_thread import StoreThread

PAGE = 100
LAST_RUNS = 10  # of one model


class MeasurementsService:
    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        run_recorder: RunRecorder,
        speed_test: SpeedTest,
        bench_runner: BenchRunner,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._run_recorder = run_recorder
        self._speed_test = speed_test
        self._bench_runner = bench_runner
        self._post = post
        self._testing: asyncio.Task[None] | None = None
        self._measuring = False

    def list_runs(self, filters: RunFilter | None = None, *, offset: int = 0, limit: int = PAGE) -> None:
        """→ `RunsEvent`: one page of runs (`limit` 0: none); the first one has summaries, points and regressions, and
        without a filter the choices."""
        self._submit_work(self._list_runs(filters or RunFilter(), offset, limit))

    def list_model_figures(self, model: str) -> None:
        """→ `ModelFiguresEvent`"""
        self._submit_work(self._list_model_figures(model))

    def start_speed_test(
        self, models: tuple[str, ...], series: tuple[BenchSeries, ...] = (BenchSeries.STANDARD,)
    ) -> None:
        """Test each model after the other, unless a test is running: the standard test (`SpeedTest`) and the other
        series (`BenchRunner`). → `SpeedTestEvent`, `BenchEvent`, `BenchResultsEvent`"""
        self._submit_work(self._start_speed_test(models, series))

    def list_bench_results(self) -> None:
        """→ `BenchResultsEvent`"""
        self._submit_work(self._list_bench_results())

    def export_bench_results(self, path: str) -> None:
        """Write the newest results of all series to a file: CSV where its name ends so, else JSON.
        → `BenchExportedEvent`"""
        self._submit_work(self._export_bench_results(Path(path)))

    def stop_speed_test(self) -> None:
        """Stop the speed test; its runs so far stay."""
        self._submit_work(self.close())

    def export_runs(
        self, path: str, filters: RunFilter | None = None, chosen: runs_file.RunsFormat | None = None
    ) -> None:
        """Write runs to a file: CSV where its name ends so, else in the `chosen` format, else JSON for another
        computer. → `RunsExportedEvent`"""
        self._submit_work(self._export_runs(Path(path), filters or RunFilter(), chosen))

    def import_runs(self, path: str) -> None:
        """Import another computer's runs. → `RunsImportedEvent`, `RunsEvent`"""
        self._submit_work(self._import_runs(Path(path)))

    async def close(self) -> None:
        """End a running speed test."""
        await asyncio.sleep(0)  # the task must have begun to post its end
        if self._testing is not None:
            self._testing.cancel()
            await asyncio.gather(self._testing, return_exceptions=True)

    async def _list_runs(self, filters: RunFilter, offset: int, limit: int) -> None:
        def read(store: Repositories) -> RunsEvent:
            if offset:
                runs = store.measured.load_page(filters, offset, limit)
                return RunsEvent(filters, runs, offset, store.measured.count_runs(filters))
            runs, points = store.measured.load_newest(filters, limit)
            models = store.measured.summarize_models(filters)
            choices = None
            if filters == RunFilter():
                found = store.measured.list_choices()
                choices = RunChoices(found.models, found.hosts, found.computers, found.quantizations, found.powers)
            return RunsEvent(
                filters,
                runs,
                offset,
                sum(model.runs for model in models),
                models,
                points,
                find_regressions(points),
                choices,
                store.measured.sum_usage(filters),
            )

        self._post(await self._store_thread.call(read))

    async def _list_model_figures(self, model: str) -> None:
        def read(store: Repositories) -> ModelFiguresEvent:
            filters = RunFilter(models=(model,))
            runs, _ = store.measured.load_newest(filters, LAST_RUNS)
            tests = RunFilter(models=(model,), sources=(Source.SPEED_TEST,))
            tested = (
                () if any(run.source is Source.SPEED_TEST for run in runs) else store.measured.load_page(tests, 0, 1)
            )
            return ModelFiguresEvent(model, store.measured.summarize_models(filters), (*runs, *tested))

        self._post(await self._store_thread.call(read))

    async def _start_speed_test(self, models: tuple[str, ...], series: tuple[BenchSeries, ...]) -> None:
        if self._testing is not None and not self._measuring:
            await asyncio.wait((self._testing,))  # its lists are read
        if models and series and (self._testing is None or self._testing.done()):
            self._testing = self._runtime.spawn(report_errors(self._run_tests(models, series), self._post))

    async def _run_tests(self, models: tuple[str, ...], series: tuple[BenchSeries, ...]) -> None:
        varied = tuple(one for one in series if one in VARIED)
        self._measuring = True
        try:
            if BenchSeries.STANDARD in series:
                await self._speed_test.run(models)
            if varied:
                await self._bench_runner.run(models, varied)
        finally:
            self._measuring = False
            if varied:
                await self._list_bench_results()
        if BenchSeries.STANDARD in series:
            await self._speed_test.read_models()

    async def _list_bench_results(self) -> None:
        self._post(BenchResultsEvent(await self._load_bench_results()))

    async def _load_bench_results(self) -> tuple[BenchResult, ...]:
        return latest_results(await self._store_thread.call(lambda store: store.bench.list_results()))

    async def _export_bench_results(self, path: Path) -> None:
        try:
            results = await self._load_bench_results()
            await asyncio.to_thread(bench_file.write_bench_results, path, results)
        except Exception as failure:
            self._post(BenchExportedEvent(str(path), 0, as_trouble(failure)))
        else:
            self._post(BenchExportedEvent(str(path), len(results)))

    async def _export_runs(self, path: Path, filters: RunFilter, chosen: runs_file.RunsFormat | None) -> None:
        try:
            runs = await self._store_thread.call(lambda store: store.measured.load_page(filters, 0, -1))
            computer = computer_name(await self._run_recorder.read_hardware())
            count = await asyncio.to_thread(runs_file.write_runs, path, runs, computer, chosen)
        except Exception as failure:
            self._post(RunsExportedEvent(str(path), 0, as_trouble(failure)))
        else:
            self._post(RunsExportedEvent(str(path), count))

    async def _import_runs(self, path: Path) -> None:
        try:
            added: list[int] = []
            name, runs = await read_within_deadline(path, lambda: runs_file.read_runs(path))
            await self._store_thread.write(lambda store: added.append(store.runs.add_runs(*runs)))
        except Exception as failure:
            self._post(RunsImportedEvent(str(path), trouble=as_trouble(failure)))
            return
        count = added[0] if added else len(runs)
        self._post(RunsImportedEvent(str(path), name, count, len(runs) - count))
        await self._list_runs(RunFilter(), 0, PAGE)

    def _submit_work(self, work: Coroutine[Any, Any, None]) -> None:
        self._runtime.submit(report_errors(work, self._post))
