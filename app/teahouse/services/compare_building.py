"""The compare service put together from its parts."""

from __future__ import annotations

import asyncio
from pathlib import Path

from teahouse.services.chat.attachments import AttachmentsService
from teahouse.services.chat.history import HistoryService
from teahouse.services.compare import CompareService
from teahouse.services.compare_events import ComparisonEvent
from teahouse.services.comparison_commands import ComparisonCommands
from teahouse.services.events import EventSink
from teahouse.services.generation.pacing import PacedSink
from teahouse.services.host_sessions import HostSessions
from teahouse.services.hosts.service import HostsService
from teahouse.services.lane_runner import LaneRunner
from teahouse.services.models.library import LibraryService
from teahouse.services.open_comparison import OpenComparison
from teahouse.services.open_comparisons import OpenComparisons
from teahouse.services.prompts import PromptLibrary
from teahouse.services.runtime import Runtime
from teahouse.services.schedule_runner import ScheduleRunner
from teahouse.services.set_runs import SetRuns
from teahouse.services.store_thread import StoreThread


def compare_service(
    runtime: Runtime,
    store_thread: StoreThread,
    history: HistoryService,
    hosts: HostsService,
    library: LibraryService,
    attachments: AttachmentsService,
    prompts: Path,
    turn: asyncio.Lock,
    post: EventSink,
) -> CompareService:
    """`prompts` is the folder of the built-in sets; `turn` is held by whoever measures."""

    def changed(opened: OpenComparison) -> None:
        """An answer is over: its comparison is another now, and so is the set's run it belongs to."""
        post(ComparisonEvent(opened.whole()))
        if opened.kept.set_run:
            runtime.spawn(set_runs.tell(opened.kept.set_run, opened.id))

    post = PacedSink(post)
    places = HostSessions(runtime, store_thread, hosts, library, attachments, post)
    work = LaneRunner(store_thread, places, post, changed)
    schedule_runner = ScheduleRunner(runtime, places, work, turn, post)
    comparisons = OpenComparisons(store_thread)
    shelf = PromptLibrary(store_thread, prompts)
    set_runs = SetRuns(store_thread, shelf, comparisons, schedule_runner, post)
    comparing = ComparisonCommands(store_thread, history, comparisons, schedule_runner, set_runs, post)
    return CompareService(runtime, comparing, schedule_runner, shelf, set_runs, places, post)
