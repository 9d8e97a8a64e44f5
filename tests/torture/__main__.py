"""`make torture`: attacks the application from outside and prints a table of what held.

`make torture TORTURE="starts soak"` runs some parts only; `TORTURE="--share 0.05 starts"` runs a twentieth of each.
A part is a module of this package with `run(share: float) -> list[Result]`: at share 1 it makes as many attacks as
docs/reliability.md states, at a smaller share proportionally fewer, but at least one of each kind. The ordinary tests
run a sample of each part.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time
from pathlib import Path

import torture
from fixtures.isolated_environment import IsolatedEnvironment
from torture.result import Result, show_table, write_results

RESULT = Path("build/torture.json")
NOT_PARTS = {"__main__", "result"}


def part_names() -> list[str]:
    """The names of all parts: the modules of this package that offer `run`."""
    found = (module.name for module in pkgutil.iter_modules(torture.__path__))
    return [name for name in found if name not in NOT_PARTS and not name.startswith("_")]


def main(arguments: list[str]) -> int:
    """Run the named parts, or all of them; the exit status is 1 when a guarantee was broken."""
    parser = argparse.ArgumentParser(prog="torture")
    parser.add_argument("--share", type=float, default=1.0, help="how much of each part to run, 0 to 1")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(part_names()))
    wanted = parser.parse_args(arguments)
    isolated = IsolatedEnvironment.enter()
    results: list[Result] = []
    for name in wanted.parts or part_names():
        print(f"torture: {name} …", file=sys.stderr, flush=True)
        begun = time.monotonic()
        done = importlib.import_module(f"torture.{name}").run(wanted.share)
        print(f"torture: {name} took {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        results += done
        write_results(done, RESULT)
    show_table(results)
    print(f"\nwritten to {RESULT}")
    contacts = isolated.foreign_contacts()
    print(*contacts, sep="\n", file=sys.stderr)
    return 1 if contacts or any(result.failures for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
