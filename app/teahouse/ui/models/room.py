"""The Models room: header, three pages, and the strip of the pull that goes on.

News come in and are handed to the pages; what the person does goes out through the bridge. What is on its way and what
is here is shown on every page: cards know it, and the header counts it.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

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
    TriedNews,
)
from teahouse.services.news import HostNews, MemoryNews, ModelsNews
from teahouse.services.pull_news import DiscardedNews, PulledNews, PullNews, PullsNews, UnpulledNews
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.note import Note
from teahouse.ui.models.catalogue_page import CataloguePage
from teahouse.ui.models.deeds import Deeds
from teahouse.ui.models.downloads_page import DownloadsPage
from teahouse.ui.models.header import CATALOGUE, DOWNLOADS, INSTALLED, Header
from teahouse.ui.models.installed_page import InstalledPage
from teahouse.ui.models.list_sources import ListSources
from teahouse.ui.models.model_deeds import ModelDeeds
from teahouse.ui.models.offers import Offers
from teahouse.ui.models.queue import Queue
from teahouse.ui.models.strip import Strip
from teahouse.ui.models.wishes import Wishes
from teahouse.ui.models.workshop import Workshop, gguf_in
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

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
    TriedNews,
)


class ModelsRoom(QWidget):
    """`chat` carries the name of a model to talk to, `look_up` one to look at before it is pulled."""

    chat = Signal(str)
    look_up = Signal(str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._preferences = preferences
        self.offers, self.queue = Offers(), Queue()
        self.wishes = Wishes(bridge, theme, self.offers, self)
        self.deeds = Deeds(bridge, theme, self)
        self.lists = ListSources(bridge, theme, self)
        self.header = Header(theme, self)
        self.note = Note(theme, self)
        self.catalogue = CataloguePage(theme, self.offers, self.wishes, self)
        self._models: ModelsNews | None = None
        self._disk: DiskNews | None = None
        self.strip = Strip(theme, self)
        self.model_deeds = ModelDeeds(bridge, theme, self.note, self)
        self.workshop = Workshop(bridge, theme, self.offers, self.note, self)
        self._pages = QStackedWidget(self)
        self._shown = CATALOGUE
        self._lay_out()
        self._join()
        bridge.listen(self._on_news, *HEARD)
        for question in (
            lambda services: services.catalogue.open(),
            lambda services: services.library.refresh(),
            lambda services: services.pulls.list(),
            lambda services: services.models.disk(),
        ):
            bridge.ask(question)

    def _lay_out(self) -> None:
        self._pages.addWidget(self.catalogue)
        above = QVBoxLayout()
        above.setContentsMargins(18, 0, 18, 0)
        above.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(above)
        column.addWidget(self._pages, 1)
        column.addWidget(self.strip)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self.header.field)

    def _join(self) -> None:
        self.header.page.connect(self.show_page)
        self.header.field.textChanged.connect(self._on_typed)
        self.header.field.returnPressed.connect(self._on_entered)
        self.header.field.down.connect(lambda: self._pages.currentWidget().setFocus())
        self.catalogue.chat.connect(self.chat)
        self.catalogue.look_up.connect(self.look_up)
        self.catalogue.cleared.connect(self.header.field.clear)
        self.catalogue.test_memory.connect(lambda: self._bridge.ask(lambda services: services.catalogue.test_memory()))
        self.catalogue.newer.connect(self.lists.open_menu)
        self.strip.act.connect(self.deeds.act)
        self.header.import_file.connect(self.workshop.choose_file)
        self.model_deeds.study.connect(self.workshop.study)
        self.model_deeds.vary.connect(self.workshop.vary)
        for giver in (self.deeds, self.model_deeds, self.workshop):
            giver.chat.connect(self.chat)
        self.wishes.refused.connect(self.note.warn)

    # The pages behind the first one are built when they are wanted: the room opens sooner.

    @cached_property
    def installed(self) -> InstalledPage:
        """The page of installed models."""
        page = InstalledPage(self._theme, self)
        page.look.connect(lambda: self.show_page(CATALOGUE))
        page.again.connect(self._look_again)
        page.act.connect(self.model_deeds.act)
        if self._models is not None:
            page.take_models(self._models)
        if self._disk is not None:
            page.take_disk(self._disk)
        self._pages.addWidget(page)
        return page

    @cached_property
    def downloads(self) -> DownloadsPage:
        """The page of downloads."""
        page = DownloadsPage(self._theme, self.queue, self)
        page.look.connect(lambda: self.show_page(CATALOGUE))
        page.show_at_once(self._preferences.values.pulls_at_once)
        page.at_once.connect(self._pull_at_once)
        page.act.connect(self.deeds.act)
        self._pages.addWidget(page)
        return page

    def _is_built(self, name: str) -> bool:
        return name in self.__dict__  # where a cached property keeps what it made

    # What can be asked of the room.

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._shown

    def show_page(self, name: str) -> None:
        """Show one of `header.PAGES`."""
        pages = {
            CATALOGUE: lambda: self.catalogue,
            INSTALLED: lambda: self.installed,
            DOWNLOADS: lambda: self.downloads,
        }
        self._shown = name
        self._pages.setCurrentWidget(pages[name]())
        self.header.show_page(name)
        self._show_strip()

    def find(self, text: str) -> None:
        """Look for something in the catalogue."""
        self.show_page(CATALOGUE)
        self.header.field.setText(text)
        self.header.field.setFocus()

    # What the person does.

    def _on_typed(self, text: str) -> None:
        if text and self.page != CATALOGUE:
            self.show_page(CATALOGUE)
        self.catalogue.type(text)

    def _on_entered(self) -> None:
        """Enter pulls what is a name, and goes to the cards otherwise."""
        text = self.header.field.text()
        if self.catalogue.typed_bar.isVisible():
            if self.wishes.text(text):
                self.header.field.clear()
        elif self.catalogue.view.cards.rowCount():
            self.catalogue.view.setFocus()

    def _pull_at_once(self, number: int) -> None:
        self._preferences.change(pulls_at_once=number)
        self._bridge.ask(lambda services: services.pulls.set_at_once(number))

    def _look_again(self) -> None:
        self._bridge.ask(lambda services: services.hosts.retry())
        self._bridge.ask(lambda services: services.library.refresh())

    # News.

    def _on_news(self, burst: list[Any]) -> None:
        again = False
        for news in burst:
            again = self._take(news) or again
        if again:
            self._show_queue()

    def _take(self, news: Any) -> bool:
        """Take one piece of news; whether the queue is another one now."""
        match news:
            case CatalogueNews():
                self.catalogue.take_catalogue(news)
                self.lists.take(news, self.note)
            case ComputerNews():
                self.catalogue.take_computer(news)
                self.workshop.take(news)
            case ModelsNews():
                self._take_models(news)
            case MemoryNews() | HostNews():
                self._look()
            case PullsNews(pulls):
                self.queue.take_all(pulls)
                return True
            case PullNews(pull):
                if self.queue.take(pull):
                    return True
                if self._is_built(DOWNLOADS):
                    self.downloads.refresh(pull)
                self._show_strip()
            case UnpulledNews():
                self.note.warn(sentence(news.trouble))
            case PulledNews() | DiscardedNews():
                self._say(news)
            case DiskNews():
                self._disk = news
                if self._is_built(INSTALLED):
                    self.installed.take_disk(news)
                self.model_deeds.take_disk(news)
            case CopiedNews() | DeletedNews() | NewerNews():
                self.model_deeds.take(news)
            case _:
                self.workshop.take(news)
        return False

    def _take_models(self, news: ModelsNews) -> None:
        self._models = news
        if self._is_built(INSTALLED):
            self.installed.take_models(news)
        self.header.count(INSTALLED, len(news.models))
        self.offers.take_installed(tuple(entry.card.name for entry in news.models))
        self.catalogue.refresh()
        self._look()
        if self.isVisible():
            self._bridge.ask(lambda services: services.models.disk())

    def _say(self, news: PulledNews | DiscardedNews) -> None:
        match news:
            case PulledNews(name, _):
                words = self.tr("{model} is here.").format(model=name)
                self.note.say(words, self.tr("Chat with it now"), lambda: self.chat.emit(name))
            case DiscardedNews(name, kept) if kept:
                text = self.tr("{model} was given up. What had arrived is deleted when Ollama starts the next time.")
                self.note.say(text.format(model=name))

    def _look(self) -> None:
        """What is free may be another amount now; asked for only while somebody sees it."""
        if self.isVisible():
            self._bridge.ask(lambda services: services.catalogue.look())

    def _show_queue(self) -> None:
        active, shelf = self.queue.active, self.queue.shelf
        self.header.count(DOWNLOADS, len(active) + len(shelf))
        if self._is_built(DOWNLOADS):
            self.downloads.rebuild()
        self.offers.take_pulling(self.queue.shares())
        self.catalogue.refresh()
        self._show_strip()

    def _show_strip(self) -> None:
        """The pull that runs; else the one that came last. Its own page tells better."""
        done = self.queue.done
        shown = self.queue.running or (done[-1] if done else None)
        if self.page == DOWNLOADS:
            shown = None
        others = max(0, len(self.queue.active) - 1)
        self.strip.show_pull(shown, others)

    # A file that is dragged here.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if gguf_in(event.mimeData())[0]:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.workshop.import_file(*gguf_in(event.mimeData()))
        event.acceptProposedAction()

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)
        self._look()
