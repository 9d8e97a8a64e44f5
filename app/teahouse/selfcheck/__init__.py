"""`teahouse self-check`: is everything here that Teahouse needs, and does it work?

For people whose Teahouse does not start, and for the smoke tests of every package. Importing this costs nothing; each
check imports what it checks. Nothing is written but in a temporary folder, and nothing is asked of any network.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

USAGE = "usage: teahouse self-check\n"


def main(arguments: Sequence[str]) -> int:
    """Run every check and print a table; 0 when Teahouse can work here, 1 when something is broken or missing."""
    match list(arguments):
        case ["--screen"]:  # a process of its own, because Qt aborts where it finds no screen
            from teahouse.selfcheck.screen import main as screen

            return screen()
        case []:
            return _check_all()
    print(USAGE, end="", file=sys.stderr)
    return 2


def _check_all() -> int:
    from teahouse.selfcheck.checks import CHECKS, CheckState, run

    broken = 0
    with TemporaryDirectory(prefix="teahouse-check-", ignore_cleanup_errors=True) as folder:
        for name, check in CHECKS:
            began = time.perf_counter()
            state, said = run(check, Path(folder))
            took = time.perf_counter() - began
            first, *rest = said.splitlines() or [""]
            print(f"{state:<7} {name:<14} {took:6.2f} s  {first}", flush=True)
            for line in rest:
                print(f"{'':<32}{line}", flush=True)
            broken += state is CheckState.BROKEN
    print("everything works" if not broken else f"{broken} of {len(CHECKS)} checks failed", flush=True)
    return 1 if broken else 0
