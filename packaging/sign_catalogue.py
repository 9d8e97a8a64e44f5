"""Signs the catalogue of models that the app fetches when a person asks for a newer one.

python packaging/sign_catalogue.py            dist/catalogue.json out of resources/catalogue/catalogue.json, signed
                                              with the secret key in TEAHOUSE_SIGNING_KEY
python packaging/sign_catalogue.py CATALOGUE  the same out of another file

A catalogue that the app would refuse is not signed. The app takes one whose date is newer than that of the one in use;
packaging/catalogue.py makes one out of newer facts. packaging/sign_release.py makes the keys. The file belongs at the
address in TEAHOUSE_CATALOGUE, which packaging/recipe/channel.py puts into packages.
"""

from __future__ import annotations

import sys
from pathlib import Path

from recipe.build_paths import DIST, ROOT
from sign_release import signing_key

sys.path.insert(0, str(ROOT / "app"))
from teahouse.catalogue.catalogue_feed import PAYLOAD_TYPE
from teahouse.catalogue.reading import read_catalogue
from teahouse.core.catalogue import CatalogueError
from teahouse.envelope import seal

SHIPPED = ROOT / "resources" / "catalogue" / "catalogue.json"


def main(words: list[str]) -> int:
    """Sign a file; 1 for an invalid one, 2 for wrong arguments."""
    if len(words) > 1 or any(word.startswith("-") for word in words):
        print(__doc__, file=sys.stderr)
        return 2
    data = Path(words[0] if words else SHIPPED).read_bytes()
    try:
        date = read_catalogue(data).date
    except CatalogueError as error:
        print(f"not signed: {error}", file=sys.stderr)
        return 1
    DIST.mkdir(exist_ok=True)
    target = DIST / "catalogue.json"
    target.write_bytes(seal(data, PAYLOAD_TYPE, signing_key()))
    print(f"{target}: facts of {date}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
