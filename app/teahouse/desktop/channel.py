"""How this Teahouse came here: what the maker of its package wrote into `resources/channel.json`.

From a checkout or a package index there is no such file, and nothing is known.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from teahouse.core.values import dataclass

NAME = "channel.json"


@dataclass(frozen=True, slots=True)
class Channel:
    """`kind`: deb, rpm, appimage, windows, dmg, or empty. `store`: the store or distribution that brings newer versions
    by itself. `updates`: where the signed events of the newest version lies; `key`: who signs it (Ed25519, base64)."""

    kind: str = ""
    store: str = ""
    updates: str = ""
    key: str = ""

    @property
    def asks(self) -> bool:
        """Whether this package may ask for newer versions: it knows whom to ask and believe, and no store does it."""
        return bool(self.updates and self.key) and not self.store


def channel_of(resources: Path) -> Channel:
    """The channel that these resources name; one nobody knows when they name none."""
    try:
        values: Any = json.loads((resources / NAME).read_bytes())
    except (OSError, ValueError):
        return Channel()
    if not isinstance(values, dict):
        return Channel()
    return Channel(**{name: str(values.get(name, "")) for name in Channel.__dataclass_fields__})
