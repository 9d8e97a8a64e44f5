"""Finds, starts and watches the host that the app uses.

Search order: the address the person gave, OLLAMA_HOST, an Ollama that runs here, the built-in engine. An Ollama that is
installed but does not run is offered. Only daemons that the app started are stopped. A reachable host is not polled:
an idle connection to it ends with it (`connection.idle_connection`). An unreachable one is probed at growing intervals,
also while the window is hidden, and at once by `check_host`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any

from teahouse.connection.address import Address, from_environment, local_ollama
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import USUAL_ROUTE, HostKind, HostProfile, HostRoute, read_profile
from teahouse.core.settings import Settings
from teahouse.desktop.paths import Paths
from teahouse.ollama import discovery
from teahouse.ollama.process import DaemonSupervisor
from teahouse.services.error_reports import as_trouble, report_errors
from teahouse.services.events import EventSink
from teahouse.services.hosts.clients import HostClient, HostIdentity, identify_host, open_client
from teahouse.services.hosts.credentials import Credentials
from teahouse.services.hosts.daemon_launcher import DaemonLauncher
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.hosts.host_watch import HostWatch
from teahouse.services.runtime import Runtime

RETRY_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # between probes of a host; the last repeats
LONGEST_PROBE = 10.0  # seconds for a probe; the first one has `discovery.PROBE_SECONDS`
KEYRING_NOTICE_SECONDS = 0.5  # most keyrings are unlocked and answer in some hundredths
ABSENT = (
    Problem.HOST_UNREACHABLE,
    Problem.HOST_LOST,
    Problem.HOST_SILENT,
    Problem.HOST_STALLED,
    Problem.HOST_AWAY,
)
# Problems that may pass without an action of the person.
TRANSIENT = (
    *ABSENT,
    Problem.HOST_BUSY,
    Problem.HOST_LIMITED,
    Problem.HOST_ERROR,
    Problem.ENGINE_MISSING,
    Problem.ENGINE_SLOW,
)


def retry_pauses() -> Iterator[float]:
    """Endless pauses between attempts, seconds."""
    return chain(RETRY_SECONDS, repeat(RETRY_SECONDS[-1]))


class HostsService:
    """`on_ready` is awaited whenever a host is ready; `status` is the last event; `credentials` serve all hosts."""

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
        self._environment = environment
        self.credentials = credentials
        self._post = post
        self._launcher = DaemonLauncher(paths, settings, post)
        self._chosen = settings.host
        self._engine_wanted = settings.use_engine
        self._ollama_wanted = settings.start_ollama
        self._ollama_asked = False  # the person asked to start Ollama, also at the chosen address
        self._on_ready = on_ready
        self.status = self._posted = HostEvent(HostState.SEARCHING)
        self._profiles = {address: read_profile(value) for address, value in settings.host_profiles.items()}
        self._client: HostClient | None = None
        self._address: Address | None = None  # of the client
        self._watch: HostWatch | None = None  # of the client's host, unless it is a daemon of ours
        self._supervisor: DaemonSupervisor | None = None  # of a daemon of ours
        self._work: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._probe_now = asyncio.Event()  # ends the pause between probes
        self._kinds: dict[str, HostKind] = {}  # of hosts that answered in this session, by URL
        self._secrets: dict[str, tuple[Address, str | None]] = {}  # by URL: a keyring is asked once for each search

    # Called by the window.

    def find_host(self) -> None:
        """Search for a host from the start."""
        self._runtime.submit(self._restart_search())

    def check_host(self) -> None:
        """Check that the host still answers, or probe an unreachable one now instead of after its pause."""
        self._runtime.submit(self._check_host())

    def start_ollama(self) -> None:
        """Start the installed Ollama, at the chosen address if that is one of this computer; it is stopped when the app
        quits."""
        self._ollama_wanted, self._ollama_asked, self._engine_wanted = True, True, False
        self.find_host()

    def allow_cloud(self, allowed: bool) -> None:
        """Whether an Ollama that is started later may use its makers' servers."""
        self._launcher.allow_cloud(allowed)

    def share_engine(self, shared: bool) -> None:
        """Whether a built-in engine that is started later serves other programs of this computer."""
        self._launcher.share_engine(shared)

    def limit_states(self, mib: int) -> None:
        """How much a built-in engine that is started later may keep of conversations on disk."""
        self._launcher.limit_states(mib)

    def use_llama_server(self, program: str) -> None:
        """The program with which the built-in engine runs models, empty for its own; restarts an engine of ours."""
        if self._launcher.use_llama_server(program):
            self._runtime.submit(self._restart_engine())

    def go_without_secret(self) -> None:
        """End waiting for the system's keyring; use the host without its secret."""
        self._runtime.submit(self._go_without_secret())

    def use_engine(self) -> None:
        """Use the built-in engine instead of a host."""
        self._engine_wanted, self._ollama_wanted, self._ollama_asked = True, False, False
        self.find_host()

    def use_host(self, address: str, token: str = "", user: str = "", profile: HostProfile | None = None) -> None:
        """Use the host at `address` (as typed; empty: search), and store a token, or a password for `user`. `profile`
        replaces what was known about it."""
        self._runtime.submit(self._use_host(address, token, user, profile))

    def forget_secret(self, address: str) -> None:
        """Delete the stored secret of a host."""
        self._runtime.submit(self.credentials.delete_secret(address))

    # Called by other services on the loop's thread; see `clients.Host`.

    @property
    def is_local(self) -> bool:
        return self.status.local

    @property
    def daemon(self) -> int | None:
        return None if self._supervisor is None else self._supervisor.pid

    @property
    def port(self) -> int | None:
        return None if self._address is None else self._address.port

    def profile_of(self, address: str) -> HostProfile:
        """What is known about the host at an address, as typed."""
        return self._profiles.get(address, HostProfile())

    async def client(self) -> HostClient:
        await self._settled.wait()
        if self._client is None:
            raise self.status.trouble or Trouble(Problem.HOST_UNREACHABLE, address=self.status.address)
        return self._client

    def mark_unreachable(self, trouble: Trouble) -> None:
        if trouble.problem in ABSENT:
            self._on_gone(self._watch)

    async def close(self) -> None:
        """Stop the search, and the daemon if the app started it."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)
        await self._close_client()

    async def _use_host(self, address: str, token: str, user: str, profile: HostProfile | None) -> None:
        if profile is not None:
            self._profiles[address] = profile
        if address and (token or user):
            self._runtime.spawn(report_errors(self.credentials.save_secret(address, token, user), self._post))
        self._chosen = address
        self._engine_wanted = self._ollama_wanted = self._ollama_asked = False
        await self._restart_search()

    async def _restart_engine(self) -> None:
        if self.status.engine and self.status.ours:
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
        """Search until there is a host or a problem that does not pass, then watch the host."""
        self._settled.clear()
        self._post_status(HostEvent(HostState.SEARCHING))

        async def search(patience: float) -> None:
            self._supervisor = None
            await self._close_client()
            await self._find_once(patience)

        await self._try_until_ready(search)
        await self._watch_host()

    async def _watch_host(self) -> None:
        """Watch a host that the app did not start, until it is gone: this work is replaced then."""
        if self._watch is not None and self.status.state is HostState.READY:
            await self._watch.run()

    async def _check_host(self) -> None:
        self._probe_now.set()
        if self._watch is None or self._address is None:
            return
        if self.status.state is HostState.READY:
            await self._watch.check_host()
        elif self.status.state is HostState.LOST and not self.status.looks_again:
            self._replace_work(self._return_to(self._address))

    def _on_gone(self, watch: HostWatch | None) -> None:
        """Connect again to the host of `watch`, unless it was replaced meanwhile."""
        if watch is not None and watch is self._watch and self.status.state is HostState.READY:
            self._replace_work(self._return_to(watch.address))

    async def _try_until_ready(
        self, connect: Callable[[float], Awaitable[None]], failed: HostState = HostState.FAILED
    ) -> None:
        """Call `connect` with the seconds for a probe until it succeeds or fails for a reason that does not pass; a
        failure is posted as `failed`."""
        patience = discovery.PROBE_SECONDS
        for pause in retry_pauses():
            try:
                await connect(patience)
            except Exception as failure:
                trouble = as_trouble(failure)
                await self._post_failure(trouble, failed)
                if trouble.problem not in TRANSIENT:
                    return
            else:
                return
            await self._pause(pause)
            patience = min(patience * 2, LONGEST_PROBE)

    async def _pause(self, seconds: float) -> None:
        """Wait before the next probe; `check_host` ends the wait."""
        self._probe_now.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._probe_now.wait()

    async def _find_once(self, patience: float) -> None:
        if self._engine_wanted:
            await self._run_engine(installed=False)
        elif address := self._chosen_address():
            program = await discovery.find_program_for(address) if self._ollama_asked else None
            if program is not None and not await self._is_answering(address):
                await self._run_ollama(program, address)
            else:
                await self._connect_to(address, patience)
        elif await self._is_answering(local := local_ollama(self._environment)):
            await self._connect_to(local, patience)
        else:
            await self._start_daemon()

    async def _start_daemon(self) -> None:
        installed = await asyncio.to_thread(discovery.installed_ollama)
        if self._ollama_wanted and installed is not None:
            await self._run_ollama(installed, local_ollama(self._environment))
        elif discovery.engine_available():
            await self._run_engine(installed=installed is not None)
        else:
            self._post_status(replace(self.status, can_start_ollama=installed is not None))
            raise Trouble(Problem.ENGINE_MISSING)

    def _chosen_address(self) -> Address | None:
        """The address from the person or the environment. Raises HOST_ADDRESS_INVALID."""
        return Address.parse(self._chosen) if self._chosen else from_environment(self._environment)

    async def _is_answering(self, address: Address) -> bool:
        try:
            await discovery.probe_daemon(address)
        except Trouble:
            return False
        return True

    async def _connect_to(self, address: Address, patience: float) -> None:
        why = self.status.trouble  # requests fail with it meanwhile
        token, profile = None, self.profile_of(self._chosen)
        kind = profile.kind or self._kinds.get(address.url, HostKind.OLLAMA)
        self.status = HostEvent(HostState.SEARCHING, address.shown, kind=kind, local=address.is_local, trouble=why)
        if self._chosen or self.credentials.has_unsaved(address):
            address, token = await self._add_secret(address)
        try:
            identity = await identify_host(address, token, profile, patience)
        except Trouble as trouble:
            raise self.credentials.explain_refusal(address, trouble) from trouble
        await self._use_client(address, token, identity, profile.route)

    async def _add_secret(self, address: Address) -> tuple[Address, str | None]:
        """The address with its user and password, or a token. The keyring is read once for each search, because it may
        ask the person to unlock it; posts `asks_keyring` when that takes long."""
        if (known := self._secrets.get(address.url)) is not None:
            return known
        notice = asyncio.get_running_loop().call_later(
            KEYRING_NOTICE_SECONDS, lambda: self._post_status(replace(self.status, asks_keyring=True))
        )
        try:
            found = self._secrets[address.url] = await self.credentials.load_secret(address)
        finally:
            notice.cancel()
            if self.status.asks_keyring:
                self._post_status(replace(self.status, asks_keyring=False))
        return found

    async def _run_engine(self, *, installed: bool) -> None:
        starting = HostEvent(HostState.STARTING, engine=True, ours=True, can_start_ollama=installed)
        await self._run_daemon(self._launcher.supervise_engine(), starting)

    async def _run_ollama(self, program: Path, address: Address) -> None:
        supervisor = self._launcher.supervise_ollama(program, address)
        await self._run_daemon(supervisor, HostEvent(HostState.STARTING, address.shown, ours=True))

    async def _run_daemon(self, supervisor: DaemonSupervisor, starting: HostEvent) -> None:
        """Run a daemon of ours until this is cancelled."""
        self._supervisor = supervisor
        self._post_status(starting)
        connecting: list[asyncio.Task[None]] = []  # of the running daemon process

        def on_ready(address: Address) -> None:
            connecting.append(self._runtime.spawn(self._on_daemon_ready(address, supervisor.token)))

        def stop_connecting() -> None:
            while connecting:
                connecting.pop().cancel()

        def on_lost() -> None:
            stop_connecting()
            self._settled.clear()
            self._post_status(starting)

        try:
            await supervisor.keep_running(on_ready, on_lost)
        finally:
            stop_connecting()

    async def _on_daemon_ready(self, address: Address, token: str | None) -> None:
        """Connect to a daemon of ours; probes it until it answers."""

        async def connect(_: float) -> None:
            profile = HostProfile(HostKind.OLLAMA)
            await self._use_client(address, token, await identify_host(address, token, profile, LONGEST_PROBE))

        await self._try_until_ready(connect)

    async def _use_client(
        self, address: Address, token: str | None, identity: HostIdentity, route: HostRoute = USUAL_ROUTE
    ) -> None:
        await self._close_client()
        ours = identity.engine and self.status.ours
        self._client = open_client(identity.kind, address, token, route, own_engine=ours)
        self._address = address
        self._kinds[address.url] = identity.kind
        self._watch = None if self.status.ours else HostWatch(address, token, identity, route, self._on_gone)
        self._post_status(
            replace(
                self.status,
                state=HostState.READY,
                address=address.shown,
                version=identity.version,
                kind=identity.kind,
                owner=identity.owner,
                engine=identity.engine,
                local=address.is_local,
                trouble=None,
                looks_again=False,
            )
        )
        self._settled.set()
        await self._runtime.attempt(self._on_ready())  # a failure there does not affect the host

    async def _return_to(self, address: Address) -> None:
        """Probe a host that is gone until it answers, then watch it."""

        async def connect(patience: float) -> None:
            await self._connect_to(address, patience)

        await self._try_until_ready(connect, HostState.LOST)
        await self._watch_host()

    async def _post_failure(self, trouble: Trouble, state: HostState) -> None:
        again, failed = trouble.problem in TRANSIENT, self.status
        if failed.address and not failed.ours:
            is_ollama = failed.kind is HostKind.OLLAMA and trouble.problem is Problem.HOST_UNREACHABLE
            starts = is_ollama and await discovery.find_program_for(Address.parse(failed.address)) is not None
            failed = replace(failed, can_start_ollama=starts)
        self._post_status(replace(failed, state=state, trouble=trouble, looks_again=again))
        self._settled.set()

    def _post_status(self, event: HostEvent) -> None:
        """Post the status, but not the same trouble again: a closed notice would reappear."""
        again = event.trouble is not None and _comparable(event) == _comparable(self._posted)
        self.status = self._posted = event
        if not again:
            self._post(event)

    async def _close_client(self) -> None:
        client, self._client, self._watch = self._client, None, None
        if client is not None:
            await self._runtime.attempt(client.aclose())


def _comparable(event: HostEvent) -> tuple[HostEvent, str]:
    """The event in a form in which equal troubles compare equal."""
    return replace(event, trouble=None), str(event.trouble)
