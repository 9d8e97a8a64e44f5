"""A hundred hostile texts in the real window: in small pieces, in one burst, and opened from the store.

What counts is how long Qt's thread works between two turns of its loop, in CPU time: on a core that others use a gap of
the clock is theirs, too, and is only told. A text fails where that is more than 50 ms and than MARGIN times what a
harmless text takes in the same process.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any

from fixtures.hostile_texts import hostile_texts
from fixtures.isolated_environment import app_environment
from fixtures.scripted_answers import MODEL, PROSE, Answer, Request, done_line, stream
from fixtures.scripted_daemon import ScriptedDaemon
from torture.result import Result

GAP = 0.05  # seconds
MARGIN = 3.0  # times the gap of a harmless text
MEMORY = 100e6  # bytes more than before the first text
PIECE = 60  # characters, at least, and PIECES of them at most
PIECES = 3000
BURST = 400_000  # characters of a line of the stream
SECONDS = 60.0  # for one text, at most


def run(share: float) -> list[Result]:
    """Show a share of the texts, at least four."""
    count = len(hostile_texts())
    chosen = max(4, round(count * min(1.0, share)))
    return show(sorted({round(number * (count - 1) / (chosen - 1)) for number in range(chosen)}))


def show(numbers: Sequence[int]) -> list[Result]:
    """Show the texts with these numbers."""
    texts = hostile_texts()
    names = list(texts)
    said = _probe(numbers, list(texts.values()))
    usual = next(entry for entry in said if entry["number"] < 0)
    limit = max(GAP, MARGIN * max(cpu for _, cpu in usual["gaps"].values()))
    found = [entry for entry in said if entry["number"] >= 0]
    found += [{"number": number, "gaps": {}, "memory": 0} for number in numbers[len(found) :]]  # it died, or hung
    results = []
    for way in ("pieces", "burst", "opened"):
        gaps = {names[entry["number"]]: entry["gaps"].get(way, (inf, inf)) for entry in found}
        worst = max(gaps, key=lambda name: gaps[name][1])
        long = sorted((name for name in gaps if gaps[name][1] > limit), key=lambda name: -gaps[name][1])
        told = {
            name: f"{1000 * gaps[name][1]:.0f} ms of work, {1000 * gaps[name][0]:.0f} ms of the clock" for name in gaps
        }
        conditions = (
            f"harmless text: {1000 * usual['gaps'][way][1]:.0f} ms of work; counted above {1000 * limit:.0f} ms"
        )
        details = tuple(f"{name}: {told[name]}" for name in long[:8])
        results.append(
            Result(f"hostile texts, {way}", len(gaps), len(long), f"{told[worst]} ({worst})", conditions, details)
        )
    most = max(entry["memory"] for entry in found)
    over = sum(entry["memory"] > MEMORY for entry in found)
    results.append(Result("hostile texts, memory", len(found), over, f"at most {most / 1e6:.0f} MB more"))
    return results


def _line(text: str) -> bytes:
    """A line of a stream; halves of signs are written as JSON can."""
    message = {"role": "assistant", "content": text}
    return json.dumps({"model": MODEL, "message": message, "done": False}).encode() + b"\n"


def _probe(numbers: Sequence[int], texts: Sequence[str]) -> list[dict[str, Any]]:
    def answer(request: Request) -> Answer:
        number, _, way = str(request.json["messages"][-1]["content"]).partition(" ")
        text = texts[int(number)] if int(number) >= 0 else PROSE * 300
        size = max(PIECE, len(text) // PIECES) if way == "pieces" else BURST
        lines = [_line(text[at : at + size]) for at in range(0, len(text), size)]
        joined = [b"".join(lines[at : at + 50]) for at in range(0, len(lines), 50)]
        return stream([*joined, done_line(tokens=len(lines))])

    with ScriptedDaemon() as daemon, tempfile.TemporaryDirectory() as home:
        daemon.on("/api/chat", answer)
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "torture._texts_probe", *map(str, numbers)],
                env=app_environment(home, host=daemon.url),
                cwd=Path(__file__).parents[1],
                stdout=output,
            )
            try:
                process.wait(60 + SECONDS * len(numbers))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            output.seek(0)
            return [json.loads(line) for line in output.read().splitlines() if line.startswith(b"{")]
