"""Text fields of one line and of several, the button that clears one, and undo by Ctrl+Z."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolButton, QToolTip, QWidget

from teahouse.ui.i18n.numbers import whole
from teahouse.ui.kit import icons
from teahouse.ui.style import Theme

LONGEST = 1000  # characters; Qt's own limit, 32,767, is a text that takes a third of a second to be shown elsewhere


class LineField(QLineEdit):
    """A `QLineEdit` for a name or a few words; what is pasted beyond LONGEST characters is left out."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setMaxLength(LONGEST)


MOST_CHARACTERS = 2_000_000  # that are pasted at once
MOST_LINES = 10_000  # Qt takes 2 µs for each: half a million were a second


def is_too_long(text: str) -> bool:
    """Whether a field would have to work on a text for longer than a frame or two."""
    return len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES


class PlainTextField(QPlainTextEdit):
    """A field for plain text of several lines.

    A `QPlainTextEdit` that paints a new placeholder at once: Qt's own waits for the next event that repaints it. It
    leaves Ctrl+Z to the window where it has nothing of its own to undo.
    """

    def setPlaceholderText(self, text: str) -> None:
        super().setPlaceholderText(text)
        self.viewport().update()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste; a text that is too long is refused, and why is said beside the field."""
        if not source.hasText() or not is_too_long(source.text()):
            super().insertFromMimeData(source)
            return
        said = self.tr("Nothing was pasted: a field takes {lines} lines and {characters} characters at a time.")
        words = said.format(lines=whole(MOST_LINES), characters=whole(MOST_CHARACTERS))
        QToolTip.showText(self.mapToGlobal(self.cursorRect().bottomLeft()), words, self)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._leaves(event):
            event.ignore()
            return False
        return super().event(event)

    def _leaves(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()


LEAST = 24  # pixels. Source: WCAG 2.2, 2.5.8


class _ButtonEnlarger(QObject):
    """Keeps a button inside a field as large as what is pressed has to be; the field makes it as large as its icon."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and isinstance(watched, QWidget):
            place = watched.geometry()
            wanted = QRect(0, 0, max(LEAST, place.width()), max(LEAST, place.height()))
            wanted.moveCenter(place.center())
            if wanted.size() != place.size():
                watched.setGeometry(wanted)
        return False


def enlarge_buttons(field: QLineEdit) -> None:
    """Give the buttons inside a field a size that an unsteady hand meets."""
    large = _ButtonEnlarger(field)
    for button in field.findChildren(QToolButton):
        button.installEventFilter(large)


class ClearButton(QObject):
    """A button at the end of a field that empties it, there while something stands in it.

    Qt's own looks for an icon theme when it is first made, which takes a quarter of a second.

    Belongs to its field, and goes with it.
    """

    def __init__(self, field: QLineEdit, theme: Theme) -> None:
        super().__init__(field)
        self._theme = theme
        self.action = field.addAction(self._icon(), QLineEdit.ActionPosition.TrailingPosition)
        self.action.triggered.connect(field.clear)
        self.action.setVisible(bool(field.text()))
        enlarge_buttons(field)
        field.textChanged.connect(lambda text: self.action.setVisible(bool(text)))
        field.installEventFilter(self)
        theme.changed.connect(self._recolour)
        self._retranslate()

    def _icon(self) -> QIcon:
        return icons.make_icon("close", self._theme.colours.muted, self._theme.px(16))

    def _recolour(self) -> None:
        self.action.setIcon(self._icon())

    def _retranslate(self) -> None:
        self.action.setText(self.tr("Clear"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        return super().eventFilter(watched, event)


class UndoKey(QAction):
    """Ctrl+Z of a window: it takes back what was done last of all that is offered to be taken back.

    One for each window, since two actions with one key would both stay silent. A text field that has the keyboard, and
    something of its own to undo, keeps its Ctrl+Z.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._offers: dict[object, Callable[[], None]] = {}
        self.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.setEnabled(False)
        self.triggered.connect(self._undo)
        window.addAction(self)

    def _undo(self) -> None:
        if self._offers:
            self._offers[next(reversed(self._offers))]()

    def offer_undo(self, owner: object, undo: Callable[[], None]) -> None:
        """Take this back next; in place of what `owner` offered before."""
        self._offers.pop(owner, None)
        self._offers[owner] = undo
        self.setEnabled(True)

    def withdraw_undo(self, owner: object) -> None:
        """`owner` has nothing to take back any more."""
        self._offers.pop(owner, None)
        self.setEnabled(bool(self._offers))


def undo_key(widget: QWidget) -> UndoKey:
    """The one of the widget's window, made when it is first wanted."""
    window = widget.window()
    return window.findChild(UndoKey) or UndoKey(window)
