"""Commands of the Compare page about the shown comparison, and the events of that comparison.

Lanes are conversations, so the events of their answers are those of any chat. The transcripts join pieces and lay them
out by the shared frame clock. While the page is hidden, events for transcripts are stored.
"""

from __future__ import annotations

from collections.abc import Iterator

from teahouse.core.comparison import split_lane_conversation_id
from teahouse.core.conversation import Draft, new_id
from teahouse.services.chat.events import RemovedEvent
from teahouse.services.compare.events import (
    ComparisonEvent,
    ComparisonGoneEvent,
    ContinuedEvent,
    ExportedEvent,
    LaneEvent,
    PlanEvent,
    UncomparedEvent,
)
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.comparison_state import ComparisonState
from teahouse.ui.compare.lane_card import LaneReplyEvent
from teahouse.ui.compare.lanes import Lanes

PageEvent = (  # those that the page handles itself
    ComparisonEvent | LaneEvent | PlanEvent | UncomparedEvent | ComparisonGoneEvent | ContinuedEvent | ExportedEvent
)
TranscriptEvent = PieceEvent | LaneReplyEvent | ComparisonEvent  # those that the transcripts show


class CompareController:
    """Commands return at once; results arrive as events. Events for transcripts are stored from `look_away` until
    `look_again`."""

    EVENTS = (
        ComparisonEvent,
        ComparisonGoneEvent,
        LaneEvent,
        PlanEvent,
        UncomparedEvent,
        ContinuedEvent,
        ExportedEvent,
        PieceEvent,
        PhaseEvent,
        RethoughtEvent,
        ReplyEvent,
        RemovedEvent,
    )

    def __init__(self, bridge: Bridge, state: ComparisonState, lanes: Lanes) -> None:
        self._bridge = bridge
        self._state = state
        self._lanes = lanes
        self._is_watched = False
        self._kept: list[TranscriptEvent] = []  # events that arrived while the page was hidden
        self._kept_for = ""  # the comparison they belong to

    # Commands.

    def run_comparison(self, question: Draft) -> bool:
        """Start a new comparison with all lanes; return whether it could start."""
        state = self._state
        if not state.setup.enough or state.running:
            return False
        if state.asked_for:  # lanes are a comparison's own
            state.setup = state.setup.with_new_ids()
        setup, comparison_id = state.setup, new_id()
        state.begin_comparison(comparison_id)
        self._bridge.run_command(
            lambda services: services.compare.run_comparison(
                comparison_id,
                question,
                setup.lanes,
                system=setup.system,
                mode=setup.mode,
                repetitions=setup.repetitions,
                preload=setup.preload,
                options=setup.options,
                seed=setup.seed,
                blind=setup.blind,
            )
        )
        return True

    def open_comparison(self, comparison_id: str) -> None:
        """Show a stored comparison."""
        self._state.begin_comparison(comparison_id)
        self._bridge.run_command(lambda services: services.compare.open_comparison(comparison_id))

    def follow_up(self, question: Draft) -> None:
        """Ask all lanes a further question."""
        comparison_id = self._state.asked_for
        self._bridge.run_command(lambda services: services.compare.follow_up(comparison_id, question))

    def stop_lanes(self, lane_id: str | None = None) -> None:
        """Stop one lane, or all."""
        comparison_id = self._state.asked_for
        self._bridge.run_command(lambda services: services.compare.stop_lanes(comparison_id, lane_id))

    def retry_lane(self, lane_id: str) -> None:
        """Ask a lane again."""
        comparison_id = self._state.asked_for
        self._bridge.run_command(lambda services: services.compare.retry_lane(comparison_id, lane_id))

    def vote_for(self, lane_id: str) -> None:
        """Vote for a lane's answer; empty for a tie."""
        comparison_id = self._state.asked_for
        self._bridge.run_command(lambda services: services.compare.vote_for(comparison_id, lane_id))

    def vote_all_bad(self) -> None:
        """Vote that no answer is good."""
        comparison_id = self._state.asked_for
        self._bridge.run_command(lambda services: services.compare.vote_for(comparison_id, "", all_bad=True))

    def tag_vote(self, tags: tuple[str, ...]) -> None:
        """Set the tags of the last turn's vote."""
        comparison_id = self._state.asked_for
        self._bridge.run_command(lambda services: services.compare.tag_vote(comparison_id, tags))

    def continue_as_chat(self, lane_id: str) -> None:
        """Continue a lane as a conversation of its own."""
        comparison_id = self._state.asked_for
        self._bridge.run_command(lambda services: services.compare.continue_as_chat(comparison_id, lane_id))

    # Events.

    def handle_events(self, burst: list[object]) -> Iterator[PageEvent]:
        """Handle a burst of events; yield those for the page in their order, and of each lane only the last one."""
        lanes: dict[str, LaneEvent] = {}
        pieces: list[PieceEvent] = []
        for event in burst:
            if isinstance(event, PieceEvent):
                pieces.append(event)
                continue
            if pieces:
                self._take_pieces(pieces)
                pieces = []
            match event:
                case PhaseEvent() | RethoughtEvent() | ReplyEvent() | RemovedEvent():
                    self._take_event(event)
                case LaneEvent() if self._state.take_lane(event):
                    lanes[event.lane_id] = event
                case ComparisonEvent() if self._state.take_comparison(event.comparison):
                    self._show_conversations(event)
                    yield event
                    lanes.clear()
                case PlanEvent() if self._is_on_show(event):
                    self._state.plan = event.plan
                    yield event
                case UncomparedEvent() | ComparisonGoneEvent() | ContinuedEvent() if self._is_on_show(event):
                    yield event
                case ExportedEvent():
                    yield event
        if pieces:
            self._take_pieces(pieces)
        yield from lanes.values()

    def _is_on_show(self, event: PlanEvent | UncomparedEvent | ComparisonGoneEvent | ContinuedEvent) -> bool:
        return event.comparison_id == self._state.asked_for

    def look_away(self) -> None:
        """Store events for the transcripts from now on: the page is hidden."""
        self._is_watched = False

    def look_again(self) -> None:
        """Show the stored events in their order: the page is visible."""
        self._is_watched = True
        kept, self._kept = self._kept, []
        pieces: list[PieceEvent] = []
        for event in kept:
            if isinstance(event, PieceEvent):
                pieces.append(event)
                continue
            self._take_pieces(pieces)
            pieces = []
            if isinstance(event, ComparisonEvent):
                self._show_conversations(event)
            else:
                self._take_event(event)
        self._take_pieces(pieces)

    def _take_pieces(self, pieces: list[PieceEvent]) -> None:
        """Append pieces to the transcripts of their lanes; those of other conversations are ignored."""
        by_conversation: dict[str, list[PieceEvent]] = {}
        for piece in pieces:
            by_conversation.setdefault(piece.conversation_id, []).append(piece)
        for conversation_id, of_lane in by_conversation.items():
            lane_id = self._lane_of(conversation_id)
            if lane_id is None:
                continue
            if not self._is_watched:
                self._keep_events(*of_lane)
            elif (card := self._lanes.cards.get(lane_id)) is not None:
                card.transcript.append_pieces(of_lane)

    def _take_event(self, event: LaneReplyEvent) -> None:
        lane_id = self._lane_of(event.conversation_id)
        if lane_id is None:
            return
        if not self._is_watched:
            self._keep_events(event)
        elif (card := self._lanes.cards.get(lane_id)) is not None:
            card.transcript.handle_event(event)

    def _show_conversations(self, event: ComparisonEvent) -> None:
        if event.comparison.id != self._state.asked_for:
            return
        if not self._is_watched:
            self._keep_events(event)
            return
        names = self._state.names
        self._lanes.arrange_cards(tuple(lane.id for lane in self._state.setup.lanes))
        for lane_id, conversation in event.conversations.items():
            if (card := self._lanes.cards.get(lane_id)) is not None:
                card.transcript.show_author(names.name(lane_id), is_blind=names.hidden)
                card.transcript.show_conversation(conversation, is_running=event.comparison.running)

    def _keep_events(self, *events: TranscriptEvent) -> None:
        """Store events until the page is visible; the end of an answer replaces its pieces."""
        if self._kept_for != self._state.asked_for:
            self._kept_for, self._kept = self._state.asked_for, []
        for event in events:
            if isinstance(event, ReplyEvent):
                over = event.message.id
                self._kept = [one for one in self._kept if not (isinstance(one, PieceEvent) and one.message_id == over)]
            self._kept.append(event)

    def _lane_of(self, conversation_id: str) -> str | None:
        """The shown lane with this conversation; None for none."""
        comparison_id, lane_id = split_lane_conversation_id(conversation_id)
        return lane_id if lane_id and comparison_id == self._state.asked_for else None
