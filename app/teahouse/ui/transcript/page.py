"""The conversation's chosen path as items: which are shown, and those still streaming, shown or not."""

from __future__ import annotations

from teahouse.core.conversation import Conversation, Message, Role, State
from teahouse.ui.transcript.flow import Flow
from teahouse.ui.transcript.item import Item


class Page:
    """Keeps the items of one conversation; items of messages that stay on the path stay themselves."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self.conversation: Conversation | None = None
        self._items: dict[str, Item] = {}

    def show(self, conversation: Conversation | None) -> None:
        """Show another conversation's path, or nothing."""
        self._items = {}
        self.conversation = conversation
        self.refresh()

    def add(self, messages: tuple[Message, ...]) -> None:
        """Messages that came to the conversation; those it has already are left alone."""
        if self.conversation is None:
            return
        for message in messages:
            if message.id not in self.conversation:
                self.conversation.add(message)
        self.refresh()

    def item(self, message_id: str) -> Item | None:
        """The item of a message that is on the path, or still streams beside it."""
        return self._items.get(message_id)

    def live_items(self) -> list[Item]:
        """All items that still stream."""
        return [item for item in self._items.values() if item.live is not None]

    def refresh(self) -> None:
        """Read the path again."""
        if self.conversation is None:
            self._flow.show([])
            return
        shown: list[Item] = []
        model = ""
        for message in self.conversation.path():
            switched = message.role is Role.ASSISTANT and model not in ("", message.model)
            model = message.model if message.role is Role.ASSISTANT else model
            shown.append(self._item_for(message, switched))
        streaming = {item.id: item for item in self.live_items()}
        self._items = {**streaming, **{item.id: item for item in shown}}
        self._flow.show(shown)

    def _item_for(self, message: Message, switched: bool) -> Item:
        siblings = self._place_of(message.id)
        item = self._items.get(message.id)
        if item is None:
            return Item(self._flow.ink, message, siblings, switched=switched)
        if item.live is not None and message.state is State.STREAMING:
            message = item.message  # the item knows more of it than the conversation does
        item.update(message, siblings, switched=switched)
        return item

    def _place_of(self, message_id: str) -> tuple[int, int]:
        if self.conversation is None:
            return 1, 1
        siblings = self.conversation.siblings(message_id)
        return siblings.index(message_id) + 1, len(siblings)

    def finish(self, message: Message) -> Item | None:
        """The message as it is kept in the end."""
        item = self._items.get(message.id)
        if item is not None:
            item.update(message, item.siblings, switched=item.switched)
            self._flow.touch(item)
        return item

    def sibling(self, message_id: str, step: int) -> str | None:
        """The id of the sibling before (-1) or after (1) a message, if there is one."""
        if self.conversation is None or message_id not in self.conversation:
            return None
        siblings = self.conversation.siblings(message_id)
        at = siblings.index(message_id) + step
        return siblings[at] if 0 <= at < len(siblings) else None
