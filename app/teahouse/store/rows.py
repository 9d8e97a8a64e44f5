"""Conversion between rows and values, in both directions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import LONGEST_TITLE, Call, ConversationHead, Message, Role, State
from teahouse.core.measure import Figures

REPLACEMENT = "\ufffd"


def make_storable(text: str) -> str:
    """`text` itself where it is Unicode text without NUL, else with the invalid characters replaced.

    Models and clipboards produce lone surrogates, which cannot be encoded, and NUL, at which SQLite's own functions
    stop reading. Each becomes U+FFFD, so that a reader sees the gap; adjacent halves of a surrogate pair are joined to
    their character.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", REPLACEMENT) if "\0" in text else text


HEAD_COLUMNS = "id, title, created, updated, pinned, model"

# Exceptions from reading a row that a damaged file or another program left.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)

_FIGURES = frozenset(item.name for item in fields(Figures))
_ATTACHMENT = tuple(item.name for item in fields(Attachment))


def head_of(row: sqlite3.Row) -> ConversationHead:
    """A conversation's head from a row with `HEAD_COLUMNS`."""
    return ConversationHead(
        row["id"],
        row["title"][:LONGEST_TITLE],
        row["created"],
        row["updated"],
        pinned=bool(row["pinned"]),
        model=row["model"],
    )


def message_of(row: sqlite3.Row) -> Message:
    """A message from a row of `messages`."""
    return Message(
        id=row["id"],
        parent=row["parent"],
        role=Role(row["role"]),
        text=row["text"],
        thinking=row["thinking"],
        model=row["model"],
        state=State(row["state"]),
        created=row["created"],
        problem=row["problem"],
        facts=json.loads(row["facts"]),
        figures=figures_of(row["figures"]),
        attachments=attachments_of(row["attachments"]),
        calls=calls_of(row["calls"]),
    )


def attachments_of(text: str) -> tuple[Attachment, ...]:
    """Attachments from their JSON."""
    if text == "[]":
        return ()
    return tuple(Attachment(**{name: value[name] for name in _ATTACHMENT}) for value in json.loads(text))


def attachments_text(attachments: Iterable[Attachment]) -> str:
    """Attachments as JSON."""
    return json_text([asdict(attachment) for attachment in attachments])


def calls_of(text: str) -> tuple[Call, ...]:
    """Calls of tools from their JSON."""
    if text == "[]":
        return ()
    return tuple(Call(value["name"], value["arguments"]) for value in json.loads(text))


def calls_text(calls: Iterable[Call]) -> str:
    """Calls of tools as JSON."""
    return json_text([{"name": call.name, "arguments": dict(call.arguments)} for call in calls])


def is_message(row: sqlite3.Row) -> bool:
    """Whether a row of a damaged file is still usable as a message."""
    try:
        message_of(row)
    except UNREADABLE:
        return False
    return True


def figures_of(text: str) -> Figures | None:
    """Figures from their JSON; unknown ones, written by a newer version, are left out."""
    values = json.loads(text)
    return None if values is None else Figures(**{name: value for name, value in values.items() if name in _FIGURES})


def figures_text(figures: Figures | None) -> str:
    """Figures as JSON, without those that are None."""
    if figures is None:
        return "null"
    return json_text({name: value for name, value in asdict(figures).items() if value is not None})


def json_text(value: Mapping[str, Any] | list[Any] | bool | str | None) -> str:
    """Plain values as JSON; escaped to ASCII, so that every text can be stored."""
    return json.dumps(value, separators=(",", ":"), default=str)


def message_values(message: Message) -> dict[str, Any]:
    """The columns of `messages` that a message fills."""
    return {
        "id": message.id,
        "parent": message.parent,
        "role": message.role.value,
        "model": message.model,
        "state": message.state.value,
        "created": message.created,
        "problem": message.problem,
        "facts": json_text(message.facts),
        "figures": figures_text(message.figures),
        "text": make_storable(message.text),
        "thinking": make_storable(message.thinking),
        "attachments": attachments_text(message.attachments),
        "calls": calls_text(message.calls),
    }
