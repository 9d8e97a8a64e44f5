"""Exports a conversation: its chosen path as Markdown, or all of it as JSON.

Messages are read a page at a time and rendered on another thread, so that a long conversation blocks neither the loop
nor the store.
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
PAGE = 200  # messages that are read together
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True)
class SpeakerNames:
    """Headings in the window's language: of the person, and of a model without a name."""

    you: str
    reply: str


async def render_markdown(
    store_thread: StoreThread, conversation_id: str, names: SpeakerNames, longest: int
) -> str | None:
    """The conversation as Markdown; None where that is longer than `longest` characters. Raises KeyError where there is
    no such conversation."""
    pieces: list[str] = []
    length = 0
    async for piece in _stream_markdown(store_thread, conversation_id, names):
        pieces.append(piece)
        length += len(piece)
        if length > longest:
            return None
    return "".join(pieces)


async def write_conversation(store_thread: StoreThread, conversation_id: str, path: Path, names: SpeakerNames) -> None:
    """Write the conversation to a file atomically: JSON where its name ends so, else Markdown. Raises OSError, and
    KeyError where it is not stored."""
    is_json = path.suffix.casefold() == ".json"
    pieces = (
        _stream_json(store_thread, conversation_id)
        if is_json
        else _stream_markdown(store_thread, conversation_id, names)
    )
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
    """A file name that is valid on every system, without suffix."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", title).split()).strip(". ")
    return name[:LONGEST_NAME].rstrip(". ") or "conversation"


async def _stream_markdown(store_thread: StoreThread, conversation_id: str, names: SpeakerNames) -> AsyncIterator[str]:
    """The title, then the messages of the path with their attachments' names; without thinking."""
    tree, path = await _load_outline(store_thread, conversation_id)
    yield f"# {tree.head.title}\n"
    async for text in _render_pages(
        store_thread, tree.id, path, lambda messages: "".join(_render_messages(messages, names))
    ):
        yield text


async def _stream_json(store_thread: StoreThread, conversation_id: str) -> AsyncIterator[str]:
    """All branches with figures (`core.measure.Figures`), thinking, system prompt and options. Times are ISO 8601 in
    UTC; attachments are named with their SHA-256, without content."""
    tree, path = await _load_outline(store_thread, conversation_id)
    every = await store_thread.call(lambda store: store.conversations.message_ids(tree.id))
    yield await asyncio.to_thread(_render_head, tree, path)
    mark = "\n"
    async for text in _render_pages(
        store_thread, tree.id, every, lambda messages: ",\n".join(map(_render_message, messages))
    ):
        if text:
            yield mark + text
            mark = ",\n"
    yield "\n  ]\n}\n"


async def _load_outline(store_thread: StoreThread, conversation_id: str) -> tuple[Conversation, tuple[str, ...]]:
    """The conversation with its last message, and the ids of the whole path."""
    tree = await store_thread.call(lambda store: store.conversations.load_end(conversation_id, 1))
    return tree, await store_thread.call(lambda store: store.conversations.path_ids(conversation_id))


async def _render_pages(
    store_thread: StoreThread, conversation_id: str, ids: Sequence[str], text_of: Callable[[Sequence[Message]], str]
) -> AsyncIterator[str]:
    """The text of the messages, page by page; messages deleted meanwhile are left out."""
    for at in range(0, len(ids), PAGE):
        load = partial(_load_messages, conversation_id, ids[at : at + PAGE])
        yield await asyncio.to_thread(text_of, await store_thread.call(load))


def _load_messages(conversation_id: str, ids: Sequence[str], store: Repositories) -> Sequence[Message]:
    return store.conversations.load_messages(conversation_id, ids)


def _render_messages(messages: Sequence[Message], names: SpeakerNames) -> Iterator[str]:
    for message in messages:
        names_of_attachments = "".join(f"\n\n*{attachment.name}*" for attachment in message.attachments)
        if message.text.strip() or names_of_attachments:
            yield (
                "\n" + f"## {_speaker(message, names)}{names_of_attachments}\n\n{message.text.strip()}".rstrip() + "\n"
            )


def _speaker(message: Message, names: SpeakerNames) -> str:
    match message.role:
        case Role.USER:
            return names.you
        case Role.ASSISTANT:
            return message.model or names.reply
        case _:
            return message.role.value


def _render_head(tree: Conversation, path: Sequence[str]) -> str:
    """The JSON up to the first message."""
    head = tree.head
    values = {
        "format": FORMAT,
        "id": head.id,
        "title": head.title,
        "created": _format_time(head.created),
        "updated": _format_time(head.updated),
        "model": head.model,
        "system": tree.system,
        "options": tree.options,
        "think": tree.think,
        "path": path,
    }
    return json.dumps(values, ensure_ascii=False, indent=2).removesuffix("\n}") + ',\n  "messages": ['


def _render_message(message: Message) -> str:
    values = asdict(message)
    values["created"] = _format_time(message.created)
    values["figures"] = {name: value for name, value in (values["figures"] or {}).items() if value is not None}
    known: dict[str, Any] = {name: value for name, value in values.items() if value not in ("", None, {}, [], ())}
    return indent(json.dumps(known, ensure_ascii=False, indent=2), "    ")


def _format_time(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="seconds")
