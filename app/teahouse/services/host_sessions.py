"""Where lanes run: the app's host, and others by their address, each with its own models, memory and figures."""

from __future__ import annotations

from teahouse.core.values import dataclass
from teahouse.ollama.address import Address
from teahouse.services.chat.attachments import AttachmentsService
from teahouse.services.compare_events import HostModelsEvent
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink, MemoryEvent, ModelsEvent
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.hosts.service import Host, HostsService
from teahouse.services.models.library import LibraryService
from teahouse.services.models.runner_processes import RunnerProcesses
from teahouse.services.planning import Planner
from teahouse.services.remote_host import RemoteHost
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread


@dataclass(frozen=True, slots=True, eq=False)
class HostSession:
    """A host with all that it takes to run a lane there."""

    host: Host
    library: LibraryService
    runner: GenerationRunner
    planner: Planner
    runners: RunnerProcesses


class HostSessions:
    """Each host's place, made when it is first asked for; an empty address is the app's host."""

    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        hosts: HostsService,
        library: LibraryService,
        attachments: AttachmentsService,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._hosts = hosts
        self._attachments = attachments
        self._post = post
        self._others: dict[str, RemoteHost] = {}
        self._own = self._place(hosts, library)
        self._sessions = {"": self._own}

    def of(self, address: str) -> HostSession:
        """The place of a host, by its address as typed; raises HOST_ADDRESS_INVALID."""
        if address not in self._sessions:
            self._others[address] = host = RemoteHost(Address.parse(address), self._hosts.credentials)
            self._sessions[address] = self._place(host, self._library(address, host))
        place = self._sessions[address]
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

    def _place(self, host: Host, library: LibraryService) -> HostSession:
        runner = GenerationRunner(self._runtime, self._store_thread, host, library, self._post)
        return HostSession(host, library, runner, Planner(host, library), RunnerProcesses(host))

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

        return LibraryService(self._runtime, self._store_thread, host, self._attachments, told, "")
