from __future__ import annotations

import pytest

from fixtures.conversations import answer, chain, head, question
from teahouse.core.conversation import LONGEST_TITLE, Conversation, Draft, Message, Role, State
from teahouse.core.errors import Problem, Trouble
from teahouse.core.measure import Figures
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database
from teahouse.store.opening import suspect_mark

FIGURES = Figures(generation_rate=21.4, first_word=0.38, tokens=412, memory=5_200_000_000, measured_here=True)


def test_a_conversation_comes_back_as_it_was_made(conversations: ConversationRepository) -> None:
    made = Conversation(head("d", "茶"), options={"temperature": 0.2, "stop": ["\n"]}, system="Be brief.", think="high")
    conversations.create_conversation(made)
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
    conversations.add_messages("d", question("q", "Why?"), failed)

    loaded = conversations.load_conversation("d")

    assert (loaded.options, loaded.system, loaded.think) == (made.options, "Be brief.", "high")
    assert loaded.chosen_path() == (question("q", "Why?"), failed)
    assert loaded.head.title == "茶"
    assert loaded.head.updated == 2.5


def test_lists_begin_with_what_changed_last(conversations: ConversationRepository) -> None:
    conversations.create_conversation(Conversation(head("new", at=5.0)))
    assert [item.id for item in conversations.list_heads()] == ["new", "c"]
    conversations.add_messages("c", question("q", "Hello", at=9.0))
    assert [item.id for item in conversations.list_heads()] == ["c", "new"]


def test_a_list_is_read_a_page_at_a_time_in_the_order_of_its_places(conversations: ConversationRepository) -> None:
    for number in range(20):
        conversations.create_conversation(
            Conversation(head(f"n{number}", at=float(number // 3)))
        )  # some changed at one moment
        conversations.set_pinned(f"n{number}", number % 7 == 0)
    conversations.remove_conversation("n4")
    whole = conversations.list_heads()
    assert len(whole) == 20
    assert list(whole) == sorted(whole, key=lambda item: item.place)
    for count in (1, 2, 5, 30):
        found = list(conversations.list_heads(count))
        while page := conversations.list_heads(count, found[-1]):
            assert len(page) <= count
            found += page
        assert tuple(found) == whole


def test_a_title_of_any_length_is_read_up_to_its_limit(conversations: ConversationRepository) -> None:
    conversations.rename_conversation("c", "tea" * 1_000_000)
    assert (
        conversations.list_heads()[0].title
        == conversations.load_head("c")[0].title
        == ("tea" * LONGEST_TITLE)[:LONGEST_TITLE]
    )
    assert conversations.load_conversation("c").head.title == conversations.list_heads()[0].title


def test_a_conversation_is_told_with_whether_it_is_listed(conversations: ConversationRepository) -> None:
    assert conversations.load_head("c")[1]
    conversations.remove_conversation("c")
    assert not conversations.load_head("c")[1]
    with pytest.raises(KeyError):
        conversations.load_head("unknown")


def test_an_older_message_does_not_make_a_conversation_older(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", question("q", "Hello", at=0.5))
    assert conversations.list_heads()[0].updated == 1.0


@pytest.mark.parametrize("think", [None, True, False, "low"])
def test_configuring_changes_what_is_named_alone(
    conversations: ConversationRepository, think: bool | str | None
) -> None:
    conversations.update_settings("c", options={"seed": 7}, system="S", think="high", model="other:1b")
    conversations.update_settings("c", think=think)
    loaded = conversations.load_conversation("c")
    assert (loaded.options, loaded.system, loaded.think, loaded.head.model) == ({"seed": 7}, "S", think, "other:1b")


def test_renaming_and_pinning(conversations: ConversationRepository) -> None:
    conversations.rename_conversation("c", "Green tea")
    conversations.set_pinned("c", True)
    assert [(item.title, item.pinned) for item in conversations.list_heads()] == [("Green tea", True)]
    conversations.set_pinned("c", False)
    assert not conversations.list_heads()[0].pinned


def test_the_chosen_sibling_is_kept(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", question("q", "Why?"), answer("a1", "One", "q"))
    conversations.add_messages("c", answer("a2", "Two", "q"))
    assert conversations.load_conversation("c").leaf_id() == "a2"
    conversations.choose_message("c", "a1")
    assert conversations.load_conversation("c").leaf_id() == "a1"
    conversations.choose_message("c", "a2")
    assert conversations.load_conversation("c").leaf_id() == "a2"


def test_a_new_sibling_becomes_the_chosen_one(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", question("q", "Why?"), answer("a1", "One", "q"), answer("a2", "Two", "q"))
    conversations.choose_message("c", "a1")
    conversations.add_messages("c", answer("a3", "Three", "q"))
    assert conversations.load_conversation("c").leaf_id() == "a3"


def test_choosing_leads_through_older_branches_on_every_level(conversations: ConversationRepository) -> None:
    """The store's choices and those of the tree in memory are the same after any of them."""
    messages = [question("q1", "A"), answer("a11", "B", "q1"), answer("a12", "C", "q1")]
    messages += [question("q2", "D"), question("q11", "E", "a11"), question("q12", "F", "a11")]
    conversations.add_messages("c", *messages)
    tree = conversations.load_conversation("c")
    for message in ("q11", "q2", "a12", "q11", "a11"):
        conversations.choose_message("c", message)
        tree.choose_message(message)
        assert conversations.load_conversation("c").chosen_path() == tree.chosen_path()


def test_a_branch_not_on_the_path_keeps_its_own_choice(conversations: ConversationRepository) -> None:
    conversations.add_messages(
        "c", question("q1", "A"), answer("a1", "B", "q1"), answer("a2", "C", "q1"), question("q2", "D")
    )
    conversations.choose_message("c", "a1")
    conversations.choose_message("c", "q2")
    again = conversations.load_conversation("c")
    assert again.leaf_id() == "q2"
    again.choose_message("q1")
    assert again.leaf_id() == "a1"


def test_what_is_not_there_is_a_key_error(conversations: ConversationRepository) -> None:
    for call in (
        lambda: conversations.load_conversation("x"),
        lambda: conversations.rename_conversation("x", "T"),
        lambda: conversations.add_messages("x", question("q", "?")),
        lambda: conversations.add_messages("c", answer("a", "!", "nobody")),
        lambda: conversations.append_reply("x", "text"),
        lambda: conversations.finish_reply(answer("x", "text", None)),
        lambda: conversations.choose_message("c", "x"),
        lambda: conversations.remove_conversation("x"),
    ):
        with pytest.raises(KeyError):
            call()


def test_messages_are_added_together_or_not_at_all(conversations: ConversationRepository) -> None:
    with pytest.raises(KeyError):
        conversations.add_messages("c", question("q", "Kept?"), answer("a", "", "nobody"))
    assert len(conversations.load_conversation("c")) == 0


def test_a_parent_in_another_conversation_is_no_parent(conversations: ConversationRepository) -> None:
    conversations.create_conversation(Conversation(head("d")))
    conversations.add_messages("d", question("q", "Elsewhere"))
    with pytest.raises(KeyError):
        conversations.add_messages("c", answer("a", "", "q"))


def test_removing_can_be_undone(conversations: ConversationRepository) -> None:
    conversations.add_messages("c", question("q", "jasmine"))
    conversations.remove_conversation("c")
    assert conversations.list_heads() == ()
    assert conversations.search_texts("jasmine") == ()
    conversations.restore_conversation("c")
    assert [item.id for item in conversations.list_heads()] == ["c"]
    assert len(conversations.search_texts("jasmine")) == 1


def test_purging_deletes_what_was_removed_long_ago_and_every_trace_of_it(database: Database) -> None:
    now = 1000.0
    conversations = ConversationRepository(database, clock=lambda: now)
    for name in ("old", "fresh", "stays"):
        conversations.create_conversation(Conversation(head(name)))
        conversations.add_messages(name, *chain(3, prefix=name, words="jasmine"))
        conversations.save_draft(name, Draft("a draft"))
    conversations.remove_conversation("old")
    now = 2000.0
    conversations.remove_conversation("fresh")

    assert conversations.purge_removed(older_than_seconds=500) == ("old",)

    conversations.restore_conversation("fresh")
    assert {item.id for item in conversations.list_heads()} == {"fresh", "stays"}
    with pytest.raises(KeyError):
        conversations.load_conversation("old")
    assert conversations.load_draft("old") == Draft("")
    assert conversations.load_draft("fresh") == Draft("a draft")
    assert database.fetch_all("SELECT count(*) FROM messages")[0][0] == 6
    assert len(database.fetch_all("SELECT rowid FROM found WHERE found MATCH '\"jas\"'")) == 6


def test_a_very_long_conversation_can_be_purged(conversations: ConversationRepository) -> None:
    """Deleting from parent to child would recurse once a message, which SQLite refuses beyond 1,000."""
    conversations.add_messages("c", *chain(3000))
    conversations.remove_conversation("c")
    assert conversations.purge_removed(0) == ("c",)


def test_drafts_are_kept_one_per_conversation_and_one_for_the_new_chat(conversations: ConversationRepository) -> None:
    conversations.save_draft("", Draft("for a chat that is not there yet"))
    conversations.save_draft("c", Draft("first"))
    conversations.save_draft("c", Draft("second"))
    assert (conversations.load_draft("").text, conversations.load_draft("c").text) == (
        "for a chat that is not there yet",
        "second",
    )
    conversations.save_draft("c", Draft(""))
    assert conversations.load_draft("c") == Draft("")


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
def test_any_text_can_be_kept(conversations: ConversationRepository, text: str, kept: str) -> None:
    conversations.rename_conversation("c", text)
    conversations.update_settings("c", system=text)
    conversations.save_draft("c", Draft(text))
    conversations.add_messages("c", question("q", text), answer("a", "", "q", State.STREAMING))
    conversations.append_reply("a", text, text)
    loaded = conversations.load_conversation("c")
    assert {loaded.head.title, loaded.system, conversations.load_draft("c").text, loaded["q"].text} == {kept}
    assert {loaded["a"].text, loaded["a"].thinking} == {kept}


def test_a_column_of_text_that_holds_no_text_is_damage(
    conversations: ConversationRepository, database: Database
) -> None:
    conversations.add_messages("c", question("a", "Tea?"))
    with database.write_transaction() as connection:
        connection.execute("UPDATE messages SET text = CAST(x'ff80' AS TEXT)")
    with pytest.raises(Trouble) as caught:
        conversations.load_conversation("c")
    assert caught.value.problem is Problem.DATABASE_DAMAGED
    assert suspect_mark(database.path).exists(), "the next start looks into it"


def test_the_disk_and_memory_hold_the_same(conversations: ConversationRepository) -> None:
    """A database in memory is for a read-only folder; it can do all that the file can."""
    held = Database.in_memory()
    memory = ConversationRepository(held)
    memory.create_conversation(Conversation(head()))
    for place in (conversations, memory):
        place.add_messages("c", *chain(4))
        place.rename_conversation("c", "Same")
    assert conversations.load_conversation("c").chosen_path() == memory.load_conversation("c").chosen_path()
    assert [hit.message_id for hit in memory.search_texts("leaf")] == [
        hit.message_id for hit in conversations.search_texts("leaf")
    ]
    held.close()
