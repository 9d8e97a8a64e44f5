"""`make mutants`: makes 200 small mistakes in the layers below the window, one at a time, and runs the tests that
reach the line; a mistake that no test notices survives. `MUTANTS="--count 20 services"` makes fewer, in some layers.

Which mistakes are made depends on the seed and on the lines themselves, not on what else changes in the code. Each is
made in a copy of the working tree. What changes nothing that can be observed stands in equivalent.txt with the reason
and is replaced by the next one. The exit status is 1 when fewer than 85 % are killed. An interrupted run goes on where
it was, as long as neither the app nor the tests change.

There are mutmut and cosmic-ray; the first wraps every function of the app and forks the tests, which hold threads and
an event loop, and the second runs one command, all tests, for every mutant: 200 times seven minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from mutants.copies import TIMEOUT, Copies
from mutants.covering import Map, Selection, content
from mutants.operators import Mutant, mutants_of

LAYERS = ("core", "ollama", "store", "catalogue", "desktop", "releases", "services", "engine")
SEED = 10
COUNT = 200
WANTED = 85  # per cent that must be killed
MOST_SECONDS = 45.0  # of tests for one mutant
FIRST_SECONDS = 5.0  # of those that are tried before the others
ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = Path(__file__).parent / "equivalent.txt"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`by` says who killed a mutant: a test, "timeout", or nobody where it survived; `tests` is how many were run, or
    would have been until the end of a run that a test ended."""

    mutant: Mutant
    by: str
    tests: int
    seconds: float

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """A verdict as it was written by an earlier run."""
        return cls(**{**told, "mutant": Mutant(**told["mutant"])})

    @property
    def line(self) -> str:
        mutant = self.mutant
        return f"{mutant.key}  {mutant.file}:{mutant.line}  {mutant.change}  ({self.tests} tests)"


def chosen(root: Path, layers: list[str], count: int, seed: int) -> list[Mutant]:
    """The mutants to make: those with the smallest keys, less those known to change nothing."""
    known = equivalent()
    sources = [path for layer in layers for path in sorted((root / "app" / "teahouse" / layer).rglob("*.py"))]
    found = [mutant for path in sources for mutant in mutants_of(root, str(path.relative_to(root)), seed)]
    return sorted((mutant for mutant in found if mutant.key not in known), key=lambda mutant: mutant.key)[:count]


def equivalent() -> set[str]:
    """The keys of mutants that change nothing: the first word of each line that is no comment."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith(("#", " "))}


def judge(mutant: Mutant, selection: Selection, copies: Copies) -> Verdict:
    """Run the tests with the mutant in place until one notices it; it is taken out again."""
    by, begun, run = "", time.monotonic(), 0
    with copies.one() as copy, mutated(copy.folder / mutant.file, mutant):
        begun = time.monotonic()
        for part in selection.parts(FIRST_SECONDS):
            status, said = copy.run(["-x", "--tb=no", *part], 60 + 8 * sum(part.values()))
            failed = [line.split(" - ")[0] for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))]
            by = "" if status == 0 else "timeout" if status == TIMEOUT else failed[0] if failed else f"status {status}"
            run += len(part)
            if by:
                break
    verdict = Verdict(mutant, by, run, time.monotonic() - begun)
    print(f"{verdict.seconds:6.1f} s  {by or 'SURVIVED'}: {verdict.line}", file=sys.stderr, flush=True)
    return verdict


@contextmanager
def mutated(path: Path, mutant: Mutant) -> Iterator[None]:
    """The file with the mutant in it, for a while."""
    source = path.read_bytes()
    path.write_bytes(mutant.applied(source))
    try:
        yield
    finally:
        path.write_bytes(source)


def show(verdicts: list[Verdict]) -> float:
    """The table and the survivors; returns how many per cent were killed."""
    made, killed = Counter[str](), Counter[str]()
    for verdict in verdicts:
        for row in (verdict.mutant.layer, "together"):
            made[row] += 1
            killed[row] += bool(verdict.by)
    print(f"{'layer':<12}{'mutants':>8}{'killed':>8}{'':>8}")
    for row in (*LAYERS, "together"):
        if made[row]:
            print(f"{row:<12}{made[row]:>8}{killed[row]:>8}{100 * killed[row] / made[row]:>7.1f}%")
    survivors = [verdict for verdict in verdicts if not verdict.by]
    print("\nsurvivors" if survivors else "\nno survivors")
    for verdict in sorted(survivors, key=lambda verdict: (verdict.mutant.file, verdict.mutant.line)):
        print(f"  {verdict.line}")
    return 100 * killed["together"] / max(1, made["together"])


def main(arguments: list[str], root: Path = ROOT) -> int:
    parser = argparse.ArgumentParser(prog="mutants")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--again", action="store_true", help="only those that survived last time")
    parser.add_argument(
        "--seconds", type=float, default=MOST_SECONDS,
        help="of tests for one mutant, as they took when they were mapped: more where that was on a busy machine",
    )  # fmt: skip
    parser.add_argument("layers", nargs="*", metavar="LAYER", help=", ".join(LAYERS))
    wanted = parser.parse_args(arguments)
    begun, build = time.monotonic(), root / "build" / "mutants"
    mutants, result = chosen(root, wanted.layers or list(LAYERS), wanted.count, wanted.seed), build / "verdicts.json"
    state = content(*(path for part in ("app", "tests") for path in sorted((root / part).rglob("*.py"))))
    kept = json.loads(result.read_text(encoding="utf-8")) if result.exists() else {"state": "", "verdicts": []}
    verdicts = [] if wanted.again or kept["state"] != state else [Verdict.read(told) for told in kept["verdicts"]]
    if wanted.again:
        survived = {told["mutant"]["key"] for told in kept["verdicts"] if not told["by"]}
        mutants = [mutant for mutant in mutants if mutant.key in survived]
    verdicts = [verdict for verdict in verdicts if verdict.mutant in mutants]
    judged = {verdict.mutant for verdict in verdicts}
    with tempfile.TemporaryDirectory(prefix="teahouse-mutants-") as made, ThreadPoolExecutor(wanted.workers) as pool:
        copies = Copies(root, Path(made), wanted.workers)
        known = Map(root, build / "map.json")
        known.record([path for layer in LAYERS for path in sorted((root / "tests" / layer).glob("test_*.py"))], copies)

        def judge_one(mutant: Mutant) -> Verdict:
            return judge(mutant, known.of(mutant.file, mutant.line, mutant.constant, wanted.seconds), copies)

        for judging in as_completed([pool.submit(judge_one, mutant) for mutant in mutants if mutant not in judged]):
            verdicts.append(judging.result())
            told = {"state": state, "verdicts": [asdict(verdict) for verdict in verdicts]}
            result.write_text(json.dumps(told, indent=1), encoding="utf-8")
    percentage = show(verdicts)
    print(f"\n{len(verdicts)} mutants, seed {wanted.seed}, {(time.monotonic() - begun) / 60:.0f} minutes")
    return 0 if percentage >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
