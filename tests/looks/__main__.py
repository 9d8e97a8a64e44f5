"""`make looks`: checks the layout of every page, dialog and popup over the whole matrix of screens, sizes of text,
languages and themes, and writes contact sheets of pictures under build/looks/.

    python -m looks [--sample | --gallery FOLDER] [--no-pictures] [--shard I/N] [--resume] [--workers N]
        [--only SCENE] [--variant WORDS]

A line is printed for each variant when it is done. What was found is kept in build/looks/findings-I-of-N.jsonl: a run
can be resumed, and the parts of a matrix can be run one after another, or on several machines. Exit status 1 where
something is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from looks.matrix import run
from looks.sheet import write_contents, write_sheets
from looks.variants import MATRIX, PICTURED, SAMPLE, Variant, part_of

OUT = Path("build/looks")


def main() -> int:
    """Look, and print what is wrong, each kind once, with how often and where first."""
    chosen = _arguments()
    OUT.mkdir(parents=True, exist_ok=True)
    pictured = () if chosen.no_pictures else PICTURED
    variants = _variants(chosen, pictured)
    kinds: dict[str, list[str]] = {}
    pictures: dict[str, list[tuple[str, str]]] = {}
    number, shards = chosen.shard
    path = OUT / f"findings-{number}-of-{shards}.jsonl"
    kept = _kept(path) if chosen.resume else []
    done = {told["variant"] for told in kept}
    left = [one for one in variants if str(one) not in done]
    with path.open("a" if chosen.resume else "w", encoding="utf-8") as file:
        for at, told in enumerate(chain(kept, run(left, pictured, chosen.only, OUT, chosen.workers)), 1):
            if at > len(kept):
                file.write(json.dumps(told, ensure_ascii=False) + "\n")
                file.flush()
            found = told["findings"]
            print(f"{at}/{len(variants)}  {told['variant']}: {len(found)} findings, {told['seconds']} s", flush=True)
            for one in found:
                kinds.setdefault(kind_of(one), []).append(f"{one} ({told['variant']})")
            for scene, path in told["pictures"].items():
                pictures.setdefault(scene, []).append((told["variant"], path))
    for kind, places in sorted(kinds.items()):
        print(f"{kind}: {len(places)}\n    {places[0]}")
    print(f"{len(variants)} variants, {len(kinds)} kinds of findings in {sum(map(len, kinds.values()))} places")
    if pictures:
        order = [str(one) for one in variants]
        for shots in pictures.values():
            shots.sort(key=lambda shot: order.index(shot[0]))
        print("contact sheets:", *write_sheets(pictures, chosen.gallery or OUT))
        if chosen.gallery:
            write_contents(pictures, chosen.gallery)
    return 1 if kinds else 0


def _kept(path: Path) -> list[dict[str, Any]]:
    """What an interrupted run found."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def kind_of(finding: str) -> str:
    """Findings of the same rule at the same widget are of one kind, in whatever scene: 'cut: Window > Button'."""
    _scene, _, rest = finding.partition(": ")
    return ": ".join(rest.split(": ")[:2])


def _variants(chosen: argparse.Namespace, pictured: Sequence[Variant]) -> list[Variant]:
    wanted = PICTURED if chosen.gallery else SAMPLE if chosen.sample else MATRIX
    every = [*wanted, *(one for one in pictured if one not in wanted)]
    every = [one for one in every if all(words in str(one) for words in chosen.variant)]
    return part_of(every, *chosen.shard)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="looks")
    parser.add_argument("--sample", action="store_true", help="only a few variants")
    parser.add_argument("--no-pictures", action="store_true")
    parser.add_argument(
        "--gallery", type=Path, metavar="FOLDER", help="only the variants with pictures; sheets go here"
    )
    parser.add_argument("--shard", type=_shard, default=(1, 1), metavar="I/N", help="only the Ith of N parts")
    parser.add_argument("--resume", action="store_true", help="go on where a run was interrupted")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes at a time")
    parser.add_argument("--only", action="append", default=[], metavar="SCENE")
    parser.add_argument("--variant", action="append", default=[], metavar="WORDS", help="only with these in the name")
    return parser.parse_args()


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} is not a part such as 1/4")
    return int(found[1]), int(found[2])


if __name__ == "__main__":
    sys.exit(main())
