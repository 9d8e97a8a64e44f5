"""What the services of conversations tell: the list, one opened, its messages, attachments, what is sent of it."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Conversation, ConversationHead, Draft, Earlier, Message, SavedPrompt
from teahouse.core.errors import Trouble
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class HeadsEvent:
    """The beginning of the list of conversations, in the order of `ConversationHead.place`; `more` of them stand below,
    which `history.list_more_conversations` reads."""

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
    one it has the end; `history.read_earlier_messages` brings more."""

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
    """Messages were deleted, parents first: `history.put_back_messages` brings them back while somebody keeps them."""

    conversation_id: str
    messages: tuple[Message, ...]


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
