"""Checks a llama-server program with which the built-in engine is to use a graphics card.

The check runs in a process of its own (`engine/card_check.py`): a driver may crash or hang in it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.core.untrusted import read_label
from teahouse.ollama.commands import card_check_command, child_environment
from teahouse.services.error_reports import as_trouble
from teahouse.services.events import EventSink
from teahouse.services.hosts.events import CardEvent
from teahouse.services.runtime import Runtime

CHECK_SECONDS = 420.0  # for the whole check; its steps have limits of their own
END_SECONDS = 3.0  # for its process to end its own children
_LONGEST_OUTPUT = 1 << 16
_MOST_DEVICES = 16


class CardService:
    """One check at a time; methods return at once. `model` is the check model."""

    def __init__(self, runtime: Runtime, model: Path, post: EventSink) -> None:
        self._runtime = runtime
        self._model = model
        self._post = post
        self._check: asyncio.Task[None] | None = None

    # Called by the window.

    def check_program(self, program: str) -> None:
        """Check a program, in place of an earlier check. → `CardEvent`, twice"""
        self._runtime.submit(self._start_check(program))

    def cancel_check(self) -> None:
        """End the check without a result."""
        self._runtime.submit(self.close())

    # On the loop's thread.

    async def close(self) -> None:
        """End the check's process."""
        check, self._check = self._check, None
        if check is not None:
            check.cancel()
            await asyncio.gather(check, return_exceptions=True)

    async def _start_check(self, program: str) -> None:
        await self.close()
        self._check = self._runtime.spawn(self._check_program(program), lasting=True)

    async def _check_program(self, program: str) -> None:
        self._post(CardEvent(program, checking=True))
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                event = _read_result(program, await self._run_check(program))
        except TimeoutError:
            event = CardEvent(program, trouble=Trouble(Problem.CARD_SLOW, seconds=round(CHECK_SECONDS)))
        except Exception as failure:
            event = CardEvent(program, trouble=as_trouble(failure))
        self._post(event)

    async def _run_check(self, program: str) -> bytes:
        """Run the check's process; returns its output."""
        process = await asyncio.create_subprocess_exec(
            *card_check_command(program, self._model),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=child_environment({}),
        )
        assert process.stdout is not None
        try:
            output = await process.stdout.read(_LONGEST_OUTPUT)
            await process.wait()
            return output
        finally:
            if process.returncode is None:
                process.terminate()
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), END_SECONDS)
            if process.returncode is None:
                process.kill()
                await process.wait()


def _read_result(program: str, output: bytes) -> CardEvent:
    """The event for the line of JSON that the check printed."""
    try:
        said: Any = json.loads(output)
    except ValueError:
        said = {}
    match said:
        case {"event": "checked", "devices": [*devices]}:
            return CardEvent(program, devices=tuple(map(read_label, devices[:_MOST_DEVICES])))
        case {"event": "failed", "problem": str(problem), **facts} if problem in list(Problem):
            return CardEvent(program, trouble=Trouble(Problem(problem), **_read_facts(facts)))
    return CardEvent(program, trouble=Trouble(Problem.CARD_PROGRAM_FAILED, message=""))


def _read_facts(facts: Mapping[Any, Any]) -> dict[str, object]:
    return {str(name): value if isinstance(value, int) else read_label(value) for name, value in facts.items()}
