"""The channel of a package: where its updates come from. app/teahouse/services/updates/service.py reads it.

TEAHOUSE_STORE      the store or distribution that provides newer versions; the app does not check for them then
TEAHOUSE_UPDATES    the address of the signed announcement of the newest version
TEAHOUSE_CATALOGUE  the address of the signed catalogue of models
TEAHOUSE_UPDATES_KEY  the public key of both, as packaging/sign_release.py prints it
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
    """Write channel.json for a kind of package; variables that are not set are left out."""
    told = {name: os.environ.get(variable, "") for name, variable in ENVIRONMENT.items()}
    values = {"kind": kind, **{name: value for name, value in told.items() if value}}
    (resources / "channel.json").write_text(json.dumps(values) + "\n", encoding="utf-8")
