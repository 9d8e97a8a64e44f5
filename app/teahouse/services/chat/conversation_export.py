"""A conversation as Markdown, the path that is on screen with who said what; or as JSON, all of it.

Messages are read from the store a page at a time, and made into text on a thread of their own: neither the window nor
what else is to be written waits for a long conversation.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from textwrap import indent
from typing import Any

from teahouse.core.conversation import Conversation, Message, Role
from teahouse.core.values import dataclass
from teahouse.services.pending_writes import Repositories
from teahouse.services.store_thread import StoreThread

FORMAT = "teahouse-conversation-1"
LONGEST_NAME = 80  # characters of a file's name
PAGE = 200  # messages that are read at once
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True)
class SpeakerNames:
    """Who said it, in the language of the window: the person, and a model that has no name."""

    you: str
    reply: str


async def render_markdown(
    store_thread: StoreThread, conversation_id: str, names: SpeakerNames, longest: int
) -> str | None:
    """The conversation as Markdown; None where it has more than `longest` characters. Raises KeyError where it is not
    kept."""
    pieces: list[str] = []
    length = 0
    async for piece in _markdown(store_thread, conversation_id, names):
        pieces.append(piece)
        length += len(piece)
        if length > longest:
            return None
    return "".join(pieces)


async def write_conversation(store_thread: StoreThread, conversation_id: str, path: Path, names: SpeakerNames) -> None:
    """Write the conversation to a file, all of it or none: JSON where its name ends so, else Markdown. Raises OSError,
    and KeyError where it is not kept."""
    is_json = path.suffix.casefold() == ".json"
    pieces = _json(store_thread, conversation_id) if is_json else _markdown(store_thread, conversation_id, names)
    beside = path.with_name(path.name + ".new")
    try:
        file = await asyncio.to_thread(beside.open, "wb")
        try:
            async for piece in pieces:
                await asyncio.to_thread(file.write, piece.encode("utf-8", "replace"))
        finally:
            await asyncio.to_thread(file.close)
        await asyncio.to_thread(beside.replace, path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def file_name(title: str) -> str:
    """A file's name that every system takes, without its ending."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip(". ")
    return name[:LONGEST_NAME].rstrip(". ") or "conversation"


async def _markdown(store_thread: StoreThread, conversation_id: str, names: SpeakerNames) -> AsyncIterator[str]:
    """The title, then the messages of the path with the names of what is attached; thinking is left out."""
    tree, path = await _outline(store_thread, conversation_id)
    yield f"# {tree.head.title}\n"
    async for text in _texts(store_thread, tree.id, path, lambda messages: "".join(_said(messages, names))):
        yield text


async def _json(store_thread: StoreThread, conversation_id: str) -> AsyncIterator[str]:
    """All branches with their figures, thinking, the system prompt and the options. Times are ISO 8601 in UTC; figures
    as in `core.measure.Figures`; what is attached by name and SHA-256, without its content."""
    tree, path = await _outline(store_thread, conversation_id)
    every = await store_thread.call(lambda kept: kept.conversations.message_ids(tree.id))
    yield await asyncio.to_thread(_head, tree, path)
    mark = "\n"
    async for text in _texts(store_thread, tree.id, every, lambda messages: ",\n".join(map(_message, messages))):
        if text:
            yield mark + text
            mark = ",\n"
    yield "\n  ]\n}\n"


async def _outline(store_thread: StoreThread, conversation_id: str) -> tuple[Conversation, tuple[str, ...]]:
    """The conversation with the end of its path, and the ids of the whole path."""
    tree = await store_thread.call(lambda kept: kept.conversations.load_end(conversation_id, 1))
    return tree, await store_thread.call(lambda kept: kept.conversations.path_ids(conversation_id))


async def _texts(
    store_thread: StoreThread, conversation_id: str, ids: Sequence[str], text_of: Callable[[Sequence[Message]], str]
) -> AsyncIterator[str]:
    """The text of a page of messages after the other; those that were deleted meanwhile are left out."""
    for at in range(0, len(ids), PAGE):
        load = partial(_load_messages, conversation_id, ids[at : at + PAGE])
        yield await asyncio.to_thread(text_of, await store_thread.call(load))


def _load_messages(conversation_id: str, ids: Sequence[str], kept: Repositories) -> Sequence[Message]:
    return kept.conversations.load_messages(conversation_id, ids)


def _said(messages: Sequence[Message], names: SpeakerNames) -> Iterator[str]:
    for message in messages:
        held = "".join(f"\n\n*{attachment.name}*" for attachment in message.attachments)
        if message.text.strip() or held:
            yield "\n" + f"## {_speaker(message, names)}{held}\n\n{message.text.strip()}".rstrip() + "\n"


def _speaker(message: Message, names: SpeakerNames) -> str:
    match message.role:
        case Role.USER:
            return names.you
        case Role.ASSISTANT:
            return message.model or names.reply
        case _:
            return message.role.value


def _head(tree: Conversation, path: Sequence[str]) -> str:
    """The beginning of the JSON, up to the first message."""
    head = tree.head
    values = {
        "format": FORMAT,
        "id": head.id,
        "title": head.title,
        "created": _time(head.created),
        "updated": _time(head.updated),
        "model": head.model,
        "system": tree.system,
        "options": tree.options,
        "think": tree.think,
        "path": path,
    }
    return json.dumps(values, ensure_ascii=False, indent=2).removesuffix("\n}") + ',\n  "messages": ['


def _message(message: Message) -> str:
    values = asdict(message)
    values["created"] = _time(message.created)
    values["figures"] = {name: value for name, value in (values["figures"] or {}).items() if value is not None}
    known: dict[str, Any] = {name: value for name, value in values.items() if value not in ("", None, {}, [], ())}
    return indent(json.dumps(known, ensure_ascii=False, indent=2), "    ")


def _time(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="seconds")
