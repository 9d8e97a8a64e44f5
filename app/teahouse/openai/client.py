"""One OpenAI-compatible server: its models, and a chat as a stream of events.

Every method raises `Trouble` and nothing else; a chat ends with exactly one `Finished` or `Failed`.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Any

import httpx

from teahouse.connection.address import Address
from teahouse.connection.host_connection import HostConnection, read_events
from teahouse.connection.transport import open_http
from teahouse.core.chat_request import ChatRequest
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import USUAL_ROUTE, HostRoute
from teahouse.core.model import ModelCard
from teahouse.core.prompt_cache import mark_request
from teahouse.core.stream_events import StreamEvent
from teahouse.core.values import dataclass
from teahouse.openai import continuation
from teahouse.openai.faults import FieldRefused, no_server_trouble, refusal_trouble
from teahouse.openai.models import owner_of, read_cards, read_list, takes_switch
from teahouse.openai.reply_reader import ChatCompletionReader
from teahouse.openai.requests import NOTHING, Dialect, chat_body

LIST_SECONDS = 30.0
LARGEST_LIST = 2 << 20  # bytes; a router's list of hundreds of models has half a megabyte
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True, slots=True)
class ServerIdentity:
    """What answers: in its own word who serves the models (`openai.models.owner_of`), and where its API begins."""

    owner: str
    base: str


class OpenAIClient:
    """Talks to the server at `address`, given with or without `/v1`; `token` is that host's own key and goes nowhere
    else. One event loop."""

    def __init__(self, address: Address, *, token: str | None = None, route: HostRoute = USUAL_ROUTE) -> None:
        self.address = address
        self._connection = HostConnection(open_http(address, token, route), address)
        self._bases = api_bases(address.path)
        self._refused: frozenset[Dialect] = frozenset()
        self._continuation: Mapping[str, Any] = NOTHING  # fields of a chat that continues a reply

    async def aclose(self) -> None:
        """Close every connection."""
        await self._connection.aclose()

    async def identify(self, seconds: float = LIST_SECONDS) -> ServerIdentity:
        """Who answers within `seconds`; raises NOT_A_SERVER when it is something else."""
        async with self._connection.limit_time(seconds):
            entries = await self._fetch_list()
        return ServerIdentity(owner_of(entries), self._bases[0])

    async def check_answering(self) -> None:
        """Return when the server answers; raises `Trouble` when it does not."""
        await self.identify()

    async def list_models(self) -> tuple[ModelCard, ...]:
        """The models, in the server's order, at most `models.MOST_MODELS`."""
        async with self._connection.limit_time(LIST_SECONDS):
            entries = await self._fetch_list()
            cards = read_cards(entries)
            if len(cards) == 1 and owner_of(entries) == continuation.LLAMA_SERVER and not cards[0].takes_thinking:
                return (replace(cards[0], takes_thinking=takes_switch(await self._ask_server("GET", "/props"))),)
            return cards

    async def continues_reply(self, request: ChatRequest) -> bool:
        """Whether the server is known to continue the reply at the end of this chat (`openai.continuation`). A reply
        that is continued has finished thinking."""
        async with self._connection.limit_time(LIST_SECONDS):
            owner = owner_of(await self._fetch_list())
            if not continuation.may_continue(owner, request.model):
                return False
            self._continuation = continuation.continuation_fields(owner)
            if owner == continuation.VLLM:
                return continuation.is_new_enough(await self._ask_server("GET", "/version"))
            if owner == continuation.LLAMA_SERVER:
                body = chat_body(replace(request, continues=True))
                rendered = {name: body[name] for name in ("messages", "chat_template_kwargs") if name in body}
                prompt = await self._ask_server("POST", "/apply-template", json=rendered)
                return continuation.ends_with_reply(prompt, body["messages"][-1]["content"])
            return True

    async def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """Ask, and yield what comes with the time its bytes left the socket. Ends with one `Finished` or `Failed`;
        never raises `Trouble`. Closing the generator (`aclosing`) or cancelling ends the connection at once, and with
        it the generation. What a server refuses of the standard is left out and asked again, once."""
        while True:
            try:
                async with aclosing(self._stream_once(request)) as events:
                    async for event in events:
                        yield event
                return
            except FieldRefused as refused:
                if request.continues and refused.field in self._continuation:
                    refusal = Trouble(Problem.CANNOT_CONTINUE, model=request.model)
                    for event in self._new_reader(request).fail_reply(refusal, monotonic()):
                        yield event
                    return
                dialect = refused.dialect
                if dialect is None or dialect in self._refused:
                    for event in self._new_reader(request).fail_reply(refused, monotonic()):
                        yield event
                    return
                self._refused |= {dialect}

    async def _stream_once(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        reader = self._new_reader(request)
        try:
            continued = self._continuation if request.continues else NOTHING
            body = chat_body(mark_request(request), self._refused, continued)
            path = f"{self._bases[0]}/chat/completions"
            read_refusal = partial(self._read_refusal, model=request.model, sent=tuple(body))
            async with self._connection.open_answer("POST", path, read_refusal, json=body) as answer:
                kind = answer.response.headers.get("Content-Type", EVENT_STREAM)
                is_stream = not kind.lower().startswith("application/json")
                reader = self._new_reader(request, is_stream=is_stream)
                async with aclosing(read_events(answer, reader)) as events:
                    async for event in events:
                        yield event
        except FieldRefused:
            raise
        except Trouble as trouble:
            for event in reader.fail_reply(trouble, monotonic()):
                yield event

    def _new_reader(self, request: ChatRequest, *, is_stream: bool = True) -> ChatCompletionReader:
        has_logprobs = request.top_logprobs is not None
        return ChatCompletionReader(request.model, self.address, is_stream=is_stream, has_logprobs=has_logprobs)

    async def _ask_server(self, method: str, path: str, **request: Any) -> bytes:
        """The answer to a request beside the API, whose paths begin at the server's root; empty where it has none."""
        root = replace(self.address, path=server_root(self.address.path)).url
        with suppress(Trouble):
            async with self._connection.open_answer(method, root + path, self._read_refusal, **request) as answer:
                return await answer.body.read_all(LARGEST_LIST)
        return b""

    async def _fetch_list(self) -> tuple[Mapping[str, Any], ...]:
        """The entries of the list of models. An address without `/v1` may be that of the API all the same: what
        answers first is where it begins."""
        trouble = Trouble(Problem.NOT_A_SERVER, address=self.address.shown)
        for base in self._bases:
            try:
                async with self._connection.open_answer("GET", f"{base}/models", self._read_refusal) as answer:
                    body = await answer.body.read_all(LARGEST_LIST)
            except Trouble as failure:
                if failure.problem not in (Problem.NOT_A_SERVER, Problem.WEB_PAGE_ANSWERED):
                    raise
                trouble = failure
                continue
            if (entries := read_list(body)) is not None:
                self._bases = (base,)
                return entries
            trouble = no_server_trouble(body, self.address)
        raise trouble

    def _read_refusal(
        self, response: httpx.Response, body: bytes, model: str = "", sent: tuple[str, ...] = ()
    ) -> Trouble:
        return refusal_trouble(response.status_code, body, response.headers, self.address, model, sent)


def server_root(path: str) -> str:
    """The path of a server's root, out of that of its API: `/v1` → ``, `/vllm/v1` → `/vllm`."""
    before, _, last = path.rpartition("/")
    return before if last[:1] == "v" and last[1:2].isdigit() else path


def api_bases(path: str) -> tuple[str, ...]:
    """Where the API may begin, below an address with this path (empty, or `/v1`, `/api`, …), the likeliest first. The
    paths are relative to the address."""
    last = path.rpartition("/")[2].lower()
    has_version = last[:1] == "v" and last[1:2].isdigit()
    if has_version or last == "openai":
        return ("",)
    return ("/v1", "") if path else ("/v1",)
