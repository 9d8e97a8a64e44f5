"""The newest release, asked for by one plain GET that says nothing about who asks."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any
from urllib.parse import urlsplit

import httpx
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from teahouse import web
from teahouse.core.errors import Problem, Trouble
from teahouse.core.releases import Release, read_release
from teahouse.web import open_client

PAYLOAD_TYPE = "application/vnd.teahouse.release+json"


class Unsigned(Exception):
    """This is no envelope, or nobody we know signed it."""


def seal(payload: bytes, key: SigningKey) -> bytes:
    """The DSSE envelope around a payload, signed with Ed25519.

    It is JSON with a payload, its type and signatures. What is signed is the payload with its type, so that nothing
    signed with the same key for another purpose can pass for a release. Format: version 1.0 of
    https://github.com/secure-systems-lab/dsse.
    """
    signature = key.sign(_signed(payload)).signature
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [{"sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(envelope).encode() + b"\n"


def unseal(envelope: bytes, key: str) -> bytes:
    """The payload, when one of the signatures is by `key` (32 bytes, base64); raises `Unsigned`."""
    try:
        known = VerifyKey(base64.b64decode(key, validate=True))
        value: Any = json.loads(envelope)
        payload = base64.b64decode(value["payload"], validate=True)
        signatures = [base64.b64decode(each["sig"], validate=True) for each in value["signatures"]]
        kind = value["payloadType"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unsigned("not an envelope") from error
    if kind != PAYLOAD_TYPE or not any(_is_by(known, payload, signature) for signature in signatures):
        raise Unsigned("not signed by the key this Teahouse knows")
    return payload


def _is_by(key: VerifyKey, payload: bytes, signature: bytes) -> bool:
    try:
        key.verify(_signed(payload), signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def _signed(payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)


SECONDS = 15.0  # for the server to answer
LARGEST = 1 << 16  # bytes; the events has some 400
HEADERS = {"User-Agent": "Teahouse", "Accept": "application/json", "Accept-Encoding": "identity"}


async def fetch_release(address: str) -> bytes:
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
        message = web.tls_words(error) or type(error).__name__
        raise Trouble(Problem.RELEASES_UNREACHABLE, address=host, message=message) from error


def verify_release(envelope: bytes, key: str, address: str = "") -> Release:
    """The release in an envelope signed by `key`. Raises `Trouble` (RELEASES_UNTRUSTED; address)."""
    try:
        return read_release(unseal(envelope, key))
    except (Unsigned, ValueError) as error:
        raise Trouble(Problem.RELEASES_UNTRUSTED, address=urlsplit(address).netloc) from error
