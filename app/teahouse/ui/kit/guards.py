"""Guards against input that was not meant: clicks on what has just moved, and keys that belong to an input method."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QChildEvent, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent, QMoveEvent, QWindow
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget
from shiboken6 import Shiboken

SETTLE_SECONDS = 0.3  # a person does not see a change and click on it within less
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class ShiftGuard(QObject):
    """Guards `area` and all that is in it. It notices by itself when the area or a direct child of it is moved; of
    anything else (other rows in a list) it is told by `shifted`.

    From a shift until the first event after `SETTLE_SECONDS` it looks at the events of the system's window, which
    clicks reach before any widget does. Those of the whole application would be thousands, some of objects that are
    just being destroyed.
    """

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._until = 0.0
        self._window: QWindow | None = None  # that is looked at
        parent = area.parentWidget()
        self._scrolls = parent is not None and isinstance(
            parent.parentWidget(), QScrollArea
        )  # then it moves because the person moves it
        area.installEventFilter(self)
        for child in area.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            child.installEventFilter(self)

    def start_guarding(self) -> None:
        """Something in the area stands elsewhere now, or has come to be there."""
        window = self._area.window().windowHandle()
        if window is None:
            return  # nothing of it was on a screen yet
        if self._window is not window:
            self._settled()
            self._window = window
            window.installEventFilter(self)
        self._until = monotonic() + SETTLE_SECONDS

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            return self._looks_at(event)
        match event:
            case QMoveEvent() if isinstance(watched, QWidget) and watched.isVisible() and event.pos() != event.oldPos():
                if watched.parent() is self._area or (watched is self._area and not self._scrolls):
                    self.start_guarding()
            case QChildEvent() if event.polished() and watched is self._area:
                event.child().installEventFilter(self)
        return False

    def _looks_at(self, event: QEvent) -> bool:
        """Look at an event of the window; whether it is a click that was meant for something else."""
        if monotonic() >= self._until:
            self._settled()
            return False
        if event.type() not in PRESSES or not isinstance(event, QMouseEvent):
            return False
        top = self._area.window()
        hit = top.childAt(event.position().toPoint()) or top
        return hit is self._area or self._area.isAncestorOf(hit)

    def _settled(self) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None


def guard_rows(view: QAbstractItemView) -> ShiftGuard:
    """Guard a list or table whose rows stand elsewhere after each reset of its model, and after each row that comes
    above others, goes or moves."""
    guard, model = ShiftGuard(view.viewport()), view.model()
    for changed in (model.modelReset, model.rowsRemoved, model.rowsMoved):
        changed.connect(guard.start_guarding)

    def on_inserted(_parent: QModelIndex, _first: int, last: int) -> None:
        if last + 1 < model.rowCount():
            guard.start_guarding()

    model.rowsInserted.connect(on_inserted)
    return guard


_Key = Qt.Key
KEYS = frozenset(
    (
        *(_Key.Key_Return, _Key.Key_Enter, _Key.Key_Escape, _Key.Key_Tab, _Key.Key_Backtab),
        *(_Key.Key_Up, _Key.Key_Down, _Key.Key_PageUp, _Key.Key_PageDown),
    )
)


class CompositionGuard(QObject):
    """Keeps the keys of an input method from a text field while something is being composed in it.

    Enter, Escape, Tab and the arrows belong to the input method as long as it shows a text that is not committed
    (pinyin, say). Most platforms keep them to themselves then, some deliver them as well: Enter would send half a
    sentence.

    Watches whatever widget has the keyboard and takes text, in every window of the app; no other widget's events pass
    here.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        self._composing = False
        app = QApplication.instance()
        assert isinstance(app, QApplication)
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
