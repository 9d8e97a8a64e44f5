"""The newest release, asked for by one plain GET that says nothing about who asks."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx

from teahouse.core import tls
from teahouse.core.errors import Problem, Trouble
from teahouse.core.releases import Release, read
from teahouse.releases.envelope import Unsigned, unseal
from teahouse.web import open_client

SECONDS = 15.0  # for the server to answer
LARGEST = 1 << 16  # bytes; the events has some 400
HEADERS = {"User-Agent": "Teahouse", "Accept": "application/json", "Accept-Encoding": "identity"}


async def fetch(address: str) -> bytes:
    """What lies at an address, unchecked. No version, no language, no cookie, no tag of an earlier answer is sent.

    Raises `Trouble`: RELEASES_UNREACHABLE (address, message), RELEASES_UNTRUSTED (address).
    """
    host = urlsplit(address).netloc
    try:
        async with (
            asyncio.timeout(2 * SECONDS),
            open_client(timeout=SECONDS, follow_redirects=True, headers=HEADERS) as client,
            client.stream("GET", address) as answer,
        ):
            answer.raise_for_status()
            data = bytearray()
            async for chunk in answer.aiter_raw():  # packed ones, which nobody asked for, are not signed by anybody
                data += chunk
                if len(data) > LARGEST:
                    raise Trouble(Problem.RELEASES_UNTRUSTED, address=host)
                await asyncio.sleep(0)  # chunks of one byte come by the thousand: others have their turn in between
            return bytes(data)
    except httpx.HTTPStatusError as error:
        message = f"status {error.response.status_code}"
        raise Trouble(Problem.RELEASES_UNREACHABLE, address=host, message=message) from error
    except Trouble:
        raise
    except Exception as error:  # besides httpx's own there are others: a redirect to port 99999 is an ExceptionGroup
        message = tls.words_of(error) or type(error).__name__
        raise Trouble(Problem.RELEASES_UNREACHABLE, address=host, message=message) from error


def checked(envelope: bytes, key: str, address: str = "") -> Release:
    """The release in an envelope signed by `key`. Raises `Trouble` (RELEASES_UNTRUSTED; address)."""
    try:
        return read(unseal(envelope, key))
    except (Unsigned, ValueError) as error:
        raise Trouble(Problem.RELEASES_UNTRUSTED, address=urlsplit(address).netloc) from error
