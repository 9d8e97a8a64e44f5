"""Where lanes run: the app's host, and others by their address, each with its own models, memory and figures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from teahouse.core.architecture import read_architecture
from teahouse.core.comparison import Mode
from teahouse.core.errors import Problem, Trouble
from teahouse.core.fit import memory_need
from teahouse.core.model import ModelCard, ModelName
from teahouse.core.schedule import LaneGroup, MemoryNeed, NeedSource, Schedule, Surroundings, plan_schedule
from teahouse.core.values import dataclass
from teahouse.ollama import discovery
from teahouse.ollama.address import Address
from teahouse.ollama.client import OllamaClient
from teahouse.services.compare.events import HostModelsEvent
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.generation.runner import GenerationRunner
from teahouse.services.hosts.credentials import Credentials
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.hosts.service import ABSENT, Host, HostsService
from teahouse.services.models import runner_processes
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.services.models.library import HEADROOM, LibraryService
from teahouse.services.models.runner_processes import RunnerProcesses
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread


class RemoteHost:
    """A host beside the app's own, at `address`, asked only when a lane wants it: not watched, never started, with a
    key of its own."""

    def __init__(self, address: Address, credentials: Credentials) -> None:
        self._address = address
        self._credentials = credentials
        self._client: OllamaClient | None = None
        self._left: list[OllamaClient] = []  # replaced ones, which other lanes may still be using
        self._asking = asyncio.Lock()
        self.status = HostEvent(HostState.SEARCHING, address.shown, local=address.is_local)

    @property
    def is_local(self) -> bool:
        """Whether it is this computer."""
        return self._address.is_local

    @property
    def daemon(self) -> int | None:
        """Never ours."""
        return None

    @property
    def port(self) -> int | None:
        """The port of its address."""
        return self._address.port

    async def client(self) -> OllamaClient:
        """Its client; it is looked for at the first use and after a doubt. Raises what keeps it away."""
        async with self._asking:
            if self._client is None:
                address, token = await self._credentials.load_secret(self._address)
                try:
                    version = await discovery.probe_daemon(address, token)
                except Trouble as trouble:
                    raise self._credentials.explain_refusal(address, trouble) from trouble
                self._client = OllamaClient(address, token=token)
                engine = version.engine is not None
                self.status = replace(self.status, state=HostState.READY, version=version.version, engine=engine)
            return self._client

    def mark_unreachable(self, trouble: Trouble) -> None:
        """A host that seems gone, or refuses us, is looked for anew the next time, with the key it has then."""
        if self._client is not None and trouble.problem in (*ABSENT, Problem.HOST_REFUSED):
            self._left.append(self._client)
            self._client = None

    async def close(self) -> None:
        """Close what was opened."""
        clients, self._client = [*self._left, self._client], None
        self._left.clear()
        for client in clients:
            if client is not None:
                await client.aclose()


# Plans made from what is known of this computer now, and room made for their steps.
#
# A model's need is what the daemon says of it while it is loaded, else what it took here before, else an estimate from
# its build and its context. What has left has not given its memory back at once: the next model is loaded only when it
# is really back, or the first would be measured with the second's load.

LOOKED_AGAIN = 0.2  # seconds
GIVEN_UP_AFTER = 15.0  # seconds: somebody else may be taking memory all the time
CONTEXT = 4096  # tokens, where nobody asked for another: the usual of daemons with little graphics memory
STEADY = 32 << 20  # bytes: less than this is not memory coming back


class Planner:
    def __init__(self, host: Host, library: LibraryService) -> None:
        self._host = host
        self._library = library

    async def make_schedule(self, groups: Sequence[LaneGroup], mode: Mode) -> Schedule:
        """The steps for these groups with memory as it is now; group models are `canonical` names."""
        await self._library.read_memory()
        loaded = {canonical(model.name): model for model in self._library.loaded}
        needs = {name: MemoryNeed(name, model.size, NeedSource.LOADED) for name, model in loaded.items()}
        for group in groups:
            held = loaded.get(group.model)
            if held is None or group.context not in (None, held.context_length):
                found = await self._find_need(group)
                needs[group.model] = max(found, needs.get(group.model, found), key=lambda one: one.size)
        if not self._host.is_local:
            return plan_schedule(groups, mode, Surroundings(needs, tuple(loaded)))
        here = await asyncio.to_thread(runner_processes.measure_free_memory)
        return plan_schedule(groups, mode, Surroundings(needs, tuple(loaded), here.free, here.accelerated))

    async def _find_need(self, group: LaneGroup) -> MemoryNeed:
        """What it took here before, unless another context is asked for; else what its build says, else its file."""
        usual = self._library.usual_figures(group.model)
        if usual is not None and usual.memory and group.context is None:
            return MemoryNeed(group.model, usual.memory, NeedSource.MEASURED)
        card = self._library.find_card(group.model)
        size = 0 if card is None else await self._estimate_size(card, group.context or CONTEXT)
        return MemoryNeed(group.model, size, NeedSource.ESTIMATED)

    async def _estimate_size(self, card: ModelCard, context: int) -> int:
        """Bytes a model will most likely take with a context of so many tokens."""
        try:
            client = await self._host.client()
            build = read_architecture(await client.show_model(card.name), card.size)
        except Trouble:
            build = None
        return card.size + HEADROOM if build is None else memory_need(build, context).total

    async def unload_model(self, model: str) -> None:
        """Have a model leave. One that is gone already has left."""
        named = next((other.name for other in self._library.loaded if canonical(other.name) == model), model)
        try:
            client = await self._host.client()
            await client.unload_model(named)
        except Trouble:
            return  # whoever needs the host next says what is wrong with it

    async def wait_for_memory(self, model: str) -> None:
        """Return when a model that was unloaded is gone and its memory has come back."""
        free = await asyncio.to_thread(_free_bytes)
        until = monotonic() + GIVEN_UP_AFTER
        while monotonic() < until:
            await asyncio.sleep(LOOKED_AGAIN)
            now = await asyncio.to_thread(_free_bytes)
            await self._library.read_memory()
            gone = model not in {canonical(other.name) for other in self._library.loaded}
            if gone and now - free < STEADY:
                return
            free = now


def canonical(name: str) -> str:
    """One spelling for all ways to name a model; a name that is none stays as it is, for the host to refuse."""
    try:
        return ModelName.parse(name).short
    except Trouble:
        return name


def _free_bytes() -> int:
    """All memory that is free now, of whatever kind: what comes back shows in it."""
    here = runner_processes.measure_free_memory()
    return here.available + here.vram_free


@dataclass(frozen=True, slots=True, eq=False)
class HostSession:
    """A host with all that it takes to run a lane there."""

    host: Host
    library: LibraryService
    runner: GenerationRunner
    planner: Planner
    runners: RunnerProcesses


class HostSessions:
    """Each host's session, made when it is first asked for; an empty address is the app's host."""

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
        self._others: dict[str, RemoteHost] = {}
        self._sessions = {"": self._make_session(hosts, library)}

    def session_of(self, address: str) -> HostSession:
        """The session of a host, by its address as typed; raises HOST_ADDRESS_INVALID."""
        if address not in self._sessions:
            self._others[address] = host = RemoteHost(Address.parse(address), self._hosts.credentials)
            self._sessions[address] = self._make_session(host, self._make_library(address, host))
        return self._sessions[address]

    async def list_models(self, address: str) -> None:
        """Ask a host for its models. → `HostModelsEvent`, of the app's host `ModelsEvent`"""
        try:
            session = self.session_of(address)
        except Exception as failure:
            self._post(HostModelsEvent(address, (), as_trouble(failure)))
        else:
            await session.library.read_models()

    async def close(self) -> None:
        """The app quits."""
        for host in self._others.values():
            await host.close()

    def _make_session(self, host: Host, library: LibraryService) -> HostSession:
        runner = GenerationRunner(self._runtime, self._store_thread, host, library, self._post)
        return HostSession(host, library, runner, Planner(host, library), RunnerProcesses(host))

    def _make_library(self, address: str, host: Host) -> LibraryService:
        """The models of another host: what it tells of them must not be taken for the app's host's."""

        def told(event: object) -> None:
            match event:
                case ModelsEvent(models, trouble):
                    self._post(HostModelsEvent(address, models, trouble))
                case MemoryEvent():
                    pass  # lanes tell their own
                case _:
                    self._post(event)

        return self._library.make_library(host, told)
