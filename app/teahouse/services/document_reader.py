"""Reads PDFs and texts of unknown encoding by a process of its own (`teahouse read-document`), with a deadline."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress
from typing import Any

from teahouse.core.errors import Problem, Trouble
from teahouse.desktop.document_process import read_answer
from teahouse.desktop.documents import LARGEST_TEXT, ReadDocument
from teahouse.ollama.commands import child_environment, own_command

SECONDS = 90.0  # for one document; the process limits its own processor time to less
LARGEST_ANSWER = 4 * LARGEST_TEXT + 4096  # bytes: UTF-8 takes four for a character at most


async def read_document(path: str, data: bytes, encoding: str = "") -> ReadDocument:
    """The text of `data`; `path` is for what is said, and `encoding` as `documents.text_of` takes it. Raises `Trouble`
    as that does, and PDF_TOO_COMPLEX when the process needs more time or memory than it may have."""
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
        async with asyncio.timeout(SECONDS):
            answer = await _exchange(process, request + data)
        return read_answer(answer)
    except (TimeoutError, ValueError) as error:  # ValueError: it was ended before it had answered
        raise Trouble(Problem.PDF_TOO_COMPLEX, path=path) from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        await process.wait()


async def _exchange(process: asyncio.subprocess.Process, question: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it died; what it wrote says why, if anything
        process.stdin.write(question)
        await process.stdin.drain()
        process.stdin.close()
    answer = bytearray()
    while len(answer) <= LARGEST_ANSWER and (piece := await process.stdout.read(1 << 16)):
        answer += piece
    return bytes(answer)
