"""A place that scrolls and has only text in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

from teahouse.ui.kit.announce import install_factory
from teahouse.ui.kit.vertical_scroll import VerticalScroll


class ReadingArea(VerticalScroll):
    """It is read by keyboard, too; screen readers read all of its labels when it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        install_factory()
        super().__init__(parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._interface: QAccessibleInterface | None = None

    def make_accessible(self) -> QAccessibleInterface:
        """The interface, made when one asks."""
        self._interface = ReadingAccess(self, QAccessible.Role.Document)
        return self._interface


class ReadingAccess(QAccessibleWidget):
    """A document whose description is what it says."""

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Description:
            return super().text(kind)
        labels = self.widget().findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.text() and not label.isHidden())
