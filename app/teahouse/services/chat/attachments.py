"""Attachments of messages: read, stored before they are sent, loaded again.

Files are read on other threads with a deadline. The bytes of a picture go to the window, which decodes them and calls
`add_picture`. The window's `ticket` identifies a file in the events.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from teahouse.core.attachment import TEXT, Attachment, picture_format, printable_name
from teahouse.core.conversation import Message, Role
from teahouse.core.errors import Problem, Trouble
from teahouse.desktop import documents
from teahouse.desktop.documents import LARGEST_TEXT, ReadDocument, read_answer
from teahouse.ollama.commands import child_environment, own_command
from teahouse.services.chat.events import AttachedEvent, ContentEvent, PictureEvent
from teahouse.services.error_reports import as_trouble, trouble_event
from teahouse.services.events import EventSink
from teahouse.services.runtime import Runtime, read_file
from teahouse.services.store_thread import StoreThread

DOCUMENT_SECONDS = 90.0  # for one document; the process limits its processor time to less
LARGEST_ANSWER = 4 * LARGEST_TEXT + 4096  # bytes: at most four a character in UTF-8


async def read_document(path: str, data: bytes, encoding: str = "") -> ReadDocument:
    """The text of `data`, read by another process; `path` is for messages, `encoding` as in `documents.text_of`. Raises
    `Trouble` as that does, and PDF_TOO_COMPLEX when the process exceeds its limits of time or memory."""
    flags: dict[str, Any] = {"creationflags": 0x08000000} if sys.platform == "win32" else {}  # no console window
    process = await asyncio.create_subprocess_exec(
        *own_command("read-document"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=child_environment({}),
        **flags,
    )
    request = json.dumps({"path": path, "encoding": encoding}).encode() + b"\n"
    try:
        async with asyncio.timeout(DOCUMENT_SECONDS):
            answer = await _exchange(process, request + data)
        return read_answer(answer)
    except (TimeoutError, ValueError) as error:  # ValueError: the process ended without an answer
        raise Trouble(Problem.PDF_TOO_COMPLEX, path=path) from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()


async def _exchange(process: asyncio.subprocess.Process, question: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it ended; its output may say why
        process.stdin.write(question)
        await process.stdin.drain()
        process.stdin.close()
    answer = bytearray()
    while len(answer) <= LARGEST_ANSWER and (piece := await process.stdout.read(1 << 16)):
        answer += piece
    return bytes(answer)


class AttachmentsService:
    def __init__(self, runtime: Runtime, store_thread: StoreThread, post: EventSink) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._post = post

    # Called by the window.

    def read_file(self, ticket: str, path: Path, encoding: str = "") -> None:
        """Read a file. Text, code or a PDF → `AttachedEvent`; a picture's bytes, to be decoded → `PictureEvent`. With
        an `encoding` (`documents.ENCODINGS`) it is read as text in that encoding."""
        self._runtime.submit(self._run_and_post(ticket, self._read_file(ticket, path, encoding)))

    def read_text(self, ticket: str, path: Path, content: bytes) -> None:
        """Read as text a file whose first bytes are those of a picture by chance. → `AttachedEvent`"""
        self._runtime.submit(self._run_and_post(ticket, self._store_text(ticket, path, content, "")))

    def add_picture(self, ticket: str, name: str, media_type: str, content: bytes, width: int, height: int) -> None:
        """Store a picture of `width` × `height` pixels. → `AttachedEvent`"""
        attachment = Attachment(
            sha256(content).hexdigest(), printable_name(name), media_type, len(content), width, height
        )
        self._runtime.submit(self._run_and_post(ticket, self._store_picture(ticket, attachment, content)))

    def read_content(self, attachment_id: str) -> None:
        """Load a stored attachment. → `ContentEvent`"""
        self._runtime.submit(self._read_content(attachment_id))

    # Called by other services on the loop's thread.

    async def load_contents(self, path: tuple[Message, ...]) -> dict[str, bytes]:
        """The contents of all attachments of a path, by id. Raises `Trouble`."""
        ids = [attachment.id for message in path if message.role is Role.USER for attachment in message.attachments]
        return await self._store_thread.call(lambda store: store.attachments.load_contents(ids)) if ids else {}

    async def _read_file(self, ticket: str, path: Path, encoding: str) -> AttachedEvent | None:
        """None: the file is a picture, which the window decodes."""
        content = await read_file(path, documents.LARGEST_FILE)
        if not encoding and picture_format(content):
            self._post(PictureEvent(ticket, content))
            return None
        return await self._store_text(ticket, path, content, encoding)

    async def _store_text(self, ticket: str, path: Path, content: bytes, encoding: str) -> AttachedEvent:
        name = str(path)
        found = None if encoding else await asyncio.to_thread(documents.known_text, name, content)
        if found is None:
            found = await read_document(name, content, encoding)
        text = found.text.encode("utf-8", "replace")
        attachment = Attachment(sha256(text).hexdigest(), printable_name(path.name), TEXT, len(text))
        return AttachedEvent(ticket, await self._store_content(attachment, text), encoding=found.encoding)

    async def _store_content(self, attachment: Attachment, content: bytes) -> Attachment:
        await self._store_thread.write(
            lambda store: store.attachments.save_content(attachment.id, content), content=len(content)
        )
        return attachment

    async def _store_picture(self, ticket: str, attachment: Attachment, content: bytes) -> AttachedEvent:
        return AttachedEvent(ticket, await self._store_content(attachment, content))

    async def _run_and_post(self, ticket: str, work: Coroutine[Any, Any, AttachedEvent | None]) -> None:
        try:
            if (event := await work) is not None:
                self._post(event)
        except Exception as failure:
            self._post(AttachedEvent(ticket, trouble=as_trouble(failure)))

    async def _read_content(self, attachment_id: str) -> None:
        try:
            found = await self._store_thread.call(lambda store: store.attachments.load_contents([attachment_id]))
        except Exception as failure:
            self._post(trouble_event(failure))
            return
        self._post(ContentEvent(attachment_id, found.get(attachment_id)))
