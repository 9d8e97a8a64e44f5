"""A daemon that is ours: started, waited for until it answers, watched, and ended with everything it began.

It leads a session of its own, so that a Ctrl+C meant for the app does not reach it and its whole group can be
ended; it holds the other end of a pipe that closes when this process dies, however it dies. What it writes to stderr
is kept. The built-in engine says on its first line of stdout where it listens; any other daemon is given its address.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.address import Address
from teahouse.ollama.commands import child_environment
from teahouse.ollama.discovery import probe_daemon

LARGEST = 1_000_000  # bytes; one older file of the same size is kept beside it
LAST_LINES = 40


class DaemonLog:
    """The log of a daemon of ours, on disk within bounds, and its last lines. Appends to `path`; full, it becomes
    `path` + ".1" and a new one begins. A disk that cannot be written costs the log on disk, not the daemon."""

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._part = b""
        self._writable = True

    @property
    def last_words(self) -> str:
        """The last lines, newest last."""
        return "\n".join([*self._last, self._text(self._part)] if self._part else self._last)

    def write(self, data: bytes) -> None:
        """Append what came."""
        *lines, self._part = (self._part + data).split(b"\n")
        self._part = self._part[-10_000:]
        self._last.extend(self._text(line) for line in lines if line.strip())
        if self._writable:
            try:
                self._append(data)
            except OSError:
                self._writable = False

    def _append(self, data: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(data)
            full = file.tell() >= self._largest
        if full:
            self._path.replace(self._path.with_name(self._path.name + ".1"))

    @staticmethod
    def _text(line: bytes) -> str:
        return line.decode("utf-8", "replace").rstrip("\r")


START_SECONDS = 60.0  # for an answer: a cold disk and a busy processor; a dead process is noticed at once
STOP_SECONDS = 5.0
FIRST_POLL, LONGEST_POLL = 0.02, 0.5
PROBE_SECONDS = 10.0  # for one answer: asking again helps no daemon that is too busy to answer


class DaemonProcess:
    """One life of one daemon: `start` it once, `stop` it always.

    `address` is None for a daemon that says itself where it listens (`{"event": "listening", "url": …}`). `log` is
    the file for its stderr; `environment` is added to ours. `token` is what it wants of its clients: it is the first
    line of its stdin, since other users of this computer may read arguments.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        address: Address | None = None,
        environment: Mapping[str, str] | None = None,
        token: str = "",
    ) -> None:
        self._command = list(command)
        self._environment = dict(environment or {})
        self._log = DaemonLog(log)
        self._address = address
        self.token = token
        self._process: asyncio.subprocess.Process | None = None
        self._readers: list[asyncio.Task[None]] = []
        self._said: asyncio.Future[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id once it was started; it leads the process group of this number."""
        return None if self._process is None else self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def last_words(self) -> str:
        """The last lines it wrote to stderr."""
        return self._log.last_words

    async def start(self) -> Address:
        """Start it and return where it answers; raises `Trouble` (what it said, ENGINE_DIED with its last words, or
        ENGINE_SLOW) and leaves no process then."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._spawn()
                address = self._address or await self._announced()
                await self._ready(address)
        except TimeoutError:
            await self.stop()
            raise Trouble(Problem.ENGINE_SLOW, seconds=int(START_SECONDS)) from None
        except BaseException:
            await self.stop()
            raise
        return address

    async def wait_dead(self) -> None:
        """Return once it has ended, for whatever reason."""
        if self._process is not None:
            await self._process.wait()

    async def stop(self) -> None:
        """End it and all it began: asked first, by force after a while. Nothing of it is left then."""
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            if process.stdin is not None:
                process.stdin.close()
            with suppress(ProcessLookupError):
                process.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await process.wait()
        await self._end_group(process)
        await process.wait()
        await asyncio.gather(*self._readers)

    async def _spawn(self) -> None:
        flags: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            flags = {"creationflags": 0x08000000 | 0x00000200}  # no window, a process group of its own
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                env=child_environment(self._environment),
                **flags,
            )
        except OSError as error:
            raise Trouble(Problem.ENGINE_DIED, message=error.strerror or str(error)) from error
        if self.token:
            assert self._process.stdin is not None
            self._process.stdin.write(f"{self.token}\n".encode())
        self._said = asyncio.get_running_loop().create_future()
        self._readers = [asyncio.create_task(self._keep_stdout()), asyncio.create_task(self._keep_stderr())]

    async def _announced(self) -> Address:
        """Where its first line of stdout says it listens."""
        assert self._said is not None
        line = await self._said
        try:
            said = json.loads(line)
        except ValueError:
            said = None
        match said:
            case {"event": "listening", "url": str(url)}:
                return Address.parse(url)
            case {"event": "failed", "problem": str(problem), **facts} if problem in list(Problem):
                raise Trouble(Problem(problem), **{str(name): fact for name, fact in facts.items()})
        await self._settled()
        raise self._died()

    async def _ready(self, address: Address) -> None:
        pause = FIRST_POLL
        while self.alive:
            try:
                await probe_daemon(address, self.token or None, PROBE_SECONDS)
            except Trouble:
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, LONGEST_POLL)
                continue
            if self.alive:  # or it was another one that answered, on a port that was taken
                return
        await self._settled()
        raise self._died()

    async def _settled(self) -> None:
        """A moment for the last words of a process that is about to be dead."""
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await asyncio.gather(*(asyncio.shield(reader) for reader in self._readers))

    def _died(self) -> Trouble:
        return Trouble(Problem.ENGINE_DIED, message=self.last_words)

    async def _keep_stdout(self) -> None:
        """The first line is what it says, the rest goes to the log: a full pipe would stop the daemon."""
        assert self._process is not None
        assert self._process.stdout is not None
        assert self._said is not None
        part = b""
        while chunk := await self._process.stdout.read(65536):
            if self._said.done():
                self._log.write(chunk)
                continue
            part += chunk
            line, newline, rest = part.partition(b"\n")
            if newline:
                self._said.set_result(line)
                self._log.write(rest)
        if not self._said.done():
            self._said.set_result(part)

    async def _keep_stderr(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(65536):
            self._log.write(chunk)

    async def _end_group(self, process: asyncio.subprocess.Process) -> None:
        """End whatever is left of its process group."""
        if sys.platform != "win32":
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        elif process.returncode is None:
            tree = ("taskkill", "/T", "/F", "/PID", str(process.pid))
            ending = await asyncio.create_subprocess_exec(*tree, stdout=asyncio.subprocess.DEVNULL)
            await ending.wait()


DEATHS = 4  # this many within …
WITHIN_SECONDS = 60.0  # … so many seconds, and it is given up
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class DaemonSupervisor:
    """Keeps a daemon of ours running: when it dies it is started again, a little later each time, until it died too
    often. `make` gives a fresh `DaemonProcess` for each life."""

    def __init__(self, make: Callable[[], DaemonProcess], *, first_pause: float = FIRST_PAUSE) -> None:
        self._make = make
        self._first_pause = first_pause
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._daemon: DaemonProcess | None = None

    @property
    def pid(self) -> int | None:
        """The process of the daemon's present life."""
        return None if self._daemon is None or not self._daemon.alive else self._daemon.pid

    @property
    def token(self) -> str | None:
        """What the daemon wants of its clients in its present life; None where it wants nothing."""
        return None if self._daemon is None else self._daemon.token or None

    async def keep_running(self, ready: Callable[[Address], None], lost: Callable[[], None]) -> None:
        """Run until cancelled, which stops the daemon: `ready` is called with its address whenever it answers (a new
        port each time), `lost` when it died. Raises `Trouble`: what kept it from its first start, or ENGINE_DIED
        with its last words when it died too often."""
        answered = False
        while True:
            daemon = self._daemon = self._make()
            try:
                ready(await daemon.start())
                answered = True
                await daemon.wait_dead()
            except Trouble:
                if not answered:
                    raise
            finally:
                await daemon.stop()
            lost()
            await self._after_death(daemon)

    async def _after_death(self, daemon: DaemonProcess) -> None:
        """Wait before the next life; raises when there have been too many."""
        now = monotonic()
        self._deaths.append(now)
        recent = sum(1 for death in self._deaths if now - death < WITHIN_SECONDS)
        if recent >= DEATHS:
            raise Trouble(Problem.ENGINE_DIED, message=daemon.last_words)
        await asyncio.sleep(min(self._first_pause * 2.0 ** (recent - 1), LONGEST_PAUSE))
