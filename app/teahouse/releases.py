"""The newest release, fetched by one GET request without any identifying data."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx

from teahouse import bounded_http
from teahouse.bounded_http import open_client
from teahouse.core.errors import Problem, Trouble
from teahouse.core.releases import Release, read_release
from teahouse.envelope import Unsigned, unseal

PAYLOAD_TYPE = "application/vnd.teahouse.release+json"
TIMEOUT_SECONDS = 15.0  # for a response
LARGEST = 1 << 16  # bytes; a release file has about 400
HEADERS = {"User-Agent": "Teahouse", "Accept": "application/json", "Accept-Encoding": "identity"}


async def fetch_release(address: str) -> bytes:
    """Fetch the release file, not verified. Sends no version, language, cookie or tag of an earlier response.

    Raises `Trouble`: RELEASES_UNREACHABLE (address, message), RELEASES_UNTRUSTED (address).
    """
    host = urlsplit(address).netloc
    try:
        async with (
            asyncio.timeout(2 * TIMEOUT_SECONDS),
            open_client(timeout=TIMEOUT_SECONDS, follow_redirects=True, headers=HEADERS) as client,
            client.stream("GET", address) as answer,
        ):
            answer.raise_for_status()
            data = bytearray()
            async for chunk in answer.aiter_raw():  # a compressed body was not requested; its signature check fails
                data += chunk
                if len(data) > LARGEST:
                    raise Trouble(Problem.RELEASES_UNTRUSTED, address=host)
                await asyncio.sleep(0)  # a server may send thousands of one-byte chunks: let other tasks run
            return bytes(data)
    except httpx.HTTPStatusError as error:
        message = f"status {error.response.status_code}"
        raise Trouble(Problem.RELEASES_UNREACHABLE, address=host, message=message) from error
    except Trouble:
        raise
    except Exception as error:  # not only httpx's: a redirect to port 99999 raises an ExceptionGroup
        message = bounded_http.tls_words(error) or type(error).__name__
        raise Trouble(Problem.RELEASES_UNREACHABLE, address=host, message=message) from error


def verify_release(envelope: bytes, key: str, address: str = "") -> Release:
    """The release in an envelope signed by `key`. Raises `Trouble` (RELEASES_UNTRUSTED; address)."""
    try:
        return read_release(unseal(envelope, PAYLOAD_TYPE, key))
    except (Unsigned, ValueError) as error:
        raise Trouble(Problem.RELEASES_UNTRUSTED, address=urlsplit(address).netloc) from error
