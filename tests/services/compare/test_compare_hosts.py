"""Lanes on several hosts: each is asked, measured and kept on its own, and a host that goes costs its lanes alone."""

import csv
import json

import pytest
from keyring.backend import KeyringBackend

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import TEXTS, is_of_lane, start_comparison, wait_finished
from fixtures.engine_process import EngineProcess
from fixtures.models import SMOLLM2, make_models_dir
from fixtures.scripted_answers import body, chat_line, done_line, preloaded, rated, stream
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.connection.address import Address
from teahouse.core.comparison import Lane
from teahouse.core.conversation import State, new_id
from teahouse.core.errors import Problem
from teahouse.core.run import RunFilter
from teahouse.core.schedule import Why
from teahouse.core.stream_events import Phase
from teahouse.desktop import keyring_store
from teahouse.services.compare.events import (
    ComparisonEvent,
    ExportedEvent,
    HostModelsEvent,
    LaneEvent,
    PlanEvent,
    UncomparedEvent,
)
from teahouse.services.generation.events import PieceEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.measurements.events import RunsEvent
from teahouse.services.models.events import ModelsEvent

SMOL, GEMMA = "smollm2:135m", "gemma3:270m"
NOBODY = "127.0.0.1:9"


@pytest.fixture
def other():
    with ScriptedDaemon() as scripted:
        yield scripted


def answers(said):
    return lambda request: said if request.json["messages"] else preloaded(request)


def said(text, rate=50.0):
    return stream([chat_line(text), done_line(tokens=40, rate=rate)])


def questions(daemon):
    return [request.json["model"] for request in daemon.requested("/api/chat") if request.json["messages"]]


def two_lanes(there, model=SMOL):
    """One on the app's host, one there."""
    return Lane(new_id(), SMOL), Lane(new_id(), model, host=there)


def test_each_lane_is_asked_and_measured_on_its_own_host(session, daemon, other):
    session.ready()
    daemon.on("/api/chat", answers(said("Here.", 50.0)))
    other.on("/api/chat", answers(said("There.", 25.0)))
    other.on("/api/version", body({"version": "9.9.9"}))
    other.on("/api/ps", body({"models": [{"name": SMOL, "model": SMOL, "size": 4000, "size_vram": 1000}]}))
    comparison, lanes = start_comparison(session, "Where?", lanes=two_lanes(other.url))
    done = wait_finished(session, comparison)
    assert [done.shown_answer(lane.id, 0).text for lane in lanes] == ["Here.", "There."]
    here, there = [done.figures_of(lane.id, 0) for lane in lanes]
    assert (here.generation_rate.median, there.generation_rate.median) == (pytest.approx(50), pytest.approx(25))
    assert (here.memory.median, there.memory.median, there.memory_vram.median) == (209505483, 4000, 1000)
    assert (questions(daemon), questions(other)) == ([SMOL], [SMOL])
    before = len(session.events)
    session.services.measurements.list_runs(RunFilter())
    runs = session.wait(RunsEvent, after=before).runs
    own, its = (Address.parse(one.url).shown for one in (daemon, other))
    assert {(run.host, run.host_version) for run in runs} == {(own, "0.33.0"), (its, "9.9.9")}


def test_the_host_of_a_lane_is_kept(tmp_path, daemon, other):
    for one in (daemon, other):
        one.on("/api/chat", answers(said("Yes.")))
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        comparison, lanes = start_comparison(session, "Where?", lanes=two_lanes(other.url))
        wait_finished(session, comparison)
    with BackendSession(tmp_path, host=daemon.url) as later:
        later.services.compare.open_comparison(comparison)
        assert later.wait(ComparisonEvent).comparison.lanes == lanes


def test_the_fair_way_asks_one_host_after_the_other(session, daemon, other):
    session.ready()
    daemon.on("/api/chat", answers(rated(60, 200.0)))
    other.on("/api/chat", answers(said("There.")))
    comparison, (first, second) = start_comparison(session, "Where?", lanes=two_lanes(other.url), mode="auto")
    wait_finished(session, comparison)
    event = session.of(LaneEvent)
    over = next(at for at, one in enumerate(event) if one.lane_id == first.id and one.phase is None)
    begun = next(at for at, one in enumerate(event) if one.lane_id == second.id and one.phase is Phase.LOADING)
    assert over < begun
    assert session.of(PlanEvent)[0].plan.why is Why.HOSTS_IN_TURN


def test_at_once_hosts_answer_side_by_side(session, daemon, other):
    session.ready()
    for one in (daemon, other):
        one.on("/api/chat", answers(rated(5000, 200.0)))
    comparison, lanes = start_comparison(session, "Where?", lanes=two_lanes(other.url), mode="at_once")
    for lane in lanes:
        session.wait(PieceEvent, lambda event, lane=lane: is_of_lane(event, lane))
    session.services.compare.stop_lanes(comparison)
    done = wait_finished(session, comparison)
    assert [run.message.state for run in done.runs] == [State.STOPPED] * 2


def test_what_must_leave_leaves_the_host_it_is_on(session, daemon, other):
    session.ready()
    huge = body({"models": [{"name": "huge:1t", "model": "huge:1t", "size": 10**15}]})
    there = iter([huge] * 3)
    other.on("/api/tags", body({"models": [{"name": "vast:1t", "model": "vast:1t", "size": 10**14}]}))
    other.on("/api/show", body({}, status=500))
    other.on("/api/ps", lambda request: next(there, body({"models": []})))
    for one in (daemon, other):
        one.on("/api/chat", answers(said("Yes.")))
    comparison, _ = start_comparison(session, "Room?", lanes=two_lanes(other.url, "vast:1t"))
    wait_finished(session, comparison)
    assert [request.json["model"] for request in other.requested("/api/generate")] == ["huge:1t"]
    assert daemon.requested("/api/generate") == []
    (left,) = [step.unload for step in session.of(PlanEvent)[0].plan.steps if step.unload]
    assert left == (f"huge:1t · {Address.parse(other.url).shown}",)


@pytest.mark.parametrize("mode", ["one_after_another", "at_once", "as_many_as_fit"])
def test_a_host_that_is_not_there_costs_its_lanes_alone(session, daemon, mode):
    session.ready()
    daemon.on("/api/chat", answers(said("Here.")))
    lanes = (Lane(new_id(), SMOL, host=NOBODY), Lane(new_id(), SMOL), Lane(new_id(), GEMMA, host=NOBODY))
    comparison, (gone, here, gone_too) = start_comparison(session, "Where?", lanes=lanes, mode=mode)
    done = wait_finished(session, comparison)
    for lane in (gone, gone_too):
        failed = done.shown_answer(lane.id, 0)
        assert (failed.state, failed.problem) == (State.FAILED, Problem.HOST_UNREACHABLE.value)
        assert failed.facts["address"] == NOBODY
    assert done.shown_answer(here.id, 0).text == "Here."
    assert session.of(HostEvent)[-1].state is HostState.READY


def test_a_host_that_dies_in_mid_reply_keeps_what_came_and_is_asked_again_on_retry(session, daemon, other):
    session.ready()
    daemon.on("/api/chat", answers(said("Here.")))
    other.on("/api/chat", answers(rated(5000, 200.0)))
    there = Lane(new_id(), SMOL, host=other.url)
    comparison, (dying, here) = start_comparison(session, "Where?", lanes=(there, Lane(new_id(), SMOL)))
    session.wait(PieceEvent, lambda event: is_of_lane(event, dying))
    other.stop()
    done = wait_finished(session, comparison)
    failed = done.shown_answer(dying.id, 0)
    assert (failed.state, failed.problem) == (State.FAILED, Problem.HOST_LOST.value)
    assert failed.text
    assert done.shown_answer(here.id, 0).text == "Here."
    assert session.of(HostEvent)[-1].state is HostState.READY, "the app's host is not to blame"
    with ScriptedDaemon(port=Address.parse(other.url).port) as again:
        again.on("/api/chat", answers(said("Back.")))
        before = len(session.events)
        session.services.compare.retry_lane(comparison, dying.id)
        assert wait_finished(session, comparison, after=before).shown_answer(dying.id, 0).text == "Back."


class Keyring(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self, **held):
        self.held = held

    def get_password(self, service, username):
        return self.held.get(username)

    def set_password(self, service, username, password):
        self.held[username] = password

    def delete_password(self, service, username):
        del self.held[username]


def test_a_hosts_key_goes_to_that_host_alone(tmp_path, daemon, other, monkeypatch):
    keyring = Keyring(**{daemon.url: "key-of-one", other.url: "key-of-other"})
    monkeypatch.setattr(keyring_store, "_system_keyring", lambda: keyring)
    for one in (daemon, other):
        one.on("/api/chat", answers(said("Yes.")))
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        comparison, _ = start_comparison(session, "Where?", lanes=two_lanes(other.url))
        wait_finished(session, comparison)
    sent = [{request.headers.get("authorization") for request in one.requests} for one in (daemon, other)]
    assert sent == [{"Bearer key-of-one"}, {"Bearer key-of-other"}]
    assert b"key-of-other" not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_hosts_models_are_told_as_that_hosts(session, other):
    session.ready()
    told = len(session.of(ModelsEvent))
    other.on("/api/tags", body({"models": [{"name": "vast:1t", "model": "vast:1t", "size": 10**12}]}))
    session.services.compare.list_host_models(other.url)
    event = session.wait(HostModelsEvent)
    assert (event.host, [entry.card.name for entry in event.models], event.trouble) == (other.url, ["vast:1t"], None)
    assert len(session.of(ModelsEvent)) == told
    for host, problem in ((NOBODY, Problem.HOST_UNREACHABLE), ("no host!", Problem.HOST_ADDRESS_INVALID)):
        session.services.compare.list_host_models(host)
        found = session.wait(HostModelsEvent, lambda event, host=host: event.host == host)
        assert (found.models, found.trouble.problem) == ((), problem)


@pytest.mark.parametrize("host", ["no host!", "http://me:secret@box:11434"])
def test_no_address_and_no_password_is_kept_with_a_comparison(session, host):
    session.ready()
    start_comparison(session, "Where?", lanes=two_lanes(host))
    event = session.wait(UncomparedEvent)
    assert event.trouble.problem is Problem.HOST_ADDRESS_INVALID
    assert "secret" not in str(event.trouble.facts)


def test_exports_name_the_host_unless_names_are_hidden(session, daemon, other, tmp_path):
    session.ready()
    for one in (daemon, other):
        one.on("/api/chat", answers(said("Yes.")))
    its = Address.parse(other.url).shown
    for blind in (False, True):
        comparison, _ = start_comparison(session, "Where?", lanes=two_lanes(other.url), blind=blind)
        wait_finished(session, comparison)
        texts = {}
        for kind in ("markdown", "csv", "json"):
            path = tmp_path / f"{kind}-{blind}"
            session.services.compare.export_comparison(comparison, kind, str(path), TEXTS)
            assert session.wait(ExportedEvent, lambda event, path=path: event.path == str(path)).trouble is None
            texts[kind] = path.read_text()
        assert all((its in text) is not blind for text in texts.values())
        if not blind:
            assert f"{SMOL} · {its}" in texts["markdown"]
            assert [row["host"] for row in csv.DictReader(texts["csv"].splitlines())] == ["", other.url]
            (kept,) = json.loads(texts["json"])["comparisons"]
            assert [lane["host"] for lane in kept["lanes"]] == ["", other.url]


@pytest.mark.engine
def test_the_engine_as_a_second_host_answers_and_its_process_is_seen(session, daemon, tmp_path):
    session.ready()
    daemon.on("/api/chat", answers(said("Here.")))
    make_models_dir(tmp_path / "models")
    with EngineProcess(tmp_path / "models") as engine:
        short = {"num_predict": 12, "temperature": 0.0}
        lanes = (Lane(new_id(), SMOL), Lane(new_id(), SMOLLM2, short, host=engine.url))
        comparison, (_, there) = start_comparison(session, "Name three teas.", lanes=lanes)
        done = wait_finished(session, comparison)
    figures = done.figures_of(there.id, 0)
    assert done.shown_answer(there.id, 0).text
    assert figures.tokens.median == 12
    assert figures.memory.median > 0
    assert figures.system_memory.median > 0
