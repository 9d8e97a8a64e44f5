from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role, State, new_id, title_from

HEAD = ConversationHead("c", "Tea", 1.0, 1.0)


def _message(identifier: str, parent: str | None = None) -> Message:
    return Message(identifier, parent, Role.USER, identifier)


def _tree(*pairs: tuple[str, str | None]) -> Conversation:
    return Conversation(HEAD, [_message(identifier, parent) for identifier, parent in pairs])


@pytest.fixture
def tree() -> Conversation:
    """q → a1 → q2, and beside a1 the retried a2."""
    return _tree(("q", None), ("a1", "q"), ("q2", "a1"), ("a2", "q"))


def _ids(messages: tuple[Message, ...]) -> list[str]:
    return [message.id for message in messages]


def test_an_empty_conversation_has_no_path() -> None:
    empty = Conversation(HEAD)
    assert (len(empty), empty.chosen_path(), empty.leaf_id()) == (0, (), None)


def test_the_path_goes_through_the_newest_sibling(tree: Conversation) -> None:
    assert _ids(tree.chosen_path()) == ["q", "a2"]
    assert tree.leaf_id() == "a2"


def test_choosing_a_sibling_brings_back_what_followed_it(tree: Conversation) -> None:
    tree.choose_message("a1")
    assert _ids(tree.chosen_path()) == ["q", "a1", "q2"]
    tree.choose_message("a2")
    assert _ids(tree.chosen_path()) == ["q", "a2"]


def test_choosing_a_message_deep_in_a_branch_turns_every_fork_towards_it(tree: Conversation) -> None:
    tree.choose_message("q2")
    assert tree.leaf_id() == "q2"


def test_siblings_are_all_answers_to_one_question_oldest_first(tree: Conversation) -> None:
    assert tree.siblings_of("a1") == tree.siblings_of("a2") == ("a1", "a2")
    assert tree.siblings_of("q") == ("q",)


def test_a_model_is_sent_the_way_to_a_message_whatever_is_chosen(tree: Conversation) -> None:
    assert _ids(tree.path_to("q2")) == ["q", "a1", "q2"]


def test_an_edited_first_question_is_a_sibling_of_the_first(tree: Conversation) -> None:
    tree.add_message(_message("edited"))
    assert _ids(tree.chosen_path()) == ["edited"]
    assert tree.siblings_of("q") == ("q", "edited")
    assert len(tree) == 5


def test_updating_changes_a_message_and_not_its_place(tree: Conversation) -> None:
    tree.choose_message("a1")
    changed = tree.update_message(replace(tree["a1"], text="new", state=State.STOPPED))
    assert tree["a1"] == changed
    assert (changed.text, changed.state, changed.parent) == ("new", State.STOPPED, "q")
    assert _ids(tree.chosen_path()) == ["q", "a1", "q2"]
    with pytest.raises(ValueError, match="another parent"):
        tree.update_message(replace(changed, parent="q2"))


def test_what_is_not_in_the_tree_is_a_key_error(tree: Conversation) -> None:
    assert "x" not in tree
    for call in (
        lambda: tree.choose_message("x"),
        lambda: tree.siblings_of("x"),
        lambda: tree.add_message(_message("y", "x")),
    ):
        with pytest.raises(KeyError):
            call()
    assert len(tree) == 4


def test_a_tree_is_rebuilt_with_the_siblings_that_were_chosen(tree: Conversation) -> None:
    again = Conversation(HEAD, tree, chosen=["a1"])
    assert _ids(again.chosen_path()) == ["q", "a1", "q2"]


def test_a_twin_shares_nothing_that_changes(tree: Conversation) -> None:
    path = tree.chosen_path()
    twin = tree.copy_tree()
    assert twin.chosen_path() is path
    twin.choose_message("a1")
    twin.add_message(_message("more", "q2"))
    twin.options["seed"] = 1
    assert tree.leaf_id() == "a2"
    assert (len(tree), tree.options) == (4, {})


@given(parents=st.lists(st.integers(0, 30), min_size=1, max_size=30), chosen=st.integers(0, 29))
def test_the_path_leads_through_whatever_was_chosen_and_ends_at_a_leaf(parents: list[int], chosen: int) -> None:
    tree = Conversation(HEAD)
    for number, parent in enumerate(parents):
        tree.add_message(_message(str(number), str(parent) if parent < number else None))
    target = str(chosen % len(parents))
    tree.choose_message(target)
    path = tree.chosen_path()
    assert target in _ids(path)
    assert [message.parent for message in path] == [None, *_ids(path)[:-1]]
    assert tree.path_to(path[-1].id) == path
    assert all(other.parent != path[-1].id for other in tree)


def test_identifiers_are_not_given_twice() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Why is the sky blue?", "Why is the sky blue?"),
        ("\n\n  Two \t words  \nand more", "Two words"),
        ("", ""),
        (" \n\t ", ""),
        ("为什么天空是蓝色的？\n第二行", "为什么天空是蓝色的？"),
        ("茶" * 100, "茶" * 60 + "…"),
        ("word " * 30, "word word word word word word word word word word word word…"),
        (
            "One sentence that is long enough to be cut, which it is, here, and more",
            "One sentence that is long enough to be cut, which it is…",
        ),
        ("x" * 61, "x" * 60 + "…"),
        ("x" * 60, "x" * 60),
        ("short " + "y" * 80, "short " + "y" * 54 + "…"),
    ],
)
def test_a_title_is_the_first_line_with_words_cut_at_a_word(text: str, title: str) -> None:
    assert title_from(text) == title


@given(text=st.text(max_size=300), limit=st.integers(10, 80))
def test_a_title_is_one_line_and_never_much_longer_than_its_limit(text: str, limit: int) -> None:
    title = title_from(text, limit)
    assert len(title) <= limit + 1
    assert len(title.splitlines()) <= 1
    assert bool(title) == bool(text.strip())


def test_removing_a_message_takes_what_follows_and_leads_to_its_sibling():
    tree = Conversation(ConversationHead("c", "", 0.0, 0.0))
    for name, parent in [("u", None), ("a", "u"), ("b", "u"), ("v", "b"), ("c", "v"), ("d", "v")]:
        tree.add_message(Message(name, parent, Role.USER))
    assert [message.id for message in tree.branch_of("b")] == ["b", "v", "c", "d"]
    removed = tree.remove_branch("b")
    assert [message.id for message in removed] == ["b", "v", "c", "d"]
    assert [message.id for message in tree.chosen_path()] == ["u", "a"]
    for message in removed:
        tree.add_message(message)
    assert [message.id for message in tree.chosen_path()] == ["u", "b", "v", "d"]
    tree.remove_branch("u")
    assert tree.chosen_path() == ()
    assert len(tree) == 0
