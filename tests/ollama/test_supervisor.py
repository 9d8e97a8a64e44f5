"""A daemon of ours that dies is restarted, and given up after repeated failures."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from fixtures.small_daemons import printing_process, scripted_process
from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.ollama import process
from teahouse.ollama.discovery import probe_daemon
from teahouse.ollama.process import DaemonProcess, DaemonSupervisor


def test_a_dead_daemon_is_started_again_elsewhere(tmp_path: Path) -> None:
    async def live() -> None:
        made: list[DaemonProcess] = []
        answered: asyncio.Queue[Address] = asyncio.Queue()
        losses: list[int | None] = []

        def make() -> DaemonProcess:
            made.append(scripted_process(tmp_path / "log"))
            return made[-1]

        store_thread = asyncio.create_task(
            DaemonSupervisor(make, first_pause=0.01).keep_running(
                answered.put_nowait, lambda: losses.append(made[-1].pid)
            )
        )
        async with asyncio.timeout(30):
            await answered.get()
            for _ in range(2):
                assert made[-1].pid is not None
                os.kill(made[-1].pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
                address = await answered.get()
                assert (await probe_daemon(address)).version
        store_thread.cancel()
        with pytest.raises(asyncio.CancelledError):
            await store_thread
        assert len({daemon.pid for daemon in made}) == 3
        assert losses == [daemon.pid for daemon in made[:2]]
        assert not any(daemon.alive for daemon in made)

    asyncio.run(live())


def test_a_daemon_that_dies_again_and_again_is_given_up(tmp_path: Path) -> None:
    async def live() -> None:
        made: list[DaemonProcess] = []

        def make() -> DaemonProcess:
            made.append(scripted_process(tmp_path / "log") if not made else printing_process("", tmp_path / "log"))
            return made[-1]

        def ready(_: Address) -> None:
            asyncio.get_running_loop().create_task(kill())

        async def kill() -> None:
            os.kill(made[-1].pid or 0, signal.SIGTERM)

        losses: list[int] = []
        with pytest.raises(Trouble) as raised:
            await DaemonSupervisor(make, first_pause=0.01).keep_running(ready, lambda: losses.append(1))
        assert raised.value.problem is Problem.ENGINE_DIED
        assert raised.value.facts == {"message": "the reason"}
        assert len(made) == len(losses) == process.DEATHS

    asyncio.run(live())


def test_a_first_start_that_fails_is_told_at_once(tmp_path: Path) -> None:
    async def live() -> None:
        made: list[DaemonProcess] = []

        def make() -> DaemonProcess:
            made.append(printing_process('{"event": "failed", "problem": "engine_missing"}', tmp_path / "log"))
            return made[-1]

        with pytest.raises(Trouble) as raised:
            await DaemonSupervisor(make).keep_running(lambda _: None, lambda: None)
        assert raised.value.problem is Problem.ENGINE_MISSING
        assert len(made) == 1

    asyncio.run(live())
