"""What the room tells of replies as they arrive, and the frames in which it shows; a mixin of the view.

Pieces are only joined when they come; one frame clock, which runs only while something is dirty, has the open tail
laid out once a frame.
"""

from __future__ import annotations

from collections.abc import Iterable

from teahouse.core.conversation import Message
from teahouse.core.stream_events import Phase
from teahouse.services.generation.events import PhaseEvent, PieceEvent
from teahouse.ui.transcript.accessibility.announcements import end_told, phase_told
from teahouse.ui.transcript.layout.items import Item


class StreamingMixin:
    """Needs the view's page, flow, reader, ink, clock and timer of seconds, and `_settle`."""

    def _start_telling(self) -> None:
        self._dirty: set[Item] = set()
        self.frames = 0
        self._ink.bench.made.connect(self._on_made)
        self._ink.contents.came.connect(lambda _id: self._on_made())

    def set_phase(self, message_id: str, event: PhaseEvent) -> None:
        """A reply waits for something else now."""
        item = self._page.item(message_id)
        if item is not None:
            item.enter(event)
            self._make_dirty(item)
            self._watch_seconds()
            phase_told(self, item, event.phase, event.facts)

    def append(self, pieces: Iterable[PieceEvent]) -> None:
        """Pieces of replies in the order they came; joined now, shown by the next frame."""
        for piece in pieces:
            item = self._page.item(piece.message_id)
            if item is not None:
                if piece.text and item.live is not None and not item.live.all_text:
                    phase_told(self, item, Phase.WRITING, {})
                item.add(piece.text, piece.thinking)
                self._make_dirty(item)

    def resume(self, message: Message) -> None:
        """A reply that was over goes on."""
        self._reader.hold_here()
        item = self._page.resume(message)
        if item is not None:
            self._flow.touch(item)
            self._settle()
            self._watch_seconds()

    def rethink(self, message_id: str) -> None:
        """What a reply has said so far turned out to be thinking."""
        item = self._page.item(message_id)
        if item is not None:
            item.rethink()
            self._flow.touch(item)
            self._make_dirty(item)

    def finish(self, message: Message) -> None:
        """A reply is over, or its figures were completed."""
        streamed = message.id in {item.id for item in self._page.live_items()}
        item = self._page.finish(message)
        if item is not None:
            self._dirty.discard(item)
            if streamed:
                end_told(self, item)
            self._settle()
            self._watch_seconds()
            self._find_again()

    def _make_dirty(self, item: Item) -> None:
        self._dirty.add(item)
        self._clock.request(self._frame)

    def _frame(self) -> None:
        """One frame: take in what has come, lay out what of it shows."""
        self.frames += 1
        dirty, self._dirty = self._dirty, set()
        for item in dirty:
            if not self._reader.following:
                item.keep_unfolded()  # it may be read just now
            first = item.absorb()
            self._flow.touch(item)
        if len(dirty) == 1:
            self._settle_grown(item, first)
        else:
            self._settle()
        self._watch_seconds()
        if not self._reader.following and any(item.live and item.has_words for item in dirty):
            self._down.show_unread(True)
            self._place_button()

    def _watch_seconds(self) -> None:
        """Count seconds only while some are on screen."""
        counts = self.isVisible() and any(item.live and item.live.counts for item in self._page.live_items())
        if counts != self._seconds.isActive():
            self._seconds.start() if counts else self._seconds.stop()

    def _count(self) -> None:
        for item in self._page.live_items():
            item.tick()
            self._flow.touch(item)
        self._settle()
        self._watch_seconds()

    def _on_made(self) -> None:
        """There is something that visible parts were waiting for."""
        has = self._ink.bench.has, self._ink.contents.has
        laid = self._flow.laid_parts()
        stale = [part for part in laid if any(there(key) for key in part.waiting for there in has)]
        for part in stale:
            part.free()
        if stale:
            self._settle()
