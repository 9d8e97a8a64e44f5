"""Text fields of one line and of several, the button that clears one, and undo by Ctrl+Z."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QToolButton, QToolTip, QWidget

from teahouse.ui.i18n.numbers import whole
from teahouse.ui.kit import icons
from teahouse.ui.style import Theme

LONGEST = 1000  # characters; at Qt's own limit, 32,767, other widgets take 0.3 s to show the text


class LineField(QLineEdit):
    """A `QLineEdit` for a name or a few words, at most LONGEST characters."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setMaxLength(LONGEST)


MOST_CHARACTERS = 2_000_000  # per paste
MOST_LINES = 10_000  # Qt takes 2 µs per line


def is_too_long(text: str) -> bool:
    """Whether a text is too long to be pasted without a visible delay."""
    return len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES


class PlainTextField(QPlainTextEdit):
    """A `QPlainTextEdit` that repaints on a new placeholder, refuses too long pastes, and leaves Ctrl+Z to the window
    where it has nothing to undo."""

    def setPlaceholderText(self, text: str) -> None:
        super().setPlaceholderText(text)
        self.viewport().update()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste, or show in a tool tip why a too long text is refused."""
        if not source.hasText() or not is_too_long(source.text()):
            super().insertFromMimeData(source)
            return
        said = self.tr("Nothing was pasted: a field takes {lines} lines and {characters} characters at a time.")
        words = said.format(lines=whole(MOST_LINES), characters=whole(MOST_CHARACTERS))
        QToolTip.showText(self.mapToGlobal(self.cursorRect().bottomLeft()), words, self)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._ignores_undo(event):
            event.ignore()
            return False
        return super().event(event)

    def _ignores_undo(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()


LEAST = 24  # pixels. Source: WCAG 2.2, 2.5.8


class _ButtonEnlarger(QObject):
    """Keeps a button inside a field at the LEAST size; the field makes it as large as its icon."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and isinstance(watched, QWidget):
            place = watched.geometry()
            wanted = QRect(0, 0, max(LEAST, place.width()), max(LEAST, place.height()))
            wanted.moveCenter(place.center())
            if wanted.size() != place.size():
                watched.setGeometry(wanted)
        return False


def enlarge_buttons(field: QLineEdit) -> None:
    """Give the buttons inside a field the LEAST size."""
    large = _ButtonEnlarger(field)
    for button in field.findChildren(QToolButton):
        button.installEventFilter(large)


class ClearButton(QObject):
    """A button in a field that clears it, visible while the field has a text; a child of the field.

    Qt's own button loads an icon theme, which takes 0.25 s.
    """

    def __init__(self, field: QLineEdit, theme: Theme) -> None:
        super().__init__(field)
        self._theme = theme
        self.action = field.addAction(self._make_icon(), QLineEdit.ActionPosition.TrailingPosition)
        self.action.triggered.connect(field.clear)
        self.action.setVisible(bool(field.text()))
        enlarge_buttons(field)
        field.textChanged.connect(lambda text: self.action.setVisible(bool(text)))
        field.installEventFilter(self)
        theme.changed.connect(self._update_icon)
        self._update_text()

    def _make_icon(self) -> QIcon:
        return icons.make_icon("close", self._theme.colours.muted, self._theme.px(16))

    def _update_icon(self) -> None:
        self.action.setIcon(self._make_icon())

    def _update_text(self) -> None:
        self.action.setText(self.tr("Clear"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._update_text()
        return super().eventFilter(watched, event)


class UndoKey(QAction):
    """Ctrl+Z of a window: calls the undo function that was offered last.

    One per window: two actions with the same key are ambiguous. A focused text field with undo steps handles Ctrl+Z
    itself.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._offers: dict[object, Callable[[], None]] = {}
        self.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.setEnabled(False)
        self.triggered.connect(self._run_latest_undo)
        window.addAction(self)

    def _run_latest_undo(self) -> None:
        if self._offers:
            self._offers[next(reversed(self._offers))]()

    def offer_undo(self, owner: object, undo: Callable[[], None]) -> None:
        """Offer an undo function; replaces the one `owner` offered before."""
        self._offers.pop(owner, None)
        self._offers[owner] = undo
        self.setEnabled(True)

    def withdraw_undo(self, owner: object) -> None:
        """Withdraw the offer of `owner`."""
        self._offers.pop(owner, None)
        self.setEnabled(bool(self._offers))


def undo_key(widget: QWidget) -> UndoKey:
    """The undo action of the widget's window, made on first use."""
    window = widget.window()
    return window.findChild(UndoKey) or UndoKey(window)
