"""The Compare page: header, question, lanes and table.

`ComparisonState` has the data, `CompareController` sends the commands, `ComparePresenter` shows the data in the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.comparison import Lane
from teahouse.core.conversation import Draft, new_id
from teahouse.core.errors import Trouble
from teahouse.core.settings import Settings
from teahouse.services.compare.events import (
    ComparisonEvent,
    ComparisonGoneEvent,
    ContinuedEvent,
    ExportedEvent,
    HostModelsEvent,
    LaneEvent,
    PlanEvent,
    UncomparedEvent,
)
from teahouse.services.models.events import MemoryEvent, ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare import header, words
from teahouse.ui.compare.comparison_state import ComparisonState
from teahouse.ui.compare.controller import CompareController, PageEvent
from teahouse.ui.compare.dialogs import CompareDialogs
from teahouse.ui.compare.header import CompareHeader, MoreAction
from teahouse.ui.compare.lane_card import LaneAction
from teahouse.ui.compare.lanes import Lanes, TooFewLanes
from teahouse.ui.compare.model_selection import CompareModelSelection
from teahouse.ui.compare.presenter import ComparePresenter
from teahouse.ui.compare.prompt_bar import PlanNote, PromptBar
from teahouse.ui.compare.setup import Setup
from teahouse.ui.compare.table import Table
from teahouse.ui.compare.vote_bar import VoteBar
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.layout import VerticalScroll
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.popup import open_below
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

UNASKED = "a question that was not asked"
SIDE = 18
AIR = 8  # above and below the row of notes, together
LOW = 680  # below this height the meters and the table are smaller
TABLE_SHARE, LOW_SHARE = 0.26, 0.2  # of the page's height, at most


class ComparePage(FocusGroup, QWidget):
    """`open_conversation` carries the id of a conversation that a lane was continued as."""

    open_conversation = Signal(str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self.state = ComparisonState()
        self.header = CompareHeader(theme, self)
        self.prompt = PromptBar(bridge, theme, self)
        self.notes_row = QWidget(self)  # its height is constant, so that nothing below it moves
        self.reference, self.plan_note = PlanNote(self.notes_row), PlanNote(self.notes_row)
        self.lanes = Lanes(theme, self)
        self.notices = Notices(theme, self, at_bottom=lambda _height: True)
        self.empty = TooFewLanes(theme, self)
        self.table = Table(theme, self)
        self.vote_bar = VoteBar(theme, self)
        self.model_selection = CompareModelSelection(bridge, preferences, theme, self)
        self.controller = CompareController(bridge, self.state, self.lanes)
        self.dialogs = CompareDialogs(
            self,
            bridge,
            theme,
            self.state,
            self.model_selection,
            lanes=self.lanes,
            table=self.table,
            notices=self.notices,
        )
        self._presenter = ComparePresenter(
            self.state,
            self.model_selection,
            theme,
            header=self.header,
            prompt=self.prompt,
            reference=self.reference,
            lanes=self.lanes,
            empty=self.empty,
            vote_bar=self.vote_bar,
            table=self.table,
        )
        self._fill_up = True  # with suggested models, until the person has chosen
        self._lay_out()
        self._connect_signals()
        self.prompt.set_send_key(preferences.values.send_key)
        bridge.subscribe(self._on_lists, ModelsEvent, MemoryEvent, HostModelsEvent)
        bridge.subscribe(self._handle_events, *CompareController.EVENTS)
        bridge.run_command(lambda services: services.library.refresh_models())
        self.refresh()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setAutoFillBackground(False)
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(SIDE, 12, SIDE, 14)
        inner.setSpacing(0)
        notes = QHBoxLayout(self.notes_row)
        notes.setContentsMargins(4, 0, 4, 0)
        notes.setSpacing(12)
        notes.addWidget(self.reference, 1)
        notes.addWidget(self.plan_note, 1)
        self._reserve_line()
        inner.addWidget(self.prompt)
        inner.addWidget(self.notes_row)
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
        area = VerticalScroll(inside)  # scrolls where the window is too low
        area.viewport().setAutoFillBackground(False)
        column.addWidget(area, 1)
        for part in (self.lanes, self.vote_bar, self.table):
            ShiftGuard(part)  # the prompt grows, and a note may be above them
        self.enter_at(self.prompt)

    def _connect_signals(self) -> None:
        self.header.mode.clicked.connect(
            lambda: open_below(
                header.mode_menu(self, self.state.setup, self.change_setup), self.header.mode, at_end=True
            )
        )
        self.header.blind.connect(lambda blind: self.change_setup(replace(self.state.setup, blind=blind)))
        self.header.add.clicked.connect(lambda: self.model_selection.open_switcher(self.header.add))
        self.header.export.clicked.connect(lambda: self._open_export(self.header.export))
        self.header.more.clicked.connect(self._open_more)
        self.empty.first.clicked.connect(lambda: self.model_selection.open_switcher(self.empty.first))
        self.empty.second.clicked.connect(self.model_selection.look_again)
        self.model_selection.picked.connect(self._on_picked)
        self.prompt.compare.connect(self.ask_lanes)
        self.prompt.follow_up.connect(self.follow_up)
        self.prompt.stop.connect(lambda: self.controller.stop_lanes())
        self.lanes.wanted.connect(self._on_lane_action)
        self.lanes.link.connect(self.dialogs.follow_link)
        self.lanes.edit.connect(self.prompt.set_draft)
        self.lanes.question.connect(self._take_example)
        self.lanes.zoom_step.connect(self._preferences.step_zoom)
        self.table.vote.connect(self.controller.vote_for)
        self.vote_bar.voted.connect(self.controller.vote_for)
        self.vote_bar.all_bad.connect(self.controller.vote_all_bad)
        self.dialogs.picked.connect(self.show_comparison)
        self.dialogs.changed.connect(self.refresh)
        self._preferences.changed.connect(self._on_settings)
        self._theme.changed.connect(self._reserve_line)
        self._theme.changed.connect(self.refresh)

    def _reserve_line(self) -> None:
        """Set the height of the row of notes: one line of small text with space around it."""
        self.notes_row.setFixedHeight(QFontMetrics(self._theme.small()).height() + AIR)

    def _take_example(self, text: str) -> None:
        self.prompt.set_draft(Draft(text))
        self.prompt.setFocus()

    def _open_export(self, anchor: QWidget) -> None:
        menu = header.export_menu(self, self.dialogs.export_file, self.dialogs.export_picture)
        open_below(menu, anchor, at_end=True)

    def _open_more(self) -> None:
        menu = header.more_menu(self, self._more_actions(), scrolls_together=self.lanes.scrolls_together)
        open_below(menu, self.header.more, at_end=True)

    def _more_actions(self) -> dict[MoreAction, Callable[[], None]]:
        buttons, more = self.header, self.header.more
        left_out: dict[MoreAction, tuple[QAbstractButton, Callable[[], None]]] = {
            MoreAction.ADD_MODEL: (buttons.add, lambda: self.model_selection.open_switcher(more)),
            MoreAction.TOGGLE_BLIND: (
                buttons.blind_button,
                lambda: self.change_setup(replace(self.state.setup, blind=not self.state.setup.blind)),
            ),
            MoreAction.EXPORT: (buttons.export, lambda: self._open_export(more)),
        }
        return {
            **{action: do for action, (button, do) in left_out.items() if button.isHidden() and button.isEnabled()},
            MoreAction.NEW_COMPARISON: self.begin_new,
            MoreAction.OPEN_HISTORY: self.dialogs.open_past,
            MoreAction.OPEN_SETS: self.dialogs.open_sets,
            MoreAction.OPEN_RATINGS: self.dialogs.open_ratings,
            **self._vote_actions(),
            MoreAction.SET_PARAMETERS: self.dialogs.open_options,
            MoreAction.SCROLL_TOGETHER: self._toggle_together,
        }

    def _vote_actions(self) -> dict[MoreAction, Callable[[], None]]:
        """What can be said about the last turn's answers beside which is the best."""
        vote = self.state.last_vote
        all_bad = {MoreAction.VOTE_ALL_BAD: self.controller.vote_all_bad} if self.state.votable else {}
        tags = {MoreAction.TAG_VOTE: lambda: self.dialogs.open_tags(self.controller.tag_vote)} if vote else {}
        return {**all_bad, **tags}

    # Called by the window.

    def take_question(self, question: Draft, models: tuple[str, ...]) -> None:
        """Put a conversation's question into the field and its models into the lanes; nothing is sent."""
        self.state.begin_comparison("")
        self.state.setup = self.state.setup.with_models(models)
        self._fill_up = True
        self._fill_lanes()
        self.prompt.set_draft(question)
        self.refresh()
        self.prompt.setFocus()

    def take_options(self, model: str, choices: Sequence[Mapping[str, Any]]) -> None:
        """Put a lane of the model for each of these options; nothing is sent."""
        self.state.begin_comparison("")
        self._fill_up = False
        lanes = tuple(Lane(new_id(), model, options=dict(options)) for options in choices)
        self.state.setup = replace(self.state.setup, lanes=lanes, baseline="")
        self.refresh()
        self.prompt.setFocus()

    def begin_new(self) -> None:
        """Start an empty comparison of the same models."""
        self.state.begin_comparison("")
        self.state.setup = self.state.setup.with_new_ids()
        self.prompt.set_draft(Draft())
        self.refresh()
        self.prompt.setFocus()

    def show_comparison(self, comparison_id: str) -> None:
        """Open a stored comparison."""
        self.controller.open_comparison(comparison_id)

    def change_setup(self, setup: Setup) -> None:
        """Replace the setup of the next comparison."""
        self.state.setup = setup
        self.refresh()

    def ask_lanes(self, question: Draft) -> None:
        """Send a question to all lanes, as a new comparison."""
        if self.controller.run_comparison(question):
            self.plan_note.clear()
            self.notices.withdraw_notice(UNASKED)
            self.refresh()

    def follow_up(self, question: Draft) -> None:
        """Send a further question to all lanes."""
        self.controller.follow_up(question)
        self.prompt.set_draft(Draft())

    def _on_lane_action(self, action: LaneAction, lane_id: str) -> None:
        setup = self.state.setup
        match action:
            case LaneAction.PICK_MODEL:
                lane = next(lane for lane in setup.lanes if lane.id == lane_id)
                self.model_selection.open_switcher(self.lanes.cards[lane_id].button, lane)
            case LaneAction.REMOVE:
                self._fill_up = False
                self.state.setup = setup.remove_lane(lane_id)
            case LaneAction.STOP:
                self.controller.stop_lanes(lane_id)
            case LaneAction.RETRY:
                self.controller.retry_lane(lane_id)
            case LaneAction.VOTE:
                self.controller.vote_for(lane_id)
            case LaneAction.CONTINUE:
                self.controller.continue_as_chat(lane_id)
            case LaneAction.SET_PARAMETERS:
                self.dialogs.open_lane_options(lane_id)
            case LaneAction.SET_BASELINE:
                self.state.setup = replace(setup, baseline="" if setup.baseline == lane_id else lane_id)
        self.refresh()

    def _on_picked(self, lane_id: str, model: str, host: str) -> None:
        setup = self.state.setup
        self.state.setup = setup.replace_model(lane_id, model, host) if lane_id else setup.add_lane(model, host)
        self.refresh()

    def _toggle_together(self) -> None:
        self.lanes.scrolls_together = not self.lanes.scrolls_together

    # Events.

    def _on_lists(self, events: list[ModelsEvent | MemoryEvent | HostModelsEvent]) -> None:
        for event in events:
            self.model_selection.handle_event(event)
        self._fill_lanes()
        self.refresh()

    def _fill_lanes(self) -> None:
        """Add suggested models where there are fewer than two lanes, once the models are known."""
        if self._fill_up and not self.state.asked_for and self.model_selection.models is not None:
            chosen = tuple(lane.model for lane in self.state.setup.lanes)
            for model in self.model_selection.suggest_models(2 + len(chosen)):
                if model not in chosen and len(self.state.setup.lanes) < 2:
                    self.state.setup = self.state.setup.add_lane(model)

    def _handle_events(self, burst: list[object]) -> None:
        for event in self.controller.handle_events(burst):
            self._handle_event(event)

    def _handle_event(self, event: PageEvent) -> None:
        match event:
            case ComparisonEvent(comparison):
                self._presenter.take_question(comparison)
                self.refresh()
            case LaneEvent(_, lane_id):
                if self.isVisible():  # else shown when the page is shown again
                    self._presenter.show_lane(lane_id)
            case PlanEvent(_, plan):
                self.plan_note.show_note(lambda: words.plan(plan, self.state.names))
            case UncomparedEvent(_, question, trouble):
                self.state.begin_comparison("")
                self.prompt.set_draft(question)
                self.notices.show_warning(lambda: sentence(trouble), about=UNASKED)
                self.refresh()
            case ComparisonGoneEvent():
                self.state.begin_comparison("")
                self.notices.show_info(lambda: translate("Compare", "This comparison is not kept any more."))
                self.refresh()
            case ContinuedEvent():
                self.open_conversation.emit(event.conversation_id)
            case ExportedEvent():
                self._show_export(event.path, event.trouble)

    def _show_export(self, path: str, trouble: Trouble | None) -> None:
        if trouble is None:
            self.notices.show_info(lambda: translate("Compare", "Written to {path}").format(path=path))
        else:
            self.notices.show_warning(lambda: sentence(trouble))

    def _on_settings(self, settings: Settings) -> None:
        self.prompt.set_send_key(settings.send_key)

    def refresh(self) -> None:
        """Show the current state; while the page is hidden this waits until it is shown."""
        if self.isVisible():
            self._presenter.show_all()
            self.fit()

    def fit(self) -> None:
        """Set the height of the table to that of its rows, within its share of the page."""
        low = self.height() < self._theme.px(LOW)
        most = round(self.height() * (LOW_SHARE if low else TABLE_SHARE))
        self.table.setFixedHeight(self.table.height_within(most))
        self.lanes.be_compact(low)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.controller.look_again()
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.controller.look_away()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Ctrl+Enter act on this page only."""
        if event.key() == Qt.Key.Key_Escape:
            if self.state.running:
                self.controller.stop_lanes()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.prompt.submit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
