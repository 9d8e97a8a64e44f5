"""Makes quantisations of a model one after the other and measures each; what is made is kept or discarded.

Each result is a file in the app's own folder and a record in the database, which is stored as soon as the file is
complete: after the end of the program, however it ends, it is still listed. The original is only read.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import disk_usage
from time import monotonic, time
from typing import Any

from teahouse.core.conversation import new_id
from teahouse.core.errors import Problem, Trouble
from teahouse.core.workshop.measured_text import MeasuredText, QuantizeSeries, text_of_conversations
from teahouse.core.workshop.quantization import list_results, list_rows
from teahouse.core.workshop.records import RecordKind, WorkshopRecord
from teahouse.desktop.files import write_whole
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.models.gguf_files import find_parts
from teahouse.services.pending_writes import Repositories
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread
from teahouse.services.workshop.quantize_events import (
    QuantizationExportedEvent,
    QuantizationKeptEvent,
    QuantizeSeriesEvent,
    QuantizeStep,
    WorkshopRecordsEvent,
)
from teahouse.services.workshop.service import PARTIAL, WorkshopService

FOLDER, CACHE = "quantized", "measured"  # below the Workshop's folder
MOST_CONVERSATIONS = 40
POST_INTERVAL = 0.2  # seconds between two events of progress
SOON = 3.0  # seconds of a step before a time left is estimated


class QuantizeService:
    """Methods called by the window return at once and post events; one series runs at a time."""

    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        workshop: WorkshopService,
        keep_file: Callable[[Path, str, str], Awaitable[None]],
        folder: Path,
        post: EventSink,
    ) -> None:
        """`keep_file` makes an installed model (second) of a file (first) with the other parts of a model (third)."""
        self._runtime = runtime
        self._store_thread = store_thread
        self._workshop = workshop
        self._keep_file = keep_file
        self._folder = folder
        self._post = post
        self._task: asyncio.Task[None] | None = None
        self._event = QuantizeSeriesEvent(running=False)
        self._step_started = self._posted_at = 0.0

    # Called by the window.

    def list_records(self) -> None:
        """→ `WorkshopRecordsEvent`, `QuantizeSeriesEvent`"""
        self._submit_work(self._list_records())

    def start_series(self, series: QuantizeSeries) -> None:
        """Make and measure each kind, unless a series is running. → `QuantizeSeriesEvent`, `WorkshopRecordsEvent`"""
        self._submit_work(self._start_series(series))

    def stop_series(self) -> None:
        """Stop the series; what is complete stays. → `QuantizeSeriesEvent`"""
        self._submit_work(self.close())

    def keep_result(self, record_id: str, name: str) -> None:
        """Make the installed model `name` of a result. → `QuantizationKeptEvent`, `WorkshopRecordsEvent`"""
        self._submit_work(self._finish_result(record_id, name))

    def discard_result(self, record_id: str) -> None:
        """Delete a result with its file. → `QuantizationKeptEvent`, `WorkshopRecordsEvent`"""
        self._submit_work(self._finish_result(record_id, ""))

    def export_table(self, path: str, model: str) -> None:
        """Write the results of a model as CSV, or, in a file that ends so, as JSON. → `QuantizationExportedEvent`"""
        self._submit_work(self._export_table(Path(path), model))

    async def close(self) -> None:
        """End a running series."""
        await asyncio.sleep(0)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _submit_work(self, work: Coroutine[Any, Any, None]) -> None:
        self._runtime.submit(report_errors(work, self._post))

    # On the loop's thread.

    async def _list_records(self) -> None:
        await self._post_records()
        self._post(self._event)

    async def _post_records(self) -> None:
        records = await self._store_thread.call(lambda store: store.workshop.list_records())
        gone = await asyncio.to_thread(lambda: {one.id for one in records if one.file and not Path(one.file).exists()})
        self._post(WorkshopRecordsEvent(tuple(one for one in records if one.id not in gone)))

    async def _start_series(self, series: QuantizeSeries) -> None:
        if self._task is None or self._task.done():
            self._task = self._runtime.spawn(self._run_series(series))

    async def _run_series(self, series: QuantizeSeries) -> None:
        self._post_event(QuantizeSeriesEvent(running=True, model=series.model, total=len(series.kinds)))
        trouble: Trouble | None = None
        try:
            await self._make_kinds(series)
        except Exception as failure:
            trouble = as_trouble(failure)
        finally:
            self._post_event(replace(self._event, running=False, share=0.0, seconds_left=None, trouble=trouble))

    async def _make_kinds(self, series: QuantizeSeries) -> None:
        original = await self._workshop.find_model_file(series.model)
        measured = series.measured or await self._read_conversations()
        folder = self._folder / FOLDER
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread(_remove_partials, folder)
        matrix_text = measured.text if series.matrix == "" else series.matrix
        for done, kind in enumerate(series.kinds):
            await asyncio.to_thread(_check_disk, folder, original)
            self._begin_step(QuantizeStep.QUANTIZING, kind=kind, done=done)
            record = await self._quantize(series, original, kind, matrix_text, folder)
            self._begin_step(QuantizeStep.MEASURING)
            await self._measure(record, original, measured)
        self._event = replace(self._event, done=len(series.kinds))

    async def _quantize(
        self, series: QuantizeSeries, original: Path, kind: str, matrix_text: str | None, folder: Path
    ) -> WorkshopRecord:
        record_id = new_id()
        target = folder / f"{record_id}.gguf"
        values = {"source": str(original), "target": str(target), "kind": kind, "matrix_text": matrix_text or ""}
        started = monotonic()
        await self._run_job("quantise", values)
        parameters: dict[str, object] = {
            "kind": kind,
            "matrix": bool(matrix_text),
            "file": str(target),
            "seconds": round(monotonic() - started, 1),
        }
        record = WorkshopRecord(record_id, "", series.model, RecordKind.QUANTIZATION, parameters, created=time())
        size = (await asyncio.to_thread(target.stat)).st_size
        record = replace(record, measurements={"size": size})
        await self._save_record(record)
        await self._remove_older(record)
        return record

    async def _remove_older(self, record: WorkshopRecord) -> None:
        """Discard earlier results that this one replaces: of the same kind, and not kept."""
        same = _replaced_by(record)
        records = await self._store_thread.call(lambda store: store.workshop.list_records())
        for older in records:
            if older.id != record.id and older.file and _replaced_by(older) == same:
                await self._finish_record(older, "")

    async def _measure(self, record: WorkshopRecord, original: Path, measured: MeasuredText) -> None:
        values = {
            "original": str(original),
            "quantized": record.file,
            "text": measured.text,
            "prompts": list(measured.prompts),
            "cache": str(self._folder / CACHE),
        }
        result = await self._run_job("logits", values)
        figures = {**result.get("quantized", {}), "original": result.get("original", {})}
        await self._save_record(replace(record, measurements=figures))

    async def _run_job(self, kind: str, values: Mapping[str, object]) -> dict[str, Any]:
        return await self._workshop.run_job(new_id(), kind, values, on_progress=self._on_progress)

    async def _read_conversations(self) -> MeasuredText:
        def read(store: Repositories) -> MeasuredText:
            heads = store.conversations.list_heads(MOST_CONVERSATIONS)
            return text_of_conversations(
                store.conversations.load_messages(head.id, store.conversations.path_ids(head.id)) for head in heads
            )

        return await self._store_thread.call(read)

    async def _finish_result(self, record_id: str, name: str) -> None:
        trouble: Trouble | None = None
        try:
            records = await self._store_thread.call(lambda store: store.workshop.list_records())
            record = next((one for one in records if one.id == record_id), None)
            if record is not None and record.file:
                await self._finish_record(record, name)
        except Exception as failure:
            trouble = as_trouble(failure)
        self._post(QuantizationKeptEvent(record_id, name, trouble))
        await self._post_records()

    async def _finish_record(self, record: WorkshopRecord, name: str) -> None:
        path = Path(record.file)
        if name:
            await self._keep_file(path, name, record.made_from)
            parameters = {key: value for key, value in record.parameters.items() if key != "file"}
            kept = replace(record, model=name, parameters=parameters)
            await self._store_thread.write(lambda store: store.workshop.save_record(kept))
            with suppress(OSError):  # the model has a copy or a link of it
                await asyncio.to_thread(path.unlink)
        else:
            await asyncio.to_thread(path.unlink, missing_ok=True)  # first: a file without a record is never shown
            await self._store_thread.write(lambda store: store.workshop.delete_record(record.id))

    async def _export_table(self, path: Path, model: str) -> None:
        trouble: Trouble | None = None
        try:
            records = await self._store_thread.call(lambda store: store.workshop.list_records())
            rows = list_rows(model, list_results(records, model))
            text = io.StringIO()
            if path.suffix.lower() == ".json":
                json.dump(
                    [dict(zip(rows[0], row, strict=True)) for row in rows[1:]], text, ensure_ascii=False, indent=1
                )
            else:
                csv.writer(text, lineterminator="\n").writerows(rows)
            await asyncio.to_thread(write_whole, path, text.getvalue().encode())
        except Exception as failure:
            trouble = as_trouble(failure)
        self._post(QuantizationExportedEvent(str(path), trouble))

    async def _save_record(self, record: WorkshopRecord) -> None:
        await self._store_thread.write(lambda store: store.workshop.save_record(record))
        await self._post_records()

    # Progress.

    def _begin_step(self, step: QuantizeStep, **changes: Any) -> None:
        self._step_started = monotonic()
        self._post_event(replace(self._event, step=step, share=0.0, status="", seconds_left=None, **changes))

    def _on_progress(self, share: float, status: str) -> None:
        now = monotonic()
        if now - self._posted_at < POST_INTERVAL and share < 1.0:
            return
        passed = now - self._step_started
        left = passed * (1 - share) / share if share > 0 and passed > SOON else None
        step = self._event.step
        if step is not QuantizeStep.MEASURING:
            step = QuantizeStep.MATRIX if status == "matrix" else QuantizeStep.QUANTIZING
        self._post_event(replace(self._event, step=step, share=share, status=status, seconds_left=left))

    def _post_event(self, event: QuantizeSeriesEvent) -> None:
        self._event, self._posted_at = event, monotonic()
        self._post(event)


def _replaced_by(record: WorkshopRecord) -> tuple[object, ...]:
    return record.kind, record.made_from, record.parameters.get("kind"), record.parameters.get("matrix")


def _remove_partials(folder: Path) -> None:
    """Delete what a killed job has left. Whole files stay, also without a record: the database may be another one."""
    for path in folder.glob(f"*{PARTIAL}"):
        with suppress(OSError):
            path.unlink()


def _check_disk(folder: Path, original: Path) -> None:
    """Raise DISK_TOO_SMALL where a file as large as the original would not fit."""
    needed = sum(part.stat().st_size for part in find_parts(original))
    free = disk_usage(folder).free
    if free < needed:
        raise Trouble(Problem.DISK_TOO_SMALL, path=str(folder), needed_bytes=needed, free_bytes=free)
