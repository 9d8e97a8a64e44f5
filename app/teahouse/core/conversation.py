"""A conversation: a tree of messages, of which one path is shown.

Retrying or editing adds a sibling. Each message has a parent; one of its siblings is chosen, by default the newest. The
path follows the chosen messages from the root to a leaf.
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


Think = bool | str | None  # whether to think, or the level ("low", "medium", "high"); None: the model's default


LONGEST_TITLE = 200  # characters; lists measure all of it
LONGEST_COPY = 5_000_000  # characters for the clipboard; more would block this window and others


class State(StrEnum):
    """The state of a message. A STREAMING one found when the store is opened was cut by a crash and becomes CUT."""

    STREAMING = "streaming"
    DONE = "done"
    STOPPED = "stopped"  # by the user
    LENGTH = "length"  # num_predict reached, or the context is full
    FAILED = "failed"  # see `problem` and `facts`
    CUT = "cut"  # the app ended before the reply did


MEASURED = (State.DONE, State.LENGTH, State.STOPPED)  # states of replies whose figures count


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call of a model, with its arguments from JSON."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `created` is seconds since the epoch; `model` and `calls` are set on replies; `problem` and `facts`
    are the reason of a FAILED reply (a `core.errors.Problem` value and its facts); `attachments` are a user's."""

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
    """The unsent content of a composer; false if empty."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text or self.attachments)

    def suggest_title(self) -> str:
        """The title of a conversation that begins with it: from its text, or from its attachments."""
        return title_from(self.text) or title_from(", ".join(held.name for held in self.attachments))


@dataclass(frozen=True, slots=True)
class ConversationHead:
    """An entry of a list of conversations. `created` and `updated` are seconds since the epoch."""

    id: str
    title: str
    created: float
    updated: float
    pinned: bool = False
    model: str = ""

    @property
    def place(self) -> tuple[bool, float, str]:
        """The sort key of a list: pinned ones first, then the last changed first."""
        return not self.pinned, -self.updated, self.id


@dataclass(frozen=True, slots=True)
class Earlier:
    """The part above the messages of a partly read `Conversation`.

    `parent` is the message above the first one, `count` the number of messages on the path down to it, inclusive,
    `left_out` the number of those no longer sent to a model, and `tokens` an estimate of the others' tokens
    (`core.window.weight_of`). False if the conversation is complete.
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

    Of a long one only the end may be read: then `earlier` describes the missing part, and the tree has all messages
    below `earlier.parent`, on the path or not, and no others.
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
        """`messages` are parents first; `chosen` has the chosen siblings that are not the newest. `since` is the first
        message that is still sent, empty for all; `summary` replaces those before it, empty for nothing."""
        self.head = head
        self.options = options or {}
        self.system = system
        self.think = think
        self.since = since
        self.summary = summary
        self.earlier = earlier or Earlier()
        self._messages: dict[str, Message] = {}
        self._order: deque[str] = deque()  # all ids, parents first; earlier pages are prepended
        self._children: dict[str | None, list[str]] = {}
        self._chosen: dict[str | None, str] = {}
        self._path: tuple[Message, ...] | None = None  # cached until a change
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
        """All messages of the tree, on the path or not, parents first."""
        return iter(tuple(self._messages[message_id] for message_id in self._order))

    def add_message(self, message: Message) -> None:
        """Add a message below its parent and choose it; raises KeyError without the parent."""
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
        """Whether a message can be added: its parent is in the tree or is `earlier.parent`."""
        return message.parent in self._messages or message.parent == self.earlier.parent

    def prepend_messages(self, earlier: Earlier, messages: Iterable[Message], chosen: Iterable[str]) -> None:
        """Prepend an earlier page: `messages` are the missing ones below `earlier.parent`, parents first, `chosen` is
        as for the constructor and may include present messages."""
        path, self._path = self._path, None
        self.earlier = earlier
        above: dict[str | None, str] = {}  # the chosen ones of these
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
        """A copy of the tree; the messages are immutable and shared."""
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

    def update_message(self, message: Message) -> Message:
        """Put `message` in the place of the one with its id, which has the same parent; returns it."""
        if message.parent != self._messages[message.id].parent:
            raise ValueError(f"{message.id} has another parent")
        self._messages[message.id] = message
        path, self._path = self._path, None
        if path and path[-1].id == message.id:
            self._path = (*path[:-1], message)
        return message

    def branch_of(self, message_id: str) -> tuple[Message, ...]:
        """A message and its descendants, on the path or not, parents first."""
        found = [self._messages[message_id]]
        for message in found:
            found += [self._messages[child] for child in self._children.get(message.id, ())]
        return tuple(found)

    def remove_branch(self, message_id: str) -> tuple[Message, ...]:
        """Remove a message and its descendants from the tree, and return them, parents first. If it was chosen, its
        newest sibling is chosen instead."""
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
        """Choose a message and its ancestors, so that the path contains it."""
        self._path = None
        current: str | None = message_id
        while current != self.earlier.parent and current is not None:
            parent = self._messages[current].parent
            self._chosen[parent] = current
            current = parent

    def siblings_of(self, message_id: str) -> tuple[str, ...]:
        """The ids of all messages with the same parent, including this one, oldest first."""
        return tuple(self._children[self._messages[message_id].parent])

    def chosen_path(self) -> tuple[Message, ...]:
        """The messages from the first present one to the chosen leaf: the ones on screen."""
        if self._path is None:
            found, messages, chosen = [], self._messages, self._chosen
            current = chosen.get(self.earlier.parent)
            while current is not None:
                found.append(messages[current])
                current = chosen.get(current)
            self._path = tuple(found)
        return self._path

    def path_to(self, message_id: str) -> tuple[Message, ...]:
        """The messages from the first present one to this one, inclusive."""
        found = []
        current: str | None = message_id
        while current != self.earlier.parent and current is not None:
            message = self._messages[current]
            found.append(message)
            current = message.parent
        return tuple(reversed(found))

    def left_out(self, path: Iterable[Message]) -> int:
        """The number of messages at the start of a path that are no longer sent."""
        if not self.since:
            return 0
        return next((number for number, message in enumerate(path) if message.id == self.since), 0)

    def leave_out(self, count: int) -> None:
        """Update `earlier` after `count` messages at the start of the whole path are no longer sent; its tokens are an
        estimate."""
        above, sent = self.earlier, max(0, self.earlier.count - count)
        if above:
            each = above.tokens / max(1, above.count - above.left_out)
            self.earlier = replace(above, left_out=min(count, above.count), tokens=round(each * sent))

    def sent_to(self, message_id: str) -> tuple[Message, ...]:
        """The part of `path_to` that is sent to a model."""
        path = self.path_to(message_id)
        return path[self.left_out(path) :]

    def system_beside(self, sent: Iterable[Message]) -> str:
        """The system prompt to send with these messages: the conversation's, and the summary of those left out before
        them."""
        first = next(iter(sent), None)
        if not self.summary or first is None or first.id != self.since:
            return self.system
        return f"{self.system}\n\nThe conversation so far, summed up:\n{self.summary}".strip()

    def leaf_id(self) -> str | None:
        """The id of the last message on the path."""
        path = self.chosen_path()
        return path[-1].id if path else None


def title_from(text: str, limit: int = 60) -> str:
    """A title from a first message: its first line that is not blank, cut at a word if it is too long."""
    line = next((" ".join(part.split()) for part in text.splitlines() if part.strip()), "")
    if len(line) <= limit:
        return line
    cut = line[:limit].rsplit(" ", 1)[0] if " " in line[limit // 2 : limit] else line[:limit]
    return cut.rstrip(" ,.;:，。；：、") + "…"


@dataclass(frozen=True, slots=True)
class SavedPrompt:
    """A stored prompt: `/` in the composer lists it by `name` and inserts `text`."""

    id: str
    name: str
    text: str
