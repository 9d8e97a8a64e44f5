"""The client against a scripted daemon on a real socket: its requests, and how it reads answers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from fixtures.ollama_requests import QUESTION, call_client, collect_chat
from fixtures.scripted_answers import (
    body,
    chat_line,
    cut_into,
    done_line,
    lines_of,
    recording,
    stream,
)
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address
from teahouse.core.conversation_files import HEADER
from teahouse.core.model import Capability
from teahouse.core.stream_events import Finished, StreamEvent
from teahouse.ollama.client import OllamaClient, Version


def test_says_who_answers(daemon: ScriptedDaemon) -> None:
    assert call_client(daemon, lambda client: client.fetch_version()) == Version("0.33.0")
    daemon.on("/api/version", body({"version": "0.33.0", "engine": {"name": "teahouse", "version": "0.1"}}))
    assert call_client(daemon, lambda client: client.fetch_version()) == Version("0.33.0", "teahouse")


def test_lists_models_with_their_capabilities_and_memory(daemon: ScriptedDaemon) -> None:
    cards = call_client(daemon, lambda client: client.list_models())
    assert [card.name for card in cards] == ["gemma3:270m", "smoltools:latest", "smol1t:latest", "smollm2:135m"]
    assert (cards[3].size, cards[3].quantization, cards[3].context_length) == (98362828, "Q4_1", 8192)
    assert cards[1].has_capability(Capability.THINKING)
    loaded = call_client(daemon, lambda client: client.list_loaded())
    assert [(model.name, model.size_vram, model.context_length) for model in loaded] == [
        ("smollm2:135m", 0, 4096),
        ("gemma3:270m", 0, 4096),
    ]


def test_a_list_with_odd_entries_keeps_the_others(daemon: ScriptedDaemon) -> None:
    odd = [7, None, {}, {"name": "a:1", "size": "x", "details": [], "capabilities": {}}, {"model": "b:1", "size": 5}]
    daemon.on("/api/tags", body({"models": odd})).on("/api/ps", body({"models": None}))
    assert [(card.name, card.size) for card in call_client(daemon, lambda client: client.list_models())] == [
        ("a:1", 0),
        ("b:1", 5),
    ]
    assert call_client(daemon, lambda client: client.list_loaded()) == ()


def test_shows_deletes_loads_and_unloads(daemon: ScriptedDaemon) -> None:
    async def all_of_it(client: OllamaClient) -> dict[str, object]:
        await client.delete_model("m")
        await client.preload_model("m", {"num_ctx": 2048}, "5m")
        await client.unload_model("m")
        return await client.show_model("m")

    assert call_client(daemon, all_of_it) == json.loads(recording("show.json"))
    assert [(request.method, request.path) for request in daemon.requests] == [
        ("DELETE", "/api/delete"),
        ("POST", "/api/generate"),
        ("POST", "/api/generate"),
        ("POST", "/api/show"),
    ]
    load, unload = (request.json for request in daemon.requested("/api/generate"))
    assert (load["options"], load["keep_alive"], load["stream"]) == ({"num_ctx": 2048}, "5m", False)
    assert unload["keep_alive"] == 0
    assert daemon.connections == 1


@pytest.mark.parametrize("sizes", [[1], [2, 3, 5], [1460], [100_000]])
def test_a_recorded_chat_arrives_whole_in_any_chunking(daemon: ScriptedDaemon, sizes: list[int]) -> None:
    whole = collect_chat(daemon, stream(lines_of(recording("chat-stream.ndjson"))))
    cut = collect_chat(daemon, stream(cut_into(recording("chat-stream.ndjson"), sizes)))
    assert [(type(event), getattr(event, "text", "")) for event in cut] == [
        (type(event), getattr(event, "text", "")) for event in whole
    ]
    assert isinstance(cut[-1], Finished)


def test_the_request_never_lets_the_daemon_cut_it(daemon: ScriptedDaemon) -> None:
    collect_chat(daemon)
    sent = daemon.requests[0].json
    assert (sent["truncate"], sent["stream"]) == (False, True)
    assert "shift" not in sent  # clients that differ in it make a daemon load the model again
    assert sent["messages"] == [{"role": "user", "content": "hi"}]


def test_only_our_own_engine_is_told_the_conversation(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([done_line()]))
    request = replace(QUESTION, conversation="c1")

    async def send(*, own: bool) -> None:
        client = OllamaClient(Address.parse(daemon.url), names_conversations=own)
        assert [event async for event in client.stream_chat(request)]
        await client.aclose()

    asyncio.run(send(own=False))
    asyncio.run(send(own=True))
    other, own = daemon.requested("/api/chat")
    assert HEADER.lower() not in other.headers
    assert own.headers[HEADER.lower()] == "c1"
    assert b"c1" not in other.body + own.body


def test_pieces_bear_the_time_their_bytes_came_not_the_time_they_were_taken(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("a") + chat_line("b"), chat_line("c"), done_line()], pause=0.1))

    async def take_slowly(client: OllamaClient) -> list[float]:
        times = []
        async for event in client.stream_chat(QUESTION):
            times.append(event.at)
            await asyncio.sleep(0.03)
        return times

    first, same, third, last = call_client(daemon, take_slowly)
    assert first == same
    assert third - first > 0.5 * (last - third) > 0


def test_six_lanes_stream_side_by_side(daemon: ScriptedDaemon) -> None:
    daemon.on("/api/chat", stream([chat_line("a"), chat_line("b"), done_line()], pause=0.05))

    async def lanes(client: OllamaClient) -> list[list[StreamEvent]]:
        async def lane() -> list[StreamEvent]:
            return [event async for event in client.stream_chat(QUESTION)]

        return list(await asyncio.gather(*(lane() for _ in range(6))))

    found = call_client(daemon, lanes)
    assert all(isinstance(events[-1], Finished) for events in found)
    latest_start = max(events[0].at for events in found)
    assert latest_start < min(events[-1].at for events in found)
