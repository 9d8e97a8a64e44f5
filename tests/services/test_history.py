"""Conversations are listed, opened, renamed, removed with a way back, and found again; drafts stay."""

import pytest

from fixtures.backstage import Backstage
from teahouse.core.conversation import Draft, State
from teahouse.services.news import DraftNews, FoundNews, GoneNews, HeadsNews, OpenedNews, TroubleNews


@pytest.fixture
def kept(stage):
    """A stage with one conversation, and its id."""
    stage.ready()
    conversation, reply = stage.ask("What is a rainbow?")
    stage.ended(reply)
    return stage, conversation


def told(stage, ask, kind, that=lambda news: True):
    before = len(stage.news)
    ask()
    return stage.wait(kind, that, after=before)


def test_a_conversation_can_be_renamed_and_pinned(kept):
    stage, conversation = kept
    history = stage.services.history
    assert told(stage, lambda: history.rename(conversation, "Light"), HeadsNews).heads[0].title == "Light"
    assert told(stage, lambda: history.pin(conversation, True), HeadsNews).heads[0].pinned
    opened = told(stage, lambda: history.open(conversation), OpenedNews)
    assert (opened.conversation.head.title, opened.conversation.head.pinned) == ("Light", True)


def test_a_removed_conversation_is_gone_from_the_list_and_comes_back_whole(kept):
    stage, conversation = kept
    history = stage.services.history
    assert told(stage, lambda: history.remove(conversation), HeadsNews).heads == ()
    assert told(stage, lambda: history.restore(conversation), HeadsNews).heads[0].id == conversation
    assert len(told(stage, lambda: history.open(conversation), OpenedNews).conversation.path()) == 2


def test_search_finds_words_of_replies_and_leads_to_the_message(kept):
    stage, conversation = kept
    history = stage.services.history
    found = told(stage, lambda: history.search("rainbow"), FoundNews, lambda news: news.query == "rainbow")
    assert conversation in {hit.head.id for hit in found.hits}
    hit = next(hit for hit in found.hits if hit.message_id)
    start, end = hit.ranges[0]
    assert hit.snippet[start:end].casefold() == "rainbow"
    opened = told(stage, lambda: history.open(conversation, hit.message_id), OpenedNews)
    assert opened.focus in {message.id for message in opened.conversation.path()}


def test_opening_what_is_not_kept_says_so(stage):
    assert told(stage, lambda: stage.services.history.open("f" * 32), GoneNews).conversation_id == "f" * 32


def test_drafts_survive_a_restart(tmp_path, daemon):
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
        conversation, reply = stage.ask("What is a rainbow?")
        stage.ended(reply)
        stage.services.history.save_draft(conversation, Draft("And what is"))
        stage.services.history.save_draft("", Draft("A new thought"))
        told(stage, stage.services.history.draft, DraftNews)
    with Backstage(tmp_path, host=daemon.url) as stage:
        assert told(stage, lambda: stage.services.history.open(conversation), OpenedNews).draft.text == "And what is"
        assert told(stage, stage.services.history.draft, DraftNews).draft.text == "A new thought"


def test_a_damaged_database_is_moved_aside_and_said(tmp_path, daemon):
    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
    database = next(tmp_path.rglob("*.db"))
    database.write_bytes(b"not a database at all" * 1000)
    with Backstage(tmp_path, host=daemon.url) as stage:
        trouble = stage.wait(TroubleNews).trouble
        stage.ready()
        _, reply = stage.ask("Does it still work?")
        assert stage.ended(reply).state is State.DONE
    assert trouble.problem.value == "database_damaged"
    assert any(path.read_bytes().startswith(b"not a database") for path in tmp_path.rglob("*damaged*"))


def test_a_newer_database_is_refused_and_left_untouched(tmp_path, daemon):
    import sqlite3

    with Backstage(tmp_path, host=daemon.url) as stage:
        stage.ready()
    database = next(tmp_path.rglob("*.db"))
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = database.read_bytes()
    with Backstage(tmp_path, host=daemon.url) as stage:
        trouble = stage.wait(TroubleNews).trouble
        stage.ready()
        _, reply = stage.ask("Does it still work?")
        assert stage.ended(reply).state is State.DONE
    assert trouble.problem.value == "database_newer"
    assert database.read_bytes() == before
