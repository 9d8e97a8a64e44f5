"""Signs the announcement of a release, which the app's check for newer versions reads.

    python packaging/sign_release.py new-key     print a new pair of keys: the secret key of the release, the public key
    python packaging/sign_release.py PAGE        dist/latest.json for this version, described at PAGE, signed with the
                                                 secret key in TEAHOUSE_SIGNING_KEY

An announcement is valid for VALID_DAYS. Where no release follows in that time, sign the same version again and replace
latest.json.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time

from nacl.signing import SigningKey
from recipe.build_paths import DIST, ROOT, version

sys.path.insert(0, str(ROOT / "app"))
from teahouse.core.releases import read_release, timestamp
from teahouse.envelope import seal
from teahouse.releases import PAYLOAD_TYPE

VALID_DAYS = 180
SECRET = "TEAHOUSE_SIGNING_KEY"


def main(words: list[str]) -> int:
    """Run a command; 2 for an unknown one."""
    match words:
        case ["new-key"]:
            key = SigningKey.generate()
            print(f"{SECRET} (secret): {_text(bytes(key))}")
            print(f"TEAHOUSE_UPDATES_KEY (public): {_text(bytes(key.verify_key))}")
        case [page] if page.startswith("https://"):
            now = time.time()
            dates = {"published": timestamp(now), "expires": timestamp(now + VALID_DAYS * 86_400)}
            payload = json.dumps({"version": version(), "page": page, **dates}).encode()
            read_release(payload)  # the same check as in the app
            DIST.mkdir(exist_ok=True)
            target = DIST / "latest.json"
            target.write_bytes(seal(payload, PAYLOAD_TYPE, signing_key()))
            print(target)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


def signing_key() -> SigningKey:
    """The secret key of the environment."""
    return SigningKey(base64.b64decode(os.environ[SECRET], validate=True))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
