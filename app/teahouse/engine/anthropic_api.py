"""Translates Anthropic's Messages API to the engine's own: a request to that of `/api/chat`, the answer to blocks.

As in Ollama: blocks and tools it does not know are ignored, and `thinking` only turns thinking off, since a model that
can think does by default. `foreign_structs` has the fields and their types.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from teahouse.engine.asgi import EVENT_STREAM, PLAIN_JSON
from teahouse.engine.decode import check_image
from teahouse.engine.errors import ApiError, ErrorFormat
from teahouse.engine.events import AnswerEncoder, GenerationEnd, TokenPiece
from teahouse.engine.openai_api import create_id, encode_arguments, encode_event

_ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    503: "overloaded_error",
}
_STOP_REASONS = {"length": "max_tokens"}
_CHARACTERS_PER_TOKEN = 4  # of the estimate at the start of a stream, as in Ollama


class AnthropicErrors(ErrorFormat):
    """`{"type": "error", "error": {"type": …, "message": …}}`, in a stream as an `error` event."""

    def build_body(self, error: ApiError) -> dict[str, Any]:
        kind = _ERROR_TYPES.get(error.status, "api_error")
        inner = {"type": kind, "message": error.message}
        return {"type": "error", "error": inner, "request_id": create_id("req_")}

    def encode_in_stream(self, error: ApiError) -> bytes:
        return encode_event(self.build_body(error), "error")


def translate_messages(fields: Mapping[str, Any], *, counts: bool = False) -> dict[str, Any]:
    """A `ChatRequest` from the fields of an `anthropic.MessagesRequest`; raises `ApiError` 400.

    `counts`: only the tokens are counted, for which `max_tokens` is not needed.
    """
    if not fields.get("model"):
        raise ApiError(400, "model is required")
    if fields.get("max_tokens", 0) <= 0 and not counts:
        raise ApiError(400, "max_tokens is required and must be positive")
    if not fields.get("messages"):
        raise ApiError(400, "messages is required")
    system = _join_texts(fields.get("system", ""))
    messages = [{"role": "system", "content": system}] if system else []
    for message in fields["messages"]:
        messages += _translate_message(message)
    options = {"num_predict": fields.get("max_tokens", 0)}
    options |= {name: fields[name] for name in ("temperature", "top_p", "top_k") if name in fields}
    if fields.get("stop_sequences"):
        options["stop"] = fields["stop_sequences"]
    chat: dict[str, Any] = {
        "model": fields["model"],
        "messages": messages,
        "stream": fields.get("stream", False),
        "options": options,
        "think": False if fields.get("thinking", {}).get("type") == "disabled" else None,
    }
    tools = [_translate_tool(tool) for tool in fields.get("tools", ()) if "input_schema" in tool]
    chosen = fields.get("tool_choice")
    if tools and not (isinstance(chosen, dict) and chosen.get("type") == "none"):
        chat["tools"] = tools
    return chat


def _translate_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    function = {
        "name": tool.get("name", ""),
        "description": tool.get("description", ""),
        "parameters": tool["input_schema"],
    }
    return {"type": "function", "function": function}


def _translate_message(message: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The messages of Ollama for a message: each result of a tool is one, before the rest."""
    content = message.get("content")
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise ApiError(400, "invalid message content")
    by_type: dict[str, list[dict[str, Any]]] = {}
    for block in blocks:
        by_type.setdefault(str(block.get("type")), []).append(block)
    yield from map(_translate_result, by_type.get("tool_result", ()))
    translated: dict[str, Any] = {"role": message.get("role", ""), "content": _join_texts(blocks)}
    images = [_read_image(block) for block in by_type.get("image", ())]
    thinking = "".join(_text_of(block, "thinking") for block in by_type.get("thinking", ()))
    calls = [_translate_call(block) for block in by_type.get("tool_use", ())]
    translated |= {"images": images} if images else {}
    translated |= {"thinking": thinking} if thinking else {}
    translated |= {"tool_calls": calls} if calls else {}
    if "text" in by_type or images or thinking or calls:
        yield translated


def _join_texts(content: object) -> str:
    """The text of a string or of the text blocks in a list; raises `ApiError` 400 for anything else."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise ApiError(400, "invalid content: expected a string or a list of blocks")
    blocks = [block for block in content if isinstance(block, dict) and block.get("type") == "text"]
    return "\n".join(_text_of(block, "text") for block in blocks)


def _text_of(block: Mapping[str, Any], name: str) -> str:
    text = block.get(name, "")
    if not isinstance(text, str):
        raise ApiError(400, f"invalid {name} block: expected a string")
    return text


def _read_image(block: Mapping[str, Any]) -> str:
    source = block.get("source")
    data = source.get("data") if isinstance(source, dict) and source.get("type") == "base64" else None
    if not isinstance(data, str):
        raise ApiError(400, "invalid image source: only base64 is supported")
    try:
        check_image(data)
    except ApiError as error:
        raise ApiError(400, f"invalid base64 image data: {error.message}") from None
    return data


def _translate_call(block: Mapping[str, Any]) -> dict[str, Any]:
    arguments = block.get("input", {})
    if not isinstance(arguments, dict):
        raise ApiError(400, "invalid tool_use block: input must be an object")
    function = {"name": _text_of(block, "name"), "arguments": arguments}
    return {"id": _text_of(block, "id"), "function": function}


def _translate_result(block: Mapping[str, Any]) -> dict[str, Any]:
    content = block.get("content") or ""
    translated = {"role": "tool", "content": _join_texts(content), "tool_call_id": _text_of(block, "tool_use_id")}
    inner = content if isinstance(content, list) else []
    images = [_read_image(part) for part in inner if isinstance(part, dict) and part.get("type") == "image"]
    return {**translated, "images": images} if images else translated


def estimate_input(chat: Mapping[str, Any]) -> int:
    """The approximate number of a request's tokens, for the start of a stream."""
    characters = 0
    for message in chat["messages"]:
        characters += len(message["role"]) + len(message["content"]) + len(message.get("thinking", ""))
        characters += sum(len(encode_arguments(call)) for call in message.get("tool_calls", ()))
    tools: Sequence[Mapping[str, Any]] = chat.get("tools", ())
    characters += sum(len(json.dumps(tool["function"], separators=(",", ":"))) for tool in tools)
    return max(1, characters // _CHARACTERS_PER_TOKEN)


class MessagesEncoder(AnswerEncoder):
    """`/v1/messages`. `estimate`: the tokens of the request at the start of a stream, whose end has their count."""

    stream_type = EVENT_STREAM
    answer_type = PLAIN_JSON

    def __init__(self, model: str, estimate: int) -> None:
        self._model = model
        self._estimate = estimate
        self._id = create_id("msg_")
        self._begun = False
        self._index = 0
        self._open = ""  # the type of the block that is open

    def encode_piece(self, piece: TokenPiece) -> bytes:
        return b"".join(
            self._encode_text(kind, text)
            for kind, text in (("thinking", piece.thinking), ("text", piece.content))
            if text
        )

    def encode_end(self, end: GenerationEnd, extra: Mapping[str, Any]) -> bytes:
        parts = [self.encode_piece(TokenPiece(end.content)), self._begin(), self._close_block()]
        for call in end.tool_calls:
            parts.append(self._open_block("tool_use", {**_build_call(call), "input": {}}))
            delta = {"type": "input_json_delta", "partial_json": encode_arguments(call)}
            parts += [self._encode_delta(delta), self._close_block()]
        delta = {"stop_reason": _stop_reason(end)}
        parts.append(self._encode("message_delta", delta=delta, usage=_read_usage(extra)))
        parts.append(self._encode("message_stop"))
        return b"".join(parts)

    def _begin(self) -> bytes:
        """The first event, once."""
        if self._begun:
            return b""
        self._begun = True
        usage = {"input_tokens": self._estimate, "output_tokens": 0}
        return self._encode("message_start", message={**self._build_head(), "content": [], "usage": usage})

    def _encode_text(self, kind: str, text: str) -> bytes:
        parts = [self._begin()]
        if self._open != kind:
            parts += [self._close_block(), self._open_block(kind, {"type": kind, kind: ""})]
        parts.append(self._encode_delta({"type": f"{kind}_delta", kind: text}))
        return b"".join(parts)

    def _open_block(self, kind: str, block: Mapping[str, Any]) -> bytes:
        self._open = kind
        return self._encode("content_block_start", index=self._index, content_block=block)

    def _encode_delta(self, delta: Mapping[str, Any]) -> bytes:
        return self._encode("content_block_delta", index=self._index, delta=delta)

    def _close_block(self) -> bytes:
        if not self._open:
            return b""
        self._open = ""
        self._index += 1
        return self._encode("content_block_stop", index=self._index - 1)

    def _encode(self, kind: str, **fields: object) -> bytes:
        return encode_event({"type": kind, **fields}, kind)

    def _build_head(self) -> dict[str, Any]:
        return {"id": self._id, "type": "message", "role": "assistant", "model": self._model}

    def build_answer(self, end: GenerationEnd, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]:
        content: list[dict[str, Any]] = []
        if thinking:
            content.append({"type": "thinking", "thinking": thinking, "signature": ""})  # the Vercel AI SDK asks for it
        if text:
            content.append({"type": "text", "text": text})
        content += [{**_build_call(call), "input": call["function"]["arguments"]} for call in end.tool_calls]
        answer = {**self._build_head(), "content": content, "stop_reason": _stop_reason(end)}
        return {**answer, "usage": _read_usage(extra)}

    def build_rendered(self, prompt: str, images: int) -> dict[str, Any]:
        return {**self._build_head(), "content": [], "_debug_info": {"rendered_template": prompt}}


def _build_call(call: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "tool_use", "id": call.get("id") or create_id("call_"), "name": call["function"]["name"]}


def _stop_reason(end: GenerationEnd) -> str:
    return "tool_use" if end.tool_calls else _STOP_REASONS.get(end.reason, "end_turn")


def _read_usage(extra: Mapping[str, Any]) -> dict[str, int]:
    return {"input_tokens": extra.get("prompt_eval_count", 0), "output_tokens": extra.get("eval_count", 0)}
