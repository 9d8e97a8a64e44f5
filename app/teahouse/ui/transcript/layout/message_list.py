"""The conversation's chosen path as items: which are shown, and those still streaming, shown or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from teahouse.core.conversation import Conversation, Message, Role, State
from teahouse.ui.transcript.layout.items import NEAR, Item, Items
from teahouse.ui.transcript.layout.page_layout import PageLayout


class MessageList:
    """The items of one conversation; messages that stay on the path keep their items."""

    def __init__(self, layout: PageLayout) -> None:
        self._layout = layout
        self.conversation: Conversation | None = None
        self._items: dict[str, Item] = {}  # those that were made
        self._live: dict[str, Item] = {}  # those of them that may still stream
        self._author = ""
        self._hides_model = False

    def show_conversation(self, conversation: Conversation | None) -> None:
        """Show the path of another conversation, or nothing."""
        self._items, self._live = {}, {}
        self.conversation = conversation
        self.refresh_path()

    def add_messages(self, messages: tuple[Message, ...]) -> None:
        """Add messages that the conversation does not have yet."""
        if self.conversation is None:
            return
        for message in messages:
            if message.id not in self.conversation:
                self.conversation.add_message(message)
        self.refresh_path()

    def set_author(self, name: str, *, hides_model: bool) -> bool:
        """Show `name` as the author of replies; `hides_model`: show the model nowhere. Returns whether it changed."""
        before = self._author, self._hides_model
        self._author, self._hides_model = name, hides_model
        return before != (name, hides_model)

    def _with_author(self, message: Message) -> Message:
        """A message as it is shown."""
        if not self._author or message.role is not Role.ASSISTANT:
            return message
        facts = message.facts
        if self._hides_model and message.model:
            named = {key: value for key, value in facts.items() if isinstance(value, str)}
            facts = {**facts, **{key: value.replace(message.model, self._author) for key, value in named.items()}}
        return replace(message, model=self._author, facts=facts)

    def _read_path(self, conversation: Conversation) -> tuple[Message, ...]:
        """The path as it is shown."""
        path = conversation.chosen_path()
        if not self._layout.style.view_style.first_question and sum(one.role is Role.USER for one in conversation) == 1:
            path = tuple(message for message in path if message.role is not Role.USER)
        return tuple(map(self._with_author, path)) if self._author else path

    def find_item(self, message_id: str) -> Item | None:
        """The item of a message on the path, or of one that streams beside it."""
        number = self._layout.number_of(message_id)
        return self._items.get(message_id) if number is None else self._layout.items[number]

    def live_items(self) -> list[Item]:
        """All items that still stream."""
        return [item for item in self._live.values() if item.live is not None]

    def refresh_path(self) -> None:
        """Read the path again."""
        if self.conversation is None:
            self._layout.start_items(Items(), 0)
            self._layout.finish_items()
            return
        path = self._read_path(self.conversation)
        items = Items(path, self._make_item, self._items)
        self._live = {item.id: item for item in self.live_items()}
        known = items.known_numbers()
        self._items = {**self._live, **{path[number].id: items[number] for number in known}}
        self._layout.start_items(items, self.conversation.left_out(path))
        for number in known:
            self._update_item(items[number], path[number], number)
        for number in range(max(0, len(path) - NEAR), len(path)):  # earlier ones are made on their first piece
            if path[number].state is State.STREAMING:
                self._live[path[number].id] = items[number]
        self._layout.finish_items()

    def prepend_messages(self) -> None:
        """Add the messages that were loaded before the first one."""
        if self.conversation is None:
            return
        path = self.conversation.chosen_path()
        count = len(path) - len(self._layout.items)
        self._layout.prepend_messages(path[:count], self.conversation.left_out(path))
        if count < len(path) and (item := self._layout.items.find_made(count)) is not None:
            self._update_item(item, self._layout.items.messages[count], count)  # the author before it is known now

    def _update_item(self, item: Item, message: Message, number: int) -> None:
        if item.live is not None and message.state is State.STREAMING:
            message = item.message  # the item has more of it than the conversation
        item.update_message(message, self._place_of(message.id), switched=self._is_switched(number))

    def _make_item(self, number: int) -> Item:
        message = self._layout.items.messages[number]
        made = Item(self._layout.style, message, self._place_of(message.id), switched=self._is_switched(number))
        self._items[message.id] = made
        if made.live is not None:
            self._live[message.id] = made
        return made

    def _is_switched(self, number: int) -> bool:
        """Whether another model wrote the reply before."""
        messages = self._layout.items.messages
        message = messages[number]
        if message.role is not Role.ASSISTANT:
            return False
        while number > 0:
            number -= 1
            if messages[number].role is Role.ASSISTANT:
                return messages[number].model not in ("", message.model)
        return False

    def _place_of(self, message_id: str) -> tuple[int, int]:
        if self.conversation is None or message_id not in self.conversation:
            return 1, 1
        siblings = self.conversation.siblings_of(message_id)
        return siblings.index(message_id) + 1, len(siblings)

    def resume_reply(self, message: Message) -> Item | None:
        """Resume a finished reply."""
        item = self.find_item(message.id)
        if item is not None:
            item.resume_reply(message)
            self._live[message.id] = item
        return item

    def finish_reply(self, message: Message) -> Item | None:
        """Update a finished message; returns its item, if it was made."""
        message = self._with_author(message)
        number = self._layout.number_of(message.id)
        if number is not None:
            self._layout.items.messages[number] = message
        item = self._items.get(message.id)
        if item is not None:
            item.update_message(message, item.siblings, switched=item.switched)
            self._layout.update_height(item)
        return item

    def find_sibling(self, message_id: str, step: int) -> str | None:
        """The id of the previous (-1) or next (1) sibling; None where there is none."""
        if self.conversation is None or message_id not in self.conversation:
            return None
        siblings = self.conversation.siblings_of(message_id)
        at = siblings.index(message_id) + step
        return siblings[at] if 0 <= at < len(siblings) else None


class PendingActions:
    """Actions that need the whole conversation; `request` loads the missing messages."""

    def __init__(self, messages: MessageList, request: Callable[[], None]) -> None:
        self._messages = messages
        self._request = request
        self._pending: list[Callable[[], None]] = []

    def run_when_whole(self, action: Callable[[], None]) -> None:
        """Call `action` once the whole conversation is loaded."""
        conversation = self._messages.conversation
        if conversation is None or not conversation.earlier:
            action()
        else:
            self._pending.append(action)
            self._request()

    def run_pending(self) -> None:
        """Call the pending actions."""
        actions, self._pending = self._pending, []
        for action in actions:
            action()

    def clear(self) -> None:
        """Drop the pending actions."""
        self._pending.clear()
