"""What is asked of a model: a path through a conversation as a daemon reads it.

`truncate: false` and `shift: false` go with every request, because a daemon left to itself drops half of an
over-long conversation in silence; they decide how the model is loaded too, so a preload sends them as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from teahouse.core.conversation import Message, Role
from teahouse.core.options import BY_NAME, duration_of, format_of
from teahouse.ollama.lines import clean

KeepAlive = str | int | float | None

_ALWAYS = {"truncate": False, "shift": False}


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One question. `messages` is the path as it stands (`Conversation.path_to`); `options` see `core.options`;
    `think` is None for the model's own default; `keep_alive` is Ollama's duration or a number of seconds, empty for
    the daemon's default, and gives way to that of the options; `tools` are Ollama's tool objects."""

    model: str
    messages: tuple[Message, ...]
    system: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    think: bool | str | None = None
    keep_alive: KeepAlive = None
    tools: tuple[Mapping[str, Any], ...] = ()

    def body(self) -> dict[str, Any]:
        """The body of `/api/chat`."""
        values: dict[str, Any] = {
            **load_body(self.model, self.options, self.keep_alive),
            "messages": spoken(self.system, self.messages),
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
    """The part of a request that says which model, loaded how, for how long: equal parts share a loaded model."""
    values: dict[str, Any] = {"model": model, **_ALWAYS}
    chosen = {name: value for name, value in options.items() if value is not None and not _is_beside(name)}
    if chosen:
        values["options"] = chosen
    stays = options.get("keep_alive") or keep_alive
    if stays not in (None, ""):
        values["keep_alive"] = duration_of(stays) if isinstance(stays, str) else stays
    return values


def _is_beside(name: str) -> bool:
    return name in BY_NAME and BY_NAME[name].beside


def spoken(system: str, path: Iterable[Message]) -> list[dict[str, str]]:
    """The path as messages to send. Thinking stays here. A reply without an answer (failed, stopped or cut before its
    first word) is left out; questions that meet thereby become one, since many templates insist on turns."""
    sent = [{"role": Role.SYSTEM.value, "content": clean(system)}] if system.strip() else []
    for message in path:
        text = clean(message.text)
        if message.role is Role.ASSISTANT and not text.strip():
            continue
        if sent and message.role is Role.USER and sent[-1]["role"] == Role.USER.value:
            sent[-1] = {**sent[-1], "content": f"{sent[-1]['content']}\n\n{text}"}
        else:
            sent.append({"role": message.role.value, "content": text})
    return sent
