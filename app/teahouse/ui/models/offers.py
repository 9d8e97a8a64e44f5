"""What the catalogue page shows, as values: families with one of their sizes chosen, and how it would do here.

Outlooks are worked out when a card is looked at and forgotten when the context or the computer's memory is another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from teahouse.catalogue.search import Order, Search, SearchQuery, SearchResult
from teahouse.core.catalogue import Catalogue, Family, Tag
from teahouse.core.errors import Trouble
from teahouse.core.estimate import Estimate
from teahouse.core.model import DEFAULT_TAG, ModelName
from teahouse.core.pull_names import read_wanted
from teahouse.core.values import dataclass
from teahouse.services.catalogue_events import ComputerEvent

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

    def choose(self, tag: Tag) -> None:
        """The person wants this size of its family."""
        self._chosen[tag.family] = tag.id

    # What is shown.

    def find(self) -> tuple[SearchResult, ...]:
        """The families to show, by what is typed and every filter."""
        if self.search is None:
            return ()
        fits: Callable[[Tag], bool] | None = self.fits if self.fitting and self.computer.circumstances else None
        return self.search.find(replace(self.wanted, fits=fits), self.order)

    def known(self, name: str) -> str:
        """What to look for where a name was typed that can be pulled: the name if the catalogue has something like it,
        else nothing, so that everything is shown."""
        looked = read_wanted(name).text.removesuffix(f":{DEFAULT_TAG}")
        return looked if self.search is not None and self.search.find(SearchQuery(text=looked)) else ""

    def fits(self, tag: Tag) -> bool:
        """Whether it can be fetched and run here; what nobody knows the size of is not said to fit."""
        outlook = self.outlook(tag)
        return tag.downloadable and self.runs(tag) and outlook is not None and outlook.fit.fits

    def runs(self, tag: Tag) -> bool:
        """False where the host is known to be unable to run it: the built-in engine does not run everything. What
        cannot be had at all is no matter of the host."""
        return not (self.computer.engine and tag.engine is False and tag.downloadable)

    def outlook(self, tag: Tag) -> Estimate | None:
        """How it would do here with the chosen context; None where the computer or its size is not known."""
        if tag.id not in self._outlooks:
            circumstances = self.computer.circumstances
            self._outlooks[tag.id] = None if circumstances is None else circumstances.of_tag(tag, self.context)
        return self._outlooks[tag.id]

    def card(self, found: SearchResult) -> OfferCard:
        """What stands on a family's card."""
        tag = self._tag_of(found)
        names = [full_name(name) for name in (tag.name, *tag.aliases) if name]
        share = next((self._pulling[name] for name in names if name in self._pulling), None)
        installed = not self._installed.isdisjoint(names)
        return OfferCard(found.family, tag, self.outlook(tag), installed, share, self.runs(tag))

    def is_installed(self, tag: Tag) -> bool:
        """Whether this very size is here."""
        return any(full_name(name) in self._installed for name in (tag.name, *tag.aliases) if name)

    def _tag_of(self, found: SearchResult) -> Tag:
        wanted = self._chosen.get(found.family.id)
        chosen = next((tag for tag in found.family.tags if tag.id == wanted), None)
        return chosen or self._best(found.tags)

    def _best(self, tags: tuple[Tag, ...]) -> Tag:
        """The best of those that fit, else the smallest that can be fetched."""
        fitting = [tag for tag in tags if self.fits(tag)]
        if fitting:
            return max(fitting, key=self._merit)
        fetched = [tag for tag in tags if tag.downloadable]
        able = [tag for tag in fetched if self.runs(tag)]
        return min(able or fetched or tags, key=lambda tag: tag.size or 1 << 62)

    def _merit(self, tag: Tag) -> tuple[int, float]:
        """Of two that fit the one with room to spare is better, then the larger one; of slow ones the quicker."""
        outlook = self.outlook(tag)
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
