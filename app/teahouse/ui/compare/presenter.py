"""Shows the state of a comparison on the page's widgets: all of it, or one lane twice a second."""

from __future__ import annotations

from time import monotonic

from teahouse.core.comparison import Comparison
from teahouse.core.model import Capability, ModelCard
from teahouse.ui.compare import words
from teahouse.ui.compare.comparison_state import ComparisonState
from teahouse.ui.compare.header import CompareHeader
from teahouse.ui.compare.lanes import Lanes, TooFewLanes
from teahouse.ui.compare.model_selection import CompareModelSelection
from teahouse.ui.compare.parameters import own_words
from teahouse.ui.compare.prompt_bar import PlanNote, PromptBar
from teahouse.ui.compare.shared import usually
from teahouse.ui.compare.table import Table
from teahouse.ui.compare.vote_bar import VoteBar
from teahouse.ui.compare.words import example
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.style import Theme

TABLE_EVERY = 1.0  # seconds between live figures in the table; the gauges have them sooner


class ComparePresenter:
    """Reads a `ComparisonState` and updates the widgets."""

    def __init__(
        self,
        state: ComparisonState,
        models: CompareModelSelection,
        theme: Theme,
        *,
        header: CompareHeader,
        prompt: PromptBar,
        reference: PlanNote,
        lanes: Lanes,
        empty: TooFewLanes,
        vote_bar: VoteBar,
        table: Table,
    ) -> None:
        self._state = state
        self._models = models
        self._theme = theme
        self._header = header
        self._prompt = prompt
        self._reference = reference
        self._lanes = lanes
        self._empty = empty
        self._vote_bar = vote_bar
        self._table = table
        self._tabled = 0.0

    def show_all(self) -> None:
        """Update all widgets."""
        state = self._state
        setup = state.setup
        self._lanes.arrange_cards(tuple(lane.id for lane in setup.lanes))
        answered = state.comparison is not None and bool(state.comparison.runs)
        self._header.show_state(setup, running=state.running, answered=answered)
        self._prompt.show_state(asked=state.asked, goes_on=state.goes_on, running=state.running, ready=setup.enough)
        self._prompt.tray.show_model(*self._first_blind())
        self._show_reference()
        names = state.names
        several = any(names.host(lane.id) for lane in setup.lanes)
        nothing_asked = state.comparison is None and not state.running
        for number, lane in enumerate(setup.lanes):
            colour, fixed = names.colour(lane.id, self._theme.colours), names.hidden or state.running
            card, host = self._lanes.cards[lane.id], names.host(lane.id) if several else None
            card.transcript.show_author(names.name(lane.id), is_blind=names.hidden)
            card.show_name(names.name(lane.id), names.tile(lane.id), colour, host, fixed=fixed)
            card.show_example(example(number) if nothing_asked else None)
            self._show_card(lane.id)
        self._show_scale()
        self._show_below()
        self._show_empty()

    def show_lane(self, lane_id: str) -> None:
        """Update one lane."""
        if lane_id in self._lanes.cards:
            self._show_card(lane_id)
            self._lanes.clock.request_frame(self._show_live)

    def _show_live(self) -> None:
        """Update what all lanes share, once per frame."""
        self._show_scale()
        state = self._state
        self._lanes.show_live(sum(state.live_event(lane.id) is not None for lane in state.setup.lanes))
        if not state.names.hidden and monotonic() - self._tabled >= TABLE_EVERY:
            self._tabled = monotonic()
            self._table.rows.show_rows(state.make_rows(), state.setup.baseline)

    def take_question(self, comparison: Comparison) -> None:
        """Show the question of an opened comparison in the empty prompt field."""
        prompt = self._prompt
        if len(comparison.prompts) == 1 and not prompt.draft():
            prompt.set_draft(comparison.question_of(0))

    def _show_card(self, lane_id: str) -> None:
        state, card, names = self._state, self._lanes.cards[lane_id], self._state.names
        live = state.live_event(lane_id)
        vote = state.comparison.vote_of(state.turn) if state.comparison else None
        colour = names.colour(lane_id, self._theme.colours)
        card.gauges.show_reading(state.values_of(lane_id), state.recent_rates(lane_id), colour, hidden=names.hidden)
        figures = words.NO_FIGURES if names.hidden else state.figures_of(lane_id)
        told = words.foot(live, figures, state.answer_state(lane_id), names, state.models_leaving(lane_id))
        card.foot.setText(told or self._words_before(lane_id))
        card.show_state(
            live=live is not None,
            answered=state.has_answered(lane_id),
            votable=state.can_win(lane_id) and not names.hidden,
            voted=vote is not None and vote.lane_id == lane_id,
            fixed=state.running or names.hidden,
            is_baseline=state.setup.baseline == lane_id,
        )

    def _first_blind(self) -> tuple[str, ModelCard | None]:
        """The first model of the lanes that cannot see pictures."""
        names = self._state.names
        for lane in self._state.setup.lanes:
            entry = self._models.entry_of(lane)
            if entry is not None and entry.card.lacks_capability(Capability.VISION):
                return names.name(lane.id), entry.card
        return "", None

    def _show_reference(self) -> None:
        """Show the reference answer of a prompt set."""
        text = words.reference(self._state.comparison)
        if text != self._reference.text():
            self._reference.show_note(lambda: text)

    def _words_before(self, lane_id: str) -> str:
        """The text of a lane without answers: its own parameters and its model's usual figures."""
        lane = next(lane for lane in self._state.setup.lanes if lane.id == lane_id)
        entry = self._models.entry_of(lane)
        return " · ".join(part for part in (own_words(lane), usually(entry) if entry else "") if part)

    def _show_scale(self) -> None:
        state = self._state
        fastest = state.fastest
        largest = max((state.values_of(lane.id).memory or 0 for lane in state.setup.lanes), default=0)
        for card in self._lanes.cards.values():
            card.gauges.show_scale(fastest, largest)

    def _show_below(self) -> None:
        """The table, or the question for a vote while names are hidden."""
        state = self._state
        hidden, enough = state.names.hidden, state.setup.enough
        lanes = state.setup.lanes
        self._vote_bar.setVisible(hidden and enough)
        self._table.setVisible(not hidden and enough)
        if hidden:
            names = state.names
            named = tuple((lane.id, names.name(lane.id), names.tile(lane.id)) for lane in lanes)
            self._vote_bar.show_lanes(named, ready=state.votable)
        self._table.rows.show_rows(state.make_rows(), state.setup.baseline)
        self._table.fit()

    def _show_empty(self) -> None:
        lanes = len(self._state.setup.lanes)
        models = self._models.models
        self._empty.setVisible(lanes < 2)
        self._lanes.setVisible(lanes > 0)
        count = None if models is None else len(self._models.entries)
        self._empty.show_state(count, lanes, sentence(models.trouble) if models and models.trouble else "")
