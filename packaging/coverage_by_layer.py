"""Runs tests under coverage and prints for each layer the share and the places of untested lines.

`python packaging/coverage_by_layer.py` runs all tests except the journeys; with names (`core store`) only the tests of
those layers, and counts only those. Child processes (the engine, runners, readers) are counted. build/coverage has the
lines as HTML. Coverage shows that a line ran, not that its result is checked; `make mutants` tests that.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "app" / "teahouse"
OUT = ROOT / "build" / "coverage"
SHOWN = 25  # modules with the most untested lines


@dataclass(frozen=True, slots=True)
class ModuleCoverage:
    """Of one module, below app/teahouse; lines are those with a statement."""

    path: str
    lines: int
    untested: tuple[int, ...]

    @property
    def layer(self) -> str:
        return layer_of(self.path)


def layer_of(path: str) -> str:
    """`core/fit.py` → `core`; a module beside the layers (`cli.py`) by its own name."""
    return path.split("/")[0].removesuffix(".py")


def read_report(report: dict[str, Any]) -> list[ModuleCoverage]:
    """The modules of a report that `coverage json` wrote, whose paths are relative to the project."""
    found = []
    for path, module in report["files"].items():
        below = Path(path).as_posix().partition("app/teahouse/")[2]
        if below and module["summary"]["num_statements"]:
            found.append(
                ModuleCoverage(below, module["summary"]["num_statements"], tuple(sorted(module["missing_lines"])))
            )
    return found


def ranges(lines: tuple[int, ...]) -> str:
    """(3, 4, 5, 9) → "3-5 9"."""
    spans: list[tuple[int, int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1] = spans[-1][0], line
        else:
            spans.append((line, line))
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def table(modules: list[ModuleCoverage]) -> str:
    """A row for each layer, the least tested one first, and the modules with the most untested lines."""
    layers: dict[str, list[ModuleCoverage]] = defaultdict(list)
    for module in modules:
        layers[module.layer].append(module)
    rows = []
    for layer, own in layers.items():
        lines, untested = sum(one.lines for one in own), sum(len(one.untested) for one in own)
        rows.append(
            (1 - untested / lines, f"{layer:12} {len(own):7} {lines:7} {untested:9} {1 - untested / lines:8.1%}")
        )
    text = [
        f"{'layer':12} {'modules':>7} {'lines':>7} {'untested':>9} {'tested':>8}",
        *(row for _, row in sorted(rows)),
        "",
    ]
    for module in sorted(modules, key=lambda one: -len(one.untested))[:SHOWN]:
        if module.untested:
            text.append(f"{module.path}: {len(module.untested)} of {module.lines}: {ranges(module.untested)}")
    return "\n".join(text)


def measure(layers: list[str]) -> list[ModuleCoverage]:
    """Run the tests. Raises SystemExit where one fails: lines that a failed test ran would count as tested."""
    OUT.mkdir(parents=True, exist_ok=True)
    data = {**os.environ, "COVERAGE_FILE": str(OUT / "data")}
    coverage = [sys.executable, "-m", "coverage"]
    tests = [f"tests/{layer}" for layer in layers] or ["--ignore=tests/journeys", "--ignore=tests/access"]
    subprocess.run([*coverage, "erase"], cwd=ROOT, env=data, check=True)
    tested = subprocess.run([*coverage, "run", "-m", "pytest", "-q", "--timeout=600", *tests], cwd=ROOT, env=data)
    if tested.returncode:
        raise SystemExit("a test failed; there is no table without all of them")
    subprocess.run([*coverage, "combine", "--quiet"], cwd=ROOT, env=data, check=True)
    subprocess.run([*coverage, "json", "--quiet", "-o", str(OUT / "report.json")], cwd=ROOT, env=data, check=True)
    subprocess.run([*coverage, "html", "--quiet", "-d", str(OUT)], cwd=ROOT, env=data, check=True)
    modules = read_report(json.loads((OUT / "report.json").read_text()))
    return [module for module in modules if not layers or module.layer in layers]


def main() -> None:
    layers = sys.argv[1:]
    for layer in layers:
        if not (PACKAGE / layer).is_dir() or not (ROOT / "tests" / layer).is_dir():
            raise SystemExit(f"“{layer}” is no layer with tests of its own")
    print(table(measure(layers)))


if __name__ == "__main__":
    main()
