"""The item model of the installed models: one row per model; columns sort by value, not by text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.core.labs import lab_of
from teahouse.core.model import FileDamage
from teahouse.core.values import dataclass
from teahouse.services.models.events import ModelEntry
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import lab_name
from teahouse.ui.switcher import words

Index = QModelIndex | QPersistentModelIndex


class InstalledColumn(IntEnum):
    """The columns from left to right; measured values come first."""

    NAME = 0
    SPEED = 1
    MEMORY = 2
    SIZE = 3
    PARAMETERS = 4
    QUANTIZATION = 5
    CONTEXT = 6
    CAN = 7
    LAB = 8
    USED = 9
    MODIFIED = 10


RIGHT = (
    InstalledColumn.SIZE,
    InstalledColumn.PARAMETERS,
    InstalledColumn.CONTEXT,
    InstalledColumn.SPEED,
    InstalledColumn.MEMORY,
)


@dataclass(frozen=True, slots=True)
class PinnedNames:
    """Facts of a model that its card lacks: bytes it shares with others."""

    shared: int = 0


class InstalledModel(QAbstractTableModel):
    """Sorted by name until another column is chosen; the facts of `show_beside` arrive later."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[ModelEntry] = []
        self._beside: dict[str, PinnedNames] = {}
        self._sorted: tuple[int, Qt.SortOrder] = (InstalledColumn.NAME, Qt.SortOrder.AscendingOrder)

    def show_models(self, entries: tuple[ModelEntry, ...]) -> None:
        """Take all models of the host."""
        ordered = self._sort_entries(list(entries))
        if [each.card.name for each in ordered] == [each.card.name for each in self._entries]:
            self._entries = ordered
            self._announce_change()
            return
        self.beginResetModel()
        self._entries = ordered
        self.endResetModel()

    def show_beside(self, beside: dict[str, PinnedNames]) -> None:
        """Take the facts that the cards lack, by name."""
        self._beside = beside
        self._announce_change()

    def _announce_change(self) -> None:
        if self._entries:
            last = self.index(len(self._entries) - 1, len(InstalledColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def entry_at(self, row: int) -> ModelEntry:
        """The model of a row."""
        return self._entries[row]

    def row_of(self, name: str) -> int:
        """The row of a model; -1 for none."""
        return next((row for row, entry in enumerate(self._entries) if entry.card.name == name), -1)

    def is_empty(self, column: int) -> bool:
        """Whether all cells of a column are empty."""
        return not any(self.text_of(entry, InstalledColumn(column)) for entry in self._entries)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(InstalledColumn)

    # Cells.

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._entries):
            return None
        entry, column = self._entries[index.row()], InstalledColumn(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text_of(entry, column)
            case Qt.ItemDataRole.UserRole:
                return entry
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip_of(entry, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {self.text_of(entry, column) or '–'}"
            case Qt.ItemDataRole.TextAlignmentRole if column in RIGHT:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def text_of(self, entry: ModelEntry, column: InstalledColumn) -> str:
        """The text of a cell."""
        card, usual = entry.card, entry.usual
        match column:
            case InstalledColumn.NAME:
                return card.name
            case InstalledColumn.LAB:
                return lab_name(lab_of(card.name))
            case InstalledColumn.SIZE if card.damage:
                changed = card.damage is FileDamage.CHANGED
                return self.tr("file changed") if changed else self.tr("file missing")
            case InstalledColumn.SIZE:
                return numbers.size(card.size) if card.size else ""
            case InstalledColumn.QUANTIZATION:
                return card.quantization
            case InstalledColumn.PARAMETERS:
                return numbers.parameters(card.parameters)
            case InstalledColumn.CONTEXT:
                return numbers.count(card.context_length) if card.context_length else ""
            case InstalledColumn.CAN:
                return numbers.in_a_row(words.badges(card))
            case InstalledColumn.SPEED:
                return numbers.rate(usual.rate) if usual and usual.rate else ""
            case InstalledColumn.MEMORY:
                return numbers.size(usual.memory) if usual and usual.memory else ""
        moment = self._moment_of(entry, column)
        return numbers.day(moment) if moment else ""

    def _moment_of(self, entry: ModelEntry, column: InstalledColumn) -> float | None:
        """The time in a cell, seconds since the epoch; None for none."""
        if column is InstalledColumn.USED:
            return entry.usual.last if entry.usual else None
        return _moment(entry.card.modified_at) if column is InstalledColumn.MODIFIED else None

    def _tip_of(self, entry: ModelEntry, column: InstalledColumn) -> str:
        beside = self._beside.get(entry.card.name, PinnedNames())
        if column is InstalledColumn.SIZE and beside.shared:
            text = self.tr("{shared} of it are shared with other models: deleting this one alone does not free them")
            return text.format(shared=numbers.size(beside.shared))
        if column is InstalledColumn.SIZE and entry.card.path:
            return self.tr("Its file is not among the engine's own: {path}").format(path=entry.card.path)
        if column is InstalledColumn.SPEED and entry.usual:
            return self.tr("Measured here in %n run(s)", "", entry.usual.runs)
        moment = self._moment_of(entry, column)
        if moment:
            return numbers.moment(moment)
        return entry.card.name if column is InstalledColumn.NAME else ""

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(InstalledColumn):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section in RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Name"),
            self.tr("Speed here"),
            self.tr("Memory here"),
            self.tr("On disk"),
            self.tr("Parameters"),
            self.tr("Quantisation"),
            self.tr("Context"),
            self.tr("Capabilities"),
            self.tr("Lab"),
            self.tr("Last used"),
            self.tr("Changed"),
        )[section]

    # Sorting.

    @property
    def sorted_by(self) -> tuple[int, Qt.SortOrder]:
        """The column and the direction of the sorting."""
        return self._sorted

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        names = [self._entries[index.row()].card.name for index in before]
        self._entries = self._sort_entries(self._entries)
        after = [self.index(self.row_of(name), index.column()) for name, index in zip(names, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sort_entries(self, entries: list[ModelEntry]) -> list[ModelEntry]:
        column, order = self._sorted
        key = self._sort_key(InstalledColumn(column))
        entries = sorted(entries, key=lambda entry: entry.card.name.casefold())
        known = [entry for entry in entries if key(entry) is not None]
        unknown = [entry for entry in entries if key(entry) is None]
        known.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)
        return [*known, *unknown]  # unknown values are last in both directions

    def _sort_key(self, column: InstalledColumn) -> Callable[[ModelEntry], Any]:
        keys: dict[InstalledColumn, Callable[[ModelEntry], Any]] = {
            InstalledColumn.SIZE: lambda entry: entry.card.size or None,
            InstalledColumn.PARAMETERS: lambda entry: _billions(entry.card.parameters),
            InstalledColumn.CONTEXT: lambda entry: entry.card.context_length,
            InstalledColumn.SPEED: lambda entry: entry.usual.rate if entry.usual else None,
            InstalledColumn.MEMORY: lambda entry: entry.usual.memory if entry.usual else None,
            InstalledColumn.USED: lambda entry: self._moment_of(entry, InstalledColumn.USED),
            InstalledColumn.MODIFIED: lambda entry: self._moment_of(entry, InstalledColumn.MODIFIED),
        }
        return keys.get(column, lambda entry: self.text_of(entry, column).casefold() or None)


def _moment(text: str) -> float | None:
    """A daemon's time in seconds since the epoch; None for no time."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return None


def _billions(text: str) -> float | None:
    """ "8.2B" → 8.2, "268.10M" → 0.2681; None for another text."""
    scale = {"K": 1e-6, "M": 1e-3, "B": 1.0, "T": 1e3}.get(text[-1:].upper())
    try:
        return None if scale is None else float(text[:-1]) * scale
    except ValueError:
        return None
