"""A reply that fills the window ends there, without `shift`; one that outgrew it all the same is known to have."""

import json
from urllib.request import Request, urlopen

import pytest

from fixtures.backend_session import BackendSession
from fixtures.scripted_answers import body, chat_line, done_line, error, rated, recording, stream
from fixtures.waits import wait_until
from teahouse.core.conversation import Draft, State, new_id
from teahouse.core.window import is_overflowed, is_shifted
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.models.events import ModelsEvent

MODEL = "smollm2:135m"
WINDOW = 256
STORY = "Tell a very long story about a tea house. Describe every guest, every cup and every leaf in detail."


def counted(prompt):
    """A reply of one token, whose last line has the count of the prompt."""
    return stream([chat_line("1"), chat_line(done=True, done_reason="length", prompt_eval_count=prompt, eval_count=1)])


def load_with_window(daemon, window):
    loaded = json.loads(recording("ps.json"))
    loaded["models"] = [{**model, "context_length": window} for model in loaded["models"]]
    daemon.on("/api/ps", body(loaded))


def test_a_reply_ends_where_the_window_is_full_and_the_daemon_is_stopped(session, daemon):
    load_with_window(daemon, WINDOW)
    daemon.on("/api/chat", rated(2000, 200.0), counted(30))
    session.ready()
    _, reply = session.ask("Which tea?")
    ended = session.ended(reply)
    assert ended.state is State.LENGTH
    assert not is_shifted(ended)
    assert ended.figures.measured_here
    assert WINDOW / 2 < ended.figures.tokens < WINDOW
    assert (ended.figures.prompt_tokens, ended.figures.context_used) == (30, 30 + ended.figures.tokens)
    assert wait_until(lambda: daemon.left == 1)
    assert [request.json["options"]["num_predict"] for request in daemon.requested("/api/chat")[1:]] == [1]


@pytest.mark.parametrize(
    ("prompt", "shifted"), [(WINDOW, True), (None, False)], ids=["it was longer", "it cannot be counted"]
)
def test_a_full_window_is_said_to_be_full_whatever_the_prompt_was(session, daemon, prompt, shifted):
    load_with_window(daemon, WINDOW)
    daemon.on("/api/chat", rated(2000, 200.0), error(503, "server busy") if prompt is None else counted(prompt))
    session.ready()
    ended = session.ended(session.ask("Which tea?")[1])
    assert is_overflowed(ended)
    assert is_shifted(ended) is shifted


def test_a_reply_that_outgrew_the_window_before_that_was_known_is_marked(session, daemon):
    load_with_window(daemon, WINDOW)
    daemon.on("/api/chat", stream([chat_line("1, 2, 3"), done_line(tokens=400)]))
    session.ready()
    _, reply = session.ask(STORY)
    ended = session.ended(reply)
    assert ended.state is State.DONE
    assert is_shifted(ended)


def test_a_host_that_does_not_tell_its_window_limits_nothing(session, daemon):
    daemon.on("/api/ps", body({"models": []}))
    daemon.on("/api/chat", rated(300, 300.0))
    session.ready()
    _, reply = session.ask("Which tea?")
    assert session.ended(reply).figures.tokens == 300


def test_no_request_to_any_route_names_shift(session, daemon):
    session.ready()
    session.services.library.preload_model(MODEL, {"num_ctx": 2048})
    session.ended(session.ask("Which tea?")[1])
    session.services.library.keep_loaded(MODEL, True)
    session.services.library.unload_model(MODEL)
    assert wait_until(lambda: len(daemon.requested("/api/generate")) == 3)
    sent = [request.json for request in daemon.requests if request.method == "POST"]
    assert len(sent) >= 4
    assert not [each for each in sent if "shift" in each]


@pytest.mark.engine
def test_on_a_real_engine_no_reply_outgrows_its_window_and_no_other_client_loads_the_model_again(tmp_path):
    with BackendSession(tmp_path, share_engine=True) as session:
        session.ready()
        session.wait(ModelsEvent, lambda event: bool(event.models))
        address = session.services.hosts.status.address
        options = {"num_ctx": WINDOW, "temperature": 0.0, "seed": 1}
        ended = asked(session, STORY, options)
        assert ended.state is State.LENGTH
        prompt = asked(session, STORY, {**options, "num_predict": 1}).figures.prompt_tokens
        assert ended.figures.prompt_tokens == prompt
        assert WINDOW / 2 < ended.figures.context_used == prompt + ended.figures.tokens <= WINDOW
        others = ask_elsewhere(address, {"num_ctx": WINDOW, "num_predict": 4})
        assert others["load_duration"] < 1e9 * 0.1
        assert not asked(session, "Thanks.", options).figures.cold


def asked(session, text, options):
    """The reply to the first message of a conversation with these options."""
    conversation = new_id()
    session.services.chat.send_message(conversation, Draft(text), model=MODEL, options=options)
    return session.wait(ReplyEvent, lambda event: event.conversation_id == conversation).message


def ask_elsewhere(address, options):
    """A chat of another client, which knows nothing of `shift`."""
    values = {"model": MODEL, "messages": [{"role": "user", "content": "Hi."}], "options": options, "stream": False}
    request = Request(f"http://{address}/api/chat", json.dumps(values).encode(), method="POST")
    with urlopen(request, timeout=120) as answer:
        return json.load(answer)
