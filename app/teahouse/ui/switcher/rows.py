"""The rows of the switcher, as an item model: which models, in which order, below which caption.

Without a filter: favourites, then recent ones, then the rest by name. With a filter: the best match first, and among
equals in that same order. Models that cannot hold a conversation are not offered.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.core.values import dataclass
from teahouse.ollama.model_list import MOST_MODELS
from teahouse.services.events import ModelEntry
from teahouse.ui.switcher.choice import too_big
from teahouse.ui.switcher.matching import score

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
AT_ONCE = 60  # rows made at once: more come as the reader scrolls


class Section(Enum):
    """The part of the list a row belongs to, in order; FOUND while a filter is typed."""

    FAVOURITE = 0
    RECENT = 1
    OTHER = 2
    FOUND = 3


@dataclass(frozen=True, slots=True)
class SwitcherRow:
    """One row as it is painted. `first`: the section's caption stands above it. `leaving`: names of the models that
    must leave memory for it; `too_big`: it needs more than this computer has."""

    entry: ModelEntry
    section: Section
    first: bool
    favourite: bool
    current: bool
    leaving: tuple[str, ...] = ()
    too_big: bool = False


class SwitcherRows(QAbstractListModel):
    """`describe` makes the sentence a screen reader says for a row; `capacity` is what models can have of this
    computer's memory, 0 where that is not known."""

    def __init__(self, describe: Callable[[SwitcherRow], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._describe = describe
        self.capacity = 0
        self.cut = False  # the host has more models than are listed
        self._entries: tuple[ModelEntry, ...] = ()
        self._favourites: tuple[str, ...] = ()
        self._recent: tuple[str, ...] = ()
        self._current = ""
        self._leaving: Callable[[ModelEntry], tuple[str, ...]] = lambda entry: ()
        self._filter = ""
        self._ranked: list[tuple[Section, ModelEntry]] = []  # all that match, in their order
        self._rows: list[SwitcherRow] = []  # the first of them

    def show(
        self,
        entries: tuple[ModelEntry, ...],
        favourites: tuple[str, ...],
        recent: tuple[str, ...],
        current: str,
        leaving: Callable[[ModelEntry], tuple[str, ...]],
    ) -> None:
        """Take the models that chat out of `entries` and order them."""
        self.cut = len(entries) >= MOST_MODELS
        self._entries = tuple(entry for entry in entries if entry.card.chats)
        self._favourites, self._recent, self._current = favourites, recent, current
        self._leaving = leaving
        self._arrange(max(AT_ONCE, len(self._rows)))

    def filter(self, text: str) -> None:
        """Keep what matches the text."""
        if text.strip() != self._filter:
            self._filter = text.strip()
            self._arrange(AT_ONCE)

    @property
    def known(self) -> int:
        """How many models there are, whatever the filter."""
        return len(self._entries)

    def row_of(self, model: str) -> int:
        """The row of a model, 0 where it is not shown."""
        found = next((at for at, (_, entry) in enumerate(self._ranked) if entry.card.name == model), 0)
        self._reach(found + 1)
        return found

    @property
    def current_row(self) -> int:
        """The row of the model that is used now, 0 where it is not shown."""
        return self.row_of(self._current)

    def _arrange(self, count: int) -> None:
        """Order the models anew and show the first `count`."""
        ranked = []
        for entry in self._entries:
            points = score(self._filter, entry.card)
            if points is not None:
                section = self._section(entry.card.name)
                ranked.append((-points, section.value, self._place(entry.card.name, section), entry))
        ranked.sort(key=lambda item: item[:3])
        self._ranked = [(Section.FOUND if self._filter else Section(value), entry) for _, value, _, entry in ranked]
        rows = self._rows_at(0, count)
        if rows == self._rows:
            return  # the same list was told again: nothing moves
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _rows_at(self, first: int, end: int) -> list[SwitcherRow]:
        found = []
        for at in range(first, min(end, len(self._ranked))):
            section, entry = self._ranked[at]
            found.append(self._row(entry, section, at == 0 or self._ranked[at - 1][0] is not section))
        return found

    def _reach(self, count: int) -> None:
        """Show at least the first `count`."""
        rows = self._rows_at(len(self._rows), count)
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def canFetchMore(self, _parent: Index) -> bool:
        return len(self._rows) < len(self._ranked)

    def fetchMore(self, _parent: Index) -> None:
        self._reach(len(self._rows) + AT_ONCE)

    def _section(self, name: str) -> Section:
        if name in self._favourites:
            return Section.FAVOURITE
        return Section.RECENT if name in self._recent else Section.OTHER

    def _place(self, name: str, section: Section) -> tuple[int, str]:
        if section is Section.RECENT:
            return self._recent.index(name), ""
        return 0, name.casefold()

    def _row(self, entry: ModelEntry, section: Section, first: bool) -> SwitcherRow:
        name = entry.card.name
        favourite, current = name in self._favourites, name == self._current
        if too_big(entry, self.capacity):
            return SwitcherRow(entry, section, first, favourite, current, too_big=True)
        return SwitcherRow(entry, section, first, favourite, current, self._leaving(entry))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.entry.card.name
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._describe(row) if role == Qt.ItemDataRole.AccessibleTextRole else row.entry.card.name
        return None
