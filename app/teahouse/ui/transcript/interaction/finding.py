"""Find in conversation: all matches are marked, one is looked at; a mixin of the view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from teahouse.core.values import dataclass
from teahouse.ui.transcript.blocks.part import Span
from teahouse.ui.transcript.blocks.text_style import TextStyle

if TYPE_CHECKING:
    from teahouse.ui.transcript.interaction.find_bar import FindBar


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

    def add(self, matches: Iterable[Match]) -> None:
        """More was found, further down."""
        for match in matches:
            self._by_part.setdefault((match.message_id, match.key), []).append(len(self.matches))
            self.matches.append(match)

    def spans(self, message_id: str, key: tuple[int, int], ink: TextStyle) -> tuple[Span, ...]:
        """The marks in a part."""
        numbers = self._by_part.get((message_id, key))
        if not numbers:
            return ()
        found = [self.matches[number] for number in numbers]
        looks = [ink.found_now if number == self.current else ink.found for number in numbers]
        return tuple((match.start, match.end, look) for match, look in zip(found, looks, strict=True))


class Finding:
    """Needs the view's flow, reader, ink and `_place`."""

    _find_bar: FindBar | None = None

    def _start_finding(self) -> None:
        self.found = Matches()
        self._search = 0  # the number of the search that runs or ran last
        self._look_from: Match | None = None  # the match that was looked at before the search was made anew
        self._ink.bench.turned.connect(self._on_searched)

    def open_find(self) -> None:
        """Show the bar, with the selected words in it where some of one line are."""
        if self._find_bar is None:
            from teahouse.ui.transcript.interaction.find_bar import FindBar

            self._find_bar = FindBar(self._theme, self)
            self._find_bar.typed.connect(self._find)
            self._find_bar.stepped.connect(self.find_next)
            self._find_bar.left.connect(self.close_find)
        chosen = self.selection.words()
        if chosen and "\n" not in chosen and len(chosen) < 200:
            self._find_bar.field.setText(chosen)
        self._find_bar.show()
        self._find_bar.place(self.viewport().width())
        self._find_bar.field.setFocus()
        self._find_bar.field.selectAll()
        self._find(self._find_bar.field.text())
        self._with_all(lambda: None)

    def mark_first(self, message_id: str, words: str) -> None:
        """Look at the first place where a message says one of these words; it stays marked until the reader goes on."""
        from teahouse.ui.transcript.interaction.find_bar import first_in

        number = self._flow.number_of(message_id)
        match = None if number is None else first_in(self._flow.items, number, words)
        if match is not None:
            self.found.clear()
            self.found.add([match])
            self._look_at(0)

    def close_find(self) -> None:
        """Hide the bar and the marks."""
        if self._find_bar is not None:
            self._find_bar.hide()
        self._stop_search()
        self.found.clear()
        self.setFocus()
        self.viewport().update()

    @property
    def _finds(self) -> bool:
        return self._find_bar is not None and not self._find_bar.isHidden()

    @property
    def find_bar_bottom(self) -> int:
        """How far down the field to find in reaches; 0 while it is closed."""
        return self._find_bar.geometry().bottom() if self._find_bar is not None and self._find_bar.isVisible() else 0

    def _find(self, text: str) -> None:
        self._stop_search()
        self.found.clear()
        if text.strip():
            from teahouse.ui.transcript.interaction.find_bar import Query, search

            self._search += 1
            items, query = self._flow.items, Query(text)
            self._ink.bench.ask(("find", self._search), lambda: search(items, query, self.found))
        self._on_searched()
        self.viewport().update()

    def _find_again(self) -> None:
        """The conversation has changed: find again, and look at the same match."""
        if self._finds:
            current = self.found.current
            self._look_from = self.found.matches[current] if current >= 0 else None
            self._find(self._find_bar.field.text())

    def _stop_search(self) -> None:
        self._ink.bench.drop(("find", self._search))

    def _on_searched(self) -> None:
        """More was found, or all: say how much, and look at the first match below the window's top."""
        if not self._finds:
            return
        missing = self._page.conversation is not None and bool(self._page.conversation.earlier)
        searching = missing or self._ink.bench.works_on(("find", self._search))
        if self.found.matches and self.found.current < 0:
            self._look_first(searching)
        self._find_bar.show_count(self.found.current + 1, len(self.found.matches), searching=searching)
        self.viewport().update()

    def _look_first(self, searching: bool) -> None:
        again, matches = self._look_from, self.found.matches
        if again is not None and again in matches:
            self.found.current, self._look_from = matches.index(again), None
            return
        top = self._flow.at(self._reader.top)[0]
        below = (number for number, match in enumerate(matches) if (self._flow.number_of(match.message_id) or 0) >= top)
        first = next(below, None)
        if first is None and searching:
            return  # it may still come
        self._look_from = None
        self._look_at(0 if first is None else first)

    def find_next(self, step: int) -> None:
        """Look at the next match, or with -1 at the one before; after the last comes the first."""
        if self.found.matches:
            self._look_at((self.found.current + step) % len(self.found.matches))
            self._on_searched()

    def _look_at(self, number: int) -> None:
        self.found.current = number
        match = self.found.matches[number]
        place = self._flow.number_of(match.message_id)
        if place is None:
            return
        item = self._flow.open(place)
        if match.key[0] == 1 and not item.shows_thinking:
            item.fold(True)
            self._flow.touch(item)
        part = item.part_at(match.key)
        self._flow.lay(place, part)
        offset = item.parts[part].top_of(match.start)
        top = self._flow.top(place, part) + offset - self._reader.top
        if not self._ink.px(60) <= top <= self._reader.height - self._ink.px(60):
            self._reader.show_part(match.message_id, match.key, offset - self._reader.height // 3)
        else:
            self._reader.settle()
        self._place()
        self.viewport().update()
