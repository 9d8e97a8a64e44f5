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


def reopened(stage, conversation):
    before = len(stage.events)
    stage.services.history.open_conversation(conversation)
    return stage.wait(OpenedEvent, after=before).conversation


def asked(daemon):
    """The texts of the newest chat request."""
    return [(item["role"], item["content"]) for item in json.loads(daemon.requested("/api/chat")[-1].body)["messages"]]


@pytest.fixture
def overflown(stage, daemon):
    """Two answered questions, and a third that did not fit."""
    daemon.on("/api/chat", FINE, FINE, TOO_LONG, FINE)
    stage.ready()
    conversation, reply = stage.ask(QUESTION)
    stage.ended(reply)
    for _ in range(2):
        _, reply = stage.ask(QUESTION, conversation=conversation)
        ended = stage.ended(reply)
    assert (ended.state, ended.problem, ended.facts) == (
        State.FAILED,
        Problem.CONTEXT_FULL,
        {"needed": 90, "available": 64},
    )
    return conversation, reply


def again(stage, conversation, do):
    """Do it; the reply that came of it, and what was told of the context."""
    before = len(stage.events)
    do()
    told = stage.wait(MessagesEvent, lambda event: event.conversation_id == conversation, after=before)
    return stage.ended(told.messages[-1].id), stage.wait(ContextEvent, lambda event: not event.working, after=before)


def test_the_oldest_are_left_out_and_the_reply_is_asked_for_again(stage, daemon, overflown):
    conversation, reply = overflown
    ended, told = again(stage, conversation, lambda: stage.services.context.leave_out_messages(conversation, reply, 64))
    assert ended.state is State.DONE
    assert [role for role, _ in asked(daemon)] == ["user"]
    tree = reopened(stage, conversation)
    assert tree.since == told.since == tree[reply].parent
    assert len(tree.chosen_path()) == 6  # nothing is gone
    assert tree.left_out(tree.chosen_path()) == 4


def test_a_summary_by_the_model_goes_in_place_of_what_is_left_out(stage, daemon, overflown):
    conversation, reply = overflown
    daemon.on("/api/chat", SUMMARY, SUMMARY, FINE)
    do = lambda: stage.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)  # noqa: E731
    ended, told = again(stage, conversation, do)
    assert ended.state is State.DONE
    assert stage.of(ContextEvent)[0].working
    assert told.summary.endswith("They spoke of tea.")
    (system, prompt), question = asked(daemon)
    assert system == "system"
    assert prompt.endswith("They spoke of tea.")
    assert question == ("user", QUESTION)
    first, second = (json.loads(request.body) for request in daemon.requested("/api/chat")[3:5])
    assert first["options"]["num_predict"] < 64
    assert f"user: {QUESTION}\n\nassistant: Fine." in first["messages"][0]["content"]
    assert "They spoke of tea.\n\nuser: " in second["messages"][0]["content"]  # in pieces that fit, one upon the other
    assert reopened(stage, conversation).summary == told.summary


def test_the_thoughts_of_a_model_are_no_part_of_its_summary(stage, daemon, overflown):
    """Some models close a thought that they never opened: all before it was thinking."""
    conversation, reply = overflown
    leaking = stream([chat_line("I should be brief.\n</think>\n\n"), chat_line("They spoke of tea."), done_line()])
    daemon.on("/api/chat", leaking, leaking, FINE)
    do = lambda: stage.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)  # noqa: E731
    _, told = again(stage, conversation, do)
    assert told.summary == "They spoke of tea."
    assert reopened(stage, conversation).summary == told.summary


def test_everything_can_be_sent_again(stage, daemon, overflown):
    conversation, reply = overflown
    again(stage, conversation, lambda: stage.services.context.leave_out_messages(conversation, reply, 64))
    before = len(stage.events)
    stage.services.context.send_all_messages(conversation)
    told = stage.wait(ContextEvent, after=before)
    assert (told.since, told.summary) == ("", "")
    daemon.on("/api/chat", FINE)
    _, reply = stage.ask("And now?", conversation=conversation)
    stage.ended(reply)
    assert len(asked(daemon)) == 7


def test_a_summary_that_fails_changes_nothing_and_says_why(stage, daemon, overflown):
    conversation, reply = overflown
    daemon.on("/api/chat", error(503, "server busy"))
    before = len(stage.events)
    stage.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)
    told = stage.wait(ContextEvent, lambda event: not event.working, after=before)
    assert told.trouble.problem is Problem.HOST_BUSY
    assert (told.since, reopened(stage, conversation).since) == ("", "")


def test_a_model_that_writes_no_summary_is_named(stage, daemon, overflown):
    conversation, reply = overflown
    daemon.on("/api/chat", stream([chat_line("  \n"), done_line()]))
    before = len(stage.events)
    stage.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)
    told = stage.wait(ContextEvent, lambda event: not event.working, after=before)
    assert (told.trouble.problem, told.trouble.facts) == (Problem.SUMMARY_EMPTY, {"model": MODEL})
    assert (told.since, reopened(stage, conversation).since) == ("", "")


def test_a_question_that_is_too_long_by_itself_is_told(stage, daemon):
    daemon.on("/api/chat", TOO_LONG)
    stage.ready()
    conversation, reply = stage.ask(QUESTION)
    stage.ended(reply)
    before = len(stage.events)
    stage.services.context.leave_out_messages(conversation, reply, 64)
    told = stage.wait(ContextEvent, after=before)
    assert told.trouble.problem is Problem.QUESTION_TOO_LONG
    assert told.trouble.facts == {"available": 64}


def test_a_summary_can_be_given_up(stage, daemon, overflown):
    conversation, reply = overflown
    daemon.on("/api/chat", stream([chat_line("They ")], end="hang"))
    before = len(stage.events)
    stage.services.context.leave_out_messages(conversation, reply, 64, summed_up=True)
    stage.wait(ContextEvent, lambda event: event.working, after=before)
    stage.services.context.stop_summary(conversation)
    told = stage.wait(ContextEvent, lambda event: not event.working, after=before)
    assert (told.since, told.trouble) == ("", None)


def test_a_conversations_parameters_begin_with_it_and_go_with_every_request(stage, daemon):
    daemon.on("/api/chat", FINE, FINE)
    stage.ready()
    options = {"seed": 7, "keep_alive": "30m", "format": "json"}
    stage.services.chat.send_message("c", Draft("Tea?"), model=MODEL, system="Be brief.", options=options)
    told = stage.wait(MessagesEvent)
    stage.ended(told.messages[-1].id)
    _, reply = stage.ask("And?", conversation="c")
    stage.ended(reply)
    sent = [json.loads(request.body) for request in daemon.requested("/api/chat")]
    for one in sent:
        assert (one["options"], one["keep_alive"], one["format"]) == ({"seed": 7}, "30m", "json")
        assert one["messages"][0] == {"role": "system", "content": "Be brief."}
    tree = reopened(stage, "c")
    assert (tree.system, tree.options) == ("Be brief.", options)


def test_a_short_reply_tells_of_the_memory_it_ran_in(stage, daemon):
    loaded = {"name": MODEL, "model": MODEL, "size": 5, "size_vram": 0, "context_length": 512}
    daemon.on("/api/ps", body({"models": []}), body({"models": [loaded]}))
    daemon.on("/api/chat", FINE)
    stage.ready()
    _, reply = stage.ask("Tea?")
    assert stage.ended(reply).figures.context_length == 512
