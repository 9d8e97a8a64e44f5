"""The client against real servers: llama.cpp's, cyllama's, and a LiteLLM proxy before llama.cpp's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from fixtures.ollama_requests import failure_of
from fixtures.openai_servers import CONTEXT, KEY, PROGRAMS, cyllama_server, litellm_proxy, llama_server
from teahouse.connection.address import Address
from teahouse.core.attachment import Attachment
from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem, Trouble
from teahouse.core.stream_events import Finished, StreamEvent, TextPiece, TokenLogprobs, ToolCall
from teahouse.core.token_probabilities import ProbabilityRecorder
from teahouse.openai.client import OpenAIClient
from teahouse.services.generation.continuation import continue_request

pytestmark = [pytest.mark.engine, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with llama_server(tmp_path_factory.mktemp("llama")) as url:
        asyncio.run(wait_until_loaded(url))
        yield url


@pytest.fixture(scope="module")
def litellm(tmp_path_factory: pytest.TempPathFactory, llama: str) -> Iterator[str]:
    if not PROGRAMS.exists():
        pytest.skip("the servers are not installed: make compat")
    with litellm_proxy(tmp_path_factory.mktemp("litellm"), llama) as url:
        yield url


@pytest.fixture(scope="module")
def cyllama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not PROGRAMS.exists():
        pytest.skip("the servers are not installed: make compat")
    with cyllama_server(tmp_path_factory.mktemp("cyllama")) as url:
        yield url


async def wait_until_loaded(url: str) -> None:
    """llama.cpp's server answers 503 until its model is loaded."""
    client = OpenAIClient(Address.parse(url), token=KEY)
    try:
        async with asyncio.timeout(300):
            while True:
                try:
                    await client.check_answering()
                except Trouble as trouble:
                    if trouble.problem is not Problem.HOST_BUSY:
                        raise
                    await asyncio.sleep(0.2)
                else:
                    return
    finally:
        await client.aclose()


def ask(url: str, call: Callable[[OpenAIClient], Any], token: str | None = KEY) -> Any:
    async def run() -> Any:
        client = OpenAIClient(Address.parse(url), token=token)
        try:
            return await call(client)
        finally:
            await client.aclose()

    return asyncio.run(run())


def chat(url: str, text: str = "Say hello.", model: str = "smollm2", **fields: Any) -> list[StreamEvent]:
    options = {"num_predict": 8, "temperature": 0.0, "seed": 1, **fields.pop("options", {})}
    message = Message("1", None, Role.USER, text, attachments=fields.pop("attachments", ()))
    request = ChatRequest(model, (message,), options=options, **fields)

    async def collect(client: OpenAIClient) -> list[StreamEvent]:
        return [event async for event in client.stream_chat(request)]

    events: list[StreamEvent] = ask(url, collect)
    return events


def text_of(events: list[StreamEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextPiece))


def finished(events: list[StreamEvent]) -> Finished:
    assert isinstance(events[-1], Finished), str(getattr(events[-1], "trouble", events[-1]))
    return events[-1]


def test_llama_server_says_what_it_has(llama: str) -> None:
    for address in (llama, f"{llama}/v1"):
        assert ask(address, lambda client: client.identify()).owner == "llamacpp"
    (card,) = ask(llama, lambda client: client.list_models())
    assert (card.name, card.context_length, card.quantization) == ("smollm2", CONTEXT, "Q4_1")
    assert card.size > 90_000_000


def test_llama_server_streams_with_its_own_times(llama: str) -> None:
    events = chat(llama)
    assert len([event for event in events if isinstance(event, TextPiece)]) > 3
    end = finished(events)
    assert (end.reason, end.counters.eval_count) == ("length", 8)
    assert end.counters.eval_duration
    assert end.counters.prompt_eval_duration
    assert text_of(chat(llama)) == text_of(events)  # temperature and seed arrived


def test_llama_server_takes_every_option_a_person_can_change(llama: str) -> None:
    options = {
        "top_k": 5, "top_p": 0.5, "min_p": 0.1, "typical_p": 0.9, "repeat_penalty": 1.2, "repeat_last_n": 32,
        "presence_penalty": 0.1, "frequency_penalty": 0.1, "stop": ["zzz"], "num_ctx": 99,
    }  # fmt: skip
    assert finished(chat(llama, options=options)).counters.eval_count == 8


def test_llama_server_follows_a_schema_and_gives_probabilities(llama: str) -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 9}}, "required": ["n"]}
    options = {"format": json.dumps(schema), "num_predict": 60}
    events = chat(llama, "A number.", options=options, top_logprobs=2)
    assert set(json.loads(text_of(events))) == {"n"}
    tokens = [token for event in events if isinstance(event, TokenLogprobs) for token in event.tokens]
    assert '"n"' in "".join(token.token for token in tokens)
    assert all(token.logprob <= 0 and len(token.alternatives) == 2 for token in tokens)


def test_llama_server_calls_a_tool(llama: str) -> None:
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    tool = {"type": "function", "function": {"name": "weather", "description": "", "parameters": parameters}}
    events = chat(llama, "Weather in Guangzhou?", tools=(tool,), options={"num_predict": 40})
    assert finished(events)
    assert text_of(events) or [event for event in events if isinstance(event, ToolCall)]


def test_llama_server_says_why_it_refuses(llama: str) -> None:
    full = failure_of(chat(llama, "tea " * 3000))
    assert (full.problem, full.facts["available"]) == (Problem.CONTEXT_FULL, CONTEXT)
    assert int(str(full.facts["needed"])) > CONTEXT
    picture = Attachment("p", "p.png", "image/png", 3, 1, 1)
    blind = failure_of(chat(llama, "Look.", attachments=(picture,), contents={"p": b"png"}))
    assert (blind.problem, blind.facts["capability"]) == (Problem.MODEL_CANNOT, "vision")
    with pytest.raises(Trouble) as raised:
        ask(llama, lambda client: client.list_models(), token="sk-wrong")
    assert raised.value.problem is Problem.HOST_REFUSED


def test_leaving_ends_the_generation_of_llama_server(llama: str) -> None:
    async def leave_and_ask(client: OpenAIClient) -> list[StreamEvent]:
        request = ChatRequest("smollm2", (Message("1", None, Role.USER, "Count."),), options={"num_predict": 100_000})
        stream: AsyncGenerator[StreamEvent, None] = client.stream_chat(request)
        async with aclosing(stream) as events:
            assert isinstance(await anext(events), TextPiece)
        short = ChatRequest("smollm2", (Message("1", None, Role.USER, "Hi."),), options={"num_predict": 2})
        return [event async for event in client.stream_chat(short)]

    finished(ask(llama, leave_and_ask))


def test_a_litellm_proxy_passes_it_all_on(litellm: str) -> None:
    assert [card.name for card in ask(litellm, lambda client: client.list_models())] == ["small"]
    events = chat(litellm, model="small")
    end = finished(events)
    assert len([event for event in events if isinstance(event, TextPiece)]) > 3
    assert (end.reason, end.counters.eval_count) == ("length", 8)
    assert end.counters.prompt_eval_count
    assert end.counters.eval_duration is None


def test_a_litellm_proxy_says_why_it_refuses(litellm: str) -> None:
    missing = failure_of(chat(litellm, model="nope"))
    assert (missing.problem, missing.facts["model"]) == (Problem.MODEL_MISSING, "nope")
    full = failure_of(chat(litellm, "tea " * 3000, model="small"))
    assert (full.problem, full.facts["available"]) == (Problem.CONTEXT_FULL, CONTEXT)
    with pytest.raises(Trouble) as raised:
        ask(litellm, lambda client: client.list_models(), token=None)
    assert raised.value.problem is Problem.HOST_REFUSED


def test_cyllamas_server_answers_at_once(cyllama: str) -> None:
    assert ask(cyllama, lambda client: client.identify(), token=None).owner == "cyllama"
    (card,) = ask(cyllama, lambda client: client.list_models(), token=None)
    events = chat(cyllama, model=card.name)
    assert len([event for event in events if isinstance(event, TextPiece)]) == 1
    end = finished(events)
    assert end.counters.eval_count
    assert end.counters.prompt_eval_count


def test_llama_server_continues_a_reply(llama: str) -> None:
    """The text of a reply in two parts is that of the reply in one: nothing begins anew."""
    question = Message("1", None, Role.USER, "Name three kinds of tea.")
    options = {"temperature": 0.0, "seed": 1}

    async def collect(client: OpenAIClient, request: ChatRequest) -> str:
        return text_of([event async for event in client.stream_chat(request)])

    async def run(client: OpenAIClient) -> tuple[str, str]:
        whole = await collect(client, ChatRequest("smollm2", (question,), options={**options, "num_predict": 24}))
        start = await collect(client, ChatRequest("smollm2", (question,), options={**options, "num_predict": 12}))
        begun = ChatRequest("smollm2", (question, Message("2", "1", Role.ASSISTANT, start)), options=options)
        request = await continue_request(client, replace(begun, options={**options, "num_predict": 12}))
        return whole, start + await collect(client, request)

    whole, joined = ask(llama, run)
    assert joined == whole


def test_llama_server_gives_the_bytes_of_tokens_that_are_no_text(llama: str) -> None:
    """A character of several tokens is placed whole."""
    events = chat(llama, "Repeat: 🙂 茶 🙂 茶", options={"num_predict": 30}, top_logprobs=2)
    recorder = ProbabilityRecorder()
    recorder.add_tokens(token for event in events if isinstance(event, TokenLogprobs) for token in event.tokens)
    text = text_of(events)
    found = recorder.place_tokens(text)
    assert found.length == len(text)
    assert all(found.logprob_of(number) is not None for number in range(len(found)))
