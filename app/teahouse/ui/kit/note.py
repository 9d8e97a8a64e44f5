"""A line that says what went wrong, in the place it is about; it can be closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.ui.kit import icons
from teahouse.ui.kit.announce import announce
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.style import Theme

SIGN = 16
ABOVE = 10


class NoticeLine(QWidget):
    """Hidden until something is said, which is announced to screen readers. For a place that may grow: elsewhere it
    would push down what somebody is about to click, and `Notices` lie over the page."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        frame = QFrame(self)
        frame.setProperty("role", "bar")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, ABOVE, 0, 0)
        outer.addWidget(frame)
        self._sign = QLabel(frame)
        self.words = Paragraph("", frame)
        self.close_button = IconButton(theme, "close", side=26)
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 6, 6, 6)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.close_button.clicked.connect(self.hide)
        self._retranslate()
        self.hide()

    def warn(self, text: str) -> None:
        """Something a person has to know."""
        side = self._theme.px(SIGN)
        self._sign.setPixmap(icons.icon("warn", self._theme.colours.warn, side).pixmap(side))
        self.words.setText(text)
        self.show()
        announce(self, text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.close_button.rename(self.tr("Close this note"))
