"""Buttons of three kinds: plain, primary (the main action) and quiet (no frame until hovered)."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QToolTip,
    QWidget,
)

from teahouse.ui.kit import icons
from teahouse.ui.kit.labels import as_text
from teahouse.ui.style import Theme


def press_by_enter(focused: QWidget | None, event: QKeyEvent) -> bool:
    """Click the focused button on Enter, for windows without a default button; returns whether it was clicked."""
    alone = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and not event.isAutoRepeat()
    if not (alone and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton)):
        return False
    focused.click()
    return True


ButtonKind = Literal["plain", "primary", "quiet"]  # how much a button stands out
LEAST = 6  # letters that an elided button shows at least


class Button(QPushButton):
    """A button with a text."""

    def __init__(self, text: str = "", kind: ButtonKind = "plain", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)


class ElidedButton(Button):
    """A button whose text is elided where it does not fit; the tool tip then shows it whole, unless one is set."""

    def __init__(self, text: str = "", kind: ButtonKind = "plain", parent: QWidget | None = None) -> None:
        super().__init__(text, kind, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        size = self.sizeHint()
        least = self.fontMetrics().horizontalAdvance(self.text()[:LEAST] + "…") + self._frame_width()
        return QSize(min(least, size.width()), size.height())

    def shown_text(self) -> str:
        """The text, elided to the width."""
        room = self.width() - self._frame_width()
        fits = self.fontMetrics().horizontalAdvance(self.text()) <= room
        return self.text() if fits else self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def _frame_width(self) -> int:
        """The width of the button without its text, in pixels."""
        return self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown_text()
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and not self.toolTip() and self.shown_text() != self.text():
            QToolTip.showText(event.globalPos(), as_text(self.text()), self)
            return True
        return super().event(event)


class IconButton(QPushButton):
    """A square button with an icon of the kit; `name` is its accessible name and tool tip."""

    def __init__(self, theme: Theme, icon: str, name: str = "", *, quiet: bool = True, side: int = 32) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._side = side
        self._filled = False
        self.setProperty("kind", "quiet-icon" if quiet else "icon")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.set_name(name)
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def set_name(self, name: str, shortcut: str = "") -> None:
        """Set the translated name; `shortcut` is only shown in the tool tip."""
        self.setAccessibleName(name)
        self.setToolTip(f"{name}  {shortcut}" if shortcut else name)

    def show_icon(self, icon: str, *, filled: bool = False) -> None:
        """Set another icon."""
        self._icon, self._filled = icon, filled
        self._paint_icon()

    def _paint_icon(self) -> None:
        """Draw the icon at the current zoom and colours."""
        side = self._theme.px(self._side)
        size = side * 9 // 16
        self.setFixedSize(side, side)
        self.setIcon(icons.make_icon(self._icon, self._theme.colours.text, size, filled=self._filled))
        self.setIconSize(QSize(size, size))
