"""A line above a room's content: something that happened, or that went wrong; it can be closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.style import Theme

SIGN = 16
ABOVE = 10


class Note(QWidget):
    """Hidden until something is said; a warning bears a sign, and all is announced to screen readers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        frame = QFrame(self)
        frame.setProperty("role", "bar")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, ABOVE, 0, 0)
        outer.addWidget(frame)
        self._sign = QLabel(frame)
        self.words = QLabel(frame)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.close_button = IconButton(theme, "close", side=26)
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 6, 6, 6)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.close_button.clicked.connect(self.hide)
        self._retranslate()
        self.hide()

    def say(self, text: str) -> None:
        """Something that is well."""
        self._show(text, warns=False)

    def warn(self, text: str) -> None:
        """Something a person has to know."""
        self._show(text, warns=True)

    def _show(self, text: str, *, warns: bool) -> None:
        self._sign.setVisible(warns)
        self._sign.setPixmap(icons.icon("warn", self._theme.colours.warn, SIGN).pixmap(SIGN))
        self.words.setText(text)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.close_button.rename(self.tr("Close this note"))
