"""`make looks`: checks the layout of every page, dialog and popup over the whole matrix of screens, sizes of text,
languages and themes, and writes contact sheets of pictures under build/looks/.

    python -m looks [--sample] [--no-pictures] [--only SCENE]

Exit status 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from looks.matrix import run
from looks.sheet import write_sheets
from looks.variants import MATRIX, PICTURED, SAMPLE

OUT = Path("build/looks")


def main() -> int:
    """Look, and print what is wrong, each once, with how often and where first."""
    parser = argparse.ArgumentParser(prog="looks")
    parser.add_argument("--sample", action="store_true", help="only a few variants")
    parser.add_argument("--no-pictures", action="store_true")
    parser.add_argument("--only", action="append", default=[], metavar="SCENE")
    chosen = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    variants = SAMPLE if chosen.sample else MATRIX
    pictured = () if chosen.no_pictures else PICTURED
    wrong: dict[str, list[str]] = {}
    pictures: dict[str, list[tuple[str, str]]] = {}
    for told in run(variants, pictured, chosen.only, OUT):
        for one in told["findings"]:
            scene, _, what = one.partition(": ")
            wrong.setdefault(what, []).append(f"{scene} ({told['variant']})")
        for scene, path in told["pictures"].items():
            pictures.setdefault(scene, []).append((told["variant"], path))
    for one, places in sorted(wrong.items()):
        print(f"{one}\n    {places[0]}" + (f", and {len(places) - 1} more" if len(places) > 1 else ""))
    print(f"{len(variants)} variants, {len(wrong)} kinds of findings in {sum(map(len, wrong.values()))} places")
    if pictures:
        print("contact sheets:", *write_sheets(pictures, OUT))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
