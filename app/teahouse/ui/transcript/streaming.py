"""Streaming replies: pieces are appended on arrival, and shown by one layout of the open tail per frame."""

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
    """`frames`: the number of frames made, for tests and the benchmark."""

    finished = Signal()  # a reply ended, or its figures were completed

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
        """Whether a frame is pending."""
        return bool(self._dirty)

    def set_phase(self, message_id: str, event: PhaseEvent) -> None:
        """Set the phase of a reply."""
        item = self._messages.find_item(message_id)
        if item is not None:
            item.enter_phase(event)
            self._mark_dirty(item)
            self.watch_seconds()
            announce_phase(self._area, item, event.phase, event.subject)

    def append_pieces(self, pieces: Iterable[PieceEvent]) -> None:
        """Append pieces of replies in order, shown by the next frame."""
        for piece in pieces:
            item = self._messages.find_item(piece.message_id)
            if item is not None:
                if piece.text and item.live is not None and not item.live.all_text:
                    announce_phase(self._area, item, Phase.WRITING, PhaseSubject())
                item.append_delta(piece.text, piece.thinking)
                self._mark_dirty(item)

    def resume_reply(self, message: Message) -> None:
        """Resume a finished reply."""
        self._anchor.hold_here()
        item = self._messages.resume_reply(message)
        if item is not None:
            self._layout.update_height(item)
            self._viewport.settle_window()
            self.watch_seconds()

    def turn_to_thinking(self, message_id: str) -> None:
        """Turn the text of a reply so far into thinking."""
        item = self._messages.find_item(message_id)
        if item is not None:
            item.turn_to_thinking()
            self._layout.update_height(item)
            self._mark_dirty(item)

    def finish_reply(self, message: Message) -> None:
        """Update a reply that ended or whose figures were completed."""
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
        """Drop pending frames of the previous conversation."""
        self._dirty.clear()
        self._clock.cancel_frame(self.make_frame)

    def _take_text_left(self) -> None:
        for item in self._layout.unread_items():
            self._mark_dirty(item)

    def _mark_dirty(self, item: Item) -> None:
        self._dirty.add(item)
        self._clock.request_frame(self.make_frame)

    def make_frame(self) -> None:
        """Make a frame: parse new pieces and lay out what is visible."""
        self.frames += 1
        dirty, self._dirty = self._dirty, set()
        first = TOP
        for item in dirty:
            if not self._anchor.following:
                item.keep_unfolded()  # it may be in view
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
        """Run the timer of the seconds only while some are shown."""
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
        """Lay out the visible parts that waited for a finished result again."""
        has = self._layout.style.idle_queue.has_result, self._layout.style.contents.has_content
        laid = self._layout.laid_parts()
        stale = [part for part in laid if any(there(key) for key in part.waiting for there in has)]
        for part in stale:
            part.free_layout()
        if stale:
            self._viewport.settle_window()
