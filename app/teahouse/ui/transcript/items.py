"""The messages of the path as items, each made when it is first needed: a conversation of ten thousand messages opens
like one of ten. Heights of messages that no item was made for are guessed from their lengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from teahouse.core.conversation import Message, Role
from teahouse.ui.transcript.ink import Ink
from teahouse.ui.transcript.item import Item, guessed_height

SAMPLE = 24  # messages, the last ones, that say how high text of this conversation is


class Items(Sequence[Item]):
    """`messages` from the first; `make` makes the item of one by its number, `known` are those there are by id."""

    def __init__(
        self, messages: Sequence[Message] = (), make: Callable[[int], Item] | None = None,
        known: Mapping[str, Item] | None = None,
    ) -> None:  # fmt: skip
        self.messages = list(messages)
        self._make = make
        get = (known or {}).get
        self._made: list[Item | None] = [get(message.id) for message in self.messages]

    def __len__(self) -> int:
        return len(self.messages)

    def __getitem__(self, number: int) -> Item:
        item = self._made[number]
        if item is None:
            number %= len(self.messages)
            item = self._made[number] = self._make(number)
        return item

    def made(self, number: int) -> Item | None:
        """The item of a message, where it was made."""
        return self._made[number]

    def heights(self, width: int, ink: Ink) -> list[int]:
        """How high all are for a width, as far as it is known."""
        asked, answered, each = self._guess(width, ink)
        user = Role.USER
        found = [
            (asked if message.role is user else answered) + int(each * len(message.text)) for message in self.messages
        ]
        for number, item in enumerate(self._made):
            if item is not None:
                found[number] = item.height(width)
        return found

    def _guess(self, width: int, ink: Ink) -> tuple[int, int, float]:
        """Pixels for a question and for a reply without text, and for each character."""
        sample = self.messages[-SAMPLE:]
        empty = {role: guessed_height(ink, Message("", None, role), width) for role in (Role.USER, Role.ASSISTANT)}
        length = sum(len(message.text) for message in sample)
        above = sum(
            guessed_height(ink, message, width) - empty.get(message.role, empty[Role.ASSISTANT]) for message in sample
        )
        return empty[Role.USER], empty[Role.ASSISTANT], above / max(1, length)
