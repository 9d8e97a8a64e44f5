"""Opens the menu of a message, by mouse and keyboard; the entries are in `message_menu`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QAbstractScrollArea

from teahouse.ui.transcript.blocks.part import PartAction, TranscriptPart
from teahouse.ui.transcript.interaction.message_actions import MessageActions
from teahouse.ui.transcript.interaction.pointer import Pointer
from teahouse.ui.transcript.interaction.selection import KeyboardFocus, Selection
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor

if TYPE_CHECKING:
    from teahouse.ui.kit.popup import Menu


class MenuController(QObject):
    """Opens the menu of a message and the menu to retry a reply."""

    def __init__(
        self, area: QAbstractScrollArea, layout: PageLayout, anchor: ScrollAnchor, selection: Selection,
        pointer: Pointer, focus: KeyboardFocus, actions: MessageActions,
    ) -> None:  # fmt: skip
        super().__init__(area)
        self._area, self._layout, self._anchor = area, layout, anchor
        self._selection, self._pointer, self._focus = selection, pointer, focus
        self._actions = actions
        actions.menu_wanted.connect(self._show_wanted)

    def show_menu(
        self, item: Item, part: TranscriptPart | None, at: QPoint, y: int | None = None, link: str = "", *,
        by_key: bool = False,
    ) -> None:  # fmt: skip
        """Show the menu of a message with the actions of a part; `y` and `link`: the place below the pointer."""
        from teahouse.ui.transcript.interaction import message_menu

        first = list(message_menu.selection_entries(self._actions, self._selection))
        if part is not None:
            first += message_menu.part_entries(self._actions, item, part, y, link)
        token = part.first_token if part is not None else 0
        menu = message_menu.message_menu(self._area, item, self._actions, first, token)
        menu.popup(at)
        if by_key:
            menu.begin_at_first()

    def menu_of(self, item: Item) -> Menu:
        """Make the menu of a message without showing it."""
        from teahouse.ui.transcript.interaction.message_menu import message_menu

        return message_menu(self._area, item, self._actions, ())

    def show_for_focused(self) -> None:
        """Show the menu of the focused message at its top."""
        number = self._focus.number
        if number is not None:
            window = self._area.viewport()
            top = max(0, self._layout.top_of(number) - self._anchor.top)
            at = window.mapToGlobal(QPoint(window.width() // 2, top))
            self.show_menu(self._layout.items[number], self._focus.part, at, by_key=True)

    def _show_wanted(self, act: PartAction, item: Item) -> None:
        """Show the menu that a click requested."""
        at = self._area.viewport().mapToGlobal(self._pointer.window_position)
        if act is PartAction.MENU:
            self.show_menu(item, None, at)
        else:
            from teahouse.ui.transcript.interaction.message_menu import retry_menu

            retry_menu(self._area, item, self._actions).popup(at)
