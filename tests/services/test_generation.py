"""One generation without a chat, and that no other code reads a model's stream."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

import pytest

import teahouse.services
from fixtures.scripted_answers import Answer, chat_line, done_line, error, stream
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address
from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.ollama.client import OllamaClient
from teahouse.services.generation.events import PieceEvent, RethoughtEvent
from teahouse.services.generation.generation import Generation, WindowLimit, await_outcome

REPLY = Message("r", None, Role.ASSISTANT, model="m")
REQUEST = ChatRequest("m", (Message("q", None, Role.USER, "Which tea?"),))


def generate(answer: Answer, limit: WindowLimit | None = None) -> tuple[Generation, list[object], State]:
    """Run one against a daemon that answers so; the generation, what it posted, and how it ended."""
    events: list[object] = []

    async def run(url: str) -> tuple[Generation, State]:
        generation, client = Generation("c", REPLY, events.append), OllamaClient(Address.parse(url))
        if limit is not None:
            generation.end_at(limit)
        try:
            return generation, await generation.run_or_raise(client, REQUEST)
        finally:
            await client.aclose()

    with ScriptedDaemon() as daemon:
        daemon.on("/api/chat", answer)
        generation, state = asyncio.run(run(daemon.url))
    return generation, events, state


def test_without_a_store_deltas_are_posted_and_nothing_waits_to_be_written() -> None:
    answer = stream([chat_line("Green "), chat_line("tea"), done_line(tokens=2)])
    generation, events, state = generate(answer)
    assert (state, generation.text, generation.tokens) == (State.DONE, "Green tea", 2)
    assert events == [PieceEvent("c", "r", "Green "), PieceEvent("c", "r", "tea")]
    assert generation.figures().tokens == 2
    assert (generation._timer, generation._store_task, generation._unstored) == (None, None, [])


def test_a_host_that_counts_its_tokens_is_believed_and_the_window_is_full_by_its_count() -> None:
    answer = stream([chat_line("Green "), chat_line("🍵", eval_count=4), chat_line(" tea"), chat_line("!")])
    limit = WindowLimit(100, 5)
    generation, _, state = generate(answer, limit)
    assert (state, generation.text, generation.tokens) == (State.LENGTH, "Green 🍵 tea", limit.room)


def test_text_that_was_thinking_is_moved_there_and_said_to_be() -> None:
    answer = stream([chat_line("Hm."), chat_line("\n</think>\n\n"), chat_line("Tea."), done_line()])
    generation, events, _ = generate(answer)
    assert (generation.text, generation.thinking.strip()) == ("Tea.", "Hm.")
    assert RethoughtEvent("c", "r") in events


def test_a_refusal_is_raised_by_its_cause() -> None:
    with pytest.raises(Trouble) as raised:
        generate(error(503, "server busy"))
    assert raised.value.problem is Problem.HOST_BUSY


def test_whatever_ends_it_becomes_an_outcome() -> None:
    async def fail() -> tuple[State, Trouble | None]:
        raise ValueError("nobody foresaw this")

    async def cancel(*, closing: bool) -> State:
        task = asyncio.create_task(await_outcome(asyncio.sleep(3600, (State.DONE, None)), lambda: closing))
        await asyncio.sleep(0)
        task.cancel()
        return (await task)[0]

    state, trouble = asyncio.run(await_outcome(fail()))
    assert state is State.FAILED
    assert trouble is not None
    assert trouble.problem is Problem.UNEXPECTED
    assert asyncio.run(cancel(closing=False)) is State.STOPPED
    assert asyncio.run(cancel(closing=True)) is State.CUT


def test_no_other_code_reads_the_stream_of_a_model() -> None:
    found = {
        path.name
        for path in Path(teahouse.services.__file__).parent.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "stream_chat"
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "services")
    }
    assert found == {"generation.py"}
