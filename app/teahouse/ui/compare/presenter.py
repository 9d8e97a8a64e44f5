"""Brings what the board knows onto the room's widgets: all of it, or one lane's part twice a second."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from teahouse.core.comparison import Comparison
from teahouse.core.model import Capability, ModelCard
from teahouse.services.compare.events import ExportedEvent
from teahouse.ui.compare import words
from teahouse.ui.compare.controller import Outcome
from teahouse.ui.compare.parameters import own_words
from teahouse.ui.compare.shared import usually
from teahouse.ui.compare.words import example
from teahouse.ui.i18n.troubles import sentence

if TYPE_CHECKING:
    from teahouse.ui.compare.page import ComparePage


TABLE_EVERY = 1.0  # seconds between live figures in the table; the gauges have them sooner


class ComparePresenter:
    """Belongs to one room."""

    def __init__(self, room: ComparePage) -> None:
        self._room = room
        self._tabled = 0.0

    def all(self) -> None:
        """Show everything as it is now."""
        room, board = self._room, self._room.board
        setup = board.setup
        room.lanes.arrange(tuple(lane.id for lane in setup.lanes))
        answered = board.comparison is not None and bool(board.comparison.runs)
        room.header.show_state(setup, running=board.running, answered=answered)
        room.prompt.show_state(asked=board.asked, goes_on=board.goes_on, running=board.running, ready=setup.enough)
        room.prompt.tray.show_model(*self._blind())
        self._reference()
        names = board.names
        several = any(names.host(lane.id) for lane in setup.lanes)
        nothing_asked = board.comparison is None and not board.running
        for number, lane in enumerate(setup.lanes):
            colour, fixed = names.colour(lane.id, room.theme.colours), names.hidden or board.running
            card, host = room.lanes.cards[lane.id], names.host(lane.id) if several else None
            card.transcript.show_author(names.name(lane.id), is_blind=names.hidden)
            card.show_name(names.name(lane.id), names.tile(lane.id), colour, host, fixed=fixed)
            card.show_example(example(number) if nothing_asked else None)
            self._card(lane.id)
        self._scale()
        self._below()
        self._empty()

    def lane(self, lane_id: str) -> None:
        """One lane fares differently now; told all at once when somebody looks again."""
        if lane_id in self._room.lanes.cards and self._room.isVisible():
            self._card(lane_id)
            self._room.lanes.clock.request(self._live)

    def _live(self) -> None:
        """What all lanes share, once a frame however many have events."""
        self._scale()
        board = self._room.board
        self._room.lanes.show_live(sum(board.live(lane.id) is not None for lane in board.setup.lanes))
        if not board.names.hidden and monotonic() - self._tabled >= TABLE_EVERY:
            self._tabled = monotonic()
            self._room.table.rows.show_rows(board.rows(), board.setup.baseline)

    def take_question(self, comparison: Comparison) -> None:
        """A comparison that was opened brings its question along."""
        prompt = self._room.prompt
        if len(comparison.prompts) == 1 and not prompt.draft():
            prompt.put(comparison.question(0))

    def _card(self, lane_id: str) -> None:
        board, card, names = self._room.board, self._room.lanes.cards[lane_id], self._room.board.names
        live = board.live(lane_id)
        vote = board.comparison.vote_of(board.turn) if board.comparison else None
        colour = names.colour(lane_id, self._room.theme.colours)
        card.gauges.show_reading(board.reading(lane_id), board.pulse(lane_id), colour, hidden=names.hidden)
        figures = words.NO_FIGURES if names.hidden else board.figures(lane_id)
        told = words.foot(live, figures, board.state(lane_id), names, board.leaving(lane_id))
        card.foot.setText(told or self._before(lane_id))
        card.show_state(
            live=live is not None,
            answered=board.answered(lane_id),
            votable=board.can_win(lane_id) and not names.hidden,
            voted=vote is not None and vote.lane_id == lane_id,
            fixed=board.running or names.hidden,
            is_baseline=board.setup.baseline == lane_id,
        )

    def _blind(self) -> tuple[str, ModelCard | None]:
        """The first model of the lanes that cannot see pictures."""
        names = self._room.board.names
        for lane in self._room.board.setup.lanes:
            entry = self._room.picking.entry_of(lane)
            if entry is not None and entry.card.lacks(Capability.VISION):
                return names.name(lane.id), entry.card
        return "", None

    def _reference(self) -> None:
        """The answer a prompt set has to hold the others against."""
        text = words.reference(self._room.board.comparison)
        if text != self._room.reference.text():
            self._room.reference.say(lambda: text)  # said anew with the room

    def _before(self, lane_id: str) -> str:
        """What there is to say of a lane that was asked nothing yet: what is set apart, what its model usually does."""
        lane = next(lane for lane in self._room.board.setup.lanes if lane.id == lane_id)
        entry = self._room.picking.entry_of(lane)
        return " · ".join(part for part in (own_words(lane), usually(entry) if entry else "") if part)

    def _scale(self) -> None:
        board = self._room.board
        fastest = board.fastest
        largest = max((board.reading(lane.id).memory or 0 for lane in board.setup.lanes), default=0)
        for card in self._room.lanes.cards.values():
            card.gauges.show_scale(fastest, largest)

    def _below(self) -> None:
        """The table, or the question for a vote while names are hidden."""
        room, board = self._room, self._room.board
        hidden, enough = board.names.hidden, board.setup.enough
        lanes = board.setup.lanes
        room.vote_bar.setVisible(hidden and enough)
        room.table.setVisible(not hidden and enough)
        if hidden:
            names = board.names
            named = tuple((lane.id, names.name(lane.id), names.tile(lane.id)) for lane in lanes)
            room.vote_bar.show_lanes(named, ready=board.votable)
        room.table.rows.show_rows(board.rows(), board.setup.baseline)
        room.table.fit()
        room.fit()

    def _empty(self) -> None:
        room, lanes = self._room, len(self._room.board.setup.lanes)
        models = room.picking.models
        room.empty.setVisible(lanes < 2)
        room.lanes.setVisible(lanes > 0)
        count = None if models is None else len(room.picking.entries)
        room.empty.show_state(count, lanes, sentence(models.trouble) if models and models.trouble else "")


translate = QCoreApplication.translate

UNASKED = "a question that was not asked"


def take(room: ComparePage, outcome: Outcome) -> None:
    """Do what an outcome of `Hearing` asks for."""
    match outcome:
        case ("comparison", comparison) if isinstance(comparison, Comparison):
            room.showing.take_question(comparison)
            room.refresh()
        case ("lane", lane_id):
            room.showing.lane(str(lane_id))
        case ("plan", _):
            room.say_plan()
        case ("unasked", event):
            room.board.begin("")
            room.prompt.put(event.question)
            room.notices.warn(lambda: sentence(event.trouble), about=UNASKED)
            room.refresh()
        case ("gone", _):
            room.board.begin("")
            room.notices.tell(lambda: translate("Compare", "This comparison is not kept any more."))
            room.refresh()
        case ("continued", conversation_id):
            room.open_conversation.emit(conversation_id)
        case ("exported", event):
            _say_exported(room, event)


def _say_exported(room: ComparePage, event: ExportedEvent) -> None:
    if event.trouble is not None:
        room.notices.warn(lambda: sentence(event.trouble))
    else:
        room.notices.tell(lambda: translate("Compare", "Written to {path}").format(path=event.path))
