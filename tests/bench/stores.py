"""Databases of any size for the benchmarks of the application, written with the store's own code."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from teahouse.core.conversation import Conversation, ConversationHead, Message, Role
from teahouse.core.measure import Figures
from teahouse.desktop.paths import Paths
from teahouse.store.conversations import ConversationRepository
from teahouse.store.database import Database

REPLY = (
    "Tea is made by **pouring hot water** over leaves. What comes of it depends on three things:\n\n"
    "- how *hot* the water is\n- how long it stands\n- how many leaves there are\n\n"
    "```python\ndef brew(leaves, water):\n    return water.over(leaves)\n```\n\nNumber {number}."
)
BATCH = 2000


def make_store(home: str, *lengths: int, others: int = 0, figures: bool = False) -> None:
    """Conversations of these lengths, the last the newest, and `others` short ones that are older; with `figures` each
    reply has been counted by its host."""
    paths = Paths.from_environment({"TEAHOUSE_HOME": home})
    paths.create_folders()
    database = Database.open(Path(paths.database)).database
    conversations = ConversationRepository(database)
    for number in range(others):
        _create(conversations, f"other{number}", 2, float(number), figures)
    for number, length in enumerate(lengths):
        _create(conversations, f"talk{number}", length, 1e6 + number, figures)
    database.close()


def _create(conversations: ConversationRepository, name: str, length: int, at: float, figures: bool) -> None:
    head = ConversationHead(name, f"{name} of {length}", at, at, model="smollm2:135m")
    conversations.create_conversation(Conversation(head))
    messages = _messages(name, length, at, figures)
    while batch := list(islice(messages, BATCH)):
        conversations.add_messages(name, *batch)


def _messages(name: str, length: int, at: float, figures: bool) -> Iterator[Message]:
    above: str | None = None
    for number in range(length):
        reply = number % 2 == 1
        counted = Figures(tokens=90, generation_rate=50.0, context_used=40 * number) if figures and reply else None
        yield Message(
            f"{name}-{number}",
            above,
            Role.ASSISTANT if reply else Role.USER,
            REPLY.replace("{number}", str(number)) if reply else f"Question {number} of {name}: how is tea made?",
            model="smollm2:135m" if reply else "",
            created=at,
            figures=counted,
        )
        above = f"{name}-{number}"
