"""A conversation that outgrows its context: nothing is deleted, the person's choice is kept, and the reply comes."""

import json

import pytest

from fixtures.scripted_answers import MODEL, body, chat_line, done_line, error, stream
from teahouse.core.conversation import Draft, State
from teahouse.core.errors import Problem
from teahouse.services.chat.events import ContextEvent, MessagesEvent, OpenedEvent

TOO_LONG = error(400, '{"type":"exceed_context_size_error","n_ctx":64,"n_prompt_tokens":90}')
FINE = stream([chat_line("Fine."), done_line(tokens=20)])
SUMMARY = stream([chat_line("They spoke "), chat_line("of tea."), done_line(tokens=20)])
QUESTION = "a word of tea " * 7  # about 25 tokens


def reopened(session, conversation):
    before = len(session.events)
    session.services.history.open_conversation(conversation)
    return session.wait(OpenedEvent, after=before).conversation


def asked(daemon):
    """The texts of the newest chat request."""
    return [(item["role"], item["content"]) for item in json.loads(daemon.requested("/api/chat")[-1].body)["messages"]]


@pytest.fixture
def overflown(session, daemon):
    """Two answered questions, and a third that did not fit."""
    daemon.on("/api/chat", FINE, FINE, TOO_LONG, FINE)
    session.ready()
    conversation, reply = session.ask(QUESTION)
    session.ended(reply)
    for _ in range(2):
        _, reply = session.ask(QUESTION, conversation=conversation)
        ended = session.ended(reply)
    assert (ended.state, ended.problem, ended.facts) == (
        State.FAILED,
        Problem.CONTEXT_FULL,
        {"needed": 90, "available": 64},
    )
    return conversation, reply


def again(session, conversation, do):
    """Do it; the reply that came of it, and what was told of the context."""
    before = len(session.events)
    do()
    told = session.wait(MessagesEvent, lambda event: event.conversation_id == conversation, after=before)
    return session.ended(told.messages[-1].id), session.wait(
        ContextEvent, lambda event: not event.working, after=before
    )


def test_the_oldest_are_left_out_and_the_reply_is_asked_for_again(session, daemon, overflown):
    conversation, reply = overflown
    ended, told = again(
        session, conversation, lambda: session.services.context.leave_out_messages(conversation, reply, 64)
    )
    assert ended.state is State.DONE
    assert [role for role, _ in asked(daemon)] == ["user"]
    tree = reopened(session, conversation)
    assert tree.since == told.since == tree[reply].parent
    assert len(tree.chosen_path()) == 6  # nothing is gone
    assert tree.left_out(tree.chosen_path()) == 4


def test_a_summary_by_the_model_goes_in_place_of_what_is_left_out(session, daemon, overflown):
    conversation, reply = overflown
    daemon.on("/api/chat", SUMMARY, SUMMARY, FINE)
    do = lambda: session.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)  # noqa: E731
    ended, told = again(session, conversation, do)
    assert ended.state is State.DONE
    assert session.of(ContextEvent)[0].working
    assert told.summary.endswith("They spoke of tea.")
    (system, prompt), question = asked(daemon)
    assert system == "system"
    assert prompt.endswith("They spoke of tea.")
    assert question == ("user", QUESTION)
    first, second = (json.loads(request.body) for request in daemon.requested("/api/chat")[3:5])
    assert first["options"]["num_predict"] < 64
    assert f"user: {QUESTION}\n\nassistant: Fine." in first["messages"][0]["content"]
    assert "They spoke of tea.\n\nuser: " in second["messages"][0]["content"]  # in pieces that fit, one upon the other
    assert reopened(session, conversation).summary == told.summary


def test_the_thoughts_of_a_model_are_no_part_of_its_summary(session, daemon, overflown):
    """Some models close a thought that they never opened: all before it was thinking."""
    conversation, reply = overflown
    leaking = stream([chat_line("I should be brief.\n</think>\n\n"), chat_line("They spoke of tea."), done_line()])
    daemon.on("/api/chat", leaking, leaking, FINE)
    do = lambda: session.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)  # noqa: E731
    _, told = again(session, conversation, do)
    assert told.summary == "They spoke of tea."
    assert reopened(session, conversation).summary == told.summary


def test_everything_can_be_sent_again(session, daemon, overflown):
    conversation, reply = overflown
    again(session, conversation, lambda: session.services.context.leave_out_messages(conversation, reply, 64))
    before = len(session.events)
    session.services.context.send_all_messages(conversation)
    told = session.wait(ContextEvent, after=before)
    assert (told.since, told.summary) == ("", "")
    daemon.on("/api/chat", FINE)
    _, reply = session.ask("And now?", conversation=conversation)
    session.ended(reply)
    assert len(asked(daemon)) == 7


def test_a_summary_that_fails_changes_nothing_and_says_why(session, daemon, overflown):
    conversation, reply = overflown
    daemon.on("/api/chat", error(503, "server busy"))
    before = len(session.events)
    session.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)
    told = session.wait(ContextEvent, lambda event: not event.working, after=before)
    assert told.trouble.problem is Problem.HOST_BUSY
    assert (told.since, reopened(session, conversation).since) == ("", "")


def test_a_model_that_writes_no_summary_is_named(session, daemon, overflown):
    conversation, reply = overflown
    daemon.on("/api/chat", stream([chat_line("  \n"), done_line()]))
    before = len(session.events)
    session.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)
    told = session.wait(ContextEvent, lambda event: not event.working, after=before)
    assert (told.trouble.problem, told.trouble.facts) == (Problem.SUMMARY_EMPTY, {"model": MODEL})
    assert (told.since, reopened(session, conversation).since) == ("", "")


def test_a_question_that_is_too_long_by_itself_is_told(session, daemon):
    daemon.on("/api/chat", TOO_LONG)
    session.ready()
    conversation, reply = session.ask(QUESTION)
    session.ended(reply)
    before = len(session.events)
    session.services.context.leave_out_messages(conversation, reply, 64)
    told = session.wait(ContextEvent, after=before)
    assert told.trouble.problem is Problem.QUESTION_TOO_LONG
    assert told.trouble.facts == {"available": 64}


def test_a_summary_can_be_given_up(session, daemon, overflown):
    conversation, reply = overflown
    daemon.on("/api/chat", stream([chat_line("They ")], end="hang"))
    before = len(session.events)
    session.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)
    session.wait(ContextEvent, lambda event: event.working, after=before)
    session.services.context.stop_summary(conversation)
    told = session.wait(ContextEvent, lambda event: not event.working, after=before)
    assert (told.since, told.trouble) == ("", None)


def test_a_conversations_parameters_begin_with_it_and_go_with_every_request(session, daemon):
    daemon.on("/api/chat", FINE, FINE)
    session.ready()
    options = {"seed": 7, "keep_alive": "30m", "format": "json"}
    session.services.chat.send_message("c", Draft("Tea?"), model=MODEL, system="Be brief.", options=options)
    told = session.wait(MessagesEvent)
    session.ended(told.messages[-1].id)
    _, reply = session.ask("And?", conversation="c")
    session.ended(reply)
    sent = [json.loads(request.body) for request in daemon.requested("/api/chat")]
    for one in sent:
        assert (one["options"], one["keep_alive"], one["format"]) == ({"seed": 7}, "30m", "json")
        assert one["messages"][0] == {"role": "system", "content": "Be brief."}
    tree = reopened(session, "c")
    assert (tree.system, tree.options) == ("Be brief.", options)


def test_a_short_reply_tells_of_the_memory_it_ran_in(session, daemon):
    loaded = {"name": MODEL, "model": MODEL, "size": 5, "size_vram": 0, "context_length": 512}
    daemon.on("/api/ps", body({"models": []}), body({"models": [loaded]}))
    daemon.on("/api/chat", FINE)
    session.ready()
    _, reply = session.ask("Tea?")
    assert session.ended(reply).figures.context_length == 512
