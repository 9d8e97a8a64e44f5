"""Our daemons as real processes: they start, answer, die, are restarted, and leave no process behind."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Coroutine
from pathlib import Path

import psutil
import pytest

from fixtures.scripted_daemon import ScriptedDaemon
from fixtures.small_daemons import SCRIPTED, printing_process, scripted_process
from fixtures.waits import wait_until, wait_until_async
from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.ollama import process
from teahouse.ollama.commands import ollama_command
from teahouse.ollama.discovery import probe_daemon
from teahouse.ollama.process import DaemonProcess

# Hears neither SIGTERM nor the end of stdin, and has a child like itself.
STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    print(child, file=sys.stderr, flush=True)
    print('{"event": "listening", "url": "%s"}' % sys.argv[1], flush=True)
time.sleep(600)
"""

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="process groups and SIGKILL are POSIX")


def gone(pid: int) -> bool:
    """Whether a process has ended (an unreaped one has)."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def run(coroutine: Coroutine[object, object, None]) -> None:
    asyncio.run(coroutine)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_daemon_starts_answers_and_stops(tmp_path: Path) -> None:
    async def live() -> None:
        daemon = scripted_process(tmp_path / "log")
        address = await daemon.start()
        assert daemon.alive
        assert address.is_local
        assert (await probe_daemon(address)).version == "0.33.0"
        pid = daemon.pid
        await daemon.stop()
        assert not daemon.alive
        assert pid is not None
        assert gone(pid)
        with pytest.raises(Trouble):
            await probe_daemon(address)
        await daemon.stop()

    run(live())


def test_what_a_daemon_says_behind_its_address_is_in_the_log_and_holds_it_up_never(tmp_path: Path) -> None:
    async def live() -> None:
        with ScriptedDaemon() as server:
            first = f'{{"event": "listening", "url": "{server.url}"}}'
            code = f"print({first!r} + '\\nwarming up', flush=True); print('x' * (1 << 20), flush=True); input()"
            daemon = DaemonProcess([sys.executable, "-c", code], tmp_path / "log")
            await daemon.start()
            said = (tmp_path / "log", tmp_path / "log.1")
            await wait_until_async(lambda: sum(text(path).count("x") for path in said) == 1 << 20)
            assert any("warming up" in text(path) for path in said)
            assert not any("listening" in text(path) for path in said)
            await daemon.stop()

    def text(path: Path) -> str:
        return path.read_text() if path.exists() else ""

    run(live())


def test_a_daemon_that_is_given_its_address_is_waited_for_there(tmp_path: Path) -> None:
    async def live() -> None:
        address = Address("http", "127.0.0.1", free_port())
        daemon = DaemonProcess([*SCRIPTED, "--port", str(address.port)], tmp_path / "log", address=address)
        assert await daemon.start() == address
        await daemon.stop()

    run(live())


@pytest.mark.parametrize(
    ("text", "problem", "facts"),
    [
        ('{"event": "failed", "problem": "engine_missing"}', Problem.ENGINE_MISSING, {}),
        (
            '{"event": "failed", "problem": "engine_unsupported_cpu", "missing": "avx2"}',
            Problem.ENGINE_UNSUPPORTED_CPU,
            {"missing": "avx2"},
        ),
        ('{"event": "failed", "problem": "never heard of"}', Problem.ENGINE_DIED, {"message": "the reason"}),
        ("no JSON", Problem.ENGINE_DIED, {"message": "the reason"}),
        ("", Problem.ENGINE_DIED, {"message": "the reason"}),
    ],
)
def test_a_daemon_that_does_not_come_up_says_why(
    tmp_path: Path, text: str, problem: Problem, facts: dict[str, str]
) -> None:
    async def fail() -> None:
        daemon = printing_process(text, tmp_path / "log")
        with pytest.raises(Trouble) as raised:
            await daemon.start()
        assert raised.value.problem is problem
        assert raised.value.facts == facts
        assert not daemon.alive

    run(fail())


def test_one_that_dies_before_it_answers_is_noticed_at_once(tmp_path: Path) -> None:
    async def fail() -> None:
        daemon = printing_process(
            f'{{"event": "listening", "url": "http://127.0.0.1:{free_port()}"}}', tmp_path / "log"
        )
        with pytest.raises(Trouble) as raised:
            await daemon.start()
        assert raised.value.facts == {"message": "the reason"}

    run(fail())


def test_a_program_that_is_not_there_is_trouble(tmp_path: Path) -> None:
    async def fail() -> None:
        with pytest.raises(Trouble) as raised:
            await DaemonProcess([str(tmp_path / "nothing")], tmp_path / "log").start()
        assert raised.value.problem is Problem.ENGINE_DIED

    run(fail())


def test_one_that_never_answers_is_given_up_and_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START_SECONDS", 0.5)

    async def fail() -> None:
        daemon = DaemonProcess([sys.executable, "-c", "import time; time.sleep(600)"], tmp_path / "log")
        with pytest.raises(Trouble) as told:
            await daemon.start()
        assert told.value.problem is Problem.ENGINE_SLOW
        assert not daemon.alive

    run(fail())


def test_cancelling_a_start_leaves_no_process(tmp_path: Path) -> None:
    async def cancel() -> None:
        daemon = DaemonProcess([sys.executable, "-c", "import time; time.sleep(600)"], tmp_path / "log")
        task = asyncio.create_task(daemon.start())
        async with asyncio.timeout(10):
            while daemon.pid is None:  # noqa: ASYNC110 - a process id sets no event
                await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not daemon.alive

    run(cancel())


@posix_only
def test_stopping_ends_the_whole_group_even_of_one_that_will_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "STOP_SECONDS", 0.3)

    async def live() -> None:
        other = scripted_process(tmp_path / "other")
        url = (await other.start()).url
        daemon = DaemonProcess([sys.executable, "-c", STUBBORN, url], tmp_path / "log")
        await daemon.start()
        child = int(daemon.last_words)
        assert not gone(child)
        assert daemon.pid is not None
        assert os.getpgid(child) == daemon.pid != os.getpgrp()
        await daemon.stop()
        assert not daemon.alive
        assert wait_until(lambda: gone(child))
        await other.stop()

    run(live())


@posix_only
@pytest.mark.parametrize("kind", ["owned", "watched"])
def test_a_daemon_dies_with_an_app_that_is_killed(tmp_path: Path, kind: str) -> None:
    """A daemon of ours watches its stdin; one that does not has a watchdog."""
    port = free_port()
    watched = [*ollama_command(Path(sys.executable))[:-1], *SCRIPTED[1:-1], "--port", str(port)]
    app = textwrap.dedent(f"""
        import asyncio
        from pathlib import Path
        from teahouse.connection.address import Address
        from teahouse.ollama.process import DaemonProcess

        async def main():
            command, address = {(SCRIPTED, None) if kind == "owned" else (watched, f"127.0.0.1:{port}")!r}
            daemon = DaemonProcess(command, Path({str(tmp_path / "log")!r}),
                                   address=address and Address.parse(address))
            await daemon.start()
            print(daemon.pid, flush=True)
            await daemon.wait_dead()

        asyncio.run(main())
    """)
    with subprocess.Popen([sys.executable, "-c", app], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        daemon = psutil.Process(int(parent.stdout.readline()))
        family = [daemon.pid, *(child.pid for child in daemon.children(recursive=True))]
        assert len(family) == (1 if kind == "owned" else 2)
        assert not any(gone(pid) for pid in family)
        parent.send_signal(signal.SIGKILL)
    assert all(wait_until(lambda pid=pid: gone(pid)) for pid in family)


@posix_only
def test_a_watchdog_ends_with_its_daemon_and_says_how(tmp_path: Path) -> None:
    command = [*ollama_command(Path(sys.executable))[:-1], "-c", "raise SystemExit(7)"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as watchdog:
        assert watchdog.wait(60) == 7
