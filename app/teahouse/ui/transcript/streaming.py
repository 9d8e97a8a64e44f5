"""Replies as they arrive, and the frames in which they show.

Pieces are only joined when they come; one frame clock, which runs only while something is dirty, has the open tail
laid out once a frame.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea

from teahouse.core.conversation import Message
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.services.generation.events import PhaseEvent, PieceEvent
from teahouse.ui.transcript.accessibility.announcements import announce_end, announce_phase
from teahouse.ui.transcript.blocks.part import TOP
from teahouse.ui.transcript.layout.frame_clock import FrameClock
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.message_list import MessageList
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor
from teahouse.ui.transcript.layout.viewport import PageViewport

COARSE = 200  # milliseconds between counted seconds on screen


class StreamingController(QObject):
    """`frames` counts the frames made so far, for tests and the benchmark."""

    finished = Signal()  # a reply is over, or its figures were completed

    def __init__(
        self, area: QAbstractScrollArea, layout: PageLayout, anchor: ScrollAnchor, messages: MessageList,
        viewport: PageViewport, clock: FrameClock,
    ) -> None:  # fmt: skip
        super().__init__(area)
        self._area, self._layout, self._anchor = area, layout, anchor
        self._messages, self._viewport, self._clock = messages, viewport, clock
        self._dirty: set[Item] = set()
        self.frames = 0
        self._seconds = QTimer(self)
        self._seconds.setTimerType(Qt.TimerType.CoarseTimer)
        self._seconds.setInterval(COARSE)
        self._seconds.timeout.connect(self._count_seconds)
        viewport.text_left.connect(self._take_text_left)
        layout.style.idle_queue.made.connect(self._on_made)
        layout.style.contents.came.connect(lambda _id: self._on_made())

    @property
    def is_pending(self) -> bool:
        """Whether something has come that no frame has shown yet."""
        return bool(self._dirty)

    def set_phase(self, message_id: str, event: PhaseEvent) -> None:
        """A reply waits for something else now."""
        item = self._messages.find_item(message_id)
        if item is not None:
            item.enter_phase(event)
            self._mark_dirty(item)
            self.watch_seconds()
            announce_phase(self._area, item, event.phase, event.subject)

    def append_pieces(self, pieces: Iterable[PieceEvent]) -> None:
        """Pieces of replies in the order they came; joined now, shown by the next frame."""
        for piece in pieces:
            item = self._messages.find_item(piece.message_id)
            if item is not None:
                if piece.text and item.live is not None and not item.live.all_text:
                    announce_phase(self._area, item, Phase.WRITING, PhaseSubject())
                item.append_delta(piece.text, piece.thinking)
                self._mark_dirty(item)

    def resume_reply(self, message: Message) -> None:
        """A reply that was over goes on."""
        self._anchor.hold_here()
        item = self._messages.resume_reply(message)
        if item is not None:
            self._layout.update_height(item)
            self._viewport.settle_window()
            self.watch_seconds()

    def turn_to_thinking(self, message_id: str) -> None:
        """What a reply has said so far turned out to be thinking."""
        item = self._messages.find_item(message_id)
        if item is not None:
            item.turn_to_thinking()
            self._layout.update_height(item)
            self._mark_dirty(item)

    def finish_reply(self, message: Message) -> None:
        """A reply is over, or its figures were completed."""
        streamed = message.id in {item.id for item in self._messages.live_items()}
        item = self._messages.finish_reply(message)
        if item is not None:
            self._dirty.discard(item)
            if streamed:
                announce_end(self._area, self._layout, item)
            self._viewport.settle_window()
            self.watch_seconds()
            self.finished.emit()

    def drop_pending(self) -> None:
        """Another conversation is shown: what has come for this one is not."""
        self._dirty.clear()
        self._clock.cancel_frame(self.make_frame)

    def _take_text_left(self) -> None:
        for item in self._layout.unread_items():
            self._mark_dirty(item)

    def _mark_dirty(self, item: Item) -> None:
        self._dirty.add(item)
        self._clock.request_frame(self.make_frame)

    def make_frame(self) -> None:
        """One frame: take in what has come, lay out what of it shows."""
        self.frames += 1
        dirty, self._dirty = self._dirty, set()
        first = TOP
        for item in dirty:
            if not self._anchor.following:
                item.keep_unfolded()  # it may be read just now
            first = item.absorb_deltas()
            self._layout.update_height(item)
        if len(dirty) == 1:
            self._viewport.settle_grown(item, first)
        else:
            self._viewport.settle_window()
        self.watch_seconds()
        if not self._anchor.following and any(item.live and item.has_words for item in dirty):
            self._viewport.mark_unread()

    def watch_seconds(self) -> None:
        """Count seconds only while some are on screen."""
        counts = self._area.isVisible() and any(item.live and item.live.counts for item in self._messages.live_items())
        if counts != self._seconds.isActive():
            self._seconds.start() if counts else self._seconds.stop()

    def _count_seconds(self) -> None:
        for item in self._messages.live_items():
            item.count_seconds()
            self._layout.update_height(item)
        self._viewport.settle_window()
        self.watch_seconds()

    def _on_made(self) -> None:
        """There is something that visible parts were waiting for."""
        has = self._layout.style.idle_queue.has_result, self._layout.style.contents.has_content
        laid = self._layout.laid_parts()
        stale = [part for part in laid if any(there(key) for key in part.waiting for there in has)]
        for part in stale:
            part.free_layout()
        if stale:
            self._viewport.settle_window()
