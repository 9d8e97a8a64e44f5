"""The bar that says that something is not saved yet, as long as it is so."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from teahouse.ui.kit import icons
from teahouse.ui.kit.announce import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.kit.tooltips import as_text
from teahouse.ui.saving import Saving
from teahouse.ui.style import Theme

SIGN = 16


class SavingBar(QFrame):
    """Hidden while all is saved; its tool tip says why not all is."""

    def __init__(self, theme: Theme, saving: Saving) -> None:
        super().__init__()
        self._theme = theme
        self._saving = saving
        self.setProperty("role", "bar")
        self._sign = QLabel()
        self.label = ElidedLabel()
        self.button = Button(kind="quiet")
        self.button.clicked.connect(saving.retry)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(self._sign)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        self.hide()
        saving.changed.connect(self._show)
        theme.changed.connect(self._paint)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()

    def _show(self) -> None:
        unsaved = self._saving.trouble is not None
        if unsaved:
            self.label.setText(self._saving.title())
            self.button.setText(self.tr("Retry"))
            self.setToolTip(as_text(self._saving.explanation()))
            self.setAccessibleName(self._saving.title())
            self.setAccessibleDescription(self._saving.explanation())
            self._paint()
            if self.isHidden():
                announce(self, f"{self._saving.title()}. {self._saving.explanation()}")
        self.setVisible(unsaved)

    def _paint(self) -> None:
        side = self._theme.px(SIGN)
        self._sign.setPixmap(icons.icon("warn", self._theme.colours.warn, side).pixmap(side))
