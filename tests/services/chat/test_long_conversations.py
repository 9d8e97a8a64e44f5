"""A long conversation is opened from its end; whatever is done with it is done with all of it."""

import json

import pytest

from fixtures.conversations import chain, head
from fixtures.scripted_answers import chat_line, done_line, stream
from teahouse.core.conversation import Conversation, Draft, State
from teahouse.services.chat.events import ContextEvent, EarlierEvent, MessagesEvent, OpenedEvent, RemovedEvent
from teahouse.services.chat.history import PAGE
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database

LENGTH = 5 * PAGE
FINE = stream([chat_line("Fine."), done_line(tokens=20)])


@pytest.fixture(autouse=True)
def kept(tmp_path):
    """A conversation "c" of LENGTH messages, on disk before the app opens it."""
    from teahouse.desktop.paths import Paths

    paths = Paths.from_environment({"TEAHOUSE_HOME": str(tmp_path)})
    paths.create_folders()
    database = Database.open(paths.database).database
    conversations = ConversationRepository(database)
    conversations.create_conversation(Conversation(head()))
    conversations.add_messages("c", *chain(LENGTH))
    database.close()


def opened(session, focus=""):
    before = len(session.events)
    session.services.history.open_conversation("c", focus)
    return session.wait(OpenedEvent, after=before).conversation


def sent(daemon):
    return [item["content"] for item in json.loads(daemon.requested("/api/chat")[-1].body)["messages"]]


def ask(session, text, **more):
    before = len(session.events)
    session.services.chat.send_message("c", Draft(text), model="smollm2:135m", **more)
    told = session.wait(MessagesEvent, after=before)
    return session.ended(told.messages[-1].id)


def test_only_the_end_is_read_and_the_rest_is_known_by_its_number(session):
    session.ready()
    tree = opened(session)
    assert PAGE <= len(tree) < 2 * PAGE
    assert tree.earlier.count + len(tree) == LENGTH


def test_more_is_read_from_where_it_begins_until_it_is_whole(session):
    session.ready()
    tree = opened(session)
    while tree.earlier:
        before = len(session.events)
        session.services.history.read_earlier_messages("c", tree.earlier.parent)
        event = session.wait(EarlierEvent, after=before)
        tree.prepend_messages(event.earlier, event.messages, event.chosen)
    assert [message.id for message in tree.chosen_path()] == [f"m{number}" for number in range(LENGTH)]


def test_a_question_goes_out_with_all_that_was_said_before_it(session, daemon):
    daemon.on("/api/chat", FINE)
    session.ready()
    opened(session)
    ended = ask(session, "And now?")
    assert ended.state is State.DONE
    assert sent(daemon) == [*(message.text for message in chain(LENGTH)), "And now?"]


def test_an_old_question_that_is_edited_begins_a_branch_where_it_stood(session, daemon):
    daemon.on("/api/chat", FINE)
    session.ready()
    opened(session)
    ask(session, "Another one", parent="m9", branch=True)
    assert sent(daemon) == [*(message.text for message in chain(10)), "Another one"]
    assert [message.text for message in opened(session).chosen_path()][-2:] == ["Another one", "Fine."]


def test_going_back_to_the_other_branch_shows_its_end(session, daemon):
    daemon.on("/api/chat", FINE, FINE)
    session.ready()
    opened(session)
    ask(session, "Another one", parent="m9", branch=True)
    session.services.history.choose_message("c", "m10")
    assert opened(session).leaf_id() == f"m{LENGTH - 1}"
    ask(session, "And now?")
    assert len(sent(daemon)) == LENGTH + 1


def test_what_is_left_out_is_not_sent_wherever_it_ends(session, daemon):
    daemon.on("/api/chat", FINE)
    session.ready()
    for since, count in ((10, LENGTH - 10), (LENGTH - 6, 6)):
        session.services.history.configure_conversation("c", since=f"m{since}")
        tree = opened(session)
        ask(session, "And now?")
        assert sent(daemon)[:count] == [message.text for message in chain(LENGTH)[since:]]
        assert tree.earlier.left_out == min(since, tree.earlier.count)


def test_leaving_out_reaches_back_beyond_what_was_read(session, daemon):
    daemon.on("/api/chat", FINE)
    session.ready()
    tree = opened(session)
    session.services.context.leave_out_messages("c", tree.leaf_id(), 4096)
    told = session.wait(ContextEvent)
    assert told.trouble is None
    assert 0 < told.left_out < LENGTH - PAGE
    assert told.since == f"m{told.left_out}"


def test_a_search_hit_far_up_is_opened_with_all_that_follows_it(session):
    session.ready()
    assert "m3" in opened(session, "m3")


def test_an_old_message_is_deleted_with_all_that_follows_and_comes_back(session):
    session.ready()
    opened(session)
    before = len(session.events)
    session.services.chat.delete_message("c", "m20")
    removed = session.wait(RemovedEvent, after=before).messages
    assert len(removed) == LENGTH - 20
    assert [message.id for message in opened(session).chosen_path()] == [f"m{number}" for number in range(20)]
    session.services.history.put_back_messages("c", removed)
    session.wait(MessagesEvent, after=before)
    tree = opened(session)
    assert tree.earlier.count + len(tree.chosen_path()) == LENGTH
