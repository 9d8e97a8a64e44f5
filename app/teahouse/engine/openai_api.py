"""Translates OpenAI's API to the engine's own: requests to those of `/api/chat` and `/api/generate`, answers back.

As in Ollama: fields it does not know are ignored, `n` and `best_of` too. A request sets nothing by itself, so the
model's system prompt, messages and parameters apply. `foreign_structs` has the fields and their types.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from teahouse.engine.asgi import EVENT_STREAM, PLAIN_JSON
from teahouse.engine.decode import check_image
from teahouse.engine.errors import ApiError, ErrorFormat
from teahouse.engine.events import AnswerEncoder, GenerationEnd, TokenPiece

FINGERPRINT = "fp_ollama"
_ERROR_TYPES = {400: "invalid_request_error", 404: "not_found_error"}
_IMAGE_STARTS = tuple(f"data:{kind};base64," for kind in ("", "image/jpeg", "image/jpg", "image/png", "image/webp"))
_DONE = b"data: [DONE]\n\n"

# `reasoning_effort`, and the `think` of `/api/chat` it means
_EFFORTS: Mapping[str, str | bool] = {
    "minimal": "low",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "xhigh": "max",
    "ultra": "max",
    "max": "max",
    "none": False,
}


class OpenAiErrors(ErrorFormat):
    """`{"error": {"message": …, "type": …}}`, in a stream as an event, which the clients raise."""

    def build_body(self, error: ApiError) -> dict[str, Any]:
        kind = _ERROR_TYPES.get(error.status, "api_error")
        return {"error": {"message": error.message, "type": kind, "param": None, "code": None}}

    def encode_in_stream(self, error: ApiError) -> bytes:
        return encode_event(self.build_body(error))


def translate_chat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A `ChatRequest` from the fields of an `openai.ChatCompletionRequest`; raises `ApiError` 400."""
    if not fields.get("messages"):
        raise ApiError(400, "[] is too short - 'messages'")
    chat: dict[str, Any] = {
        "model": fields.get("model", ""),
        "messages": _translate_messages(fields["messages"]),
        "stream": fields.get("stream", False),
        "options": _translate_options(fields),
        "think": parse_effort(fields.get("reasoning", {}).get("effort") or fields.get("reasoning_effort")),
        "format": _translate_format(fields.get("response_format", {})),
    }
    if fields.get("tools") and fields.get("tool_choice") != "none":
        chat["tools"] = fields["tools"]
    return {**chat, **_select(fields, "logprobs", "top_logprobs", "_debug_render_only")}


def _select(fields: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: fields[name] for name in names if name in fields}


def _translate_options(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The options of Ollama for the sampling fields that are set."""
    options = _select(fields, "seed", "temperature", "top_p", "frequency_penalty", "presence_penalty")
    for name in ("max_tokens", "max_completion_tokens"):
        if name in fields and "num_predict" not in options:
            options["num_predict"] = fields[name]
    stop = fields.get("stop")
    if isinstance(stop, str):
        options["stop"] = [stop]
    elif isinstance(stop, list):
        if not all(isinstance(item, str) for item in stop):
            raise ApiError(400, "invalid type for 'stop' field: expected strings")
        options["stop"] = stop
    return options


def parse_effort(effort: str | None) -> str | bool | None:
    """The `think` for a reasoning effort, None where none is set; raises `ApiError` 400 for an unknown one."""
    if not effort:
        return None
    if effort not in _EFFORTS:
        names = ", ".join(f'"{name}"' for name in _EFFORTS if name != "none")
        raise ApiError(400, f'invalid reasoning value: "{effort}" (must be {names}, or "none")')
    return _EFFORTS[effort]


def _translate_format(response_format: Mapping[str, Any]) -> object:
    """The `format` of Ollama for a response format."""
    if response_format.get("type") == "json_object":
        return "json"
    if response_format.get("type") == "json_schema":
        return response_format.get("json_schema", {}).get("schema")
    return None


def _translate_messages(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names: dict[str, str] = {}  # of functions, by the id of the call
    translated = []
    for message in messages:
        for call in message.get("tool_calls", ()):
            names[call.get("id", "")] = call.get("function", {}).get("name", "")
        translated.append(_translate_message(message, names))
    return translated


def _translate_message(message: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    role = message.get("role", "")
    role = "system" if role.lower() == "developer" else role
    content = message.get("content")
    translated: dict[str, Any] = {"role": role, "content": "", **_select(message, "tool_call_id")}
    if isinstance(content, str):
        translated["content"] = content
    elif isinstance(content, list):
        translated.update(_translate_parts(content))
    elif content is not None or not message.get("tool_calls"):
        raise ApiError(400, f"invalid message content type: {_describe_type(content)}")
    if message.get("reasoning"):
        translated["thinking"] = message["reasoning"]
    if message.get("tool_calls"):
        translated["tool_calls"] = [_translate_call(call) for call in message["tool_calls"]]
    if role.lower() == "tool":
        translated["tool_name"] = message.get("name") or names.get(message.get("tool_call_id", ""), "")
    return translated


def _translate_parts(parts: Sequence[Any]) -> dict[str, Any]:
    """Content and images of a message in parts. One message, because many templates refuse two of a role in a row."""
    texts: list[str] = []
    images: list[str] = []
    for part in parts:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("text"), str):
            texts.append(part["text"])
        elif kind == "image_url":
            image = part.get("image_url")
            images.append(decode_image_url(image.get("url") if isinstance(image, dict) else image))
        else:
            raise ApiError(400, "invalid message format")
    return {"content": "\n".join(texts), **({"images": images} if images else {})}


def decode_image_url(url: object) -> str:
    """The base64 of a data URL; raises `ApiError` 400 for any other URL."""
    if not isinstance(url, str):
        raise ApiError(400, "invalid message format")
    if url.startswith(("http://", "https://")):
        raise ApiError(400, "image URLs are not currently supported, please use base64 encoded data instead")
    start = next((start for start in _IMAGE_STARTS if url.startswith(start)), None)
    if start is None:
        raise ApiError(400, "invalid image input")
    try:
        check_image(url[len(start) :])
    except ApiError:
        raise ApiError(400, "invalid image input") from None
    return url[len(start) :]


def _translate_call(call: Mapping[str, Any]) -> dict[str, Any]:
    function = call.get("function", {})
    arguments = parse_arguments(function.get("arguments", ""))
    return {"id": call.get("id", ""), "function": {"name": function.get("name", ""), "arguments": arguments}}


def parse_arguments(text: str) -> dict[str, Any]:
    """The arguments of a call in a conversation; raises `ApiError` 400 unless they are a JSON object."""
    try:
        arguments = json.loads(text)
    except (ValueError, RecursionError):
        arguments = None
    if not isinstance(arguments, dict):
        raise ApiError(400, "invalid tool call arguments")
    return arguments


def _describe_type(value: object) -> str:
    """The type of a JSON value in Go's words."""
    names = {bool: "bool", int: "float64", float: "float64", dict: "map[string]interface {}"}
    return names.get(type(value), "<nil>")


def encode_event(data: object, event: str = "") -> bytes:
    """A server-sent event with JSON; everything but ASCII is escaped."""
    head = f"event: {event}\n" if event else ""
    return f"{head}data: {json.dumps(data, separators=(',', ':'))}\n\n".encode("ascii")


def create_id(prefix: str) -> str:
    return f"{prefix}{secrets.token_hex(12)}"


def read_usage(extra: Mapping[str, Any]) -> dict[str, int]:
    """The token counts of an answer."""
    prompt, completion = extra.get("prompt_eval_count", 0), extra.get("eval_count", 0)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def translate_tool_calls(calls: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The tool calls of an answer; each has an id."""
    return [
        {
            "id": call.get("id") or create_id("call_"),
            "index": index,
            "type": "function",
            "function": {"name": call["function"]["name"], "arguments": encode_arguments(call)},
        }
        for index, call in enumerate(calls)
    ]


def encode_arguments(call: Mapping[str, Any]) -> str:
    """The arguments of an answer's tool call as JSON."""
    return json.dumps(call["function"]["arguments"], separators=(",", ":"), ensure_ascii=False)


_encode_text = json.JSONEncoder(ensure_ascii=True).encode


class ChatCompletionEncoder(AnswerEncoder):
    """`/v1/chat/completions`. `usage`: a stream ends with the token counts."""

    stream_type = EVENT_STREAM
    answer_type = PLAIN_JSON

    def __init__(self, model: str, *, usage: bool) -> None:
        self._model = model
        self._usage = usage
        self._id = create_id("chatcmpl-")
        self._head = f'data: {{"id":"{self._id}","object":"chat.completion.chunk","created":'
        self._middle = f',"model":{_encode_text(model)},"system_fingerprint":"{FINGERPRINT}","choices":'
        self._role = '"role":"assistant",'  # in the first chunk

    def encode_piece(self, piece: TokenPiece) -> bytes:
        reasoning = f',"reasoning":{_encode_text(piece.thinking)}' if piece.thinking else ""
        logprobs = f',"logprobs":{json.dumps({"content": piece.logprobs})}' if piece.logprobs else ""
        delta = f'{self._role}"content":{_encode_text(piece.content)}{reasoning}'
        self._role = ""
        return self._encode_chunk(f'[{{"index":0,"delta":{{{delta}}},"finish_reason":null{logprobs}}}]')

    def encode_end(self, end: GenerationEnd, extra: Mapping[str, Any]) -> bytes:
        chunks = [self.encode_piece(TokenPiece(end.content))] if end.content else []
        if end.tool_calls:
            delta = f'{self._role}"content":"","tool_calls":{json.dumps(translate_tool_calls(end.tool_calls))}'
            chunks.append(self._encode_chunk(f'[{{"index":0,"delta":{{{delta}}},"finish_reason":null}}]'))
        reason = _encode_text(_finish_reason(end))
        chunks.append(self._encode_chunk(f'[{{"index":0,"delta":{{}},"finish_reason":{reason}}}]'))
        if self._usage:
            chunks.append(self._encode_chunk(f'[],"usage":{json.dumps(read_usage(extra))}'))
        return b"".join([*chunks, _DONE])

    def _encode_chunk(self, rest: str) -> bytes:
        return f"{self._head}{int(time.time())}{self._middle}{rest}}}\n\n".encode("ascii")

    def build_answer(self, end: GenerationEnd, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if thinking:
            message["reasoning"] = thinking
        if end.tool_calls:
            message["tool_calls"] = translate_tool_calls(end.tool_calls)
        choice: dict[str, Any] = {"index": 0, "message": message, "finish_reason": _finish_reason(end)}
        if extra.get("logprobs"):
            choice["logprobs"] = {"content": extra["logprobs"]}
        return self._build_object(choice, extra)

    def build_rendered(self, prompt: str, images: int) -> dict[str, Any]:
        choice = {"index": 0, "message": {"role": "", "content": ""}, "finish_reason": None}
        return {**self._build_object(choice, {}), "_debug_info": {"rendered_template": prompt}}

    def _build_object(self, choice: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "id": self._id,
            "object": "chat.completion",
            "created": int(time.time()),
            "model": self._model,
            "system_fingerprint": FINGERPRINT,
            "choices": [choice],
            "usage": read_usage(extra),
        }


def _finish_reason(end: GenerationEnd) -> str:
    return "tool_calls" if end.tool_calls and end.reason == "stop" else end.reason


def translate_completion(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A `GenerateRequest` from the fields of an `openai.CompletionRequest`; raises `ApiError` 400."""
    prompt = fields.get("prompt", "")
    if isinstance(prompt, list) and len(prompt) == 1:  # as LangChain sends it
        prompt = prompt[0]
    if not isinstance(prompt, str):
        kind = "array" if isinstance(prompt, list) else "object"
        raise ApiError(
            400, f"json: cannot unmarshal {kind} into Go struct field CompletionRequest.prompt of type string"
        )
    return {
        "model": fields.get("model", ""),
        "prompt": prompt,
        "stream": fields.get("stream", False),
        "options": _translate_options(fields),
        **_select(fields, "suffix", "_debug_render_only"),
    }


class CompletionEncoder(AnswerEncoder):
    """`/v1/completions`. `usage`: the chunks of a stream have token counts, zero before the last."""

    stream_type = EVENT_STREAM
    answer_type = PLAIN_JSON

    def __init__(self, model: str, *, usage: bool) -> None:
        self._model = model
        self._usage = usage
        self._id = create_id("cmpl-")

    def encode_piece(self, piece: TokenPiece) -> bytes:
        return self._encode_chunk([{"text": piece.content, "index": 0, "finish_reason": None}], {})

    def encode_end(self, end: GenerationEnd, extra: Mapping[str, Any]) -> bytes:
        last = self._encode_chunk([{"text": end.content, "index": 0, "finish_reason": end.reason}], {})
        return last + (self._encode_chunk([], extra) if self._usage else b"") + _DONE

    def _encode_chunk(self, choices: list[dict[str, Any]], extra: Mapping[str, Any]) -> bytes:
        chunk = {**self._build_head(), "choices": choices}
        return encode_event({**chunk, "usage": read_usage(extra)} if self._usage else chunk)

    def build_answer(self, end: GenerationEnd, text: str, thinking: str, extra: Mapping[str, Any]) -> dict[str, Any]:
        choice = {"text": text, "index": 0, "finish_reason": end.reason}
        return {**self._build_head(), "choices": [choice], "usage": read_usage(extra)}

    def build_rendered(self, prompt: str, images: int) -> dict[str, Any]:
        choice = {"text": "", "index": 0, "finish_reason": None}
        return {**self._build_head(), "choices": [choice], "usage": read_usage({})}

    def _build_head(self) -> dict[str, Any]:
        return {
            "id": self._id,
            "object": "text_completion",
            "created": int(time.time()),
            "model": self._model,
            "system_fingerprint": FINGERPRINT,
        }
