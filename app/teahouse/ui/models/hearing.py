"""What the Models room hears: each piece of news goes to whoever shows it.

What is on its way and what is here is shown on every page: cards know it, and the header counts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from teahouse.services.catalogue_news import CatalogueNews, ComputerNews
from teahouse.services.models_news import (
    CopiedNews,
    DeletedNews,
    DetailsNews,
    DiskNews,
    FileNews,
    MadeNews,
    MakingNews,
    NewerNews,
)
from teahouse.services.news import (
    HostNews,
    HostState,
    MemoryNews,
    ModelsNews,
    PhaseNews,
    PieceNews,
    ReplyNews,
    RethoughtNews,
)
from teahouse.services.pull_news import DiscardedNews, PulledNews, PullNews, PullsNews, UnpulledNews
from teahouse.ui import pull_words
from teahouse.ui.bridge import Bridge
from teahouse.ui.models.header import DOWNLOADS, INSTALLED

if TYPE_CHECKING:
    from teahouse.ui.models.room import ModelsRoom

translate = QCoreApplication.translate

PAUSED = "paused pulls"

HEARD = (
    CatalogueNews,
    ComputerNews,
    ModelsNews,
    MemoryNews,
    HostNews,
    PullsNews,
    PullNews,
    PulledNews,
    UnpulledNews,
    DiscardedNews,
    DetailsNews,
    DiskNews,
    CopiedNews,
    DeletedNews,
    NewerNews,
    FileNews,
    MakingNews,
    MadeNews,
)
GENERATED = (PieceNews, RethoughtNews, PhaseNews, ReplyNews)  # of a try-out among others


class Hearing:
    """Belongs to one room."""

    def __init__(self, room: ModelsRoom, bridge: Bridge) -> None:
        self._room = room
        self._bridge = bridge
        self._here: set[str] = set()  # names of the models of the list before
        bridge.listen(self._on_news, *HEARD)
        bridge.listen(room.workshop.take_generated, *GENERATED)

    def _on_news(self, burst: list[Any]) -> None:
        taken = [self._take(news) for news in burst]
        if any(taken):
            self._show_queue()

    def _take(self, news: Any) -> bool:
        """Take one piece of news; whether the queue is another one now."""
        room = self._room
        match news:
            case PullsNews(pulls):
                room.queue.take_all(pulls)
                room.offer_to_resume()
                return True
            case PullNews(pull) if room.queue.take(pull):
                return True
            case PullNews(pull):
                room.pages.refresh_pull(pull)
                room.show_strip()
            case UnpulledNews(text, trouble):
                room.note.warn(lambda: pull_words.unpulled(text, trouble), about=about_model(text))
            case PulledNews(name):
                self._say_here(name)
            case DiscardedNews(name, kept):
                self._say_given_up(name, kept)
            case HostNews(HostState.FAILED, trouble=trouble):
                self._take_models(ModelsNews((), trouble))  # those of the host before are not here
            case MemoryNews() | HostNews():
                room.look()
            case ModelsNews():
                self._take_models(news)
            case _:
                self._take_other(news)
        return False

    def _take_other(self, news: Any) -> None:
        """News that are for one part alone, or two."""
        room = self._room
        match news:
            case CatalogueNews():
                room.pages.catalogue.take_catalogue(news)
                room.lists.take(news, room.note)
            case ComputerNews():
                room.pages.catalogue.take_computer(news)
                room.workshop.take(news)
            case DiskNews():
                room.pages.take_disk(news)
                room.model_deeds.take_disk(news)
            case CopiedNews() | DeletedNews() | NewerNews():
                if isinstance(news, CopiedNews) and news.renamed and news.trouble is None:
                    room.pages.follow(news.model, news.to)
                room.model_deeds.take(news)
            case _:
                room.workshop.take(news)

    def _take_models(self, news: ModelsNews) -> None:
        room = self._room
        self._forget_models(news)
        room.pages.take_models(news)
        room.header.count(INSTALLED, len(news.models))
        room.offers.take_installed(tuple(entry.card.name for entry in news.models))
        room.pages.catalogue.refresh()
        room.look()
        if room.isVisible():
            self._bridge.ask(lambda services: services.models.disk())

    def _forget_models(self, news: ModelsNews) -> None:
        """What was said of a model that is not here any more holds no longer."""
        here = {entry.card.name for entry in news.models}
        for name in self._here - here:
            self._room.note.take_back(about_model(name))
        self._here = here

    def _say_here(self, name: str) -> None:
        room = self._room
        room.note.tell(
            lambda: translate("ModelsRoom", "{model} is here.").format(model=name),
            lambda: (translate("ModelsRoom", "Chat with it now"), lambda: room.chat.emit(name)),
            about=about_model(name),
        )

    def _say_given_up(self, name: str, kept: bool) -> None:
        if kept:
            text = QT_TRANSLATE_NOOP(
                "ModelsRoom", "{model} was given up. What had arrived is deleted when Ollama starts the next time."
            )
            self._room.note.tell(lambda: translate("ModelsRoom", text).format(model=name), about=about_model(name))

    def _show_queue(self) -> None:
        room = self._room
        if not room.queue.paused:
            room.note.take_back(PAUSED)
        for pull in room.queue.active:
            room.note.take_back(about_model(pull.name))  # it is on its way: what went wrong before is over
        room.header.count(DOWNLOADS, len(room.queue.active) + len(room.queue.shelf))
        room.pages.rebuild_queue()
        room.offers.take_pulling(room.queue.shares())
        room.pages.catalogue.refresh()
        room.show_strip()


def about_model(name: str) -> str:
    """What notices about a model are about: a newer one takes the place of an older, and all go with the model."""
    return f"model {name}"
