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

MISSING = 4  # exit status of the process without a decoder
SECONDS = 20.0  # for one picture
NO_DECODER = "WebP images cannot be read by this engine; send them as PNG or JPEG"
NOT_DECODED = "this WebP image is damaged or too large"

_one_at_a_time = asyncio.Lock()


def is_webp(image: str) -> bool:
    """Whether base64 text begins like a WebP file."""
    letters = "".join(image[:64].split())[:16]
    head = b64decode(letters[: len(letters) // 4 * 4])
    return head.startswith(b"RIFF") and head.endswith(b"WEBP")


async def convert_images(images: Iterable[str]) -> list[str]:
    """The pictures in base64, WebP as PNG or JPEG. Raises `ApiError` 400 where one cannot be converted."""
    return [await _convert_image(image) if is_webp(image) else image for image in images]


async def _convert_image(image: str) -> str:
    async with _one_at_a_time:
        return await asyncio.to_thread(_run_decoder, image)


def _run_decoder(image: str) -> str:
    try:
        done = subprocess.run(
            _decoder_command(),
            input=b64decode("".join(image.split())),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console
        )
    except subprocess.TimeoutExpired:
        raise ApiError(400, NOT_DECODED) from None
    if done.returncode == MISSING:
        raise ApiError(400, NO_DECODER)
    if done.returncode or not done.stdout:
        raise ApiError(400, NOT_DECODED)
    return b64encode(done.stdout).decode()


def _decoder_command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "engine", "--webp"]
    return [sys.executable, "-P", "-m", "teahouse.engine", "--webp"]
