"""Reads a runner's events, and encodes them as lines of `/api/chat` and `/api/generate`.

A runner answers `/v1/chat/completions` and `/completion` with server-sent events: pieces of text, then an end with
counts. The line of a token is formatted from a prepared beginning, since this is done for every token. Everything but
ASCII is escaped, for clients that split lines at U+0085 or U+2028.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from teahouse.core.values import dataclass
from teahouse.engine.asgi import JSON, LINES
from teahouse.engine.describe import format_now
from teahouse.engine.drafting import StepTimes
from teahouse.engine.errors import RunnerError
from teahouse.engine.runner_http import AnswerTooLong, ConnectionCut
from teahouse.engine.scheduler import Lease


@dataclass(frozen=True, slots=True)
class TokenPiece:
    """The text of a token, sometimes of two, and the tool calls it completes. `logprobs`: in Ollama's format, one entry
    per token. `count`: tokens of the answer up to this one, 0 where that is unknown."""

    content: str
    thinking: str = ""
    logprobs: tuple[Mapping[str, Any], ...] = ()
    tool_calls: tuple[Mapping[str, Any], ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class GenerationEnd:
    """The end of an answer: its reason ("stop" or "length"), llama.cpp's timings, and tool calls."""

    reason: str
    timings: Mapping[str, Any]
    content: str = ""
    tool_calls: tuple[Mapping[str, Any], ...] = ()


GenerationEvent = TokenPiece | GenerationEnd
EventStream = AsyncIterator[list[GenerationEvent]]


class EventReader(ABC):
    """Reads the data of one event of a runner; `steps` has the times of the tokens so far."""

    def __init__(self, tops: int | None) -> None:
        self._tops = tops
        self.steps = StepTimes()

    @abstractmethod
    def __call__(self, data: bytes) -> GenerationEvent | None: ...

    def _count_tokens(self, event: Mapping[str, Any]) -> int:
        """The tokens of the answer so far; 0 where the runner does not say."""
        timings = event.get("timings") or {}
        self.steps.add_timings(timings)
        return int(timings.get("predicted_n", 0))


async def stream_answer(lease: Lease, path: str, body: Mapping[str, Any], read: EventReader) -> EventStream:
    """Send a request to the runner and yield its events, grouped by read; the last is a `GenerationEnd`.

    Raises `RunnerError`: with the runner's status before the first event, with the reason where the runner died.
    """
    lease.runner.state.hold("", 0)
    try:
        async with lease.runner.open_exchange("POST", path, body) as exchange:
            if exchange.status != 200:
                data = await exchange.read_body()
                raise lease.runner.build_error(exchange.status, data)
            async for lines in exchange.read_lines():
                events = [event for event in map(read, _event_data(lines)) if event is not None]
                end = events[-1] if events else None
                if isinstance(end, GenerationEnd):
                    lease.runner.record_timings(end.timings, read.steps)
                if events:
                    yield events
                if isinstance(end, GenerationEnd):
                    return
            raise ConnectionCut
    except (ConnectionCut, OSError):
        lease.mark_broken()
        raise await lease.runner.explain_disconnect() from None
    except AnswerTooLong:
        raise lease.runner.too_long_error(path) from None


def _event_data(lines: list[bytes]) -> list[bytes]:
    return [line[6:] for line in lines if line.startswith(b"data: ") and line != b"data: [DONE]"]


class ChatReader(EventReader):
    """Reads the events of `/v1/chat/completions`. Tool calls arrive in fragments and are returned with the end."""

    def __init__(self, tops: int | None) -> None:
        super().__init__(tops)
        self._calls: dict[int, dict[str, str]] = {}

    def __call__(self, data: bytes) -> GenerationEvent | None:
        event = json.loads(data)
        choices = event.get("choices")
        if not choices:
            _raise_error(event)
            return None
        choice = choices[0]
        delta = choice["delta"]
        count = self._count_tokens(event)
        for fragment in delta.get("tool_calls") or ():
            self._add_call(fragment)
        if choice["finish_reason"] is not None:
            reason = "length" if choice["finish_reason"] == "length" else "stop"
            return GenerationEnd(reason, event.get("timings", {}), delta.get("content") or "", self._build_tool_calls())
        content, thinking = delta.get("content") or "", delta.get("reasoning_content") or ""
        probabilities = choice.get("logprobs") if self._tops is not None else None
        logprobs = _convert_logprobs(probabilities["content"], self._tops) if probabilities else ()
        return TokenPiece(content, thinking, logprobs, count=count) if content or thinking or logprobs else None

    def _add_call(self, fragment: Mapping[str, Any]) -> None:
        call = self._calls.setdefault(fragment.get("index", 0), {"id": "", "name": "", "arguments": ""})
        function = fragment.get("function", {})
        call["id"] += fragment.get("id") or ""
        call["name"] += function.get("name") or ""
        call["arguments"] += function.get("arguments") or ""

    def _build_tool_calls(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(
            {
                **({"id": call["id"]} if call["id"] else {}),
                "function": {"index": index, "name": call["name"], "arguments": _parse_arguments(call)},
            }
            for index, call in sorted(self._calls.items())
        )


class CompletionReader(EventReader):
    """Reads the events of `/completion`."""

    def __call__(self, data: bytes) -> GenerationEvent | None:
        event = json.loads(data)
        if "content" not in event:
            _raise_error(event)
            return None
        count = self._count_tokens(event)
        if event.get("stop"):
            reason = "length" if event.get("stop_type") == "limit" else "stop"
            return GenerationEnd(reason, event.get("timings", {}), event["content"])
        logprobs = _convert_logprobs(event.get("completion_probabilities", []), self._tops)
        return TokenPiece(event["content"], "", logprobs, count=count) if event["content"] or logprobs else None


def _parse_arguments(call: Mapping[str, str]) -> Any:
    try:
        return json.loads(call["arguments"] or "{}")
    except ValueError:
        message = f'llama-server returned invalid tool call arguments for "{call["name"]}"'
        raise RunnerError(500, message) from None


def _convert_logprobs(tokens: list[Mapping[str, Any]], tops: int | None) -> tuple[Mapping[str, Any], ...]:
    """Ollama's logprobs: token, logarithm, bytes, and alternatives where they were requested."""
    if tops is None:
        return ()
    return tuple(_convert_token(token) if tops else _token_logprob(token) for token in tokens)


def _convert_token(token: Mapping[str, Any]) -> dict[str, Any]:
    return {**_token_logprob(token), "top_logprobs": [_token_logprob(other) for other in token.get("top_logprobs", [])]}


def _token_logprob(token: Mapping[str, Any]) -> dict[str, Any]:
    """A token; its bytes may be a part of a character, of which its text has nothing."""
    data = token.get("bytes")
    data = list(token["token"].encode()) if data is None else data
    return {"token": token["token"], "logprob": token["logprob"], "bytes": data}


def _raise_error(event: Mapping[str, Any]) -> None:
    error = event.get("error")
    if error:
        message = error.get("message", str(error)) if isinstance(error, dict) else str(error)
        raise RunnerError(500, f"an error was encountered while running the model: {message}")


_encode_text = json.JSONEncoder(ensure_ascii=True).encode


class AnswerEncoder(ABC):
    """Encodes the answer of one route: the pieces and the end of a stream, or the whole as one JSON object.

    `extra`: the counts and durations of the answer, its logprobs, and more fields of Ollama's last line.
    """

    stream_type = LINES  # content types
    answer_type = JSON
    streams_empty_answer = True  # the answer to a request without text is a stream too where one was asked for
    streams_tool_calls = False  # in the pieces that complete them; otherwise all are passed with the end

    @abstractmethod
    def encode_piece(self, piece: TokenPiece) -> bytes:
        """The text of one token in a stream."""

    @abstractmethod
    def encode_end(self, end: GenerationEnd, extra: Mapping[str, Any]) -> bytes:
        """The end of a stream, with the text and tool calls that `end` has."""

    @abstractmethod
    def build_answer(self, end: GenerationEnd, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]:
        """The whole answer."""

    @abstractmethod
    def build_rendered(self, prompt: str, images: int) -> dict[str, Any]:
        """The answer to a request that only asks for its prompt (`_debug_render_only`); `images`: their number."""


class LineEncoder(AnswerEncoder):
    """Ollama's own API: lines of JSON, for the model of that name. A line with more or less than one token has the
    count of all tokens so far as `eval_count`, which Ollama's lines have at the end only."""

    streams_empty_answer = False
    streams_tool_calls = True

    def __init__(self, model: str) -> None:
        self._model = model
        self._head = f'{{"model":{_encode_text(model)},"created_at":"'
        self._count = 0  # tokens, as the client counts them

    def encode_piece(self, piece: TokenPiece) -> bytes:
        """The line of one token."""
        more = f',"thinking":{_encode_text(piece.thinking)}' if piece.thinking else ""
        if piece.tool_calls:
            more += f',"tool_calls":{json.dumps(piece.tool_calls, separators=(",", ":"))}'
        text = self._encode_fields(_encode_text(piece.content), more)
        self._count += 1
        counted = ""
        if piece.count and piece.count != self._count:
            self._count = piece.count
            counted = f',"eval_count":{piece.count}'
        rest = f'"done":false{_encode_logprobs(piece.logprobs)}{counted}'
        return f'{self._head}{format_now()}",{text},{rest}}}\n'.encode("ascii")

    def encode_end(self, end: GenerationEnd, extra: Mapping[str, Any]) -> bytes:
        return encode_line(self.build_answer(end, end.content, "", extra))

    def build_answer(self, end: GenerationEnd, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]:
        head = {"model": self._model, "created_at": format_now()}
        return {**head, **self._build_fields(end, text, thinking), "done": True, "done_reason": end.reason, **extra}

    def build_rendered(self, prompt: str, images: int) -> dict[str, Any]:
        head = {"model": self._model, "created_at": format_now()}
        rendered = {"rendered_template": prompt, **({"image_count": images} if images else {})}
        return {**head, **self._build_empty(), "done": False, "_debug_info": rendered}

    @abstractmethod
    def _build_empty(self) -> dict[str, Any]:
        """The fields of an answer without a role or text."""

    @abstractmethod
    def _encode_fields(self, content: str, more: str) -> str:
        """The JSON of a token's text; `content` is a JSON string, `more` the other fields, each after a comma."""

    @abstractmethod
    def _build_fields(self, end: GenerationEnd, text: str, thinking: str) -> dict[str, Any]: ...


class ChatEncoder(LineEncoder):
    """`/api/chat`: text inside a message."""

    def _build_empty(self) -> dict[str, Any]:
        return {"message": {"role": "", "content": ""}}

    def _encode_fields(self, content: str, more: str) -> str:
        return f'"message":{{"role":"assistant","content":{content}{more}}}'

    def _build_fields(self, end: GenerationEnd, text: str, thinking: str) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if thinking:
            message["thinking"] = thinking
        if end.tool_calls:
            message["tool_calls"] = list(end.tool_calls)
        return {"message": message}


class GenerateEncoder(LineEncoder):
    """`/api/generate`: text as a field of its own."""

    def _build_empty(self) -> dict[str, Any]:
        return {"response": ""}

    def _encode_fields(self, content: str, more: str) -> str:
        return f'"response":{content}{more}'

    def _build_fields(self, end: GenerationEnd, text: str, thinking: str) -> dict[str, Any]:
        return {"response": text, **({"thinking": thinking} if thinking else {})}


def read_counts(timings: Mapping[str, Any], restored: int = 0) -> dict[str, int]:
    """The daemon's counters from llama.cpp's timings, without zeros. Cached prompt tokens are part of the count but not
    of the duration, so they are also counted separately, as in newer daemons; at most `restored` of them came from disk
    for this request. Drafted tokens are counted where some were, and those of them that became part of the answer."""
    found = {
        "prompt_eval_count": timings.get("cache_n", 0) + timings.get("prompt_n", 0),
        "prompt_eval_cached_count": timings.get("cache_n", 0),
        "prompt_eval_restored_count": min(restored, timings.get("cache_n", 0)),
        "prompt_eval_duration": int(timings.get("prompt_ms", 0) * 1e6),
        "eval_count": timings.get("predicted_n", 0),
        "eval_duration": int(timings.get("predicted_ms", 0) * 1e6),
        "draft_count": timings.get("draft_n", 0),
        "draft_accepted_count": timings.get("draft_n_accepted", 0),
    }
    return {name: number for name, number in found.items() if number}


def encode_line(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def _encode_logprobs(logprobs: Sequence[Mapping[str, Any]]) -> str:
    return f',"logprobs":{json.dumps(logprobs, separators=(",", ":"))}' if logprobs else ""
