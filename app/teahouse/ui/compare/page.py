"""The Compare room: header, question, lanes and table; events come in, what the person does goes out.

What is known is the board's business, how it looks each part's own; the room brings them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.conversation import Draft, Think
from teahouse.services.compare.events import HostModelsEvent
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare import header, words
from teahouse.ui.compare.comparison_state import ComparisonState
from teahouse.ui.compare.controller import CompareEventHandler, RunController
from teahouse.ui.compare.dialogs import CompareDialogs
from teahouse.ui.compare.header import CompareHeader
from teahouse.ui.compare.lanes import Lanes, TooFewLanes
from teahouse.ui.compare.model_selection import CompareModelSelection
from teahouse.ui.compare.presenter import UNASKED, ComparePresenter, take
from teahouse.ui.compare.prompt_bar import PlanNote, PromptBar
from teahouse.ui.compare.table import Table
from teahouse.ui.compare.vote_bar import VoteBar
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.layout import VerticalScroll
from teahouse.ui.kit.menus import open_below
from teahouse.ui.kit.notices import Notices
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

SIDE = 18
AIR = 8  # above and below the line under the question together
LOW = 680  # below this height gauges and table make room for the answers
ZOOM_STEP, ZOOM_LEAST, ZOOM_MOST = 0.1, 0.7, 2.0
TABLE_SHARE, LOW_SHARE = 0.26, 0.2  # of the room's height, at most


class ComparePage(FocusGroup, QWidget):
    """`open_conversation` carries the id of a conversation that a lane was continued as."""

    open_conversation = Signal(str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self.theme = theme
        self.board = ComparisonState()
        self.asking = RunController(bridge, self.board)
        self.header = CompareHeader(theme, self)
        self.prompt = PromptBar(bridge, theme, self)
        self.told = QWidget(self)  # has its height whether or not there is something to tell: nothing below moves
        self.reference, self.note = PlanNote(self.told), PlanNote(self.told)
        self.lanes = Lanes(theme, self)
        self.notices = Notices(theme, self, at_bottom=True)
        self.empty = TooFewLanes(theme, self)
        self.table = Table(theme, self)
        self.vote_bar = VoteBar(theme, self)
        self.picking = CompareModelSelection(bridge, preferences, theme, self)
        self.doors = CompareDialogs(self, bridge, preferences, theme)
        self.hearing = CompareEventHandler(self.board, self.lanes)
        self.showing = ComparePresenter(self)
        self._fill_up = True  # with likely models, until the person has chosen
        self._lay_out()
        self._join()
        self.prompt.field.send_key = preferences.values.send_key
        bridge.listen(self._on_lists, ModelsEvent, MemoryEvent, HostModelsEvent)
        bridge.listen(self._handle_events, *CompareEventHandler.KINDS)
        bridge.ask(lambda services: services.library.refresh())
        self.refresh()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setAutoFillBackground(False)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(SIDE, 12, SIDE, 14)
        inner.setSpacing(0)
        told = QHBoxLayout(self.told)
        told.setContentsMargins(4, 0, 4, 0)
        told.setSpacing(12)
        told.addWidget(self.reference, 1)
        told.addWidget(self.note, 1)
        self._reserve()
        inner.addWidget(self.prompt)
        inner.addWidget(self.told)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.lanes, 1)
        middle.addWidget(self.empty, 1)
        inner.addLayout(middle, 1)
        inner.addSpacing(10)
        inner.addWidget(self.vote_bar)
        inner.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        area = VerticalScroll(inside)  # where the window is too low for answers that can be read
        area.viewport().setAutoFillBackground(False)
        column.addWidget(area, 1)
        for part in (self.lanes, self.vote_bar, self.table):
            ShiftGuard(part)  # the prompt grows, and a note may stand above them
        self.enter_at(self.prompt)

    def _join(self) -> None:
        self.header.mode.clicked.connect(
            lambda: open_below(header.mode_menu(self, self.board.setup, self.change), self.header.mode, at_end=True)
        )
        self.header.blind.connect(lambda blind: self.change(blind=blind))
        self.header.add.clicked.connect(lambda: self.picking.open(self.header.add))
        self.header.export.clicked.connect(lambda: self._open_export(self.header.export))
        self.header.more.clicked.connect(
            lambda: open_below(header.more_menu(self, self._does(), self.lanes.together), self.header.more, at_end=True)
        )
        self.empty.first.clicked.connect(lambda: self.picking.open(self.empty.first))
        self.empty.second.clicked.connect(self.picking.look_again)
        self.picking.picked.connect(self._on_picked)
        self.prompt.compare.connect(self.compare)
        self.prompt.follow_up.connect(self.follow_up)
        self.prompt.stop.connect(self.asking.stop)
        self.lanes.act.connect(self._on_act)
        self.lanes.link.connect(self.doors.follow)
        self.lanes.edit.connect(self.prompt.put)
        self.lanes.question.connect(self._take_example)
        self.lanes.zoom_step.connect(self._zoom)
        self.table.vote.connect(self.asking.vote)
        self.vote_bar.voted.connect(self.asking.vote)
        self._preferences.changed.connect(self._on_settings)
        self.theme.changed.connect(self._reserve)
        self.theme.changed.connect(self.refresh)

    def _reserve(self) -> None:
        """Room for one line of small text, with air around it."""
        self.told.setFixedHeight(QFontMetrics(self.theme.small()).height() + AIR)

    def _take_example(self, text: str) -> None:
        self.prompt.put(Draft(text))
        self.prompt.setFocus()

    def _open_export(self, anchor: QWidget) -> None:
        open_below(header.export_menu(self, self.doors.export), anchor, at_end=True)

    def _does(self) -> dict[str, Callable[[], None]]:
        header, more = self.header, self.header.more
        left_out = {
            "add": (header.add, lambda: self.picking.open(more)),
            "blind": (header.blind_button, lambda: self.change(blind=not self.board.setup.blind)),
            "export": (header.export, lambda: self._open_export(more)),
        }
        return {
            **{name: do for name, (button, do) in left_out.items() if button.isHidden() and button.isEnabled()},
            "new": self.new,
            "past": self.doors.open_past,
            "sets": self.doors.open_sets,
            "ratings": self.doors.open_ratings,
            "options": self.doors.open_options,
            "together": self._toggle_together,
        }

    # What can be asked of the room.

    def take_question(self, question: Draft, models: tuple[str, ...]) -> None:
        """Have a conversation's question in the field and its models in the lanes; nothing is asked yet."""
        self.board.begin("")
        self.board.setup = self.board.setup.with_models(models)
        self._fill_up = True
        self._fill()
        self.prompt.put(question)
        self.refresh()
        self.prompt.setFocus()

    def new(self) -> None:
        """An empty comparison of the same models."""
        self.board.begin("")
        self.board.setup = self.board.setup.fresh()
        self.prompt.put(Draft())
        self.refresh()
        self.prompt.setFocus()

    def show_comparison(self, comparison_id: str) -> None:
        """Open a kept comparison."""
        self.asking.open(comparison_id)

    def change(self, **fields: object) -> None:
        """Another mode, number of repetitions and so on, for what is asked next."""
        self.board.change(**fields)
        self.refresh()

    def set_apart(self, lane_id: str, options: Mapping[str, Any], think: Think) -> None:
        """Options and a way to think for one lane alone, for what is asked next."""
        self.board.setup = self.board.setup.set_apart(lane_id, options, think)
        self.refresh()

    def compare(self, question: Draft) -> None:
        """Ask all lanes, as a comparison of its own."""
        if self.asking.run(question):
            self.note.clear()
            self.notices.take_back(UNASKED)
            self.refresh()

    def follow_up(self, question: Draft) -> None:
        """Ask all lanes a further question."""
        self.asking.follow_up(question)
        self.prompt.put(Draft())

    def _on_act(self, what: str, lane_id: str) -> None:
        setup = self.board.setup
        match what:
            case "pick":
                lane = next(lane for lane in setup.lanes if lane.id == lane_id)
                self.picking.open(self.lanes.cards[lane_id].button, lane)
            case "removed":
                self._fill_up = False
                self.board.setup = setup.remove(lane_id)
            case "stop" | "retry" | "vote" | "goes_on":
                getattr(self.asking, what)(lane_id)
            case "parameters":
                self.doors.open_lane_options(lane_id)
            case "baseline":
                self.board.change(baseline="" if setup.baseline == lane_id else lane_id)
        self.refresh()

    def _on_picked(self, lane_id: str, model: str, host: str) -> None:
        setup = self.board.setup
        self.board.setup = setup.put(lane_id, model, host) if lane_id else setup.add(model, host)
        self.refresh()

    def _toggle_together(self) -> None:
        self.lanes.together = not self.lanes.together

    # What happens.

    def _on_lists(self, event: list[ModelsEvent | MemoryEvent | HostModelsEvent]) -> None:
        for one in event:
            self.picking.take(one)
        self._fill()
        self.refresh()

    def _fill(self) -> None:
        """Offer likely models where there are too few, once it is known which there are."""
        if self._fill_up and not self.board.asked_for and self.picking.models is not None:
            chosen = tuple(lane.model for lane in self.board.setup.lanes)
            for model in self.picking.suggested(2 + len(chosen)):
                if model not in chosen and len(self.board.setup.lanes) < 2:
                    self.board.setup = self.board.setup.add(model)

    def _handle_events(self, event: list[object]) -> None:
        for outcome in self.hearing.handle_events(event):
            take(self, outcome)

    def _zoom(self, step: int) -> None:
        zoom = self._preferences.values.zoom + step * ZOOM_STEP
        self._preferences.change(zoom=round(min(ZOOM_MOST, max(ZOOM_LEAST, zoom)), 2))

    def _on_settings(self, settings: object) -> None:
        self.prompt.field.send_key = settings.send_key

    def refresh(self) -> None:
        """Show everything as it is now; while nobody looks that can wait until somebody does."""
        if self.isVisible():
            self.showing.all()

    def fit(self) -> None:
        """The table as tall as its rows, as long as the lanes keep most of the room."""
        low = self.height() < self.theme.px(LOW)
        most = round(self.height() * (LOW_SHARE if low else TABLE_SHARE))
        self.table.setFixedHeight(self.table.height_within(most))
        self.lanes.be_compact(low)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self.hearing.look_again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.hearing.look_away()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Ctrl+Enter mean this room's work, never that of a room that is not seen."""
        if event.key() == Qt.Key.Key_Escape:
            if self.board.running:
                self.asking.stop()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.prompt.submit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()

    def say_plan(self) -> None:
        """Say what runs when, and why."""
        plan = self.board.plan
        if plan is not None:
            self.note.say(lambda: words.plan(plan, self.board.names))
