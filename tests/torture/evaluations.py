"""Kills (SIGKILL) at random moments of an evaluation run: it goes on, asks nothing again that has an answer, and in the
end every cell has its own answer."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter

from fixtures.evaluating import COLUMNS, answering, echo_number
from fixtures.evaluation_process import PROMPTS
from fixtures.isolated_environment import app_environment
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.evaluation.results import CellResult, CellState
from teahouse.desktop.paths import Paths
from teahouse.store.database import Database
from teahouse.store.sheets import EvaluationRunRepository
from torture.result import Result

KILLS = 100  # at share 1
KILLS_OF_ONE_RUN = 5
PAUSE = 0.02  # seconds between two words of an answer
LONGEST = 0.6  # seconds from the first stored answer of a process to its kill
RUN = "run"
Cells = set[tuple[str, str]]  # the number in the question, and the model


def run(share: float) -> list[Result]:
    wanted = max(1, round(KILLS * share))
    kills, seed = 0, 0
    broken: list[str] = []
    while kills < wanted:
        done, found = kill_one_run(random.Random(seed), min(KILLS_OF_ONE_RUN, wanted - kills))
        kills, seed = kills + done, seed + 1
        broken += found
    return [Result("kills during evaluation runs", kills, len(broken), details=tuple(broken[:5]))]


def kill_one_run(chance: random.Random, most: int) -> tuple[int, list[str]]:
    """Kill a run so often and let it end; returns the number of kills, and what was broken."""
    broken: list[str] = []
    kills = 0
    with tempfile.TemporaryDirectory(prefix="teahouse-evaluation-") as home, ScriptedDaemon() as daemon:
        daemon.on("/api/chat", answering(echo_number, pause=PAUSE))
        while True:
            stored = {_key(result) for result in _results(home) if result.cell.state is CellState.DONE}
            before = len(daemon.requests)
            ended = _run_process(home, daemon.url, chance.uniform(0.0, LONGEST) if kills < most else None)
            again = stored & set(_asked(daemon, before))
            broken += [f"asked again after it was stored: {cell}" for cell in sorted(again)]
            if ended:
                break
            kills += 1
        counted = _asked(daemon, 0)
        whole = PROMPTS * len(COLUMNS)
        if len(counted) != whole or counted.total() > whole + kills:
            broken.append(f"{counted.total()} questions for {whole} cells and {kills} kills")
        broken += [
            f"a wrong answer: {result.cell}"
            for result in _results(home)
            if not result.cell.passed or result.answer != f"It is {result.cell.prompt_id}"
        ]
        if len(_results(home)) != whole:
            broken.append("cells are missing")
    return kills, broken


def _run_process(home: str, host: str, kill_after: float | None) -> bool:
    """Run the process to its end, or kill it so long after its first stored answer; whether the run has finished."""
    command = [sys.executable, "-m", "fixtures.evaluation_process", home, host, RUN]
    with subprocess.Popen(command, env=app_environment(home), stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        first = app.stdout.readline()
        if kill_after is not None and first.strip() != "finished":
            time.sleep(kill_after)
            app.kill()
        return "finished" in (first + app.stdout.read())


def _results(home: str) -> tuple[CellResult, ...]:
    path = Paths.from_environment({"TEAHOUSE_HOME": home}).database
    if not path.exists():
        return ()
    database = Database.open(path).database
    try:
        return EvaluationRunRepository(database).load_results(RUN)
    finally:
        database.close()


def _key(result: CellResult) -> tuple[str, str]:
    model = next(each.model for each in COLUMNS if each.id == result.cell.configuration_id)
    return result.cell.prompt_id, model


def _asked(daemon: ScriptedDaemon, since: int) -> Counter[tuple[str, str]]:
    """How often each cell was asked, from a request on."""
    bodies = [request.json for request in daemon.requests[since:] if request.path == "/api/chat"]
    return Counter(
        (body["messages"][-1]["content"].removeprefix("Say ").rstrip("."), body["model"])
        for body in bodies
        if body.get("messages")
    )
