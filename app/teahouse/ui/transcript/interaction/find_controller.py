"""Find in conversation: all matches are marked, one is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractScrollArea

from teahouse.ui.transcript.interaction.selection import Match, Matches, Selection
from teahouse.ui.transcript.layout.message_list import MessageList, PendingActions
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor
from teahouse.ui.transcript.layout.viewport import PageViewport

if TYPE_CHECKING:
    from teahouse.ui.transcript.interaction.find_bar import FindBar


class FindController(QObject):
    """Searches a conversation for what stands in the find bar, which is made when it is first wanted."""

    def __init__(
        self, area: QAbstractScrollArea, layout: PageLayout, anchor: ScrollAnchor, messages: MessageList,
        viewport: PageViewport, pending: PendingActions, selection: Selection, matches: Matches,
    ) -> None:  # fmt: skip
        super().__init__(area)
        self._area = area
        self._layout = layout
        self._style = layout.style
        self._anchor, self._messages, self._viewport = anchor, messages, viewport
        self._pending, self._selection, self._matches = pending, selection, matches
        self._bar: FindBar | None = None
        self._search = 0  # the number of the search that runs or ran last
        self._look_from: Match | None = None  # the match that was looked at before the search was made anew
        self._style.idle_queue.turned.connect(self._on_searched)

    @property
    def bar(self) -> FindBar | None:
        """The bar, once it was wanted."""
        return self._bar

    def open_bar(self) -> None:
        """Show the bar, with the selected words in it where some of one line are."""
        bar = self._bar = self._bar or self._make_bar()
        chosen = self._selection.short_text()
        if chosen and "\n" not in chosen and len(chosen) < 200:
            bar.field.setText(chosen)
        bar.show()
        self.place_bar()
        bar.field.setFocus()
        bar.field.selectAll()
        self._start_search(bar.field.text())
        self._pending.run_when_whole(lambda: None)

    def _make_bar(self) -> FindBar:
        from teahouse.ui.transcript.interaction.find_bar import FindBar

        bar = FindBar(self._style.theme, self._area)
        bar.typed.connect(self._start_search)
        bar.stepped.connect(self.find_next)
        bar.left.connect(self.close_bar)
        return bar

    def place_bar(self) -> None:
        """Put the bar where it belongs in the window as it is now."""
        if self._bar is not None and self.is_open:
            self._bar.place_in(self._area.viewport().width())

    def mark_first(self, message_id: str, words: str) -> None:
        """Look at the first place where a message says one of these words; it stays marked until the reader goes on."""
        from teahouse.ui.transcript.interaction.find_bar import find_first

        number = self._layout.number_of(message_id)
        match = None if number is None else find_first(self._layout.items, number, words)
        if match is not None:
            self._matches.clear()
            self._matches.add_matches([match])
            self.look_at(0)

    def close_bar(self) -> None:
        """Hide the bar and the marks."""
        if self._bar is not None:
            self._bar.hide()
        self._stop_search()
        self._matches.clear()
        self._area.setFocus()
        self._viewport.repaint_window()

    @property
    def is_open(self) -> bool:
        """Whether the bar is not hidden."""
        return self._bar is not None and not self._bar.isHidden()

    @property
    def bar_bottom(self) -> int:
        """How far down the bar reaches; 0 while it is closed."""
        return self._bar.geometry().bottom() if self._bar is not None and self._bar.isVisible() else 0

    def _start_search(self, text: str) -> None:
        self._stop_search()
        self._matches.clear()
        if text.strip():
            from teahouse.ui.transcript.interaction.find_bar import Query, search_items

            self._search += 1
            items, query, matches = self._layout.items, Query(text), self._matches
            self._style.idle_queue.request_result(("find", self._search), lambda: search_items(items, query, matches))
        self._on_searched()
        self._viewport.repaint_window()

    def find_again(self) -> None:
        """The conversation has changed: find again, and look at the same match."""
        if self._bar is not None and self.is_open:
            current = self._matches.current
            self._look_from = self._matches.matches[current] if current >= 0 else None
            self._start_search(self._bar.field.text())

    def forget_mark(self) -> None:
        """Take the mark away that `mark_first` left."""
        if not self.is_open:
            self._matches.clear()

    def leave_conversation(self) -> None:
        """Another conversation is shown: nothing is found in it yet."""
        if self.is_open:
            self.close_bar()
        self._matches.clear()

    def _stop_search(self) -> None:
        self._style.idle_queue.drop_job(("find", self._search))

    def _on_searched(self) -> None:
        """More was found, or all: say how much, and look at the first match below the window's top."""
        if self._bar is None or not self.is_open:
            return
        conversation, found = self._messages.conversation, self._matches
        missing = conversation is not None and bool(conversation.earlier)
        searching = missing or self._style.idle_queue.is_working_on(("find", self._search))
        if found.matches and found.current < 0:
            self._look_first(searching)
        self._bar.show_count(found.current + 1, len(found.matches), searching=searching)
        self._viewport.repaint_window()

    def _look_first(self, searching: bool) -> None:
        again, matches = self._look_from, self._matches.matches
        if again is not None and again in matches:
            self._matches.current, self._look_from = matches.index(again), None
            return
        top = self._layout.find_at(self._anchor.top)[0]
        numbers = ((at, self._layout.number_of(match.message_id) or 0) for at, match in enumerate(matches))
        first = next((at for at, number in numbers if number >= top), None)
        if first is None and searching:
            return  # it may still come
        self._look_from = None
        self.look_at(0 if first is None else first)

    def find_next(self, step: int) -> None:
        """Look at the next match, or with -1 at the one before; after the last comes the first."""
        if self._matches.matches:
            self.look_at((self._matches.current + step) % len(self._matches.matches))
            self._on_searched()

    def look_at(self, number: int) -> None:
        """Bring a match into the window, and mark it as the current one."""
        self._matches.current = number
        match = self._matches.matches[number]
        place = self._layout.number_of(match.message_id)
        if place is None:
            return
        item = self._layout.open_item(place)
        if match.key[0] == 1 and not item.shows_thinking:
            item.set_unfolded(True)
            self._layout.update_height(item)
        part = item.part_at(match.key)
        self._layout.lay_part(place, part)
        offset = item.parts[part].top_of(match.start)
        top = self._layout.top_of(place, part) + offset - self._anchor.top
        if not self._style.px(60) <= top <= self._anchor.height - self._style.px(60):
            self._anchor.show_part(match.message_id, match.key, offset - self._anchor.height // 3)
        else:
            self._anchor.settle_window()
        self._viewport.place_scroll_bar()
        self._viewport.repaint_window()
