"""The floors below the window, built and joined: all the app is but its window, and without Qt.

Importing this imports them, which takes longer than showing the window does.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from functools import partial
from time import monotonic
from typing import Any

from teahouse import __version__
from teahouse.catalogue.shelf import Shelf
from teahouse.core.errors import Trouble
from teahouse.core.settings import Settings
from teahouse.core.values import dataclass
from teahouse.desktop.channel import channel_of
from teahouse.desktop.journal import Journal
from teahouse.desktop.paths import Paths, resources
from teahouse.desktop.secrets import Secrets
from teahouse.services.attachments import AttachmentsService
from teahouse.services.catalogue import CatalogueService
from teahouse.services.chat import ChatService
from teahouse.services.compare_building import compare_service
from teahouse.services.context import ContextService
from teahouse.services.credentials import Credentials
from teahouse.services.events import EventSink, TroubleEvent
from teahouse.services.generation.pacing import PacedSink
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.history import HistoryService
from teahouse.services.hosts import HostsService
from teahouse.services.keeping import Keeping
from teahouse.services.learnt import Learnt
from teahouse.services.library import LibraryService
from teahouse.services.making import MakingService
from teahouse.services.measurements import MeasurementsService
from teahouse.services.models import ModelsService
from teahouse.services.planning import Planner
from teahouse.services.pull_queue import PullQueue
from teahouse.services.pull_room import PullRoom
from teahouse.services.pulls import PullsService
from teahouse.services.recording import Recording
from teahouse.services.runtime import Runtime
from teahouse.services.saved_prompts import SavedPromptsService
from teahouse.services.services import Services
from teahouse.services.speed_test import SpeedTest
from teahouse.services.teaching import Teaching
from teahouse.services.telling import command, news_of
from teahouse.services.trying import TryingService
from teahouse.services.updates import UpdatesService

STEP_SECONDS = 2.0  # for one service to close
HOST_SECONDS = 6.0  # for a daemon of ours to end
CLOSING_SECONDS = 8.0  # for all of them; what waits to be written comes after


@dataclass(frozen=True, slots=True)
class Standing:
    """The floors below the window, built and running."""

    journal: Journal
    runtime: Runtime
    keeping: Keeping
    services: Services

    async def begin(self) -> None:
        """Open what is kept and look for a host, side by side; a step that fails is reported and the next one taken."""
        services = self.services
        self.keeping.reopened = self._reopened
        services.hosts.start()
        for step in (
            self.keeping.open,
            services.history.tell_heads,
            services.history.tidy,
            services.pulls.open,
            services.updates.begin,
        ):
            await self._take(step)

    async def _take(self, step: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Take a step of the start; one that fails can be taken again."""
        command.set(lambda _: self.runtime.submit(self._take(step)))
        await self.runtime.attempt(step())

    async def _reopened(self) -> None:
        """The file could be opened after all: what is in it joins what this session has."""
        await self.services.history.tell_heads()
        await self.services.pulls.open()

    def close(self) -> None:
        self.runtime.stop(self._end())
        self.journal.close()

    async def _end(self) -> None:
        """Close one after the other. A step that fails or takes too long is reported and left, so that what waits to be
        written always has its time at the end."""
        services = self.services
        until = monotonic() + CLOSING_SECONDS
        for step in (
            services.updates.close,
            services.compare.close,
            services.measurements.close,
            services.pulls.close,
            services.context.close,
            services.chat.close,
            partial(self.runtime.settle, 1.0),
            services.hosts.close,
        ):
            most = HOST_SECONDS if step == services.hosts.close else STEP_SECONDS
            await self.runtime.attempt(asyncio.wait_for(step(), max(0.1, min(most, until - monotonic()))))
        await self.keeping.close()


def build(paths: Paths, settings: Settings, post: EventSink) -> Standing:
    """Build the floors and set them going; what they have to say is handed to `post`, from any thread."""
    try:
        paths.ensure()
    except Trouble as trouble:
        post(TroubleEvent(trouble))
    journal = Journal(paths.log)
    try:
        runtime = Runtime(lambda failure: post(news_of(failure)))
        keeping = Keeping(runtime, paths.database, post)
        services = _services(paths, settings, runtime, keeping, post)
    except Exception:
        journal.close()  # it is opened again with the next try
        raise
    standing = Standing(journal, runtime, keeping, services)
    runtime.start()
    runtime.submit(standing.begin())
    return standing


def _services(paths: Paths, settings: Settings, runtime: Runtime, keeping: Keeping, post: EventSink) -> Services:
    """The use cases, each given what it stands on."""
    hosts = HostsService(runtime, paths, os.environ, Credentials(Secrets()), post, settings)
    attachments = AttachmentsService(runtime, keeping, post)
    library = LibraryService(runtime, keeping, hosts, attachments, post, settings.keep_alive)
    history = HistoryService(runtime, keeping, post)
    paced = PacedSink(post)
    runner = GenerationRunner(runtime, keeping, hosts, library, paced)
    chat = ChatService(runtime, keeping, history, library, runner, paced)
    learnt = Learnt(paths.data / "learnt.json")
    shelf = Shelf(resources() / "catalogue" / "catalogue.json", paths.data / "catalogue.json")
    room = PullRoom(hosts, paths, os.environ)
    queue = PullQueue(runtime, keeping, hosts, library, room, post)
    queue.at_once = settings.pulls_at_once
    queue.continues = settings.continue_pulls
    pulls = PullsService(runtime, hosts, queue, room)
    turn = asyncio.Lock()  # held by whoever measures
    recording = Recording(keeping, hosts)
    speed_test = SpeedTest(hosts, library, Planner(hosts, library), recording, turn, post)

    async def host_is_ready() -> None:
        await library.read()
        await queue.host_ready()

    hosts.on_ready = host_is_ready
    return Services(
        keeping=keeping,
        chat=chat,
        context=ContextService(runtime, history, hosts, library, chat, post),
        history=history,
        attachments=attachments,
        library=library,
        hosts=hosts,
        catalogue=CatalogueService(
            runtime, hosts, library, shelf, learnt, Teaching(keeping, hosts, library, learnt), post
        ),
        compare=compare_service(
            runtime, keeping, history, hosts, library, attachments, resources() / "prompts", turn, post
        ),
        measurements=MeasurementsService(runtime, keeping, library, recording, speed_test, post),
        pulls=pulls,
        prompts=SavedPromptsService(runtime, keeping, post),
        models=ModelsService(runtime, hosts, library, pulls, room, post),
        making=MakingService(runtime, hosts, library, post),
        trying=TryingService(runtime, runner, library, paced),
        updates=UpdatesService(
            runtime, channel_of(resources()), __version__, paths.data / "latest.json", post, settings.updates
        ),
    )
