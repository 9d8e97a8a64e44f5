"""A line above a room's content: something that happened, with what can be done now, or that went wrong; it can be
closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.ui.kit import icons
from teahouse.ui.kit.announce import announce
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Paragraph
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
        self.words = Paragraph("", frame)
        self.deed = Button(parent=frame)
        self._do: Callable[[], None] | None = None
        self.close_button = IconButton(theme, "close", side=26)
        row = QHBoxLayout(frame)
        row.setContentsMargins(14, 6, 6, 6)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.deed)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.close_button.clicked.connect(self.hide)
        self.deed.clicked.connect(self._on_deed)
        self._retranslate()
        self.hide()

    def say(self, text: str, deed: str = "", do: Callable[[], None] | None = None) -> None:
        """Something that is well, and perhaps what can be done now."""
        self._show(text, deed, do, warns=False)

    def warn(self, text: str) -> None:
        """Something a person has to know."""
        self._show(text, "", None, warns=True)

    def _on_deed(self) -> None:
        do = self._do
        self.hide()
        if do is not None:
            do()

    def _show(self, text: str, deed: str, do: Callable[[], None] | None, *, warns: bool) -> None:
        self._do = do
        self.deed.setText(deed)
        self.deed.setVisible(bool(deed))
        self._sign.setVisible(warns)
        self._sign.setPixmap(icons.icon("warn", self._theme.colours.warn, SIGN).pixmap(SIGN))
        self.words.setText(text)
        self.show()
        announce(self, text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.close_button.rename(self.tr("Close this note"))
