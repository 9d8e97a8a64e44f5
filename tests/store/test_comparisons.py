from __future__ import annotations

from pathlib import Path

import pytest

from teahouse.core.comparison import Comparison, Lane, Mode, Vote, lane_conversation_id
from teahouse.core.conversation import Message, Role, State
from teahouse.core.prompt_sets import Prompt, PromptSet
from teahouse.core.ratings import Ballot
from teahouse.store import database
from teahouse.store.comparisons import ComparisonRepository
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database
from teahouse.store.prompt_sets import KeptSetRun, PromptSetRepository

COMPARISON = Comparison(
    id="c",
    title="Sheep",
    created=1.0,
    lanes=(Lane("b", "gemma3:270m", {"temperature": 0.5}, "high"), Lane("a", "smollm2:135m")),
    system="Be brief.",
    mode=Mode.AT_ONCE,
    repetitions=3,
    preload=False,
    options={"num_predict": 64},
    seed=7,
    blind=True,
    reference_answer="a",
    set_run="s",
)


@pytest.fixture
def comparisons(database: Database) -> ComparisonRepository:
    return ComparisonRepository(database)


def test_a_comparison_comes_back_as_it_was_kept(comparisons: ComparisonRepository) -> None:
    comparisons.create_comparison(COMPARISON)
    assert comparisons.load_comparison("c") == COMPARISON
    (head,) = comparisons.list_heads()
    assert (head.title, head.models, head.voted, head.set_run) == (
        "Sheep",
        ("gemma3:270m", "smollm2:135m"),
        False,
        "s",
    )
    assert comparisons.of_set_run("s") == ("c",)
    with pytest.raises(KeyError):
        comparisons.load_comparison("nobody")


def test_a_lane_is_a_conversation_that_no_list_and_no_search_shows(
    comparisons: ComparisonRepository, database: Database
) -> None:
    comparisons.create_comparison(COMPARISON)
    conversations = ConversationRepository(database)
    lane = lane_conversation_id("c", "b")
    conversations.add_messages(lane, Message("q", None, Role.USER, "How many sheep are left?"))
    conversations.add_messages(lane, Message("r", "q", Role.ASSISTANT, "Nine sheep.", model="gemma3:270m"))
    tree = conversations.load_conversation(lane)
    assert [message.text for message in tree.chosen_path()] == ["How many sheep are left?", "Nine sheep."]
    assert (tree.system, tree.think) == ("Be brief.", "high")
    assert tree.options == {"num_predict": 64, "seed": 7, "temperature": 0.5}
    assert conversations.list_heads() == ()
    assert conversations.search_texts("sheep") == ()
    assert conversations.search_texts("Sh") == ()


def test_a_lane_cut_by_a_crash_keeps_what_had_arrived(comparisons: ComparisonRepository, database: Database) -> None:
    comparisons.create_comparison(COMPARISON)
    conversations = ConversationRepository(database)
    lane = lane_conversation_id("c", "a")
    conversations.add_messages(lane, Message("r", None, Role.ASSISTANT, state=State.STREAMING))
    conversations.append_reply("r", "Nine ")
    conversations.append_reply("r", "sheep")
    assert conversations.recover_replies() == 1
    assert (conversations.load_conversation(lane)["r"].text, conversations.load_conversation(lane)["r"].state) == (
        "Nine sheep",
        State.CUT,
    )


def test_removing_a_comparison_removes_its_answers_and_leaves_its_votes(
    comparisons: ComparisonRepository, database: Database
) -> None:
    comparisons.create_comparison(COMPARISON)
    ConversationRepository(database).add_messages(
        lane_conversation_id("c", "a"), Message("r", None, Role.USER, "Hello?")
    )
    comparisons.save_vote("c", Vote(0, "a", 2.0, True), "smollm2:135m", ["gemma3:270m", "smollm2:135m"])
    comparisons.delete_comparison("c")
    assert comparisons.list_heads() == ()
    for table in ("lanes", "conversations", "messages"):
        assert database.fetch_all(f"SELECT count(*) FROM {table}")[0][0] == 0
    assert comparisons.list_ballots() == (Ballot(("gemma3:270m", "smollm2:135m"), "smollm2:135m"),)


def test_a_second_vote_in_a_turn_replaces_the_first(comparisons: ComparisonRepository) -> None:
    comparisons.create_comparison(COMPARISON)
    comparisons.save_vote("c", Vote(0, "a", 2.0, True), "smollm2:135m", ["gemma3:270m", "smollm2:135m"])
    comparisons.save_vote("c", Vote(0, "", 3.0), "", ["gemma3:270m", "smollm2:135m"])
    comparisons.save_vote("c", Vote(1, "b", 4.0), "gemma3:270m", ["gemma3:270m", "smollm2:135m"])
    assert comparisons.load_comparison("c").votes == (Vote(0, "", 3.0), Vote(1, "b", 4.0))
    assert sorted(ballot.winner for ballot in comparisons.list_ballots()) == ["", "gemma3:270m"]
    assert comparisons.list_heads()[0].voted


def test_a_damaged_file_gives_its_comparisons_to_the_fresh_one(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    old = Database.open(path).database
    ComparisonRepository(old).create_comparison(COMPARISON)
    ConversationRepository(old).add_messages(lane_conversation_id("c", "a"), Message("r", None, Role.USER, "Hello?"))
    old.close()
    backup = database.set_aside(path)
    fresh = Database.open(path).database
    with fresh.write_transaction() as connection:
        database.take_over(backup, connection)
    assert ComparisonRepository(fresh).load_comparison("c") == COMPARISON
    assert ConversationRepository(fresh).load_conversation(lane_conversation_id("c", "a"))["r"].text == "Hello?"
    assert ConversationRepository(fresh).list_heads() == ()
    fresh.close()


def test_a_row_that_is_no_message_costs_no_other_one(tmp_path: Path) -> None:
    path = tmp_path / "teahouse.db"
    old = Database.open(path).database
    ComparisonRepository(old).create_comparison(COMPARISON)
    lane = lane_conversation_id("c", "a")
    talk = [Message(name, above, Role.USER, name) for above, name in ((None, "r"), ("r", "s"), ("s", "t"))]
    ConversationRepository(old).add_messages(lane, *talk)
    with old.write_transaction() as connection:
        connection.execute("UPDATE messages SET facts = 'no JSON' WHERE id = 'r'")
    old.close()
    backup = database.set_aside(path)
    fresh = Database.open(path).database
    with fresh.write_transaction() as connection:
        database.take_over(backup, connection)
    assert [row["id"] for row in fresh.fetch_all("SELECT id FROM messages ORDER BY number")] == ["s", "t"]
    fresh.close()


def test_prompt_sets_are_kept_changed_and_removed(database: Database) -> None:
    sets = PromptSetRepository(database)
    mine = PromptSet("m", "Mine", (Prompt("One?", "1", "Be brief."), Prompt("二？")), title_zh="我的")
    sets.save_set(mine)
    assert sets.list_sets() == (mine,)
    changed = PromptSet("m", "Mine", (Prompt("One?"),))
    sets.save_set(changed)
    assert sets.list_sets() == (changed,)
    sets.delete_set("m")
    assert sets.list_sets() == ()


def test_runs_of_sets_that_are_not_finished_come_newest_first(database: Database) -> None:
    sets = PromptSetRepository(database)
    first, second = (KeptSetRun(name, "coding", "Coding", 1.0, ("a", "b")) for name in ("r1", "r2"))
    sets.begin_run(first)
    sets.begin_run(second)
    assert sets.list_unfinished() == (second, first)
    sets.finish_run("r2")
    assert sets.list_unfinished() == (first,)
    assert (sets.load_run("r2"), sets.load_run("r3")) == (second, None)
