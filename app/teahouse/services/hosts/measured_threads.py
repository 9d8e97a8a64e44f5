"""The numbers of threads that the built-in engine has measured: what they are, and forgetting them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from teahouse.core.errors import Problem, Trouble
from teahouse.core.thread_choices import FILE, LONGEST, read_choices
from teahouse.services.error_reports import report_errors
from teahouse.services.events import EventSink
from teahouse.services.hosts.events import MeasuredThreadsEvent
from teahouse.services.runtime import Runtime


class MeasuredThreadsService:
    """`models`: the engine's models folder. The engine measures again, while it is idle, what is not in its file."""

    def __init__(self, runtime: Runtime, models: Path, post: EventSink) -> None:
        self._runtime = runtime
        self._file = models / FILE
        self._post = post

    def read_threads(self) -> None:
        """→ `MeasuredThreadsEvent`"""
        self._runtime.submit(report_errors(self._read(), self._post))

    def forget_threads(self) -> None:
        """Let the engine measure again. → `MeasuredThreadsEvent`"""
        self._runtime.submit(report_errors(self._forget(), self._post))

    async def _read(self) -> None:
        found = await asyncio.to_thread(self._read_file)
        self._post(MeasuredThreadsEvent(tuple(sorted(found.items()))))

    async def _forget(self) -> None:
        try:
            await asyncio.to_thread(self._file.unlink, missing_ok=True)
        except OSError as error:
            raise Trouble(Problem.FOLDER_READ_ONLY, path=str(self._file.parent)) from error
        finally:
            await self._read()

    def _read_file(self) -> dict[int, int]:
        with suppress(OSError), self._file.open("rb") as file:
            return read_choices(file.read(LONGEST))
        return {}
