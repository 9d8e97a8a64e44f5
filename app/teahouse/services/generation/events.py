"""Events of a generation: phases, pieces, the end. Their ids let a receiver ignore those of a closed conversation."""

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
    """A piece of a reply's text or thinking, in order."""

    conversation_id: str
    message_id: str
    text: str = ""
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class RethoughtEvent:
    """All text of a reply so far is thinking: the model wrote a closing tag without an opening one."""

    conversation_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class ReplyEvent:
    """A reply ended (see its state) or its figures were completed; `message` is as stored."""

    conversation_id: str
    message: Message
