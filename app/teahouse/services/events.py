"""All that services tell the window, as values.

Services run on the loop's thread and hand each event to one function, `EventSink`; the window's bridge is the
only one who listens. Events about a reply carries the conversation's and the message's id, so that events which comes
after its conversation was closed finds nobody and is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from typing import Any

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Conversation, ConversationHead, Draft, Earlier, Message
from teahouse.core.errors import Problem, Trouble
from teahouse.core.model import LoadedModel, ModelCard
from teahouse.core.saved_prompt import SavedPrompt
from teahouse.core.stream_events import Phase
from teahouse.core.values import dataclass


class HostState(StrEnum):
    SEARCHING = "searching"  # looking for a daemon
    STARTING = "starting"  # a daemon of ours is starting
    READY = "ready"
    LOST = "lost"  # it answered before, now it does not; we keep trying
    FAILED = "failed"  # see trouble


_NO_ENGINE = (Problem.ENGINE_MISSING, Problem.ENGINE_UNSUPPORTED_CPU)


@dataclass(frozen=True, slots=True)
class HostEvent:
    """The daemon we talk to. `engine`: it is the built-in one. `can_start_ollama`: Ollama is installed but does
    not run, and the person may have it started. `ours`: we started it and will stop it. `asks_keyring`: the system's
    keyring is asked for its token, which takes longer than usual. `looks_again`: a host that does not answer is looked
    for again by itself."""

    state: HostState
    address: str = ""
    version: str = ""
    engine: bool = False
    local: bool = True
    ours: bool = False
    can_start_ollama: bool = False
    trouble: Trouble | None = None
    asks_keyring: bool = False
    looks_again: bool = False

    @property
    def key(self) -> str:
        """What keeps one host's things apart from another's: its address, empty for our engine, whose port changes."""
        return "" if self.engine and self.ours else self.address

    @property
    def can_use_engine(self) -> bool:
        """Whether the built-in engine is another host than this one, and may be tried."""
        cannot = self.trouble is not None and self.trouble.problem in _NO_ENGINE
        return not self.engine and not cannot


@dataclass(frozen=True, slots=True)
class UsualFigures:
    """What a model usually measures on this computer: tokens per second, bytes in memory, out of how many runs, and
    when the last of them was (seconds since the epoch)."""

    rate: float | None
    memory: int | None
    runs: int
    last: float | None = None


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One row of the switcher: the model, whether it is loaded, and what it measured here."""

    card: ModelCard
    loaded: LoadedModel | None = None
    usual: UsualFigures | None = None


@dataclass(frozen=True, slots=True)
class ModelsEvent:
    """All installed models of the host, by name. `trouble` says why the list is empty, when it is for a reason."""

    models: tuple[ModelEntry, ...]
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class MemoryEvent:
    """Models in memory, and this computer's memory in bytes (zero when the host is another computer); `vram_…` that of
    graphics cards with memory of their own. `others` and `vram_others` are what other programs take, where it was asked
    for (`LibraryService.weigh`) and the system tells."""

    loaded: tuple[LoadedModel, ...]
    total: int = 0
    available: int = 0
    vram_total: int = 0
    vram_free: int = 0
    others: int | None = None
    vram_others: int | None = None

    @property
    def free(self) -> int:
        """Bytes models may take now: a daemon fills cards first, and lets others leave before it splits a model."""
        return self.vram_free if self.vram_total else self.available

    def freed_by(self, model: LoadedModel) -> int:
        """How much more is free once a model has left."""
        return model.size_vram if self.vram_total else model.size_ram or model.size


@dataclass(frozen=True, slots=True)
class HeadsEvent:
    """The beginning of the list of conversations, in the order of `ConversationHead.place`; `more` of them stand below,
    which `history.list_more` reads."""

    heads: tuple[ConversationHead, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class MoreHeadsEvent:
    """The conversations that stand below the place of `after`, and whether there are more still."""

    after: ConversationHead
    heads: tuple[ConversationHead, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class HeadEvent:
    """A conversation that is new or has changed, or that is not in the list any more."""

    head: ConversationHead
    listed: bool = True


@dataclass(frozen=True, slots=True)
class WrittenEvent:
    """A conversation is in the file at `path`, or why it is not."""

    conversation_id: str
    path: Path
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MarkdownEvent:
    """A conversation as Markdown, to be copied; None where it is too long for that."""

    conversation_id: str
    text: str | None


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """A conversation as it is kept, for the window's own use, with the draft that was left in its composer. Of a long
    one it has the end; `history.read_earlier` brings more."""

    conversation: Conversation
    draft: Draft = field(default_factory=Draft)
    focus: str = ""  # the message a search led to


@dataclass(frozen=True, slots=True)
class EarlierEvent:
    """Messages that stand before those of `OpenedEvent`, as `Conversation.prepend` takes them; `parent` is what they
    were asked for with."""

    conversation_id: str
    parent: str
    earlier: Earlier
    messages: tuple[Message, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoneEvent:
    """The conversation that was asked for is not kept any more, or `trouble` says why it could not be read."""

    conversation_id: str
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """What was left unsent in the composer of a new chat."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """What a search found: pairs of head and (message id, snippet, ranges of the matches in the snippet)."""

    query: str
    hits: tuple[FoundHit, ...]


@dataclass(frozen=True, slots=True)
class FoundHit:
    head: ConversationHead
    message_id: str
    snippet: str
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class MessagesEvent:
    """Messages that were kept and belong at the end of their parents; a reply among them is still empty."""

    conversation_id: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ResumedEvent:
    """A reply that was over goes on; this is the message as it stands, STREAMING again."""

    conversation_id: str
    message: Message


@dataclass(frozen=True, slots=True)
class RemovedEvent:
    """Messages were deleted, parents first: `history.put_back` brings them back while somebody keeps them."""

    conversation_id: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class PhaseEvent:
    """What a reply waits for now; `facts` as in `core.stream_events.Phase`, `since` seconds since the epoch."""

    conversation_id: str
    message_id: str
    phase: Phase
    facts: Mapping[str, Any] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True)
class UnsentEvent:
    """A message could not be kept, so it was not sent: it goes back to the composer."""

    conversation_id: str
    draft: Draft
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class AttachedEvent:
    """What was brought in as `ticket` is kept and can be sent, or `trouble` says why not. `encoding`: what its text was
    read in where that was guessed or chosen (`desktop.documents.ENCODINGS`), else empty."""

    ticket: str
    attachment: Attachment | None = None
    trouble: Trouble | None = None
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class PictureEvent:
    """What was brought in as `ticket` is a picture, by its first bytes: `content` is to be decoded."""

    ticket: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ContentEvent:
    """The content of an attachment that was asked for; None where it is not kept any more."""

    attachment_id: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class SavedPromptsEvent:
    """All prompts that are kept to be used again, by name."""

    prompts: tuple[SavedPrompt, ...]


@dataclass(frozen=True, slots=True)
class ContextEvent:
    """What of a conversation is sent from now on: `since` and `summary` as in `core.conversation`, `left_out` how many
    messages at the beginning of the path are not; `working` while a summary is being made. `trouble` says why nothing
    could be changed."""

    conversation_id: str
    since: str
    summary: str
    working: bool = False
    trouble: Trouble | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class SavingEvent:
    """Whether all is saved, told when it changes. With `trouble` it is not: `waiting` says that there is something to
    be saved, in memory so far; `opened` False that the file could not even be opened."""

    trouble: Trouble | None = None
    waiting: bool = False
    opened: bool = True


@dataclass(frozen=True, slots=True)
class TroubleEvent:
    """Something else went wrong that a person should know about. `again` is the command that led to it, where giving it
    once more may help."""

    trouble: Trouble
    again: Callable[[Any], None] | None = None


AnyEvent = (
    HostEvent
    | ModelsEvent
    | MemoryEvent
    | HeadsEvent
    | MoreHeadsEvent
    | HeadEvent
    | WrittenEvent
    | MarkdownEvent
    | OpenedEvent
    | EarlierEvent
    | GoneEvent
    | DraftEvent
    | FoundEvent
    | MessagesEvent
    | PhaseEvent
    | PieceEvent
    | RethoughtEvent
    | ReplyEvent
    | ResumedEvent
    | RemovedEvent
    | UnsentEvent
    | AttachedEvent
    | ContentEvent
    | ContextEvent
    | SavedPromptsEvent
    | SavingEvent
    | TroubleEvent
)

EventSink = Callable[[object], None]  # takes all of these, and the events of services that have a file of their own
