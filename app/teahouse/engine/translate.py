"""Translates Ollama's requests to those of llama.cpp's server.

Messages become OpenAI's, tools get Ollama's order, `think` becomes arguments of the chat template, `format` a response
format. The model's messages go first, and its system prompt where the conversation does not begin with one.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from teahouse.core.conversation import Think
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Model
from teahouse.engine.prompt_values import order_tools

Message = Mapping[str, Any]
LEVELS = ("high", "medium", "low", "max")
_STREAM = {"stream": True, "cache_prompt": True, "timings_per_token": True}
_THINK_VALUES = '"high", "medium", "low", "max", true, or false'
NO_VISION = (
    '{"error":{"code":400,"message":"Multimodal data provided, but model does not support multimodal requests.",'
    '"type":"invalid_request_error"}}'
)


def parse_think(request: Mapping[str, Any]) -> Think:
    """The `think` of a request: a switch, a level or None; raises `ApiError` 400 for anything else."""
    value: object = request.get("think")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and value in LEVELS:
        return value
    if not isinstance(value, str):
        raise ApiError(400, f"think must be a boolean or string ({_THINK_VALUES})")
    raise ApiError(400, f"invalid think value: {json.dumps(value, ensure_ascii=False)} (must be {_THINK_VALUES})")


def translate_conversation(model: Model, messages: Sequence[Message]) -> list[Message]:
    """The model's system prompt and messages, then the request's."""
    all_messages = [*model.messages, *messages]
    if model.system and messages[0].get("role") != "system":
        return [{"role": "system", "content": model.system}, *all_messages]
    return all_messages


def _convert_message(message: Message) -> dict[str, Any]:
    converted: dict[str, Any] = {"role": str(message.get("role", "")).lower(), "content": message.get("content", "")}
    if message.get("thinking"):
        converted["reasoning_content"] = message["thinking"]
    if message.get("tool_call_id"):
        converted["tool_call_id"] = message["tool_call_id"]
    if message.get("tool_name"):
        converted["name"] = message["tool_name"]
    if message.get("tool_calls"):
        converted["tool_calls"] = [_convert_tool_call(index, call) for index, call in enumerate(message["tool_calls"])]
    if message.get("images"):
        text = [{"type": "text", "text": converted["content"]}] if converted["content"] else []
        converted["content"] = [*text, *(_convert_image(image) for image in message["images"])]
    return converted


def _convert_tool_call(index: int, call: Mapping[str, Any]) -> dict[str, Any]:
    function = call.get("function", {})
    given = function.get("arguments") or {}
    # Only the arguments themselves keep their order in Go; objects inside them are sorted.
    nested = {name: json.loads(json.dumps(value, sort_keys=True)) for name, value in given.items()}
    arguments = json.dumps(nested, ensure_ascii=False)
    return {
        "id": call.get("id", f"call_{index}"),
        "type": "function",
        "function": {"name": function.get("name", ""), "arguments": arguments},
    }


def require_vision(images: Sequence[str], abilities: Sequence[str]) -> None:
    """Raise `ApiError` 400 for images where the model cannot see."""
    if images and "vision" not in abilities:
        raise ApiError(400, NO_VISION)


def _convert_image(encoded: str) -> dict[str, Any]:
    text = "".join(encoded.splitlines())
    kind = _detect_image_kind(b64decode(text[:8]))
    return {"type": "image_url", "image_url": {"url": f"data:image/{kind};base64,{text}"}}


def _detect_image_kind(data: bytes) -> str:
    for start, kind in ((b"\x89PNG", "png"), (b"GIF8", "gif"), (b"RIFF", "webp"), (b"BM", "bmp")):
        if data.startswith(start):
            return kind
    return "jpeg"


def chat_body(
    messages: Sequence[Message],
    sampling: Mapping[str, Any],
    *,
    tools: Sequence[Any] = (),
    think: Think = None,
    form: object = None,
    logprobs: int | None = None,
) -> dict[str, Any]:
    """The body for `/v1/chat/completions`. `think` None: the template's default; `logprobs`: alternatives."""
    converted = [_convert_message(message) for message in messages]
    body: dict[str, Any] = {**_STREAM, **sampling, "messages": converted}
    if tools:
        body["tools"] = order_tools(tools)
    if think is not None:
        body["chat_template_kwargs"] = _build_template_arguments(messages, think)
    response_format = _build_response_format(form)
    if response_format is not None:
        body["response_format"] = response_format
    if logprobs is not None:
        body.update(logprobs=True, top_logprobs=max(1, logprobs))
    return body


def completion_body(
    prompt: str | Sequence[int] | Mapping[str, Any],
    sampling: Mapping[str, Any],
    *,
    form: object = None,
    logprobs: int | None = None,
) -> dict[str, Any]:
    """The body for `/completion`, for a rendered prompt (text, tokens, or text with images)."""
    body: dict[str, Any] = {**_STREAM, **sampling, "prompt": prompt}
    response_format = _build_response_format(form)
    if response_format is not None:
        body["json_schema"] = _close_objects(response_format["json_schema"]["schema"])
    if logprobs is not None:
        body["n_probs"] = max(1, logprobs)
    return body


def _close_objects(schema: Any) -> Any:
    """A JSON schema in which objects have no properties but those it names, as llama.cpp understands one for a chat;
    for a completion it would allow any more."""
    if isinstance(schema, list):
        return [_close_objects(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _close_objects(each) for name, each in schema.items()}
    is_open = isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema
    return {**closed, "additionalProperties": False} if is_open else closed


def _build_template_arguments(messages: Sequence[Message], think: bool | str) -> dict[str, Any]:
    """No thinking where the reply is a continuation, which has started to answer, and has no thinking of its own, which
    the template then writes. `enable_thinking` is the switch of
    Qwen, GLM and Hunyuan, `thinking` of DeepSeek, Kimi and Granite."""
    continued = bool(messages) and messages[-1].get("role") == "assistant" and not messages[-1].get("thinking")
    thinks = bool(think) and not continued
    arguments: dict[str, Any] = {"enable_thinking": thinks, "thinking": thinks}
    if isinstance(think, str):
        arguments["reasoning_effort"] = think
    return arguments


def _build_response_format(form: object) -> dict[str, Any] | None:
    """For a `format` of "json", a JSON schema or nothing; raises `ApiError` 500 in the daemon's words otherwise."""
    if form is None or form == "":
        return None
    if form == "json":  # llama.cpp's json_object accepts a bare number too
        form = {"type": "object"}
    if isinstance(form, dict):
        return {"type": "json_schema", "json_schema": {"name": "schema", "schema": form}}
    raw = json.dumps(json.dumps(form, ensure_ascii=False), ensure_ascii=False)
    raise ApiError(500, f'invalid format: {raw}; expected "json" or a valid JSON Schema object')
