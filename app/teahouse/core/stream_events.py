"""The events of a stream, with their times of arrival; and the phases shown while a reply is awaited.

Times are seconds of one monotonic clock, taken when the bytes were read from the socket.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import Any

from teahouse.core.errors import Trouble
from teahouse.core.measure import Counters
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of the answer."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class ThinkingPiece:
    """A piece of the model's thinking."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class TextWasThinking:
    """All text so far was thinking: a closing tag arrived without an opening one, as some models send it."""

    at: float


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The model calls a tool: its name and arguments."""

    name: str
    arguments: dict[str, Any]
    at: float


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """One generated token, its bytes (a character can have several tokens), the natural logarithm of its probability,
    and the same of others in its place."""

    token: str
    logprob: float
    alternatives: tuple[tuple[str, float], ...] = ()
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class TokenLogprobs:
    """The probabilities of the tokens that came last; only where they were asked for (`ChatRequest.top_logprobs`)."""

    tokens: tuple[TokenLogprob, ...]
    at: float


@dataclass(frozen=True, slots=True)
class TokensCounted:
    """The server's count of the tokens so far, thinking included, where it is not one for each piece."""

    tokens: int
    at: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The last line: the reason for the end (`stop`, `length`, `load`, `unload`) and the daemon's counters."""

    reason: str
    at: float
    counters: Counters = field(default_factory=Counters)


@dataclass(frozen=True, slots=True)
class Failed:
    """The stream ended with an error; the events before it remain valid."""

    trouble: Trouble
    at: float


StreamEvent = TextPiece | ThinkingPiece | TextWasThinking | ToolCall | TokenLogprobs | TokensCounted | Finished | Failed


class Phase(StrEnum):
    """What a reply is waiting for; `PhaseSubject` is the model that is loaded or unloaded."""

    QUEUED = "queued"  # a reply in the same conversation is not finished, or other lanes run before this one
    WAITING = "waiting"  # for the host to accept the request
    UNLOADING = "unloading"
    MEMORY = "memory"  # the memory of an unloaded model must first be free again
    LOADING = "loading"
    READING = "reading"  # reading the prompt
    THINKING = "thinking"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class PhaseSubject:
    """The model of a phase LOADING, UNLOADING or MEMORY, and its size in bytes where it is loaded and that is known;
    empty in all other phases."""

    model: str = ""
    size: int = 0
