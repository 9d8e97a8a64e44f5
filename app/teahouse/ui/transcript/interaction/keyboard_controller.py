"""Keyboard input: scrolling, moving the focus between messages and blocks, actions on the focused message."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractScrollArea

from teahouse.ui.transcript.blocks.part import ALL, PartAction
from teahouse.ui.transcript.interaction.menu_controller import MenuController
from teahouse.ui.transcript.interaction.message_actions import MessageActions
from teahouse.ui.transcript.interaction.selection import KeyboardFocus, Selection
from teahouse.ui.transcript.layout.message_list import MessageList, PendingActions
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor
from teahouse.ui.transcript.layout.viewport import PageViewport

_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_SIDES: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
SIDEWAYS = 60  # pixels per key press of horizontal scrolling


class KeyboardController(QObject):
    """Handles the key and focus events of the scroll area."""

    written = Signal(object)  # the `QKeyEvent` of a key that writes
    focus_moved = Signal()  # the focus is on another message, or another block
    focus_came = Signal()  # the area got the keyboard, or the message in focus is another one by itself

    def __init__(
        self, area: QAbstractScrollArea, layout: PageLayout, anchor: ScrollAnchor, messages: MessageList,
        viewport: PageViewport, pending: PendingActions, selection: Selection, focus: KeyboardFocus,
        actions: MessageActions, menus: MenuController,
    ) -> None:  # fmt: skip
        super().__init__(area)
        self._area, self._layout, self._anchor = area, layout, anchor
        self._messages, self._viewport, self._pending = messages, viewport, pending
        self._selection, self._focus, self._actions = selection, focus, actions
        self._menus = menus

    def press_key(self, event: QKeyEvent) -> bool:
        """Handle a key; returns False for a key without a function."""
        modifiers, key = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()
        if modifiers == Qt.KeyboardModifier.ControlModifier and key in _STEPS:
            self._walk_blocks(_STEPS[key])
        elif modifiers == Qt.KeyboardModifier.ShiftModifier and key in _SIDES:
            self._move_sideways(_SIDES[key])
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy_by_key()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._pending.run_when_whole(self._select_all)
        elif self._act_by_key(key) or self._move_by_key(key):
            pass
        elif _writes(event):
            self.written.emit(event)
        else:
            return False
        return True

    def _select_all(self) -> None:
        self._selection.select_all()
        self._viewport.repaint_window()

    def _copy_by_key(self) -> None:
        number = self._focus.number
        if self._selection:
            self._actions.copy_selected()
        elif (part := self._focus.part) is not None:
            self._actions.copy_text(part.copied_text(0, ALL))
        elif number is not None:
            self._actions.copy_plain(self._layout.items[number])

    def turn_page(self, step: int) -> None:
        """Scroll by almost a window height, down or (-1) up."""
        self._viewport.scroll_by(step * (self._anchor.height - self._layout.style.px(40)))

    def _move_by_key(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Home:
                self._pending.run_when_whole(lambda: self._area.verticalScrollBar().setValue(0))
            case Qt.Key.Key_End:
                self._viewport.go_to_end()
            case Qt.Key.Key_PageUp:
                self.turn_page(-1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self.turn_page(1)
            case Qt.Key.Key_Up:
                self.walk_messages(-1)
            case Qt.Key.Key_Down:
                self.walk_messages(1)
            case _:
                return False
        return True

    def walk_messages(self, step: int) -> None:
        """Focus the previous or next message; one higher than the window is scrolled first."""
        items = self._layout.items
        number = self._focus.number
        if number is None:
            if not items:
                return
            number = self._last_shown()
        elif self._scroll_through(number, step):
            return
        else:
            number = max(0, min(len(items) - 1, number + step))
        self._focus.set_to(items[number].id)
        self.bring_into_view(number)
        self.focus_moved.emit()

    def _walk_blocks(self, step: int) -> None:
        """Focus the previous or next block, also across messages."""
        number = self._focus.number
        if number is None:
            self.walk_messages(step)
            number = self._focus.number
            if number is None:
                return
        keys, key = self._layout.block_keys(number), self._focus.key
        at = keys.index(key) + step if key in keys else (0 if step > 0 else len(keys) - 1)
        while not 0 <= at < len(keys):
            number += step
            if not 0 <= number < len(self._layout.items):
                return
            keys = self._layout.block_keys(number)
            at = 0 if step > 0 else len(keys) - 1
        self._focus.set_to(self._layout.items[number].id, keys[at])
        self._bring_block_into_view(number, keys[at])
        self.focus_moved.emit()

    def _bring_block_into_view(self, number: int, key: tuple[int, int]) -> None:
        item, margin = self._layout.items[number], self._layout.style.px(16)
        part = item.part_at(key)
        self._layout.lay_part(number, part)
        top = self._layout.top_of(number, part) - self._anchor.top
        if top < margin or top + item.rows[part] > self._anchor.height:
            self._anchor.show_part(item.id, key, -margin)
            self._viewport.place_scroll_bar()
        self._viewport.repaint_window()

    def _move_sideways(self, side: int) -> None:
        """Scroll the wide parts of the focused block or message horizontally."""
        number = self._focus.number
        if number is None:
            return
        part = self._focus.part
        parts = self._layout.items[number].parts if part is None else [part]
        for one in {id(one): one for found in parts for one in found.sideways_scrolls()}.values():
            one.move_by(side * self._layout.style.px(SIDEWAYS))
        self._viewport.repaint_window()

    def _scroll_through(self, number: int, step: int) -> bool:
        top, bottom = self._edges_of(number)
        if step > 0 and bottom > self._anchor.height + 1 and self._anchor.top < self._anchor.last_top:
            self._viewport.scroll_by(min(self._layout.style.px(80), bottom - self._anchor.height))
        elif step < 0 and top < 0 and self._anchor.top > 0:
            self._viewport.scroll_by(max(-self._layout.style.px(80), top))
        else:
            return False
        return True

    def _edges_of(self, number: int) -> tuple[int, int]:
        top = self._layout.top_of(number) - self._anchor.top
        return top, top + self._layout.rows[number]

    def bring_into_view(self, number: int) -> None:
        """Scroll a message into view."""
        margin = self._layout.style.px(12)
        top, bottom = self._edges_of(number)
        if top < margin:
            self._anchor.show_message(self._layout.items[number].id, margin)
            self._viewport.place_scroll_bar()
        elif bottom > self._anchor.height:
            self._viewport.scroll_by(min(bottom - self._anchor.height, top - margin))
        self._viewport.repaint_window()

    def _act_by_key(self, key: int) -> bool:
        number = self._focus.number
        if number is None:
            return False
        item = self._layout.items[number]
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Menu:
                self._menus.show_for_focused()
            case Qt.Key.Key_Space if item.thinking:
                self._actions.run_action(PartAction.FOLD, item)
            case Qt.Key.Key_Delete if not item.is_bare and item.live is None:
                self._actions.run_action(PartAction.DELETE, item)
            case Qt.Key.Key_Left:
                self._show_sibling(-1)
            case Qt.Key.Key_Right:
                self._show_sibling(1)
            case Qt.Key.Key_Escape:
                self._focus.clear()
                self._viewport.repaint_window()
                if not self._selection:
                    return False
                self._selection.clear()
            case _:
                return False
        return True

    def _show_sibling(self, step: int) -> None:
        """Switch the focused message to a sibling and keep the focus."""
        if sibling := self._messages.find_sibling(self._focus.message_id, step):
            self._focus.set_to(sibling)
            self._actions.choose.emit(sibling)
            self.focus_moved.emit()

    def enter_focus(self, event: QFocusEvent) -> None:
        """Focus the last visible message on Tab, without scrolling."""
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and self._focus.number is None and self._layout.items:
            self._focus.set_to(self._layout.items[self._last_shown()].id)
        self.focus_came.emit()
        self._viewport.repaint_window()

    def keep_focus(self) -> None:
        """Focus the last message where the focused one is gone, such as after a retry."""
        if self._focus.message_id and self._layout.items and self._focus.number is None:
            self._focus.set_to(self._layout.items[len(self._layout.items) - 1].id)
            if self._area.hasFocus():
                self.focus_came.emit()

    def _last_shown(self) -> int:
        """The number of the last visible message."""
        return self._layout.find_at(self._anchor.top + self._anchor.height - 1)[0]


def _writes(event: QKeyEvent) -> bool:
    """Whether a key produces text; on Windows AltGr is Ctrl+Alt."""
    keys = Qt.KeyboardModifier
    held = event.modifiers() & (keys.ControlModifier | keys.AltModifier | keys.MetaModifier)
    free = held in (keys.NoModifier, keys.ControlModifier | keys.AltModifier)
    return event.matches(QKeySequence.StandardKey.Paste) or (free and bool(event.text()) and event.text().isprintable())
