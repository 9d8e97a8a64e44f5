"""The body of `/v1/chat/completions`: only what a person chose, since servers refuse fields they do not know.

Names outside the standard are those that vLLM, SGLang, llama-server and LM Studio share (`top_k`, `min_p`,
`typical_p`, `repeat_penalty` and vLLM's name for it); they go only where a person changed that option. Options about
how a model is loaded never go: on these servers whoever started them has decided that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from teahouse.core.chat_request import ChatRequest, images_of, with_files
from teahouse.core.conversation import Message, Role
from teahouse.core.labs import base_name
from teahouse.core.options import JSON, format_of
from teahouse.core.untrusted import clean_text

NAMES: Mapping[str, tuple[str, ...]] = {  # of an option in a request; some servers have another name for one
    "temperature": ("temperature",),
    "top_p": ("top_p",),
    "top_k": ("top_k",),
    "min_p": ("min_p",),
    "seed": ("seed",),
    "stop": ("stop",),
    "repeat_penalty": ("repeat_penalty", "repetition_penalty"),
    "repeat_last_n": ("repeat_last_n",),
    "presence_penalty": ("presence_penalty",),
    "frequency_penalty": ("frequency_penalty",),
    "typical_p": ("typical_p",),
}
NOTHING: Mapping[str, Any] = MappingProxyType({})
MOST_ALTERNATIVES = 20  # the standard's most of `top_logprobs`


class Dialect(StrEnum):
    """A part of the standard that some servers refuse; what one refused once is not sent to it again."""

    USAGE = "stream_options"  # older servers do not know it
    LOGPROBS = "logprobs"  # some models of the labs have none
    MAX_TOKENS = "max_tokens"  # newer models of OpenAI want `max_completion_tokens`


def chat_body(
    request: ChatRequest,
    refused: frozenset[Dialect] = frozenset(),
    continuation: Mapping[str, Any] = NOTHING,
) -> dict[str, Any]:
    """The request's body for a server that `refused` these, with the fields of `continuation` where its last message is
    to be continued; raises OPTION_INVALID for a form of answer that is none."""
    values: dict[str, Any] = {
        "model": request.model,
        "messages": _make_messages(request),
        "stream": True,
        **_make_options(request.options),
    }
    if Dialect.USAGE not in refused:
        values["stream_options"] = {"include_usage": True}
    longest = request.options.get("num_predict")
    if isinstance(longest, int) and longest > 0:
        values["max_completion_tokens" if Dialect.MAX_TOKENS in refused else "max_tokens"] = longest
    if form := request.options.get("format"):
        values["response_format"] = _make_response_format(format_of(form))
    values |= _make_thinking(request)
    values |= continuation
    if request.tools:
        values["tools"] = [dict(tool) for tool in request.tools]
    if request.top_logprobs is not None and Dialect.LOGPROBS not in refused:
        values["logprobs"] = True
        values["top_logprobs"] = min(request.top_logprobs, MOST_ALTERNATIVES)
    return values


def _make_thinking(request: ChatRequest) -> dict[str, Any]:
    """The choice about thinking. Templates have no common name for the switch (`enable_thinking` at Qwen and GLM,
    `thinking` at DeepSeek) and ignore unknown names; a level is a field of its own, at llama-server the template's."""
    if request.continues and not isinstance(request.think, str):
        return {"chat_template_kwargs": {"enable_thinking": False, "thinking": False}}  # it has finished thinking
    if request.think is None:
        return {}
    if isinstance(request.think, bool):
        return {"chat_template_kwargs": {"enable_thinking": request.think, "thinking": request.think}}
    level = {"reasoning_effort": request.think}
    return {**level, "chat_template_kwargs": level} if base_name(request.model).startswith("gpt-oss") else level


def option_of(field: str) -> str:
    """The option that a field of the body comes from; the field's own name where it is none of ours."""
    if field in ("max_tokens", "max_completion_tokens"):
        return "num_predict"
    if field == "response_format":
        return "format"
    return next((name for name, fields in NAMES.items() if field in fields), field)


def _make_options(options: Mapping[str, Any]) -> dict[str, Any]:
    chosen = {name: value for name, value in options.items() if value is not None and name in NAMES}
    if chosen.get("seed") == -1:  # Ollama's word for "any"
        del chosen["seed"]
    return {other: value for name, value in chosen.items() for other in NAMES[name]}


def _make_response_format(form: str | dict[str, Any]) -> dict[str, Any]:
    if form == JSON:
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": "reply", "schema": form}}


def _make_messages(request: ChatRequest) -> list[dict[str, Any]]:
    """The path as messages. Thinking is not sent back. A reply without an answer is left out; questions that meet
    thereby become one, since many templates insist on turns."""
    system = clean_text(request.system)
    sent: list[dict[str, Any]] = [{"role": Role.SYSTEM.value, "content": system}] if system.strip() else []
    for message in request.messages:
        text = clean_text(with_files(message, request.contents, request.pictures))
        if message.role is Role.ASSISTANT and not text.strip():
            continue
        content: str | list[dict[str, Any]] = text
        if pictures := _make_pictures(message, request):
            content = [*([{"type": "text", "text": text}] if text else []), *pictures]
        if sent and message.role is Role.USER and sent[-1]["role"] == Role.USER.value:
            content = _join_contents(sent.pop()["content"], content)
        sent.append({"role": message.role.value, "content": content})
    return sent


def _make_pictures(message: Message, request: ChatRequest) -> list[dict[str, Any]]:
    """A message's pictures as data URLs: no server fetches anything for them."""
    if not request.pictures:
        return []
    held = [one for one in message.attachments if one.is_picture and one.id in request.contents]
    return [
        {"type": "image_url", "image_url": {"url": f"data:{one.media_type};base64,{data}"}}
        for one, data in zip(held, images_of(message, request.contents), strict=True)
    ]


def _join_contents(first: str | list[dict[str, Any]], second: str | list[dict[str, Any]]) -> str | list[dict[str, Any]]:
    if isinstance(first, str) and isinstance(second, str):
        return f"{first}\n\n{second}"
    return [*_make_parts(first), *_make_parts(second)]


def _make_parts(content: str | list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content
