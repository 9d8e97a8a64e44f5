"""The fill of the context window, and the choices of the user when the conversation exceeds it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QMenu

from teahouse.core.conversation import Conversation, Earlier, Message, Role, State
from teahouse.core.errors import Problem
from teahouse.core.values import dataclass
from teahouse.core.window import attachment_tokens, is_overflowed, is_shifted, tokens_of, weight_of
from teahouse.services.chat.events import ContextEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import ChatLayout
from teahouse.ui.chat.context.actions import ContextActions
from teahouse.ui.chat.model_selection import ChatModelSelection, ModelDetails
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.parameters.controller import ParameterController
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.notices import OFFERS, Notice, NoticeAction
from teahouse.ui.kit.popup import Menu, open_above

translate = QCoreApplication.translate

CONTEXT = "context"
LEFT_OUT = "left out of the context"
HALF = 0.5  # of the window; leaving out messages reduces the fill to this
OFFERED_FROM = 0.6  # of the window; leaving out is offered above this fill


@dataclass(frozen=True, slots=True)
class Weighed:
    """The fill of a conversation: `tokens`; `model`: whose host counted most of them, empty for an estimate; `exact`:
    all were counted."""

    tokens: int
    model: str = ""
    exact: bool = False


class ContextFill(QObject):
    """Computes the fill of the window for the next message, as counted by the host plus an estimate of newer text, and
    updates the meter. Call `show_fill` after a change of the conversation.
    """

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
        self._path: tuple[Message, ...] | None = None  # the path of `_weighed`
        self._state: tuple[str, str, Earlier] = ("", "", Earlier())
        self._weighed = Weighed(0)
        self._weights: dict[str, tuple[Message, int]] = {}  # by message id; used where some are left out
        self._uncounted: tuple[tuple[Message, ...], int] = (), 0  # messages that no host counted, and their tokens
        for changed in (model_selection.changed, parameters.changed, model_details.came):
            changed.connect(self.show_fill)
        self._composer.editor.textChanged.connect(self.show_fill)
        self._composer.attachment_bar.changed.connect(self.show_fill)

    def show_fill(self) -> None:
        """Update the meter."""
        used, exact = self.used_tokens()
        typed = self._typed_tokens()
        known = used is not None or typed
        whole = (used or 0) + typed if known else None
        self._composer.controls.meter.show_fill(whole, self.context_window(), about=not exact or bool(typed))

    def context_window(self) -> int | None:
        """The window for the next message in tokens; None while unknown."""
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
        """The tokens of the conversation, and whether the host counted them all with this model. Called on each key,
        so results are cached."""
        tree = self._chat.tree
        beside = tokens_of(self._parameters.system)
        if tree is None:
            return beside or None, False
        weighed = self._weigh_conversation(tree)
        if weighed.exact:
            return weighed.tokens, not weighed.model or weighed.model == self._model_selection.model
        return weighed.tokens if weighed.model else weighed.tokens + beside or None, False

    def _weigh_conversation(self, tree: Conversation) -> Weighed:
        """The fill, computed again only when the path or what is sent of it has changed."""
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
        """The fill of a path of which nothing is left out. A run of uncounted messages that was weighed before is not
        weighed again."""
        same, weight = self._uncounted
        begin, end = _find_run(path, same)
        unread = 0
        for part, between in ((path[end:], weight if end else 0), (path[:begin], 0)):
            for message in reversed(part):
                figures = message.figures
                if figures is not None and figures.context_used:
                    return Weighed(figures.context_used + unread, message.model, exact=not unread)
                unread += weight_of(message)
            unread += between
        last = path[-1:]  # may be growing
        self._uncounted = path[:-1], unread - sum(map(weight_of, last))
        return Weighed(tree.earlier.tokens + unread)

    def _weight_of(self, message: Message, known: dict[str, tuple[Message, int]]) -> int:
        """The estimated tokens of a message, cached while the message is the same object."""
        found = self._weights.get(message.id) or known.get(message.id)
        if found is None or found[0] is not message:
            found = message, weight_of(message)
        self._weights[message.id] = found
        return found[1]

    def _typed_tokens(self) -> int:
        """The estimated tokens in the composer, by the start of the text: called on each key."""
        editor = self._composer.editor
        return tokens_of(editor.beginning(), editor.length()) + attachment_tokens(
            self._composer.attachment_bar.attachments()
        )


def _find_run(path: tuple[Message, ...], same: tuple[Message, ...]) -> tuple[int, int]:
    """The slice of a path that equals `same`: at its start, or before its last message; (0, 0) for none."""
    count = len(same)
    for begin in (0, len(path) - 1 - count):
        if count and begin >= 0 and path[begin : begin + count] == same:
            return begin, begin + count
    return 0, 0


class ContextChoice(QObject):
    """Shows overflows and offers the actions. Call `refresh_overflow` after any change of the path."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        layout: ChatLayout,
        model_selection: ChatModelSelection,
        parameters: ParameterController,
        model_details: ModelDetails,
    ) -> None:
        super().__init__(layout.header)
        self._bridge = bridge
        self._chat = chat
        self._notice, self._transcript = layout.notice, layout.transcript
        self._model_selection = model_selection
        self._model_details = model_details
        self._fill = ContextFill(chat, layout, model_selection, parameters, model_details)
        self._actions = ContextActions(bridge, chat, layout, model_selection, parameters, model_details)
        self.meter_menu = ContextMenu(bridge, chat, layout, self._fill, self._actions)
        self._summing_up = ""  # conversation id
        self._shown_reply_id = ""  # the last overflow that was shown, so that a closed notice stays closed
        model_details.came.connect(self._show_overflow_again)
        layout.composer.controls.meter.clicked.connect(self._open_menu)

    def refresh_overflow(self) -> None:
        """Update the meter; show an overflow of the newest message once, or withdraw the notice."""
        self._fill.show_fill()
        overflow = self._overflowed_reply()
        if overflow is None:
            self._shown_reply_id = ""
            self._notice.withdraw_notice(CONTEXT)
        elif overflow.id != self._shown_reply_id:
            self._shown_reply_id = overflow.id
            self._model_details.request_details(self._model_selection.model)
            self._show_overflow(overflow)

    def measure_fill(self) -> None:
        """Update the meter after a page of earlier messages."""
        self._fill.show_fill()

    def _overflowed_reply(self) -> Message | None:
        """The newest reply, if it exceeded the window."""
        tree = self._chat.tree
        path = tree.chosen_path() if tree is not None else ()
        return path[-1] if path and is_overflowed(path[-1]) else None

    def _show_overflow(self, reply: Message) -> None:
        self._notice.show_notice(
            Notice(
                CONTEXT,
                lambda: self._describe_overflow(reply),
                lambda: self._offer_choices(reply),
                conversation=self._chat.id,
            )
        )

    def _show_overflow_again(self) -> None:
        """Show the notice again when the details of the model, thus the cost of enlarging, have arrived."""
        overflow = self._overflowed_reply()
        if overflow is not None and self._notice.shows_about(CONTEXT) and not self._summing_up:
            self._notice.withdraw_notice(CONTEXT)
            self._show_overflow(overflow)

    def _offer_choices(self, reply: Message) -> tuple[NoticeAction, ...]:
        return self._actions.overflow_actions(reply, _window_of(reply) or self._fill.context_window() or 0)

    def _describe_overflow(self, reply: Message) -> str:
        """The text of the notice."""
        length = _window_of(reply) or self._fill.context_window() or 0
        if self._actions.lone_question(reply, length) is None or reply.state is not State.FAILED:
            return _overflow_text(reply)
        said = translate("Context", "This message alone needs {needed} tokens; the context has {length}.")
        return said.format(needed=numbers.count(int(reply.facts.get("needed") or 0)), length=numbers.count(length))

    def _open_menu(self) -> None:
        self._model_details.request_details(self._model_selection.model)
        self.meter_menu.open_menu()

    def handle_event(self, event: ContextEvent) -> None:
        """Update what is left out, or the state of a running summary."""
        tree = self._chat.tree
        if tree is None or not self._chat.is_open(event.conversation_id):
            return
        self._summing_up = event.conversation_id if event.working else ""
        if event.working:
            self._show_working()
            return
        was, tree.since, tree.summary = tree.since, event.since, event.summary
        tree.leave_out(event.left_out)
        self._transcript.refresh_path()
        if event.trouble is not None:
            trouble = event.trouble
            self._notice.show_notice(
                Notice(CONTEXT, lambda: sentence(trouble), self._offer_remaining, conversation=self._chat.id)
            )
        elif event.since and event.since != was:
            self._notice.withdraw_notice(CONTEXT)
            self._show_left_out(event.left_out, bool(event.summary))
        else:
            self._notice.withdraw_notice(CONTEXT)
            self._notice.withdraw_notice(LEFT_OUT)
        self._fill.show_fill()

    def stop_summary(self) -> None:
        """Stop a running summary."""
        if self._summing_up:
            conversation_id, self._summing_up, self._shown_reply_id = self._summing_up, "", ""
            self._bridge.run_command(lambda services: services.context.stop_summary(conversation_id))

    def _offer_remaining(self) -> tuple[NoticeAction, ...]:
        """The actions other than leaving out."""
        overflow = self._overflowed_reply()
        if overflow is None:
            return ()
        window = _window_of(overflow) or self._fill.context_window() or 0
        useless = {text for text, _ in self._actions.leave_out_actions(overflow, window)}
        return tuple(action for action in self._offer_choices(overflow) if action[0] not in useless)

    def _show_working(self) -> None:
        self._notice.show_notice(
            Notice(
                CONTEXT,
                lambda: translate("Context", "The oldest messages are being summed up…"),
                lambda: ((translate("Context", "Stop"), self.stop_summary),),
                serious=False,
                conversation=self._chat.id,
            )
        )

    def _show_left_out(self, count: int, summed_up: bool) -> None:
        def text() -> str:
            if summed_up:
                return translate("Context", "%n message(s) are summed up and not sent any more.", "", count)
            return translate(
                "Context", "%n message(s) are not sent any more; they stay here, struck through.", "", count
            )

        said = Notice(LEFT_OUT, text, lambda: (self._actions.send_all_action(),), False, self._chat.id, OFFERS)
        self._notice.show_notice(said)


class ContextMenu(QObject):
    """The menu of the meter."""

    def __init__(
        self, bridge: Bridge, chat: OpenChat, layout: ChatLayout, fill: ContextFill, actions: ContextActions
    ) -> None:
        super().__init__(layout.header)
        self._bridge = bridge
        self._chat = chat
        self._layout = layout
        self._fill = fill
        self._actions = actions

    def menu(self) -> QMenu:
        """The text of the meter and the current actions."""
        menu = Menu(self._layout.composer)
        menu.addAction(self._layout.composer.controls.meter.accessibleName()).setEnabled(False)
        menu.addSeparator()
        for text, action in self._collect_offers():
            menu.addAction(text).triggered.connect(lambda _checked=False, do=action: do())
        return menu

    def _collect_offers(self) -> list[NoticeAction]:
        window, reply, tree = self._fill.context_window(), self._chat.last_reply(), self._chat.tree
        offers: list[NoticeAction] = [*self._actions.enlarge_actions(window, window)] if window else []
        used, _ = self._fill.used_tokens()
        if window and used and reply is not None and used > OFFERED_FROM * window and not self._chat.streaming:
            if is_overflowed(reply):
                offers = list(self._actions.overflow_actions(reply, window))
            else:
                offers += self._actions.leave_out_actions(reply, int(window * HALF))
        if tree is not None and tree.since:
            offers.append(self._actions.send_all_action())
        if tree is not None and tree.summary:
            offers.append((translate("Context", "Read or correct the summary…"), self._show_summary))
        return offers

    def open_menu(self) -> None:
        """Open it above the meter."""
        open_above(self.menu(), self._layout.composer.controls.meter)

    def _show_summary(self) -> None:
        from teahouse.ui.chat.context.dialogs import SummaryDialog  # imported on use

        tree = self._chat.tree
        if tree is None:
            return
        dialog = SummaryDialog(tree.summary, self._layout.header.window())
        if dialog.exec() and dialog.text() != tree.summary:
            conversation_id, summary = tree.id, dialog.text()
            tree.summary = summary
            self._bridge.run_command(
                lambda services: services.history.configure_conversation(conversation_id, summary=summary)
            )
        dialog.deleteLater()


def _overflow_text(reply: Message) -> str:
    if reply.state is State.FAILED:
        said = translate("Context", "{needed} tokens do not fit the context of {length}. How do you want to go on?")
        needed, length = (int(reply.facts.get(name) or 0) for name in ("needed", "available"))
        return said.format(needed=numbers.count(needed), length=numbers.count(length))
    if is_shifted(reply):
        said = translate(
            "Context",
            "The reply outgrew the context of {length} tokens: its end was written without the beginning of the "
            "conversation.",
        )
    else:
        said = translate("Context", "The reply ended because the context of {length} tokens is full.")
    return said.format(length=numbers.count(_window_of(reply) or 0))


def _window_of(reply: Message) -> int | None:
    available = reply.facts.get("available") if reply.state is State.FAILED else None
    return int(available) if available else (reply.figures.context_length if reply.figures else None)
