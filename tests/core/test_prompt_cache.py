"""A measured prompt is read anew; one from a cache is recognised where the host does not tell it."""

from __future__ import annotations

import pytest

from teahouse.core.attachment import TEXT, Attachment
from teahouse.core.chat_request import ChatRequest
from teahouse.core.comparison import LaneFigures
from teahouse.core.conversation import Message, Role
from teahouse.core.measure import Figures
from teahouse.core.prompt_cache import PromptReading, is_cache_likely, make_cache_marker, mark_request
from teahouse.ollama.requests import chat_body
from teahouse.openai.requests import chat_body as openai_body

HELD = Attachment("ab" * 32, "tea.txt", TEXT, 3)
QUESTION = Message("q", None, Role.USER, "Which tea?", attachments=(HELD,))
REQUEST = ChatRequest("m", (QUESTION,), contents={HELD.id: b"oolong"}, cache_marker="[abc123]")


def test_the_marker_is_before_everything_of_the_prompt_and_changes_nothing_else() -> None:
    with_system = ChatRequest("m", (QUESTION,), system="Be brief.", cache_marker="[abc123]")
    for body in (chat_body, openai_body):
        (message,) = body(mark_request(REQUEST))["messages"]
        (plain,) = body(ChatRequest("m", (QUESTION,), contents=REQUEST.contents))["messages"]
        assert message == {"role": "user", "content": f"[abc123]\n\n{plain['content']}"}
        system, question = body(mark_request(with_system))["messages"]
        assert system == {"role": "system", "content": "[abc123]\n\nBe brief."}
        assert "[abc123]" not in question["content"]
    assert mark_request(ChatRequest("m", (QUESTION,))) == ChatRequest("m", (QUESTION,))


def test_a_marker_differs_for_each_repetition_and_is_the_same_for_all_lanes() -> None:
    markers = [make_cache_marker("comparison", repetition) for repetition in range(5)]
    assert len(set(markers)) == 5
    assert markers == [make_cache_marker("comparison", repetition) for repetition in range(5)]
    assert make_cache_marker("again", 0) not in markers


READINGS = (PromptReading(33, 119.0), PromptReading(37, 121.0), PromptReading(4000, 900.0))


@pytest.mark.parametrize(
    ("tokens", "seconds", "cached", "expected", "likely"),
    [
        (33, 33 / 119, None, 30, False),  # as usual
        (33, 33 / 320, None, 30, True),  # what a daemon 0.33.0 reported for a prompt it had in its cache
        (33, 33 / 320, 0, 30, False),  # the host says that nothing was cached
        (33, 33 / 200, None, 30, False),  # faster, but not twice
        (400, 400 / 2000, None, 400, False),  # nothing similar is known
        (4, 0.1, None, 3000, True),  # an older daemon counts only what it read
        (40, 0.4, None, 70, False),  # the estimate is too rough for that
        (None, None, None, 3000, False),
    ],
)
def test_a_prompt_from_a_cache_is_recognised_without_a_count(
    tokens: int | None, seconds: float | None, cached: int | None, expected: int, likely: bool
) -> None:
    figures = Figures(prompt_tokens=tokens, prompt_seconds=seconds, prompt_cached=cached)
    assert is_cache_likely(figures, expected, READINGS) is likely


def test_a_lane_leaves_cached_runs_out_of_what_reading_changes_and_keeps_their_speed() -> None:
    fresh = Figures(generation_rate=20.0, first_word=2.3, total=9.0, prompt_tokens=33, prompt_cached=0)
    cached = Figures(generation_rate=22.0, first_word=0.2, total=7.0, prompt_tokens=33, prompt_cached=32)
    lane = LaneFigures.from_runs([fresh, cached, cached])
    assert lane.first_word is not None
    assert lane.generation_rate is not None
    assert (lane.first_word.median, lane.first_word.count, lane.cached, lane.only_cached) == (2.3, 1, 2, False)
    assert (lane.generation_rate.median, lane.generation_rate.count) == (22.0, 3)
    only = LaneFigures.from_runs([cached, cached])
    assert only.first_word is not None
    assert (only.first_word.median, only.only_cached) == (0.2, True)
