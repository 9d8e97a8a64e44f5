"""Takes the room's events: what concerns the comparison on show goes to the board and to its lane's transcript.

Pieces are only handed on; the transcript joins them and has them laid out by the shared frame clock. While nobody
looks they are only kept. What else is to be done is returned as outcomes, once a burst for each lane.
"""

from __future__ import annotations

from collections.abc import Iterator

from teahouse.core.comparison import Comparison
from teahouse.core.conversation import Draft, new_id
from teahouse.services.compare.events import (
    ComparisonEvent,
    ComparisonGoneEvent,
    ContinuedEvent,
    ExportedEvent,
    LaneEvent,
    LanePieceEvent,
    PlanEvent,
    UncomparedEvent,
)
from teahouse.services.generation.events import PhaseEvent, PieceEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.comparison_state import ComparisonState
from teahouse.ui.compare.lane_conversation import LaneConversation, key_of
from teahouse.ui.compare.lanes import Lanes

Outcome = tuple[str, object]


class CompareEventHandler:
    """One instance for the room; its talks are those of the lanes on show. `watched`: whether somebody looks."""

    KINDS = (
        ComparisonEvent,
        ComparisonGoneEvent,
        LaneEvent,
        LanePieceEvent,
        PlanEvent,
        UncomparedEvent,
        ContinuedEvent,
        ExportedEvent,
    )

    def __init__(self, board: ComparisonState, lanes: Lanes) -> None:
        self._board = board
        self._lanes = lanes
        self.watched = True
        self._talks: dict[str, LaneConversation] = {}
        self._missed: dict[str, list[LaneEvent]] = {}  # what lanes entered, and how they ended, while nobody looked

    def take(self, burst: list[object]) -> Iterator[Outcome]:
        """Take a burst of events; what is left to be done is told in order."""
        touched: dict[str, None] = {}
        for event in burst:
            match event:
                case LanePieceEvent():
                    self._piece(event)
                case LaneEvent():
                    if self._board.take_lane(event):
                        self._lane(event)
                        touched[event.lane_id] = None
                case ComparisonEvent():
                    if self._board.take(event.comparison):
                        yield "comparison", event.comparison
                        touched.clear()
                case _ if (outcome := self._other(event)) is not None:
                    yield outcome
        for lane_id in touched:
            yield "lane", lane_id

    def _other(self, event: object) -> Outcome | None:
        match event:
            case PlanEvent(comparison_id, plan) if comparison_id == self._board.asked_for:
                self._board.plan = plan
                return "plan", plan
            case UncomparedEvent(comparison_id) if comparison_id == self._board.asked_for:
                return "unasked", event
            case ComparisonGoneEvent(comparison_id) if comparison_id == self._board.asked_for:
                return "gone", comparison_id
            case ContinuedEvent(comparison_id) if comparison_id == self._board.asked_for:
                return "continued", event.conversation_id
            case ExportedEvent():
                return "exported", event
        return None

    def show_talks(self, comparison: Comparison | None) -> None:
        """Have every lane's transcript show what the comparison says; those that agree already are left alone."""
        names = self._board.names
        ids = tuple(lane.id for lane in self._board.setup.lanes)
        self._talks = {lane_id: talk for lane_id, talk in self._talks.items() if lane_id in ids}
        for lane_id in ids:
            view, talk = self._lanes.cards[lane_id].view, self._talks.get(lane_id)
            fresh = talk is None
            talk = self._talks.setdefault(lane_id, LaneConversation(lane_id))
            talk.name = names.name(lane_id)
            if comparison is None:
                if fresh:
                    view.clear()
            elif talk.take(comparison):
                view.show_conversation(talk.conversation)
                self._phase_again(lane_id)
                if not comparison.running and (start := talk.last_start()):
                    view.scroll_to(start)  # what is over is read from its beginning

    def choose(self, lane_id: str, message_id: str) -> None:
        """Show another answer of a lane: that of another repetition."""
        self._talks[lane_id].conversation.choose(message_id)
        self._lanes.cards[lane_id].view.refresh_path()

    def question_of(self, lane_id: str, message_id: str) -> Draft:
        """What was asked by a message in a lane."""
        message = self._talks[lane_id].conversation[message_id]
        return Draft(message.text, message.attachments)

    def _phase_again(self, lane_id: str) -> None:
        event = self._board.live(lane_id)
        if event is not None:
            self._lane(event)

    def _piece(self, event: LanePieceEvent) -> None:
        card = self._lanes.cards.get(event.lane_id)
        if card is None or event.comparison_id != self._board.asked_for:
            return
        key, talk = self._begun(event.lane_id, event.turn, event.repetition), self._talks.get(event.lane_id)
        if talk is not None:
            talk.hear(key, event.text, event.thinking, rethought=event.rethought)
            if self.watched:
                self._tell(talk)

    def _tell(self, talk: LaneConversation) -> None:
        """Hand on to a lane's view what it does not know yet."""
        view = self._lanes.cards[talk.lane_id].view
        for key, coming in talk.coming.items():
            rethought, text, thinking = coming.untold()
            if rethought:
                view.rethink(key)
            if text or thinking:
                view.append([PieceEvent(self._board.asked_for, key, text, thinking)])

    def look_again(self) -> None:
        """Somebody looks again: show what came meanwhile, in the order in which it came."""
        self.watched = True
        missed, self._missed = self._missed, {}
        for lane_id, talk in self._talks.items():
            for event in missed.get(lane_id, ()):
                if event.comparison_id == self._board.asked_for:
                    self._lane(event)
            self._tell(talk)

    def _miss(self, event: LaneEvent, talk: LaneConversation) -> None:
        self._begun(event.lane_id, event.turn, event.repetition)
        if event.message is not None:
            talk.end(event.turn, event.repetition, event.message)
        missed = self._missed.setdefault(event.lane_id, [])
        last = missed[-1] if missed else None
        if last is None or (last.phase, last.turn, last.repetition) != (event.phase, event.turn, event.repetition):
            missed.append(event)

    def _begun(self, lane_id: str, turn: int, repetition: int) -> str:
        """The key of an answer, which is shown from now on."""
        talk = self._talks.get(lane_id)
        if talk is not None:
            message = talk.begin(turn, repetition)
            if message is not None:
                view = self._lanes.cards[lane_id].view
                talk.conversation.add(message)
                view.show_conversation(talk.conversation)
        return key_of(lane_id, turn, repetition)

    def _lane(self, event: LaneEvent) -> None:
        card, talk = self._lanes.cards.get(event.lane_id), self._talks.get(event.lane_id)
        if card is None or talk is None or (event.phase is None and event.message is None):
            return  # of another comparison, or never begun
        if not self.watched:
            self._miss(event, talk)
        elif event.phase is not None:
            key = self._begun(event.lane_id, event.turn, event.repetition)
            hidden = {} if self._board.names.hidden else event.facts
            card.view.set_phase(key, PhaseEvent(event.comparison_id, key, event.phase, hidden, event.since))
        else:
            self._begun(event.lane_id, event.turn, event.repetition)
            card.view.finish(talk.end(event.turn, event.repetition, event.message))


class RunController:
    """Every method returns at once; what comes of it is told as events."""

    def __init__(self, bridge: Bridge, board: ComparisonState) -> None:
        self._bridge = bridge
        self._board = board

    def run(self, question: Draft) -> bool:
        """Ask all lanes as a comparison of its own; tells whether that could be."""
        board = self._board
        if not board.setup.enough or board.running:
            return False
        if board.asked_for:  # lanes are a comparison's own
            board.setup = board.setup.fresh()
        setup, comparison_id = board.setup, new_id()
        board.begin(comparison_id)
        self._bridge.ask(
            lambda services: services.compare.run(
                comparison_id,
                question,
                setup.lanes,
                system=setup.system,
                mode=setup.mode.value,
                repetitions=setup.repetitions,
                preload=setup.preload,
                options=setup.options,
                seed=setup.seed,
                blind=setup.blind,
            )
        )
        return True

    def open(self, comparison_id: str) -> None:
        """Have a kept comparison on show."""
        self._board.begin(comparison_id)
        self._bridge.ask(lambda services: services.compare.open(comparison_id))

    def follow_up(self, question: Draft) -> None:
        """Ask all lanes a further question."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.follow_up(comparison_id, question))

    def stop(self, lane_id: str | None = None) -> None:
        """Stop one lane, or all."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.stop(comparison_id, lane_id))

    def retry(self, lane_id: str) -> None:
        """Ask a lane again."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.retry(comparison_id, lane_id))

    def vote(self, lane_id: str) -> None:
        """Vote for a lane's answer; empty for a tie."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.vote(comparison_id, lane_id))

    def goes_on(self, lane_id: str) -> None:
        """Have a lane go on as a conversation."""
        comparison_id = self._board.asked_for
        self._bridge.ask(lambda services: services.compare.continue_as_chat(comparison_id, lane_id))
