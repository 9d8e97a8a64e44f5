from __future__ import annotations

import pytest

from fixtures.conversations import answer, chain, head, question
from teahouse.core.conversation import LONGEST_TITLE, Conversation, Draft, Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.store.conversations import Conversations
from teahouse.store.database import Database
from teahouse.store.opening import suspect_mark

FIGURES = Figures(generation_rate=21.4, first_word=0.38, tokens=412, memory=5_200_000_000, measured_here=True)


def test_a_conversation_comes_back_as_it_was_made(conversations: Conversations) -> None:
    made = Conversation(head("d", "茶"), options={"temperature": 0.2, "stop": ["\n"]}, system="Be brief.", think="high")
    conversations.create(made)
    failed = Message(
        "a",
        "q",
        Role.ASSISTANT,
        "Half",
        "hm",
        "qwen3:8b",
        State.FAILED,
        2.5,
        Problem.HOST_LOST.value,
        {"n": 1},
        FIGURES,
    )
    conversations.add("d", question("q", "Why?"), failed)

    loaded = conversations.load("d")

    assert (loaded.options, loaded.system, loaded.think) == (made.options, "Be brief.", "high")
    assert loaded.path() == (question("q", "Why?"), failed)
    assert loaded.head.title == "茶"
    assert loaded.head.updated == 2.5


def test_lists_begin_with_what_changed_last(conversations: Conversations) -> None:
    conversations.create(Conversation(head("new", at=5.0)))
    assert [item.id for item in conversations.heads()] == ["new", "c"]
    conversations.add("c", question("q", "Hello", at=9.0))
    assert [item.id for item in conversations.heads()] == ["c", "new"]


def test_a_list_is_read_a_page_at_a_time_in_the_order_of_its_places(conversations: Conversations) -> None:
    for number in range(20):
        conversations.create(Conversation(head(f"n{number}", at=float(number // 3))))  # some changed at one moment
        conversations.pin(f"n{number}", number % 7 == 0)
    conversations.remove("n4")
    whole = conversations.heads()
    assert len(whole) == 20
    assert list(whole) == sorted(whole, key=lambda item: item.place)
    for count in (1, 2, 5, 30):
        found = list(conversations.heads(count))
        while page := conversations.heads(count, found[-1]):
            assert len(page) <= count
            found += page
        assert tuple(found) == whole


def test_a_title_of_any_length_is_read_up_to_its_limit(conversations: Conversations) -> None:
    conversations.rename("c", "tea" * 1_000_000)
    assert conversations.heads()[0].title == conversations.head("c")[0].title == ("tea" * LONGEST_TITLE)[:LONGEST_TITLE]
    assert conversations.load("c").head.title == conversations.heads()[0].title


def test_a_conversation_is_told_with_whether_it_is_listed(conversations: Conversations) -> None:
    assert conversations.head("c")[1]
    conversations.remove("c")
    assert not conversations.head("c")[1]
    with pytest.raises(KeyError):
        conversations.head("unknown")


def test_an_older_message_does_not_make_a_conversation_older(conversations: Conversations) -> None:
    conversations.add("c", question("q", "Hello", at=0.5))
    assert conversations.heads()[0].updated == 1.0


@pytest.mark.parametrize("think", [None, True, False, "low"])
def test_configuring_changes_what_is_named_alone(conversations: Conversations, think: bool | str | None) -> None:
    conversations.configure("c", options={"seed": 7}, system="S", think="high", model="other:1b")
    conversations.configure("c", think=think)
    loaded = conversations.load("c")
    assert (loaded.options, loaded.system, loaded.think, loaded.head.model) == ({"seed": 7}, "S", think, "other:1b")


def test_renaming_and_pinning(conversations: Conversations) -> None:
    conversations.rename("c", "Green tea")
    conversations.pin("c", True)
    assert [(item.title, item.pinned) for item in conversations.heads()] == [("Green tea", True)]
    conversations.pin("c", False)
    assert not conversations.heads()[0].pinned


def test_the_chosen_sibling_is_kept(conversations: Conversations) -> None:
    conversations.add("c", question("q", "Why?"), answer("a1", "One", "q"))
    conversations.add("c", answer("a2", "Two", "q"))
    assert conversations.load("c").leaf() == "a2"
    conversations.choose("c", "a1")
    assert conversations.load("c").leaf() == "a1"
    conversations.choose("c", "a2")
    assert conversations.load("c").leaf() == "a2"


def test_a_new_sibling_becomes_the_chosen_one(conversations: Conversations) -> None:
    conversations.add("c", question("q", "Why?"), answer("a1", "One", "q"), answer("a2", "Two", "q"))
    conversations.choose("c", "a1")
    conversations.add("c", answer("a3", "Three", "q"))
    assert conversations.load("c").leaf() == "a3"


def test_choosing_leads_through_older_branches_on_every_level(conversations: Conversations) -> None:
    """The store's choices and those of the tree in memory are the same after any of them."""
    messages = [question("q1", "A"), answer("a11", "B", "q1"), answer("a12", "C", "q1")]
    messages += [question("q2", "D"), question("q11", "E", "a11"), question("q12", "F", "a11")]
    conversations.add("c", *messages)
    tree = conversations.load("c")
    for message in ("q11", "q2", "a12", "q11", "a11"):
        conversations.choose("c", message)
        tree.choose(message)
        assert conversations.load("c").path() == tree.path()


def test_a_branch_not_on_the_path_keeps_its_own_choice(conversations: Conversations) -> None:
    conversations.add("c", question("q1", "A"), answer("a1", "B", "q1"), answer("a2", "C", "q1"), question("q2", "D"))
    conversations.choose("c", "a1")
    conversations.choose("c", "q2")
    again = conversations.load("c")
    assert again.leaf() == "q2"
    again.choose("q1")
    assert again.leaf() == "a1"


def test_what_is_not_there_is_a_key_error(conversations: Conversations) -> None:
    for call in (
        lambda: conversations.load("x"),
        lambda: conversations.rename("x", "T"),
        lambda: conversations.add("x", question("q", "?")),
        lambda: conversations.add("c", answer("a", "!", "nobody")),
        lambda: conversations.append_reply("x", "text"),
        lambda: conversations.finish(answer("x", "text", None)),
        lambda: conversations.choose("c", "x"),
        lambda: conversations.remove("x"),
    ):
        with pytest.raises(KeyError):
            call()


def test_messages_are_added_together_or_not_at_all(conversations: Conversations) -> None:
    with pytest.raises(KeyError):
        conversations.add("c", question("q", "Kept?"), answer("a", "", "nobody"))
    assert len(conversations.load("c")) == 0


def test_a_parent_in_another_conversation_is_no_parent(conversations: Conversations) -> None:
    conversations.create(Conversation(head("d")))
    conversations.add("d", question("q", "Elsewhere"))
    with pytest.raises(KeyError):
        conversations.add("c", answer("a", "", "q"))


def test_removing_can_be_undone(conversations: Conversations) -> None:
    conversations.add("c", question("q", "jasmine"))
    conversations.remove("c")
    assert conversations.heads() == ()
    assert conversations.search("jasmine") == ()
    conversations.restore("c")
    assert [item.id for item in conversations.heads()] == ["c"]
    assert len(conversations.search("jasmine")) == 1


def test_purging_deletes_what_was_removed_long_ago_and_every_trace_of_it(database: Database) -> None:
    now = 1000.0
    conversations = Conversations(database, clock=lambda: now)
    for name in ("old", "fresh", "stays"):
        conversations.create(Conversation(head(name)))
        conversations.add(name, *chain(3, prefix=name, words="jasmine"))
        conversations.save_draft(name, Draft("a draft"))
    conversations.remove("old")
    now = 2000.0
    conversations.remove("fresh")

    assert conversations.purge(older_than_seconds=500) == 1

    conversations.restore("fresh")
    assert {item.id for item in conversations.heads()} == {"fresh", "stays"}
    with pytest.raises(KeyError):
        conversations.load("old")
    assert conversations.draft("old") == Draft("")
    assert conversations.draft("fresh") == Draft("a draft")
    assert database.fetch("SELECT count(*) FROM messages")[0][0] == 6
    assert len(database.fetch("SELECT rowid FROM found WHERE found MATCH '\"jas\"'")) == 6


def test_a_very_long_conversation_can_be_purged(conversations: Conversations) -> None:
    """Deleting from parent to child would recurse once a message, which SQLite refuses beyond 1,000."""
    conversations.add("c", *chain(3000))
    conversations.remove("c")
    assert conversations.purge(0) == 1


def test_drafts_are_kept_one_per_conversation_and_one_for_the_new_chat(conversations: Conversations) -> None:
    conversations.save_draft("", Draft("for a chat that is not there yet"))
    conversations.save_draft("c", Draft("first"))
    conversations.save_draft("c", Draft("second"))
    assert (conversations.draft("").text, conversations.draft("c").text) == (
        "for a chat that is not there yet",
        "second",
    )
    conversations.save_draft("c", Draft(""))
    assert conversations.draft("c") == Draft("")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("😀 e\u0301 日本語 עברית \u202e \ufeff", "😀 e\u0301 日本語 עברית \u202e \ufeff"),
        ("one\0two", "one\ufffdtwo"),
        ("half \ud83d of a pair", "half \ufffd of a pair"),
        ("a whole \ud83d\ude00 pair", "a whole 😀 pair"),
        ("line\u2028separator\u0085\r\n", "line\u2028separator\u0085\r\n"),
    ],
)
def test_any_text_can_be_kept(conversations: Conversations, text: str, kept: str) -> None:
    conversations.rename("c", text)
    conversations.configure("c", system=text)
    conversations.save_draft("c", Draft(text))
    conversations.add("c", question("q", text), answer("a", "", "q", State.STREAMING))
    conversations.append_reply("a", text, text)
    loaded = conversations.load("c")
    assert {loaded.head.title, loaded.system, conversations.draft("c").text, loaded["q"].text} == {kept}
    assert {loaded["a"].text, loaded["a"].thinking} == {kept}


def test_a_column_of_text_that_holds_no_text_is_damage(conversations: Conversations, database: Database) -> None:
    conversations.add("c", question("a", "Tea?"))
    with database.writing() as connection:
        connection.execute("UPDATE messages SET text = CAST(x'ff80' AS TEXT)")
    with pytest.raises(Trouble) as caught:
        conversations.load("c")
    assert caught.value.problem is Problem.DATABASE_DAMAGED
    assert suspect_mark(database.path).exists(), "the next start looks into it"


def test_the_disk_and_memory_hold_the_same(conversations: Conversations) -> None:
    """A database in memory is for a read-only folder; it can do all that the file can."""
    held = Database.in_memory()
    memory = Conversations(held)
    memory.create(Conversation(head()))
    for place in (conversations, memory):
        place.add("c", *chain(4))
        place.rename("c", "Same")
    assert conversations.load("c").path() == memory.load("c").path()
    assert [hit.message_id for hit in memory.search("leaf")] == [hit.message_id for hit in conversations.search("leaf")]
    held.close()
