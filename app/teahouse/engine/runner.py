"""The engine's side of a runner process: starts it, waits for its load, reports its errors, ends it.

A runner has no state to save, so it is killed, which frees its memory at once, during a load too. Its log is read
continuously: only the log has the reason of a failed load and the memory in use.
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
from collections.abc import Coroutine, Mapping
from typing import Any, Self

from teahouse.core.values import dataclass
from teahouse.engine import large
from teahouse.engine.drafting import DraftAcceptance, StepTimes
from teahouse.engine.errors import RunnerError
from teahouse.engine.processes import CHECK_SECONDS, PreparationLimit, bind_to_this_process
from teahouse.engine.runner_http import MAX_ANSWER_BYTES, AnswerTooLong, ConnectionCut, RunnerExchange
from teahouse.engine.runner_log import RunnerLog

_POLL_SECONDS = 0.05
_SUPERVISOR_SECONDS = 3.0
_LOG_SECONDS = 1.0  # to wait for the log of a load; a foreign server may log less
_TEMPLATE_ERROR = re.compile(r"for this template|jinja", re.IGNORECASE)  # an error of the chat template
_LONGEST_REASON = 1000  # characters of an error of a template
_PREPARATIONS = {
    "/v1/chat/completions": "the chat template of {}",
    "/apply-template": "the chat template of {}",
}
_COMPUTING_PATHS = ("/v1/chat/completions", "/completion", "/v1/embeddings")  # the others only prepare
_GRAMMAR_FIELDS = frozenset(("tools", "response_format", "json_schema", "grammar"))


@dataclass(slots=True)
class SlotState:
    """What the runner's slot holds: `tokens` computed, of which `saved_tokens` are on disk as `stem`, which is empty
    where the conversation has no name. `restored_tokens`: read from disk for the request that is being answered."""

    tokens: int = 0
    stem: str = ""
    saved_tokens: int = 0
    restored_tokens: int = 0

    def hold(self, stem: str, saved_tokens: int) -> None:
        self.stem, self.saved_tokens = stem, saved_tokens


class Runner:
    """A process with one loaded model, reached at `port` with `key` once `start` has returned."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        key: str,
        acceptance: DraftAcceptance,
        *,
        slots: int = 1,
        supervisor: bool = False,
        foreign: bool = False,
    ) -> None:
        self._process = process
        self._supervisor = supervisor  # the process is a parent of the server and ends it at the end of stdin
        self.key = key
        self.acceptance = acceptance
        self.model = ""  # the name, for errors
        self.identity = ""  # the model's file and the type of its cache
        self.threads = 0
        self.drafts = False
        self.saves_state = False
        self.state = SlotState()
        self.binary_failure = ""  # why the chosen llama-server does not run this model
        self._stopped = False  # its end was asked for
        self.limit_exceeded = ""  # why it was killed: the work and the limit it exceeded
        self.failed_step = ""  # the work during which its connection broke before it computed
        self.port = 0
        self.build = ""
        self.log = RunnerLog(slots, releases_pages=sys.platform == "linux" and not foreign)
        self._log_task = asyncio.create_task(self._read_log())
        self.exited = asyncio.create_task(self._process.wait())
        self._background: set[asyncio.Task[None]] = set()
        self.preparing = asyncio.Lock()  # held by the one request that is being prepared

    @classmethod
    async def start(cls, parameters: Mapping[str, Any], acceptance: DraftAcceptance) -> Runner:
        """Start a runner and wait until its model is loaded; cancelling kills it. Its drafts count in `acceptance`.

        Raises `RunnerError` 500 with the reason of a failure.
        """
        key = secrets.token_urlsafe(24)
        # GGML_NO_BACKTRACE: a failed assertion would start a debugger, which is slow and fills the log.
        environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "GGML_NO_BACKTRACE": "1"}
        process = await asyncio.create_subprocess_exec(
            *runner_command(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console
        )
        bind_to_this_process(process.pid)
        supervisor = bool(parameters["binary"]) and sys.platform != "linux"
        foreign = bool(parameters["binary"])  # another llama-server than the wheel's
        runner = cls(process, key, acceptance, slots=parameters["parallel"], supervisor=supervisor, foreign=foreign)
        runner.model = parameters["alias"]
        runner.identity = f"{parameters['model']}{parameters['version']}\n{parameters['kv_cache_type']}"
        runner.threads = parameters["threads"]
        runner.drafts = parameters["draft"] > 0 and not parameters["binary"]
        one_slot = parameters["parallel"] == 1
        runner.saves_state = bool(parameters["states"]) and one_slot and not parameters["binary"]
        runner.binary_failure = parameters["binary_failure"]
        try:
            await runner._load_model({**parameters, "key": key, "parent": os.getpid(), "port": _free_port()})
        except BaseException:
            await asyncio.shield(runner.stop())
            raise
        return runner

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def crashed(self) -> bool:
        """Whether the process ended by itself."""
        return self.exited.done() and not self._stopped

    @property
    def size(self) -> int:
        """Bytes of RAM and GPU memory, from the log: those of the load, and the prompts of other conversations that are
        kept in memory."""
        return int(self.log.ram + self.log.vram)

    @property
    def size_vram(self) -> int:
        return int(self.log.vram)

    def open_exchange(self, method: str, path: str, body: object = None) -> RunnerExchange:
        """Prepare a request. The work of a POST before it computes is limited: a runner that exceeds a limit is killed,
        which raises `ConnectionCut`, and `explain_disconnect` has the reason."""
        if method == "GET":
            return RunnerExchange(self.port, self.key, method, path, body)
        return _PreparationExchange(self, path, body)

    async def is_serving(self) -> bool:
        """Whether the process serves; its socket shows its end first."""
        try:
            async with self.open_exchange("GET", "/health") as exchange:
                return exchange.status == 200
        except (ConnectionCut, OSError):
            return False

    async def read_media_marker(self) -> str:
        """The text that the server replaces with an image in a prompt."""
        try:
            async with self.open_exchange("GET", "/props") as exchange:
                properties = await large.load_json(await exchange.read_body())
        except (ConnectionCut, OSError):
            raise await self.explain_disconnect() from None
        return str(properties.get("media_marker") or "<__media__>")

    async def post_json(self, path: str, body: object) -> Any:
        """POST and read the JSON answer; raises `RunnerError` for a status other than 200, or where the runner died."""
        try:
            async with self.open_exchange("POST", path, body) as exchange:
                data = await exchange.read_body()
        except (ConnectionCut, OSError):
            raise await self.explain_disconnect() from None
        except AnswerTooLong:
            raise self.too_long_error(path) from None
        if exchange.status != 200:
            raise self.build_error(exchange.status, data)
        return await large.load_json(data)

    def record_timings(self, timings: Mapping[str, Any], steps: StepTimes) -> None:
        """Note what an answer has computed, from llama.cpp's timings, and the times of its steps."""
        self.acceptance.add_answer(timings, steps)
        self.state.tokens = sum(timings.get(name, 0) for name in ("cache_n", "prompt_n", "predicted_n"))

    def build_error(self, status: int, body: bytes) -> RunnerError:
        """The error for a status other than 200; an error of the chat template names the template."""
        message = body.decode(errors="replace").strip()
        if _TEMPLATE_ERROR.search(message) is None or "JSON schema" in message:  # the schema of the request is wrong
            return RunnerError(status, message)
        with contextlib.suppress(ValueError, LookupError, TypeError):
            message = str(json.loads(message)["error"]["message"])
        return RunnerError(status, f"the chat template of {self.model} failed: {message[:_LONGEST_REASON]}")

    def too_long_error(self, path: str) -> RunnerError:
        """The error for an answer of `path` above `MAX_ANSWER_BYTES`."""
        return RunnerError(500, f"{self.describe_preparation(path)} gave more than {MAX_ANSWER_BYTES >> 20} MiB")

    def describe_preparation(self, path: str) -> str:
        """Describe what the runner does for a request to `path` before it computes."""
        return _PREPARATIONS.get(path, "the text of the request to {}").format(self.model)

    def kill_for_limit(self, description: str) -> None:
        """Kill the process because the described work exceeded a limit."""
        self._stopped = True
        self.limit_exceeded = f"{description} and was stopped"
        if self._supervisor and self._process.stdin is not None:
            self._process.stdin.close()
        else:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def stop(self) -> None:
        """End the process and wait for its exit."""
        self._stopped = self._stopped or not self.exited.done()
        if self._supervisor and self._process.stdin is not None:
            self._process.stdin.close()
            await asyncio.wait({self.exited}, timeout=_SUPERVISOR_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self.exited
        await self._log_task

    async def wait_for_background(self) -> None:
        """Wait for requests whose clients have disconnected; each is limited."""
        if self._background:
            await asyncio.wait(set(self._background))
        if self.limit_exceeded:
            await asyncio.wait({self.exited})

    def run_in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Finish a request whose client has disconnected."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def explain_disconnect(self) -> RunnerError:
        """The error for a broken connection; waits up to a second for the reason in the log."""
        await asyncio.wait({self.exited}, timeout=1.0)
        reason = self.limit_exceeded or (self.log.read_reason() if self.exited.done() else "") or self.failed_step
        return RunnerError(500, f"an error was encountered while running the model: {reason or 'unexpected EOF'}")

    async def _load_model(self, parameters: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(ConnectionError):  # it died at once: the log has the reason
            self._process.stdin.write(json.dumps(parameters).encode() + b"\n")
            await self._process.stdin.drain()
        trial = asyncio.create_task(self._limit_template_trial())
        try:
            ready = await (
                self._wait_for_server(parameters["port"]) if parameters.get("binary") else self._wait_for_event()
            )
        finally:
            trial.cancel()
        if not ready:
            await asyncio.wait({self.exited, self._log_task}, timeout=2.0)
            raise RunnerError(500, f"llama runner process has terminated: {self._describe_load_failure()}")
        with contextlib.suppress(TimeoutError):  # the log arrives after the event
            await asyncio.wait_for(self.log.loading_logged.wait(), _LOG_SECONDS)
        self.log.reading_sizes = False

    async def _limit_template_trial(self) -> None:
        """Limit the work with the chat template after the weights are loaded; cancelled at the end of the load."""
        await self.log.has_weights.wait()
        ended = asyncio.get_running_loop().create_future()
        limit = PreparationLimit(
            self.pid, lambda excess: self.kill_for_limit(f"the chat template of {self.model} {excess}")
        )
        try:
            await ended
        finally:
            limit.stop_watching()

    def _describe_load_failure(self) -> str:
        reason = self.log.read_reason() or self.describe_exit()
        if self.limit_exceeded or not self.log.has_weights.is_set():
            return self.limit_exceeded or reason
        return f"the chat template of {self.model} cannot be used: {reason}"

    def describe_exit(self) -> str:
        """How the process ended, in Go's words."""
        code = self.exited.result() if self.exited.done() else 1
        return f"exit status {code}" if code >= 0 else f"signal: {(signal.strsignal(-code) or str(-code)).lower()}"

    async def _wait_for_event(self) -> bool:
        """Read the runner's event; False where it failed or ended without one."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        event = json.loads(line) if line.strip() else {}
        self.port, self.build = event.get("port", 0), event.get("build", "")
        return event.get("event") == "ready"

    async def _wait_for_server(self, port: int) -> bool:
        """Poll a foreign llama-server, which sends no event, until it serves or exits."""
        self.port = port
        while not self.exited.done():
            if await self.is_serving():
                return True
            await asyncio.sleep(_POLL_SECONDS)
        return False

    async def _read_log(self) -> None:
        """Read the log to its end in blocks, because a line may have any length."""
        assert self._process.stderr is not None
        rest = b""
        while data := await self._process.stderr.read(1 << 16):
            *lines, rest = (rest + data).split(b"\n")
            rest = rest[-4096:]
            for line in lines:
                self.log.add_line(line[:1000].decode(errors="replace"))
        if rest:
            self.log.add_line(rest.decode(errors="replace"))


class _PreparationExchange(RunnerExchange):
    """A request whose preparation is limited. Disconnecting does not stop the preparation, so after a client has left
    the connection stays open until it ends or exceeds the limit. One request at a time is prepared, because the log
    does not tell whose computation begins."""

    def __init__(self, runner: Runner, path: str, body: object) -> None:
        super().__init__(runner.port, runner.key, "POST", path, body)
        self._runner = runner
        self._description = runner.describe_preparation(path)
        if isinstance(body, Mapping) and not _GRAMMAR_FIELDS.isdisjoint(body):
            self._description += ", or the format or the tools of the request,"
        self._launch_count = 0
        self._computes = path in _COMPUTING_PATHS
        self._is_preparing = False

    async def __aenter__(self) -> Self:
        size = len(await self.write_body())
        if self._computes:
            await self._runner.preparing.acquire()
            self._is_preparing = True
        self._launch_count = self._runner.log.launch_count
        limit = PreparationLimit(
            self._runner.pid,
            self._kill_runner,
            has_begun=self._has_begun,
            is_busy=lambda: self._runner.log.computing,
            size=size,
        )
        opening = asyncio.ensure_future(super().__aenter__())
        opening.add_done_callback(lambda _: limit.stop_watching())
        opening.add_done_callback(lambda _: self._end_preparation())
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            self._runner.run_in_background(self._close_when_computing(opening))
            raise
        except (ConnectionCut, OSError):
            if self._runner.log.launch_count == self._launch_count:
                self._runner.failed_step = f"{self._description} ended it"
            raise

    async def _close_when_computing(self, opening: asyncio.Future[Self]) -> None:
        """Close the connection once the model computes, which closing stops."""
        while not (opening.done() or self._is_computing()):
            await asyncio.wait({opening}, timeout=CHECK_SECONDS)
        if opening.cancel():
            return
        if not opening.cancelled() and opening.exception() is None:
            self.abort()

    def _has_begun(self) -> bool:
        """As `_is_computing`; lets the next request be prepared where it is."""
        begun = self._is_computing()
        if begun:
            self._end_preparation()
        return begun

    def _end_preparation(self) -> None:
        if self._is_preparing:
            self._is_preparing = False
            self._runner.preparing.release()

    def _is_computing(self) -> bool:
        """Whether the model computes this request; a launch that has ended belonged to an earlier one."""
        log = self._runner.log
        return self._computes and log.computing and log.launch_count != self._launch_count

    def _kill_runner(self, excess: str) -> None:
        self._runner.kill_for_limit(f"{self._description} {excess}")


def runner_command() -> list[str]:
    """The command line of a runner, for a frozen program or an interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "engine", "--runner"]
    return [sys.executable, "-P", "-m", "teahouse.engine", "--runner"]


def _free_port() -> int:
    """An unused port for a foreign llama-server; the wheel's picks its own."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
