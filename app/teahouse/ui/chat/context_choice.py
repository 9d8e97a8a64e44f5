"""When the conversation outgrows the context, the person chooses: enlarge it, leave out the oldest, or sum them up.

Keeps the meter true, too: what the host counted last, and an estimate of what it has not read yet, of the window that
will be in force for the next message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QMenu

from teahouse.core.conversation import Message, State
from teahouse.core.errors import Problem
from teahouse.core.window import attached, overflowed, tokens_of, weight_of
from teahouse.services.news import ContextNews
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.floor_plan import FloorPlan
from teahouse.ui.chat.notice import Deed, Said
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.chat.picking import Picking
from teahouse.ui.chat.study import Study
from teahouse.ui.chat.tuning import Tuning
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence, sentence_of

if TYPE_CHECKING:
    from teahouse.ui.chat.enlarging import Larger

translate = QCoreApplication.translate

CONTEXT = "context"
HALF = 0.5  # of the window: what the oldest are left out down to where nothing has overflowed yet
OFFERED_FROM = 0.6  # of the window: below, leaving out would gain nothing


class ContextChoice(QObject):
    """`refresh` after anything changed; `retry` asks again for a reply, `go_on` lets one go on."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        plan: FloorPlan,
        picking: Picking,
        tuning: Tuning,
        study: Study,
    ) -> None:
        super().__init__(plan.header)
        self._bridge = bridge
        self._chat = chat
        self._plan = plan
        self._picking = picking
        self._tuning = tuning
        self._study = study
        self._summing_up = ""  # the conversation that is
        self._told = ""  # the reply whose overflow was told: a notice that was closed stays so
        study.came.connect(self._say_again)
        picking.changed.connect(self.measure)
        tuning.changed.connect(self.measure)
        plan.composer.editor.textChanged.connect(self.measure)
        plan.composer.tray.changed.connect(self.measure)
        plan.composer.meter.clicked.connect(self._open_menu)

    # The meter.

    def refresh(self) -> None:
        """The conversation, its path or its messages changed."""
        self.measure()
        self._look()

    def measure(self) -> None:
        """Show how full the context is."""
        used, exact = self._used()
        composer = self._plan.composer
        typed = tokens_of(composer.text()) + attached(composer.tray.attachments())
        known = used is not None or typed
        whole = (used or 0) + typed if known else None
        composer.meter.show_fill(whole, self.window(), about=not exact or bool(typed))

    def window(self) -> int | None:
        """How many tokens the next message may fill in all; None where nobody knows yet."""
        chosen = self._tuning.options.get("num_ctx")
        details = self._study.details(self._picking.model)
        if chosen:
            longest = details.context_length if details is not None else None
            return min(chosen, longest) if longest else chosen
        entry = self._picking.entry
        if entry is not None and entry.loaded is not None and entry.loaded.context_length:
            return entry.loaded.context_length
        figures = self._chat.last_figures()
        return figures.context_length if figures is not None else None

    def _used(self) -> tuple[int | None, bool]:
        """Tokens the conversation fills, and whether the host counted them, with this model, as they are sent now."""
        tree = self._chat.tree
        if tree is None:
            beside = tokens_of(self._tuning.system)
            return beside or None, False
        path = tree.path()
        last = path[-1] if path else None
        if last is not None and last.problem == Problem.CONTEXT_FULL and last.facts.get("needed"):
            return int(last.facts["needed"]), True
        unread = 0
        for message in reversed(path):
            figures = message.figures
            if figures is not None and figures.context_used:
                same = message.model == self._picking.model and not unread
                return figures.context_used + unread, same
            unread += weight_of(message)
        return (unread + tokens_of(self._tuning.system)) or None, False

    # The choice.

    def _look(self) -> None:
        """Tell an overflow once, where the newest message is one; take it back where it is not any more."""
        overflow = self._overflow()
        if overflow is None:
            self._told = ""
            self._plan.notice.take_back(CONTEXT)
        elif overflow.id != self._told:
            self._told = overflow.id
            self._study.ask(self._picking.model)
            self._say(overflow)

    def _say_again(self) -> None:
        """What enlarging costs is known now."""
        overflow = self._overflow()
        if overflow is not None and self._plan.notice.about == CONTEXT:
            self._plan.notice.take_back(CONTEXT)
            self._say(overflow)
        self.measure()

    def _say(self, reply: Message) -> None:
        self._plan.notice.say(Said(CONTEXT, lambda: _happened(reply), lambda: self._deeds(reply)))

    def _overflow(self) -> Message | None:
        """The newest reply, where it did not fit or was cut off by the window."""
        tree = self._chat.tree
        path = tree.path() if tree is not None else ()
        return path[-1] if path and overflowed(path[-1]) else None

    def _deeds(self, reply: Message) -> tuple[Deed, ...]:
        window = _window_of(reply) or self.window() or 0
        deeds: list[Deed] = []
        found = self._larger(_needed(reply), window)
        if found is not None:
            deeds.append((self._enlarge_words(found), lambda: self._enlarge(found, reply)))
        deeds += self._leaving_out(reply, window)
        return tuple(deeds)

    def _leaving_out(self, reply: Message, window: int) -> list[Deed]:
        def leave_out(summed_up: bool) -> Callable[[], None]:
            conversation_id, reply_id = self._chat.id, reply.id

            def do() -> None:
                self._tuning.keep()
                self._bridge.ask(lambda s: s.context.leave_out(conversation_id, reply_id, window, summed_up=summed_up))

            return do

        return [
            (translate("Context", "Leave out the oldest"), leave_out(False)),
            (translate("Context", "Sum up the oldest"), leave_out(True)),
        ]

    def _larger(self, needed: int, window: int) -> Larger | None:
        from teahouse.ui.chat.enlarging import larger  # the start needs none of it

        model = self._picking.model
        details = self._study.details(model)
        longest = details.context_length if details is not None else None
        return larger(needed, window, longest, self._study.build(model))

    def _enlarge_words(self, found: Larger) -> str:
        size = numbers.count(found.tokens)
        if not found.more:
            return translate("Context", "Enlarge to {size}").format(size=size)
        more = numbers.size(found.more)
        free = self._picking.free_memory
        if free and found.more > free:
            said = translate("Context", "Enlarge to {size} (+{more}, more than is free)")
        else:
            said = translate("Context", "Enlarge to {size} (+{more})")
        return said.format(size=size, more=more)

    def _enlarge(self, found: Larger, reply: Message | None = None) -> None:
        self._tuning.change(num_ctx=found.tokens)
        self.measure()
        if reply is None:
            return
        conversation_id, reply_id = self._chat.id, reply.id
        if reply.state is State.FAILED:
            self._bridge.ask(lambda services: services.chat.retry(conversation_id, reply_id))
        else:
            self._bridge.ask(lambda services: services.chat.continue_(conversation_id, reply_id))

    # The menu of the meter.

    def menu(self) -> QMenu:
        """What the meter says, and what can be done about it now."""
        menu = QMenu(self._plan.composer)
        title = menu.addAction(self._plan.composer.meter.accessibleName())
        title.setEnabled(False)
        menu.addSeparator()
        for text, deed in self._offers():
            menu.addAction(text).triggered.connect(lambda _checked=False, do=deed: do())
        return menu

    def _offers(self) -> list[Deed]:
        window, reply, tree = self.window(), self._chat.last_reply(), self._chat.tree
        offers: list[Deed] = []
        found = self._larger(window, window) if window else None
        if found is not None:
            offers.append((self._enlarge_words(found), lambda: self._enlarge(found)))
        used, _ = self._used()
        if window and used and reply is not None and used > OFFERED_FROM * window and not self._chat.streaming:
            offers += self._leaving_out(reply, window if reply is self._overflow() else int(window * HALF))
        if tree is not None and tree.since:
            conversation_id = tree.id
            everything = translate("Context", "Send everything again")
            offers.append((everything, lambda: self._bridge.ask(lambda s: s.context.send_all(conversation_id))))
        if tree is not None and tree.summary:
            offers.append((translate("Context", "Read or correct the summary…"), self._show_summary))
        return offers

    def _open_menu(self) -> None:
        self._study.ask(self._picking.model)
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        meter = self._plan.composer.meter
        corner = meter.mapToGlobal(meter.rect().topRight())
        size = menu.sizeHint()
        corner.setX(corner.x() - size.width())
        corner.setY(corner.y() - size.height() - 4)
        menu.popup(corner)

    def _show_summary(self) -> None:
        from teahouse.ui.chat.summary_dialog import SummaryDialog  # not before somebody wants it

        tree = self._chat.tree
        dialog = SummaryDialog(tree.summary, self._plan.header.window())
        if dialog.exec() and dialog.text() != tree.summary:
            conversation_id, summary = tree.id, dialog.text()
            tree.summary = summary
            self._bridge.ask(lambda services: services.history.configure(conversation_id, summary=summary))
        dialog.deleteLater()

    # News.

    def take(self, news: ContextNews) -> None:
        """Something is left out now, or nothing any more; or it is being summed up."""
        tree = self._chat.tree
        if tree is None or not self._chat.hears(news.conversation_id):
            return
        notice, was = self._plan.notice, tree.since
        if news.working:
            self._summing_up = news.conversation_id
            notice.say(
                Said(
                    CONTEXT,
                    lambda: translate("Context", "The oldest messages are being summed up…"),
                    lambda: ((translate("Context", "Stop"), self.stop),),
                    serious=False,
                )
            )
            return
        self._summing_up = ""
        tree.since, tree.summary = news.since, news.summary
        self._plan.transcript.refresh_path()
        if news.trouble is not None:
            trouble = news.trouble
            notice.say(Said(CONTEXT, lambda: sentence(trouble), lambda: self._remaining()))
        elif news.since and news.since != was:
            notice.say(self._said_left_out(news.conversation_id, tree.left_out(tree.path()), bool(news.summary)))
        else:
            notice.take_back(CONTEXT)
        self.measure()

    def stop(self) -> None:
        """Give up a summary that is being made."""
        if self._summing_up:
            conversation_id, self._summing_up, self._told = self._summing_up, "", ""
            self._bridge.ask(lambda services: services.context.stop(conversation_id))

    def _remaining(self) -> tuple[Deed, ...]:
        """Where leaving out does not help, enlarging may."""
        overflow = self._overflow()
        return self._deeds(overflow)[:1] if overflow is not None else ()

    def _said_left_out(self, conversation_id: str, count: int, summed_up: bool) -> Said:
        def text() -> str:
            if summed_up:
                return translate("Context", "%n message(s) are summed up and not sent any more.", "", count)
            return translate(
                "Context", "%n message(s) are not sent any more; they stay here, struck through.", "", count
            )

        def deeds() -> tuple[Deed, ...]:
            again = lambda: self._bridge.ask(lambda s: s.context.send_all(conversation_id))  # noqa: E731
            return ((translate("Context", "Send everything again"), again),)

        return Said(f"{CONTEXT} left out", text, deeds, serious=False)


def _happened(reply: Message) -> str:
    if reply.state is State.FAILED:
        return sentence_of(reply.problem, reply.facts)
    said = translate("Context", "The reply ended because the context of {length} tokens is full.")
    return said.format(length=numbers.count(reply.figures.context_length or 0))


def _needed(reply: Message) -> int:
    needed = reply.facts.get("needed") if reply.state is State.FAILED else None
    return int(needed) if needed else (reply.figures.context_used or 0 if reply.figures else 0)


def _window_of(reply: Message) -> int | None:
    available = reply.facts.get("available") if reply.state is State.FAILED else None
    return int(available) if available else (reply.figures.context_length if reply.figures else None)
