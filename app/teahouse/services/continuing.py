"""A lane that goes on as a conversation of its own: the path that is shown, copied with new ids."""

from __future__ import annotations

from dataclasses import replace
from time import time

from teahouse.core.comparison import Lane
from teahouse.core.conversation import Conversation, ConversationHead, new_id
from teahouse.services.open_comparison import OpenComparison


def copy_of(opened: OpenComparison, lane: Lane) -> Conversation:
    """A new conversation with the lane's questions and answers up to its last good answer, its options, system prompt
    and way to think. The comparison stays as it is."""
    tree = opened.trees[lane.id]
    last = opened.goes_on_from(lane.id)
    now = time()
    head = ConversationHead(new_id(), opened.kept.title, created=now, updated=now, model=lane.model)
    copy = Conversation(head, options=dict(tree.options), system=tree.system, think=tree.think)
    above: str | None = None
    for message in () if last is None else tree.path_to(last):
        copy.add(replace(message, id=new_id(), parent=above))
        above = copy.leaf()
    return copy
