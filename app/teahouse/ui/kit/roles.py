"""What buttons and groups are to a screen reader where Qt's own answer would mislead: it takes every button that stays
down for a check box, and a plain widget for nothing in particular.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QWidget

from teahouse.ui.kit.announce import install_factory

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibleInterface

Role = QAccessible.Role


class Spoken:
    """A mixin of widgets: call `speak_as` in the constructor."""

    _role = Role.Grouping
    _interface: QAccessibleInterface | None = None

    def speak_as(self, role: QAccessible.Role) -> None:
        """Be this to screen readers; later calls come too late for one that has asked already."""
        install_factory()
        self._role = role

    def make_accessible(self) -> QAccessibleInterface:
        """The interface, made when one asks. Its classes are imported then: PySide makes them at a price."""
        from PySide6.QtWidgets import QAccessibleWidget

        from teahouse.ui.kit.button_access import ButtonAccess

        assert isinstance(self, QWidget)
        kind = ButtonAccess if isinstance(self, QAbstractButton) else QAccessibleWidget
        self._interface = kind(self, self._role)
        return self._interface
