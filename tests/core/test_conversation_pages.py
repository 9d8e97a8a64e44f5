"""A conversation that is read from its end in pages equals one that is read as a whole."""

from __future__ import annotations

import random

import pytest

from teahouse.core.conversation import Conversation, ConversationHead, Earlier, Message, Role

HEAD = ConversationHead("c", "Tea", 1.0, 2.0)


def branches(chance: random.Random) -> list[Message]:
    """A path of 60 messages with branches of one to three messages beside it, parents first."""
    messages: list[Message] = []
    above: str | None = None
    for number in range(60):
        side = above
        for step in range(chance.randrange(3) if number else 0):
            messages.append(Message(f"b{number}-{step}", side, Role.USER))
            side = messages[-1].id
        messages.append(Message(f"m{number}", above, Role.USER))
        above = messages[-1].id
    return messages


def level(messages: list[Message], number: int) -> list[Message]:
    """The messages that stand beside m{number} and below those, but not below m{number} itself."""
    return [one for one in messages if one.id == f"m{number}" or one.id.startswith(f"b{number}-")]


@pytest.mark.parametrize("seed", range(10))
def test_pages_put_before_one_another_are_the_whole(seed: int) -> None:
    chance = random.Random(seed)
    messages = branches(chance)
    whole = Conversation(HEAD, messages)
    begin = 50
    end = [one for number in range(begin, 60) for one in level(messages, number)]
    tree = Conversation(HEAD, end, earlier=Earlier(f"m{begin - 1}", begin))
    while begin:
        size = min(begin, chance.randrange(1, 20))
        page = [one for number in range(begin - size, begin) for one in level(messages, number)]
        begin -= size
        tree.prepend_messages(Earlier(f"m{begin - 1}", begin) if begin else Earlier(), page, ())
        if chance.random() < 0.5:
            tree.add_message(Message(f"new{begin}", tree.leaf_id(), Role.USER))
            whole.add_message(Message(f"new{begin}", whole.leaf_id(), Role.USER))
        if chance.random() < 0.5:
            removed = tree.remove_branch(tree.leaf_id() or "")
            assert whole.remove_branch(removed[0].id) == removed
            for one in removed:
                tree.add_message(one)
                whole.add_message(one)
        places = {one.id: at for at, one in enumerate(tree)}
        assert len(places) == len(tree)
        assert all(one.parent not in places or places[one.parent] < places[one.id] for one in tree)
    assert tree.chosen_path() == whole.chosen_path()
    assert sorted(tree, key=lambda one: one.id) == sorted(whole, key=lambda one: one.id)
    assert [tree.siblings_of(one.id) for one in messages] == [whole.siblings_of(one.id) for one in messages]
    assert list(tree.copy_tree()) == list(tree)
