"""The workshop's jobs, one at a time: each runs in a process of the engine and works on files of this computer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from teahouse.catalogue.registry import read_gguf_header
from teahouse.core.control_vectors import is_control_vector
from teahouse.core.errors import Problem, Trouble
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.hosts.clients import Host, as_ollama
from teahouse.services.runtime import Runtime
from teahouse.services.workshop.events import JobFailedEvent, JobProgressEvent, JobResultEvent
from teahouse.services.workshop.worker_process import run_worker

PARTIAL = ".teahouse-partial"  # as `engine.workshop.control`
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_.-]+")


class WorkshopService:
    """`folder`: where results are until they are kept; made when first used."""

    def __init__(self, runtime: Runtime, host: Host, folder: Path, post: EventSink) -> None:
        self._runtime = runtime
        self._host = host
        self._folder = folder
        self._post = post
        self._turn = asyncio.Lock()  # held by the job that runs
        self._tasks: dict[str, asyncio.Task[None]] = {}

    # Called by the window.

    def start_job(
        self,
        ticket: str,
        kind: str,
        parameters: Mapping[str, Any],
        models: Mapping[str, str] | None = None,
        *,
        at_once: bool = False,
    ) -> None:
        """Run a job of `engine.workshop.jobs`, after those before it, or `at_once` for one that takes little. →
        `JobProgressEvent`s, then `JobResultEvent` or `JobFailedEvent`, all with this `ticket`, which must be new.

        `models`: names of the host's models by the parameters that take their files' paths.
        """
        self._runtime.submit(self._start_job(ticket, kind, parameters, models or {}, at_once))

    def cancel_job(self, ticket: str) -> None:
        """End a job that runs or waits. → `JobFailedEvent` without trouble"""
        self._runtime.submit(self._cancel_job(ticket))

    def discard_result(self, path: str) -> None:
        """Delete a file that a job has made in this service's folder; others are left alone."""
        self._runtime.submit(asyncio.to_thread(self._discard_result, Path(path)))

    # Called by other services on the loop's thread.

    def result_path(self, name: str) -> Path:
        """The path of a new result, for a job's `output`; `name` is made fit for a file."""
        stem = _NOT_IN_NAMES.sub("-", name).strip("-.")[:80] or "model"
        numbers = range(1, 10_000)
        tries = (self._folder / (f"{stem}.gguf" if number == 1 else f"{stem}-{number}.gguf") for number in numbers)
        return next(path for path in tries if not path.exists())

    async def run_job(
        self,
        ticket: str,
        kind: str,
        parameters: Mapping[str, Any],
        models: Mapping[str, str] | None = None,
        on_progress: Callable[[float, str], None] | None = None,
    ) -> dict[str, Any]:
        """The result of a job, as `start_job`; only `JobProgressEvent`s are posted, or none where `on_progress` gets
        the share and the status. Cancelling ends it. Raises `Trouble`."""
        if self._turn.locked():
            self._post(JobProgressEvent(ticket, kind, waits=True))
        async with self._turn:
            self._post(JobProgressEvent(ticket, kind))
            await asyncio.to_thread(self._delete_partials)
            return await self._run_worker(ticket, kind, parameters, models or {}, on_progress)

    async def _run_worker(
        self,
        ticket: str,
        kind: str,
        parameters: Mapping[str, Any],
        models: Mapping[str, str],
        on_progress: Callable[[float, str], None] | None = None,
    ) -> dict[str, Any]:
        def post_progress(progress: float, status: str) -> None:
            self._post(JobProgressEvent(ticket, kind, progress, status))

        paths = {name: str(await self.find_model_file(model)) for name, model in models.items()}
        return await run_worker(kind, {**parameters, **paths}, on_progress or post_progress)

    async def find_model_file(self, model: str) -> Path:
        """The GGUF file of a model of the host, the first one of a split model. Raises MODEL_ELSEWHERE where the host
        is another computer, MODEL_MISSING, FILE_MISSING, FILE_FORBIDDEN."""
        client = await self._host.client()
        if not self._host.is_local:
            raise Trouble(Problem.MODEL_ELSEWHERE, model=model, address=client.address.shown)
        shown = await as_ollama(client).show_model(model)
        lines = str(shown.get("modelfile", "")).splitlines()
        found = next((line[5:].strip() for line in lines if line.startswith("FROM ")), "")
        return await asyncio.to_thread(_check_file, Path(found), model, client.address.shown)

    # On the loop's thread.

    async def close(self) -> None:
        """End all jobs, and delete what they made and nobody saved."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.delete_unsaved_vectors()

    async def delete_unsaved_vectors(self) -> None:
        """Delete the control vectors in this service's folder, which no window shows any more: at the end of the
        program, and at its start, because the last one may have been killed. A saved model has a copy of its own."""
        await asyncio.to_thread(self._delete_unsaved_vectors)

    async def _start_job(
        self, ticket: str, kind: str, parameters: Mapping[str, Any], models: Mapping[str, str], at_once: bool
    ) -> None:
        run = self._run_worker if at_once else self.run_job
        await self.start_work(ticket, kind, run(ticket, kind, parameters, models))

    async def start_work(self, ticket: str, kind: str, work: Coroutine[Any, Any, dict[str, Any]]) -> None:
        """Start work that returns the result of a job; it ends and is cancelled as `start_job` says."""
        task = self._runtime.spawn(self._post_end(ticket, kind, work), lasting=True)
        self._tasks[ticket] = task
        task.add_done_callback(lambda _: self._tasks.pop(ticket, None))

    async def _post_end(self, ticket: str, kind: str, work: Coroutine[Any, Any, dict[str, Any]]) -> None:
        try:
            result = await work
        except asyncio.CancelledError:
            self._post(JobFailedEvent(ticket, kind))
            raise
        except Exception as failure:
            self._post(JobFailedEvent(ticket, kind, as_trouble(failure)))
        else:
            self._post(JobResultEvent(ticket, kind, result))

    async def _cancel_job(self, ticket: str) -> None:
        await asyncio.sleep(0)  # the task must have begun to post its end
        if (task := self._tasks.get(ticket)) is not None:
            task.cancel()

    def _delete_partials(self) -> None:
        """Delete what a killed job has left; no other job runs now."""
        for path in self._folder.glob(f"*{PARTIAL}"):
            path.unlink(missing_ok=True)

    def _delete_unsaved_vectors(self) -> None:
        for path in self._folder.glob("*.gguf"):
            with suppress(OSError, Trouble):
                if is_control_vector(read_gguf_header(path)):
                    path.unlink()

    def _discard_result(self, path: Path) -> None:
        if path.parent == self._folder:
            path.unlink(missing_ok=True)


def _check_file(path: Path, model: str, address: str) -> Path:
    """The path if the file can be read here."""
    if not path.is_absolute():
        raise Trouble(Problem.MODEL_ELSEWHERE, model=model, address=address)
    try:
        path.open("rb").close()
    except FileNotFoundError:
        raise Trouble(Problem.FILE_MISSING, path=str(path)) from None
    except OSError:
        raise Trouble(Problem.FILE_FORBIDDEN, path=str(path)) from None
    return path
