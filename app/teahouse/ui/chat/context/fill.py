"""How full the context is: what the host counted last, and an estimate of what it has not read yet, of the window that
will be in force for the next message. Keeps the meter true."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject

from teahouse.core.conversation import Conversation, Earlier, Message, Role, State
from teahouse.core.errors import Problem
from teahouse.core.values import dataclass
from teahouse.core.window import attached, tokens_of, weight_of
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.model_selection import ChatModelSelection, ModelDetails
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.parameters.controller import ParameterController


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the messages of a conversation fill: `tokens`, the `model` whose host counted them or most of them (empty
    where they are estimated), and whether all of them were counted (`exact`)."""

    tokens: int
    model: str = ""
    exact: bool = False


class ContextFill(QObject):
    """`show_fill` after the conversation changed; it hears by itself of the model, the options and what is typed."""

    def __init__(
        self,
        chat: OpenChat,
        layout: ChatLayout,
        model_selection: ChatModelSelection,
        parameters: ParameterController,
        model_details: ModelDetails,
    ) -> None:
        super().__init__(layout.header)
        self._chat = chat
        self._composer = layout.composer
        self._model_selection = model_selection
        self._parameters = parameters
        self._model_details = model_details
        self._path: tuple[Message, ...] | None = None  # the path that was weighed last, and how
        self._state: tuple[str, str, Earlier] = ("", "", Earlier())
        self._weighed = Weighed(0)
        self._weights: dict[str, tuple[Message, int]] = {}  # by message id, where some are left out
        self._uncounted: tuple[tuple[Message, ...], int] = (), 0  # messages that no host has counted, and their weight
        for changed in (model_selection.changed, parameters.changed, model_details.came):
            changed.connect(self.show_fill)
        self._composer.editor.textChanged.connect(self.show_fill)
        self._composer.attachment_bar.changed.connect(self.show_fill)

    def show_fill(self) -> None:
        """Show how full the context is."""
        used, exact = self.used_tokens()
        typed = self._typed_tokens()
        known = used is not None or typed
        whole = (used or 0) + typed if known else None
        self._composer.controls.meter.show_fill(whole, self.context_window(), about=not exact or bool(typed))

    def context_window(self) -> int | None:
        """How many tokens the next message may fill in all; None where nobody knows yet."""
        chosen: int | None = self._parameters.options.get("num_ctx")
        details = self._model_details.details_of(self._model_selection.model)
        if chosen:
            longest = details.context_length if details is not None else None
            return min(chosen, longest) if longest else chosen
        entry = self._model_selection.entry
        if entry is not None and entry.loaded is not None and entry.loaded.context_length:
            return entry.loaded.context_length
        figures = self._chat.last_figures()
        return figures.context_length if figures is not None else None

    def used_tokens(self) -> tuple[int | None, bool]:
        """Tokens the conversation fills, and whether the host counted them, with this model, as they are sent now.
        Asked for with every key, so what can be is kept from the time before."""
        tree = self._chat.tree
        beside = tokens_of(self._parameters.system)
        if tree is None:
            return beside or None, False
        weighed = self._weigh_conversation(tree)
        if weighed.exact:
            return weighed.tokens, not weighed.model or weighed.model == self._model_selection.model
        return weighed.tokens if weighed.model else weighed.tokens + beside or None, False

    def _weigh_conversation(self, tree: Conversation) -> Weighed:
        """What the messages fill; worked out again only when the path or what is sent of it is another."""
        path = tree.chosen_path()
        state = (tree.since, tree.summary, tree.earlier)
        if path is not self._path or state != self._state:
            self._path, self._state = path, state
            self._weighed = self._weigh_path(tree, path)
        return self._weighed

    def _weigh_path(self, tree: Conversation, path: tuple[Message, ...]) -> Weighed:
        if path and path[-1].problem == Problem.CONTEXT_FULL and path[-1].facts.get("needed"):
            return Weighed(int(path[-1].facts["needed"]), exact=True)
        left_out = tree.left_out(path)
        leaves_out = bool(left_out or tree.earlier.left_out)
        if not leaves_out:
            return self._weigh_all(tree, path)
        unread = 0
        known, self._weights = self._weights, {}
        for message in reversed(path[left_out:]):
            figures = message.figures
            if figures is not None and figures.context_used and message.state is not State.STREAMING:
                return Weighed(figures.context_used + unread, message.model, exact=not unread)
            if message.role is Role.ASSISTANT:
                break  # replies before it may have been counted when more was sent
            unread += self._weight_of(message, known)
        whole = tree.earlier.tokens + sum(self._weight_of(message, known) for message in path[left_out:])
        return Weighed(whole + tokens_of(tree.summary))

    def _weigh_all(self, tree: Conversation, path: tuple[Message, ...]) -> Weighed:
        """What a path fills of which nothing is left out. Messages that were weighed one after the other, none of them
        counted, are not looked at again where they still stand so in it."""
        same, weight = self._uncounted
        begin, end = _place_in(path, same)
        unread = 0
        for part, between in ((path[end:], weight if end else 0), (path[:begin], 0)):
            for message in reversed(part):
                figures = message.figures
                if figures is not None and figures.context_used:
                    return Weighed(figures.context_used + unread, message.model, exact=not unread)
                unread += weight_of(message)
            unread += between
        last = path[-1:]  # it may be growing
        self._uncounted = path[:-1], unread - sum(map(weight_of, last))
        return Weighed(tree.earlier.tokens + unread)

    def _weight_of(self, message: Message, known: dict[str, tuple[Message, int]]) -> int:
        """About how many tokens a message has, as it was found out before where the message is the same."""
        found = self._weights.get(message.id) or known.get(message.id)
        if found is None or found[0] is not message:
            found = message, weight_of(message)
        self._weights[message.id] = found
        return found[1]

    def _typed_tokens(self) -> int:
        """Tokens in the composer, about; asked for with every key, so of a long text its beginning is weighed."""
        editor = self._composer.editor
        return tokens_of(editor.beginning(), editor.length()) + attached(self._composer.attachment_bar.attachments())


def _place_in(path: tuple[Message, ...], same: tuple[Message, ...]) -> tuple[int, int]:
    """Where messages stand in a path as they stood before: at its beginning, or above one that was the last then."""
    count = len(same)
    for begin in (0, len(path) - 1 - count):
        if count and begin >= 0 and path[begin : begin + count] == same:
            return begin, begin + count
    return 0, 0


translate = QCoreApplication.translate
