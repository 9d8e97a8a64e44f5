"""Which message, and which of its blocks, the keyboard is on."""

from __future__ import annotations

from teahouse.ui.transcript.blocks.part import TranscriptPart
from teahouse.ui.transcript.layout.page_layout import PageLayout


class KeyboardFocus:
    """`message_id`: empty for none; `key`: the block of it, None while the keyboard goes by messages."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self.message_id = ""
        self.key: tuple[int, int] | None = None

    def set_to(self, message_id: str, key: tuple[int, int] | None = None) -> None:
        """Put the focus on a message, or on one of its blocks."""
        self.message_id, self.key = message_id, key

    def clear(self) -> None:
        """Take it from all messages."""
        self.set_to("")

    @property
    def number(self) -> int | None:
        """The number of the message in focus, where it is on the page."""
        return self._layout.number_of(self.message_id)

    @property
    def block(self) -> tuple[int, int] | None:
        """The number of the message and the index of its block in focus; None for none."""
        number = self.number
        if number is None or self.key is None:
            return None
        keys = self._layout.block_keys(number)
        return (number, keys.index(self.key)) if self.key in keys else None

    @property
    def part(self) -> TranscriptPart | None:
        """The block in focus."""
        number = self.number
        if number is None or self.key is None:
            return None
        item = self._layout.open_item(number)
        part = item.parts[item.part_at(self.key)]
        return part if part.key == self.key else None
