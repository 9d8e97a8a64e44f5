"""The top of the sidebar: the name, the menu, the button for a new chat, and the search field."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from teahouse.ui.actions import key_text
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.icons import paint_mark
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.text_fields import ClearButton, LineField
from teahouse.ui.style import Theme

MARK = 22


class Mark(QWidget):
    """The tea bowl; it has no accessible name, since the app's name is beside it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        side = self._theme.px(MARK)
        self.setFixedSize(side, side)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_mark(QPainter(self), QRectF(self.rect()), self._theme.colours.accent)


class Brand(Retranslated, QWidget):
    """Mark and name, and at the right the button of the main menu."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = QLabel("Teahouse")
        self.menu = IconButton(theme, "more")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(Mark(theme))
        layout.addWidget(self._name, 1)
        layout.addWidget(self.menu)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def retranslate(self) -> None:
        self.menu.set_name(self.tr("Menu"))

    def _restyle(self) -> None:
        self._name.setFont(self._theme.font(15, bold=True))


class NewChatButton(Retranslated, Button):
    """The button for a new chat, with its shortcut beside the words."""

    def __init__(self) -> None:
        super().__init__()
        self._words = QLabel()
        self._key = Muted(key_text("Ctrl+N"))
        self._line = layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addStretch()
        for label in (self._words, self._key):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)
        layout.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def sizeHint(self) -> QSize:
        return self._line.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the shortcut where there is no room for it beside the words."""
        super().resizeEvent(event)
        self._key.setVisible(self._words.sizeHint().width() + self._key.sizeHint().width() + 30 <= self.width())

    def retranslate(self) -> None:
        self._words.setText(self.tr("New chat"))
        self.setAccessibleName(self._words.text())


ASK_AFTER_MS = 120
NEARER = 8  # pixels by which the text is closer to the icon than by Qt's default


class SearchField(Retranslated, LineField):
    """The search field: titles are searched at each key, messages after a pause.

    Down and Up move in the result, Enter opens, Esc leaves.

    `typed` is emitted at every key, `asked` when typing pauses; both carry the query without outer blanks.
    """

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
        self._glass = QAction(self._add_icon(), "", self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setTextMargins(-NEARER, 0, 0, 0)
        self.wipe = ClearButton(self, theme)
        theme.changed.connect(lambda: self._glass.setIcon(self._add_icon()))
        self.retranslate()

    @property
    def query(self) -> str:
        return self.text().strip()

    def retranslate(self) -> None:
        self.setPlaceholderText(self.tr("Search chats…"))
        self.setToolTip(self.placeholderText())  # the full text, where there is no room for it
        self.setAccessibleName(self.tr("Search all conversations"))
        self._glass.setText(self.accessibleName())

    def _add_icon(self) -> QIcon:
        return icons.make_icon("search", self._theme.colours.muted, self._theme.px(16))

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
