"""What a lane of a comparison tells is its reply's news, under the lane's own ids."""

from time import time
from types import SimpleNamespace
from typing import cast

from teahouse.core.conversation import Message, Role, State
from teahouse.core.events import Phase
from teahouse.services.compare_news import LaneNews, LanePieceNews
from teahouse.services.lane_voice import LaneVoice
from teahouse.services.library import LibraryService
from teahouse.services.news import PhaseNews, PieceNews, RethoughtNews, TroubleNews

IDS = ("comparison", "lane", 2, 3)


def voice() -> tuple[LaneVoice, list[object]]:
    """A voice of one lane, and what it told."""
    told: list[object] = []
    library = cast(LibraryService, SimpleNamespace(in_memory=lambda name: None))
    made = LaneVoice("comparison", "lane", "tea:1b", 2, 3, library, lambda *news: told.extend(news))
    return made, told


def ids(news: LaneNews) -> tuple[str, str, int, int]:
    return news.comparison_id, news.lane_id, news.turn, news.repetition


def test_what_a_reply_waits_for_is_told_with_its_facts_and_its_time() -> None:
    speaker, told = voice()
    speaker(PhaseNews("conversation", "message", Phase.LOADING, {"bytes": 5}, 12.5))
    (news,) = told
    assert isinstance(news, LaneNews)
    assert (ids(news), news.phase, news.facts, news.since) == (IDS, Phase.LOADING, {"bytes": 5}, 12.5)


def test_the_first_piece_of_thinking_and_of_text_begin_a_phase_and_the_next_ones_do_not() -> None:
    speaker, told = voice()
    for text, thinking in (("hm", True), ("so", True), ("tea", False), ("!", False)):
        speaker(PieceNews("conversation", "message", text, thinking))
    phases = [news.phase for news in told if isinstance(news, LaneNews)]
    pieces = [(news.text, news.thinking) for news in told if isinstance(news, LanePieceNews)]
    assert phases == [Phase.THINKING, Phase.WRITING]
    assert pieces == [("hm", True), ("so", True), ("tea", False), ("!", False)]


def test_an_answer_that_is_over_is_told_with_its_message_and_no_phase() -> None:
    speaker, told = voice()
    message = Message("m", None, Role.ASSISTANT, "tea", state=State.DONE)
    before = time()
    speaker.over(message)
    (news,) = told
    assert isinstance(news, LaneNews)
    assert (ids(news), news.phase, news.message, news.rate) == (IDS, None, message, None)
    assert before <= news.since <= time()


def test_thoughts_that_were_text_are_told_and_what_is_not_about_the_reply_goes_on() -> None:
    speaker, told = voice()
    other = TroubleNews(None)
    speaker(RethoughtNews("conversation", "message"))
    speaker(other)
    assert told == [LanePieceNews(*IDS, rethought=True), other]
