"""Half an hour of a person who never rests: memory and the number of objects stay what they were after a minute."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from fixtures.isolated_environment import app_environment
from fixtures.scripted_answers import rated
from fixtures.scripted_daemon import ScriptedDaemon
from torture.result import Result

SECONDS = 1800.0  # at share 1
WARM = 60.0  # seconds until everything was used once; at most a third of the run
GROWTH = 0.05  # of what there was then
TOKENS, RATE = 150, 2000.0  # of each reply, and of them a second
BEYOND = 300.0  # seconds that the run may take longer than it should


def run(share: float) -> list[Result]:
    """Soak for a share of half an hour, at least 45 seconds."""
    seconds = max(45.0, SECONDS * share)
    found = soak(seconds)
    samples, grown = found["samples"], found["grown"]
    warm = [sample for sample in samples if sample["seconds"] >= min(WARM, seconds / 3)]
    conditions = f"{samples[-1]['seconds']:.0f} s, {samples[-1]['messages']:.0f} replies, scripted daemon"
    details = tuple(f"{name}: {before} → {after}" for name, before, after in grown[:12])
    return [
        _judged("soak: memory (resident)", "rss", 1e6, " MB", warm, conditions),
        _judged("soak: QObjects", "qobjects", 1.0, "", warm, conditions, details),
        _judged("soak: objects of Python", "objects", 1.0, "", warm, conditions, details),
    ]


def soak(seconds: float) -> dict[str, Any]:
    """What the probe says of a run of so many seconds."""
    with ScriptedDaemon() as daemon, tempfile.TemporaryDirectory() as home:
        daemon.on("/api/chat", rated(TOKENS, RATE))
        done = subprocess.run(
            [sys.executable, "-m", "torture._soak_probe", str(seconds)],
            env=app_environment(home, host=daemon.url),
            cwd=Path(__file__).parents[1],
            stdout=subprocess.PIPE,
            check=True,
            timeout=seconds + BEYOND,
        )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _judged(
    name: str, field: str, unit: float, word: str, samples: list[dict[str, float]], conditions: str,
    details: tuple[str, ...] = (),
) -> Result:  # fmt: skip
    """Whether the end is within GROWTH of the beginning; both are the median of a fifth of the samples, at least 1."""
    few = max(1, len(samples) // 5)
    begin, end = _middle(samples[:few], field), _middle(samples[-few:], field)
    growth = end / begin - 1
    failed = growth > GROWTH
    worst = f"{begin / unit:,.0f} → {end / unit:,.0f}{word} ({growth:+.1%})"
    return Result(name, 1, int(failed), worst, conditions, details if failed else ())


def _middle(samples: list[dict[str, float]], field: str) -> float:
    values = sorted(sample[field] for sample in samples)
    return values[len(values) // 2]
