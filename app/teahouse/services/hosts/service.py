"""The host we talk to: found, started where it is ours to start, watched, and said.

The search goes down a ladder: the address the person gave, OLLAMA_HOST, an Ollama that runs here, and the built-in
engine at once and without a question. An Ollama that is installed but does not run is offered. Only what we started
do we stop. While all is well nothing is asked and no timer runs. A host that went away, and one that was not there when
it was looked for first, is looked for again, less and less often, whether somebody looks at the window or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Protocol

from teahouse.core.errors import Problem, Trouble
from teahouse.core.settings import Settings
from teahouse.desktop.paths import Paths
from teahouse.ollama import commands, discovery
from teahouse.ollama.address import Address, from_environment, local_ollama
from teahouse.ollama.client import OllamaClient
from teahouse.ollama.models import Version
from teahouse.ollama.process import DaemonProcess, DaemonSupervisor
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.hosts.credentials import Credentials
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.runtime import Runtime

LOOKED_AGAIN = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds between looks for a host; the last repeats
LONGEST_PROBE = 10.0  # seconds a host may take to say who it is; the first time it has `discovery.PROBE_SECONDS`
KEYRING_TOLD_AFTER = 0.5  # seconds; most keyrings are open and answer in some hundredths
ABSENT = (
    Problem.HOST_UNREACHABLE,
    Problem.HOST_LOST,
    Problem.HOST_SILENT,
    Problem.HOST_STALLED,
    Problem.HOST_AWAY,
)
# What may be over in a moment, without anything the person does to this app.
PASSING = (*ABSENT, Problem.HOST_BUSY, Problem.HOST_ERROR, Problem.ENGINE_MISSING, Problem.ENGINE_SLOW)


def pauses() -> Iterator[float]:
    """Seconds from one look to the next, without an end."""
    return chain(LOOKED_AGAIN, repeat(LOOKED_AGAIN[-1]))


class HostsService:
    """`on_ready` is awaited whenever a host is ready; `status` is what was told last; `credentials` are any host's."""

    def __init__(
        self,
        runtime: Runtime,
        paths: Paths,
        environment: Mapping[str, str],
        credentials: Credentials,
        post: EventSink,
        settings: Settings,
        on_ready: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self._runtime = runtime
        self._paths = paths
        self._environment = environment
        self.credentials = credentials
        self._post = post
        self._chosen = settings.host
        self._engine_wanted = False  # the person asked for the built-in engine, in this session
        self._ollama_wanted = settings.start_ollama
        self._cloud = settings.cloud_models
        self._shared = settings.share_engine
        self._on_ready = on_ready
        self.status = self._told = HostEvent(HostState.SEARCHING)
        self._client: OllamaClient | None = None
        self._address: Address | None = None  # of the client
        self._supervisor: DaemonSupervisor | None = None  # of a daemon of ours
        self._work: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._secrets: dict[str, tuple[Address, str | None]] = {}  # by URL: a keyring is asked once for each search

    # What the window asks.

    def find_host(self) -> None:
        """Look for a host, from the top of the ladder."""
        self._runtime.submit(self._restart_search())

    def find_host_again(self) -> None:
        self.find_host()

    def start_ollama(self) -> None:
        """Start the Ollama that is installed here; it is stopped when the app quits."""
        self._ollama_wanted, self._engine_wanted = True, False
        self.find_host()

    def allow_cloud(self, allowed: bool) -> None:
        """Whether an Ollama that is started from now on may use its makers' servers."""
        self._cloud = allowed

    def share_engine(self, shared: bool) -> None:
        """Whether a built-in engine that is started from now on serves other programs of this computer, too."""
        self._shared = shared

    def go_without_secret(self) -> None:
        """Wait for the system's keyring no longer: ask the host without what is kept there."""
        self._runtime.submit(self._go_without_secret())

    def use_engine(self) -> None:
        """Use the built-in engine for this session, whatever else there is."""
        self._engine_wanted, self._ollama_wanted = True, False
        self.find_host()

    def use_host(self, address: str, token: str = "", user: str = "") -> None:
        """Use the host at `address` (as typed; empty: search again), with a token, or a password for `user`, kept in
        the system's keyring."""
        self._runtime.submit(self._use_host(address, token, user))

    def forget_secret(self, address: str) -> None:
        """Delete what the keyring holds for a host."""
        self._runtime.submit(self.credentials.delete_secret(address))

    # What other services ask; on the loop's thread.

    @property
    def is_local(self) -> bool:
        """Whether the host is this computer, so that this computer's memory is its memory."""
        return self.status.local

    @property
    def daemon(self) -> int | None:
        """The process of a daemon that we started, None while there is none."""
        return None if self._supervisor is None else self._supervisor.pid

    @property
    def port(self) -> int | None:
        """The port the host answers on, once there is one."""
        return None if self._address is None else self._address.port

    async def client(self) -> OllamaClient:
        """The client of the host, once it is there; raises the `Trouble` that keeps it away."""
        await self._settled.wait()
        if self._client is None:
            raise self.status.trouble or Trouble(Problem.HOST_UNREACHABLE, address=self.status.address)
        return self._client

    def mark_unreachable(self, trouble: Trouble) -> None:
        """A request went wrong: when that looks like a host that is gone, look after it."""
        gone = trouble.problem in ABSENT and self.status.state is HostState.READY and not self.status.ours
        if gone and self._address is not None:
            self._replace_work(self._look_after(self._address))

    async def close(self) -> None:
        """Stop what we started, and only that."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        await self._close_client()

    # The ladder.

    async def _use_host(self, address: str, token: str, user: str) -> None:
        if address and (token or user):
            self._runtime.spawn(report_errors(self.credentials.save_secret(address, token, user), self._post))
        self._chosen = address
        self._engine_wanted = self._ollama_wanted = False
        await self._restart_search()

    async def _go_without_secret(self) -> None:
        self.credentials.stop_waiting()

    async def _restart_search(self) -> None:
        self._secrets.clear()
        self._replace_work(self._search_host())

    def _replace_work(self, work: Coroutine[Any, Any, None]) -> None:
        async def after(previous: asyncio.Task[None] | None) -> None:
            if previous is not None:
                previous.cancel()
                await asyncio.gather(previous, return_exceptions=True)
            await work

        self._work = self._runtime.spawn(after(self._work), lasting=True)

    async def _search_host(self) -> None:
        """Look for a host until there is one, or until what keeps it away is nothing that passes."""
        self._settled.clear()
        self._tell_status(HostEvent(HostState.SEARCHING))
        patience = discovery.PROBE_SECONDS
        for pause in pauses():
            self._supervisor = None
            try:
                await self._close_client()
                await self._find_once(patience)
            except Exception as failure:
                trouble = as_trouble(failure)
                self._tell_failure(trouble)
                if trouble.problem not in PASSING:
                    return
            else:
                return
            await asyncio.sleep(pause)
            patience = min(patience * 2, LONGEST_PROBE)

    async def _find_once(self, patience: float) -> None:
        if self._engine_wanted:
            await self._run_engine(installed=False)
        elif address := self._given_address():
            await self._connect_to(address, patience)
        elif await self._is_answering(local := local_ollama(self._environment)):
            await self._connect_to(local, patience)
        else:
            await self._start_something()

    async def _start_something(self) -> None:
        installed = await asyncio.to_thread(discovery.installed_ollama)
        if self._ollama_wanted and installed is not None:
            await self._run_ollama(installed, local_ollama(self._environment))
        elif discovery.engine_available():
            await self._run_engine(installed=installed is not None)
        else:
            self._tell_status(replace(self.status, can_start_ollama=installed is not None))
            raise Trouble(Problem.ENGINE_MISSING)

    def _given_address(self) -> Address | None:
        """The address the person or the environment gave; raises HOST_ADDRESS_INVALID."""
        return Address.parse(self._chosen) if self._chosen else from_environment(self._environment)

    async def _is_answering(self, address: Address) -> bool:
        try:
            await discovery.probe_daemon(address)
        except Trouble:
            return False
        return True

    # Connecting and owning.

    async def _connect_to(self, address: Address, patience: float) -> None:
        why = self.status.trouble  # what is asked meanwhile fails with it
        self.status = HostEvent(HostState.SEARCHING, address.shown, local=address.is_local, trouble=why)
        token = None
        if self._chosen or self.credentials.has_unsaved(address):
            address, token = await self._with_secret(address)
        try:
            version = await discovery.probe_daemon(address, token, patience)
        except Trouble as trouble:
            raise self.credentials.explain_refusal(address, trouble) from trouble
        await self._use_client(address, token, version)

    async def _with_secret(self, address: Address) -> tuple[Address, str | None]:
        """The address with its user and password, or a token; it is told when the keyring takes its time. It is asked
        once for each search, or a person would be asked to unlock it again and again."""
        if (known := self._secrets.get(address.url)) is not None:
            return known
        told = asyncio.get_running_loop().call_later(
            KEYRING_TOLD_AFTER, lambda: self._tell_status(replace(self.status, asks_keyring=True))
        )
        try:
            found = self._secrets[address.url] = await self.credentials.load_secret(address)
        finally:
            told.cancel()
            if self.status.asks_keyring:
                self._tell_status(replace(self.status, asks_keyring=False))
        return found

    async def _run_engine(self, *, installed: bool) -> None:
        models, log, shared = self._paths.models, self._paths.engine_log, self._shared

        def make() -> DaemonProcess:
            token = "" if shared else commands.random_token()
            return DaemonProcess(commands.engine_command(models, shared=shared), log, token=token)

        starting = HostEvent(HostState.STARTING, engine=True, ours=True, can_start_ollama=installed)
        await self._run_daemon(DaemonSupervisor(make), starting)

    async def _run_ollama(self, program: Path, address: Address) -> None:
        command, log = commands.ollama_command(program), self._paths.engine_log
        environment = commands.ollama_environment(address, cloud=self._cloud)
        supervisor = DaemonSupervisor(lambda: DaemonProcess(command, log, address=address, environment=environment))
        await self._run_daemon(supervisor, HostEvent(HostState.STARTING, address.shown, ours=True))

    async def _run_daemon(self, supervisor: DaemonSupervisor, starting: HostEvent) -> None:
        """Run a daemon of ours for as long as this work is not cancelled."""
        self._supervisor = supervisor
        self._tell_status(starting)
        answered: list[asyncio.Task[None]] = []  # of the daemon's present life

        def ready(address: Address) -> None:
            answered.append(self._runtime.spawn(self._on_daemon_ready(address, supervisor.token)))

        def over() -> None:
            while answered:
                answered.pop().cancel()

        def lost() -> None:
            over()
            self._settled.clear()
            self._tell_status(starting)

        try:
            await supervisor.keep_running(ready, lost)
        finally:
            over()

    async def _on_daemon_ready(self, address: Address, token: str | None) -> None:
        """Take a daemon of ours, which is there: where it is too busy to say so it is asked until it does."""
        for pause in pauses():
            try:
                await self._use_client(address, token, await discovery.probe_daemon(address, token, LONGEST_PROBE))
            except Exception as failure:
                trouble = as_trouble(failure)
                self._tell_failure(trouble)
                if trouble.problem not in PASSING:
                    return
            else:
                return
            await asyncio.sleep(pause)

    async def _use_client(self, address: Address, token: str | None, version: Version) -> None:
        await self._close_client()
        self._client, self._address = OllamaClient(address, token=token), address
        self._tell_status(
            replace(
                self.status,
                state=HostState.READY,
                address=address.shown,
                version=version.version,
                engine=version.engine is not None,
                local=address.is_local,
                trouble=None,
                looks_again=False,
            )
        )
        self._settled.set()
        await self._runtime.attempt(self._on_ready())  # the host is there, whatever becomes of what waited for it

    # A host that goes away.

    async def _look_after(self, address: Address) -> None:
        """Look for a host that was there, until it is back."""
        patience = discovery.PROBE_SECONDS
        for pause in pauses():
            try:
                await self._connect_to(address, patience)
            except Exception as failure:
                self._tell_status(
                    replace(self.status, state=HostState.LOST, trouble=as_trouble(failure), looks_again=True)
                )
            else:
                return
            await asyncio.sleep(pause)
            patience = min(patience * 2, LONGEST_PROBE)

    # What is said.

    def _tell_failure(self, trouble: Trouble) -> None:
        again = trouble.problem in PASSING
        self._tell_status(replace(self.status, state=HostState.FAILED, trouble=trouble, looks_again=again))
        self._settled.set()

    def _tell_status(self, event: HostEvent) -> None:
        """Tell it, but not again and again while a host stays away: a notice that was closed would be back."""
        again = event.looks_again and _words(event) == _words(self._told)
        self.status = self._told = event
        if not again:
            self._post(event)

    async def _close_client(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await self._runtime.attempt(client.aclose())


def _words(event: HostEvent) -> tuple[HostEvent, str]:
    """What is compared of it: troubles are equal when they say the same."""
    return replace(event, trouble=None), str(event.trouble)


class Host(Protocol):
    """A daemon that can be asked: the app's own (`HostsService`) or that of one lane. `status`: what is known of it."""

    status: HostEvent

    @property
    def is_local(self) -> bool:
        """Whether it is this computer, so that this computer's memory is its memory."""

    @property
    def daemon(self) -> int | None:
        """Its process where we started it, else None."""

    @property
    def port(self) -> int | None:
        """The port it answers on, once that is known."""

    async def client(self) -> OllamaClient:
        """Its client, once it is there; raises the `Trouble` that keeps it away."""

    def mark_unreachable(self, trouble: Trouble) -> None:
        """A request went wrong: see whether the host is to be blamed."""
