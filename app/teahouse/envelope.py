"""Signed envelopes: a payload with its type and Ed25519 signatures, as JSON.

The signature covers the type, so a payload that was signed for one purpose is not accepted for another. Format: DSSE
1.0, https://github.com/secure-systems-lab/dsse.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey


class Unsigned(Exception):
    """Not an envelope of the expected type, or not signed with the expected key."""


def seal(payload: bytes, payload_type: str, key: SigningKey) -> bytes:
    """An envelope with a payload, signed with `key`."""
    signature = key.sign(_encode_signed(payload, payload_type)).signature
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": payload_type,
        "signatures": [{"sig": base64.b64encode(signature).decode()}],
    }
    return json.dumps(envelope).encode() + b"\n"


def unseal(envelope: bytes, payload_type: str, key: str) -> bytes:
    """The payload of that type, if one signature is by `key` (32 bytes, base64); raises `Unsigned`."""
    try:
        public_key = VerifyKey(base64.b64decode(key, validate=True))
        value: Any = json.loads(envelope)
        payload = base64.b64decode(value["payload"], validate=True)
        signatures = [base64.b64decode(each["sig"], validate=True) for each in value["signatures"]]
        kind = value["payloadType"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unsigned("not an envelope") from error
    signed = _encode_signed(payload, payload_type)
    if kind != payload_type or not any(_is_by(public_key, signed, signature) for signature in signatures):
        raise Unsigned("not signed by the expected key")
    return payload


def _is_by(key: VerifyKey, signed: bytes, signature: bytes) -> bool:
    try:
        key.verify(signed, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def _encode_signed(payload: bytes, payload_type: str) -> bytes:
    """DSSE's pre-authentication encoding."""
    return b"DSSEv1 %d %s %d %s" % (len(payload_type), payload_type.encode(), len(payload), payload)
