"""The hosts that lanes run on: the app's host and others by address, each with its own models and memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic

from teahouse.connection.address import Address
from teahouse.core.architecture import read_architecture
from teahouse.core.comparison import Mode
from teahouse.core.errors import Problem, Trouble
from teahouse.core.fit import memory_need
from teahouse.core.host import HostProfile
from teahouse.core.model import ModelCard, ModelName
from teahouse.core.schedule import LaneGroup, MemoryNeed, NeedSource, Schedule, Surroundings, plan_schedule
from teahouse.core.values import dataclass
from teahouse.ollama import discovery
from teahouse.services.compare.events import HostModelsEvent
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.hosts.clients import Host, HostClient, as_ollama, identify_host, open_client
from teahouse.services.hosts.credentials import Credentials
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.hosts.service import ABSENT, HostsService
from teahouse.services.models import runner_processes
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.services.models.library import HEADROOM, LibraryService
from teahouse.services.models.runner_processes import RunnerProcesses
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread


class RemoteHost:
    """Another host, at `address`: used only by lanes, not watched and never started."""

    def __init__(self, address: Address, credentials: Credentials, get_profile: Callable[[], HostProfile]) -> None:
        self._address = address
        self._credentials = credentials
        self._get_profile = get_profile
        self._client: HostClient | None = None
        self._replaced: list[HostClient] = []  # other lanes may still use them
        self._lock = asyncio.Lock()
        self.status = HostEvent(HostState.SEARCHING, address.shown, local=address.is_local)

    @property
    def is_local(self) -> bool:
        return self._address.is_local

    @property
    def daemon(self) -> int | None:
        return None

    @property
    def port(self) -> int | None:
        return self._address.port

    async def client(self) -> HostClient:
        """Its client; probes the host at the first use and after `mark_unreachable`. Raises `Trouble`."""
        async with self._lock:
            if self._client is None:
                address, token = await self._credentials.load_secret(self._address)
                profile = self._get_profile()
                try:
                    found = await identify_host(address, token, profile, discovery.PROBE_SECONDS)
                except Trouble as trouble:
                    raise self._credentials.explain_refusal(address, trouble) from trouble
                self._client = open_client(found.kind, address, token, profile.route)
                self.status = replace(
                    self.status,
                    state=HostState.READY,
                    version=found.version,
                    kind=found.kind,
                    owner=found.owner,
                    engine=found.engine,
                )
            return self._client

    def mark_unreachable(self, trouble: Trouble) -> None:
        """Probe the host again at the next use if it is gone or refused the request, with its secret of then."""
        if self._client is not None and trouble.problem in (*ABSENT, Problem.HOST_REFUSED):
            self._replaced.append(self._client)
            self._client = None

    async def close(self) -> None:
        clients, self._client = [*self._replaced, self._client], None
        self._replaced.clear()
        for client in clients:
            if client is not None:
                await client.aclose()


POLL_SECONDS = 0.2
LONGEST_WAIT = 15.0  # seconds: other programs may take memory all the time
DEFAULT_CONTEXT = 4096  # tokens: the default of daemons with little graphics memory
STEADY_BYTES = 32 << 20  # smaller changes are not memory that is freed


class Planner:
    """Makes schedules from this computer's memory, and frees memory for their steps.

    A model's need is the daemon's figure while it is loaded, else what was measured here, else an estimate from its
    build and context. The memory of an unloaded model is waited for: the next model must not load while it is freed.
    """

    def __init__(self, host: Host, library: LibraryService) -> None:
        self._host = host
        self._library = library

    async def make_schedule(self, groups: Sequence[LaneGroup], mode: Mode) -> Schedule:
        """The steps for these groups with the free memory of now; group models are `canonical` names."""
        await self._library.read_memory()
        if not self._host.status.capabilities.loads_models:
            return plan_schedule(groups, mode, Surroundings({}))
        loaded = {canonical(model.name): model for model in self._library.loaded}
        needs = {name: MemoryNeed(name, model.size, NeedSource.LOADED) for name, model in loaded.items()}
        for group in groups:
            held = loaded.get(group.model)
            if held is None or group.context not in (None, held.context_length):
                found = await self._find_need(group)
                needs[group.model] = max(found, needs.get(group.model, found), key=lambda memory_need: memory_need.size)
        if not self._host.is_local:
            return plan_schedule(groups, mode, Surroundings(needs, tuple(loaded)))
        here = await asyncio.to_thread(runner_processes.measure_free_memory)
        return plan_schedule(groups, mode, Surroundings(needs, tuple(loaded), here.free, here.accelerated))

    async def _find_need(self, group: LaneGroup) -> MemoryNeed:
        """What was measured here for the default context, else an estimate from its build, else from its file."""
        usual = self._library.usual_figures(group.model)
        if usual is not None and usual.memory and group.context is None:
            return MemoryNeed(group.model, usual.memory, NeedSource.MEASURED)
        card = self._library.find_card(group.model)
        size = 0 if card is None else await self._estimate_size(card, group.context or DEFAULT_CONTEXT)
        return MemoryNeed(group.model, size, NeedSource.ESTIMATED)

    async def _estimate_size(self, card: ModelCard, context: int) -> int:
        """Estimated bytes of a model with a context of so many tokens."""
        try:
            client = as_ollama(await self._host.client())
            build = read_architecture(await client.show_model(card.name), card.size)
        except Trouble:
            build = None
        return card.size + HEADROOM if build is None else memory_need(build, context).total

    async def unload_model(self, model: str) -> None:
        """Unload a model, if it is loaded."""
        named = next((other.name for other in self._library.loaded if canonical(other.name) == model), model)
        try:
            client = as_ollama(await self._host.client())
            await client.unload_model(named)
        except Trouble:
            return  # the next request to the host reports it

    async def wait_for_memory(self, model: str) -> None:
        """Return when an unloaded model is gone and its memory free, or after LONGEST_WAIT."""
        free = await asyncio.to_thread(_measure_free_bytes)
        until = monotonic() + LONGEST_WAIT
        while monotonic() < until:
            await asyncio.sleep(POLL_SECONDS)
            now = await asyncio.to_thread(_measure_free_bytes)
            await self._library.read_memory()
            gone = model not in {canonical(other.name) for other in self._library.loaded}
            if gone and now - free < STEADY_BYTES:
                return
            free = now


def canonical(name: str) -> str:
    """The short form of a model's name; an invalid name is returned as it is."""
    try:
        return ModelName.parse(name).short
    except Trouble:
        return name


def _measure_free_bytes() -> int:
    """Free memory of the computer and its GPUs."""
    here = runner_processes.measure_free_memory()
    return here.available + here.vram_free


@dataclass(frozen=True, slots=True, eq=False)
class HostSession:
    """A host with the objects that run a lane there."""

    host: Host
    library: LibraryService
    runner: GenerationRunner
    planner: Planner
    runners: RunnerProcesses


class HostSessions:
    """Each host's session, made at first use; an empty address is the app's host."""

    def __init__(
        self,
        runtime: Runtime,
        store_thread: StoreThread,
        hosts: HostsService,
        library: LibraryService,
        post: EventSink,
    ) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._hosts = hosts
        self._library = library
        self._post = post
        self._remote_hosts: dict[str, RemoteHost] = {}
        self._sessions = {"": self._make_session(hosts, library)}

    def session_of(self, address: str) -> HostSession:
        """The session of a host, by its address as typed; raises HOST_ADDRESS_INVALID."""
        if address not in self._sessions:
            self._remote_hosts[address] = host = RemoteHost(
                Address.parse(address), self._hosts.credentials, partial(self._hosts.profile_of, address)
            )
            self._sessions[address] = self._make_session(host, self._make_library(address, host))
        return self._sessions[address]

    async def list_models(self, address: str) -> None:
        """→ `HostModelsEvent`, for the app's host `ModelsEvent`"""
        try:
            session = self.session_of(address)
        except Exception as failure:
            self._post(HostModelsEvent(address, (), as_trouble(failure)))
        else:
            await session.library.read_models()

    async def close(self) -> None:
        for host in self._remote_hosts.values():
            await host.close()

    def _make_session(self, host: Host, library: LibraryService) -> HostSession:
        runner = GenerationRunner(self._runtime, self._store_thread, host, library, self._post)
        return HostSession(host, library, runner, Planner(host, library), RunnerProcesses(host))

    def _make_library(self, address: str, host: Host) -> LibraryService:
        """The library of another host; its events must not be taken for those of the app's host."""

        def forward_event(event: object) -> None:
            match event:
                case ModelsEvent(models, trouble):
                    self._post(HostModelsEvent(address, models, trouble))
                case MemoryEvent():
                    pass  # `LaneEvent` has the memory
                case _:
                    self._post(event)

        return self._library.make_library(host, forward_event)
