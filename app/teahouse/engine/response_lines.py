"""The lines an answer is made of, for `/api/chat` and `/api/generate`.

A line for one token is put together from prepared halves: it is the one thing done for every token of every reply.
Everything but ASCII is escaped, so that a client which splits lines at U+0085 or U+2028 reads them, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from teahouse.engine.describe import now
from teahouse.engine.events import End, TokenPiece

_text = json.JSONEncoder(ensure_ascii=True).encode


class Lines(Protocol):
    """How one of the two routes words an answer."""

    def piece(self, piece: TokenPiece) -> bytes: ...

    def whole(self, end: End, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]: ...


class ChatLines:
    """`/api/chat`: text inside a message."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._head = f'{{"model":{_text(model)},"created_at":"'

    def piece(self, piece: TokenPiece) -> bytes:
        thinking = f',"thinking":{_text(piece.thinking)}' if piece.thinking else ""
        return (
            f'{self._head}{now()}","message":{{"role":"assistant","content":{_text(piece.content)}{thinking}}}'
            f',"done":false{_logprobs(piece.logprobs)}}}\n'
        ).encode("ascii")

    def whole(self, end: End, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if thinking:
            message["thinking"] = thinking
        if end.tool_calls:
            message["tool_calls"] = list(end.tool_calls)
        return {**_head(self._model), "message": message, "done": True, "done_reason": end.reason, **extra}


class GenerateLines:
    """`/api/generate`: text by itself."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._head = f'{{"model":{_text(model)},"created_at":"'

    def piece(self, piece: TokenPiece) -> bytes:
        thinking = f',"thinking":{_text(piece.thinking)}' if piece.thinking else ""
        return (
            f'{self._head}{now()}","response":{_text(piece.content)}{thinking},"done":false'
            f"{_logprobs(piece.logprobs)}}}\n"
        ).encode("ascii")

    def whole(self, end: End, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]:
        thought = {"thinking": thinking} if thinking else {}
        return {**_head(self._model), "response": text, **thought, "done": True, "done_reason": end.reason, **extra}


def counts(timings: Mapping[str, Any]) -> dict[str, int]:
    """The daemon's counters from llama.cpp's timings, zeros left out. Cached prompt tokens are in the count and not in
    the duration, so they are also said apart, as newer daemons do."""
    found = {
        "prompt_eval_count": timings.get("cache_n", 0) + timings.get("prompt_n", 0),
        "prompt_eval_cached_count": timings.get("cache_n", 0),
        "prompt_eval_duration": int(timings.get("prompt_ms", 0) * 1e6),
        "eval_count": timings.get("predicted_n", 0),
        "eval_duration": int(timings.get("predicted_ms", 0) * 1e6),
    }
    return {name: number for name, number in found.items() if number}


def encoded(line: Mapping[str, Any]) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode("ascii") + b"\n"


def _head(model: str) -> dict[str, Any]:
    return {"model": model, "created_at": now()}


def _logprobs(logprobs: Sequence[Mapping[str, Any]]) -> str:
    return f',"logprobs":{json.dumps(logprobs, separators=(",", ":"))}' if logprobs else ""
