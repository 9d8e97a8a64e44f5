"""Keeps the selection of a list or table on the things that were selected, whichever rows they stand in."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject
from PySide6.QtWidgets import QAbstractItemView

SELECT = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
NOTHING = QItemSelectionModel.SelectionFlag.NoUpdate


class KeptSelection(QObject):
    """Follows the model of `view` through its resets. `key` says what a row stands for (None: nothing that lasts).

    What is not there after a reset is not selected any more, and nothing is selected in its place. `restored` is
    called after each reset.
    """

    def __init__(
        self, view: QAbstractItemView, key: Callable[[int], Hashable | None], restored: Callable[[], None] | None = None
    ) -> None:
        super().__init__(view)
        self._view = view
        self._key = key
        self._restored = restored
        self._selected: set[Hashable] = set()
        self._current: tuple[Hashable | None, int] = (None, 0)
        self._scrolled = 0
        self._renamed: dict[Hashable, Hashable] = {}
        view.model().modelAboutToBeReset.connect(self._remember)
        view.model().modelReset.connect(self._restore)

    def rename(self, old: Hashable, new: Hashable) -> None:
        """What was selected as `old` is called `new` from the next reset on."""
        self._renamed[old] = new

    def _remember(self) -> None:
        view, current = self._view, self._view.currentIndex()
        selected = {self._key(index.row()) for index in view.selectionModel().selectedRows()}
        self._selected = {self._renamed.get(key, key) for key in selected if key is not None}
        key = self._key(current.row()) if current.isValid() else None
        self._current = (self._renamed.get(key, key), max(0, current.column()))
        self._scrolled = view.verticalScrollBar().value()

    def _restore(self) -> None:
        selection, model = self._view.selectionModel(), self._view.model()
        key, column = self._current
        if self._selected or key is not None:
            for row in range(model.rowCount()):
                found = self._key(row)
                if found is None:
                    continue
                if found in self._selected:
                    selection.select(model.index(row, 0, QModelIndex()), SELECT)
                if found == key:
                    selection.setCurrentIndex(model.index(row, column, QModelIndex()), NOTHING)
        self._renamed.clear()
        self._view.executeDelayedItemsLayout()  # the scroll bar has no length before
        self._view.verticalScrollBar().setValue(self._scrolled)
        if self._restored is not None:
            self._restored()
