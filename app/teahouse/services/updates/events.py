"""What the updates service tells."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.releases import Release
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """How this Teahouse came here: what the maker of its package wrote into `resources/channel.json`. From a checkout
    or a package index there is no such file, and nothing is known.

    `kind`: deb, rpm, appimage, windows, dmg, or empty. `store`: the store or distribution that brings newer versions
    by itself. `updates`: where the signed events of the newest version lies; `key`: who signs it (Ed25519, base64).
    """

    kind: str = ""
    store: str = ""
    updates: str = ""
    key: str = ""

    @property
    def asks(self) -> bool:
        """Whether this package may ask for newer versions: it knows whom to ask and believe, and no store does it."""
        return bool(self.updates and self.key) and not self.store


@dataclass(frozen=True, slots=True)
class UpdatesEvent:
    """What is known about newer versions. `asking`: somebody is being asked now; `asked`: when there was an answer,
    seconds since the epoch; `newer`: the newest release, when it is newer than this one; `trouble`: why there was no
    answer the last time."""

    channel: Channel
    asking: bool = False
    asked: float | None = None
    newer: Release | None = None
    trouble: Trouble | None = None
