"""Events of the updates service."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.releases import Release
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """How this Teahouse was installed: `resources/channel.json` of its package; empty in a checkout or a wheel.

    `kind`: deb, rpm, appimage, windows, dmg, or empty. `store`: the store or distribution that updates it. `updates`:
    the address of the signed announcement of the newest version; `catalogue`: that of the signed catalogue of models;
    `key`: the public key of both (Ed25519, base64).
    """

    kind: str = ""
    store: str = ""
    updates: str = ""
    key: str = ""
    catalogue: str = ""

    @property
    def asks(self) -> bool:
        """Whether this package checks for newer versions: it has an address and a key, and no store does it."""
        return bool(self.updates and self.key) and not self.store


@dataclass(frozen=True, slots=True)
class UpdatesEvent:
    """The state of the check for newer versions. `asking`: a request is running; `asked`: time of the last answer,
    seconds since the epoch; `newer`: the newest release if it is newer than this one; `trouble` of the last request."""

    channel: Channel
    asking: bool = False
    asked: float | None = None
    newer: Release | None = None
    trouble: Trouble | None = None
