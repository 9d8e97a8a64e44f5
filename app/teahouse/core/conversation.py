"""A conversation is a tree of messages; what is read is one path through it.

Retrying or editing adds a sibling, never overwrites. Each message knows its parent; among siblings one is the
chosen one, the newest unless the person picked another. The path follows the chosen ones from the root to a leaf.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum
from typing import Any
from uuid import uuid4

from teahouse.core.attachment import Attachment
from teahouse.core.measure import Figures
from teahouse.core.values import dataclass


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"
    TOOL = "tool"


Think = bool | str | None  # whether to think, or how much ("low", "medium", "high"); None: the model's own default


LONGEST_TITLE = 200  # characters; lists measure all of it to show the beginning
LONGEST_COPY = 5_000_000  # characters for the clipboard: more would be felt in the window, and in others


class State(StrEnum):
    """How far a message is. Anything found STREAMING when the store is opened was cut by a crash: CUT."""

    STREAMING = "streaming"
    DONE = "done"
    STOPPED = "stopped"  # by the person
    LENGTH = "length"  # num_predict reached, or the context is full
    FAILED = "failed"  # see `problem` and `facts`
    CUT = "cut"  # the app ended before the reply did


MEASURED = (State.DONE, State.LENGTH, State.STOPPED)  # a reply that came to its end, or the person ended it


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that a model asked for, with its arguments as they came in JSON."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `created` is seconds since the epoch; `model` and `calls` are set on replies; `problem` and `facts`
    say why a reply FAILED (a `core.errors.Problem` value and its facts); `attachments` go with a person's message."""

    id: str
    parent: str | None
    role: Role
    text: str = ""
    thinking: str = ""
    model: str = ""
    state: State = State.DONE
    created: float = 0.0
    problem: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    figures: Figures | None = None
    attachments: tuple[Attachment, ...] = ()
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in a composer and was not sent; false where nothing does."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.attachments)

    def suggest_title(self) -> str:
        """What a conversation that begins with it is called: by its words, or by what is attached."""
        return title_from(self.text) or title_from(", ".join(held.name for held in self.attachments))


@dataclass(frozen=True, slots=True)
class ConversationHead:
    """What a list shows of a conversation. `created` and `updated` are seconds since the epoch."""

    id: str
    title: str
    created: float
    updated: float
    pinned: bool = False
    model: str = ""

    @property
    def place(self) -> tuple[bool, float, str]:
        """Sorts a list of conversations: pinned ones first, then the last changed first."""
        return not self.pinned, -self.updated, self.id


@dataclass(frozen=True, slots=True)
class Earlier:
    """What stands above the messages of a `Conversation` that was read from its end only.

    `parent` is the message above the first of them, `count` how many there are on the path down to it, itself included,
    `left_out` how many of those are not sent to a model any more, and `tokens` about how many tokens the others have
    (`core.window.weight_of`). False where nothing is above: the conversation is whole.
    """

    parent: str | None = None
    count: int = 0
    tokens: int = 0
    left_out: int = 0

    def __bool__(self) -> bool:
        return self.parent is not None


def new_id() -> str:
    """An identifier for a conversation or a message."""
    return uuid4().hex


class Conversation:
    """The tree of one conversation with its options (see `core.options`) and system prompt.

    A long one may be read from its end only: then `earlier` tells what is missing, and the tree has every message
    below `earlier.parent`, on the path or not, and none above or beside it.
    """

    def __init__(
        self,
        head: ConversationHead,
        messages: Iterable[Message] = (),
        *,
        options: dict[str, Any] | None = None,
        system: str = "",
        think: Think = None,
        chosen: Iterable[str] = (),
        since: str = "",
        summary: str = "",
        earlier: Earlier | None = None,
    ) -> None:
        """`messages` come parents first; `chosen` names the siblings chosen where it is not the newest. `since` is the
        first message that is still sent, empty for all; `summary` stands for those before it, empty for nothing."""
        self.head = head
        self.options = options or {}
        self.system = system
        self.think = think
        self.since = since
        self.summary = summary
        self.earlier = earlier or Earlier()
        self._messages: dict[str, Message] = {}
        self._order: deque[str] = deque()  # the ids of all, parents first; a page above is put before it
        self._children: dict[str | None, list[str]] = {}
        self._chosen: dict[str | None, str] = {}
        self._path: tuple[Message, ...] | None = None  # as it was read last, until something changes
        for message in messages:
            self.add_message(message)
        for message_id in chosen:
            self._chosen[self._messages[message_id].parent] = message_id

    @property
    def id(self) -> str:
        return self.head.id

    def __len__(self) -> int:
        return len(self._messages)

    def __contains__(self, message_id: object) -> bool:
        return message_id in self._messages

    def __getitem__(self, message_id: str) -> Message:
        return self._messages[message_id]

    def __iter__(self) -> Iterator[Message]:
        """All messages of the tree, those off the path too, parents first."""
        return iter(tuple(self._messages[message_id] for message_id in self._order))

    def add_message(self, message: Message) -> None:
        """Add a message below its parent and choose it; KeyError when the parent is not here."""
        if not self.accepts_message(message):
            raise KeyError(message.parent)
        self._messages[message.id] = message
        self._order.append(message.id)
        self._children.setdefault(message.parent, []).append(message.id)
        self._chosen[message.parent] = message.id
        path, self._path = self._path, None
        if path and path[-1].id == message.parent:
            self._path = (*path, message)

    def accepts_message(self, message: Message) -> bool:
        """Whether a message can be added: its parent is here, or is what stands above the first message."""
        return message.parent in self._messages or message.parent == self.earlier.parent

    def prepend_messages(self, earlier: Earlier, messages: Iterable[Message], chosen: Iterable[str]) -> None:
        """Put what was missing at the beginning: `messages` are those below `earlier.parent` that are not here yet,
        parents first, `chosen` as for the constructor, those of the messages that are here included."""
        path, self._path = self._path, None
        self.earlier = earlier
        above: dict[str | None, str] = {}  # those chosen of these
        added = []
        for message in messages:
            if not self.accepts_message(message):
                raise KeyError(message.parent)
            self._messages[message.id] = message
            self._children.setdefault(message.parent, []).append(message.id)
            above[message.parent] = message.id
            added.append(message.id)
        self._order.extendleft(reversed(added))
        known = set(added)
        for message_id in chosen:
            if message_id in known:
                above[self._messages[message_id].parent] = message_id
        for parent, message_id in above.items():
            self._chosen.setdefault(parent, message_id)
        found, current = [], above.get(earlier.parent)
        while current is not None:
            found.append(self._messages[current])
            current = above.get(current)
        if path and found and found[-1].id == path[0].parent:
            self._path = (*found, *path)

    def copy_tree(self) -> Conversation:
        """A tree of its own with the same messages, which are frozen and shared."""
        twin = Conversation(
            self.head, options=dict(self.options), system=self.system, think=self.think,
            since=self.since, summary=self.summary, earlier=self.earlier,
        )  # fmt: skip
        twin._messages = dict(self._messages)
        twin._order = self._order.copy()
        twin._children = {parent: list(children) for parent, children in self._children.items()}
        twin._chosen = dict(self._chosen)
        twin._path = self._path
        return twin

    def update_message(self, message_id: str, **changes: Any) -> Message:
        """Replace fields of a message (not its place in the tree) and return the new one."""
        message = replace(self._messages[message_id], **changes)
        self._messages[message_id] = message
        path, self._path = self._path, None
        if path and path[-1].id == message_id:
            self._path = (*path[:-1], message)
        return message

    def branch_of(self, message_id: str) -> tuple[Message, ...]:
        """A message and all that follow it, on the path or not, parents first."""
        found = [self._messages[message_id]]
        for message in found:
            found += [self._messages[child] for child in self._children.get(message.id, ())]
        return tuple(found)

    def remove_branch(self, message_id: str) -> tuple[Message, ...]:
        """Take a message and all that follow it out of the tree, and return them, parents first. Where it was the
        chosen one its newest sibling is that now."""
        removed = self.branch_of(message_id)
        self._path = None
        parent = removed[0].parent
        siblings = self._children[parent]
        siblings.remove(message_id)
        if self._chosen.get(parent) == message_id:
            self._chosen.pop(parent)
            if siblings:
                self._chosen[parent] = siblings[-1]
        for message in removed:
            del self._messages[message.id]
            self._children.pop(message.id, None)
            self._chosen.pop(message.id, None)
        self._order = deque(one for one in self._order if one in self._messages)
        return removed

    def choose_message(self, message_id: str) -> None:
        """Make the path lead through this message."""
        self._path = None
        current: str | None = message_id
        while current != self.earlier.parent and current is not None:
            parent = self._messages[current].parent
            self._chosen[parent] = current
            current = parent

    def siblings_of(self, message_id: str) -> tuple[str, ...]:
        """The ids of all messages with the same parent, oldest first, this one among them."""
        return tuple(self._children[self._messages[message_id].parent])

    def chosen_path(self) -> tuple[Message, ...]:
        """The messages from the first that is here to the chosen leaf: what is on screen."""
        if self._path is None:
            found, messages, chosen = [], self._messages, self._chosen
            current = chosen.get(self.earlier.parent)
            while current is not None:
                found.append(messages[current])
                current = chosen.get(current)
            self._path = tuple(found)
        return self._path

    def path_to(self, message_id: str) -> tuple[Message, ...]:
        """The messages from the first that is here down to this one, itself included."""
        found = []
        current: str | None = message_id
        while current != self.earlier.parent and current is not None:
            message = self._messages[current]
            found.append(message)
            current = message.parent
        return tuple(reversed(found))

    def left_out(self, path: Iterable[Message]) -> int:
        """How many messages at the beginning of a path are not sent any more."""
        if not self.since:
            return 0
        return next((number for number, message in enumerate(path) if message.id == self.since), 0)

    def leave_out(self, count: int) -> None:
        """So many messages at the beginning of the whole path are not sent any more: keep `earlier` true, as far as it
        can be known here."""
        above, sent = self.earlier, max(0, self.earlier.count - count)
        if above:
            each = above.tokens / max(1, above.count - above.left_out)
            self.earlier = replace(above, left_out=min(count, above.count), tokens=round(each * sent))

    def sent_to(self, message_id: str) -> tuple[Message, ...]:
        """`path_to` without what is left out: what a model is sent."""
        path = self.path_to(message_id)
        return path[self.left_out(path) :]

    def system_beside(self, sent: Iterable[Message]) -> str:
        """What goes with these messages as the system prompt: the conversation's own, and the summary of what was left
        out before them."""
        first = next(iter(sent), None)
        if not self.summary or first is None or first.id != self.since:
            return self.system
        return f"{self.system}\n\nThe conversation so far, summed up:\n{self.summary}".strip()

    def leaf_id(self) -> str | None:
        """The id of the last message on the path."""
        path = self.chosen_path()
        return path[-1].id if path else None


def title_from(text: str, limit: int = 60) -> str:
    """A title out of a first message: its first line with words on it, cut at a word where it is too long."""
    line = next((" ".join(part.split()) for part in text.splitlines() if part.strip()), "")
    if len(line) <= limit:
        return line
    cut = line[:limit].rsplit(" ", 1)[0] if " " in line[limit // 2 : limit] else line[:limit]
    return cut.rstrip(" ,.;:，。；：、") + "…"


@dataclass(frozen=True, slots=True)
class SavedPrompt:
    """A prompt that a person keeps to use it again: `/` in the composer offers it by `name` and puts in `text`."""

    id: str
    name: str
    text: str
