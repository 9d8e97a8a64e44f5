"""Files that go with messages: taken in, kept before they are sent, shown again.

A picture comes as bytes, from the window, which can decode it; of any other file the text is read here, off the
loop. The window names each by a ticket of its own, so that it knows which one came or could not be had.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from hashlib import sha256
from pathlib import Path
from typing import Any

from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Trouble
from teahouse.desktop import documents
from teahouse.services.keeping import Keeping
from teahouse.services.news import AttachedNews, ContentNews, Post, TroubleNews
from teahouse.services.runtime import Runtime


class AttachmentsService:
    def __init__(self, runtime: Runtime, keeping: Keeping, post: Post) -> None:
        self._runtime = runtime
        self._keeping = keeping
        self._post = post

    # What the window asks.

    def read(self, ticket: str, path: Path) -> None:
        """Take in the text of a file: plain text, code or a PDF. Told as `AttachedNews`."""
        self._runtime.submit(self._told(ticket, self._read(path)))

    def take(self, ticket: str, name: str, media_type: str, content: bytes, width: int, height: int) -> None:
        """Take in a picture of `width` × `height` pixels. Told as `AttachedNews`."""
        attachment = Attachment(sha256(content).hexdigest(), name, media_type, len(content), width, height)
        self._runtime.submit(self._told(ticket, self._keep(attachment, content)))

    def show(self, attachment_id: str) -> None:
        """Tell the content of a kept attachment, as `ContentNews`."""
        self._runtime.submit(self._show(attachment_id))

    # What other services ask; on the loop's thread.

    async def contents(self, path: tuple[Message, ...]) -> dict[str, bytes]:
        """The contents of all that goes with the messages of a path, by id. Raises `Trouble`."""
        wanted = [held.id for message in path if message.role is Role.USER for held in message.attachments]
        return await self._keeping.call(lambda kept: kept.attachments.contents(wanted)) if wanted else {}

    # How it is done.

    async def _read(self, path: Path) -> Attachment:
        text = await asyncio.to_thread(documents.text_of, path)
        content = text.encode("utf-8")
        return await self._keep(Attachment(sha256(content).hexdigest(), path.name, TEXT, len(content)), content)

    async def _keep(self, attachment: Attachment, content: bytes) -> Attachment:
        await self._keeping.call(lambda kept: kept.attachments.keep(attachment.id, content))
        return attachment

    async def _told(self, ticket: str, work: Coroutine[Any, Any, Attachment]) -> None:
        try:
            self._post(AttachedNews(ticket, await work))
        except Trouble as trouble:
            self._post(AttachedNews(ticket, trouble=trouble))

    async def _show(self, attachment_id: str) -> None:
        try:
            found = await self._keeping.call(lambda kept: kept.attachments.contents([attachment_id]))
        except Trouble as trouble:
            self._post(TroubleNews(trouble))
            return
        self._post(ContentNews(attachment_id, found.get(attachment_id)))
