"""The messages of the path as items, each made when it is first needed: a conversation of ten thousand messages opens
like one of ten. Heights of messages that no item was made for are guessed from their lengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from operator import attrgetter

from teahouse.core.conversation import Message, Role
from teahouse.ui.transcript.item import Item, guessed_height
from teahouse.ui.transcript.text_style import TextStyle

_TEXT, _ID = attrgetter("text"), attrgetter("id")

NEAR = 64  # messages at the end
SAMPLE = 24  # messages, the last ones, that say how high text of this conversation is


class Items(Sequence[Item]):
    """`messages` from the first; `make` makes the item of one by its number, `known` are those there are by id."""

    def __init__(
        self, messages: Sequence[Message] = (), make: Callable[[int], Item] | None = None,
        known: Mapping[str, Item] | None = None,
    ) -> None:  # fmt: skip
        self.messages = list(messages)
        self._make = make
        self._made: list[Item | None] = [None] * len(self.messages)
        if known:
            self._made = list(map(known.get, map(_ID, self.messages)))  # thrice as fast as a loop over 100,000
        self._places: dict[str, int] | None = (
            None  # by message id, made when one is asked for: the number less `_first`
        )
        self._first = 0  # the number of the message that was the first when they were made
        self._lengths: list[int] | None = None  # of the messages' texts
        self._numbers = {number for number, item in enumerate(self._made) if item is not None} if known else set()

    def prepend(self, messages: Sequence[Message]) -> None:
        """Messages that stand before the first one."""
        count = len(messages)
        self.messages[:0] = messages
        self._made[:0] = [None] * count
        self._numbers = {number + count for number in self._numbers}
        if self._places is not None:
            self._first += count
            self._places |= {message.id: number - self._first for number, message in enumerate(messages)}
        if self._lengths is not None:
            self._lengths[:0] = map(len, map(_TEXT, messages))

    def __len__(self) -> int:
        return len(self.messages)

    def __getitem__(self, number: int) -> Item:
        item = self._made[number]
        if item is None:
            number %= len(self.messages)
            item = self._made[number] = self._make(number)
            self._numbers.add(number)
        return item

    def made(self, number: int) -> Item | None:
        """The item of a message, where it was made."""
        return self._made[number]

    def number_of(self, message_id: str) -> int | None:
        """The number of a message; those at the end, where most happens, are found without a list of all."""
        if self._places is None:
            count = len(self.messages)
            for number in range(count - 1, max(-1, count - NEAR - 1), -1):
                if self.messages[number].id == message_id:
                    return number
            self._places, self._first = {message.id: number for number, message in enumerate(self.messages)}, 0
        place = self._places.get(message_id)
        return None if place is None else place + self._first

    def known(self) -> list[int]:
        """The numbers of the messages that have an item."""
        return sorted(self._numbers)

    def heights(self, width: int, ink: TextStyle) -> list[int]:
        """How high all are for a width, as far as it is known."""
        found = self.guessed_heights(len(self.messages), width, ink)
        for number in self.known():
            found[number] = self._made[number].height(width)
        return found

    def guessed_heights(self, count: int, width: int, ink: TextStyle) -> list[int]:
        """About how high the first `count` messages are for a width."""
        least, each = self._guess(width, ink)
        if self._lengths is None:
            self._lengths = list(map(len, map(_TEXT, self.messages)))
        whole = int(each * 1024)  # a shift is quicker than rounding, ten thousand times
        return [least + (whole * length >> 10) for length in islice(self._lengths, count)]

    def _guess(self, width: int, ink: TextStyle) -> tuple[int, float]:
        """Pixels for a message without text, and for each character."""
        sample = self.messages[-SAMPLE:]
        least = guessed_height(ink, Message("", None, Role.ASSISTANT), width)
        length = sum(len(message.text) for message in sample)
        above = sum(max(0, guessed_height(ink, message, width) - least) for message in sample)
        return least, above / max(1, length)
