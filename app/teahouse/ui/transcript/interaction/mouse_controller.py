"""How a person handles the transcript: wheel, mouse, tooltips; a mixin of the view."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from teahouse.ui.kit.labels import as_text
from teahouse.ui.transcript.blocks.part import Act, TranscriptPart
from teahouse.ui.transcript.interaction.pointer import Pointer
from teahouse.ui.transcript.interaction.selection import Selection
from teahouse.ui.transcript.layout.frame_clock import MOTION, FrameClock
from teahouse.ui.transcript.layout.message_list import MessageList
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor

NOTCH = 0.9  # pixels per unit of a wheel's angle (120 a notch)
EASE = 0.35  # of the way still to go, each frame


class MouseMixin:
    """Needs the view's `_on_page` and `scroll_by`, and its deeds."""

    def _start_touch(self, flow: PageLayout, reader: ScrollAnchor, page: MessageList, clock: FrameClock) -> None:
        self._flow, self._reader, self._page, self._clock = flow, reader, page, clock
        self.selection = Selection(flow)
        self._hand = Pointer(flow, self.selection, self._act)
        self._gliding = 0.0  # pixels the wheel still has to go
        self._pointer = QPoint()
        self._last_double: int | None = None  # when a double click came, by its event's clock

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_step.emit(1 if event.angleDelta().y() > 0 else -1)
        elif (across := _sideways(event)) and self._slide_by(event.position().toPoint(), across):
            self._gliding = 0.0
        elif not event.pixelDelta().isNull():
            self._gliding = 0.0
            self.scroll_by(-event.pixelDelta().y())
        else:
            self._gliding -= event.angleDelta().y() * NOTCH
            self._clock.request(self._glide, MOTION)
        event.accept()

    def _slide_by(self, at: QPoint, pixels: int) -> bool:
        """Move what is wider than the column, and lies there, sideways."""
        self._pointer = at
        self._hand.point(self._on_page(at), inside=True)
        part = self._pointed_part()
        wide = [] if part is None else part.part_at(self._hand.pointed.y).wide_parts()
        for one in wide:
            one.slide.move(pixels)
        self.viewport().update()
        return bool(wide)

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
        self._focused, self._focused_key = "", None
        at = self._on_page(event.position().toPoint())
        double, self._last_double = self._last_double, None
        if double is not None and event.timestamp() - double < QApplication.doubleClickInterval():
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

    def _pointed_part(self) -> TranscriptPart | None:
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
        if not tip and part is not None:
            tip = part.tip_at(pointed.x)
        QToolTip.showText(event.globalPos(), as_text(tip), self.viewport())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._show_menu_of_focused()
            return
        self._pointer = event.pos()
        self._hand.point(self._on_page(event.pos()), inside=True)
        number = self._flow.number_of(self._hand.pointed.message_id)
        if number is not None:
            pointed = self._hand.pointed
            link = pointed.hit.value if pointed.hit is not None and pointed.hit.act is Act.LINK else ""
            self._show_menu(self._flow.items[number], self._pointed_part(), event.globalPos(), pointed.y, link)


def _sideways(event: QWheelEvent) -> int:
    """How many pixels a wheel event goes to the right; with Shift a wheel turns sideways."""
    if not event.pixelDelta().isNull():
        delta = event.pixelDelta()
        return -delta.x() if abs(delta.x()) > abs(delta.y()) else 0
    angle = event.angleDelta()
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not angle.x():
        return round(-angle.y() * NOTCH)
    return round(-angle.x() * NOTCH) if abs(angle.x()) > abs(angle.y()) else 0
