"""The signed catalogue: an envelope (`teahouse.envelope`) whose payload is a catalogue's JSON.

The signature never expires by itself, so an old catalogue could be presented again: an older date than that of the
catalogue in use is refused (`catalogue_store`), and the window shows the age of the facts.
"""

from __future__ import annotations

import json

from teahouse.catalogue.reading import LARGEST
from teahouse.core.catalogue import CatalogueError

PAYLOAD_TYPE = "application/vnd.teahouse.catalogue+json"
LARGEST_ENVELOPE = LARGEST * 4 // 3 + 4096  # bytes: base64 and the signatures


def open_envelope(data: bytes, key: str) -> bytes | None:
    """The catalogue in a signed envelope; None where the data is no envelope. Raises `CatalogueError` where it is one
    that `key` (base64, empty for none) did not sign."""
    if not _is_envelope(data):
        return None
    from teahouse.envelope import Unsigned, unseal  # noqa: PLC0415 - late, see docs/decisions.md

    try:
        return unseal(data, PAYLOAD_TYPE, key)
    except Unsigned as error:
        raise CatalogueError("", f"is not signed by the makers of Teahouse: {error}") from error


def _is_envelope(data: bytes) -> bool:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return False  # `read_catalogue` says what is wrong
    return isinstance(value, dict) and "payloadType" in value
