"""What a person says is kept before it goes out; however a reply ends, what has arrived is kept and told."""

import json
import sqlite3
from contextlib import closing

import pytest

from fixtures.backend_session import BackendSession
from fixtures.scripted_answers import (
    HTML,
    SILENT,
    body,
    chat_line,
    done_line,
    error,
    lines_of,
    rated,
    raw_line,
    recording,
    rendered,
    stream,
)
from fixtures.waits import wait_until
from teahouse.core.conversation import Call, Draft, Role, State
from teahouse.core.model import LoadedModel
from teahouse.core.stream_events import Phase
from teahouse.services.chat.events import HeadEvent, MessagesEvent, OpenedEvent, RemovedEvent, ResumedEvent
from teahouse.services.events import TroubleEvent
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.services.generation.generation import STORED_WITHIN
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import MemoryEvent, ModelsEvent

RUNNER_KILLED = lines_of(recording("runner-killed.ndjson"))[-1]


def reopened(session, conversation):
    """The conversation as it is kept now."""
    before = len(session.events)
    session.services.history.open_conversation(conversation)
    return session.wait(OpenedEvent, after=before).conversation


def test_a_reply_streams_and_is_kept_with_the_daemons_own_figures(session, daemon):
    session.ready()
    conversation, reply = session.ask("What is a rainbow?")
    ended = session.ended(reply)
    pieces = session.of(PieceEvent)
    assert ended.state is State.DONE
    assert "".join(piece.text for piece in pieces) == ended.text
    assert ended.text.startswith("The rainbow is a")
    # The recording's last line: 54 tokens in 6.788001 s, a prompt of 37 tokens in 1.576136 s, loaded in 2.88 s.
    assert ended.figures.tokens == 54
    assert ended.figures.generation_rate == pytest.approx(54 / 6.788001)
    assert ended.figures.prompt_rate == pytest.approx(37 / 1.576136)
    assert ended.figures.load == pytest.approx(2.879844951)
    assert ended.figures.context_used == 91
    assert ended.figures.memory == 209505483
    assert ended.figures.context_length == 4096
    assert reopened(session, conversation)[reply] == ended


def test_the_persons_text_is_on_disk_before_the_request_goes_out(session, daemon, tmp_path):
    session.ready()
    seen = []
    database = next(tmp_path.rglob("*.db"))

    def look_then_answer(request):
        connection = sqlite3.connect(database)
        seen.extend(row[0] for row in connection.execute("SELECT text FROM messages"))
        connection.close()
        return stream([chat_line("Yes."), done_line()])

    daemon.on("/api/chat", look_then_answer)
    _, reply = session.ask("Is it kept?")
    session.ended(reply)
    assert "Is it kept?" in seen


def test_what_arrives_is_kept_within_a_second_while_the_reply_goes_on(session, daemon, tmp_path):
    session.ready()
    lines = [chat_line("slowly "), chat_line("arriving "), chat_line("text")]
    daemon.on("/api/chat", stream(lines, end="hang"))
    conversation, reply = session.ask("Slowly")
    session.wait(PieceEvent, lambda piece: piece.text == "text")

    def arrived():
        with closing(sqlite3.connect(next(tmp_path.rglob("*.db")))) as connection:
            return "".join(row[0] for row in connection.execute("SELECT text FROM chunks ORDER BY rowid"))

    assert wait_until(lambda: arrived() == "slowly arriving text")
    assert STORED_WITHIN < 1.0
    session.services.chat.stop_replies(conversation)
    session.ended(reply)


def test_stopping_keeps_what_has_arrived_and_measures_it_here(session, daemon):
    session.ready()
    daemon.on("/api/chat", rated(5000, 200.0))
    conversation, reply = session.ask("Go on for ever")
    session.wait(PieceEvent, lambda piece: len(session.of(PieceEvent)) > 60)
    session.services.chat.stop_replies(conversation)
    ended = session.ended(reply)
    assert ended.state is State.STOPPED
    assert ended.text == "".join(piece.text for piece in session.of(PieceEvent))
    assert ended.figures.measured_here
    assert ended.figures.tokens == len(session.of(PieceEvent))
    assert reopened(session, conversation)[reply].text == ended.text


def test_stopping_closes_the_connection_at_once(session, daemon):
    session.ready()
    daemon.on("/api/chat", rated(5000, 100.0))
    conversation, reply = session.ask("Go on for ever")
    session.wait(PieceEvent)
    session.services.chat.stop_replies(conversation)
    session.ended(reply)
    assert wait_until(lambda: daemon.left == 1)


@pytest.mark.parametrize("answer", [SILENT, stream([], wait=3600.0)])
def test_a_reply_can_be_stopped_before_anything_came(session, daemon, answer):
    session.ready()
    daemon.on("/api/chat", answer)
    conversation, reply = session.ask("Hello?")
    session.wait(PhaseEvent)
    session.services.chat.stop_replies(conversation)
    session.services.chat.stop_replies(conversation)  # an impatient person
    assert session.ended(reply).state is State.STOPPED


def test_a_message_sent_while_a_reply_streams_waits_its_turn(session, daemon):
    session.ready()
    daemon.on("/api/chat", rated(60, 100.0), stream([chat_line("Second."), done_line()]))
    conversation, first = session.ask("One")
    session.wait(PieceEvent)
    _, second = session.ask("Two", conversation=conversation)
    session.wait(PhaseEvent, lambda event: event.message_id == second and event.phase is Phase.QUEUED)
    assert session.ended(second).text == "Second."
    ends = [event.message.id for event in session.of(ReplyEvent)]
    assert ends == [first, second]
    sent = daemon.requested("/api/chat")[-1].json["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "user"]


def test_retrying_adds_a_sibling_and_overwrites_nothing(session, daemon):
    session.ready()
    conversation, first = session.ask("What is a rainbow?")
    old = session.ended(first)
    before = len(session.events)
    session.services.chat.retry_reply(conversation, first, model="gemma3:270m")
    second = session.wait(MessagesEvent, after=before).messages[-1].id
    session.ended(second)
    tree = reopened(session, conversation)
    assert tree.siblings_of(first) == (first, second)
    assert tree[first] == old
    assert tree[second].model == "gemma3:270m"
    assert tree.leaf_id() == second


def test_editing_makes_a_branch_beside_the_first_message(session, daemon):
    session.ready()
    conversation, reply = session.ask("What is a rainbow?")
    session.ended(reply)
    before = len(session.events)
    session.services.chat.send_message(
        conversation, Draft("What is rain?"), model="smollm2:135m", parent=None, branch=True
    )
    session.ended(session.wait(MessagesEvent, after=before).messages[-1].id)
    tree = reopened(session, conversation)
    roots = tree.siblings_of(tree.chosen_path()[0].id)
    assert [tree[root].text for root in roots] == ["What is a rainbow?", "What is rain?"]
    assert [message["content"] for message in daemon.requested("/api/chat")[-1].json["messages"]] == ["What is rain?"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (stream([chat_line("Half a rep")], end="cut"), "host_lost"),
        (stream([chat_line("Half a rep"), RUNNER_KILLED]), "runner_died"),
        (error(404, "model 'smollm2:135m' not found"), "model_missing"),
        (error(400, "invalid model name"), "model_name_invalid"),
        (error(503, "server busy, please try again."), "host_busy"),
        (HTML, "web_page_answered"),
    ],
)
def test_a_reply_that_fails_keeps_its_text_and_says_why(session, daemon, answer, problem):
    session.ready()
    daemon.on("/api/chat", answer)
    conversation, reply = session.ask("Hello?")
    ended = session.ended(reply)
    assert ended.state is State.FAILED
    assert ended.problem == problem
    assert ended.text == "".join(piece.text for piece in session.of(PieceEvent))
    tree = reopened(session, conversation)
    assert tree[reply] == ended
    assert tree.chosen_path()[0].text == "Hello?"


def test_the_tools_that_a_reply_asks_for_are_kept_with_it(session, daemon):
    call = {"function": {"name": "brew", "arguments": {"cups": 2}}}
    asks = json.dumps({"model": "m", "message": {"content": "", "tool_calls": [call]}, "done": False}).encode() + b"\n"
    session.ready()
    daemon.on("/api/chat", stream([chat_line("Let me see."), asks, done_line()]))
    conversation, reply = session.ask("Tea?")
    ended = session.ended(reply)
    assert (ended.state, ended.text, ended.calls) == (State.DONE, "Let me see.", (Call("brew", {"cups": 2}),))
    assert reopened(session, conversation)[reply] == ended


def test_a_daemon_that_dies_is_said_and_found_again_when_it_is_back(tmp_path, daemon):
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        daemon.on("/api/chat", stream([chat_line("Half")], end="cut"))
        daemon.on("/api/version", error(500, "not now"), body({"version": "0.33.1"}))
        _, reply = session.ask("Hello?")
        assert session.ended(reply).problem == "host_lost"
        session.wait(HostEvent, lambda event: event.state is HostState.LOST)
        back = session.wait(HostEvent, lambda event: event.version == "0.33.1")
        assert back.state is HostState.READY


def test_waiting_says_what_it_waits_for(session, daemon):
    session.ready()
    daemon.on("/api/ps", body({"models": []}))
    daemon.on("/api/chat", SILENT)
    session.services.library.watch_memory(True)
    session.wait(MemoryEvent, lambda event: not event.loaded)
    conversation, reply = session.ask("Hello?")
    loading = session.wait(PhaseEvent, lambda event: event.phase is Phase.LOADING)
    assert loading.subject.size > 90_000_000
    daemon.on("/api/ps", body({"models": [{"name": "smollm2:135m", "model": "smollm2:135m", "size": 1}]}))
    session.wait(PhaseEvent, lambda event: event.phase is Phase.READING)
    session.services.chat.stop_replies(conversation)
    session.ended(reply)
    phases = [event.phase for event in session.of(PhaseEvent)]
    assert phases == [Phase.WAITING, Phase.LOADING, Phase.READING]


def test_quitting_in_mid_reply_keeps_it_as_cut_off(tmp_path, daemon):
    daemon.on("/api/chat", rated(5000, 200.0))
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        conversation, reply = session.ask("Go on for ever")
        session.wait(PieceEvent, lambda piece: len(session.of(PieceEvent)) > 30)
    arrived = "".join(piece.text for piece in session.of(PieceEvent))
    with BackendSession(tmp_path, host=daemon.url) as session:
        tree = reopened(session, conversation)
    assert tree[reply].state is State.CUT
    assert tree[reply].text == arrived


def test_titles_and_lists_follow_what_is_said(session, daemon):
    session.ready()
    conversation, reply = session.ask("How do I steep oolong tea?\n\nDetails follow.")
    session.ended(reply)
    head = session.wait(HeadEvent).head
    assert (head.id, head.title) == (conversation, "How do I steep oolong tea?")


def test_a_conversation_opened_in_mid_reply_shows_what_has_arrived(session, daemon):
    session.ready()
    daemon.on("/api/chat", rated(5000, 200.0))
    conversation, reply = session.ask("Go on for ever")
    session.wait(PieceEvent, lambda piece: len(session.of(PieceEvent)) > 30)
    tree = reopened(session, conversation)
    assert tree[reply].state is State.STREAMING
    assert tree[reply].role is Role.ASSISTANT
    assert len(tree[reply].text) > 30
    session.services.chat.stop_replies(conversation)
    session.ended(reply)


def test_what_models_measure_here_is_told_with_them(session, daemon):
    session.ready()
    daemon.on("/api/chat", stream([chat_line("word ") for _ in range(40)] + [done_line(tokens=40, rate=50.0)]))
    _, reply = session.ask("Hello?")
    session.ended(reply)

    def usual(event):
        return next(entry.usual for entry in event.models if entry.card.name == "smollm2:135m")

    told = session.wait(ModelsEvent, lambda event: usual(event) is not None)
    assert usual(told).rate == pytest.approx(50.0)
    assert usual(told).memory == 209505483


def test_loaded_models_split_their_memory():
    assert LoadedModel("m", size=10, size_vram=4).size_ram == 6


def test_thoughts_without_an_opening_tag_are_moved_out_of_the_answer(session, daemon):
    session.ready()
    lines = [chat_line("Let me see."), chat_line("\n</think>\n\n"), chat_line("Blue."), done_line()]
    daemon.on("/api/chat", stream(lines))
    conversation, reply = session.ask("What colour is the sky?")
    ended = session.ended(reply)
    assert (ended.thinking.strip(), ended.text.strip()) == ("Let me see.", "Blue.")
    assert session.wait(RethoughtEvent).message_id == reply
    assert reopened(session, conversation)[reply] == ended


def test_a_reply_that_was_stopped_goes_on_where_it_is(session, daemon):
    session.ready()
    daemon.on("/api/chat", rated(5000, 200.0), rendered("<user>Go on for ever<assistant>"))
    daemon.on("/api/generate", stream([raw_line(" and the end."), raw_line(done=True, done_reason="stop")]))
    conversation, reply = session.ask("Go on for ever")
    session.wait(PieceEvent)
    session.services.chat.stop_replies(conversation)
    stopped = session.ended(reply)
    before = len(session.events)
    session.services.chat.continue_reply(conversation, reply)
    resumed = session.wait(ResumedEvent, after=before).message
    assert (resumed.state, resumed.text) == (State.STREAMING, stopped.text)
    ended = session.wait(ReplyEvent, after=before).message
    assert (ended.id, ended.state, ended.text) == (reply, State.DONE, stopped.text + " and the end.")
    sent = daemon.requested("/api/generate")[-1].json
    assert (sent["raw"], sent["prompt"]) == (True, "<user>Go on for ever<assistant>" + stopped.text)
    kept = reopened(session, conversation)
    assert (kept[reply].text, kept.siblings_of(reply)) == (ended.text, (reply,))


def test_a_reply_that_is_whole_does_not_go_on(session, daemon):
    session.ready()
    conversation, reply = session.ask("What is a rainbow?")
    session.ended(reply)
    asked = len(daemon.requested("/api/chat"))
    session.services.chat.continue_reply(conversation, reply)
    session.services.chat.continue_reply(conversation, "gone")
    reopened(session, conversation)
    assert session.of(ResumedEvent) == []
    assert len(daemon.requested("/api/chat")) == asked


def test_deleting_takes_what_follows_and_can_be_undone(session, daemon):
    session.ready()
    conversation, first = session.ask("One")
    session.ended(first)
    _, second = session.ask("Two", conversation=conversation)
    session.ended(second)
    whole = reopened(session, conversation)
    question = whole[second].parent
    session.services.chat.delete_message(conversation, question)
    removed = session.wait(RemovedEvent).messages
    assert [message.id for message in removed] == [question, second]
    assert reopened(session, conversation).leaf_id() == first
    before = len(session.events)
    session.services.history.put_back_messages(conversation, removed)
    assert session.wait(MessagesEvent, after=before).messages == removed
    assert reopened(session, conversation).chosen_path() == whole.chosen_path()


def test_deleting_a_reply_that_still_arrives_stops_it(session, daemon):
    session.ready()
    daemon.on("/api/chat", rated(5000, 100.0))
    conversation, reply = session.ask("Go on for ever")
    session.wait(PieceEvent)
    session.services.chat.delete_message(conversation, reply)
    (removed,) = session.wait(RemovedEvent).messages
    assert (removed.id, removed.state) == (reply, State.STOPPED)
    assert reply not in reopened(session, conversation)


def test_deleting_while_a_retry_begins_is_no_failure(session, daemon):
    session.ready()
    conversation, reply = session.ask("One")
    session.ended(reply)
    question = reopened(session, conversation)[reply].parent
    for _ in range(10):
        before = len(session.events)
        session.services.chat.retry_reply(conversation, reply)
        session.services.chat.delete_message(conversation, question)
        removed = session.wait(RemovedEvent, after=before).messages
        assert {message.state for message in removed[1:]} <= {State.DONE, State.STOPPED}
        assert len(reopened(session, conversation)) == 0
        session.services.history.put_back_messages(conversation, removed)
        session.wait(MessagesEvent, lambda event, back=removed: event.messages == back, after=before)
    assert not session.of(TroubleEvent)


def test_a_conversation_that_is_answered_leaves_no_lock_behind(session, daemon):
    session.ready()
    for _ in range(3):
        _, reply = session.ask("What is a rainbow?")
        session.ended(reply)
    chat = session.services.chat
    locks = session.services.history._locks
    wait_until(lambda: not chat._turns and not locks)
    assert (len(chat._turns), len(locks)) == (0, 0)
