"""Hostile attachments: pipes, devices, endless files, bombs of pixels and of zeros, in the window of the whole app.

Each of `_hostile_files.CASES` must end as the table says, with one clear sentence where it is refused, and the window
must go on meanwhile.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torture._hostile_files import ANY, CASES, PICTURE, TEXT
from torture.result import Result

GAP = 0.05  # seconds that the window's thread may be away, on an idle core
MEMORY = 100 << 20  # bytes beside those of the app at rest, and the pixels of the picture that is being decoded
PIXELS = 256 << 20  # bytes: what Qt lets a decoded picture have
PATIENCE = 1800.0


@dataclass(slots=True)
class Report:
    """What the probe told: `outcomes` by number of the case, `begun` in order, the rest as it was told."""

    outcomes: dict[int, dict[str, Any]] = field(default_factory=dict)
    begun: list[int] = field(default_factory=list)
    idle: float = 0.0
    memory: int = 0
    alive: bool = False
    said: str = ""


def run(share: float) -> list[Result]:
    """Rows: outcomes, the window's longest pause, memory."""
    if sys.platform != "linux":
        return [Result("hostile attachments", 0, 0, worst="written for Linux")]
    return results(attach(chosen(share)))


def chosen(share: float) -> list[int]:
    """The numbers of the cases that a share has: each so-manieth, so that there are some of every kind."""
    count = max(4, round(len(CASES) * min(1.0, share)))
    return sorted({round(place * (len(CASES) - 1) / (count - 1)) for place in range(count)})


def attach(numbers: list[int]) -> Report:
    """Attach these in one app, in a process of its own: a decoder that crashes must not take this one along."""
    with tempfile.TemporaryDirectory(prefix="teahouse-attachments-", ignore_cleanup_errors=True) as folder:
        lines, errors = Path(folder) / "report", Path(folder) / "stderr"
        command = [sys.executable, "-m", "torture._attachment_probe", folder, str(lines), *map(str, numbers)]
        with errors.open("w") as out:
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=out, timeout=PATIENCE, check=False)
        report = read(lines.read_text().splitlines() if lines.exists() else [])
        report.said = errors.read_text()[-3000:]
    return report


def read(lines: list[str]) -> Report:
    """The report of the probe's lines."""
    report = Report()
    for line in map(json.loads, lines):
        match line:
            case {"idle": idle, "memory": memory}:
                report.idle, report.memory = idle, memory
            case {"begins": number}:
                report.begun.append(number)
            case {"number": number}:
                report.outcomes[number] = line
            case {"alive": alive}:
                report.alive = alive
    return report


def is_busy() -> bool:
    """Whether more processes want a core than there are."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def wrong(report: Report) -> list[str]:
    """What did not end as the table says."""
    found = []
    for number in report.begun:
        case, outcome = CASES[number], report.outcomes.get(number)
        if outcome is None:
            found.append(f"{case.name}: the app ended; {report.said}")
            continue
        said = outcome["found"]
        expected = len(said) == 1 and (said[0] in case.may_be or ANY in case.may_be)
        told = bool(said) and (said[0] in (TEXT, PICTURE) or bool(outcome["told"].strip()))
        if not expected or not told or outcome["errors"]:
            found.append(f"{case.name}: {said}, expected {case.may_be}; {outcome['told']} {outcome['errors']}")
    if not report.alive:
        found.append(f"the window took no more words; {report.said[-800:]}")
    return found


def results(report: Report) -> list[Result]:
    """The rows of a report."""
    outcomes = report.outcomes.values()
    failures = wrong(report)
    slowest = max(outcomes, key=lambda outcome: outcome["seconds"], default=None)
    # Where other processes wait for a core, gaps are theirs: then only what the window's thread did itself is judged.
    judged, allowed = ("work", 2 * GAP) if is_busy() else ("gap", max(GAP, 3 * report.idle))
    gaps = [outcome for outcome in outcomes if outcome[judged] > allowed]
    work = max((outcome["work"] for outcome in outcomes), default=0.0)
    longest = max((outcome["gap"] for outcome in outcomes), default=0.0)
    grown = max((outcome["memory"] for outcome in outcomes), default=report.memory) - report.memory
    conditions = f"{len(report.begun)} files, {len({CASES[number].kind for number in report.begun})} kinds"
    return [
        Result(
            "hostile attachments",
            len(report.begun),
            len(failures),
            worst=f"{slowest['seconds']:.1f} s for {CASES[slowest['number']].name}" if slowest else "",
            conditions=conditions,
            details=tuple(failures[:10]),
        ),
        Result(
            "hostile attachments: the window goes on",
            len(report.begun),
            len(gaps),
            worst=f"{longest * 1000:.0f} ms away at most, {work * 1000:.0f} ms of its own work in one go; "
            f"{report.idle * 1000:.0f} ms away when nothing is attached",
            conditions=f"{conditions}; judged: {judged}, allowed: {allowed * 1000:.0f} ms",
            details=tuple(f"{CASES[gap['number']].name}: {gap[judged] * 1000:.0f} ms" for gap in gaps[:10]),
        ),
        Result(
            "hostile attachments: memory",
            len(report.begun),
            int(grown > MEMORY + PIXELS),
            worst=f"{grown / (1 << 20):.0f} MB more at most, decoded pictures of up to 256 MB included",
            conditions=conditions,
        ),
    ]
