"""What the built-in engine keeps of conversations on disk: how much it is, and its deletion."""

from __future__ import annotations

import asyncio
from pathlib import Path

from teahouse.core.conversation_files import FOLDER
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.conversation_states import delete_all_states, measure_states
from teahouse.services.chat.events import KeptStatesEvent
from teahouse.services.error_reports import report_errors
from teahouse.services.events import EventSink
from teahouse.services.runtime import Runtime


class KeptStatesService:
    """`models`: the engine's models folder. Works with and without a running engine, which reads a conversation again
    where its file is gone."""

    def __init__(self, runtime: Runtime, models: Path, post: EventSink) -> None:
        self._runtime = runtime
        self._models = models
        self._post = post

    def measure_states(self) -> None:
        """→ `KeptStatesEvent`"""
        self._runtime.submit(report_errors(self._measure(), self._post))

    def delete_states(self) -> None:
        """Delete all. → `KeptStatesEvent`"""
        self._runtime.submit(report_errors(self._delete(), self._post))

    async def _measure(self) -> None:
        self._post(KeptStatesEvent(await asyncio.to_thread(measure_states, self._models)))

    async def _delete(self) -> None:
        try:
            await asyncio.to_thread(delete_all_states, self._models)
        except OSError as error:
            raise Trouble(Problem.FOLDER_READ_ONLY, path=str(self._models / FOLDER)) from error
        finally:
            await self._measure()
