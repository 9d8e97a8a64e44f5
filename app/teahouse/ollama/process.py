"""Starts, supervises and ends a daemon process with all its children.

The daemon leads its own session: a Ctrl+C for the app does not reach it, and its whole process group can be ended. Its
stdin is a pipe that closes when this process dies. Its stderr is written to a log. The built-in engine prints its
address as the first line of stdout; any other daemon receives its address.
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

from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.commands import child_environment
from teahouse.ollama.discovery import probe_daemon

LARGEST = 1_000_000  # bytes; one older file of the same size is kept
LAST_LINES = 40


class DaemonLog:
    """A daemon's log file and its last lines. Appends to `path`; a full file is renamed to `path` + ".1". After a write
    error only the file is given up."""

    def __init__(self, path: Path, largest: int = LARGEST) -> None:
        self._path = path
        self._largest = largest
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._partial_line = b""
        self._writable = True

    @property
    def last_words(self) -> str:
        """The last lines, newest last."""
        return "\n".join([*self._last, self._decode_line(self._partial_line)] if self._partial_line else self._last)

    def write(self, data: bytes) -> None:
        """Append output of the daemon."""
        *lines, self._partial_line = (self._partial_line + data).split(b"\n")
        self._partial_line = self._partial_line[-10_000:]
        self._last.extend(self._decode_line(line) for line in lines if line.strip())
        if self._writable:
            try:
                self._append_file(data)
            except OSError:
                self._writable = False

    def _append_file(self, data: bytes) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(data)
            full = file.tell() >= self._largest
        if full:
            self._path.replace(self._path.with_name(self._path.name + ".1"))

    @staticmethod
    def _decode_line(line: bytes) -> str:
        return line.decode("utf-8", "replace").rstrip("\r")


START_SECONDS = 60.0  # until the first response, with a cold disk and a busy CPU; a dead process is noticed at once
STOP_SECONDS = 5.0
FIRST_POLL, LONGEST_POLL = 0.02, 0.5
PROBE_SECONDS = 10.0  # for one response: repeated requests do not help a busy daemon


class DaemonProcess:
    """One process of a daemon: call `start` once and `stop` always.

    `address` is None for a daemon that prints its address (`{"event": "listening", "url": …}`). `log` is the file for
    its stderr; `environment` is added to ours. `token`, required of its clients, is written as the first line of its
    stdin, because other users of this computer can read arguments.
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
        self._first_line: asyncio.Future[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id and process group id once it is started."""
        return None if self._process is None else self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def last_words(self) -> str:
        """The last lines it wrote to stderr."""
        return self._log.last_words

    async def start(self) -> Address:
        """Start the daemon and return its address; raises `Trouble` (the daemon's own, ENGINE_DIED with its last
        lines, or ENGINE_SLOW) and leaves no process then."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._spawn_process()
                address = self._address or await self._read_address()
                await self._wait_ready(address)
        except TimeoutError:
            await self.stop()
            raise Trouble(Problem.ENGINE_SLOW, seconds=int(START_SECONDS)) from None
        except BaseException:
            await self.stop()
            raise
        return address

    async def wait_dead(self) -> None:
        """Wait for the end of the process."""
        if self._process is not None:
            await self._process.wait()

    async def stop(self) -> None:
        """End the daemon and its process group: SIGTERM first, SIGKILL after `STOP_SECONDS`."""
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

    async def _spawn_process(self) -> None:
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
        self._first_line = asyncio.get_running_loop().create_future()
        self._readers = [asyncio.create_task(self._read_stdout()), asyncio.create_task(self._read_stderr())]

    async def _read_address(self) -> Address:
        """The address in the first line of stdout."""
        assert self._first_line is not None
        line = await self._first_line
        try:
            announcement = json.loads(line)
        except ValueError:
            announcement = None
        match announcement:
            case {"event": "listening", "url": str(url)}:
                return Address.parse(url)
            case {"event": "failed", "problem": str(problem), **facts} if problem in list(Problem):
                raise Trouble(Problem(problem), **{str(name): fact for name, fact in facts.items()})
        await self._wait_output()
        raise self._death_trouble()

    async def _wait_ready(self, address: Address) -> None:
        pause = FIRST_POLL
        while self.alive:
            try:
                await probe_daemon(address, self.token or None, PROBE_SECONDS)
            except Trouble:
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, LONGEST_POLL)
                continue
            if self.alive:  # otherwise another daemon on the same port responded
                return
        await self._wait_output()
        raise self._death_trouble()

    async def _wait_output(self) -> None:
        """Wait up to a second for the last output of an ending process."""
        with suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await asyncio.gather(*(asyncio.shield(reader) for reader in self._readers))

    def _death_trouble(self) -> Trouble:
        return Trouble(Problem.ENGINE_DIED, message=self.last_words)

    async def _read_stdout(self) -> None:
        """Read stdout: the first line to `_first_line`, the rest to the log, because a full pipe would block the
        daemon."""
        assert self._process is not None
        assert self._process.stdout is not None
        assert self._first_line is not None
        part = b""
        while chunk := await self._process.stdout.read(65536):
            if self._first_line.done():
                self._log.write(chunk)
                continue
            part += chunk
            line, newline, rest = part.partition(b"\n")
            if newline:
                self._first_line.set_result(line)
                self._log.write(rest)
        if not self._first_line.done():
            self._first_line.set_result(part)

    async def _read_stderr(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(65536):
            self._log.write(chunk)

    async def _end_group(self, process: asyncio.subprocess.Process) -> None:
        """End the remaining processes of its group."""
        if sys.platform != "win32":
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        elif process.returncode is None:
            tree = ("taskkill", "/T", "/F", "/PID", str(process.pid))
            ending = await asyncio.create_subprocess_exec(*tree, stdout=asyncio.subprocess.DEVNULL)
            await ending.wait()


DEATHS = 4  # within WITHIN_SECONDS: the daemon is not started again
WITHIN_SECONDS = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class DaemonSupervisor:
    """Restarts a daemon that died, after a growing pause, until it died too often. `make` creates a `DaemonProcess` for
    each start."""

    def __init__(self, make: Callable[[], DaemonProcess], *, first_pause: float = FIRST_PAUSE) -> None:
        self._make = make
        self._first_pause = first_pause
        self._deaths: deque[float] = deque(maxlen=DEATHS)
        self._daemon: DaemonProcess | None = None

    @property
    def pid(self) -> int | None:
        """The id of the running process."""
        return None if self._daemon is None or not self._daemon.alive else self._daemon.pid

    @property
    def token(self) -> str | None:
        """The token that the daemon requires at present; None without one."""
        return None if self._daemon is None else self._daemon.token or None

    async def keep_running(self, ready: Callable[[Address], None], lost: Callable[[], None]) -> None:
        """Run the daemon until cancelled. `ready` is called with its address after each start (a new port each time),
        `lost` when it died. Raises `Trouble`: that of a failed first start, or ENGINE_DIED with the last lines when it
        died too often."""
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
        """Wait before the next start; raises `Trouble` after too many deaths."""
        now = monotonic()
        self._deaths.append(now)
        recent = sum(1 for death in self._deaths if now - death < WITHIN_SECONDS)
        if recent >= DEATHS:
            raise Trouble(Problem.ENGINE_DIED, message=daemon.last_words)
        await asyncio.sleep(min(self._first_pause * 2.0 ** (recent - 1), LONGEST_PAUSE))
