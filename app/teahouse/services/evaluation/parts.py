"""The parts of the evaluation service: imported with its first command, since most sessions need none of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

from teahouse.services.compare.host_sessions import HostSessions
from teahouse.services.evaluation.evaluation_runner import EvaluationRunner
from teahouse.services.evaluation.run_commands import RunCommands
from teahouse.services.evaluation.sheet_commands import SheetCommands
from teahouse.services.evaluation.sheet_library import SheetLibrary
from teahouse.services.events import EventSink
from teahouse.services.hosts.service import HostsService
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.models.library import LibraryService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread


class EvaluationParts:
    """`folder` has the built-in sheets; `turn` is held while anything is measured."""

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
        self.sessions = HostSessions(runtime, store_thread, hosts, library, post)
        self.library = SheetLibrary(store_thread, folder)
        self.runner = EvaluationRunner(store_thread, self.sessions, turn, post)
        self.sheets = SheetCommands(store_thread, self.library, post)
        self.runs = RunCommands(store_thread, self.sessions, self.runner, recorder, post)

    async def close(self) -> None:
        """Stop all runs."""
        await self.runner.close()
        await self.sessions.close()
