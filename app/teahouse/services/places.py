"""Where lanes run: the app's host, and others by their address, each with its own models, memory and figures."""

from __future__ import annotations

from teahouse.core.values import dataclass
from teahouse.ollama.address import Address
from teahouse.services.attachments import AttachmentsService
from teahouse.services.compare_events import HostModelsEvent
from teahouse.services.events import EventSink, MemoryEvent, ModelsEvent
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.host import Host
from teahouse.services.hosts import HostsService
from teahouse.services.keeping import Keeping
from teahouse.services.library import LibraryService
from teahouse.services.other_host import OtherHost
from teahouse.services.planning import Planner
from teahouse.services.runners import Runners
from teahouse.services.runtime import Runtime
from teahouse.services.telling import as_trouble


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A host with all that it takes to run a lane there."""

    host: Host
    library: LibraryService
    runner: GenerationRunner
    planner: Planner
    runners: Runners


class Places:
    """Each host's place, made when it is first asked for; an empty address is the app's host."""

    def __init__(
        self,
        runtime: Runtime,
        keeping: Keeping,
        hosts: HostsService,
        library: LibraryService,
        attachments: AttachmentsService,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._keeping = keeping
        self._hosts = hosts
        self._attachments = attachments
        self._post = post
        self._others: dict[str, OtherHost] = {}
        self._own = self._place(hosts, library)
        self._places = {"": self._own}

    def of(self, address: str) -> Place:
        """The place of a host, by its address as typed; raises HOST_ADDRESS_INVALID."""
        if address not in self._places:
            self._others[address] = host = OtherHost(Address.parse(address), self._hosts.credentials)
            self._places[address] = self._place(host, self._library(address, host))
        place = self._places[address]
        place.library.keep_alive = self._own.library.keep_alive
        return place

    async def look(self, address: str) -> None:
        """Ask a host for its models. → `HostModelsEvent`, of the app's host `ModelsEvent`"""
        try:
            place = self.of(address)
        except Exception as failure:
            self._post(HostModelsEvent(address, (), as_trouble(failure)))
        else:
            await place.library.read()

    async def close(self) -> None:
        """The app quits."""
        for host in self._others.values():
            await host.close()

    def _place(self, host: Host, library: LibraryService) -> Place:
        runner = GenerationRunner(self._runtime, self._keeping, host, library, self._post)
        return Place(host, library, runner, Planner(host, library), Runners(host))

    def _library(self, address: str, host: Host) -> LibraryService:
        """The models of another host: what it tells of them must not be taken for the app's host's."""

        def told(event: object) -> None:
            match event:
                case ModelsEvent(models, trouble):
                    self._post(HostModelsEvent(address, models, trouble))
                case MemoryEvent():
                    pass  # lanes tell their own
                case _:
                    self._post(event)

        return LibraryService(self._runtime, self._keeping, host, self._attachments, told, "")
