"""Converts WebP pictures of requests, which llama.cpp cannot decode, in a process of their own.

The process (`webp_decoder`) uses the decoder of Qt, which the application brings with it; where PySide6 is missing a
WebP picture is refused. One is converted at a time, and a picture that takes too long or too much memory is an error.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable

from teahouse.engine.errors import ApiError
from teahouse.engine.processes import bind_to_this_process

MISSING = 4  # exit status of the process without a decoder
SECONDS = 20.0  # for one picture
MOST = 16  # WebP pictures of a request
NO_DECODER = "WebP images cannot be read by this engine; send them as PNG or JPEG"
NOT_DECODED = "this WebP image is damaged or too large"

_one_at_a_time = asyncio.Lock()


def is_webp(image: str) -> bool:
    """Whether base64 text begins like a WebP file."""
    letters = "".join(image[:64].split())[:16]
    head = b64decode(letters[: len(letters) // 4 * 4])
    return head.startswith(b"RIFF") and head.endswith(b"WEBP")


async def convert_images(images: Iterable[str]) -> list[str]:
    """The pictures in base64, WebP as PNG or JPEG. Raises `ApiError` 400 where one cannot be converted, or there are
    more than `MOST` WebP pictures."""
    given = list(images)
    if sum(map(is_webp, given)) > MOST:
        raise ApiError(400, f"a request may have {MOST} WebP images")
    return [await _convert_image(image) if is_webp(image) else image for image in given]


async def _convert_image(image: str) -> str:
    async with _one_at_a_time:
        status, data = await _run_decoder(b64decode("".join(image.split())))
    if status == MISSING:
        raise ApiError(400, NO_DECODER)
    if status or not data:
        raise ApiError(400, NOT_DECODED)
    return b64encode(data).decode()


async def _run_decoder(data: bytes) -> tuple[int | None, bytes]:
    """The exit status of the decoder, -1 after `SECONDS`, and what it wrote. Cancelling ends the process, too."""
    process = await asyncio.create_subprocess_exec(
        *_decoder_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console
    )
    bind_to_this_process(process.pid)
    try:
        async with asyncio.timeout(SECONDS):
            written, _ = await process.communicate(data)
        return process.returncode, written
    except TimeoutError:
        return -1, b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _decoder_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "engine", "--webp"]
    return [sys.executable, "-P", "-m", "teahouse.engine", "--webp"]
