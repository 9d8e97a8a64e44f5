"""Conversations are listed, opened, renamed, removed with a way back, and found again; drafts stay."""

import asyncio
from functools import partial

import pytest

from fixtures.backend_session import BackendSession
from teahouse.core.conversation import Conversation, ConversationHead, Draft, State
from teahouse.services.chat.events import (
    DraftEvent,
    FoundEvent,
    GoneEvent,
    HeadEvent,
    HeadsEvent,
    MoreHeadsEvent,
    OpenedEvent,
)
from teahouse.services.chat.history import LISTED
from teahouse.services.events import TroubleEvent


@pytest.fixture
def kept(session):
    """A session with one conversation, and its id."""
    session.ready()
    conversation, reply = session.ask("What is a rainbow?")
    session.ended(reply)
    return session, conversation


def told(session, ask, kind, that=lambda event: True):
    before = len(session.events)
    ask()
    return session.wait(kind, that, after=before)


def test_a_conversation_can_be_renamed_and_pinned(kept):
    session, conversation = kept
    history = session.services.history
    assert told(session, lambda: history.rename_conversation(conversation, "Light"), HeadEvent).head.title == "Light"
    assert told(session, lambda: history.pin_conversation(conversation, True), HeadEvent).head.pinned
    opened = told(session, lambda: history.open_conversation(conversation), OpenedEvent)
    assert (opened.conversation.head.title, opened.conversation.head.pinned) == ("Light", True)


def test_a_removed_conversation_is_gone_from_the_list_and_comes_back_whole(kept):
    session, conversation = kept
    history = session.services.history
    gone = told(session, lambda: history.remove_conversation(conversation), HeadEvent)
    assert (gone.head.id, gone.listed) == (conversation, False)
    assert told(session, history.list_conversations, HeadsEvent).heads == ()
    back = told(session, lambda: history.restore_conversation(conversation), HeadEvent)
    assert (back.head.id, back.listed) == (conversation, True)
    assert [head.id for head in told(session, history.list_conversations, HeadsEvent).heads] == [conversation]
    assert (
        len(told(session, lambda: history.open_conversation(conversation), OpenedEvent).conversation.chosen_path()) == 2
    )


def test_a_long_list_is_told_a_page_at_a_time_and_a_message_tells_one(kept):
    session, conversation = kept
    history = session.services.history

    async def keep_many():
        for number in range(2 * LISTED + 50):
            later = ConversationHead(f"m{number}", "Many", 4e9, 4e9 + number)
            await history.create_conversation(Conversation(later))

    asyncio.run_coroutine_threadsafe(keep_many(), session._backend.runtime._loop).result(60)
    first = told(session, history.list_conversations, HeadsEvent)
    found, more = list(first.heads), first.more
    while more:
        page = told(session, partial(history.list_more_conversations, found[-1]), MoreHeadsEvent)
        assert page.after == found[-1]
        assert len(page.heads) <= LISTED
        found, more = [*found, *page.heads], page.more
    assert len({head.id for head in found}) == len(found) == 2 * LISTED + 51
    assert found[-1].id == conversation
    before = len(session.events)
    _, reply = session.ask("Again", conversation=conversation)
    session.ended(reply)
    assert session.wait(HeadEvent, after=before).head.id == conversation
    assert not [event for event in session.events[before:] if isinstance(event, HeadsEvent)]


def test_search_finds_words_of_replies_and_leads_to_the_message(kept):
    session, conversation = kept
    history = session.services.history
    found = told(
        session, lambda: history.search_conversations("rainbow"), FoundEvent, lambda event: event.query == "rainbow"
    )
    assert conversation in {hit.head.id for hit in found.hits}
    hit = next(hit for hit in found.hits if hit.message_id)
    start, end = hit.ranges[0]
    assert hit.snippet[start:end].casefold() == "rainbow"
    opened = told(session, lambda: history.open_conversation(conversation, hit.message_id), OpenedEvent)
    assert opened.focus in {message.id for message in opened.conversation.chosen_path()}


def test_opening_what_is_not_kept_says_so(session):
    assert (
        told(session, lambda: session.services.history.open_conversation("f" * 32), GoneEvent).conversation_id
        == "f" * 32
    )


def test_drafts_survive_a_restart(tmp_path, daemon):
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
        conversation, reply = session.ask("What is a rainbow?")
        session.ended(reply)
        session.services.history.save_draft(conversation, Draft("And what is"))
        session.services.history.save_draft("", Draft("A new thought"))
        told(session, session.services.history.read_draft, DraftEvent)
    with BackendSession(tmp_path, host=daemon.url) as session:
        assert (
            told(session, lambda: session.services.history.open_conversation(conversation), OpenedEvent).draft.text
            == "And what is"
        )
        assert told(session, session.services.history.read_draft, DraftEvent).draft.text == "A new thought"


def test_a_damaged_database_is_moved_aside_and_said(tmp_path, daemon):
    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
    database = next(tmp_path.rglob("*.db"))
    database.write_bytes(b"not a database at all" * 1000)
    with BackendSession(tmp_path, host=daemon.url) as session:
        trouble = session.wait(TroubleEvent).trouble
        session.ready()
        _, reply = session.ask("Does it still work?")
        assert session.ended(reply).state is State.DONE
    assert trouble.problem.value == "database_damaged"
    assert any(path.read_bytes().startswith(b"not a database") for path in tmp_path.rglob("*damaged*"))


def test_a_newer_database_is_refused_and_left_untouched(tmp_path, daemon):
    import sqlite3

    with BackendSession(tmp_path, host=daemon.url) as session:
        session.ready()
    database = next(tmp_path.rglob("*.db"))
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = database.read_bytes()
    with BackendSession(tmp_path, host=daemon.url) as session:
        trouble = session.wait(TroubleEvent).trouble
        session.ready()
        _, reply = session.ask("Does it still work?")
        assert session.ended(reply).state is State.DONE
    assert trouble.problem.value == "database_newer"
    assert database.read_bytes() == before
