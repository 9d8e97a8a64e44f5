"""Events of the chat services: the list, an opened conversation, its messages, attachments and context."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Conversation, ConversationHead, Draft, Earlier, Message, SavedPrompt
from teahouse.core.errors import Trouble
from teahouse.core.token_probabilities import TokenProbabilities
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class HeadsEvent:
    """The first conversations of the list, in the order of `ConversationHead.place`; with `more` there are others:
    `history.list_more_conversations`."""

    heads: tuple[ConversationHead, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class MoreHeadsEvent:
    """The conversations after `after` in the list, and whether there are `more`."""

    after: ConversationHead
    heads: tuple[ConversationHead, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class HeadEvent:
    """A conversation that is new or has changed, or (not `listed`) was removed from the list."""

    head: ConversationHead
    listed: bool = True


@dataclass(frozen=True, slots=True)
class WrittenEvent:
    """A conversation was written to `path`, or `problem` says why not."""

    conversation_id: str
    path: Path
    problem: str = ""


@dataclass(frozen=True, slots=True)
class KeptStatesEvent:
    """The bytes on disk that the built-in engine keeps of conversations."""

    size: int


@dataclass(frozen=True, slots=True)
class ProbabilitiesEvent:
    """The probabilities of a reply's tokens; None where none are stored."""

    conversation_id: str
    message_id: str
    probabilities: TokenProbabilities | None


@dataclass(frozen=True, slots=True)
class MarkdownEvent:
    """A conversation as Markdown to copy; None where it is too long."""

    conversation_id: str
    text: str | None


@dataclass(frozen=True, slots=True)
class OpenedEvent:
    """A stored conversation, a copy for the window, with the draft of its composer. A long one has its last messages;
    `history.read_earlier_messages` loads more."""

    conversation: Conversation
    draft: Draft = field(default_factory=Draft)
    focus: str = ""  # the message that a search found


@dataclass(frozen=True, slots=True)
class EarlierEvent:
    """Messages before those of `OpenedEvent`, for `Conversation.prepend_messages`; `parent` as in the request."""

    conversation_id: str
    parent: str
    earlier: Earlier
    messages: tuple[Message, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoneEvent:
    """The requested conversation is no longer stored, or `trouble` says why it could not be read."""

    conversation_id: str
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """The draft of a new chat."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """The results of a search."""

    query: str
    hits: tuple[FoundHit, ...]


@dataclass(frozen=True, slots=True)
class FoundHit:
    """One result; `ranges` are the matches in `snippet`."""

    head: ConversationHead
    message_id: str
    snippet: str
    ranges: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class MessagesEvent:
    """Messages that were stored, to be added below their parents; a reply among them is still empty."""

    conversation_id: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ResumedEvent:
    """A finished reply is continued; `message` is STREAMING again."""

    conversation_id: str
    message: Message


@dataclass(frozen=True, slots=True)
class RemovedEvent:
    """Deleted messages, parents first; `history.put_back_messages` restores them."""

    conversation_id: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class UnsentEvent:
    """A message could not be stored and was not sent; `draft` goes back to the composer."""

    conversation_id: str
    draft: Draft
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class AttachedEvent:
    """The file `ticket` is stored and can be sent, or `trouble` says why not. `encoding` of its text where that was
    guessed or chosen (`desktop.documents.ENCODINGS`), else empty."""

    ticket: str
    attachment: Attachment | None = None
    trouble: Trouble | None = None
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class PictureEvent:
    """The file `ticket` is a picture by its first bytes; the window decodes `content`."""

    ticket: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ContentEvent:
    """The content of an attachment; None where it is no longer stored."""

    attachment_id: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class SavedPromptsEvent:
    """All saved prompts, by name."""

    prompts: tuple[SavedPrompt, ...]


@dataclass(frozen=True, slots=True)
class ContextEvent:
    """The part of a conversation that is sent: `since` and `summary` as in `core.conversation`, `left_out` messages are
    before it; `working` while a summary is made. `trouble` says why nothing was changed."""

    conversation_id: str
    since: str
    summary: str
    working: bool = False
    trouble: Trouble | None = None
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class RenderedReplyEvent:
    """The prompt of a reply with its text, and how many bytes of it follow the wanted place; or `trouble`."""

    ticket: str
    text: str = ""
    after: int = 0
    trouble: Trouble | None = None
