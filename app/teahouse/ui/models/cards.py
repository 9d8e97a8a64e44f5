"""The catalogue's cards as an item model: a row a family, made when somebody looks at it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.catalogue.search import SearchResult
from teahouse.core.catalogue import Tag
from teahouse.ui.models import words
from teahouse.ui.models.offers import OfferCard, Offers

Index = QModelIndex | QPersistentModelIndex
CARD = Qt.ItemDataRole.UserRole


class Cards(QAbstractListModel):
    """`offers` says what a card holds; `refind` after anything about it changed, `refresh` when only figures did."""

    def __init__(self, offers: Offers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers = offers
        self._found: tuple[SearchResult, ...] = ()
        self._cards: dict[int, OfferCard] = {}

    def refind(self, *, figures: bool = True) -> None:
        """Look again for what is wanted; the view stays where it is when that is the same as before. `figures`: what
        stands on the cards may be another, too."""
        found = self._offers.find()
        if not figures and _sizes(found) == _sizes(self._found):
            self._found = found
            return
        self._cards.clear()
        if [each.family.id for each in found] == [each.family.id for each in self._found]:
            self._found = found
            self._tell()
            return
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def refresh(self) -> None:
        """The same families, with other figures."""
        self._cards.clear()
        self._tell()

    def _tell(self) -> None:
        if self._found:
            self.dataChanged.emit(self.index(0), self.index(len(self._found) - 1))

    def card(self, row: int) -> OfferCard:
        """The card of a row."""
        if row not in self._cards:
            self._cards[row] = self._offers.card(self._found[row])
        return self._cards[row]

    @property
    def made(self) -> int:
        """How many cards were made since anything changed: those that were looked at."""
        return len(self._cards)

    def row_of(self, family: str) -> int:
        """The row of a family, -1 where it is not shown."""
        return next((row for row, found in enumerate(self._found) if found.family.id == family), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._found):
            return None
        match role:
            case Qt.ItemDataRole.UserRole:
                return self.card(index.row())
            case Qt.ItemDataRole.DisplayRole:
                return self._found[index.row()].family.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(self.card(index.row()))
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(self.card(index.row()))
        return None

    def _tip(self, card: OfferCard) -> str:
        """What a card has no room for: its whole sentence, its terms, and where it would run."""
        catalogue = self._offers.catalogue
        if catalogue is None:
            return ""
        terms = words.licence(catalogue.licences[card.tag.licence])[0]
        why_not = catalogue.why_not(card.tag)
        here = words.where(card.outlook) if card.outlook is not None and why_not is None else ""
        lines = [words.in_ours(card.family.words), terms, words.in_ours(why_not) if why_not else here]
        return "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines if line)

    def _spoken(self, card: OfferCard) -> str:
        catalogue = self._offers.catalogue
        return "" if catalogue is None else words.spoken(catalogue, card.family, card.tag, card.outlook)


def _sizes(found: tuple[SearchResult, ...]) -> list[tuple[str, tuple[Tag, ...]]]:
    return [(each.family.id, each.tags) for each in found]
