"""Keeps the keys of an input method from a text field while something is being composed in it.

Enter, Escape, Tab and the arrows belong to the input method as long as it shows a text that is not committed (pinyin,
say). Most platforms keep them to themselves then, some deliver them as well: Enter would send half a sentence.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import Shiboken

_Key = Qt.Key
KEYS = frozenset(
    (
        *(_Key.Key_Return, _Key.Key_Enter, _Key.Key_Escape, _Key.Key_Tab, _Key.Key_Backtab),
        *(_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown),
    )
)


class CompositionGuard(QObject):
    """Watches whatever widget has the keyboard and takes text, in every window of the app; no other widget's events
    pass here."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        self._composing = False
        app = QApplication.instance()
        app.focusChanged.connect(self._follow)
        self._follow(None, app.focusWidget())

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is self._field:
            return
        if self._field is not None and Shiboken.isValid(
            self._field
        ):  # the keyboard leaves a field that is deleted, too
            self._field.removeEventFilter(self)
        self._field = new if new is not None and new.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) else None
        self._composing = False
        if self._field is not None:
            self._field.installEventFilter(self)

    def eventFilter(self, _field: QObject, event: QEvent) -> bool:
        """Note what is being composed; keep keys back meanwhile."""
        match event.type():
            case QEvent.Type.InputMethod:
                assert isinstance(event, QInputMethodEvent)
                self._composing = bool(event.preeditString())
            case QEvent.Type.FocusOut:
                self._composing = False  # what was not committed is gone
            case QEvent.Type.KeyPress | QEvent.Type.ShortcutOverride if self._composing:
                assert isinstance(event, QKeyEvent)
                if event.key() in KEYS:
                    event.accept()  # or a shortcut, or whoever stands around the field, would take it
                    return True
        return False
