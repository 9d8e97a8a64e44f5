"""One measured figure, and the table of all."""

from __future__ import annotations

import json
import platform
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from teahouse import __version__
from teahouse.desktop import hardware


@dataclass(frozen=True)
class Figure:
    """`aim` is the most (or with `at_least` the least) it should be; None: for comparison only."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def reached(self) -> bool | None:
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def show(figures: Sequence[Figure]) -> None:
    """Print the figures as a table."""
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        aim = ""
        if figure.aim is not None:
            aim = f"{'≥' if figure.at_least else '≤'} {figure.aim:g} {figure.unit}"
        verdict = {None: "", True: "reached", False: "MISSED"}[figure.reached]
        print(f"{figure.name:<{width}}  {figure.value:>10.4g} {figure.unit:<8}{aim:<16}{verdict:<9}{figure.note}")


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures with what they were measured on; figures of other groups in the file stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {}
    if path.exists():
        kept = {entry["name"]: entry for entry in json.loads(path.read_text())["figures"]}
    kept |= {figure.name: {**asdict(figure), "reached": figure.reached} for figure in figures}
    machine = {
        "cpu": hardware.cpu_name(),
        "cores": hardware.physical_cores(),
        "memory": hardware.read_memory().total,
        "system": platform.platform(),
        "python": platform.python_version(),
    }
    measured = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    result = {"version": __version__, "measured": measured, "machine": machine, "figures": list(kept.values())}
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
