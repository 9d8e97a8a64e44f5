"""The events of the Models page: each goes to the widgets that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication

from teahouse.core.errors import Trouble
from teahouse.core.host import HostCapabilities
from teahouse.services.catalogue.events import CatalogueEvent, ComputerEvent, RecommendedEvent
from teahouse.services.generation.events import PhaseEvent, PieceEvent, ReplyEvent, RethoughtEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.measurements.events import ModelFiguresEvent
from teahouse.services.models.events import (
    CopiedEvent,
    DeletedEvent,
    DetailsEvent,
    DiskEvent,
    FileEvent,
    LineageEvent,
    MadeEvent,
    MakingEvent,
    MemoryEvent,
    ModelsEvent,
    NewerEvent,
)
from teahouse.services.pulls.events import DiscardedEvent, PulledEvent, PullEvent, PullsEvent, UnpulledEvent
from teahouse.ui import pull_words
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP
from teahouse.ui.kit.notices import Notices
from teahouse.ui.models.header import ModelsHeader, ModelsTab

if TYPE_CHECKING:
    from teahouse.ui.models.list_sources import ListSources
    from teahouse.ui.models.model_actions import ModelActions
    from teahouse.ui.models.model_page_opener import ModelPageOpener
    from teahouse.ui.models.offers import Offers
    from teahouse.ui.models.pages import ModelsPages
    from teahouse.ui.models.pull_actions import PullList
    from teahouse.ui.models.workshop import Workshop


translate = QCoreApplication.translate

PAUSED = "paused pulls"

EVENTS = (
    CatalogueEvent,
    ComputerEvent,
    RecommendedEvent,
    ModelsEvent,
    MemoryEvent,
    HostEvent,
    PullsEvent,
    PullEvent,
    PulledEvent,
    UnpulledEvent,
    DiscardedEvent,
    DetailsEvent,
    LineageEvent,
    ModelFiguresEvent,
    DiskEvent,
    CopiedEvent,
    DeletedEvent,
    NewerEvent,
    FileEvent,
    MakingEvent,
    MadeEvent,
)
GENERATED = (PieceEvent, RethoughtEvent, PhaseEvent, ReplyEvent)  # of a try-out among others


class PageActions(Protocol):
    """The methods of the page that the event handler calls."""

    def isVisible(self) -> bool: ...

    def look_for_memory(self) -> None:
        """Read the free memory."""

    def show_capabilities(self, capabilities: HostCapabilities) -> None:
        """Offer only what the host can do."""

    def show_strip(self) -> None:
        """Show the running pull."""

    def offer_to_resume(self) -> None:
        """Offer once to resume paused pulls."""

    def open_chat(self, model: str) -> None:
        """Begin a chat with a model."""


class ModelsEventHandler:
    """Passes events to the parts of the page that show them."""

    def __init__(
        self,
        bridge: Bridge,
        page: PageActions,
        *,
        queue: PullList,
        offers: Offers,
        header: ModelsHeader,
        pages: ModelsPages,
        note: Notices,
        lists: ListSources,
        workshop: Workshop,
        model_page: ModelPageOpener,
        model_actions: ModelActions,
    ) -> None:
        self._bridge = bridge
        self._page = page
        self._queue = queue
        self._offers = offers
        self._header = header
        self._pages = pages
        self._note = note
        self._lists = lists
        self._workshop = workshop
        self._model_page = model_page
        self._model_actions = model_actions
        self._here: set[str] = set()  # names of the models of the list before
        bridge.subscribe(self._handle_events, *EVENTS)
        bridge.subscribe(workshop.handle_reply_events, *GENERATED)

    def _handle_events(self, burst: list[Any]) -> None:
        taken = [self._handle_event(event) for event in burst]
        if any(taken):
            self._show_queue()

    def _handle_event(self, event: object) -> bool:
        """Handle one event; return whether the queue has changed."""
        match event:
            case PullsEvent(pulls):
                self._queue.take_all(pulls)
                self._page.offer_to_resume()
                return True
            case PullEvent(pull) if self._queue.take_pull(pull):
                return True
            case PullEvent(pull):
                self._pages.refresh_pull(pull)
                self._page.show_strip()
            case UnpulledEvent(text, trouble) if trouble is not None:
                self._say_unpulled(text, trouble)
            case PulledEvent(name):
                self._say_here(name)
            case DiscardedEvent(name, kept):
                self._say_given_up(name, kept)
            case HostEvent(HostState.FAILED, trouble=trouble):
                self._take_models(ModelsEvent((), trouble))  # those of the host before are not here
            case HostEvent():
                self._page.show_capabilities(event.capabilities)
                self._page.look_for_memory()
            case MemoryEvent():
                self._page.look_for_memory()
            case ModelsEvent():
                self._take_models(event)
            case _:
                self._take_other(event)
        return False

    def _take_other(self, event: object) -> None:
        """Handle the events of single parts."""
        match event:
            case CatalogueEvent():
                self._pages.catalogue.take_catalogue(event)
                self._lists.show_outcome(event, self._note)
            case ComputerEvent():
                self._pages.catalogue.take_computer(event)
                self._workshop.take_event(event)
            case RecommendedEvent():
                self._pages.catalogue.take_recommended(event)
            case DiskEvent():
                self._pages.take_disk(event)
                self._model_actions.take_disk(event)
            case CopiedEvent() | DeletedEvent() | NewerEvent():
                if isinstance(event, CopiedEvent) and event.renamed and event.trouble is None:
                    self._pages.follow_rename(event.model, event.to)
                    self._model_page.follow_rename(event.model, event.to)
                self._model_actions.take_event(event)
            case DetailsEvent() | LineageEvent() | ModelFiguresEvent():
                self._model_page.take_event(event)
                self._workshop.take_event(event)
            case _:
                self._workshop.take_event(event)

    def _take_models(self, event: ModelsEvent) -> None:
        self._forget_models(event)
        self._pages.take_models(event)
        self._model_page.take_models(event.models)
        self._header.show_count(ModelsTab.INSTALLED, len(event.models))
        self._offers.take_installed(tuple(entry.card.name for entry in event.models))
        self._pages.catalogue.refresh_cards()
        self._page.look_for_memory()
        if self._page.isVisible():
            self._bridge.run_command(lambda services: services.models.measure_disk())

    def _forget_models(self, event: ModelsEvent) -> None:
        """Withdraw the notices about models that are gone."""
        here = {entry.card.name for entry in event.models}
        for name in self._here - here:
            self._note.withdraw_notice(about_model(name))
        self._here = here

    def _say_unpulled(self, text: str, trouble: Trouble) -> None:
        self._note.show_warning(lambda: pull_words.unpulled(text, trouble), about=about_model(text))

    def _say_here(self, name: str) -> None:
        self._note.show_info(
            lambda: translate("ModelsPage", "{model} is here.").format(model=name),
            lambda: (translate("ModelsPage", "Chat with it now"), lambda: self._page.open_chat(name)),
            about=about_model(name),
        )

    def _say_given_up(self, name: str, kept: bool) -> None:
        if kept:
            text = QT_TRANSLATE_NOOP(
                "ModelsPage", "{model} was given up. What had arrived is deleted when Ollama starts the next time."
            )
            self._note.show_info(lambda: translate("ModelsPage", text).format(model=name), about=about_model(name))

    def _show_queue(self) -> None:
        if not self._queue.paused:
            self._note.withdraw_notice(PAUSED)
        for pull in self._queue.active:
            self._note.withdraw_notice(about_model(pull.name))  # it is on its way: what went wrong before is over
        self._header.show_count(ModelsTab.DOWNLOADS, len(self._queue.active) + len(self._queue.shelf))
        self._pages.rebuild_queue()
        self._offers.take_pulling(self._queue.shares_by_name())
        self._pages.catalogue.refresh_cards()
        self._page.show_strip()


def about_model(name: str) -> str:
    """The subject of notices about a model: a newer notice replaces an older one, and both go with the model."""
    return f"model {name}"
