"""The worst of lanes with the real engine: it is killed in the middle, and the other lanes never notice."""

from __future__ import annotations

import os
import signal

import pytest

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import PATIENCE, is_of_lane, start_comparison, wait_finished
from fixtures.models import GEMMA3, SMOLLM2, make_models_dir
from teahouse.core.comparison import Lane
from teahouse.core.conversation import State, new_id
from teahouse.desktop.paths import Paths
from teahouse.desktop.processes import list_descendants, list_processes
from teahouse.services.generation.events import PieceEvent

pytestmark = pytest.mark.engine


@pytest.fixture
def session(tmp_path):
    """The app with its own engine: no Ollama runs here."""
    make_models_dir(Paths.from_environment({"TEAHOUSE_HOME": str(tmp_path)}).models)
    with BackendSession(tmp_path) as made:
        yield made


def test_an_engine_killed_in_the_second_lane_costs_that_lane_alone(session):
    session.ready()
    short = {"num_predict": 24, "temperature": 0.0}
    lanes = (
        Lane(new_id(), SMOLLM2, short),
        Lane(new_id(), GEMMA3, {"num_predict": 100_000, "temperature": 1.0}),
        Lane(new_id(), SMOLLM2, {**short, "num_ctx": 1024}),
    )
    comparison, (before, dying, after) = start_comparison(session, "Tell a long story about tea.", lanes=lanes)
    session.wait(PieceEvent, lambda event: is_of_lane(event, dying), patience=PATIENCE)
    (engine,) = [one for one in list_descendants(os.getpid(), list_processes()) if "engine" in one.arguments]
    os.kill(engine.pid, signal.SIGKILL)
    done = wait_finished(session, comparison)
    good = [done.shown_answer(lane.id, 0) for lane in (before, after)]
    assert [message.state for message in good] == [State.LENGTH] * 2
    assert [message.figures.tokens for message in good] == [24] * 2
    assert all(message.figures.generation_rate and message.figures.memory for message in good)
    failed = done.shown_answer(dying.id, 0)
    assert (failed.state, failed.problem) == (State.FAILED, "host_lost")
    assert failed.text or failed.thinking, "what had come is kept"
