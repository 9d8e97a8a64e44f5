"""The keyboard on the page: moving through it, walking from message to message, acting on the one in focus.

A mixin of the view.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractScrollArea

from teahouse.ui.transcript.accessibility.announcements import focus_came, focus_moved
from teahouse.ui.transcript.blocks.part import ALL, Act, TranscriptPart

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
SLIDE = 60  # pixels that one press moves what is wider than the column


class Keys:
    """Needs the view's flow, reader and selection, `scroll_by`, `go_to_end` and its deeds."""

    _focused = ""  # the message the keyboard is on
    _focused_key: tuple[int, int] | None = None  # the block of it, while the keyboard goes by blocks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier and event.key() in _STEPS:
            self._walk_blocks(_STEPS[event.key()])
        elif modifiers == Qt.KeyboardModifier.ShiftModifier and event.key() in _SIDES:
            self._slide_focused(_SIDES[event.key()])
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy_by_key()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._with_all(self._select_all)
        elif self._act_by_key(event.key()) or self._move_by_key(event.key()):
            pass
        elif _writes(event):
            self.written.emit(event)
        else:
            super(QAbstractScrollArea, self).keyPressEvent(event)

    def _select_all(self) -> None:
        self.selection.select_all()
        self.viewport().update()

    def _copy_by_key(self) -> None:
        number = self._flow.number_of(self._focused)
        if self.selection:
            self.copy_selected()
        elif (part := self._focused_part()) is not None:
            self.copy_text(part.copied_text(0, ALL))
        elif number is not None:
            self.copy_plain(self._flow.items[number])

    def turn_page(self, step: int) -> None:
        """Move by a window's height, down or (-1) up; some lines of the one before stay in sight."""
        self.scroll_by(step * (self._reader.height - self._flow.ink.px(40)))

    def _move_by_key(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Home:
                self._with_all(lambda: self.verticalScrollBar().setValue(0))
            case Qt.Key.Key_End:
                self.go_to_end()
            case Qt.Key.Key_PageUp:
                self.turn_page(-1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self.turn_page(1)
            case Qt.Key.Key_Up:
                self._walk(-1)
            case Qt.Key.Key_Down:
                self._walk(1)
            case _:
                return False
        return True

    def _walk(self, step: int) -> None:
        """Take the focus to the message before or after; one that is higher than the window is scrolled through."""
        items = self._flow.items
        number = self._flow.number_of(self._focused)
        if number is None:
            if not items:
                return
            number = self._last_shown()
        elif self._scroll_through(number, step):
            return
        else:
            number = max(0, min(len(items) - 1, number + step))
        self._focused, self._focused_key = items[number].id, None
        self._bring_into_view(number)
        focus_moved(self)

    def _focused_part(self) -> TranscriptPart | None:
        """The block that the keyboard is on."""
        number = self._flow.number_of(self._focused)
        if number is None or self._focused_key is None:
            return None
        item = self._flow.open(number)
        part = item.parts[item.part_at(self._focused_key)]
        return part if part.key == self._focused_key else None

    def _walk_blocks(self, step: int) -> None:
        """Take the focus to the block before or after, also of the message before or after."""
        number = self._flow.number_of(self._focused)
        if number is None:
            self._walk(step)
            number = self._flow.number_of(self._focused)
            if number is None:
                return
        keys = self.block_keys(number)
        at = keys.index(self._focused_key) + step if self._focused_key in keys else (0 if step > 0 else len(keys) - 1)
        while not 0 <= at < len(keys):
            number += step
            if not 0 <= number < len(self._flow.items):
                return
            keys = self.block_keys(number)
            at = 0 if step > 0 else len(keys) - 1
        self._focused, self._focused_key = self._flow.items[number].id, keys[at]
        self._bring_block_into_view(number)
        focus_moved(self)

    @property
    def focused_block(self) -> tuple[int, int] | None:
        """The number of the message and the index of its block that the keyboard is on; None for none."""
        number = self._flow.number_of(self._focused)
        if number is None or self._focused_key is None:
            return None
        keys = self.block_keys(number)
        return (number, keys.index(self._focused_key)) if self._focused_key in keys else None

    def block_keys(self, number: int) -> list[tuple[int, int]]:
        """The blocks of a message: what can be gone to and read out by itself."""
        return [part.key for part in self._flow.open(number).parts if part.selectable]

    def _bring_block_into_view(self, number: int) -> None:
        item, margin = self._flow.items[number], self._flow.ink.px(16)
        part = item.part_at(self._focused_key)
        self._flow.lay(number, part)
        top = self._flow.top(number, part) - self._reader.top
        if top < margin or top + item.rows[part] > self._reader.height:
            self._reader.show_part(item.id, self._focused_key, -margin)
            self._place()
        self.viewport().update()

    def _slide_focused(self, side: int) -> None:
        """Move what is wider than the column, in the block or the message in focus, sideways."""
        number = self._flow.number_of(self._focused)
        if number is None:
            return
        part = self._focused_part()
        parts = self._flow.items[number].parts if part is None else [part]
        for wide in {id(one.slide): one for found in parts for one in found.wide_parts()}.values():
            wide.slide.move(side * self._flow.ink.px(SLIDE))
        self.viewport().update()

    def _scroll_through(self, number: int, step: int) -> bool:
        top, bottom = self._edges(number)
        if step > 0 and bottom > self._reader.height + 1 and self._reader.top < self._reader.last_top:
            self.scroll_by(min(self._flow.ink.px(80), bottom - self._reader.height))
        elif step < 0 and top < 0 and self._reader.top > 0:
            self.scroll_by(max(-self._flow.ink.px(80), top))
        else:
            return False
        return True

    def _edges(self, number: int) -> tuple[int, int]:
        top = self._flow.top(number) - self._reader.top
        return top, top + self._flow.rows[number]

    def _bring_into_view(self, number: int) -> None:
        margin = self._flow.ink.px(12)
        top, bottom = self._edges(number)
        if top < margin:
            self._reader.show(self._flow.items[number].id, margin)
            self._place()
        elif bottom > self._reader.height:
            self.scroll_by(min(bottom - self._reader.height, top - margin))
        self.viewport().update()

    def _act_by_key(self, key: int) -> bool:
        number = self._flow.number_of(self._focused)
        if number is None:
            return False
        item = self._flow.items[number]
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Menu:
                self._show_menu_of_focused()
            case Qt.Key.Key_Space if item.thinking:
                self._do(Act.FOLD, item)
            case Qt.Key.Key_Delete if not item.is_bare and item.live is None:
                self._do(Act.DELETE, item)
            case Qt.Key.Key_Left:
                self._to_sibling(-1)
            case Qt.Key.Key_Right:
                self._to_sibling(1)
            case Qt.Key.Key_Escape if self._focused:
                self._focused, self._focused_key = "", None
                self.viewport().update()
                return bool(self.selection) and not self.selection.clear()
            case _:
                return False
        return True

    def _to_sibling(self, step: int) -> None:
        """Show another version of the message in focus, and stay on it."""
        if sibling := self._page.sibling(self._focused, step):
            self._focused, self._focused_key = sibling, None
            self.choose.emit(sibling)
            focus_moved(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by Tab is on the last message in the window, and the page stays where it is."""
        tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if tabbed and self._flow.number_of(self._focused) is None and self._flow.items:
            self._focused, self._focused_key = self._flow.items[self._last_shown()].id, None
        focus_came(self)
        self.viewport().update()

    def _keep_focus(self) -> None:
        """Where the message in focus is not on the page any more, as after a retry, its place is the last one's."""
        if self._focused and self._flow.items and self._flow.number_of(self._focused) is None:
            self._focused, self._focused_key = self._flow.items[len(self._flow.items) - 1].id, None
            if self.hasFocus():
                focus_came(self)

    def _last_shown(self) -> int:
        """The number of the last message in the window."""
        return self._flow.at(self._reader.top + self._reader.height - 1)[0]

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()


def _writes(event: QKeyEvent) -> bool:
    """Whether a key would write something, were this a field; what AltGr writes comes as Ctrl+Alt on Windows."""
    keys = Qt.KeyboardModifier
    held = event.modifiers() & (keys.ControlModifier | keys.AltModifier | keys.MetaModifier)
    free = held in (keys.NoModifier, keys.ControlModifier | keys.AltModifier)
    return event.matches(QKeySequence.StandardKey.Paste) or (free and bool(event.text()) and event.text().isprintable())
