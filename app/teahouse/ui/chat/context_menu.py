"""The menu of the context meter: what it says, and what can be done before the context is full."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QMenu

from teahouse.core.window import overflowed
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import FloorPlan
from teahouse.ui.chat.context_actions import ContextDeeds
from teahouse.ui.chat.context_fill import ContextFill
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.kit.menus import Menu, open_above
from teahouse.ui.kit.notices import Deed

translate = QCoreApplication.translate

HALF = 0.5  # of the window: what the oldest are left out down to where nothing has overflowed yet
OFFERED_FROM = 0.6  # of the window: below, leaving out would gain nothing


class ContextMenu(QObject):
    """Opens by a click on the meter."""

    def __init__(self, bridge: Bridge, chat: OpenChat, plan: FloorPlan, fill: ContextFill, deeds: ContextDeeds) -> None:
        super().__init__(plan.header)
        self._bridge = bridge
        self._chat = chat
        self._plan = plan
        self._fill = fill
        self._deeds = deeds

    def menu(self) -> QMenu:
        """What the meter says, and what can be done about it now."""
        menu = Menu(self._plan.composer)
        menu.addAction(self._plan.composer.controls.meter.accessibleName()).setEnabled(False)
        menu.addSeparator()
        for text, deed in self._offers():
            menu.addAction(text).triggered.connect(lambda _checked=False, do=deed: do())
        return menu

    def _offers(self) -> list[Deed]:
        window, reply, tree = self._fill.window(), self._chat.last_reply(), self._chat.tree
        offers: list[Deed] = [*self._deeds.enlarge(window, window)] if window else []
        used, _ = self._fill.used()
        if window and used and reply is not None and used > OFFERED_FROM * window and not self._chat.streaming:
            if overflowed(reply):
                offers = list(self._deeds.for_overflow(reply, window))
            else:
                offers += self._deeds.leave_out(reply, int(window * HALF))
        if tree is not None and tree.since:
            offers.append(self._deeds.send_all())
        if tree is not None and tree.summary:
            offers.append((translate("Context", "Read or correct the summary…"), self._show_summary))
        return offers

    def open(self) -> None:
        """Open it above the meter."""
        open_above(self.menu(), self._plan.composer.controls.meter)

    def _show_summary(self) -> None:
        from teahouse.ui.chat.summary_dialog import SummaryDialog  # not before somebody wants it

        tree = self._chat.tree
        dialog = SummaryDialog(tree.summary, self._plan.header.window())
        if dialog.exec() and dialog.text() != tree.summary:
            conversation_id, summary = tree.id, dialog.text()
            tree.summary = summary
            self._bridge.ask(lambda services: services.history.configure(conversation_id, summary=summary))
        dialog.deleteLater()
