"""A conversation as Markdown, the path that is on screen with who said what; or as JSON, all of it.

Both are made message by message: `write` runs beside the window, which has its turn in between.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from textwrap import indent
from typing import Any

from PySide6.QtCore import QCoreApplication

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, Think
from teahouse.core.values import dataclass

translate = QCoreApplication.translate

FORMAT = "teahouse-conversation-1"
LONGEST_NAME = 80  # characters of a file's name
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A conversation as it is now: another thread may read it while the tree grows."""

    head: ConversationHead
    system: str
    options: Mapping[str, Any]
    think: Think
    messages: tuple[Message, ...]
    chosen: tuple[Message, ...]

    @classmethod
    def of(cls, tree: Conversation) -> Snapshot:
        return cls(tree.head, tree.system, dict(tree.options), tree.think, tuple(tree), tree.path())

    def path(self) -> tuple[Message, ...]:
        return self.chosen

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages)


def as_markdown(conversation: Conversation) -> str:
    """The conversation's title and its messages with the names of what is attached; thinking is left out."""
    return "".join(_markdown(conversation))


def _markdown(conversation: Conversation | Snapshot) -> Iterator[str]:
    yield f"# {conversation.head.title}\n"
    for message in conversation.path():
        held = "".join(f"\n\n*{attachment.name}*" for attachment in message.attachments)
        if message.text.strip() or held:
            yield "\n" + f"## {_speaker(message)}{held}\n\n{message.text.strip()}".rstrip() + "\n"


def as_json(conversation: Conversation) -> str:
    """Everything: all branches with their figures, thinking, the system prompt and the options. Times are ISO 8601 in
    UTC; figures as in `core.measure.Figures`; what is attached by name and SHA-256, without its content."""
    return "".join(_json(conversation))


def _json(conversation: Conversation | Snapshot) -> Iterator[str]:
    head = conversation.head
    values = {
        "format": FORMAT,
        "id": head.id,
        "title": head.title,
        "created": _time(head.created),
        "updated": _time(head.updated),
        "model": head.model,
        "system": conversation.system,
        "options": conversation.options,
        "think": conversation.think,
        "path": [message.id for message in conversation.path()],
    }
    yield json.dumps(values, ensure_ascii=False, indent=2).removesuffix("\n}") + ',\n  "messages": ['
    mark = "\n"
    for message in conversation:
        yield mark + indent(json.dumps(_message(message), ensure_ascii=False, indent=2), "    ")
        mark = ",\n"
    yield "\n  ]\n}\n"


def _message(message: Message) -> dict[str, Any]:
    values = asdict(message)
    values["created"] = _time(message.created)
    values["figures"] = {name: value for name, value in (values["figures"] or {}).items() if value is not None}
    return {name: value for name, value in values.items() if value not in ("", None, {}, [], ())}


def _time(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="seconds")


def file_name(title: str) -> str:
    """A file's name that every system takes, without its ending."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip(". ")
    return name[:LONGEST_NAME].rstrip(". ") or "conversation"


def write(conversation: Conversation | Snapshot, path: Path) -> None:
    """Write the conversation to a file, all of it or none: JSON where its name ends so, else Markdown. Raises
    OSError."""
    pieces = _json(conversation) if path.suffix.casefold() == ".json" else _markdown(conversation)
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as file:
            file.writelines(piece.encode("utf-8", "replace") for piece in pieces)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _speaker(message: Message) -> str:
    match message.role:
        case Role.USER:
            return translate("Export", "You")
        case Role.ASSISTANT:
            return message.model or translate("Export", "Reply")
        case _:
            return message.role.value
