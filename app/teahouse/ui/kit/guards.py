"""Guards against unintended input: clicks on what has just moved, and keys that belong to an input method."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QChildEvent, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent, QMoveEvent, QWindow
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget
from shiboken6 import Shiboken

SETTLE_SECONDS = 0.3  # shorter than the time to see a change and click on it
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class ShiftGuard(QObject):
    """Blocks clicks in `area` shortly after its content moved. Moves of the area and of its direct children are
    detected; for other moves (rows of a list) call `start_guarding`.

    From a move until the first event after `SETTLE_SECONDS` it filters the events of the `QWindow`, which clicks reach
    first. A filter on the application would see thousands, some of objects that are being destroyed.
    """

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._until = 0.0
        self._window: QWindow | None = None  # the filtered window
        parent = area.parentWidget()
        # The content of a scroll area moves because the user scrolls.
        self._scrolls = parent is not None and isinstance(parent.parentWidget(), QScrollArea)
        area.installEventFilter(self)
        for child in area.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            child.installEventFilter(self)

    def start_guarding(self) -> None:
        """Block clicks for a moment: something in the area moved or appeared."""
        window = self._area.window().windowHandle()
        if window is None:
            return  # not shown yet
        if self._window is not window:
            self._stop_guarding()
            self._window = window
            window.installEventFilter(self)
        self._until = monotonic() + SETTLE_SECONDS

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window:
            return self._blocks_event(event)
        match event:
            case QMoveEvent() if isinstance(watched, QWidget) and watched.isVisible() and event.pos() != event.oldPos():
                if watched.parent() is self._area or (watched is self._area and not self._scrolls):
                    self.start_guarding()
            case QChildEvent() if event.polished() and watched is self._area:
                event.child().installEventFilter(self)
        return False

    def _blocks_event(self, event: QEvent) -> bool:
        """Whether an event of the window is a press in the area while it is guarded."""
        if monotonic() >= self._until:
            self._stop_guarding()
            return False
        if event.type() not in PRESSES or not isinstance(event, QMouseEvent):
            return False
        top = self._area.window()
        hit = top.childAt(event.position().toPoint()) or top
        return hit is self._area or self._area.isAncestorOf(hit)

    def _stop_guarding(self) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window = None


def guard_rows(view: QAbstractItemView) -> ShiftGuard:
    """Guard a list or table after each reset of its model and each row inserted above others, removed or moved."""
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
    """Blocks Enter, Escape, Tab and the arrows in the focused text field of any window during composition.

    They belong to the input method while it shows uncommitted text (such as pinyin). Some platforms deliver them as
    well, and Enter would send an incomplete message.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._field: QWidget | None = None
        self._composing = False
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._watch_field)
        self._watch_field(None, app.focusWidget())

    def _watch_field(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is self._field:
            return
        if self._field is not None and Shiboken.isValid(self._field):  # a deleted field loses the focus, too
            self._field.removeEventFilter(self)
        self._field = new if new is not None and new.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled) else None
        self._composing = False
        if self._field is not None:
            self._field.installEventFilter(self)

    def eventFilter(self, _field: QObject, event: QEvent) -> bool:
        """Track the composition; block keys during it."""
        match event.type():
            case QEvent.Type.InputMethod:
                assert isinstance(event, QInputMethodEvent)
                self._composing = bool(event.preeditString())
            case QEvent.Type.FocusOut:
                self._composing = False  # uncommitted text is discarded
            case QEvent.Type.KeyPress | QEvent.Type.ShortcutOverride if self._composing:
                assert isinstance(event, QKeyEvent)
                if event.key() in KEYS:
                    event.accept()  # or a shortcut or a parent widget would handle it
                    return True
        return False
