"""The compare service put together from its parts."""

from __future__ import annotations

import asyncio
from pathlib import Path

from teahouse.services.attachments import AttachmentsService
from teahouse.services.compare import CompareService
from teahouse.services.compare_events import ComparisonEvent
from teahouse.services.comparing import Comparing
from teahouse.services.conducting import Conducting
from teahouse.services.events import EventSink
from teahouse.services.generation.pacing import PacedSink
from teahouse.services.history import HistoryService
from teahouse.services.hosts import HostsService
from teahouse.services.keeping import Keeping
from teahouse.services.lane_work import LaneWork
from teahouse.services.library import LibraryService
from teahouse.services.open_comparison import OpenComparison
from teahouse.services.open_comparisons import OpenComparisons
from teahouse.services.places import Places
from teahouse.services.prompt_library import PromptLibrary
from teahouse.services.runtime import Runtime
from teahouse.services.set_runs import SetRuns


def compare_service(
    runtime: Runtime,
    keeping: Keeping,
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
    places = Places(runtime, keeping, hosts, library, attachments, post)
    work = LaneWork(keeping, places, post, changed)
    conducting = Conducting(runtime, places, work, turn, post)
    comparisons = OpenComparisons(keeping)
    shelf = PromptLibrary(keeping, prompts)
    set_runs = SetRuns(keeping, shelf, comparisons, conducting, post)
    comparing = Comparing(keeping, history, comparisons, conducting, set_runs, post)
    return CompareService(runtime, comparing, conducting, shelf, set_runs, places, post)
