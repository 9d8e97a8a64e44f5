"""Menus of the catalogue: the families by lab, and the sizes of a family with their bytes and whether they fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from teahouse.core.catalogue import Family, Lab, Tag
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent
from teahouse.services.models.events import ModelsEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.locales import lab_name
from teahouse.ui.models import words
from teahouse.ui.models.offers import Offers
from teahouse.ui.models.pull_actions import PullConfirmation
from teahouse.ui.style import Theme


def fill_sizes(
    menu: QMenu, family: Family, offers: Offers, choose: Callable[[Tag], None], current: Tag | None = None
) -> None:
    """Add an action for every size of a family to a menu; `current` is checked."""
    for tag in family.tags:
        action = QAction(size_text(tag, offers), menu)
        if current is not None:
            action.setCheckable(True)
            action.setChecked(tag.id == current.id)
        action.triggered.connect(lambda _on=False, t=tag: choose(t))
        menu.addAction(action)


def size_text(tag: Tag, offers: Offers) -> str:
    """A size and its fit on this computer: "8B · 5.2 GB · Q4_K_M — Fits · about 9 tok/s"."""
    parts = [words.size_of(tag), tag.quantization]
    fit = words.installed() if offers.is_installed(tag) else words.fit(offers.estimate_of(tag), tag)[0]
    if tag.downloadable and not offers.runs_here(tag):
        fit = words.needs_ollama()
    text = " · ".join(part for part in parts if part)
    return f"{text}\t{fit}".replace("&", "&&") if fit else text


class CatalogueMenu(QObject):
    """Fills `menu`; a chosen size is pulled, after a question if something speaks against it."""

    def __init__(self, bridge: Bridge, theme: Theme, window: QWidget, menu: QMenu) -> None:
        super().__init__(menu)
        self._bridge = bridge
        self._offers = Offers()
        self.pull_confirmation = PullConfirmation(bridge, theme, self._offers, window)
        self.menu = menu
        self._asked = False
        menu.aboutToShow.connect(self._on_open)
        bridge.subscribe(self._handle_events, CatalogueEvent, ComputerEvent, ModelsEvent)

    def _handle_events(self, burst: list[Any]) -> None:
        for event in burst:
            match event:
                case CatalogueEvent():
                    self._offers.take_search(event.search)
                    if self._asked:
                        self._fill_menu()
                case ComputerEvent():
                    self._offers.take_computer(event)
                case ModelsEvent():
                    self._offers.take_installed(tuple(entry.card.name for entry in event.models))

    def _on_open(self) -> None:
        if not self._asked:
            self._asked = True
            self._bridge.run_command(lambda services: services.catalogue.open_catalogue())
            self._bridge.run_command(lambda services: services.library.refresh_models())
        self._fill_menu()

    def _fill_menu(self) -> None:
        self.menu.clear()
        catalogue = self._offers.catalogue
        if catalogue is None:
            self.menu.addAction(self.tr("Reading the catalogue…")).setEnabled(False)
            return
        for lab in catalogue.labs:
            families = [family for family in catalogue.families if family.lab == lab.id]
            if families:
                self._add_lab(lab, families)

    def _add_lab(self, lab: Lab, families: list[Family]) -> None:
        menu = self.menu.addMenu(lab_name(lab))
        _once(menu, lambda: self._add_families(menu, families))

    def _add_families(self, above: QMenu, families: list[Family]) -> None:
        for family in families:
            self._add_family(above, family)

    def _add_family(self, above: QMenu, family: Family) -> None:
        menu = above.addMenu(family.title)
        _once(menu, lambda: fill_sizes(menu, family, self._offers, self._pull_tag))

    def _pull_tag(self, tag: Tag) -> None:
        self.pull_confirmation.request_tag(tag)


def _once(menu: QMenu, fill: Callable[[], object]) -> None:
    """Fill a menu each time it is opened: the fit may have changed since the last time."""

    def refill() -> None:
        menu.clear()
        fill()

    menu.aboutToShow.connect(refill)
