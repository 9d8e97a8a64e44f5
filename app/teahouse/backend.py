"""Builds and connects everything below the window, without Qt.

Importing this module imports all of it, which takes longer than showing the window.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from functools import partial
from time import monotonic
from typing import Any

from teahouse import __version__
from teahouse.catalogue.catalogue_store import CatalogueStore
from teahouse.core.errors import Trouble
from teahouse.core.settings import Settings
from teahouse.core.values import dataclass
from teahouse.desktop.keyring_store import KeyringStore
from teahouse.desktop.logging_setup import LogFile
from teahouse.desktop.paths import Paths, resources
from teahouse.services.catalogue.hub_service import HubService
from teahouse.services.catalogue.service import CatalogueService
from teahouse.services.chat.attachments import AttachmentsService
from teahouse.services.chat.context import ContextService
from teahouse.services.chat.history import HistoryService, OpenReplies
from teahouse.services.chat.kept_states import KeptStatesService
from teahouse.services.chat.probabilities import ProbabilitiesService
from teahouse.services.chat.rendered_replies import RenderedRepliesService
from teahouse.services.chat.saved_prompts import SavedPromptsService
from teahouse.services.chat.service import ChatService
from teahouse.services.compare.host_sessions import Planner
from teahouse.services.compare.service import CompareService, compare_service
from teahouse.services.error_reports import command, trouble_event
from teahouse.services.evaluation.service import EvaluationService
from teahouse.services.events import EventSink, TroubleEvent
from teahouse.services.generation.pacing import PacedSink
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.hosts.card import CardService
from teahouse.services.hosts.credentials import Credentials
from teahouse.services.hosts.measured_threads import MeasuredThreadsService
from teahouse.services.hosts.service import HostsService
from teahouse.services.measurements.bench_runner import BenchRunner
from teahouse.services.measurements.calibration import CalibrationFile, CalibrationService
from teahouse.services.measurements.memory_test import MemoryTest
from teahouse.services.measurements.run_recorder import RunRecorder
from teahouse.services.measurements.service import MeasurementsService
from teahouse.services.measurements.speed_test import SpeedTest
from teahouse.services.models.library import KeepAliveSetting, LibraryService
from teahouse.services.models.local_service import LocalModelsService
from teahouse.services.models.model_builder import ModelBuilderService, TryOutService
from teahouse.services.models.service import ModelsService
from teahouse.services.pulls.disk_check import DiskCheck
from teahouse.services.pulls.pull_queue import PullQueue
from teahouse.services.pulls.service import PullsService
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread
from teahouse.services.updates.service import UpdatesService, read_channel
from teahouse.services.workshop.quantize_service import QuantizeService
from teahouse.services.workshop.service import WorkshopService
from teahouse.services.workshop.steering import SteeringService

STEP_SECONDS = 2.0  # for one service to close
HOST_SECONDS = 6.0  # for a daemon that Teahouse started to end
CLOSING_SECONDS = 8.0  # for all services; pending writes follow


@dataclass(frozen=True, slots=True)
class Services:
    """All services. Every method returns at once; results are posted as events."""

    store_thread: StoreThread
    chat: ChatService
    context: ContextService
    history: HistoryService
    kept_states: KeptStatesService
    measured_threads: MeasuredThreadsService
    probabilities: ProbabilitiesService
    rendered_replies: RenderedRepliesService
    attachments: AttachmentsService
    library: LibraryService
    hosts: HostsService
    card: CardService
    catalogue: CatalogueService
    hubs: HubService
    compare: CompareService
    evaluation: EvaluationService
    measurements: MeasurementsService
    pulls: PullsService
    prompts: SavedPromptsService
    models: ModelsService
    quantize: QuantizeService
    model_builder: ModelBuilderService
    local_models: LocalModelsService
    try_out: TryOutService
    updates: UpdatesService
    workshop: WorkshopService
    steering: SteeringService


@dataclass(frozen=True, slots=True)
class Backend:
    """The log, the event loop, the store thread and the services, built and running."""

    log_file: LogFile
    runtime: Runtime
    store_thread: StoreThread
    services: Services

    async def start(self) -> None:
        """Open the stored data and look for a host at the same time; a failed step is reported and the next one run."""
        services = self.services
        services.hosts.find_host()
        for step in (
            self.store_thread.open,
            services.history.post_heads,
            services.history.purge_removed,
            services.pulls.open,
            services.updates.start_checking,
            services.workshop.delete_unsaved_vectors,
        ):
            await self._run_step(step)

    async def _run_step(self, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a step of the start; a failed one can be retried."""
        command.set(lambda _: self.runtime.submit(self._run_step(step)))
        await self.runtime.attempt(step())

    def close(self) -> None:
        self.runtime.stop(self._close_services())
        self.log_file.close()

    async def _close_services(self) -> None:
        """Close the services in order. A step that fails or takes too long is reported and abandoned, so that pending
        writes always have time at the end."""
        services = self.services
        until = monotonic() + CLOSING_SECONDS
        for step in (
            services.updates.close,
            services.card.close,
            services.quantize.close,
            services.workshop.close,
            services.compare.close,
            services.evaluation.close,
            services.measurements.close,
            services.pulls.close,
            services.context.close,
            services.chat.close,
            partial(self.runtime.settle, 1.0),
            services.hosts.close,
        ):
            most = HOST_SECONDS if step == services.hosts.close else STEP_SECONDS
            await self.runtime.attempt(asyncio.wait_for(step(), max(0.1, min(most, until - monotonic()))))
        await self.store_thread.close()


def build(paths: Paths, settings: Settings, post: EventSink) -> Backend:
    """Build and start the backend; `post` receives its events, from any thread."""
    try:
        paths.create_folders()
    except Trouble as trouble:
        post(TroubleEvent(trouble))
    log_file = LogFile(paths.log)

    async def read_again() -> None:
        """Load the stored data after the database was opened late."""
        await services.history.post_heads()
        await services.pulls.open()

    try:
        runtime = Runtime(lambda failure: post(trouble_event(failure)))
        store_thread = StoreThread(runtime, paths.database, post, read_again)
        services = _build_services(paths, settings, runtime, store_thread, post)
    except Exception:
        log_file.close()  # the next attempt opens it again
        raise
    backend = Backend(log_file, runtime, store_thread, services)
    runtime.start()
    runtime.submit(backend.start())
    return backend


def _build_services(
    paths: Paths, settings: Settings, runtime: Runtime, store_thread: StoreThread, post: EventSink
) -> Services:
    """Create all services with their dependencies."""

    async def on_host_ready() -> None:
        await library.read_models()
        await queue.resume_waiting()

    channel = read_channel(resources())
    credentials = Credentials(KeyringStore())
    hosts = HostsService(runtime, paths, os.environ, credentials, post, settings, on_host_ready)
    attachments = AttachmentsService(runtime, store_thread, post)
    library = LibraryService(runtime, store_thread, hosts, attachments, post, KeepAliveSetting(settings.keep_alive))
    replies = OpenReplies()
    history = HistoryService(runtime, store_thread, replies, post, paths.models)
    paced = PacedSink(post)
    runner = GenerationRunner(runtime, store_thread, hosts, library, paced)
    probabilities = ProbabilitiesService(runtime, store_thread, post, settings)
    chat = ChatService(runtime, store_thread, history, replies, library, runner, probabilities, paced)
    calibration_file = CalibrationFile(paths.data / "learnt.json")
    catalogue_store = CatalogueStore(resources() / "catalogue" / "catalogue.json", paths.data / "catalogue.json")
    disk_check = DiskCheck(hosts, paths, os.environ)
    queue = PullQueue(runtime, store_thread, hosts, library, disk_check, post, settings)
    pulls = PullsService(runtime, hosts, queue, disk_check, post)
    measuring = asyncio.Lock()  # held during a measurement
    recorder = RunRecorder(store_thread, hosts)
    speed_test = SpeedTest(hosts, library, Planner(hosts, library), recorder, measuring, post)
    bench_runner = BenchRunner(store_thread, hosts, library, recorder, measuring, post)
    workshop = WorkshopService(runtime, hosts, paths.data / "workshop", post)
    model_builder = ModelBuilderService(runtime, hosts, library, post)
    return Services(
        store_thread=store_thread,
        chat=chat,
        context=ContextService(runtime, history, hosts, library, chat, post),
        history=history,
        kept_states=KeptStatesService(runtime, paths.models, post),
        measured_threads=MeasuredThreadsService(runtime, paths.models, post),
        probabilities=probabilities,
        rendered_replies=RenderedRepliesService(runtime, history, library, hosts, post),
        attachments=attachments,
        library=library,
        hosts=hosts,
        card=CardService(runtime, resources() / "engine" / "check.gguf", post),
        catalogue=CatalogueService(
            runtime,
            hosts,
            library,
            catalogue_store,
            calibration_file,
            CalibrationService(store_thread, hosts, library, calibration_file),
            MemoryTest(calibration_file, measuring, lambda: next(iter(replies), None) is not None),
            disk_check,
            channel,
            post,
        ),
        hubs=HubService(runtime, credentials, os.environ, post, settings),
        compare=compare_service(
            runtime, store_thread, history, hosts, library, resources() / "prompts", measuring, post
        ),
        evaluation=EvaluationService(
            runtime, store_thread, hosts, library, recorder, resources() / "sheets", measuring, post
        ),
        measurements=MeasurementsService(runtime, store_thread, recorder, speed_test, bench_runner, post),
        pulls=pulls,
        prompts=SavedPromptsService(runtime, store_thread, post),
        models=ModelsService(runtime, store_thread, hosts, library, pulls, disk_check, post),
        model_builder=model_builder,
        quantize=QuantizeService(
            runtime, store_thread, workshop, model_builder.make_from_file, paths.data / "workshop", post
        ),
        local_models=LocalModelsService(runtime, disk_check, os.environ, post),
        try_out=TryOutService(runtime, runner, library, paced),
        updates=UpdatesService(runtime, channel, __version__, paths.data / "latest.json", post, settings.updates),
        workshop=workshop,
        steering=SteeringService(runtime, store_thread, hosts, workshop, model_builder, post),
    )
