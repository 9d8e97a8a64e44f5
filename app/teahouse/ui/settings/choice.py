"""A combo box of fixed choices, each a value with its words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget


class Choice(QComboBox):
    """`chosen` carries the value the person picked; showing a value by program is silent."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.activated.connect(lambda row: self.chosen.emit(self.itemData(row)))

    def wheelEvent(self, event) -> None:
        """Scrolling past must not change a setting."""
        event.ignore()

    def offer(self, choices: Sequence[tuple[str, str]], value: str) -> None:
        """Take values with their words, and show one of them; a value that is not among them is shown as it is."""
        self.clear()
        for known, words in choices:
            self.addItem(words, known)
        if self.findData(value) < 0:
            self.addItem(value, value)
        self.setCurrentIndex(self.findData(value))
