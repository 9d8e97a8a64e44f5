"""The newest release, fetched by one GET request without any identifying data."""

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
    """Not an envelope, or not signed with the expected key."""


def seal(payload: bytes, key: SigningKey) -> bytes:
    """A DSSE envelope with a payload, signed with Ed25519: JSON with payload, type and signatures.

    The signature covers the type too, so a payload signed for another purpose is not accepted as a release. Format:
    version 1.0 of https://github.com/secure-systems-lab/dsse.
    """
    signature = key.sign(_encode_signed(payload)).signature
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [{"sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(envelope).encode() + b"\n"


def unseal(envelope: bytes, key: str) -> bytes:
    """The payload, if one signature is by `key` (32 bytes, base64); raises `Unsigned`."""
    try:
        public_key = VerifyKey(base64.b64decode(key, validate=True))
        value: Any = json.loads(envelope)
        payload = base64.b64decode(value["payload"], validate=True)
        signatures = [base64.b64decode(each["sig"], validate=True) for each in value["signatures"]]
        kind = value["payloadType"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unsigned("not an envelope") from error
    if kind != PAYLOAD_TYPE or not any(_is_by(public_key, payload, signature) for signature in signatures):
        raise Unsigned("not signed by the expected key")
    return payload


def _is_by(key: VerifyKey, payload: bytes, signature: bytes) -> bool:
    try:
        key.verify(_encode_signed(payload), signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def _encode_signed(payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %s %d %s" % (len(PAYLOAD_TYPE), PAYLOAD_TYPE.encode(), len(payload), payload)


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
        message = web.tls_words(error) or type(error).__name__
        raise Trouble(Problem.RELEASES_UNREACHABLE, address=host, message=message) from error


def verify_release(envelope: bytes, key: str, address: str = "") -> Release:
    """The release in an envelope signed by `key`. Raises `Trouble` (RELEASES_UNTRUSTED; address)."""
    try:
        return read_release(unseal(envelope, key))
    except (Unsigned, ValueError) as error:
        raise Trouble(Problem.RELEASES_UNTRUSTED, address=urlsplit(address).netloc) from error
