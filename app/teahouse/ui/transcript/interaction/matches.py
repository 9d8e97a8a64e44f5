"""What was found in the conversation: matches in the order they are read, and the one that is looked at."""

from __future__ import annotations

from collections.abc import Iterable

from teahouse.core.values import dataclass
from teahouse.ui.transcript.blocks.part import Span
from teahouse.ui.transcript.blocks.text_style import TextStyle


@dataclass(frozen=True, slots=True)
class Match:
    """Characters of a part, in UTF-16 units of its `plain()`."""

    message_id: str
    key: tuple[int, int]
    start: int
    end: int


class Matches:
    """All matches so far; `current` is the number of the one looked at, -1 for none."""

    def __init__(self) -> None:
        self.matches: list[Match] = []
        self.current = -1
        self._by_part: dict[tuple[str, tuple[int, int]], list[int]] = {}

    def clear(self) -> None:
        """Nothing is marked."""
        self.matches, self.current = [], -1
        self._by_part.clear()

    def add_matches(self, matches: Iterable[Match]) -> None:
        """More was found, further down."""
        for match in matches:
            self._by_part.setdefault((match.message_id, match.key), []).append(len(self.matches))
            self.matches.append(match)

    def marks_of(self, message_id: str, key: tuple[int, int], style: TextStyle) -> tuple[Span, ...]:
        """The marks in a part."""
        numbers = self._by_part.get((message_id, key))
        if not numbers:
            return ()
        found = [self.matches[number] for number in numbers]
        formats = [style.found_now if number == self.current else style.found for number in numbers]
        return tuple((match.start, match.end, char_format) for match, char_format in zip(found, formats, strict=True))
