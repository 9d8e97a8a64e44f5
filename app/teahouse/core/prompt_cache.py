"""Prompts that a host has to read anew, and how one that came from a cache is recognised.

A host keeps what it has computed for a prompt and reads only what differs from its beginning. A measured request begins
with a marker that no other prompt begins with, so that nothing of it is in the cache. Our own engine is told instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from teahouse.core.chat_request import ChatRequest
from teahouse.core.conversation import Message, Role
from teahouse.core.measure import Figures, median
from teahouse.core.values import dataclass

SIMILAR = 1.5  # readings of so many times more or fewer tokens are compared: long prompts are read faster
FASTEST = 0.5  # of the usual time: a prompt that was read in less came from a cache
LEAST_EXPECTED = 0.5  # of the estimated tokens: a host that counts fewer has the others in its cache
LEAST_MISSING = 32  # tokens: estimates of short prompts are too rough


def make_cache_marker(*parts: object) -> str:
    """A short text that differs for different parts and is equal for equal ones."""
    return f"[{sha256(repr(parts).encode()).hexdigest()[:6]}]"


def mark_request(request: ChatRequest) -> ChatRequest:
    """The request with its marker at the beginning of the prompt; itself where it has none.

    The system prompt is first in every template. Without one the marker is a message before the first, which is joined
    with it, so that it is also before its files.
    """
    marker = request.cache_marker
    if not marker:
        return request
    if request.system.strip():
        return replace(request, system=f"{marker}\n\n{request.system}", cache_marker="")
    first = Message("cache-marker", None, Role.USER, marker)
    return replace(request, messages=(first, *request.messages), cache_marker="")


@dataclass(frozen=True, slots=True)
class PromptReading:
    """How fast a host has read a prompt of `tokens` tokens that was not in its cache; tokens per second."""

    tokens: int
    rate: float


def is_cache_likely(figures: Figures, expected: int, readings: Iterable[PromptReading]) -> bool:
    """Whether the prompt of a run came from a cache, for a host that does not report it.

    Older daemons count only what they have read: fewer tokens than `expected`, the estimate of the whole prompt (0:
    unknown). Newer ones count all, and read them in less time than the same model took for a similar number before.
    """
    tokens, seconds = figures.prompt_tokens, figures.prompt_seconds
    if figures.prompt_cached is not None or tokens is None:
        return False
    if expected - tokens >= LEAST_MISSING and tokens < expected * LEAST_EXPECTED:
        return True
    similar = [each.rate for each in readings if tokens / SIMILAR <= each.tokens <= tokens * SIMILAR]
    usual = median(similar)
    return bool(usual and seconds is not None and seconds < FASTEST * tokens / usual)
