"""The bar above the conversation in which one types what to find; made when it is first wanted."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from teahouse.ui.actions import key_text
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

WIDTH = 380


class FindField(LineField):
    """Enter goes on, Shift+Enter back, Esc leaves."""

    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
            case Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)


class FindBar(QFrame):
    """`typed` carries what to find, `stepped` 1 for the next match and -1 for the one before."""

    typed = Signal(str)
    stepped = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self.field = FindField()
        self.count = QLabel()
        self.before, self.next = IconButton(theme, "up", side=28), IconButton(theme, "down", side=28)
        self.closing = IconButton(theme, "close", side=28)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        for widget in (self.count, self.before, self.next, self.closing):
            row.addWidget(widget)
        self.field.textChanged.connect(self.typed)
        self.field.stepped.connect(self.stepped)
        self.field.left.connect(self.left)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.closing.clicked.connect(self.left)
        self._told = (0, 0, False)
        self._retranslate()
        self.show_count(0, 0, searching=False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Find in this conversation…"))
        self.field.setToolTip(self.field.placeholderText())  # whole, where there is no room for it
        self.field.setAccessibleName(self.tr("Find in this conversation"))
        self.before.set_name(self.tr("Previous match"), key_text("Shift+Return"))
        self.next.set_name(self.tr("Next match"), key_text("Return"))
        self.closing.set_name(self.tr("Close"), key_text("Esc"))
        self.show_count(self._told[0], self._told[1], searching=self._told[2])

    def show_count(self, number: int, count: int, *, searching: bool) -> None:
        """Say which match is looked at, of how many."""
        self._told = (number, count, searching)
        if not self.field.text().strip():
            text = ""
        elif not count:
            text = self.tr("searching…") if searching else self.tr("not found")
        else:
            text = self.tr("{number} of {count}").format(number=number, count=f"{count}{'…' if searching else ''}")
        if text and text != self.count.text() and not searching:
            announce(self.field, text)
        self.count.setText(text)
        self.count.setAccessibleName(text)
        for button in (self.before, self.next):
            button.setEnabled(count > 0)

    def place_in(self, room: int) -> None:
        """Stand at the top right of a room this wide."""
        width = min(WIDTH, room - 24)
        self.setGeometry(room - width - 20, 8, width, self.sizeHint().height())
        self.raise_()
