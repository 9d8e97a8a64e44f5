"""Ignores clicks on what has just moved under the pointer: they were meant for what stood there before."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget

SETTLE_SECONDS = 0.3  # a person does not see a change and click on it within less
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class ShiftGuard(QObject):
    """Guards `area` and all that is in it. It notices by itself when the area or a direct child of it is moved; of
    anything else (other rows in a list) it is told by `shifted`.

    It looks at the events of the whole application only from a shift until the first event after `SETTLE_SECONDS`.
    """

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._until = 0.0
        above = area.parentWidget().parentWidget() if area.parentWidget() is not None else None
        self._scrolls = isinstance(above, QScrollArea)  # then it moves because the person moves it
        area.installEventFilter(self)
        for child in area.children():
            child.installEventFilter(self)

    def shifted(self) -> None:
        """Something in the area stands elsewhere now, or has come to be there."""
        if not self._until:
            QApplication.instance().installEventFilter(self)
        self._until = monotonic() + SETTLE_SECONDS

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Move if watched.isVisible() and event.pos() != event.oldPos():
                if watched.parent() is self._area or (watched is self._area and not self._scrolls):
                    self.shifted()
            case QEvent.Type.ChildPolished if watched is self._area:
                event.child().installEventFilter(self)
            case kind if kind in PRESSES and self._until and isinstance(watched, QWidget):
                return monotonic() < self._until and (watched is self._area or self._area.isAncestorOf(watched))
        if self._until and monotonic() >= self._until:
            self._until = 0.0
            QApplication.instance().removeEventFilter(self)
        return False


def guard_rows(view: QAbstractItemView) -> ShiftGuard:
    """Guard a list or table whose rows stand elsewhere after each reset of its model, and after each row that comes
    above others, goes or moves."""
    guard, model = ShiftGuard(view.viewport()), view.model()
    for changed in (model.modelReset, model.rowsRemoved, model.rowsMoved):
        changed.connect(guard.shifted)
    model.rowsInserted.connect(lambda _, first, last: last + 1 < model.rowCount() and guard.shifted())
    return guard
