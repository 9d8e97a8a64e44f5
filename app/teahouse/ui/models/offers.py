"""What the catalogue page shows, as values: families with one of their sizes chosen, and how it would do here.

Outlooks are worked out when a card is looked at and forgotten when the context or the computer's memory is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.catalogue.search import Order, Search, SearchQuery, SearchResult
from teahouse.core.catalogue import Catalogue, Family, Tag
from teahouse.core.errors import Trouble
from teahouse.core.estimate import Estimate
from teahouse.core.model import DEFAULT_TAG, ModelName
from teahouse.core.pulls import read_wanted
from teahouse.core.values import dataclass
from teahouse.services.catalogue.events import ComputerEvent
from teahouse.ui.i18n.locales import in_ours
from teahouse.ui.models import words

CONTEXTS = (4096, 8192, 16384, 32768, 65536, 131072, 262144)


@dataclass(frozen=True, slots=True)
class OfferCard:
    """One family as it is painted. `tag` is the size that is chosen, `tags` all of them; `outlook` None: not known;
    `share`: how much of it is pulled, from 0 to 1, None while it is not being pulled; `runs` False: the built-in engine
    is the host and cannot run it."""

    family: Family
    tag: Tag
    outlook: Estimate | None
    installed: bool
    share: float | None
    runs: bool

    @property
    def chats(self) -> bool:
        """Whether one can talk to it: what embeds only embeds."""
        return "embedding" not in self.tag.capabilities

    @property
    def suits(self) -> bool:
        """Whether it fits with room to spare and is no slower than one reads."""
        return (
            self.outlook is not None and self.outlook.fit.fits and not self.outlook.fit.tight and not self.outlook.slow
        )


class Offers:
    """`search` is None until the catalogue is there; setting anything is followed by `find` again."""

    def __init__(self) -> None:
        self.search: Search | None = None
        self.computer = ComputerEvent(None)
        self.context = CONTEXTS[1]
        self.fitting = False
        self.wanted = SearchQuery()
        self.order = Order.BEST
        self._outlooks: dict[str, Estimate | None] = {}
        self._chosen: dict[str, str] = {}  # family → tag, by the person
        self._installed: frozenset[str] = frozenset()
        self._pulling: Mapping[str, float] = {}

    @property
    def catalogue(self) -> Catalogue | None:
        return None if self.search is None else self.search.catalogue

    # What there is.

    def take_search(self, search: Search | None) -> None:
        """Another catalogue."""
        self.search = search
        self._outlooks.clear()

    def take_computer(self, event: ComputerEvent) -> None:
        """Another computer, or other memory in it."""
        self.computer = event
        self._outlooks.clear()

    def take_context(self, context: int) -> None:
        """Outlooks for so many tokens from now on."""
        self.context = context
        self._outlooks.clear()

    def take_installed(self, names: tuple[str, ...]) -> None:
        """The names of all models that are here."""
        self._installed = frozenset(filter(None, map(full_name, names)))

    def take_pulling(self, shares: Mapping[str, float]) -> None:
        """How much of which model is here, for those on their way."""
        self._pulling = {full_name(name): share for name, share in shares.items()}

    def choose_tag(self, tag: Tag) -> None:
        """The person wants this size of its family."""
        self._chosen[tag.family] = tag.id

    # What is shown.

    def set_text(self, text: str) -> None:
        """Look for another text, with the same filters."""
        self.wanted = replace(self.wanted, text=text)

    def set_query(self, wanted: SearchQuery, order: Order, *, fitting: bool) -> None:
        """Look for something else; with `fitting` only for what can run here."""
        self.wanted, self.order, self.fitting = wanted, order, fitting

    def find_families(self) -> tuple[SearchResult, ...]:
        """The families to show, by what is typed and every filter."""
        if self.search is None:
            return ()
        fits: Callable[[Tag], bool] | None = self.fits_here if self.fitting and self.computer.circumstances else None
        return self.search.find(replace(self.wanted, fits=fits), self.order)

    def known_text(self, name: str) -> str:
        """What to look for where a name was typed that can be pulled: the name if the catalogue has something like it,
        else nothing, so that everything is shown."""
        looked = read_wanted(name).text.removesuffix(f":{DEFAULT_TAG}")
        return looked if self.search is not None and self.search.find(SearchQuery(text=looked)) else ""

    def fits_here(self, tag: Tag) -> bool:
        """Whether it can be fetched and run here; what nobody knows the size of is not said to fit."""
        outlook = self.estimate_of(tag)
        return tag.downloadable and self.runs_here(tag) and outlook is not None and outlook.fit.fits

    def runs_here(self, tag: Tag) -> bool:
        """False where the host is known to be unable to run it: the built-in engine does not run everything. What
        cannot be had at all is no matter of the host."""
        return not (self.computer.engine and tag.engine is False and tag.downloadable)

    def estimate_of(self, tag: Tag) -> Estimate | None:
        """How it would do here with the chosen context; None where the computer or its size is not known."""
        if tag.id not in self._outlooks:
            circumstances = self.computer.circumstances
            self._outlooks[tag.id] = None if circumstances is None else circumstances.of_tag(tag, self.context)
        return self._outlooks[tag.id]

    def card_of(self, found: SearchResult) -> OfferCard:
        """What stands on a family's card."""
        tag = self._tag_of(found)
        names = [full_name(name) for name in (tag.name, *tag.aliases) if name]
        share = next((self._pulling[name] for name in names if name in self._pulling), None)
        installed = not self._installed.isdisjoint(names)
        return OfferCard(found.family, tag, self.estimate_of(tag), installed, share, self.runs_here(tag))

    def is_installed(self, tag: Tag) -> bool:
        """Whether this very size is here."""
        return any(full_name(name) in self._installed for name in (tag.name, *tag.aliases) if name)

    def _tag_of(self, found: SearchResult) -> Tag:
        wanted = self._chosen.get(found.family.id)
        chosen = next((tag for tag in found.family.tags if tag.id == wanted), None)
        return chosen or self._best(found.tags)

    def _best(self, tags: tuple[Tag, ...]) -> Tag:
        """The best of those that fit, else the smallest that can be fetched."""
        fitting = [tag for tag in tags if self.fits_here(tag)]
        if fitting:
            return max(fitting, key=self._merit)
        fetched = [tag for tag in tags if tag.downloadable]
        able = [tag for tag in fetched if self.runs_here(tag)]
        return min(able or fetched or tags, key=lambda tag: tag.size or 1 << 62)

    def _merit(self, tag: Tag) -> tuple[int, float]:
        """Of two that fit the one with room to spare is better, then the larger one; of slow ones the quicker."""
        outlook = self.estimate_of(tag)
        assert outlook is not None  # or it would not be said to fit
        if outlook.slow and outlook.speed is not None:
            return 0, outlook.speed.value
        return 1 if outlook.fit.tight else 2, tag.parameters or 0.0


def full_name(name: str) -> str:
    """A name by which two are compared; empty for what is none."""
    try:
        return ModelName.parse(name).full.casefold()
    except Trouble:
        return ""


Index = QModelIndex | QPersistentModelIndex
CARD = Qt.ItemDataRole.UserRole


class CardsModel(QAbstractListModel):
    """The catalogue's cards as an item model: a row a family, made when somebody looks at it.

    `offers` says what a card holds; `refind` after anything about it changed, `refresh` when only figures did.
    """

    def __init__(self, offers: Offers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers = offers
        self._found: tuple[SearchResult, ...] = ()
        self._cards: dict[int, OfferCard] = {}

    def find_again(self, *, figures: bool = True) -> None:
        """Look again for what is wanted; the view stays where it is when that is the same as before. `figures`: what
        stands on the cards may be another, too."""
        found = self._offers.find_families()
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

    def refresh_figures(self) -> None:
        """The same families, with other figures."""
        self._cards.clear()
        self._tell()

    def _tell(self) -> None:
        if self._found:
            self.dataChanged.emit(self.index(0), self.index(len(self._found) - 1))

    def card_at(self, row: int) -> OfferCard:
        """The card of a row."""
        if row not in self._cards:
            self._cards[row] = self._offers.card_of(self._found[row])
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
                return self.card_at(index.row())
            case Qt.ItemDataRole.DisplayRole:
                return self._found[index.row()].family.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(self.card_at(index.row()))
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(self.card_at(index.row()))
        return None

    def _tip(self, card: OfferCard) -> str:
        """What a card has no room for: its whole sentence, its terms, and where it would run."""
        catalogue = self._offers.catalogue
        if catalogue is None:
            return ""
        terms = words.licence(catalogue.licences[card.tag.licence])[0]
        why_not = catalogue.why_not(card.tag)
        here = words.where(card.outlook) if card.outlook is not None and why_not is None else ""
        lines = [in_ours(card.family.words), terms, in_ours(why_not) if why_not else here]
        return "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines if line)

    def _spoken(self, card: OfferCard) -> str:
        catalogue = self._offers.catalogue
        return "" if catalogue is None else words.spoken(catalogue, card.family, card.tag, card.outlook)


def _sizes(found: tuple[SearchResult, ...]) -> list[tuple[str, tuple[Tag, ...]]]:
    return [(each.family.id, each.tags) for each in found]
