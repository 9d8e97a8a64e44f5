"""One row of the torture table, and the table."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from teahouse import __version__
from teahouse.desktop import hardware


@dataclass(frozen=True, slots=True)
class Result:
    """`tries` attacks of one kind, how many broke the guarantee, and the worst that was seen, in words with units.

    Without tries it was skipped, and `worst` says why. `failures` counts broken guarantees; `details` names the first
    of them, so that each can be tried again.
    """

    name: str
    tries: int
    failures: int
    worst: str = ""
    conditions: str = ""
    details: tuple[str, ...] = ()


def show_table(results: Sequence[Result]) -> None:
    """Print the results as a table, failures last in each row's own lines."""
    width = max(len(result.name) for result in results)
    for result in results:
        verdict = "FAILED" if result.failures else "ok" if result.tries else "skipped"
        counts = f"{result.tries:>7,} tries  {result.failures:>5} failures  {verdict:<7}"
        print(f"{result.name:<{width}}  {counts}{result.worst}")
        for detail in result.details:
            print(f"{'':<{width}}    {detail}")


def write_results(results: Sequence[Result], path: Path) -> None:
    """Write the results with what they were measured on; results of other parts in the file stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {}
    if path.exists():
        kept = {entry["name"]: entry for entry in json.loads(path.read_text())["results"]}
    measured = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    kept |= {result.name: {**asdict(result), "measured": measured} for result in results}
    machine = {
        "cpu": hardware.cpu_name(),
        "cores": hardware.physical_cores(),
        "memory": hardware.read_memory().total,
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    table = {"version": __version__, "machine": machine, "results": list(kept.values())}
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n")
