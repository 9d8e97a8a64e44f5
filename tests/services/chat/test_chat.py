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


def reopened(stage, conversation):
    """The conversation as it is kept now."""
    before = len(stage.events)
    stage.services.history.open_conversation(conversation)
    return stage.wait(OpenedEvent, after=before).conversation


def test_a_reply_streams_and_is_kept_with_the_daemons_own_figures(stage, daemon):
    stage.ready()
    conversation, reply = stage.ask("What is a rainbow?")
    ended = stage.ended(reply)
    pieces = stage.of(PieceEvent)
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
    assert reopened(stage, conversation)[reply] == ended


def test_the_persons_text_is_on_disk_before_the_request_goes_out(stage, daemon, tmp_path):
    stage.ready()
    seen = []
    database = next(tmp_path.rglob("*.db"))

    def look_then_answer(request):
        connection = sqlite3.connect(database)
        seen.extend(row[0] for row in connection.execute("SELECT text FROM messages"))
        connection.close()
        return stream([chat_line("Yes."), done_line()])

    daemon.on("/api/chat", look_then_answer)
    _, reply = stage.ask("Is it kept?")
    stage.ended(reply)
    assert "Is it kept?" in seen


def test_what_arrives_is_kept_within_a_second_while_the_reply_goes_on(stage, daemon, tmp_path):
    stage.ready()
    lines = [chat_line("slowly "), chat_line("arriving "), chat_line("text")]
    daemon.on("/api/chat", stream(lines, end="hang"))
    conversation, reply = stage.ask("Slowly")
    stage.wait(PieceEvent, lambda piece: piece.text == "text")

    def arrived():
        with closing(sqlite3.connect(next(tmp_path.rglob("*.db")))) as connection:
            return "".join(row[0] for row in connection.execute("SELECT text FROM chunks ORDER BY rowid"))

    assert wait_until(lambda: arrived() == "slowly arriving text")
    assert STORED_WITHIN < 1.0
    stage.services.chat.stop_replies(conversation)
    stage.ended(reply)


def test_stopping_keeps_what_has_arrived_and_measures_it_here(stage, daemon):
    stage.ready()
    daemon.on("/api/chat", rated(5000, 200.0))
    conversation, reply = stage.ask("Go on for ever")
    stage.wait(PieceEvent, lambda piece: len(stage.of(PieceEvent)) > 60)
    stage.services.chat.stop_replies(conversation)
    ended = stage.ended(reply)
    assert ended.state is State.STOPPED
    assert ended.text == "".join(piece.text for piece in stage.of(PieceEvent))
    assert ended.figures.measured_here
    assert ended.figures.tokens == len(stage.of(PieceEvent))
    assert reopened(stage, conversation)[reply].text == ended.text


def test_stopping_closes_the_connection_at_once(stage, daemon):
    stage.ready()
    daemon.on("/api/chat", rated(5000, 100.0))
    conversation, reply = stage.ask("Go on for ever")
    stage.wait(PieceEvent)
    stage.services.chat.stop_replies(conversation)
    stage.ended(reply)
    assert wait_until(lambda: daemon.left == 1)


@pytest.mark.parametrize("answer", [SILENT, stream([], wait=3600.0)])
def test_a_reply_can_be_stopped_before_anything_came(stage, daemon, answer):
    stage.ready()
    daemon.on("/api/chat", answer)
    conversation, reply = stage.ask("Hello?")
    stage.wait(PhaseEvent)
    stage.services.chat.stop_replies(conversation)
    stage.services.chat.stop_replies(conversation)  # an impatient person
    assert stage.ended(reply).state is State.STOPPED


def test_a_message_sent_while_a_reply_streams_waits_its_turn(stage, daemon):
    stage.ready()
    daemon.on("/api/chat", rated(60, 100.0), stream([chat_line("Second."), done_line()]))
    conversation, first = stage.ask("One")
    stage.wait(PieceEvent)
    _, second = stage.ask("Two", conversation=conversation)
    stage.wait(PhaseEvent, lambda event: event.message_id == second and event.phase is Phase.QUEUED)
    assert stage.ended(second).text == "Second."
    ends = [event.message.id for event in stage.of(ReplyEvent)]
    assert ends == [first, second]
    sent = daemon.requested("/api/chat")[-1].json["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "user"]


def test_retrying_adds_a_sibling_and_overwrites_nothing(stage, daemon):
    stage.ready()
    conversation, first = stage.ask("What is a rainbow?")
    old = stage.ended(first)
    before = len(stage.events)
    stage.services.chat.retry_reply(conversation, first, model="gemma3:270m")
    second = stage.wait(MessagesEvent, after=before).messages[-1].id
    stage.ended(second)
    tree = reopened(stage, conversation)
    assert tree.siblings_of(first) == (first, second)
    assert tree[first] == old
    assert tree[second].model == "gemma3:270m"
    assert tree.leaf_id() == second


def test_editing_makes_a_branch_beside_the_first_message(stage, daemon):
    stage.ready()
    conversation, reply = stage.ask("What is a rainbow?")
    stage.ended(reply)
    before = len(stage.events)
    stage.services.chat.send_message(
        conversation, Draft("What is rain?"), model="smollm2:135m", parent=None, branch=True
    )
    stage.ended(stage.wait(MessagesEvent, after=before).messages[-1].id)
    tree = reopened(stage, conversation)
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
def test_a_reply_that_fails_keeps_its_text_and_says_why(stage, daemon, answer, problem):
    stage.ready()
    daemon.on("/api/chat", answer)
    conversation, reply = stage.ask("Hello?")
    ended = stage.ended(reply)
    assert ended.state is State.FAILED
    assert ended.problem == problem
    assert ended.text == "".join(piece.text for piece in stage.of(PieceEvent))
    tree = reopened(stage, conversation)
    assert tree[reply] == ended
    assert tree.chosen_path()[0].text == "Hello?"


def test_the_tools_that_a_reply_asks_for_are_kept_with_it(stage, daemon):
    call = {"function": {"name": "brew", "arguments": {"cups": 2}}}
    asks = json.dumps({"model": "m", "message": {"content": "", "tool_calls": [call]}, "done": False}).encode() + b"\n"
    stage.ready()
    daemon.on("/api/chat", stream([chat_line("Let me see."), asks, done_line()]))
    conversation, reply = stage.ask("Tea?")
    ended = stage.ended(reply)
    assert (ended.state, ended.text, ended.calls) == (State.DONE, "Let me see.", (Call("brew", {"cups": 2}),))
    assert reopened(stage, conversation)[reply] == ended


def test_a_daemon_that_dies_is_said_and_found_again_when_it_is_back(tmp_path, daemon):
    with BackendSession(tmp_path, host=daemon.url) as stage:
        stage.ready()
        daemon.on("/api/chat", stream([chat_line("Half")], end="cut"))
        daemon.on("/api/version", error(500, "not now"), body({"version": "0.33.1"}))
        _, reply = stage.ask("Hello?")
        assert stage.ended(reply).problem == "host_lost"
        stage.wait(HostEvent, lambda event: event.state is HostState.LOST)
        back = stage.wait(HostEvent, lambda event: event.version == "0.33.1")
        assert back.state is HostState.READY


def test_waiting_says_what_it_waits_for(stage, daemon):
    stage.ready()
    daemon.on("/api/ps", body({"models": []}))
    daemon.on("/api/chat", SILENT)
    stage.services.library.watch_memory(True)
    stage.wait(MemoryEvent, lambda event: not event.loaded)
    conversation, reply = stage.ask("Hello?")
    loading = stage.wait(PhaseEvent, lambda event: event.phase is Phase.LOADING)
    assert loading.subject.size > 90_000_000
    daemon.on("/api/ps", body({"models": [{"name": "smollm2:135m", "model": "smollm2:135m", "size": 1}]}))
    stage.wait(PhaseEvent, lambda event: event.phase is Phase.READING)
    stage.services.chat.stop_replies(conversation)
    stage.ended(reply)
    phases = [event.phase for event in stage.of(PhaseEvent)]
    assert phases == [Phase.WAITING, Phase.LOADING, Phase.READING]


def test_quitting_in_mid_reply_keeps_it_as_cut_off(tmp_path, daemon):
    daemon.on("/api/chat", rated(5000, 200.0))
    with BackendSession(tmp_path, host=daemon.url) as stage:
        stage.ready()
        conversation, reply = stage.ask("Go on for ever")
        stage.wait(PieceEvent, lambda piece: len(stage.of(PieceEvent)) > 30)
    arrived = "".join(piece.text for piece in stage.of(PieceEvent))
    with BackendSession(tmp_path, host=daemon.url) as stage:
        tree = reopened(stage, conversation)
    assert tree[reply].state is State.CUT
    assert tree[reply].text == arrived


def test_titles_and_lists_follow_what_is_said(stage, daemon):
    stage.ready()
    conversation, reply = stage.ask("How do I steep oolong tea?\n\nDetails follow.")
    stage.ended(reply)
    head = stage.wait(HeadEvent).head
    assert (head.id, head.title) == (conversation, "How do I steep oolong tea?")


def test_a_conversation_opened_in_mid_reply_shows_what_has_arrived(stage, daemon):
    stage.ready()
    daemon.on("/api/chat", rated(5000, 200.0))
    conversation, reply = stage.ask("Go on for ever")
    stage.wait(PieceEvent, lambda piece: len(stage.of(PieceEvent)) > 30)
    tree = reopened(stage, conversation)
    assert tree[reply].state is State.STREAMING
    assert tree[reply].role is Role.ASSISTANT
    assert len(tree[reply].text) > 30
    stage.services.chat.stop_replies(conversation)
    stage.ended(reply)


def test_what_models_measure_here_is_told_with_them(stage, daemon):
    stage.ready()
    daemon.on("/api/chat", stream([chat_line("word ") for _ in range(40)] + [done_line(tokens=40, rate=50.0)]))
    _, reply = stage.ask("Hello?")
    stage.ended(reply)

    def usual(event):
        return next(entry.usual for entry in event.models if entry.card.name == "smollm2:135m")

    told = stage.wait(ModelsEvent, lambda event: usual(event) is not None)
    assert usual(told).rate == pytest.approx(50.0)
    assert usual(told).memory == 209505483


def test_loaded_models_split_their_memory():
    assert LoadedModel("m", size=10, size_vram=4).size_ram == 6


def test_thoughts_without_an_opening_tag_are_moved_out_of_the_answer(stage, daemon):
    stage.ready()
    lines = [chat_line("Let me see."), chat_line("\n</think>\n\n"), chat_line("Blue."), done_line()]
    daemon.on("/api/chat", stream(lines))
    conversation, reply = stage.ask("What colour is the sky?")
    ended = stage.ended(reply)
    assert (ended.thinking.strip(), ended.text.strip()) == ("Let me see.", "Blue.")
    assert stage.wait(RethoughtEvent).message_id == reply
    assert reopened(stage, conversation)[reply] == ended


def test_a_reply_that_was_stopped_goes_on_where_it_is(stage, daemon):
    stage.ready()
    daemon.on("/api/chat", rated(5000, 200.0), rendered("<user>Go on for ever<assistant>"))
    daemon.on("/api/generate", stream([raw_line(" and the end."), raw_line(done=True, done_reason="stop")]))
    conversation, reply = stage.ask("Go on for ever")
    stage.wait(PieceEvent)
    stage.services.chat.stop_replies(conversation)
    stopped = stage.ended(reply)
    before = len(stage.events)
    stage.services.chat.continue_reply(conversation, reply)
    resumed = stage.wait(ResumedEvent, after=before).message
    assert (resumed.state, resumed.text) == (State.STREAMING, stopped.text)
    ended = stage.wait(ReplyEvent, after=before).message
    assert (ended.id, ended.state, ended.text) == (reply, State.DONE, stopped.text + " and the end.")
    sent = daemon.requested("/api/generate")[-1].json
    assert (sent["raw"], sent["prompt"]) == (True, "<user>Go on for ever<assistant>" + stopped.text)
    kept = reopened(stage, conversation)
    assert (kept[reply].text, kept.siblings_of(reply)) == (ended.text, (reply,))


def test_a_reply_that_is_whole_does_not_go_on(stage, daemon):
    stage.ready()
    conversation, reply = stage.ask("What is a rainbow?")
    stage.ended(reply)
    asked = len(daemon.requested("/api/chat"))
    stage.services.chat.continue_reply(conversation, reply)
    stage.services.chat.continue_reply(conversation, "gone")
    reopened(stage, conversation)
    assert stage.of(ResumedEvent) == []
    assert len(daemon.requested("/api/chat")) == asked


def test_deleting_takes_what_follows_and_can_be_undone(stage, daemon):
    stage.ready()
    conversation, first = stage.ask("One")
    stage.ended(first)
    _, second = stage.ask("Two", conversation=conversation)
    stage.ended(second)
    whole = reopened(stage, conversation)
    question = whole[second].parent
    stage.services.chat.delete_message(conversation, question)
    removed = stage.wait(RemovedEvent).messages
    assert [message.id for message in removed] == [question, second]
    assert reopened(stage, conversation).leaf_id() == first
    before = len(stage.events)
    stage.services.history.put_back_messages(conversation, removed)
    assert stage.wait(MessagesEvent, after=before).messages == removed
    assert reopened(stage, conversation).chosen_path() == whole.chosen_path()


def test_deleting_a_reply_that_still_arrives_stops_it(stage, daemon):
    stage.ready()
    daemon.on("/api/chat", rated(5000, 100.0))
    conversation, reply = stage.ask("Go on for ever")
    stage.wait(PieceEvent)
    stage.services.chat.delete_message(conversation, reply)
    (removed,) = stage.wait(RemovedEvent).messages
    assert (removed.id, removed.state) == (reply, State.STOPPED)
    assert reply not in reopened(stage, conversation)


def test_deleting_while_a_retry_begins_is_no_failure(stage, daemon):
    stage.ready()
    conversation, reply = stage.ask("One")
    stage.ended(reply)
    question = reopened(stage, conversation)[reply].parent
    for _ in range(10):
        before = len(stage.events)
        stage.services.chat.retry_reply(conversation, reply)
        stage.services.chat.delete_message(conversation, question)
        removed = stage.wait(RemovedEvent, after=before).messages
        assert {message.state for message in removed[1:]} <= {State.DONE, State.STOPPED}
        assert len(reopened(stage, conversation)) == 0
        stage.services.history.put_back_messages(conversation, removed)
        stage.wait(MessagesEvent, lambda event, back=removed: event.messages == back, after=before)
    assert not stage.of(TroubleEvent)


def test_a_conversation_that_is_answered_leaves_no_lock_behind(stage, daemon):
    stage.ready()
    for _ in range(3):
        _, reply = stage.ask("What is a rainbow?")
        stage.ended(reply)
    chat = stage.services.chat
    locks = stage.services.history._locks
    wait_until(lambda: not chat._turns and not locks)
    assert (len(chat._turns), len(locks)) == (0, 0)
