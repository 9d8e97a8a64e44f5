"""`teahouse self-check`: checks that everything Teahouse needs is present and works.

For people whose Teahouse does not start, and for the smoke tests of every package. Each check imports what it needs.
Only a temporary folder is written to, and no network is used.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

USAGE = "usage: teahouse self-check\n"


def main(arguments: Sequence[str]) -> int:
    """Run every check and print a table; 0 if all passed, 1 otherwise."""
    match list(arguments):
        case ["--screen"]:  # a separate process, because Qt aborts without a screen
            from teahouse.selfcheck.screen import main as screen

            return screen()
        case []:
            return _check_all()
    print(USAGE, end="", file=sys.stderr)
    return 2


def _check_all() -> int:
    from teahouse.selfcheck.checks import CHECKS, CheckState, run_check

    broken = 0
    with TemporaryDirectory(prefix="teahouse-check-", ignore_cleanup_errors=True) as folder:
        for name, check in CHECKS:
            started = time.perf_counter()
            state, result = run_check(check, Path(folder))
            took = time.perf_counter() - started
            first, *rest = result.splitlines() or [""]
            print(f"{state:<7} {name:<14} {took:6.2f} s  {first}", flush=True)
            for line in rest:
                print(f"{'':<32}{line}", flush=True)
            broken += state is CheckState.BROKEN
    print("everything works" if not broken else f"{broken} of {len(CHECKS)} checks failed", flush=True)
    return 1 if broken else 0
