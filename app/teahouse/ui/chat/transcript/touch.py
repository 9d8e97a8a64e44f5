"""How a person handles the transcript: wheel, mouse, keys, tooltips and menus, as a mixin of the view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip

from teahouse.ui.chat.transcript.code_part import CodePart
from teahouse.ui.chat.transcript.flow import Flow
from teahouse.ui.chat.transcript.frame_clock import MOTION, FrameClock
from teahouse.ui.chat.transcript.hand import Hand
from teahouse.ui.chat.transcript.item import Item
from teahouse.ui.chat.transcript.menu import message_menu, retry_menu
from teahouse.ui.chat.transcript.page import Page
from teahouse.ui.chat.transcript.part import Act, Part
from teahouse.ui.chat.transcript.reader import Reader
from teahouse.ui.chat.transcript.selection import Selection
from teahouse.ui.chat.transcript.status_part import StatusPart

NOTCH = 0.9  # pixels per unit of a wheel's angle (120 a notch)
EASE = 0.35  # of the way still to go, each frame


class Touch:
    """Needs the view's `_on_page`, `_act`, `_do`, `_copy`, `scroll_by` and `go_to_end`."""

    def _start_touch(self, flow: Flow, reader: Reader, page: Page, clock: FrameClock) -> None:
        self._flow, self._reader, self._page, self._clock = flow, reader, page, clock
        self.selection = Selection(flow)
        self._hand = Hand(flow, self.selection, self._act)
        self._focused = ""  # the message the keyboard is on
        self._gliding = 0.0  # pixels the wheel still has to go
        self._pointer = QPoint()
        self._last_double = 0

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_step.emit(1 if event.angleDelta().y() > 0 else -1)
        elif not event.pixelDelta().isNull():
            self._gliding = 0.0
            self.scroll_by(-event.pixelDelta().y())
        else:
            self._gliding -= event.angleDelta().y() * NOTCH
            self._clock.request(self._glide, MOTION)
        event.accept()

    def _glide(self) -> None:
        step = round(self._gliding * EASE) or (1 if self._gliding > 0 else -1)
        self._gliding -= step
        before = self._reader.top
        self.scroll_by(step)
        if abs(self._gliding) < 1 or self._reader.top == before:
            self._gliding = 0.0
        else:
            self._clock.request(self._glide, MOTION)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._focused = ""
        at = self._on_page(event.position().toPoint())
        if event.timestamp() - self._last_double < QApplication.doubleClickInterval():
            self._hand.select_part(at)
        else:
            self._hand.press(at, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self.viewport().update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._last_double = event.timestamp()
        self._hand.select_word(self._on_page(event.position().toPoint()))
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        if self._hand.drawing and event.buttons() & Qt.MouseButton.LeftButton:
            self._draw()
        else:
            self._point(inside=True)

    def _draw(self) -> None:
        """Draw the selection to the pointer; outside the window, scroll there too."""
        if not self._hand.drawing:
            return
        height = self.viewport().height()
        over = min(0, self._pointer.y()) + max(0, self._pointer.y() - height)
        if over:
            self.scroll_by(max(-60, min(60, over // 2)))
            self._clock.request(self._draw, MOTION)
        inside = QPoint(self._pointer.x(), max(0, min(height - 1, self._pointer.y())))
        self._hand.draw_to(self._on_page(inside))
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._hand.release(self._on_page(event.position().toPoint()))
            self._clock.forget(self._draw)
            self.viewport().update()

    def _point(self, *, inside: bool) -> None:
        if self._hand.point(self._on_page(self._pointer), inside=inside):
            hit = self._hand.pointed.hit
            part = self._pointed_part()
            shape = Qt.CursorShape.ArrowCursor
            if hit is not None:
                shape = Qt.CursorShape.PointingHandCursor
            elif part is not None and part.selectable:
                shape = Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def _pointed_part(self) -> Part | None:
        pointed = self._hand.pointed
        number = self._flow.number_of(pointed.message_id)
        if number is None or not self._flow.items[number].is_open:
            return None
        item = self._flow.items[number]
        return item.parts[item.part_at(pointed.key)]

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self._point(inside=False)
        elif event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        return super().viewportEvent(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        part, pointed = self._pointed_part(), self._hand.pointed
        tip = pointed.hit.tip if pointed.hit is not None else ""
        if not tip and isinstance(part, StatusPart):
            tip = part.tip_at(pointed.x)
        QToolTip.showText(event.globalPos(), _as_text(tip), self.viewport())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._show_menu_of_focused()
            return
        self._pointer = event.pos()
        self._hand.point(self._on_page(event.pos()), inside=True)
        number = self._flow.number_of(self._hand.pointed.message_id)
        if number is not None:
            self._show_menu(self._flow.items[number], self._pointed_part(), event.globalPos())

    def _show_menu(self, item: Item, part: Part | None, at: QPoint) -> None:
        code = None
        if isinstance(part, CodePart):
            text = item.code_of(part).removesuffix("\n")
            code = lambda: self._copy(text)  # noqa: E731
        copy_selected = self.copy_selected if self.selection else None
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy_by_key()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.selection.select_all()
            self.viewport().update()
        elif not self._move_by_key(event.key()) and not self._act_by_key(event.key()):
            super(QAbstractScrollArea, self).keyPressEvent(event)

    def _copy_by_key(self) -> None:
        number = self._flow.number_of(self._focused)
        if self.selection:
            self.copy_selected()
        elif number is not None:
            self.copy_plain(self._flow.items[number])

    def _move_by_key(self, key: int) -> bool:
        window = self._reader.height - self._flow.ink.px(40)
        match key:
            case Qt.Key.Key_Home:
                self.verticalScrollBar().setValue(0)
            case Qt.Key.Key_End:
                self.go_to_end()
            case Qt.Key.Key_PageUp:
                self.scroll_by(-window)
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self.scroll_by(window)
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
            number = self._flow.at(self._reader.top + self._reader.height - 1)[0]
        elif self._scroll_through(number, step):
            return
        else:
            number = max(0, min(len(items) - 1, number + step))
        self._focused = items[number].id
        self._bring_into_view(number)

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
            case Qt.Key.Key_Left:
                self._do(Act.OLDER, item)
            case Qt.Key.Key_Right:
                self._do(Act.NEWER, item)
            case Qt.Key.Key_Escape if self._focused:
                self._focused = ""
                self.viewport().update()
                return bool(self.selection) and not self.selection.clear()
            case _:
                return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason) and not self._focused:
            self._walk(1)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.viewport().update()


def _as_text(tip: str) -> str:
    """A tooltip's text with nothing in it that Qt would read as HTML."""
    return tip if "<" not in tip else tip.replace("<", "‹").replace(">", "›")
