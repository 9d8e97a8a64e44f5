"""What a lane of a comparison tells is its reply's news, under the lane's own ids."""

from time import time
from types import SimpleNamespace
from typing import cast

from teahouse.core.conversation import Message, Role, State
from teahouse.core.stream_events import Phase
from teahouse.services.compare.events import LaneEvent, LanePieceEvent
from teahouse.services.compare.lane_runner import LaneProgress
from teahouse.services.events import TroubleEvent
from teahouse.services.generation.events import PhaseEvent, PieceEvent, RethoughtEvent
from teahouse.services.models.library import LibraryService

IDS = ("comparison", "lane", 2, 3)


def voice() -> tuple[LaneProgress, list[object]]:
    """A voice of one lane, and what it told."""
    told: list[object] = []
    library = cast(LibraryService, SimpleNamespace(in_memory=lambda name: None))
    made = LaneProgress("comparison", "lane", "tea:1b", 2, 3, library, lambda *event: told.extend(event))
    return made, told


def ids(event: LaneEvent) -> tuple[str, str, int, int]:
    return event.comparison_id, event.lane_id, event.turn, event.repetition


def test_what_a_reply_waits_for_is_told_with_its_facts_and_its_time() -> None:
    speaker, told = voice()
    speaker(PhaseEvent("conversation", "message", Phase.LOADING, {"bytes": 5}, 12.5))
    (event,) = told
    assert isinstance(event, LaneEvent)
    assert (ids(event), event.phase, event.facts, event.since) == (IDS, Phase.LOADING, {"bytes": 5}, 12.5)


def test_the_first_piece_of_thinking_and_of_text_begin_a_phase_and_the_next_ones_do_not() -> None:
    speaker, told = voice()
    for text, thinking in (("hm", True), ("so", True), ("tea", False), ("!", False)):
        speaker(PieceEvent("conversation", "message", text, thinking))
    phases = [event.phase for event in told if isinstance(event, LaneEvent)]
    pieces = [(event.text, event.thinking) for event in told if isinstance(event, LanePieceEvent)]
    assert phases == [Phase.THINKING, Phase.WRITING]
    assert pieces == [("hm", True), ("so", True), ("tea", False), ("!", False)]


def test_an_answer_that_is_over_is_told_with_its_message_and_no_phase() -> None:
    speaker, told = voice()
    message = Message("m", None, Role.ASSISTANT, "tea", state=State.DONE)
    before = time()
    speaker.over(message)
    (event,) = told
    assert isinstance(event, LaneEvent)
    assert (ids(event), event.phase, event.message, event.rate) == (IDS, None, message, None)
    assert before <= event.since <= time()


def test_thoughts_that_were_text_are_told_and_what_is_not_about_the_reply_goes_on() -> None:
    speaker, told = voice()
    other = TroubleEvent(None)
    speaker(RethoughtEvent("conversation", "message"))
    speaker(other)
    assert told == [LanePieceEvent(*IDS, rethought=True), other]
