"""What a generation tells while it goes on: phases, pieces, the end.

Each carries the conversation's and the message's id, so that one that comes after its conversation was closed finds
nobody and is dropped.
"""

from __future__ import annotations

from teahouse.core.conversation import Message
from teahouse.core.stream_events import Phase, PhaseSubject
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class PhaseEvent:
    """What a reply waits for now, `since` when (seconds since the epoch)."""

    conversation_id: str
    message_id: str
    phase: Phase
    subject: PhaseSubject = PhaseSubject()
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class PieceEvent:
    """A piece of a reply's text or thinking, in the order it came."""

    conversation_id: str
    message_id: str
    text: str = ""
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class RethoughtEvent:
    """All text of a reply so far was its thinking: the model closed a thought it had not opened."""

    conversation_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class ReplyEvent:
    """A reply is over (see its state) or its figures were completed; this is the message as it is kept."""

    conversation_id: str
    message: Message
