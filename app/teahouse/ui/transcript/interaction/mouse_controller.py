"""Wheel, mouse buttons, tooltips and context menus of the transcript."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QToolTip

from teahouse.ui.kit.labels import as_text
from teahouse.ui.transcript.blocks.part import PartAction
from teahouse.ui.transcript.interaction.menu_controller import MenuController
from teahouse.ui.transcript.interaction.message_actions import MessageActions
from teahouse.ui.transcript.interaction.pointer import Pointer
from teahouse.ui.transcript.interaction.selection import KeyboardFocus
from teahouse.ui.transcript.layout.frame_clock import MOTION, FrameClock
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor
from teahouse.ui.transcript.layout.viewport import PageViewport

NOTCH = 0.9  # pixels per unit of a wheel's angle (120 units a notch)
EASE = 0.35  # share of the remaining distance per frame


class MouseController(QObject):
    """Handles the mouse events of the scroll area."""

    zoom_step = Signal(int)  # Ctrl+wheel: 1 larger, -1 smaller

    def __init__(
        self, area: QAbstractScrollArea, layout: PageLayout, anchor: ScrollAnchor, viewport: PageViewport,
        clock: FrameClock, pointer: Pointer, focus: KeyboardFocus, actions: MessageActions, menus: MenuController,
    ) -> None:  # fmt: skip
        super().__init__(area)
        self._area, self._layout, self._anchor = area, layout, anchor
        self._viewport, self._clock, self._pointer = viewport, clock, pointer
        self._focus, self._actions, self._menus = focus, actions, menus
        self._gliding = 0.0  # remaining pixels of wheel scrolling
        self._last_double: int | None = None  # timestamp of the last double click
        viewport.scrolled.connect(self._point_again)

    def turn_wheel(self, event: QWheelEvent) -> None:
        """Scroll the page, or a wide part sideways, or (Ctrl) zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_step.emit(1 if event.angleDelta().y() > 0 else -1)
        elif (across := _sideways(event)) and self._move_sideways(event.position().toPoint(), across):
            self._gliding = 0.0
        elif not event.pixelDelta().isNull():
            self._gliding = 0.0
            self._viewport.scroll_by(-event.pixelDelta().y())
        else:
            self._gliding -= event.angleDelta().y() * NOTCH
            self._clock.request_frame(self._glide_on, MOTION)
        event.accept()

    def _move_sideways(self, at: QPoint, pixels: int) -> bool:
        """Scroll the wide parts at a point sideways; returns whether there are any."""
        self._pointer.set_window_position(at)
        self._pointer.point_at(self._viewport.to_page(at), inside=True)
        part = self._pointer.part
        wide = [] if part is None else part.part_at(self._pointer.pointed.y).sideways_scrolls()
        for scroll in wide:
            scroll.move_by(pixels)
        self._viewport.repaint_window()
        return bool(wide)

    def _glide_on(self) -> None:
        step = round(self._gliding * EASE) or (1 if self._gliding > 0 else -1)
        self._gliding -= step
        before = self._anchor.top
        self._viewport.scroll_by(step)
        if abs(self._gliding) < 1 or self._anchor.top == before:
            self._gliding = 0.0
        else:
            self._clock.request_frame(self._glide_on, MOTION)

    def press_button(self, event: QMouseEvent) -> None:
        """Start a click or a selection; a press after a double click selects a part."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._focus.clear()
        at = self._viewport.to_page(event.position().toPoint())
        double, self._last_double = self._last_double, None
        if double is not None and event.timestamp() - double < QApplication.doubleClickInterval():
            self._pointer.select_part(at)
        else:
            self._pointer.press_button(at, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._viewport.repaint_window()

    def select_word(self, event: QMouseEvent) -> None:
        """Select a word on a double click."""
        self._last_double = event.timestamp()
        self._pointer.select_word(self._viewport.to_page(event.position().toPoint()))
        self._viewport.repaint_window()

    def move_pointer(self, event: QMouseEvent) -> None:
        """Extend the selection, or update the target below the pointer."""
        self._pointer.set_window_position(event.position().toPoint())
        if self._pointer.drawing and event.buttons() & Qt.MouseButton.LeftButton:
            self.draw_selection()
        else:
            self._point_at_position(inside=True)

    def draw_selection(self) -> None:
        """Extend the selection to the pointer; outside the window, also scroll."""
        if not self._pointer.drawing:
            return
        height, position = self._area.viewport().height(), self._pointer.window_position
        over = min(0, position.y()) + max(0, position.y() - height)
        if over:
            self._viewport.scroll_by(max(-60, min(60, over // 2)))
            self._clock.request_frame(self.draw_selection, MOTION)
        inside = QPoint(position.x(), max(0, min(height - 1, position.y())))
        self._pointer.draw_to(self._viewport.to_page(inside))
        self._viewport.repaint_window()

    def release_button(self, event: QMouseEvent) -> None:
        """End a selection, or activate the clicked target."""
        if event.button() is Qt.MouseButton.LeftButton:
            clicked = self._pointer.release_button(self._viewport.to_page(event.position().toPoint()))
            if clicked is not None:
                self._actions.activate_hit(*clicked)
            self._clock.cancel_frame(self.draw_selection)
            self._viewport.repaint_window()

    def leave_window(self) -> None:
        """Handle the pointer leaving the window."""
        self._point_at_position(inside=False)

    def _point_again(self) -> None:
        """Update the target after the page has moved."""
        self._point_at_position(inside=self._area.viewport().underMouse())

    def _point_at_position(self, *, inside: bool) -> None:
        if self._pointer.point_at(self._viewport.to_page(self._pointer.window_position), inside=inside):
            part = self._pointer.part
            shape = Qt.CursorShape.ArrowCursor
            if self._pointer.pointed.hit is not None:
                shape = Qt.CursorShape.PointingHandCursor
            elif part is not None and part.selectable:
                shape = Qt.CursorShape.IBeamCursor
            self._area.viewport().setCursor(shape)
            self._viewport.repaint_window()

    def show_tooltip(self, event: QHelpEvent) -> None:
        """Show the tooltip of the target below the pointer."""
        part, pointed = self._pointer.part, self._pointer.pointed
        tip = pointed.hit.tip if pointed.hit is not None else ""
        if not tip and part is not None:
            tip = part.tip_at(pointed.x)
        QToolTip.showText(event.globalPos(), as_text(tip), self._area.viewport())

    def show_context_menu(self, event: QContextMenuEvent) -> None:
        """Show the menu of the message below the pointer, or of the focused one for the menu key."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._menus.show_for_focused()
            return
        self._pointer.set_window_position(event.pos())
        self._pointer.point_at(self._viewport.to_page(event.pos()), inside=True)
        number = self._pointer.number
        if number is not None:
            pointed = self._pointer.pointed
            link = pointed.hit.value if pointed.hit is not None and pointed.hit.act is PartAction.LINK else ""
            item = self._layout.items[number]
            self._menus.show_menu(item, self._pointer.part, event.globalPos(), pointed.y, link)


def _sideways(event: QWheelEvent) -> int:
    """The horizontal pixels of a wheel event, to the right; Shift makes a vertical wheel horizontal."""
    if not event.pixelDelta().isNull():
        delta = event.pixelDelta()
        return -delta.x() if abs(delta.x()) > abs(delta.y()) else 0
    angle = event.angleDelta()
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not angle.x():
        return round(-angle.y() * NOTCH)
    return round(-angle.x() * NOTCH) if abs(angle.x()) > abs(angle.y()) else 0
