"""What is selected: from one spot to another, across parts and messages, whether they are laid out or not."""

from __future__ import annotations

from collections.abc import Callable, Generator

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
    """A place between two characters; `position` counts UTF-16 units in the part's `plain()`."""

    message_id: str
    key: tuple[int, int]
    position: int


class Selection:
    """From `start`, where it was begun, to `end`, where it was drawn to; either may come first."""

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
        """`text`, a part at a time."""
        return self._read_parts(lambda part, start, end: part.copied_text(start, end))

    def read_markdown(self) -> Reading:
        """`markdown`, a part at a time."""
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
