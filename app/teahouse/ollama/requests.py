"""Builds the bodies of chat and load requests from a path of a conversation.

Every request has `truncate: false` and `shift: false`, because a daemon would otherwise silently drop half of an
over-long conversation. They also affect how the model is loaded, so a preload sends them too.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from teahouse.core.attachment import as_quoted
from teahouse.core.conversation import Message, Role, Think
from teahouse.core.options import OPTIONS, duration_of, format_of
from teahouse.core.untrusted import clean_text
from teahouse.core.values import dataclass

KeepAlive = str | int | float | None

_FIXED_FIELDS = {"truncate": False, "shift": False}


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One chat request. `messages` is the path (`Conversation.path_to`); `options` see `core.options`; `think` is None
    for the model's default; `keep_alive` is Ollama's duration or seconds, empty for the daemon's default, overridden by
    `options`; `tools` are Ollama's tool objects; `contents` has the attachments by id; without `pictures` the model
    receives only their names."""

    model: str
    messages: tuple[Message, ...]
    system: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    think: Think = None
    keep_alive: KeepAlive = None
    tools: tuple[Mapping[str, Any], ...] = ()
    contents: Mapping[str, bytes] = field(default_factory=dict)
    pictures: bool = True

    def build_body(self) -> dict[str, Any]:
        """The body of `/api/chat`."""
        values: dict[str, Any] = {
            **load_body(self.model, self.options, self.keep_alive),
            "messages": spoken(self.system, self.messages, self.contents, self.pictures),
            "stream": True,
        }
        if self.think is not None:
            values["think"] = self.think
        if self.tools:
            values["tools"] = [dict(tool) for tool in self.tools]
        if form := self.options.get("format"):
            values["format"] = format_of(form)
        return values


def load_body(model: str, options: Mapping[str, Any], keep_alive: KeepAlive) -> dict[str, Any]:
    """The fields that determine how a model is loaded and for how long: equal ones share a loaded model."""
    values: dict[str, Any] = {"model": model, **_FIXED_FIELDS}
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
