"""The search field: titles are found with the first key, the words inside messages a moment later.

Down and Up walk through what was found, Enter opens it, Esc leaves.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from teahouse.ui.kit import icons
from teahouse.ui.kit.line_field import LineField
from teahouse.ui.kit.reveal_animation import Wipe
from teahouse.ui.style import Theme

ASK_AFTER_MS = 120
NEARER = 8  # pixels the words stand nearer to the glass than Qt has them


class SearchField(LineField):
    """`typed` comes with every key, `asked` when typing pauses; both carry the query without outer blanks."""

    typed = Signal(str)
    asked = Signal(str)
    entered = Signal()
    moved = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._later = QTimer(self, singleShot=True, interval=ASK_AFTER_MS)
        self._later.timeout.connect(lambda: self.asked.emit(self.query))
        self.textChanged.connect(self._on_text)
        self._glass = self.addAction(self._icon(), QLineEdit.ActionPosition.LeadingPosition)
        self.setTextMargins(-NEARER, 0, 0, 0)
        self.wipe = Wipe(self, theme)
        theme.changed.connect(lambda: self._glass.setIcon(self._icon()))
        self._retranslate()

    @property
    def query(self) -> str:
        return self.text().strip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setPlaceholderText(self.tr("Search chats…"))
        self.setToolTip(self.placeholderText())  # whole, where there is no room for it
        self.setAccessibleName(self.tr("Search all conversations"))
        self._glass.setText(self.accessibleName())

    def _icon(self):
        return icons.icon("search", self._theme.colours.muted, self._theme.px(16))

    def _on_text(self) -> None:
        self.typed.emit(self.query)
        if self.query:
            self._later.start()
        else:
            self._later.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.clear()
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.entered.emit()
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case _:
                super().keyPressEvent(event)
