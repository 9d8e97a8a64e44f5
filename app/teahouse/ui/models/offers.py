"""The values of the catalogue page: families with one size chosen, and its estimate on this computer.

Estimates are computed when a card is painted and dropped when the context or the computer's memory changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.catalogue.search import Order, Search, SearchQuery, SearchResult
from teahouse.core.catalogue import Catalogue, Family, ModelKind, Tag
from teahouse.core.errors import Trouble
from teahouse.core.estimate import Estimate
from teahouse.core.model import DEFAULT_TAG, ModelName
from teahouse.core.pulls import read_wanted
from teahouse.core.values import dataclass
from teahouse.services.catalogue.events import ComputerEvent
from teahouse.ui.i18n.locales import in_ours
from teahouse.ui.models import words

NO_CHAT = frozenset({ModelKind.EMBEDDING, ModelKind.RERANKING, ModelKind.SPEECH})
CONTEXTS = (4096, 8192, 16384, 32768, 65536, 131072, 262144)


@dataclass(frozen=True, slots=True)
class OfferCard:
    """One family as it is painted. `tag` is the size that is chosen, `tags` all of them; `estimate` None: not known;
    `share`: how much of it is pulled, from 0 to 1, None while it is not being pulled; `runs` False: the built-in engine
    is the host and cannot run it."""

    family: Family
    tag: Tag
    estimate: Estimate | None
    installed: bool
    share: float | None
    runs: bool

    @property
    def chats(self) -> bool:
        """Whether one can chat with it: a model for embedding, reranking or speech has no chat."""
        return self.tag.kind not in NO_CHAT

    @property
    def suits(self) -> bool:
        """Whether it fits with memory to spare and is not slow."""
        return self.estimate is not None and self.estimate.usable and not self.estimate.fit.tight


class Offers:
    """`search` is None until the catalogue is loaded. After a change the caller calls `find_families` again."""

    def __init__(self) -> None:
        self.search: Search | None = None
        self.computer = ComputerEvent(None)
        self.context = CONTEXTS[1]
        self.fitting = False
        self.wanted = SearchQuery()
        self.order = Order.BEST
        self._estimates: dict[str, Estimate | None] = {}
        self._chosen: dict[str, str] = {}  # family → tag, by the person
        self._installed: frozenset[str] = frozenset()
        self._names: Mapping[str, str] = {}  # of installed models, by their full names
        self._pulling: Mapping[str, float] = {}

    @property
    def catalogue(self) -> Catalogue | None:
        return None if self.search is None else self.search.catalogue

    # Facts.

    def take_search(self, search: Search | None) -> None:
        """Take another catalogue."""
        self.search = search
        self._estimates.clear()

    def take_computer(self, event: ComputerEvent) -> None:
        """Take the computer's memory and speed."""
        self.computer = event
        self._estimates.clear()

    def take_context(self, context: int) -> None:
        """Set the tokens of context for estimates."""
        self.context = context
        self._estimates.clear()

    def take_installed(self, names: tuple[str, ...]) -> None:
        """Take the names of all installed models."""
        self._names = {full_name(name): name for name in names}
        installed = frozenset(filter(None, self._names))
        if installed != self._installed:
            self._installed = installed
            self._estimates = {
                key: found for key, found in self._estimates.items() if not found or not found.disk_missing
            }

    def take_pulling(self, shares: Mapping[str, float]) -> None:
        """Take the progress of active pulls by name, 0 to 1."""
        self._pulling = {full_name(name): share for name, share in shares.items()}

    def choose_tag(self, tag: Tag) -> None:
        """Choose this size of its family."""
        self._chosen[tag.family] = tag.id

    # Queries.

    def set_text(self, text: str) -> None:
        """Set the text; the filters stay."""
        self.wanted = replace(self.wanted, text=text)

    def set_query(self, wanted: SearchQuery, order: Order, *, fitting: bool) -> None:
        """Set query and order; `fitting`: only models that can run here."""
        self.wanted, self.order, self.fitting = wanted, order, fitting

    def find_families(self) -> tuple[SearchResult, ...]:
        """The families that match text and filters."""
        if self.search is None:
            return ()
        fits: Callable[[Tag], bool] | None = self.fits_here if self.fitting and self.computer.circumstances else None
        return self.search.find_families(replace(self.wanted, fits=fits), self.order)

    def known_text(self, name: str) -> str:
        """What to look for where a name was typed that can be pulled: the name if the catalogue has something like it,
        else nothing, so that everything is shown."""
        looked = read_wanted(name).text.removesuffix(f":{DEFAULT_TAG}")
        return looked if self.search is not None and self.search.find_families(SearchQuery(text=looked)) else ""

    def fits_here(self, tag: Tag) -> bool:
        """Whether it can be pulled and is of use here: memory, disk and speed suffice; False where its size is
        unknown."""
        estimate = self.estimate_of(tag)
        return tag.downloadable and self.runs_here(tag) and estimate is not None and estimate.usable

    def _can_run(self, tag: Tag) -> bool:
        """Whether it can be pulled and run here, however slowly."""
        estimate = self.estimate_of(tag)
        fits = estimate is not None and estimate.fit.fits and not estimate.disk_missing
        return tag.downloadable and self.runs_here(tag) and fits

    def runs_here(self, tag: Tag) -> bool:
        """False where the host is known to be unable to run it: the built-in engine does not run everything. What
        cannot be had at all is no matter of the host."""
        return not (self.computer.engine and tag.engine is False and tag.downloadable)

    def estimate_of(self, tag: Tag) -> Estimate | None:
        """The estimate with the chosen context; None where the computer or the size is unknown."""
        if tag.id not in self._estimates:
            circumstances = self.computer.circumstances
            found = None if circumstances is None else circumstances.of_tag(tag, self.context)
            if found is not None and found.disk_missing and self.is_installed(tag):
                found = replace(found, disk_missing=0)
            self._estimates[tag.id] = found
        return self._estimates[tag.id]

    def card_of(self, found: SearchResult) -> OfferCard:
        """The card of a family."""
        tag = self._tag_of(found)
        names = [full_name(name) for name in (tag.name, *tag.aliases) if name]
        share = next((self._pulling[name] for name in names if name in self._pulling), None)
        installed = not self._installed.isdisjoint(names)
        return OfferCard(found.family, tag, self.estimate_of(tag), installed, share, self.runs_here(tag))

    @property
    def installed_tags(self) -> frozenset[str]:
        """The ids of all tags that are installed."""
        tags = self.catalogue.tags if self.catalogue is not None else ()
        return frozenset(tag.id for tag in tags if self.is_installed(tag))

    @property
    def has_models(self) -> bool:
        """Whether any model is installed."""
        return bool(self._installed)

    def is_installed(self, tag: Tag) -> bool:
        """Whether this size is installed."""
        return any(full_name(name) in self._installed for name in (tag.name, *tag.aliases) if name)

    def installed_name(self, tag: Tag) -> str:
        """The name under which this size is installed; empty for none."""
        names = (self._names.get(full_name(name), "") for name in (tag.name, *tag.aliases) if name)
        return next(filter(None, names), "")

    def _tag_of(self, found: SearchResult) -> Tag:
        wanted = self._chosen.get(found.family.id)
        chosen = next((tag for tag in found.family.tags if tag.id == wanted), None)
        return chosen or self._best_tag(found.tags)

    def _best_tag(self, tags: tuple[Tag, ...]) -> Tag:
        """The best of those that fit, else the smallest that can be pulled."""
        fitting = [tag for tag in tags if self._can_run(tag)]
        if fitting:
            return max(fitting, key=self._rank_tag)
        fetched = [tag for tag in tags if tag.downloadable]
        able = [tag for tag in fetched if self.runs_here(tag)]
        return min(able or fetched or tags, key=lambda tag: tag.size or 1 << 62)

    def _rank_tag(self, tag: Tag) -> tuple[int, float]:
        """Sort key: memory to spare first, then the larger model; of slow models the faster one."""
        estimate = self.estimate_of(tag)
        assert estimate is not None  # or it would not be said to fit
        if estimate.slow and estimate.speed is not None:
            return 0, estimate.speed.value
        return 1 if estimate.fit.tight else 2, tag.parameters or 0.0


def full_name(name: str) -> str:
    """The full name in lower case, for comparison; empty for no name."""
    try:
        return ModelName.parse(name).full.casefold()
    except Trouble:
        return ""


Index = QModelIndex | QPersistentModelIndex
CARD = Qt.ItemDataRole.UserRole


class CardsModel(QAbstractListModel):
    """The item model of the cards: a row per family; a card is made when it is first read.

    Call `find_again` after a change of the query, `refresh_figures` when only figures have changed.
    """

    def __init__(self, offers: Offers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offers = offers
        self._found: tuple[SearchResult, ...] = ()
        self._cards: dict[int, OfferCard] = {}

    def find_again(self, *, figures: bool = True) -> None:
        """Search again; the view keeps its place if the families are the same. `figures`: update the figures too."""
        found = self._offers.find_families()
        if not figures and _sizes(found) == _sizes(self._found):
            self._found = found
            return
        self._cards.clear()
        if [each.family.id for each in found] == [each.family.id for each in self._found]:
            self._found = found
            self._announce_change()
            return
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    def refresh_figures(self) -> None:
        """Update the figures of the same families."""
        self._cards.clear()
        self._announce_change()

    def _announce_change(self) -> None:
        if self._found:
            self.dataChanged.emit(self.index(0), self.index(len(self._found) - 1))

    def card_at(self, row: int) -> OfferCard:
        """The card of a row."""
        if row not in self._cards:
            self._cards[row] = self._offers.card_of(self._found[row])
        return self._cards[row]

    @property
    def made(self) -> int:
        """The number of cards made since the last change."""
        return len(self._cards)

    def row_of(self, family: str) -> int:
        """The row of a family; -1 for none."""
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
                return self._spoken_text(self.card_at(index.row()))
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip_of(self.card_at(index.row()))
        return None

    def _tip_of(self, card: OfferCard) -> str:
        """The tool tip, HTML: the whole description, the terms, and where the model would run."""
        catalogue = self._offers.catalogue
        if catalogue is None:
            return ""
        terms = words.licence(catalogue.licences[card.tag.licence])[0]
        why_not = catalogue.why_not(card.tag)
        here = words.where(card.estimate) if card.estimate is not None and why_not is None else ""
        lines = [in_ours(card.family.words), terms, in_ours(why_not) if why_not else here]
        return "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>" for line in lines if line)

    def _spoken_text(self, card: OfferCard) -> str:
        catalogue = self._offers.catalogue
        return "" if catalogue is None else words.spoken(catalogue, card.family, card.tag, card.estimate)


def _sizes(found: tuple[SearchResult, ...]) -> list[tuple[str, tuple[Tag, ...]]]:
    return [(each.family.id, each.tags) for each in found]
