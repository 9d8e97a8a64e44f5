"""What is marked on the page: the selection, what was found, and the message with the keyboard's focus."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

from PySide6.QtCore import QTextBoundaryFinder

from teahouse.core.values import dataclass
from teahouse.ui.transcript.blocks.part import ALL, HIDDEN, Span, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import TextStyle
from teahouse.ui.transcript.layout.items import LARGE
from teahouse.ui.transcript.layout.page_layout import PageLayout

Reading = Generator[None, None, str]
Edge = tuple[int, tuple[int, int], int]  # number of a message, key of a part, position


@dataclass(frozen=True, slots=True)
class TextSpot:
    """A place between two characters; `position` counts UTF-16 units in the part's `plain_text()`."""

    message_id: str
    key: tuple[int, int]
    position: int


class Selection:
    """What is selected across parts and messages, laid out or not: from `start`, where it was begun, to `end`, where it
    was drawn to; either may come first."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self.start: TextSpot | None = None
        self.end: TextSpot | None = None

    def __bool__(self) -> bool:
        return self.start is not None and self.end is not None and self.start != self.end

    def clear(self) -> None:
        """Nothing is selected any more."""
        self.start = self.end = None

    def _find_edges(self) -> tuple[Edge, Edge] | None:
        if not self or self.start is None or self.end is None:
            return None
        spots = []
        for spot in (self.start, self.end):
            number = self._layout.number_of(spot.message_id)
            if number is None:
                return None
            spots.append((number, spot.key, spot.position))
        return min(spots), max(spots)

    def span_of(self, number: int, part: TranscriptPart) -> tuple[int, int]:
        """The selected characters of a part; (0, 0) for none."""
        ordered = self._find_edges()
        if ordered is None:
            return 0, 0
        return self._span_between(*ordered, number, part)

    def _span_between(self, low: Edge, high: Edge, number: int, part: TranscriptPart) -> tuple[int, int]:
        """The characters of a part that lie between two edges; (0, 0) for none."""
        here = (number, part.key)
        if not part.selectable or here < low[:2] or here > high[:2]:
            return 0, 0
        return (low[2] if here == low[:2] else 0), (high[2] if here == high[:2] else ALL)

    def marks_of(self, number: int, part: TranscriptPart, style: TextStyle) -> tuple[Span, ...]:
        """The selected characters of a part, as they are marked."""
        start, end = self.span_of(number, part)
        return ((start, end, style.marked),) if start < end else ()

    def selected_length(self) -> int:
        """How many characters the messages have that are selected, wholly or in part."""
        ordered = self._find_edges()
        if ordered is None:
            return 0
        (first, *_), (last, *_) = ordered
        return sum(len(message.text) for message in self._layout.items.messages[first : last + 1])

    def short_text(self) -> str:
        """The selected text where it is of one message, and that is none whose reading would be felt."""
        within = self.start is not None and self.end is not None and self.start.message_id == self.end.message_id
        return self.selected_text() if within and self.selected_length() <= LARGE else ""

    def selected_text(self) -> str:
        """The selected text, as it reads."""
        return _to_end(self.read_text())

    def selected_markdown(self) -> str:
        """The selected text as Markdown."""
        return _to_end(self.read_markdown())

    def read_text(self) -> Reading:
        """`selected_text`, a part at a time."""
        return self._read_parts(lambda part, start, end: part.copied_text(start, end))

    def read_markdown(self) -> Reading:
        """`selected_markdown`, a part at a time."""
        return self._read_parts(lambda part, start, end: part.copied_markdown(start, end))

    def _read_parts(self, copy: Callable[[TranscriptPart, int, int], str]) -> Reading:
        ordered = self._find_edges()
        if ordered is None:
            return ""
        low, high = ordered
        messages = []
        for number in range(low[0], high[0] + 1):
            item = self._layout.open_item(number)
            while item.unread:
                item.absorb_deltas()
                self._layout.update_height(item)
                yield
            texts: list[str] = []
            for part in list(item.parts):
                start, end = self._span_between(low, high, number, part)
                if start < end:
                    texts += [_between(part) if texts else "", copy(part, start, end)]
                    yield
            if (hidden := item.hidden_text) and texts and (number, HIDDEN) < high[:2]:
                texts.append(hidden)
            if texts:
                messages.append("".join(texts))
        return "\n\n".join(messages)

    def select_word(self, spot: TextSpot, part: TranscriptPart) -> None:
        """Select the word at a spot."""
        finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, part.plain_text())
        finder.setPosition(spot.position)
        start = spot.position if finder.isAtBoundary() else finder.toPreviousBoundary()
        finder.setPosition(spot.position)
        end = finder.toNextBoundary()
        self.start = TextSpot(spot.message_id, spot.key, max(0, start))
        self.end = TextSpot(spot.message_id, spot.key, max(start, end))

    def select_part(self, spot: TextSpot) -> None:
        """Select all of the part at a spot."""
        self.start = TextSpot(spot.message_id, spot.key, 0)
        self.end = TextSpot(spot.message_id, spot.key, ALL)

    def select_message(self, message_id: str) -> None:
        """Select all that a message says; its thinking only where it is unfolded."""
        self.start, self.end = TextSpot(message_id, (2, 0), 0), TextSpot(message_id, (9, 0), ALL)

    def select_all(self) -> None:
        """Select the whole page."""
        if self._layout.items:
            self.start = TextSpot(self._layout.items[0].id, (0, 0), 0)
            self.end = TextSpot(self._layout.items[-1].id, (9, 0), ALL)


def _to_end(reading: Reading) -> str:
    while True:
        try:
            next(reading)
        except StopIteration as done:
            text: str = done.value
            return text


def _between(part: TranscriptPart) -> str:
    """What stands between the text before and this part."""
    return "\n" if part.joined else "\n\n"


@dataclass(frozen=True, slots=True)
class Match:
    """Characters of a part, in UTF-16 units of its `plain_text()`."""

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


class KeyboardFocus:
    """The message that the keyboard is on, and its block. `message_id`: empty for none; `key`: None while the keyboard
    goes by messages."""

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
