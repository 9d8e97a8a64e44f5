"""The interface that screen readers get of a button that is something else than Qt takes it for; see `roles`."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QAccessibleWidget

PRESS = QAccessibleActionInterface.pressAction()


class ButtonAccess(QAccessibleWidget):
    """A button under another role: with its text, its state, and that it can be pressed."""

    def text(self, kind: QAccessible.Text) -> str:
        button = self.widget()
        if kind == QAccessible.Text.Name:
            return button.accessibleName() or button.text().replace("&", "")
        return super().text(kind)

    def state(self) -> QAccessible.State:
        state, button, role = super().state(), self.widget(), self.role()
        state.checkable, state.checked = button.isCheckable(), button.isChecked()
        if role == QAccessible.Role.PageTab:
            state.selectable, state.selected = True, button.isChecked()
        state.hasPopup = role == QAccessible.Role.ButtonMenu
        return state

    def actionNames(self) -> list[str]:
        return [PRESS]

    def doAction(self, name: str) -> None:
        if name == PRESS and self.widget().isEnabled():
            self.widget().click()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []
