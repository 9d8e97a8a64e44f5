"""A pill with a menu: what a model must be able to do or be allowed, and in which order all is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from teahouse.catalogue.search import Order, SearchQuery
from teahouse.core.catalogue import Catalogue
from teahouse.ui.kit.menus import Menu, open_below
from teahouse.ui.kit.pills import Pill
from teahouse.ui.models import words
from teahouse.ui.style import Theme

TERMS = ("commercial", "downloadable", "engine")  # fields of `SearchQuery` that are a matter of yes or no


class Narrowing(Pill):
    """`changed` tells that something else is wanted; `apply` puts it into a `SearchQuery`, `order` is the order."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, menu=True, parent=parent)
        self.order = Order.BEST
        self._terms: frozenset[str] = frozenset()
        self._abilities: frozenset[str] = frozenset()
        self._offered: tuple[str, ...] = ()
        self.menu: QMenu | None = None
        self.clicked.connect(self._open)
        self.retranslate()

    @property
    def count(self) -> int:
        """How many things a model must be."""
        return len(self._terms) + len(self._abilities)

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return self.count > 0

    def take_catalogue(self, catalogue: Catalogue) -> None:
        """The abilities there are."""
        there = {ability for tag in catalogue.tags for ability in tag.capabilities}
        self._offered = tuple(name for name, _ in words.abilities() if name in there)

    def apply(self, wanted: SearchQuery) -> SearchQuery:
        """The same wish with what is chosen here."""
        return replace(wanted, capabilities=self._abilities, **{term: term in self._terms for term in TERMS})

    def reset(self) -> None:
        """Nothing is left out any more; the order stays."""
        self._terms = self._abilities = frozenset()
        self.retranslate()

    # Menus.

    def _open(self) -> None:
        self.menu = menu = Menu(self)
        menu.aboutToHide.connect(self._closed)
        for name, text in words.abilities():
            if name in self._offered:
                self._add(menu, text[:1].upper() + text[1:], name in self._abilities, partial(self._flip_ability, name))
        menu.addSeparator()
        for term in TERMS:
            self._add(menu, self._term(term), term in self._terms, partial(self._flip_term, term))
        menu.addSeparator()
        group = QActionGroup(menu)
        for order in Order:
            group.addAction(self._add(menu, self._order(order), order is self.order, partial(self._choose, order)))
        open_below(menu, self)
        self._show_state()

    def _closed(self) -> None:
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = None

    def _add(self, menu: QMenu, text: str, on: bool, do: Callable[[], None]) -> QAction:
        action = QAction(text, menu)
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(lambda _on: do())
        menu.addAction(action)
        return action

    def _flip_ability(self, name: str) -> None:
        self._abilities ^= {name}
        self._tell()

    def _flip_term(self, term: str) -> None:
        self._terms ^= {term}
        self._tell()

    def _choose(self, order: Order) -> None:
        self.order = order
        self._tell()

    def _tell(self) -> None:
        self.retranslate()
        self.changed.emit()

    # Words.

    def _term(self, term: str) -> str:
        match term:
            case "commercial":
                return self.tr("May be used in business")
            case "downloadable":
                return self.tr("Can be downloaded")
        return self.tr("Runs on the built-in engine")

    def _order(self, order: Order) -> str:
        match order:
            case Order.NAME:
                return self.tr("By name")
            case Order.NEWEST:
                return self.tr("Newest first")
            case Order.SMALLEST:
                return self.tr("Smallest first")
            case Order.LARGEST:
                return self.tr("Largest first")
        return self.tr("By lab")

    def _show_state(self) -> None:
        """A pill that a click has put down is up again where nothing was chosen with it."""
        self.setChecked(self.narrow or self.order is not Order.BEST)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.setText(self.tr("Filter · {n}").format(n=self.count) if self.count else self.tr("Filter"))
        self.setToolTip(
            self.tr("What a model must be able to do, and the order: {order}").format(order=self._order(self.order))
        )
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(self.toolTip())
        self._show_state()
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
