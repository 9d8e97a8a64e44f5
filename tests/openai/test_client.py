"""The client of OpenAI-compatible servers against a scripted one: its requests, and how it reads refusals."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from fixtures.ollama_requests import failure_of
from fixtures.openai_answers import CHAT, MODELS, QUESTION, ask, chat, delta, model_list, refusal, reply, sse
from fixtures.scripted_answers import HTML, NOT_FOUND, Answer, Request, Script, body, plain
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import Capability
from teahouse.core.stream_events import Finished, TextPiece
from teahouse.openai.client import OpenAIClient, ServerIdentity, api_bases


def trouble_of(daemon: ScriptedDaemon, path: str = "") -> Trouble:
    with pytest.raises(Trouble) as raised:
        ask(daemon, lambda client: client.list_models(), path=path)
    return raised.value


def test_lists_models_with_what_the_server_says_of_them(daemon: ScriptedDaemon) -> None:
    meta = {"n_ctx": 2048, "n_ctx_train": 8192, "size": 96576768, "ftype": "Q4_1"}
    entries = [
        {"id": "Qwen/Qwen3-32B", "owned_by": "vllm", "max_model_len": 40960},
        {"id": "smollm2", "meta": meta, "architecture": {"input_modalities": ["text", "image"]}},
        {"id": "deepseek-chat", "owned_by": "deepseek"},
        {"id": "deepseek-chat", "max_model_len": 7},
        *({"id": ""}, {"id": 7}, {"id": "a\nb"}, 7, None, {"id": "odd", "meta": 7, "max_model_len": "x"}),
    ]
    daemon.on(MODELS, body({"object": "list", "data": entries}))
    cards = ask(daemon, lambda client: client.list_models())
    assert [(card.name, card.context_length, card.size, card.quantization) for card in cards] == [
        ("Qwen/Qwen3-32B", 40960, 0, ""),
        ("smollm2", 2048, 96576768, "Q4_1"),
        ("deepseek-chat", None, 0, ""),
        ("odd", None, 0, ""),
    ]
    assert cards[1].has_capability(Capability.VISION)
    assert not cards[0].lacks_capability(Capability.VISION)


@pytest.mark.parametrize("whole", [{"data": []}, [], {"object": "list", "data": [{"id": "m"}]}, [{"id": "m"}]])
def test_a_list_may_be_empty_or_bare(daemon: ScriptedDaemon, whole: object) -> None:
    daemon.on(MODELS, body(whole))
    assert len(ask(daemon, lambda client: client.list_models())) in (0, 1)


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("", "/v1"),
        ("/v1", ""),
        ("/v1/", ""),
        ("/api", "/v1"),
        ("/api/v1", ""),
        ("/api/paas/v4", ""),
        ("/v1beta/openai", ""),
    ],
)
def test_the_address_may_be_with_or_without_v1(daemon: ScriptedDaemon, path: str, base: str) -> None:
    whole = f"{path.rstrip('/')}{base}"
    daemon.on(f"{whole}/models", model_list("m"))
    assert ask(daemon, lambda client: client.identify(), path=path) == ServerIdentity("vllm", base)
    assert [request.path for request in daemon.requests] == [f"{whole}/models"]


def test_an_api_that_has_no_v1_is_found_below_its_own_path(daemon: ScriptedDaemon) -> None:
    daemon.on("/serve/models", model_list("m")).on("/serve/chat/completions", sse(reply("x")))

    async def talk(client: OpenAIClient) -> list[object]:
        await client.list_models()
        return [event async for event in client.stream_chat(QUESTION)]

    assert isinstance(ask(daemon, talk, path="/serve")[-1], Finished)
    assert [request.path for request in daemon.requests][1:] == ["/serve/models", "/serve/chat/completions"]
    assert api_bases("/serve") == ("/v1", "")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (NOT_FOUND, Problem.NOT_A_SERVER),
        (HTML, Problem.WEB_PAGE_ANSWERED),
        (plain(404, "<html><title>Sign in</title>", "text/html"), Problem.WEB_PAGE_ANSWERED),
        (body({"models": []}), Problem.NOT_A_SERVER),
        (body({"data": 7}), Problem.NOT_A_SERVER),
        (body({"data": [1, 2]}), Problem.NOT_A_SERVER),
        (plain(200, "OK"), Problem.NOT_A_SERVER),
        (body({"detail": "Not Found"}, 404), Problem.NOT_A_SERVER),
        (refusal(401, "Incorrect API key provided"), Problem.HOST_REFUSED),
        (body({"detail": "Forbidden"}, 403), Problem.HOST_REFUSED),
        (refusal(503, "Loading model"), Problem.HOST_BUSY),
        (plain(502, "<html>Bad gateway", "text/html"), Problem.WEB_PAGE_ANSWERED),
        (plain(504, ""), Problem.HOST_AWAY),
        (plain(500, "boom"), Problem.HOST_ERROR),
        (Answer(status=302, headers=(("Location", "https://user:pw@elsewhere.test/v1"),)), Problem.HOST_REDIRECTS),
        (Answer((b"x" * 65536,) * 80), Problem.ANSWER_TOO_LARGE),
    ],
)
def test_what_is_no_list_is_told_apart(daemon: ScriptedDaemon, answer: Answer, problem: Problem) -> None:
    daemon.on(MODELS, answer)
    trouble = trouble_of(daemon)
    assert trouble.problem is problem
    assert "pw" not in str(trouble)


def test_a_key_goes_to_the_host_alone(daemon: ScriptedDaemon) -> None:
    daemon.on(MODELS, model_list("m"))

    async def list_models() -> None:
        client = OpenAIClient(Address.parse(daemon.url), token="sk-secret")
        await client.list_models()
        await client.aclose()

    asyncio.run(list_models())
    (request,) = daemon.requests
    assert request.headers["authorization"] == "Bearer sk-secret"
    assert {name for name in request.headers if name.startswith(("openai", "x-"))} == set()


def test_a_request_holds_only_what_was_chosen(daemon: ScriptedDaemon) -> None:
    chat(daemon, *reply("x"))
    assert daemon.requested(CHAT)[0].json == {
        "model": "m",
        "messages": [{"role": "user", "content": "hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def refusing(field: str, status: int, answer: Callable[[str], Answer]) -> Script:
    """Refuses a request with this field, and takes one without."""
    return lambda request: answer(field) if field in request.json else sse(reply("x"))


@pytest.mark.parametrize(
    "answer",
    [
        lambda field: refusal(400, f"Unrecognized request argument supplied: {field}"),
        lambda field: refusal(400, f"Unsupported parameter: '{field}' is not supported with this model.", param=field),
        lambda field: body({"detail": [{"loc": ["body", field], "msg": "Extra inputs are not permitted"}]}, 422),
        lambda field: body(
            {"object": "error", "message": f"[{{'type': 'extra_forbidden', 'loc': ('body', '{field}')}}]"}, 400
        ),
    ],
)
def test_a_server_may_refuse_to_say_its_usage(daemon: ScriptedDaemon, answer: Callable[[str], Answer]) -> None:
    daemon.on(CHAT, refusing("stream_options", 400, answer))

    async def twice(client: OpenAIClient) -> list[object]:
        return [[event async for event in client.stream_chat(QUESTION)][-1] for _ in range(2)]

    assert all(isinstance(end, Finished) for end in ask(daemon, twice))
    assert ["stream_options" in request.json for request in daemon.requested(CHAT)] == [True, False, False]


def test_a_newer_name_of_the_longest_reply_is_used_where_the_older_is_refused(daemon: ScriptedDaemon) -> None:
    said = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    daemon.on(CHAT, refusing("max_tokens", 400, lambda field: refusal(400, said, param=field)))
    events = chat(daemon, request=replace(QUESTION, options={"num_predict": 5}))
    assert isinstance(events[-1], Finished)
    older, newer = (request.json for request in daemon.requested(CHAT))
    assert (older["max_tokens"], newer["max_completion_tokens"], "max_tokens" in newer) == (5, 5, False)


def test_a_longest_reply_beyond_what_a_server_allows_is_said(daemon: ScriptedDaemon) -> None:
    daemon.on(CHAT, refusal(400, "max_tokens must be at most 4096", param="max_tokens"))
    trouble = failure_of(chat(daemon, request=replace(QUESTION, options={"num_predict": 9999})))
    assert (trouble.problem, trouble.facts["option"]) == (Problem.OPTION_REFUSED, "num_predict")
    assert len(daemon.requested(CHAT)) == 1


@pytest.mark.parametrize(
    ("option", "field"),
    [
        ("top_k", "top_k"),
        ("repeat_penalty", "repetition_penalty"),
        ("format", "response_format"),
        ("num_predict", "max_completion_tokens"),
    ],
)
def test_an_option_that_a_server_does_not_take_is_named(daemon: ScriptedDaemon, option: str, field: str) -> None:
    value = {"format": "json"}.get(option, 5)
    refused = refusal(400, f"Unknown parameter: '{field}'.")
    daemon.on(
        CHAT,
        lambda request: (
            refused if field in request.json else refusal(400, "use 'max_completion_tokens' not max_tokens")
        ),
    )
    trouble = failure_of(chat(daemon, request=replace(QUESTION, options={option: value})))
    assert (trouble.problem, trouble.facts["option"]) == (Problem.OPTION_REFUSED, option)
    assert len(daemon.requested(CHAT)) == (2 if option == "num_predict" else 1)


LONG = "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4500 in the messages)."
LONGER = "The input (9000 tokens) is longer than the model's context length (8192 tokens)."
LITELLM = "litellm.ContextWindowExceededError: request (6031 tokens) exceeds the available context size (2048 tokens)"


@pytest.mark.parametrize(
    ("answer", "needed", "available"),
    [
        (refusal(400, LONG, code="context_length_exceeded"), 5000, 4096),
        (body({"object": "error", "message": LONG}, 400), 5000, 4096),
        (refusal(400, LONGER), 9000, 8192),
        (refusal(400, LITELLM), 6031, 2048),
        (refusal(400, "request too long", type="exceed_context_size_error", n_prompt_tokens=31, n_ctx=20), 31, 20),
        (refusal(400, "prompt is too long"), 0, 0),
    ],
)
def test_a_full_context_is_one_on_every_server(
    daemon: ScriptedDaemon, answer: Answer, needed: int, available: int
) -> None:
    daemon.on(CHAT, answer)
    trouble = failure_of(chat(daemon, request=replace(QUESTION, options={"num_predict": 9})))
    assert (trouble.problem, dict(trouble.facts)) == (Problem.CONTEXT_FULL, {"needed": needed, "available": available})


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (refusal(404, "The model `m` does not exist.", code="model_not_found"), Problem.MODEL_MISSING),
        (refusal(400, "Invalid model name passed in model=m."), Problem.MODEL_MISSING),
        (NOT_FOUND, Problem.NOT_A_SERVER),
        (refusal(500, "image input is not supported - hint: provide the mmproj"), Problem.MODEL_CANNOT),
        (refusal(400, '"auto" tool choice requires --enable-auto-tool-choice'), Problem.MODEL_CANNOT),
        (refusal(401, "Invalid API key"), Problem.HOST_REFUSED),
        (refusal(400, "API key not valid. Invalid API key", code=400), Problem.HOST_REFUSED),
        (refusal(429, "You exceeded your current quota", code="insufficient_quota"), Problem.HOST_ERROR),
        (refusal(400, "flagged", code="content_filter"), Problem.REPLY_FILTERED),
        (refusal(500, "CUDA out of memory"), Problem.MODEL_TOO_BIG),
        (refusal(500, "boom"), Problem.HOST_ERROR),
        (body({"detail": "boom"}, 500), Problem.HOST_ERROR),
        (refusal(502, "upstream"), Problem.HOST_AWAY),
    ],
)
def test_refusals_of_a_chat(daemon: ScriptedDaemon, answer: Answer, problem: Problem) -> None:
    daemon.on(CHAT, answer)
    trouble = failure_of(chat(daemon))
    assert trouble.problem is problem
    assert trouble.facts.get("message") != ""


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ("7", 7, 7),
        ("1.5", 2, 2),
        ("in an hour", 3000, 3600),
        ("soon", 0, 0),
        ("-1", 0, 0),
        ("9" * 9, 0, 0),
        ("", 0, 0),
    ],
)
def test_a_limit_says_how_long_to_wait(daemon: ScriptedDaemon, value: str, least: int, most: int) -> None:
    if value == "in an hour":  # by the clock of now: the tests were collected long before
        value = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    daemon.on(CHAT, refusal(429, "Rate limit reached", headers=(("Retry-After", value),)))
    trouble = failure_of(chat(daemon))
    assert trouble.problem is (Problem.HOST_LIMITED if most else Problem.HOST_BUSY)
    assert least <= int(str(trouble.facts.get("seconds", 0))) <= most


def test_leaving_a_chat_ends_it_on_the_server(daemon: ScriptedDaemon) -> None:
    daemon.on(CHAT, sse([delta(content="x")] * 1000, pause=0.01))

    async def leave(client: OpenAIClient) -> None:
        events = client.stream_chat(QUESTION)
        assert isinstance(await anext(events), TextPiece)
        await events.aclose()
        async with asyncio.timeout(10):
            while not daemon.left:  # noqa: ASYNC110 - the scripted server sets no event
                await asyncio.sleep(0.01)

    ask(daemon, leave)


def test_nothing_is_asked_of_a_server_beside_what_is_used(daemon: ScriptedDaemon) -> None:
    daemon.on(MODELS, model_list("m")).on(CHAT, sse(reply("x")))

    async def talk(client: OpenAIClient) -> None:
        await client.list_models()
        assert [event async for event in client.stream_chat(QUESTION)]

    ask(daemon, talk)
    asked: list[Request] = daemon.requests
    assert [(request.method, request.path) for request in asked] == [("GET", MODELS), ("POST", CHAT)]
    assert daemon.connections == 1


@pytest.mark.parametrize(
    ("owner", "name", "thinks"),
    [
        ("vllm", "Qwen/Qwen3-32B", True),
        ("vllm", "Qwen/Qwen3-30B-A3B-Thinking-2507", True),
        ("vllm", "Qwen/Qwen3-30B-A3B-Instruct-2507", False),
        ("sglang", "deepseek-ai/DeepSeek-V3.1", True),
        ("vllm", "openai/gpt-oss-120b", True),
        ("vllm", "meta-llama/Llama-3.1-8B-Instruct", False),
        ("organization_owner", "qwen/qwen3-32b", False),
        ("openai", "gpt-5.2", True),
        ("openai", "gpt-4o", False),
        ("", "Qwen/Qwen3-32B", False),
    ],
)
def test_a_choice_of_thinking_is_offered_where_the_server_takes_it(
    daemon: ScriptedDaemon, owner: str, name: str, thinks: bool
) -> None:
    daemon.on(MODELS, model_list(name, owned_by=owner))
    (card,) = ask(daemon, lambda client: client.list_models())
    assert (card.can_think, card.capabilities) == (thinks, frozenset())


@pytest.mark.parametrize(
    ("answer", "thinks"),
    [
        (body({"chat_template": "{% if enable_thinking %}<think>{% endif %}"}), True),
        (body({"chat_template": "{{ messages }}"}), False),
        (body({"chat_template": 7}), False),
        (plain(404, "no"), False),
    ],
)
@pytest.mark.parametrize("path", ["", "/v1"])
def test_llama_server_is_asked_for_its_template(
    daemon: ScriptedDaemon, answer: Answer, thinks: bool, path: str
) -> None:
    daemon.on(MODELS, model_list("any", owned_by="llamacpp"))
    daemon.on("/props", answer)
    (card,) = ask(daemon, lambda client: client.list_models(), path=path)
    assert card.can_think is thinks
