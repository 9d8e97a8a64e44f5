"""Marks on the page: the selection, the matches of a search, and the keyboard focus."""

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
    """A position between two characters, in UTF-16 units of the part's `plain_text()`."""

    message_id: str
    key: tuple[int, int]
    position: int


class Selection:
    """A selection across parts and messages, laid out or not: from its start to its end, which may come before it."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self._start: TextSpot | None = None
        self._end: TextSpot | None = None

    def __bool__(self) -> bool:
        return self._start is not None and self._end is not None and self._start != self._end

    def clear(self) -> None:
        """Select nothing."""
        self._start = self._end = None

    @property
    def is_started(self) -> bool:
        """Whether there is a start, even of an empty selection."""
        return self._start is not None

    def start_at(self, spot: TextSpot) -> None:
        """Start an empty selection."""
        self._start = self._end = spot

    def extend_to(self, spot: TextSpot) -> None:
        """Move the end, if a selection was started."""
        self._end = spot if self.is_started else None

    def _find_edges(self) -> tuple[Edge, Edge] | None:
        if not self or self._start is None or self._end is None:
            return None
        spots = []
        for spot in (self._start, self._end):
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
        """The characters of a part between two edges; (0, 0) for none."""
        here = (number, part.key)
        if not part.selectable or here < low[:2] or here > high[:2]:
            return 0, 0
        return (low[2] if here == low[:2] else 0), (high[2] if here == high[:2] else ALL)

    def marks_of(self, number: int, part: TranscriptPart, style: TextStyle) -> tuple[Span, ...]:
        """The selected characters of a part with their format."""
        start, end = self.span_of(number, part)
        return ((start, end, style.marked),) if start < end else ()

    def selected_length(self) -> int:
        """The number of characters of all messages that are selected, wholly or in part."""
        ordered = self._find_edges()
        if ordered is None:
            return 0
        (first, *_), (last, *_) = ordered
        return sum(len(message.text) for message in self._layout.items.messages[first : last + 1])

    def short_text(self) -> str:
        """The selected text, if it is within one message of at most LARGE characters."""
        edges = self._find_edges()
        within = edges is not None and edges[0][0] == edges[1][0]
        return self.selected_text() if within and self.selected_length() <= LARGE else ""

    def selected_text(self) -> str:
        """The selected text, as shown."""
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
        self._start = TextSpot(spot.message_id, spot.key, max(0, start))
        self._end = TextSpot(spot.message_id, spot.key, max(start, end))

    def select_part(self, spot: TextSpot) -> None:
        """Select all of the part at a spot."""
        self._start = TextSpot(spot.message_id, spot.key, 0)
        self._end = TextSpot(spot.message_id, spot.key, ALL)

    def select_message(self, message_id: str) -> None:
        """Select all that a message says; its thinking only where it is unfolded."""
        self._start, self._end = TextSpot(message_id, (2, 0), 0), TextSpot(message_id, (9, 0), ALL)

    def select_all(self) -> None:
        """Select the whole page."""
        if self._layout.items:
            self._start = TextSpot(self._layout.items[0].id, (0, 0), 0)
            self._end = TextSpot(self._layout.items[-1].id, (9, 0), ALL)


def _to_end(reading: Reading) -> str:
    while True:
        try:
            next(reading)
        except StopIteration as done:
            text: str = done.value
            return text


def _between(part: TranscriptPart) -> str:
    """The separator before a part."""
    return "\n" if part.joined else "\n\n"


@dataclass(frozen=True, slots=True)
class Match:
    """Characters of a part, in UTF-16 units of its `plain_text()`."""

    message_id: str
    key: tuple[int, int]
    start: int
    end: int


class Matches:
    """All matches so far; `current` is the index of the current one, -1 for none."""

    def __init__(self) -> None:
        self.matches: list[Match] = []
        self.current = -1
        self._by_part: dict[tuple[str, tuple[int, int]], list[int]] = {}

    def clear(self) -> None:
        """Remove all matches."""
        self.matches, self.current = [], -1
        self._by_part.clear()

    def add_matches(self, matches: Iterable[Match]) -> None:
        """Append matches further down the page."""
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
    """The focused message and block. `message_id`: empty for none; `key`: None for the whole message."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self.message_id = ""
        self.key: tuple[int, int] | None = None

    def set_to(self, message_id: str, key: tuple[int, int] | None = None) -> None:
        """Focus a message or one of its blocks."""
        self.message_id, self.key = message_id, key

    def clear(self) -> None:
        """Focus nothing."""
        self.set_to("")

    @property
    def number(self) -> int | None:
        """The number of the focused message; None where it is not on the page."""
        return self._layout.number_of(self.message_id)

    @property
    def block(self) -> tuple[int, int] | None:
        """The number of the message and the index of its focused block; None for none."""
        number = self.number
        if number is None or self.key is None:
            return None
        keys = self._layout.block_keys(number)
        return (number, keys.index(self.key)) if self.key in keys else None

    @property
    def part(self) -> TranscriptPart | None:
        """The focused block."""
        number = self.number
        if number is None or self.key is None:
            return None
        item = self._layout.open_item(number)
        part = item.parts[item.part_at(self.key)]
        return part if part.key == self.key else None
