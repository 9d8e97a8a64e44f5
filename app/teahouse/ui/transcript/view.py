"""The transcript's widget: what the chat room talks to, and where Qt's events come in.

Pieces are only joined when they come; one frame clock, which runs only while something is dirty, has the open tail
laid out once a frame. Where things are is the flow's business, where the reader is the reader's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from teahouse.core.conversation import Conversation, Message, Role
from teahouse.services.news import PhaseNews, PieceNews
from teahouse.ui.style import Theme
from teahouse.ui.transcript.access_factory import announce, install
from teahouse.ui.transcript.deeds import Deeds
from teahouse.ui.transcript.down_button import DownButton
from teahouse.ui.transcript.finding import Finding
from teahouse.ui.transcript.flow import Flow
from teahouse.ui.transcript.frame_clock import FrameClock
from teahouse.ui.transcript.ink import OPEN, Ink, Look
from teahouse.ui.transcript.item import Item
from teahouse.ui.transcript.items import Items
from teahouse.ui.transcript.keys import Keys
from teahouse.ui.transcript.page import Page
from teahouse.ui.transcript.reader import Reader
from teahouse.ui.transcript.stage import Stage
from teahouse.ui.transcript.touch import Touch
from teahouse.ui.transcript.workbench import Workbench

if TYPE_CHECKING:
    from teahouse.ui.transcript.accessible import PageAccess

COARSE = 200  # milliseconds between counted seconds on screen


class TranscriptView(Stage, Touch, Keys, Deeds, Finding, QAbstractScrollArea):
    """Signals name a message; `copied` carries what went to the clipboard."""

    retry = Signal(str)
    retry_with = Signal(str)
    choose = Signal(str)
    edit = Signal(str)
    link = Signal(str)
    copied = Signal(str)
    continue_ = Signal(str)  # go on with a reply that ended early
    delete = Signal(str)  # the message and all that follows it
    compare = Signal(str)  # put its question to several models
    zoom_step = Signal(int)  # Ctrl+wheel: 1 larger, -1 smaller

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, clock: FrameClock | None = None, look: Look = OPEN
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ink = Ink(theme, theme.zoom, look, Workbench(self))
        self._ink.bench.made.connect(self._on_made)
        self._flow = Flow(self._ink)
        self._page = Page(self._flow)
        self._reader = Reader(self._flow)
        self._clock = clock or FrameClock(self)
        self._dirty: set[Item] = set()
        self._access: PageAccess | None = None
        self.frames = 0
        self._seconds = QTimer(self)
        self._seconds.setTimerType(Qt.TimerType.CoarseTimer)
        self._seconds.setInterval(COARSE)
        self._seconds.timeout.connect(self._count)
        self._down = DownButton(theme, self)
        self._down.clicked.connect(self.go_to_end)
        self._start_touch(self._flow, self._reader, self._page, self._clock)
        self._start_deeds()
        self._start_finding()
        self._dress()
        theme.changed.connect(self._on_theme)

    def _dress(self) -> None:
        install()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Conversation"))
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def layouts(self) -> int:
        """How many parts have been laid out so far."""
        return self._flow.layouts

    @property
    def at_end(self) -> bool:
        """Whether the reader is at the end, so that new text is followed."""
        return self._reader.following

    @property
    def items(self) -> Items:
        """The messages on the page, from the first."""
        return self._flow.items

    @property
    def focused_number(self) -> int | None:
        """Which message has the keyboard's focus."""
        return self._flow.number_of(self._focused)

    def make_accessible(self) -> PageAccess:
        """The interface for screen readers, made when one asks."""
        from teahouse.ui.transcript.accessible import PageAccess

        self._access = PageAccess(self)
        self.destroyed.connect(self._access.drop_children)
        return self._access

    def show_conversation(self, conversation: Conversation) -> None:
        """Show a conversation from its end; the view reads its path, and adds to it only in `add_messages`."""
        self._leave()
        self._page.show(conversation)
        self._reader.following = True
        self._settle()
        self._watch_seconds()

    def clear(self) -> None:
        """Show nothing."""
        self._leave()
        self._page.show(None)
        self._reader.following = True
        self._settle()
        self._watch_seconds()

    def add_messages(self, messages: tuple[Message, ...]) -> None:
        """Show messages that came, adding them to the conversation where it has them not yet; a message of the
        person's own leads the reader to the end."""
        self._page.add(messages)
        if any(message.role is Role.USER for message in messages):
            self._reader.following = True
        self._settle()
        self._watch_seconds()
        self._find_again()

    def refresh_path(self) -> None:
        """The conversation's path is another one: a branch was chosen, or messages changed."""
        self.selection.clear()
        self._page.refresh()
        self._settle()
        self._watch_seconds()
        self._find_again()

    def set_phase(self, message_id: str, news: PhaseNews) -> None:
        """A reply waits for something else now."""
        item = self._page.item(message_id)
        if item is not None:
            item.enter(news)
            self._make_dirty(item)
            self._watch_seconds()

    def append(self, pieces: Iterable[PieceNews]) -> None:
        """Pieces of replies in the order they came; joined now, shown by the next frame."""
        for piece in pieces:
            item = self._page.item(piece.message_id)
            if item is not None:
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
                announce(self, item)
            self._settle()
            self._watch_seconds()
            self._find_again()

    def scroll_to(self, message_id: str) -> None:
        """Bring a message to the top of the window, and the keyboard's focus to it."""
        if self._reader.show(message_id, self._ink.px(16)):
            self._focused, self._focused_key = message_id, None
            self._place()

    def go_to_end(self) -> None:
        """Back to the end, and follow it."""
        self._reader.following = True
        self._settle()

    def set_zoom(self, zoom: float) -> None:
        """Show everything this much larger than at 1."""
        if zoom != self._ink.zoom:
            self._ink.change(zoom)
            self._lay_again()

    def _on_made(self) -> None:
        """The workbench has something that visible parts were waiting for."""
        bench, stale = self._ink.bench, []
        for part in self._flow.laid_parts():
            if any(bench.has(key) for key in part.waiting):
                stale.append(part)
        for part in stale:
            part.free()
        if stale:
            self._reader.hold_here()
            self._settle()

    def _on_theme(self) -> None:
        self._ink.change(self._theme.zoom)
        self._lay_again()

    def _lay_again(self) -> None:
        self._reader.hold_here()
        self._flow.forget_layouts()
        self._resize()
        self._down.show_news(False)

    def _leave(self) -> None:
        self.selection.clear()
        if self._finds:
            self.close_find()
        self._focused, self._focused_key = "", None
        self._dirty.clear()
        self._clock.forget(self._frame)

    def _make_dirty(self, item: Item) -> None:
        self._dirty.add(item)
        self._clock.request(self._frame)

    def _frame(self) -> None:
        """One frame: take in what has come, lay out what of it shows."""
        self.frames += 1
        dirty, self._dirty = self._dirty, set()
        changed = {}
        for item in dirty:
            changed[item] = item.absorb()
            self._flow.touch(item)
        self._settle(changed)
        self._watch_seconds()
        if not self._reader.following and any(item.has_words for item in dirty):
            self._down.show_news(True)
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
        self._settle(dict.fromkeys(self._page.live_items(), (0, 0)))
        self._watch_seconds()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Conversation"))
            self._lay_again()  # words are painted, so they are part of the layouts

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch_seconds()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch_seconds()
