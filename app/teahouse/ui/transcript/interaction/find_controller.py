"""Find in conversation: marks all matches and moves between them."""

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
    """Searches a conversation for the text of the find bar, which is created on first use."""

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
        self._search = 0  # number of the last search
        self._look_from: Match | None = None  # the current match before the search was repeated
        self._style.idle_queue.turned.connect(self._on_searched)

    @property
    def bar(self) -> FindBar | None:
        """The bar; None before first use."""
        return self._bar

    def open_bar(self) -> None:
        """Show the bar, with the selected text of one line."""
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
        """Move the bar after a change of the window."""
        if self._bar is not None and self.is_open:
            self._bar.place_in(self._area.viewport().width())

    def mark_first(self, message_id: str, words: str) -> None:
        """Show and mark the first match of one of these words in a message, until `forget_mark`."""
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
        """The bottom of the bar in pixels; 0 while it is closed."""
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
        """Search again after a change, keeping the current match."""
        if self._bar is not None and self.is_open:
            current = self._matches.current
            self._look_from = self._matches.matches[current] if current >= 0 else None
            self._start_search(self._bar.field.text())

    def forget_mark(self) -> None:
        """Remove the mark of `mark_first`."""
        if not self.is_open:
            self._matches.clear()

    def leave_conversation(self) -> None:
        """Drop the matches before another conversation is shown."""
        if self.is_open:
            self.close_bar()
        self._matches.clear()

    def _stop_search(self) -> None:
        self._style.idle_queue.drop_job(("find", self._search))

    def _on_searched(self) -> None:
        """Show the number of matches, and the first match below the window's top."""
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
        """Show the next (1) or previous (-1) match, cyclically."""
        if self._matches.matches:
            self.look_at((self._matches.current + step) % len(self._matches.matches))
            self._on_searched()

    def look_at(self, number: int) -> None:
        """Scroll to a match and make it the current one."""
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
