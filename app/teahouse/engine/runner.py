"""The parent's side of one runner: start it, know when it serves, know why it failed, end it.

Ending is a kill: nothing in it is worth saving, and a kill gives all memory back at once, during a load too. Its log
is read as it comes: it alone says why a load failed and how much memory was taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import field
from typing import Any, Self

from teahouse.core.values import dataclass
from teahouse.engine import large
from teahouse.engine.errors import RunnerError
from teahouse.engine.processes import LOOK_SECONDS, PreparationLimit, bind_to_us
from teahouse.engine.runner_http import LARGEST_BODY, Cut, RunnerExchange, TooLong

MIB = 1 << 20
_KEPT_LINES = 60
_POLL_SECONDS = 0.05
_KEEPER_SECONDS = 3.0
_LOG_SECONDS = 1.0  # for what llama.cpp logged of the load; a foreign server may log less
# regex: each word is entered once, each line is tried once from its beginning
_SIZE = re.compile(r"(?<!\S)(\S+)\s+(?:model|KV|RS|compute|output)\s+buffer size =\s+([0-9.]+) MiB")
_PREFIX = re.compile(r"^[0-9.]+ [A-Z] (?:\S+\s+)*?\S+: ")
_REASON = re.compile(  # regex: as above
    r"error loading model(?: \w+)?: (.+)|\.(?:c|cpp|cu|h|m):\d+: (.+)|(^.*(?:failed to allocate|out of memory).*)"
)
_SLOT = "slot   load_model: id  0 | task -1 | new slot"  # the weights are there, the template comes next
_LAUNCHED, _RELEASED = "| processing task", "| stop processing"
_OF_TEMPLATE = re.compile(r"for this template|jinja", re.IGNORECASE)  # an error that its template gave
_LONGEST_REASON = 1000  # characters of what a template says for itself
_WHAT = {
    "/v1/chat/completions": "the chat template of {}",
    "/apply-template": "the chat template of {}",
}
_FORMING = frozenset(("tools", "response_format", "json_schema", "grammar"))
_HOLLOW = ("failed to load model", "exiting due to")


@dataclass(slots=True)
class RunnerLog:
    """The last lines of llama.cpp's log, and the bytes it said it took: in memory and on GPUs."""

    lines: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT_LINES))
    host: float = 0.0
    vram: float = 0.0
    sizing: bool = True
    parts_thinking: bool = False  # llama.cpp understands how this template thinks
    whole: asyncio.Event = field(default_factory=asyncio.Event)  # the last line that tells of the load was read
    has_weights: asyncio.Event = field(default_factory=asyncio.Event)  # the weights are there, the template comes next
    launched: int = 0  # prompts that the model began to compute
    computing: bool = False

    def add_line(self, line: str) -> None:
        self.lines.append(line)
        if _LAUNCHED in line:
            self.launched += 1
            self.computing = True
        elif _RELEASED in line:
            self.computing = False
        elif _SLOT in line:
            self.has_weights.set()
        if "chat template, thinking = " in line:
            self.parts_thinking = "thinking = 1" in line
            self.whole.set()
        size = _SIZE.search(line) if self.sizing else None
        if size is None:
            return
        on_host = size[1].startswith("CPU") or size[1].endswith("_Host") or size[1] == "BLAS"
        if on_host:
            self.host += float(size[2]) * MIB
        else:
            self.vram += float(size[2]) * MIB

    def read_reason(self) -> str:
        """Why it stopped, in llama.cpp's own words; empty when the log says nothing."""
        for line in self.lines:
            found = _REASON.search(line)
            if found is not None:
                return next(group for group in found.groups() if group).strip()
        errors = [_PREFIX.sub("", line) for line in self.lines if " E " in line[:20]]
        told = [line for line in errors if not any(hollow in line for hollow in _HOLLOW)]
        return (told or errors or [""])[0].strip()


class Runner:
    """A process with one model in it. `port` and `key` are how to speak to it once `start` has returned."""

    def __init__(self, process: asyncio.subprocess.Process, key: str, *, supervisor: bool = False) -> None:
        self._process = process
        self._supervisor = supervisor  # beside the process that holds the model, and to be told before it is killed
        self.key = key
        self.model = ""  # its name, for errors
        self.exceeded = ""  # why we ended it: what it did and which limit that broke
        self.died_in = ""  # what it was at when its connection broke before it computed
        self.port = 0
        self.build = ""
        self.log = RunnerLog()
        self._reading = asyncio.create_task(self._read_log())
        self.exited = asyncio.create_task(self._process.wait())
        self._background: set[asyncio.Task[None]] = set()

    @classmethod
    async def start(cls, parameters: Mapping[str, Any]) -> Runner:
        """Start a runner and wait until its model is loaded.

        Raises `RunnerError` 500 with the reason when it cannot be; cancelling kills the load.
        """
        key = secrets.token_urlsafe(24)
        # Without the second a failed assertion calls a debugger, which takes its time and floods the log.
        environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "GGML_NO_BACKTRACE": "1"}
        process = await asyncio.create_subprocess_exec(
            *runner_command(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            creationflags=_no_window(),
        )
        bind_to_us(process.pid)
        runner = cls(process, key, supervisor=bool(parameters["binary"]) and sys.platform != "linux")
        runner.model = parameters["alias"]
        try:
            await runner._load({**parameters, "key": key, "parent": os.getpid(), "port": _free_port()})
        except BaseException:
            await asyncio.shield(runner.stop())
            raise
        return runner

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def size(self) -> int:
        """Bytes the model takes, all together, as llama.cpp said while loading."""
        return int(self.log.host + self.log.vram)

    @property
    def size_vram(self) -> int:
        return int(self.log.vram)

    def exchange(self, method: str, path: str, body: object = None) -> RunnerExchange:
        """One request. What comes before the computing is bounded: a runner that exceeds a limit is ended, which the
        request sees as `Cut`, and `lost` says why."""
        if method == "GET":
            return RunnerExchange(self.port, self.key, method, path, body)
        return _Preparing(self, path, body)

    async def is_serving(self) -> bool:
        """Whether the process still serves: its socket tells of its end before anything else does."""
        try:
            async with self.exchange("GET", "/health") as exchange:
                return exchange.status == 200
        except (Cut, OSError):
            return False

    async def call(self, path: str, body: object) -> Any:
        """POST and read the whole JSON answer; raises `RunnerError` for any status but 200, or when it is gone."""
        try:
            async with self.exchange("POST", path, body) as exchange:
                data = await exchange.read_body()
        except (Cut, OSError):
            raise await self.explain_loss() from None
        except TooLong:
            raise self.too_long(path) from None
        if exchange.status != 200:
            raise self.error_for(exchange.status, data)
        return await large.load_json(data)

    def error_for(self, status: int, body: bytes) -> RunnerError:
        """The error for an answer with any status but 200; one that the chat template gave names it."""
        said = body.decode(errors="replace").strip()
        if _OF_TEMPLATE.search(said) is None:
            return RunnerError(status, said)
        with contextlib.suppress(ValueError, LookupError, TypeError):
            said = str(json.loads(said)["error"]["message"])
        return RunnerError(status, f"the chat template of {self.model} failed: {said[:_LONGEST_REASON]}")

    def too_long(self, path: str) -> RunnerError:
        """The error for an answer from `path` that is longer than any."""
        return RunnerError(500, f"{self.describe_preparation(path)} gave more than {LARGEST_BODY >> 20} MiB")

    def describe_preparation(self, path: str) -> str:
        """What the runner does for a request to `path` before it computes."""
        return _WHAT.get(path, "the text of the request to {}").format(self.model)

    def end_for_excess(self, what: str) -> None:
        """End the process because of what it did."""
        self.exceeded = f"{what} and was stopped"
        if self._supervisor and self._process.stdin is not None:
            self._process.stdin.close()
        else:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def stop(self) -> None:
        """End the process and wait until its memory is back."""
        if self._supervisor and self._process.stdin is not None:
            self._process.stdin.close()
            await asyncio.wait({self.exited}, timeout=_KEEPER_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self.exited
        await self._reading

    async def wait_settled(self) -> None:
        """Wait for what is left of requests whose clients have gone; each is bounded."""
        if self._background:
            await asyncio.wait(set(self._background))
        if self.exceeded:
            await asyncio.wait({self.exited})

    def run_in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run what is left of a request whose client has gone."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def explain_loss(self) -> RunnerError:
        """The error for a connection that broke: waits a moment for the reason to reach the log."""
        await asyncio.wait({self.exited}, timeout=1.0)
        reason = self.exceeded or (self.log.read_reason() if self.exited.done() else "") or self.died_in
        return RunnerError(500, f"an error was encountered while running the model: {reason or 'unexpected EOF'}")

    async def _load(self, parameters: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(ConnectionError):  # it died at once: the log will say why
            self._process.stdin.write(json.dumps(parameters).encode() + b"\n")
            await self._process.stdin.drain()
        trying = asyncio.create_task(self._limit_trying())
        try:
            ready = await (self._poll(parameters["port"]) if parameters.get("binary") else self._event())
        finally:
            trying.cancel()
        if not ready:
            await asyncio.wait({self.exited, self._reading}, timeout=2.0)
            raise RunnerError(500, f"llama runner process has terminated: {self._why_not_loaded()}")
        with contextlib.suppress(TimeoutError):  # its log is a thread behind its word
            await asyncio.wait_for(self.log.whole.wait(), _LOG_SECONDS)
        self.log.sizing = False

    async def _limit_trying(self) -> None:
        """Bound what a load does with the chat template, once the weights are there; cancelled when it is through."""
        await self.log.has_weights.wait()
        ended = asyncio.get_running_loop().create_future()
        limit = PreparationLimit(
            self.pid, lambda what: self.end_for_excess(f"the chat template of {self.model} {what}")
        )
        try:
            await ended
        finally:
            limit.stop_watching()

    def _why_not_loaded(self) -> str:
        reason = self.log.read_reason() or self._manner()
        if self.exceeded or not self.log.has_weights.is_set():
            return self.exceeded or reason
        return f"the chat template of {self.model} cannot be used: {reason}"

    def _manner(self) -> str:
        """How the process ended, as Go words it."""
        code = self.exited.result() if self.exited.done() else 1
        return f"exit status {code}" if code >= 0 else f"signal: {(signal.strsignal(-code) or str(-code)).lower()}"

    async def _event(self) -> bool:
        """The runner's word that it serves, or the end of its output."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        event = json.loads(line) if line.strip() else {}
        self.port, self.build = event.get("port", 0), event.get("build", "")
        return event.get("event") == "ready"

    async def _poll(self, port: int) -> bool:
        """A foreign llama-server says nothing: ask it until it answers or dies."""
        self.port = port
        while not self.exited.done():
            if await self.is_serving():
                return True
            await asyncio.sleep(_POLL_SECONDS)
        return False

    async def _read_log(self) -> None:
        """Take in the log until it ends, a piece at a time: a line may be of any length."""
        assert self._process.stderr is not None
        rest = b""
        while data := await self._process.stderr.read(1 << 16):
            *lines, rest = (rest + data).split(b"\n")
            rest = rest[-4096:]
            for line in lines:
                self.log.add_line(line[:1000].decode(errors="replace"))
        if rest:
            self.log.add_line(rest.decode(errors="replace"))


class _Preparing(RunnerExchange):
    """A request whose preparation is bounded. A client that leaves meanwhile does not end the rendering, so the
    connection is kept until it is through, or has gone too far."""

    def __init__(self, runner: Runner, path: str, body: object) -> None:
        super().__init__(runner.port, runner.key, "POST", path, body)
        self._runner = runner
        self._what = runner.describe_preparation(path)
        if isinstance(body, Mapping) and not _FORMING.isdisjoint(body):
            self._what += ", or the format or the tools of the request,"
        self._launched = 0

    async def __aenter__(self) -> Self:
        size = len(await self.write_body())
        self._launched = self._runner.log.launched
        limit = PreparationLimit(
            self._runner.pid,
            self._exceed,
            begun=self._computes,
            busy=lambda: self._runner.log.computing,
            size=size,
        )
        opening = asyncio.ensure_future(super().__aenter__())
        opening.add_done_callback(lambda _: limit.stop_watching())
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            self._runner.run_in_background(self._leave(opening))
            raise
        except (Cut, OSError):
            if self._runner.log.launched == self._launched:
                self._runner.died_in = f"{self._what} ended it"
            raise

    async def _leave(self, opening: asyncio.Future[Self]) -> None:
        """Close the connection as soon as that ends the work."""
        while not (opening.done() or self._computes()):
            await asyncio.wait({opening}, timeout=LOOK_SECONDS)
        if opening.cancel():
            return
        if not opening.cancelled() and opening.exception() is None:
            self.abort()

    def _computes(self) -> bool:
        """Whether the model is at it. A launch that has ended again was another's, whose line came late."""
        return self._runner.log.computing and self._runner.log.launched != self._launched

    def _exceed(self, what: str) -> None:
        self._runner.end_for_excess(f"{self._what} {what}")


def runner_command() -> list[str]:
    """How this program starts itself as a runner, frozen or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "engine", "--runner"]
    return [sys.executable, "-P", "-m", "teahouse.engine", "--runner"]


def _no_window() -> int:
    """Windows would open a console for each runner of a program that has none."""
    if sys.platform == "win32":
        return subprocess.CREATE_NO_WINDOW
    return 0


def _free_port() -> int:
    """A port nobody listens on now; only a foreign llama-server needs it, ours picks its own."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def watch(runner: Runner, gone: Callable[[], None]) -> None:
    """Call `gone` when the process has ended, whoever ended it."""
    runner.exited.add_done_callback(lambda _: gone())
