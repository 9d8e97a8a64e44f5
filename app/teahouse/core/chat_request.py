"""What is asked of a model, for whatever host: a path through a conversation with its options."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from teahouse.core.attachment import as_quoted
from teahouse.core.conversation import Message, Think
from teahouse.core.values import dataclass

KeepAlive = str | int | float | None


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One chat request. `messages` is the path (`Conversation.path_to`); `options` see `core.options`; `think` is
    None for the model's default; `keep_alive` is Ollama's duration or seconds, empty for the daemon's default,
    overridden by `options`; `tools` are Ollama's tool objects; `contents` has the attachments by id; without
    `pictures` the model receives only their names; `top_logprobs` requests each token's probability and those of so
    many others in its place; `prompt` is a rendered prompt that is sent in place of the messages (Ollama only);
    `conversation` is the id under which our own engine keeps what it has computed; with `continues` the last
    message is a reply that is continued; with a `cache_marker` the host reads the whole prompt and uses no cache
    (`core.prompt_cache`)."""

    model: str
    messages: tuple[Message, ...]
    system: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    think: Think = None
    keep_alive: KeepAlive = None
    tools: tuple[Mapping[str, Any], ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)
    pictures: bool = True
    top_logprobs: int | None = None
    prompt: str = ""
    conversation: str = ""
    continues: bool = False
    cache_marker: str = ""


def with_files(message: Message, contents: Mapping[str, bytes], pictures: bool) -> str:
    """The texts of a message's files, the names of pictures that are not sent, and the message's text."""
    parts = [
        as_quoted(held.name, contents[held.id].decode("utf-8", "replace"))
        for held in message.attachments
        if not held.is_picture and held.id in contents
    ]
    unseen = [held.name for held in message.attachments if held.is_picture and not (pictures and held.id in contents)]
    return "\n\n".join([*parts, *(f"[{name}]" for name in unseen), *([message.text] if message.text else [])])


def images_of(message: Message, contents: Mapping[str, bytes]) -> list[str]:
    """A message's pictures in base64."""
    return [
        b64encode(contents[held.id]).decode("ascii")
        for held in message.attachments
        if held.is_picture and held.id in contents
    ]
