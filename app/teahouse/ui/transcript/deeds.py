"""What the actions of a message do: signals to the room, the clipboard, menus, folding; a mixin of the view."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QGuiApplication

from teahouse.ui.transcript.item import Item
from teahouse.ui.transcript.part import Act, Hit, Part
from teahouse.ui.transcript.selection import Selection

COPIED = 1200  # milliseconds that "Copied" stands


class Deeds:
    """Needs the view's signals, flow, reader, page and selection."""

    def _start_deeds(self) -> None:
        self._said_copied: set[Part] = set()
        self._copied_over = QTimer(self)
        self._copied_over.setSingleShot(True)
        self._copied_over.setInterval(COPIED)
        self._copied_over.timeout.connect(self._forget_copied)

    def _act(self, hit: Hit, item: Item, part: Part) -> None:
        if hit.act is Act.LINK:
            self.link.emit(hit.value)
        elif hit.act is Act.COPY_CODE:
            self._copy(item.code_of(part).removesuffix("\n"))
            part.copied = True
            self._said_copied.add(part)
            self._copied_over.start()
        else:
            self._do(hit.act, item)

    def _forget_copied(self) -> None:
        for part in self._said_copied:
            part.copied = False
        self._said_copied.clear()
        self.viewport().update()

    def _do(self, act: Act, item: Item) -> None:
        match act:
            case Act.COPY:
                self._copy(item.text)
            case Act.RETRY:
                self.retry.emit(item.id)
            case Act.RETRY_WITH:
                self.retry_with.emit(item.id)
            case Act.RETRY_MENU:
                self._show_retries(item)
            case Act.EDIT:
                self.edit.emit(item.id)
            case Act.OLDER | Act.NEWER:
                if sibling := self._page.sibling(item.id, -1 if act is Act.OLDER else 1):
                    self.choose.emit(sibling)
            case Act.FOLD:
                self._fold(item)

    def _fold(self, item: Item) -> None:
        self._reader.hold_here()
        item.fold(not item.shows_thinking)
        self._flow.touch(item)
        self._settle()

    def _copy(self, text: str) -> None:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(text)

    def _show_menu(self, item: Item, part: Part | None, at: QPoint) -> None:
        code = None
        if part is not None and (text := item.code_of(part)):
            text = item.code_of(part).removesuffix("\n")
            code = lambda: self._copy(text)  # noqa: E731
        copy_selected = self.copy_selected if self.selection else None
        from teahouse.ui.transcript.menu import message_menu  # menus are made when one is asked for

        menu = message_menu(self, item, self._do, copy_selected=copy_selected, copy_plain=self.copy_plain, code=code)
        menu.popup(at)

    def _show_menu_of_focused(self) -> None:
        number = self._flow.number_of(self._focused)
        if number is not None:
            top = max(0, self._flow.top(number) - self._reader.top)
            at = self.viewport().mapToGlobal(QPoint(self.viewport().width() // 2, top))
            self._show_menu(self._flow.items[number], None, at)

    def _show_retries(self, item: Item) -> None:
        at = self.viewport().mapToGlobal(self._pointer)
        from teahouse.ui.transcript.menu import retry_menu

        retry_menu(self, item, self._do).popup(at)

    def copy_selected(self) -> None:
        """Put the selected text on the clipboard, as it reads."""
        if text := self.selection.text():
            self._copy(text)

    def copy_plain(self, item: Item) -> None:
        """Put a message's text on the clipboard, as it reads."""
        whole = Selection(self._flow)
        whole.select_message(item.id)
        self._copy(whole.text())
