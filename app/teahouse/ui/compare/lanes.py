"""The lanes side by side. They share one frame clock, so that all that stream cost one frame; where the window is too
narrow for them they scroll sideways, and the one with the keyboard's focus comes into sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QWidget

from teahouse.core.conversation import Draft
from teahouse.ui.compare.lane_card import NARROWEST, LaneAction, LaneCard
from teahouse.ui.compare.shared import TEXT, FrameClock, TranscriptView
from teahouse.ui.kit.lists import EmptyState
from teahouse.ui.style import Theme

GAP = 12
YIELD = 12  # pixels that a lane gives for all of them to be seen
LEAST = 2.0  # times the pace of a chat: what is measured here must not be slowed down by being watched
SLOWEST = 0.125  # seconds between frames
SHARED = 0.95  # of the time between frames, for each lane that streams
TALLEST = 6000  # pixels of a picture of them


class Lanes(QScrollArea):
    """`wanted` carries a `LaneAction` and the lane's id; `link` an address in an answer and its text; `question` an
    example that a person wants to ask."""

    wanted = Signal(LaneAction, str)
    link = Signal(str, str)
    edit = Signal(Draft)  # a question in a lane
    question = Signal(str)
    zoom_step = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.clock = FrameClock(self)
        self.cards: dict[str, LaneCard] = {}
        self.scrolls_together = False
        self._following = self._compact = False
        self.body = QWidget()
        self.body.setAutoFillBackground(False)
        self._row = QHBoxLayout(self.body)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self.setWidget(self.body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._fit_widths)
        cast(QApplication, QApplication.instance()).focusChanged.connect(self._on_focus)

    def minimumSizeHint(self) -> QSize:
        """As high as the lanes need to be: they scroll sideways only."""
        bar = self.horizontalScrollBar().sizeHint().height()
        return QSize(super().minimumSizeHint().width(), self._row.totalMinimumSize().height() + bar)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the heads again when one of them asks for a layout."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.body:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def arrange_cards(self, lane_ids: tuple[str, ...]) -> None:
        """Show cards for these lanes in this order; a known lane keeps its card."""
        for gone in self.cards.keys() - set(lane_ids):
            card = self.cards.pop(gone)
            self._row.removeWidget(card)
            card.hide()
            card.deleteLater()
        before: QWidget | None = None
        for place, lane_id in enumerate(lane_ids):
            card = self.cards.get(lane_id) or self._make_card(lane_id)
            self._row.insertWidget(place, card, 1)
            if before is not None:
                QWidget.setTabOrder(before, card.button)
            before = card.more
        self.cards = {lane_id: self.cards[lane_id] for lane_id in lane_ids}
        self._fit_widths()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_widths()

    def _fit_widths(self) -> None:
        """Make the lanes a little narrower if that avoids scrolling."""
        count, least = len(self.cards), self._theme.px(NARROWEST)
        room = (self.viewport().width() - GAP * (count - 1)) // count if count else least
        for card in self.cards.values():
            card.setMinimumWidth(room if least - YIELD <= room < least else least)

    def be_compact(self, compact: bool) -> None:
        """Leave more room for the answers, for a low window."""
        self._compact = compact
        for card in self.cards.values():
            card.gauges.be_compact(compact)

    def show_live(self, count: int) -> None:
        """Set the number of streaming lanes, which share the frames."""
        self.clock.text = min(SLOWEST, TEXT * max(LEAST, SHARED * count))

    def _make_card(self, lane_id: str) -> LaneCard:
        card = LaneCard(self._theme, self.clock)
        self.cards[lane_id] = card
        card.gauges.be_compact(self._compact)
        card.wanted.connect(lambda action: self.wanted.emit(action, lane_id))
        card.example.taken.connect(self.question)
        card.view.link.connect(self.link)
        card.view.edit.connect(lambda message_id: self.edit.emit(card.transcript.question_of(message_id)))
        card.view.zoom_step.connect(self.zoom_step)
        card.view.verticalScrollBar().valueChanged.connect(lambda _value: self._on_scroll(card.view))
        return card

    def _on_scroll(self, view: TranscriptView) -> None:
        """Let the others go to the same part of their answers, when a person scrolled this one."""
        if not self.scrolls_together or self._following or not (view.underMouse() or view.hasFocus()):
            return
        self._following = True
        bar = view.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        for card in self.cards.values():
            if card.view is view:
                continue
            if view.at_end:
                card.view.go_to_end()
            else:
                other = card.view.verticalScrollBar()
                other.setValue(round(share * other.maximum()))
        self._following = False

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        for card in self.cards.values():
            if now is not None and (card is now or card.isAncestorOf(now)):
                self.ensureWidgetVisible(card, 0, 0)

    @contextmanager
    def showing_all(self, width: int) -> Iterator[None]:
        """All of every answer in sight, at least `width` pixels wide, and nothing to press, for a picture."""
        before = self.body.size()
        with ExitStack() as bare:
            for card in self.cards.values():
                bare.enter_context(card.without_buttons())
            try:
                self.body.setMinimumWidth(max(before.width(), width))
                while (hidden := self._out_of_sight()) and self.body.minimumHeight() < TALLEST:
                    self.body.setMinimumHeight(min(TALLEST, self.body.height() + min(hidden, self.height())))
                yield
            finally:
                self.body.setMinimumSize(0, 0)
                self.body.resize(before)

    def _out_of_sight(self) -> int:
        """About how many pixels of the longest answer are not in sight: they are laid out when they come into it."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        return max((card.view.verticalScrollBar().maximum() for card in self.cards.values()), default=0)

    @property
    def layouts(self) -> int:
        """How many parts of answers have been laid out so far, in all lanes."""
        return sum(card.view.layouts for card in self.cards.values())

    @property
    def frames(self) -> int:
        """How many frames lanes have had so far, each counted."""
        return sum(card.view.frames for card in self.cards.values())


class TooFewLanes(EmptyState):
    """`first` chooses a model, `second` asks the host again which it has."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._models: int | None = None
        self._lanes = 0
        self._trouble = ""
        self.setProperty("role", "card")
        self._show_words()

    def show_state(self, models: int | None, lanes: int, trouble: str = "") -> None:
        """How many models there are (None: not known yet), how many lanes, and why there are no models."""
        self._models, self._lanes, self._trouble = models, lanes, trouble
        self._show_words()

    def _show_words(self) -> None:
        add = self.tr("Add a model") if self._models else ""
        look = self.tr("Look again") if self._models is not None and self._models < 2 else ""
        self.set_texts(*self._make_sentences(), add, look)

    def _make_sentences(self) -> tuple[str, str]:
        if self._models is None:
            return self.tr("Compare models"), self.tr("Looking for models…")
        if self._models == 0:
            none = self.tr("This host has no model to chat with yet. Install one or two, then look again.")
            return self.tr("Nothing to compare yet"), self._trouble or none
        if self._models == 1:
            return self.tr("One more model is needed"), self.tr(
                "There is only one model on this host. Install another, or compare the one with itself: "
                "other parameters, or how much its answers differ."
            )
        if self._lanes == 1:
            return self.tr("One more model is needed"), self.tr("Add a second model to compare this one with.")
        return self.tr("Compare models"), self.tr(
            "Put the same question to two to six models and see how good each answer is, how fast it came "
            "and how much memory it took."
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show_words()
