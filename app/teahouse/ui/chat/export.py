"""A conversation as Markdown, the path that is on screen with who said what; or as JSON, all of it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from teahouse.core.conversation import Conversation, Message, Role

translate = QCoreApplication.translate

FORMAT = "teahouse-conversation-1"
LONGEST_NAME = 80  # characters of a file's name
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def as_markdown(conversation: Conversation) -> str:
    """The conversation's title and its messages with the names of what is attached; thinking is left out."""
    parts = [f"# {conversation.head.title}"]
    for message in conversation.path():
        held = "".join(f"\n\n*{attachment.name}*" for attachment in message.attachments)
        if message.text.strip() or held:
            parts.append(f"## {_speaker(message)}{held}\n\n{message.text.strip()}".rstrip())
    return "\n\n".join(parts) + "\n"


def as_json(conversation: Conversation) -> str:
    """Everything: all branches with their figures, thinking, the system prompt and the options. Times are ISO 8601 in
    UTC; figures as in `core.measure.Figures`; what is attached by name and SHA-256, without its content."""
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
        "messages": [_message(message) for message in conversation],
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


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


def write(conversation: Conversation, path: Path) -> None:
    """Write the conversation to a file: JSON where its name ends so, else Markdown. Raises OSError."""
    text = as_json(conversation) if path.suffix.casefold() == ".json" else as_markdown(conversation)
    path.write_bytes(text.encode("utf-8", "replace"))


def _speaker(message: Message) -> str:
    match message.role:
        case Role.USER:
            return translate("Export", "You")
        case Role.ASSISTANT:
            return message.model or translate("Export", "Reply")
        case _:
            return message.role.value
