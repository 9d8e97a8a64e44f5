"""A model to begin with, for somebody who has none: found in the catalogue when it is needed, and pulled if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.no_models_view import NoModelsView

if TYPE_CHECKING:
    from teahouse.core.catalogue import Catalogue
    from teahouse.core.pulls import Pull
    from teahouse.services.catalogue_events import ComputerEvent
    from teahouse.services.services import Services

CONTEXT = 4096  # tokens, enough for a first talk


class ModelSuggestion(QObject):
    """Joined to the greeting's `no_models_view`. `catalogue`: the person wants to look at others."""

    catalogue = Signal()

    def __init__(self, bridge: Bridge, missing: NoModelsView, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._missing = missing
        self._listens = False
        self._catalogue: Catalogue | None = None
        self._computer: ComputerEvent | None = None
        missing.shown.connect(self._on_shown)
        missing.pull.connect(lambda model: bridge.ask(lambda services: services.pulls.pull(model)))
        missing.catalogue.connect(self.catalogue)

    def _on_shown(self) -> None:
        self._bridge.ask(self._begin)

    def _begin(self, services: Services) -> None:
        """The services are there, so their events can be imported."""
        from teahouse.services.catalogue_events import CatalogueEvent, ComputerEvent
        from teahouse.services.pull_events import PullEvent, PullsEvent

        if not self._listens:
            self._listens = True
            self._bridge.listen(self._handle_events, CatalogueEvent, ComputerEvent, PullEvent, PullsEvent)
        services.catalogue.open()
        services.pulls.list()

    def _handle_events(self, burst: list[Any]) -> None:
        from teahouse.services.catalogue_events import CatalogueEvent, ComputerEvent
        from teahouse.services.pull_events import PullEvent, PullsEvent

        if not self._missing.isVisible():
            return
        for event in burst:
            match event:
                case CatalogueEvent():
                    self._catalogue = event.catalogue
                    self._suggest()
                case ComputerEvent():
                    self._computer = event
                    self._suggest()
                case PullEvent(pull):
                    self._show((pull,))
                case PullsEvent(pulls):
                    self._show(pulls)

    def _suggest(self) -> None:
        """Offer one, and stay with it: an offer that changes under the pointer is none."""
        from teahouse.core.estimate import to_begin_with

        if self._catalogue is None or self._computer is None or self._missing.model:
            return
        circumstances = self._computer.circumstances
        tag = to_begin_with(self._catalogue, circumstances, CONTEXT, engine=self._computer.engine)
        if tag is None:
            return
        outlook = circumstances.of_tag(tag, CONTEXT) if circumstances else None
        size = tag.size or 0
        fits = outlook is not None and outlook.fit.fits
        self._missing.offer(tag.name, size, outlook.fit.need.total if outlook else round(size * 1.3), fits=fits)

    def _show(self, pulls: tuple[Pull, ...]) -> None:
        """How far a pull is: the one that was offered, or any other that goes on."""
        from teahouse.core.pulls import WANTS_TO_RUN
        from teahouse.ui.pull_words import share, state

        going = [pull for pull in pulls if pull.state in WANTS_TO_RUN]
        if going:
            self._missing.show_pulling(f"{going[0].name}: {state(going[0])}", share(going[0].figures))
        elif any(pull.name == self._missing.model for pull in pulls) or len(pulls) != 1:
            self._missing.show_pulling("", 0.0)
