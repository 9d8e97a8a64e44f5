"""The line above the composer's field while an old message is edited: that it is so, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Muted

translate = QCoreApplication.translate


class EditingStrip(QWidget):
    """Hidden until somebody edits."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = Muted("", self)
        self.leave = Button(kind="quiet", parent=self)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self.leave)
        self.hide()
        self._retranslate()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def _retranslate(self) -> None:
        self._words.setText(translate("Composer", "Editing an earlier message: sending it makes a new branch"))
        self.leave.setText(translate("Composer", "Cancel (Esc)"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
