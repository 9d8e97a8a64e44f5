"""What a lane of a comparison tells: its reply's events as they are, and how it fares under the lane's own ids."""

from time import time
from types import SimpleNamespace
from typing import cast

from teahouse.core.comparison import Lane
from teahouse.core.conversation import State
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.services.chat.events import RemovedEvent
from teahouse.services.compare.events import LaneEvent
from teahouse.services.compare.lane_runner import LaneProgress
from teahouse.services.events import TroubleEvent
from teahouse.services.generation.events import PhaseEvent, PieceEvent, RethoughtEvent
from teahouse.services.models.library import LibraryService

IDS = ("comparison", "lane", "message", 2, 3)
CONVERSATION = "comparison/lane"


def progress() -> tuple[LaneProgress, list[object]]:
    """The progress of one lane, and what it told."""
    told: list[object] = []
    library = cast(LibraryService, SimpleNamespace(find_loaded=lambda name: None))
    lane = Lane("lane", "tea:1b")
    made = LaneProgress("comparison", lane, "message", 2, 3, library, lambda *event: told.extend(event))
    return made, told


def ids(event: LaneEvent) -> tuple[str, str, str, int, int]:
    return event.comparison_id, event.lane_id, event.message_id, event.turn, event.repetition


def test_what_a_reply_waits_for_is_told_with_its_model_and_its_time() -> None:
    lane, told = progress()
    waits = PhaseEvent(CONVERSATION, "message", Phase.LOADING, PhaseSubject("tea:1b", 5), 12.5)
    lane(waits)
    event, passed = told
    assert isinstance(event, LaneEvent)
    assert (ids(event), event.phase, event.subject, event.since) == (IDS, Phase.LOADING, waits.subject, 12.5)
    assert passed is waits


def test_what_a_lane_waits_for_itself_is_told_as_a_reply_tells_it() -> None:
    lane, told = progress()
    lane.enter_phase(Phase.UNLOADING, PhaseSubject("old:7b"))
    event, waits = told
    assert isinstance(event, LaneEvent)
    assert isinstance(waits, PhaseEvent)
    assert (ids(event), event.phase) == (IDS, Phase.UNLOADING)
    assert (waits.conversation_id, waits.message_id, waits.phase) == (CONVERSATION, "message", Phase.UNLOADING)
    assert waits.subject == event.subject == PhaseSubject("old:7b")


def test_the_first_piece_of_thinking_and_of_text_begin_a_phase_and_the_next_ones_do_not() -> None:
    lane, told = progress()
    given = [
        PieceEvent(CONVERSATION, "message", text, thinking)
        for text, thinking in (("", "hm"), ("", "so"), ("tea", ""), ("!", ""))
    ]
    for piece in given:
        lane(piece)
    assert [event.phase for event in told if isinstance(event, LaneEvent)] == [Phase.THINKING, Phase.WRITING]
    assert [event.phase for event in told if isinstance(event, PhaseEvent)] == [Phase.THINKING, Phase.WRITING]
    assert [event for event in told if isinstance(event, PieceEvent)] == given


def test_an_answer_that_is_over_is_told_with_no_phase() -> None:
    lane, told = progress()
    before = time()
    lane.post_end()
    (event,) = told
    assert isinstance(event, LaneEvent)
    assert (ids(event), event.phase, event.rate) == (IDS, None, None)
    assert before <= event.since <= time()


def test_an_answer_that_will_not_be_begun_is_taken_away() -> None:
    lane, told = progress()
    lane.post_dropped()
    gone, event = told
    assert isinstance(gone, RemovedEvent)
    assert [(message.id, message.state) for message in gone.messages] == [("message", State.STREAMING)]
    assert gone.conversation_id == CONVERSATION
    assert isinstance(event, LaneEvent)
    assert event.phase is None


def test_thoughts_that_were_text_and_what_is_not_about_the_reply_go_on_as_they_are() -> None:
    lane, told = progress()
    others = [RethoughtEvent(CONVERSATION, "message"), TroubleEvent(None)]
    for other in others:
        lane(other)
    assert told == others
