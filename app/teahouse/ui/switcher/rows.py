"""The rows of the switcher as an item model: the models, their order and captions.

Without a filter: favourites, then recent ones, then the rest by name. With a filter: the best match first, equal ones
in the order above. Models that cannot chat are not listed.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cache

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.catalogue.search_words import ABILITIES, latin_of
from teahouse.core.labs import KnownLab, lab_of
from teahouse.core.model import Capability, ModelCard
from teahouse.core.traditional import simplify_text
from teahouse.core.values import dataclass
from teahouse.ollama.models import MOST_MODELS
from teahouse.services.models.events import ModelEntry
from teahouse.ui.switcher.choice import is_too_big

# The score of a model for a filter: every word must be found somewhere, better places count more. A word is searched in
# the model's name (beginning, inside, or as letters in order close together), then in its lab's words, its
# capabilities, its size and its quantisation.

CAPABILITY_WORDS = (Capability.THINKING, Capability.TOOLS, Capability.VISION, Capability.AUDIO)

AT_START = 100
INSIDE = 80
LAB = 60
PROPERTY = 40
SCATTERED = 20


def score_model(query: str, card: ModelCard) -> int | None:
    """The sum of the scores of the query's words, 0 for an empty query, None where a word is not found."""
    total = 0
    for word in simplify_text(query.casefold()).split():
        points = _word_score(word, card)
        if points == 0:
            return None
        total += points
    return total


def _word_score(word: str, card: ModelCard) -> int:
    name = card.name.casefold()
    short = name.rpartition("/")[2]
    if short.startswith(word) or name.startswith(word):
        return AT_START
    if word in name:
        return INSIDE
    lab = lab_of(card.name)
    if lab is not None and any(_says(known, word) for known in _words_of(lab)):
        return LAB
    properties = [card.quantization.casefold(), card.parameters.casefold(), card.family.casefold()]
    able = [known.value for known in CAPABILITY_WORDS if card.has_capability(known)]
    chinese = [word for known in able for word in ABILITIES[known]]
    properties += [*able, *chinese, *latin_of(chinese)]
    if any(text.startswith(word) for text in properties if text):
        return PROPERTY
    return SCATTERED if len(word) > 1 and has_scattered(word, short) else 0


@cache
def _words_of(lab: KnownLab) -> tuple[str, ...]:
    """All search words of a lab, in lower case."""
    return tuple(text.casefold() for text in (lab.name, lab.chinese, *lab.words, *lab.typed))


def _says(known: str, word: str) -> bool:
    return known.startswith(word) or (len(word) > 1 and word in known)


def has_scattered(word: str, text: str) -> bool:
    """Whether the letters of `word` are in `text` in order with no more than three others between two of them: `q38`
    finds `qwen3:8b`."""
    at = text.find(word[0])
    while at >= 0:
        here = at
        for letter in word[1:]:
            here = text.find(letter, here + 1, here + 5)
            if here < 0:
                break
        else:
            return True
        at = text.find(word[0], at + 1)
    return False


Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
AT_ONCE = 60  # rows made at once: more are made as the reader scrolls


class SwitcherSection(Enum):
    """The section of a row, in order; FOUND while a filter is typed."""

    FAVOURITE = 0
    RECENT = 1
    OTHER = 2
    FOUND = 3


@dataclass(frozen=True, slots=True)
class SwitcherRow:
    """One row as it is painted. `first`: the section's caption is above it. `leaving`: names of the models to unload
    for it; `too_big`: it needs more memory than this computer has."""

    entry: ModelEntry
    section: SwitcherSection
    first: bool
    favourite: bool
    current: bool
    leaving: tuple[str, ...] = ()
    too_big: bool = False


class SwitcherModel(QAbstractListModel):
    """The item model of the list. `describe` returns the sentence that a screen reader reads for a row."""

    def __init__(self, describe: Callable[[SwitcherRow], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._describe = describe
        self._capacity = 0
        self.cut = False  # the host has more models than are listed
        self._entries: tuple[ModelEntry, ...] = ()
        self._favourites: tuple[str, ...] = ()
        self._recent: tuple[str, ...] = ()
        self._current = ""
        self._leaving: Callable[[ModelEntry], tuple[str, ...]] = lambda entry: ()
        self._filter = ""
        self._ranked: list[tuple[SwitcherSection, ModelEntry]] = []  # all matches, in order
        self._rows: list[SwitcherRow] = []  # the first of them

    def show_models(
        self,
        entries: tuple[ModelEntry, ...],
        favourites: tuple[str, ...],
        recent: tuple[str, ...],
        current: str,
        leaving: Callable[[ModelEntry], tuple[str, ...]],
        capacity: int = 0,
    ) -> None:
        """Set the models, those of `entries` that can chat, and order them. `leaving` returns the models to unload for
        one; `capacity` is the memory for models on this computer, 0 where unknown."""
        self.cut = len(entries) >= MOST_MODELS
        self._entries = tuple(entry for entry in entries if entry.card.chats)
        self._favourites, self._recent, self._current = favourites, recent, current
        self._leaving = leaving
        self._capacity = capacity
        self._order_rows(max(AT_ONCE, len(self._rows)))

    def set_filter(self, text: str) -> None:
        """Show only what matches the text."""
        if text.strip() != self._filter:
            self._filter = text.strip()
            self._order_rows(AT_ONCE)

    @property
    def known(self) -> int:
        """The number of models, without the filter."""
        return len(self._entries)

    def row_of(self, model: str) -> int:
        """The row of a model, 0 where it is not listed."""
        found = next((at for at, (_, entry) in enumerate(self._ranked) if entry.card.name == model), 0)
        self._show_rows(found + 1)
        return found

    @property
    def current_row(self) -> int:
        """The row of the current model, 0 where it is not listed."""
        return self.row_of(self._current)

    def _order_rows(self, count: int) -> None:
        """Order the models again and show the first `count`."""
        ranked = []
        for entry in self._entries:
            points = score_model(self._filter, entry.card)
            if points is not None:
                section = self._section_of(entry.card.name)
                ranked.append((-points, section.value, self._sort_key(entry.card.name, section), entry))
        ranked.sort(key=lambda item: item[:3])
        self._ranked = [
            (SwitcherSection.FOUND if self._filter else SwitcherSection(value), entry) for _, value, _, entry in ranked
        ]
        rows = self._rows_at(0, count)
        if rows == self._rows:
            return  # the same list again: nothing moves
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _rows_at(self, first: int, end: int) -> list[SwitcherRow]:
        found = []
        for at in range(first, min(end, len(self._ranked))):
            section, entry = self._ranked[at]
            found.append(self._make_row(entry, section, at == 0 or self._ranked[at - 1][0] is not section))
        return found

    def _show_rows(self, count: int) -> None:
        """Show at least the first `count`."""
        rows = self._rows_at(len(self._rows), count)
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def canFetchMore(self, _parent: Index) -> bool:
        return len(self._rows) < len(self._ranked)

    def fetchMore(self, _parent: Index) -> None:
        self._show_rows(len(self._rows) + AT_ONCE)

    def _section_of(self, name: str) -> SwitcherSection:
        if name in self._favourites:
            return SwitcherSection.FAVOURITE
        return SwitcherSection.RECENT if name in self._recent else SwitcherSection.OTHER

    def _sort_key(self, name: str, section: SwitcherSection) -> tuple[int, str]:
        if section is SwitcherSection.RECENT:
            return self._recent.index(name), ""
        return 0, name.casefold()

    def _make_row(self, entry: ModelEntry, section: SwitcherSection, first: bool) -> SwitcherRow:
        name = entry.card.name
        favourite, current = name in self._favourites, name == self._current
        if is_too_big(entry, self._capacity):
            return SwitcherRow(entry, section, first, favourite, current, too_big=True)
        return SwitcherRow(entry, section, first, favourite, current, self._leaving(entry))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
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
