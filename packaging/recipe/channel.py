"""What a package knows about how it came to the person: app/teahouse/services/updates/service.py reads it.

TEAHOUSE_STORE      the store or distribution that brings newer versions; the app then leaves them to it
TEAHOUSE_UPDATES    where the signed news of the newest version lies
TEAHOUSE_CATALOGUE  where the signed catalogue of models lies
TEAHOUSE_UPDATES_KEY  who signs both, as packaging/sign_release.py prints it
"""

from __future__ import annotations

import json
import os
from pathlib import Path

ENVIRONMENT = {
    "store": "TEAHOUSE_STORE",
    "updates": "TEAHOUSE_UPDATES",
    "catalogue": "TEAHOUSE_CATALOGUE",
    "key": "TEAHOUSE_UPDATES_KEY",
}


def write(resources: Path, kind: str) -> None:
    """Write channel.json for a kind of package; what the environment does not name stays out."""
    told = {name: os.environ.get(variable, "") for name, variable in ENVIRONMENT.items()}
    values = {"kind": kind, **{name: value for name, value in told.items() if value}}
    (resources / "channel.json").write_text(json.dumps(values) + "\n", encoding="utf-8")
