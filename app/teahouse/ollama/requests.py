"""Builds the bodies of chat and load requests from a path of a conversation.

Every request has `truncate: false`, because a daemon would otherwise silently drop half of an over-long conversation.
None has `shift`: a model is loaded again whenever clients differ in it. A daemon then drops the beginning of the
conversation once a reply outgrows the window; `Generation.end_at` ends the reply before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from teahouse.core.chat_request import ChatRequest, KeepAlive, images_of, with_files
from teahouse.core.conversation import Message, Role
from teahouse.core.options import OPTIONS, duration_of, format_of
from teahouse.core.untrusted import clean_text


def chat_body(request: ChatRequest) -> dict[str, Any]:
    """The body of `/api/chat`."""
    values: dict[str, Any] = {
        **load_body(request.model, request.options, request.keep_alive),
        "messages": spoken(request.system, request.messages, request.contents, request.pictures),
        "stream": True,
    }
    if request.think is not None:
        values["think"] = request.think
    if request.tools:
        values["tools"] = [dict(tool) for tool in request.tools]
    if form := request.options.get("format"):
        values["format"] = format_of(form)
    return {**values, **_make_logprobs(request)}


def raw_body(request: ChatRequest) -> dict[str, Any]:
    """The body of `/api/generate` that sends the request's rendered prompt as it is."""
    loading = load_body(request.model, request.options, request.keep_alive)
    return {**loading, "prompt": clean_text(request.prompt), "raw": True, "stream": True, **_make_logprobs(request)}


def render_body(request: ChatRequest, thinking: str = "") -> dict[str, Any]:
    """The body of `/api/chat` that asks for the rendered prompt alone; a daemon that does not know this writes one
    token. `thinking`: that of the last message, a reply."""
    body = chat_body(request)
    if thinking and body["messages"]:
        body["messages"][-1]["thinking"] = clean_text(thinking)
    options = {**body.get("options", {}), "num_predict": 1}
    return {**body, "options": options, "stream": False, "_debug_render_only": True}


def _make_logprobs(request: ChatRequest) -> dict[str, Any]:
    """The fields that ask for the tokens' probabilities; daemons before 0.12.11 do not know them."""
    return {} if request.top_logprobs is None else {"logprobs": True, "top_logprobs": request.top_logprobs}


def load_body(model: str, options: Mapping[str, Any], keep_alive: KeepAlive) -> dict[str, Any]:
    """The fields that determine how a model is loaded and for how long: equal ones share a loaded model."""
    values: dict[str, Any] = {"model": model, "truncate": False}
    chosen = {name: value for name, value in options.items() if value is not None and not _is_separate(name)}
    if chosen:
        values["options"] = chosen
    stays = options.get("keep_alive") or keep_alive
    if stays not in (None, ""):
        values["keep_alive"] = duration_of(stays) if isinstance(stays, str) else stays
    return values


def _is_separate(name: str) -> bool:
    return name in OPTIONS and OPTIONS[name].beside


def spoken(
    system: str, path: Iterable[Message], contents: Mapping[str, bytes] | None = None, pictures: bool = True
) -> list[dict[str, Any]]:
    """The path as Ollama's messages, without thinking. Replies without an answer (failed, or stopped before their first
    word) are left out; questions that become adjacent are joined, because many templates require alternating roles."""
    sent: list[dict[str, Any]] = [{"role": Role.SYSTEM.value, "content": clean_text(system)}] if system.strip() else []
    for message in path:
        text = clean_text(with_files(message, contents or {}, pictures))
        images = images_of(message, contents or {}) if pictures else []
        if message.role is Role.ASSISTANT and not text.strip():
            continue
        if sent and message.role is Role.USER and sent[-1]["role"] == Role.USER.value:
            text = f"{sent[-1]['content']}\n\n{text}"
            images = [*sent.pop().get("images", ()), *images]
        sent.append({"role": message.role.value, "content": text, **({"images": images} if images else {})})
    return sent
