"""Token probabilities in chats: asked for only when wanted, stored with the reply, continued, branched and exported."""

import csv
import json

import pytest

from fixtures.backend_session import BackendSession
from fixtures.openai_answers import CHAT, MODELS, delta, event, model_list, refusal, reply, sse
from fixtures.scripted_answers import chat_line, done_line, raw_line, rendered, stream
from fixtures.scripted_daemon import ScriptedDaemon
from teahouse.core.conversation import Draft, State, new_id
from teahouse.services.chat.events import MessagesEvent, ProbabilitiesEvent, RemovedEvent, WrittenEvent
from teahouse.services.generation.events import ReplyEvent

PROMPT = "<|im_start|>user\nWhich tea?<|im_end|>\n<|im_start|>assistant\n"


def entry(token, logprob, *others):
    found = {"token": token, "logprob": logprob, "bytes": list(token.encode())}
    alternatives = [{"token": text, "logprob": value, "bytes": list(text.encode())} for text, value in others]
    return {**found, "top_logprobs": alternatives}


GREEN = entry("Green", -0.5, ("Green", -0.5), ("Black", -1.5), ("<|im_end|>", -7.0))
TEA = entry(" tea", -0.25, (" tea", -0.25), (" or", -2.0))
ANSWER = stream(
    [chat_line("Green", logprobs=[GREEN]), chat_line(" tea", logprobs=[TEA]), done_line("length", tokens=20)]
)


@pytest.fixture
def wanting(tmp_path, daemon):
    daemon.on("/api/chat", ANSWER)
    with BackendSession(tmp_path, host=daemon.url, token_probabilities=True) as session:
        session.ready()
        yield session


def ask(session):
    conversation, message = session.ask("Which tea?")
    session.ended(message)
    if session.services.probabilities.wanted:
        probabilities(session, message)
    return conversation, message


def probabilities(session, message, after=0):
    return session.wait(ProbabilitiesEvent, lambda event: event.message_id == message, after=after).probabilities


def tokens(found, text):
    return [(text[found.start_of(n) : found.end_of(n)], found.logprob_of(n)) for n in range(len(found))]


def test_nothing_is_asked_for_where_they_are_not_wanted(session, daemon):
    daemon.on("/api/chat", ANSWER)
    session.ready()
    conversation, message = ask(session)
    assert not {"logprobs", "top_logprobs"} & set(daemon.requested("/api/chat")[0].json)
    session.services.probabilities.read_probabilities(conversation, message)
    assert probabilities(session, message) is None


def test_they_are_stored_with_the_reply_and_read_again(wanting, daemon, tmp_path):
    conversation, message = ask(wanting)
    asked = daemon.requested("/api/chat")[0].json
    assert (asked["logprobs"], asked["top_logprobs"]) == (True, 5)
    assert tokens(probabilities(wanting, message), "Green tea") == [("Green", -0.5), (" tea", -0.25)]
    wanting.services.probabilities.record_probabilities(False)
    wanting.ask("And?", conversation=conversation)
    wanting.wait(ReplyEvent, lambda event: event.message.id != message)
    assert "logprobs" not in daemon.requested("/api/chat")[-1].json
    before = len(wanting.events)
    wanting.services.probabilities.read_probabilities(conversation, message)
    assert probabilities(wanting, message, before).alternatives_of(0)[1] == ("Black", -1.5)


def test_a_continued_reply_has_those_of_both_parts(wanting, daemon):
    daemon.on("/api/chat", ANSWER, rendered(PROMPT))
    daemon.on("/api/generate", stream([raw_line(".", logprobs=[entry(".", -0.125)]), raw_line(done=True)]))
    conversation, message = ask(wanting)
    before = len(wanting.events)
    wanting.services.chat.continue_reply(conversation, message)
    found = probabilities(wanting, message, before)
    assert tokens(found, "Green tea.") == [("Green", -0.5), (" tea", -0.25), (".", -0.125)]
    assert daemon.requested("/api/generate")[0].json["logprobs"] is True


def test_a_branch_goes_on_from_an_alternative(wanting, daemon):
    daemon.on("/api/chat", ANSWER, rendered(PROMPT))
    daemon.on("/api/generate", stream([raw_line(" tea", logprobs=[TEA]), raw_line(done=True)]))
    conversation, message = ask(wanting)
    before = len(wanting.events)
    wanting.services.chat.branch_reply(conversation, message, 0, "Black")
    branch = wanting.wait(MessagesEvent, after=before).messages[0]
    ended = wanting.wait(ReplyEvent, lambda event: event.message.id == branch.id, after=before).message
    assert (ended.text, ended.state, ended.id != message) == ("Black tea", State.DONE, True)
    assert daemon.requested("/api/generate")[0].json["prompt"] == PROMPT + "Black"
    assert tokens(probabilities(wanting, branch.id, before), "Black tea") == [("Black", -1.5), (" tea", -0.25)]


def test_a_branch_of_what_is_not_there_begins_nothing(wanting):
    conversation, message = ask(wanting)
    before = len(wanting.events)
    chat = wanting.services.chat
    for wrong in ((conversation, message, 99, "x"), (conversation, "none", 0, "x"), (new_id(), message, 0, "x")):
        chat.branch_reply(*wrong)
    wanting.services.probabilities.read_probabilities(conversation, message)
    probabilities(wanting, message, before)
    assert not [event for event in wanting.events[before:] if isinstance(event, MessagesEvent)]


@pytest.mark.parametrize("name", ["tokens.csv", "tokens.json"])
def test_they_are_exported(wanting, tmp_path, name):
    conversation, message = ask(wanting)
    path = tmp_path / name
    wanting.services.probabilities.export_probabilities(conversation, message, path)
    assert wanting.wait(WrittenEvent).problem == ""
    if name.endswith("json"):
        values = json.loads(path.read_text(encoding="utf-8"))
        assert [token["token"] for token in values["tokens"]] == ["Green", " tea"]
        assert values["sentences"] == [{"text": "Green tea", "surprise": 0.375}]
        return
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [(row["token"], row["logprob"], row["sentence_surprise"]) for row in rows] == [
        ("Green", "-0.5", "0.375"),
        (" tea", "-0.25", "0.375"),
    ]
    assert rows[0]["alternative_2"] == "Black"


def test_an_export_that_cannot_be_written_says_so(wanting, tmp_path):
    conversation, message = ask(wanting)
    wanting.services.probabilities.export_probabilities(conversation, message, tmp_path / "none" / "tokens.csv")
    assert wanting.wait(WrittenEvent).problem


def test_a_deleted_reply_that_comes_back_has_them(wanting):
    conversation, message = ask(wanting)
    wanting.services.chat.delete_message(conversation, message)
    removed = wanting.wait(RemovedEvent)
    wanting.services.history.put_back_messages(conversation, removed.messages)
    before = len(wanting.events)
    wanting.services.probabilities.read_probabilities(conversation, message)
    assert probabilities(wanting, message, before) is not None


def test_a_server_of_another_kind_gives_them_and_one_that_refuses_is_asked_without(tmp_path):
    choice = {"index": 0, "delta": {"content": "Tea"}, "logprobs": {"content": [entry("Tea", -0.5, ("Tea", -0.5))]}}
    answer = sse([event(choices=[choice]), *reply()[1:]])
    refused = refusal(400, "logprobs is not supported with this model", param="logprobs")
    with ScriptedDaemon({MODELS: model_list("m"), CHAT: answer}) as server:
        server.on(CHAT, answer, refused, sse([delta(content="Tea"), *reply()[1:]]))
        with BackendSession(tmp_path, host=server.url, token_probabilities=True) as session:
            session.ready()
            conversation = new_id()
            session.services.chat.send_message(conversation, Draft("Which?"), model="m")
            first = session.wait(ReplyEvent).message
            assert tokens(probabilities(session, first.id), "Tea") == [("Tea", -0.5)]
            before = len(session.events)
            session.services.chat.send_message(conversation, Draft("And?"), model="m")
            second = session.wait(ReplyEvent, after=before).message
            assert (second.text, second.state) == ("Tea", State.DONE)
        assert ["logprobs" in request.json for request in server.requested(CHAT)] == [True, True, False]
