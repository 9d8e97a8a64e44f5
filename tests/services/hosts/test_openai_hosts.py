"""A scripted OpenAI-compatible server as the app's host, and as that of a lane."""

from __future__ import annotations

import pytest

from fixtures.backend_session import BackendSession
from fixtures.comparison_runs import start_comparison, wait_finished
from fixtures.openai_answers import CHAT, MODELS, model_list, refusal, reply, sse
from fixtures.scripted_answers import HTML, NOT_FOUND, body, plain
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.comparison import Lane
from teahouse.core.conversation import Draft, State, new_id
from teahouse.core.errors import Problem
from teahouse.core.host import HostCapabilities, HostKind, HostProfile
from teahouse.services.events import TroubleEvent
from teahouse.services.generation.events import PhaseEvent, ReplyEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.measurements.events import SpeedTestEvent
from teahouse.services.models.events import DetailsEvent, MemoryEvent, ModelsEvent

MODEL = "Qwen/Qwen3-32B"
FAR = "accounts/fireworks/models/deepseek-v4"  # no name in Ollama's grammar
ANSWER = sse(reply(*["word "] * 40), pause=0.01)


@pytest.fixture
def server():
    with ScriptedDaemon({MODELS: model_list(MODEL, FAR, max_model_len=40960), CHAT: ANSWER}) as scripted:
        yield scripted


@pytest.fixture
def served(tmp_path, server):
    with BackendSession(tmp_path, host=server.url) as backstage:
        yield backstage


def ask(session: BackendSession, model: str = MODEL) -> ReplyEvent:
    conversation = new_id()
    session.services.chat.send_message(conversation, Draft("hi"), model=model)
    return session.wait(ReplyEvent, lambda event: event.conversation_id == conversation)


def test_its_kind_is_detected_and_what_it_lacks_is_absent(served, server):
    status = served.ready()
    assert (status.kind, status.owner, status.version, status.engine) == (HostKind.OPENAI, "vllm", "", False)
    assert status.capabilities == HostCapabilities(manages_models=False, loads_models=False)
    models = served.wait(ModelsEvent).models
    assert {entry.card.name for entry in models} == {MODEL, FAR}
    assert [(entry.card.size, entry.card.context_length, entry.loaded) for entry in models] == [(0, 40960, None)] * 2
    assert served.wait(MemoryEvent).loaded == ()
    assert [request.path for request in server.requests] == ["/api/version", MODELS, MODELS]


@pytest.mark.parametrize("model", [MODEL, FAR])
def test_a_chat_has_the_servers_counts_and_our_clock(served, server, model):
    served.ready()
    message = ask(served, model).message
    assert (message.state, message.text) == (State.DONE, "word " * 40)
    figures = message.figures
    assert (figures.tokens, figures.prompt_tokens, figures.prompt_cached, figures.context_used) == (40, 12, 4, 52)
    assert (figures.measured_here, figures.context_length) == (True, 40960)
    assert 0 < figures.generation_rate < 110
    assert (figures.load, figures.prompt_rate, figures.queued, figures.memory, figures.memory_vram) == (None,) * 5
    assert "keep_alive" not in server.requested(CHAT)[0].json
    assert not [event for event in served.of(PhaseEvent) if event.phase.value == "loading"]


def test_the_model_is_neither_preloaded_nor_asked_about(served, server):
    served.ready()
    served.services.library.preload_model(MODEL, {"num_ctx": 99})
    ask(served)
    assert {request.path for request in server.requests} == {"/api/version", MODELS, CHAT}


def test_what_it_cannot_do_is_said(served):
    served.ready()
    services = served.services
    services.models.read_details(MODEL)
    assert served.wait(DetailsEvent).trouble.problem is Problem.HOST_CANNOT
    before = len(served.events)
    services.library.unload_model(MODEL)
    assert served.wait(TroubleEvent, after=before).trouble.problem is Problem.HOST_CANNOT


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("", NOT_FOUND),
        ("", HTML),
        ("", refusal(401, "no key")),
        ("", body({"error": "Unexpected endpoint"})),
        ("/v1", NOT_FOUND),
    ],
)  # fmt: skip
def test_it_is_told_apart_from_an_ollama(tmp_path, server, path, answer):
    server.on("/api/version", answer)
    with BackendSession(tmp_path, host=server.url + path) as session:
        assert session.ready().kind is HostKind.OPENAI
        assert ask(session).message.state is State.DONE


def test_a_stored_kind_is_not_detected_again(tmp_path, server):
    with BackendSession(tmp_path, host=server.url, host_profiles={server.url: {"kind": "openai"}}) as session:
        assert session.ready().kind is HostKind.OPENAI
        assert not server.requested("/api/version")


def test_a_chosen_kind_counts(tmp_path, server, daemon):
    with BackendSession(tmp_path, host=server.url, host_profiles={server.url: {"kind": "ollama"}}) as session:
        assert session.wait(HostEvent, lambda event: event.trouble).trouble.problem is Problem.NOT_AN_OLLAMA
        session.services.hosts.use_host(server.url, profile=HostProfile(HostKind.OPENAI))
        assert session.ready().kind is HostKind.OPENAI


@pytest.mark.parametrize(
    ("answer", "problem"), [(refusal(401, "no"), Problem.HOST_REFUSED), (plain(200, "hi"), Problem.NOT_A_SERVER)]
)
def test_why_there_is_none_is_said(tmp_path, server, answer, problem):
    server.on(MODELS, answer)
    with BackendSession(tmp_path, host=server.url) as session:
        failed = session.wait(HostEvent, lambda event: event.state is HostState.FAILED)
        assert failed.trouble.problem is problem


def test_a_lane_runs_there_beside_one_of_an_ollama(session, daemon, server):
    session.ready()
    lanes = (Lane(new_id(), "smollm2:135m"), Lane(new_id(), FAR, host=server.url))
    comparison, lanes = start_comparison(session, "Where?", lanes=lanes)
    done = wait_finished(session, comparison)
    assert done.shown_answer(lanes[1].id, 0).text == "word " * 40
    there = done.figures_of(lanes[1].id, 0)
    assert (there.memory, there.load, there.measured_here) == (None, None, True)
    assert there.generation_rate is not None


def test_the_speed_test_measures_it(served, server):
    served.ready()
    served.services.measurements.start_speed_test((MODEL,))
    done = served.wait(SpeedTestEvent, lambda event: not event.running and event.done)
    assert len(done.runs) == 3
    assert all(run.figures.measured_here and run.figures.memory is None for run in done.runs)
    assert [request.json["max_tokens"] for request in server.requested(CHAT)] == [128] * 4
