"""Models in memory: kept and let go without being loaded again, and what other programs take beside them."""

from datetime import UTC, datetime

import pytest

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import start_comparison, wait_finished
from fixtures.engine_process import EngineProcess
from fixtures.models import SMOLLM2, make_models_dir
from fixtures.waits import wait_until
from teahouse.core.comparison import Lane
from teahouse.core.conversation import new_id
from teahouse.core.model import seconds_left
from teahouse.core.schedule import NeedSource
from teahouse.desktop.processes import runners_below
from teahouse.services.compare.events import PlanEvent
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.models.events import MemoryEvent

YEAR = 365 * 24 * 3600.0


def _stays(event):
    left = [seconds_left(model.expires_at, datetime.now(UTC)) for model in event.loaded]
    return bool(left) and all(one is not None and one > YEAR for one in left)


@pytest.mark.engine
def test_a_kept_model_stays_through_further_questions_and_is_never_loaded_again(tmp_path):
    make_models_dir(tmp_path / "models")
    with EngineProcess(tmp_path / "models") as engine, BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        session.services.library.preload_model(SMOLLM2, {"num_ctx": 2048})
        session.wait(MemoryEvent, lambda event: bool(event.loaded))
        (runner,) = runners_below(engine.pid)
        session.services.library.keep_loaded(SMOLLM2, True)
        told = session.wait(MemoryEvent, _stays)
        assert told.loaded[0].context_length == 2048
        before = len(session.events)
        _, reply = session.ask("Say hello.", model=SMOLLM2)
        session.wait(ReplyEvent, lambda event: event.message.id == reply)
        session.services.library.measure_memory()
        weighed = session.wait(MemoryEvent, lambda event: event.others is not None, after=before)
        assert _stays(weighed), "a question does not end it"
        assert 0 < weighed.others < weighed.total - weighed.available
        after = len(session.events)
        session.services.library.keep_loaded(SMOLLM2, False)
        session.wait(MemoryEvent, lambda event: bool(event.loaded) and not _stays(event), after=after)
        assert [one.pid for one in runners_below(engine.pid)] == [runner.pid], "never loaded again"


@pytest.mark.engine
def test_a_plan_predicts_what_a_model_takes_with_the_context_it_is_to_have(tmp_path):
    make_models_dir(tmp_path / "models")
    with EngineProcess(tmp_path / "models") as engine, BackendSession(tmp_path / "home", host=engine.url) as session:
        session.ready()
        lanes = tuple(Lane(new_id(), SMOLLM2, {"num_ctx": context, "num_predict": 4}) for context in (1024, 8192))
        comparison, _ = start_comparison(session, "Say hello.", lanes=lanes)
        done = wait_finished(session, comparison)
        (needed,) = set(session.of(PlanEvent)[0].plan.needs)
        taken = [done.shown_answer(lane.id, 0).figures.memory for lane in lanes]
        assert needed.source is NeedSource.ESTIMATED
        assert taken[0] < taken[1] < needed.size < 2 * taken[1], "the larger context, and what its process takes"


@pytest.mark.parametrize(
    ("wanted", "kept", "sent"), [("", False, None), ("30m", False, "30m"), ("", True, -1), ("30m", True, -1)]
)
def test_a_question_says_how_long_the_model_is_to_stay(tmp_path, daemon, wanted, kept, sent):
    with BackendSession(tmp_path, host=daemon.url, keep_alive=wanted) as session:
        session.ready()
        if kept:
            session.services.library.keep_loaded("smollm2:135m", True)
            assert wait_until(lambda: daemon.requested("/api/generate"))
        _, reply = session.ask("Say hello.")
        session.ended(reply)
    [asked] = [request.json for request in daemon.requested("/api/chat")]
    assert asked.get("keep_alive") == sent


def test_how_long_models_stay_can_be_changed_at_any_time(tmp_path, daemon):
    with BackendSession(tmp_path, host=daemon.url, keep_alive="30m") as session:
        session.ready()
        for keep_alive in ("1h", ""):
            session.services.library.set_keep_alive(keep_alive)
            _, reply = session.ask("Say hello.")
            session.ended(reply)
    assert [request.json.get("keep_alive") for request in daemon.requested("/api/chat")] == ["1h", None]
