"""DSSE envelopes signed with Ed25519: how the events of a release is signed, and checked.

An envelope is JSON with a payload, its type and signatures. What is signed is the payload with its type, so that
nothing signed with the same key for another purpose can pass for events. Format: version 1.0 of
https://github.com/secure-systems-lab/dsse.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

PAYLOAD_TYPE = "application/vnd.teahouse.release+json"


class Unsigned(Exception):
    """This is no envelope, or nobody we know signed it."""


def seal(payload: bytes, key: SigningKey) -> bytes:
    """The envelope around a payload, signed."""
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
