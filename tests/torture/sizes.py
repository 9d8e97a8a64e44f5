"""Everything there can be many of, in the real window: conversations, messages, models, runs, long words of a host.

Each deed of a person is done in a window with little and in one with much. What counts is how long Qt's thread works
between two turns of its loop, in CPU time, as for the hostile texts: a deed fails where that is more than 50 ms and
than MARGIN times what the same deed takes with little.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from math import inf
from pathlib import Path
from typing import Any

from bench.stores import make_store
from fixtures.isolated_environment import app_environment
from fixtures.scripted_answers import Answer, body, chat_line, done_line, error, stream
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.conversation import Conversation, ConversationHead
from teahouse.core.measure import Figures
from teahouse.core.run import Run
from teahouse.desktop.paths import Paths
from teahouse.ollama.models import MOST_MODELS
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database
from teahouse.store.runs import RunRepository
from torture.result import Result
from torture.texts import GAP, MARGIN

LITTLE = 40  # of each thing
MUCH = 100_000
LONG_WORDS = 1_000_000  # characters of what a host says is wrong
SECONDS = 900.0  # for one window


def run(share: float) -> list[Result]:
    """Do all deeds with a share of what is much."""
    count = max(1000, round(MUCH * share))
    little, much = do_deeds(LITTLE), do_deeds(count)
    results = []
    for name in little:
        limit = max(GAP, MARGIN * little[name][1])
        wall, cpu = much.get(name, (inf, inf))
        told = f"{1000 * cpu:.0f} ms of work, {1000 * wall:.0f} ms of the clock"
        conditions = (
            f"with {LITTLE}: {1000 * little[name][1]:.0f} ms of work; with {count:,} counted above {1000 * limit:.0f}"
        )
        results.append(Result(f"much of it: {name}", 1, int(cpu > limit), told, conditions))
    return results


def do_deeds(count: int, *deeds: str) -> dict[str, tuple[float, float]]:
    """Do these deeds, or all, with so much of everything. For each the longest gap of the clock and of Qt's thread's
    work, in seconds; one that came to no end is missing."""
    cards = [_card(number) for number in range(min(count, MOST_MODELS))]
    words = "A long story of what is wrong. " * (LONG_WORDS // 31 if count > LITTLE else 1)

    def answer(request: Any) -> Answer:
        if request.json["messages"][-1]["content"] == "Fail":
            return error(500, words)
        return stream([chat_line("Yes."), done_line()])

    with ScriptedDaemon() as daemon, tempfile.TemporaryDirectory() as home:
        _fill(home, count)
        daemon.on("/api/tags", body({"models": cards}))
        daemon.on("/api/chat", answer)
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "torture._sizes_probe", *deeds],
                env=app_environment(home, host=daemon.url),
                cwd=Path(__file__).parents[1],
                stdout=output,
            )
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            output.seek(0)
            said = [json.loads(line) for line in output.read().splitlines() if line.startswith(b"{")]
            return {entry["name"]: (entry["wall"], entry["cpu"]) for entry in said}


def _card(number: int) -> dict[str, Any]:
    return {
        "name": f"model{number:04}:8b",
        "model": f"model{number:04}:8b",
        "size": 5 * 10**9 + number,
        "digest": f"{number:064x}",
        "modified_at": "2026-01-01T00:00:00Z",
        "details": {"family": "llama", "parameter_size": "8B", "quantization_level": "Q4_K_M"},
        "capabilities": ["completion", "tools"],
    }


def _fill(home: str, count: int) -> None:
    """A store with one conversation of so many messages, as many other ones, and as many runs."""
    make_store(home, count)
    database = Database.open(Paths.from_environment({"TEAHOUSE_HOME": home}).database).database
    conversations = ConversationRepository(database)
    with database.write_transaction():
        for number in range(count):
            at = 1e9 + 600.0 * number
            conversations.create_conversation(
                Conversation(ConversationHead(f"other{number}", f"Conversation {number}", at, at))
            )
    RunRepository(database).add_runs(*(_run(number) for number in range(count)))
    database.close()


def _run(number: int) -> Run:
    figures = Figures(generation_rate=20.0 + number % 7, prompt_rate=300.0, first_word=0.4, tokens=100)
    return Run(f"model{number % 40:04}:8b", 1.7e9 + 60.0 * number, figures, quantization="Q4_K_M")
