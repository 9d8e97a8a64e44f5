"""The client against the real engine and a real model."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest

from fixtures.engine_process import EngineProcess
from fixtures.models import SMOLLM2, add_model, add_smollm2, smollm2_file, truncated
from teahouse.connection.address import Address
from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem, Trouble
from teahouse.core.stream_events import Failed, Finished, StreamEvent, TextPiece
from teahouse.ollama.client import ChatRequest, OllamaClient
from teahouse.ollama.commands import engine_command, random_token
from teahouse.ollama.discovery import engine_available
from teahouse.ollama.process import DaemonProcess

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not engine_available(), reason="the engine extra is not installed"),
]

T = TypeVar("T")
BROKEN = "broken:1"
OPTIONS = {"num_ctx": 256, "seed": 1, "temperature": 0}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models")
    add_smollm2(path)
    add_model(path, BROKEN, truncated(smollm2_file(), tmp_path_factory.mktemp("broken") / "half.gguf", 0.5))
    return path


@pytest.fixture(scope="module")
def engine(models: Path) -> Iterator[EngineProcess]:
    with EngineProcess(models) as engine:
        yield engine


def ask(engine: EngineProcess, call: Callable[[OllamaClient], Awaitable[T]]) -> T:
    async def run() -> T:
        client = OllamaClient(Address.parse(engine.url))
        try:
            return await call(client)
        finally:
            await client.aclose()

    return asyncio.run(run())


def question(text: str, model: str = SMOLLM2, **more: Any) -> ChatRequest:
    options = {**OPTIONS, **more.pop("options", {})}
    return ChatRequest(model, (Message("1", None, Role.USER, text),), options=options, **more)


def chat(engine: EngineProcess, request: ChatRequest) -> list[StreamEvent]:
    async def collect(client: OllamaClient) -> list[StreamEvent]:
        return [event async for event in client.stream_chat(request)]

    return ask(engine, collect)


def failed(events: list[StreamEvent]) -> Trouble:
    assert [type(event) for event in events] == [Failed]
    return events[0].trouble  # type: ignore[union-attr]


def test_the_engine_says_that_it_is_ours(engine: EngineProcess) -> None:
    version = ask(engine, lambda client: client.fetch_version())
    assert version.engine == "teahouse"
    assert version.version[0].isdigit()


def test_it_lists_what_is_installed_with_what_it_can(engine: EngineProcess) -> None:
    cards = {card.name: card for card in ask(engine, lambda client: client.list_models())}
    assert cards[SMOLLM2].chats
    assert cards[SMOLLM2].size > 90_000_000
    assert cards[SMOLLM2].context_length == 8192
    assert "model_info" in ask(engine, lambda client: client.show_model(SMOLLM2))


def test_a_model_is_loaded_seen_in_memory_used_and_unloaded(engine: EngineProcess) -> None:
    async def life(client: OllamaClient) -> None:
        await client.preload_model(SMOLLM2, OPTIONS)
        loaded = await client.list_loaded()
        assert [model.name for model in loaded] == [SMOLLM2]
        assert loaded[0].context_length == 256
        events = [event async for event in client.stream_chat(question("Say hello.", options={"num_predict": 20}))]
        assert [(model.name, model.context_length) for model in await client.list_loaded()] == [(SMOLLM2, 256)]
        *pieces, last = events
        assert isinstance(last, Finished)
        assert last.reason in ("stop", "length")
        assert 0 < len(pieces) <= (last.counters.eval_count or 0)
        assert all(isinstance(piece, TextPiece) for piece in pieces)
        assert [piece.at for piece in pieces] == sorted(piece.at for piece in pieces)
        await client.unload_model(SMOLLM2)
        assert await client.list_loaded() == ()

    ask(engine, life)


def test_a_prompt_that_does_not_fit_is_refused_with_its_size(engine: EngineProcess) -> None:
    trouble = failed(chat(engine, question("tea " * 2000)))
    assert trouble.problem is Problem.CONTEXT_FULL
    assert trouble.facts["available"] == 256
    assert int(str(trouble.facts["needed"])) > 2000


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (question("hi", "nothing:1"), Problem.MODEL_MISSING),
        (question("hi", "no such name"), Problem.MODEL_NAME_INVALID),
        (question("hi", think=True), Problem.MODEL_CANNOT),
        (question("hi", options={"num_ctx": "much"}), Problem.OPTION_INVALID),
        (question("hi", keep_alive="5"), None),
        (question("hi", keep_alive="5 cups"), Problem.OPTION_INVALID),
        (question("hi", BROKEN), Problem.MODEL_BROKEN),
    ],
)
def test_what_the_engine_refuses_is_understood(
    engine: EngineProcess, request_: ChatRequest, problem: Problem | None
) -> None:
    if problem is None:
        assert isinstance(chat(engine, request_)[-1], Finished)
    else:
        assert failed(chat(engine, request_)).problem is problem


def test_a_broken_file_is_told_with_the_reason(engine: EngineProcess) -> None:
    trouble = failed(chat(engine, question("hi", BROKEN)))
    assert trouble.facts["model"] == BROKEN
    assert len(str(trouble.facts["message"])) > 20
    assert isinstance(chat(engine, question("hi", options={"num_predict": 2}))[-1], Finished)


def test_stopping_frees_the_model_for_the_next_question(engine: EngineProcess) -> None:
    async def stop(client: OllamaClient) -> None:
        endless = question("Count to ten thousand.", options={"num_predict": 200_000, "num_ctx": 8192})
        async with aclosing(client.stream_chat(endless)) as events:
            assert isinstance(await anext(events), TextPiece)
        async with asyncio.timeout(30):
            again = question("hi", options={"num_predict": 2, "num_ctx": 8192})
            assert isinstance([event async for event in client.stream_chat(again)][-1], Finished)

    ask(engine, stop)


def test_the_app_starts_its_own_engine_and_leaves_nothing_of_it(models: Path, tmp_path: Path) -> None:
    async def live() -> None:
        token = random_token()
        daemon = DaemonProcess(engine_command(models), tmp_path / "engine.log", token=token)
        address = await daemon.start()
        client = OllamaClient(address, token=token)
        await client.preload_model(SMOLLM2, OPTIONS)
        await client.aclose()
        assert daemon.pid is not None
        family = psutil.Process(daemon.pid).children(recursive=True)
        assert family
        told = [
            text
            for each in [psutil.Process(daemon.pid), *family]
            for text in (*each.cmdline(), *each.environ().values())
        ]
        assert not any(token in text for text in told)  # where other users, or other programs, could read it
        for wrong in (None, "other"):
            with pytest.raises(Trouble) as refused:
                await OllamaClient(address, token=wrong).list_models()
            assert refused.value.problem is Problem.HOST_REFUSED
        await daemon.stop()
        gone, alive = psutil.wait_procs(family, timeout=60)
        assert len(gone) == len(family)
        assert not alive

    asyncio.run(live())
