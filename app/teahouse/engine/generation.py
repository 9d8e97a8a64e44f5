"""What chat and generate share: checks, the run itself, and delivering the answer.

Where a conversation exceeds the window its oldest messages are left out; system messages and the last message stay.
That happens only after the runner has refused the whole conversation (which is cheap), and by bisection, because
rendering and tokenizing a long history is slow.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from teahouse.core.conversation import Think
from teahouse.core.values import dataclass
from teahouse.engine.asgi import HttpResponse
from teahouse.engine.engine import ReadyModel
from teahouse.engine.errors import ApiError, RunnerError
from teahouse.engine.events import (
    AnswerEncoder,
    ChatReader,
    CompletionReader,
    EventStream,
    GenerationEnd,
    TokenPiece,
    read_counts,
    stream_answer,
)
from teahouse.engine.models import Model
from teahouse.engine.runner import Runner
from teahouse.engine.thinking import create_splitter, split_events, trim_events
from teahouse.engine.translate import completion_body, parse_think


def is_too_long(message: str) -> bool:
    """Whether a runner's error means that the prompt exceeds the window."""
    return "exceed_context_size_error" in message


Message = Mapping[str, Any]
MessagesRenderer = Callable[[Sequence[Message]], Awaitable[str]]
"""Renders the prompt of messages."""


async def fit_messages(
    runner: Runner, messages: Sequence[Message], render: MessagesRenderer, num_ctx: int
) -> list[Message] | None:
    """The messages from the earliest start whose prompt has fewer than `num_ctx` tokens; None for none."""
    starts = _possible_starts(messages)
    low, high = 1, len(starts) - 1
    best: list[Message] | None = None
    while low <= high:
        middle = (low + high) // 2
        kept = _without_oldest(messages, starts[middle])
        if len(await tokenize_text(runner, await render(kept))) < num_ctx:
            best, high = kept, middle - 1
        else:
            low = middle + 1
    return best


def _possible_starts(messages: Sequence[Message]) -> list[int]:
    """Indices at which a conversation may start: never at the answer to a tool call."""
    return [at for at, message in enumerate(messages) if at == 0 or message.get("role") != "tool"]


def _without_oldest(messages: Sequence[Message], count: int) -> list[Message]:
    return [message for at, message in enumerate(messages) if at >= count or message.get("role") == "system"]


def last_messages(messages: Sequence[Message]) -> list[Message]:
    """The shortest possible rest of a conversation."""
    return _without_oldest(messages, _possible_starts(messages)[-1])


async def cut_tokens(
    runner: Runner, messages: Sequence[Message], render: MessagesRenderer, num_ctx: int, keep: int
) -> list[int]:
    """The prompt of the last message alone, cut in its middle to about half the window, as in Ollama."""
    return halve_tokens(await tokenize_text(runner, await render(last_messages(messages))), num_ctx, keep)


def halve_tokens(tokens: list[int], num_ctx: int, keep: int) -> list[int]:
    """The first `keep` tokens, and the last ones that leave half of the remaining window free."""
    keep = min(max(0, keep), num_ctx - 1)
    limit = num_ctx - max((num_ctx - keep) // 2, 1)
    if len(tokens) < num_ctx:
        return tokens
    return [*tokens[:keep], *tokens[len(tokens) - (limit - keep) :]]


async def render_prompt(runner: Runner, body: Mapping[str, Any]) -> str:
    """The prompt that the runner's template renders for a chat request."""
    fields = {name: body[name] for name in ("messages", "tools", "chat_template_kwargs") if name in body}
    answer = await runner.post_json("/apply-template", fields)
    return str(answer["prompt"])


async def tokenize_text(runner: Runner, text: str, *, begins: bool = True) -> list[int]:
    """The tokens of a text, with the begin token only where it `begins` a prompt."""
    answer = await runner.post_json("/tokenize", {"content": text, "add_special": begins, "parse_special": True})
    return list(answer["tokens"])


async def detokenize(runner: Runner, tokens: Sequence[int]) -> str:
    """The text of tokens; raises `ApiError` 500 for numbers that are no tokens of the model."""
    try:
        answer = await runner.post_json("/detokenize", {"tokens": list(tokens)})
    except RunnerError as error:
        raise ApiError(500, f"detokenize error: {error.message}") from error
    return str(answer["content"])


CHAT_PATH = "/v1/chat/completions"
COMPLETION_PATH = "/completion"


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """The settings of a run in a chat or generate request."""

    stream: bool
    truncate: bool
    form: object
    think: Think  # None: not set
    tops: int | None  # None: no logprobs
    caches: bool = True  # uses what the runner has computed for earlier prompts
    cuts_message: bool = False  # one longer than the window, where the runner renders the prompt; as Ollama in generate

    @classmethod
    def from_request(cls, request: Mapping[str, Any]) -> GenerationRequest:
        """Read the settings of a request; raises `ApiError` 400 for invalid `top_logprobs` or `think`."""
        tops = request.get("top_logprobs", 0)
        if not 0 <= tops <= 20:
            raise ApiError(400, "top_logprobs must be between 0 and 20")
        return cls(
            stream=request.get("stream", True),
            truncate=request.get("truncate", True),
            form=request.get("format"),
            think=parse_think(request),
            tops=tops if request.get("logprobs") else None,
            caches=request.get("cache_prompt") is not False,
            cuts_message="prompt" in request,
        )

    def choose_thinking(self, requested_name: str, abilities: Sequence[str]) -> Think:
        """Whether and how to think; True where it is not set and the model can.

        Raises `ApiError` 400 where it is set and the model cannot. `requested_name`: the model's name as received.
        """
        if "thinking" in abilities:
            return True if self.think is None else self.think
        if self.think:
            raise ApiError(400, f'"{requested_name}" does not support thinking')
        return None


def require_abilities(
    abilities: Sequence[str], model: Model, request: Mapping[str, Any], route: str, *more: str
) -> None:
    """Raise `ApiError` 400 for a model that cannot generate text, or lacks one of `more`."""
    if "completion" not in abilities:
        raise ApiError(400, f'"{request.get("model", "")}" does not support {route}')
    for ability in more:
        if ability not in abilities:
            raise ApiError(400, f"{model.name.full} does not support {ability}")


async def chat_events(
    ready: ReadyModel, body: Mapping[str, Any], settings: GenerationRequest, think: Think
) -> EventStream:
    """Run a chat body; thinking is separated by llama.cpp where it supports the template, else by `thinking`."""
    events, log = _chat_events(ready, body, settings), ready.lease.runner.log
    if think and not log.separates_thinking:
        prompt = await render_prompt(ready.lease.runner, body)
        return split_events(events, create_splitter(prompt), lambda: log.separates_thinking)
    return trim_events(events)


async def _chat_events(ready: ReadyModel, body: Mapping[str, Any], settings: GenerationRequest) -> EventStream:
    """Run a chat body; one that exceeds the window is shortened where the request allows it."""
    lease = ready.lease
    try:
        async for bunch in stream_answer(lease, CHAT_PATH, body, ChatReader(settings.tops)):
            yield bunch
        return
    except RunnerError as error:
        if not (settings.truncate and is_too_long(error.message)):
            raise
        first_error = error

    async def render(messages: Sequence[Message]) -> str:
        return await render_prompt(lease.runner, {**body, "messages": messages})

    num_ctx = lease.load_options.num_ctx
    kept = await fit_messages(lease.runner, body["messages"], render, num_ctx)
    if kept is not None:
        shorter = stream_answer(lease, CHAT_PATH, {**body, "messages": kept}, ChatReader(settings.tops))
    elif lease.load_options.shift and settings.cuts_message:
        tokens = await cut_tokens(lease.runner, body["messages"], render, num_ctx, body["n_keep"])
        whole = completion_body(tokens, _sampling_only(body), form=settings.form, logprobs=settings.tops)
        shorter = stream_answer(lease, COMPLETION_PATH, whole, CompletionReader(settings.tops))
    else:
        raise first_error
    async for bunch in shorter:
        yield bunch


Prompt = str | list[int] | dict[str, Any]
"""Text, tokens, or an object of llama.cpp with text and images."""


async def complete_prompt(
    ready: ReadyModel,
    prompt: Prompt,
    sampling: Mapping[str, Any],
    settings: GenerationRequest,
    shorten: Callable[[], Awaitable[Prompt | None]],
) -> EventStream:
    """Run a rendered prompt. Where it exceeds the window and the request allows it, run that of `shorten` instead."""
    reader = CompletionReader(settings.tops)
    body = completion_body(prompt, sampling, form=settings.form, logprobs=settings.tops)
    try:
        async for bunch in stream_answer(ready.lease, COMPLETION_PATH, body, reader):
            yield bunch
        return
    except RunnerError as error:
        shorter = await shorten() if settings.truncate and is_too_long(error.message) else None
        if shorter is None:
            raise
    async for bunch in stream_answer(ready.lease, COMPLETION_PATH, {**body, "prompt": shorter}, reader):
        yield bunch


async def halve_prompt(ready: ReadyModel, prompt: str | list[int], keep: int) -> list[int] | None:
    """A prompt that exceeds the window, cut in its middle; None where the model is loaded without `shift`."""
    if not ready.lease.load_options.shift:
        return None
    tokens = await tokenize_text(ready.lease.runner, prompt) if isinstance(prompt, str) else prompt
    return halve_tokens(tokens, ready.lease.load_options.num_ctx, keep)


def _sampling_only(body: Mapping[str, Any]) -> dict[str, Any]:
    """The sampling part of a chat body."""
    chat_only = ("messages", "tools", "chat_template_kwargs", "response_format", "logprobs", "top_logprobs")
    return {name: value for name, value in body.items() if name not in chat_only}


FinalFields = Callable[[str], Awaitable[Mapping[str, Any]]]


async def no_extra_fields(_: str) -> Mapping[str, Any]:
    """`FinalFields` of an answer that ends with its counts only."""
    return {}


async def deliver_answer(
    reply: HttpResponse,
    events: EventStream,
    ready: ReadyModel,
    encoder: AnswerEncoder,
    *,
    stream: bool,
    ending: FinalFields,
) -> None:
    """Send events as a stream, or as one object; `ending` returns more fields of the last, from the whole text."""
    all_pieces: list[TokenPiece] = []
    late_calls: tuple[Mapping[str, Any], ...] = ()  # passed with the end
    async for bunch in events:
        pieces = [event for event in bunch if isinstance(event, TokenPiece)]
        all_pieces += pieces
        if not (stream and encoder.streams_tool_calls):
            late_calls += tuple(call for piece in pieces for call in piece.tool_calls)
            pieces = [replace(piece, tool_calls=()) if piece.tool_calls else piece for piece in pieces]
            pieces = [piece for piece in pieces if piece.content or piece.thinking or piece.logprobs]
        if stream and pieces:
            await reply.send_lines(b"".join(map(encoder.encode_piece, pieces)), encoder.stream_type)
        if isinstance(bunch[-1], GenerationEnd):
            end = replace(bunch[-1], tool_calls=(*late_calls, *bunch[-1].tool_calls))
            text = "".join(piece.content for piece in all_pieces) + end.content
            thinking = "".join(piece.thinking for piece in all_pieces)
            counts = read_counts(end.timings, ready.lease.runner.state.restored_tokens)
            extra = {**await ending(thinking + text), **ready.read_durations(), **counts}
            if stream:
                await reply.send_lines(encoder.encode_end(end, extra), encoder.stream_type)
                await reply.finish_stream()
            else:
                logprobs = [entry for piece in all_pieces for entry in piece.logprobs]
                extra = {**extra, "logprobs": logprobs} if logprobs else extra
                await reply.send_json(
                    encoder.build_answer(end, text, thinking, extra), content_type=encoder.answer_type
                )
