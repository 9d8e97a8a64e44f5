"""The Models room: header, three pages, and the strip of the pull that goes on; what the person does goes out."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from teahouse.core.pulls import Pull
from teahouse.services.models.events import DiskEvent, ModelsEvent
from teahouse.ui import pull_words
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.notices import Notices, Said
from teahouse.ui.models.catalogue_page import CataloguePage
from teahouse.ui.models.downloads_page import DownloadsPage
from teahouse.ui.models.event_handler import PAUSED, ListSources, ModelsEventHandler
from teahouse.ui.models.header import CATALOGUE, DOWNLOADS, INSTALLED, ModelsHeader, Strip
from teahouse.ui.models.installed_page import InstalledPage
from teahouse.ui.models.model_actions import ModelActions
from teahouse.ui.models.offers import Offers
from teahouse.ui.models.pull_actions import PullActions, PullConfirmation, Queue
from teahouse.ui.models.workshop import Workshop, gguf_in
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme


class ModelsPages(QStackedWidget):
    """The room's three pages. Those behind the first are built when they are wanted: the room opens sooner.

    `opened` carries one of `header.PAGES`. What pages ask of others: `model_deed` and `pull_deed` a deed and what it is
    done to, `again` to ask the host again, `at_once` to pull so many at the same time, `resume_all` to go on with all
    that are paused.
    """

    opened = Signal(str)
    model_deed = Signal(str, object)
    pull_deed = Signal(str, object)
    again = Signal()
    at_once = Signal(int)
    resume_all = Signal()

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        offers: Offers,
        wishes: PullConfirmation,
        queue: Queue,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._preferences = preferences
        self._queue = queue
        self._models: ModelsEvent | None = None
        self._disk: DiskEvent | None = None
        self.name = CATALOGUE  # of the page that is open
        self.catalogue = CataloguePage(theme, offers, wishes, self)
        self.addWidget(self.catalogue)

    @cached_property
    def installed(self) -> InstalledPage:
        """The page of installed models."""
        page = InstalledPage(self._theme, self)
        page.look.connect(lambda: self.open(CATALOGUE))
        page.again.connect(self.again)
        page.act.connect(self.model_deed)
        if self._models is not None:
            page.take_models(self._models)
        if self._disk is not None:
            page.take_disk(self._disk)
        self.addWidget(page)
        return page

    @cached_property
    def downloads(self) -> DownloadsPage:
        """The page of downloads."""
        page = DownloadsPage(self._theme, self._queue, self)
        page.look.connect(lambda: self.open(CATALOGUE))
        page.show_at_once(self._preferences.values.pulls_at_once)
        page.at_once.connect(self.at_once)
        page.resume_all.connect(self.resume_all)
        page.act.connect(self.pull_deed)
        self.addWidget(page)
        return page

    def focus_content(self) -> None:
        """Give the keyboard to what the page lists."""
        page = self.currentWidget()
        if page is not None:
            (self.catalogue.view if page is self.catalogue else page).setFocus()

    def open(self, name: str) -> None:
        """Open one of `header.PAGES`."""
        self.name = name
        if name == INSTALLED:
            self.setCurrentWidget(self.installed)
        elif name == DOWNLOADS:
            self.setCurrentWidget(self.downloads)
        else:
            self.setCurrentWidget(self.catalogue)
        self.opened.emit(name)

    def _is_built(self, name: str) -> bool:
        return name in self.__dict__  # where a cached property keeps what it made

    def take_models(self, event: ModelsEvent) -> None:
        """All models of the host."""
        self._models = event
        if self._is_built(INSTALLED):
            self.installed.take_models(event)

    def follow(self, old: str, new: str) -> None:
        """A model is called otherwise from the next list on."""
        if self._is_built(INSTALLED):
            self.installed.follow(old, new)

    def take_disk(self, event: DiskEvent) -> None:
        """What the models take of the disk."""
        self._disk = event
        if self._is_built(INSTALLED):
            self.installed.take_disk(event)

    def refresh_pull(self, pull: Pull) -> None:
        """One pull has other figures."""
        if self._is_built(DOWNLOADS):
            self.downloads.refresh(pull)

    def rebuild_queue(self) -> None:
        """The queue is another one."""
        if self._is_built(DOWNLOADS):
            self.downloads.rebuild()


REFUSED = "refused pull"
LOW = 320  # pixels of height; below them there is no strip


class ModelsPage(FocusGroup, QWidget):
    """`chat` carries the name of a model to talk to, `look_up` one to look at before it is pulled."""

    chat = Signal(str)
    look_up = Signal(str)

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._offered_to_resume = False
        self._preferences = preferences
        self._theme = theme
        self.offers, self.queue = Offers(), Queue()
        self.wishes = PullConfirmation(bridge, theme, self.offers, self)
        self.deeds = PullActions(bridge, theme, self)
        self.lists = ListSources(bridge, theme, self)
        self.header = ModelsHeader(theme, self)
        self.pages = ModelsPages(theme, preferences, self.offers, self.wishes, self.queue, self)
        self.strip = Strip(theme, self)
        self.note = Notices(theme, self.pages, at_bottom=lambda _height: True)
        self.model_deeds = ModelActions(bridge, theme, self.note, self)
        self.workshop = Workshop(bridge, theme, self.offers, self.note, self)
        self._lay_out()
        self._join()
        self._hearing = ModelsEventHandler(self, bridge)
        for question in (
            lambda services: services.catalogue.open_catalogue(),
            lambda services: services.library.refresh_models(),
            lambda services: services.pulls.list_pulls(),
            lambda services: services.models.measure_disk(),
        ):
            bridge.ask(question)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.pages, 1)
        column.addWidget(self.strip)
        self.setAcceptDrops(True)
        self.enter_at(self.header.field)

    def _join(self) -> None:
        pages, catalogue, field = self.pages, self.pages.catalogue, self.header.field
        self.header.page.connect(pages.open)
        self.header.import_file.connect(self.workshop.choose_file)
        field.textChanged.connect(self._on_typed)
        field.returnPressed.connect(self._on_entered)
        field.down.connect(lambda: pages.focus_content())
        catalogue.look_up.connect(self.look_up)
        catalogue.cleared.connect(field.clear)
        catalogue.test_memory.connect(lambda: self._bridge.ask(lambda services: services.catalogue.test_memory()))
        catalogue.newer.connect(self.lists.open_menu)
        pages.opened.connect(self._on_opened)
        pages.model_deed.connect(self.model_deeds.act)
        pages.pull_deed.connect(self.deeds.act)
        pages.again.connect(self._look_again)
        pages.at_once.connect(self._pull_at_once)
        pages.resume_all.connect(self.resume_all)
        self.strip.act.connect(self.deeds.act)
        self.model_deeds.study.connect(self.workshop.study)
        self.model_deeds.vary.connect(self.workshop.vary)
        for giver in (catalogue, self.deeds, self.model_deeds, self.workshop):
            giver.chat.connect(self.chat)
        self.wishes.refused.connect(lambda trouble: self.note.warn(lambda: sentence(trouble), about=REFUSED))

    # What can be asked of the room.

    def show_page(self, name: str) -> None:
        """Show one of `header.PAGES`."""
        self.pages.open(name)

    def search_catalogue(self, text: str) -> None:
        """Look for something in the catalogue."""
        self.show_page(CATALOGUE)
        self.header.field.setText(text)
        self.header.field.setFocus()

    def look(self) -> None:
        """What is free may be another amount now; asked for only while somebody sees it."""
        if self.isVisible():
            self._bridge.ask(lambda services: services.catalogue.read_computer())

    def show_strip(self) -> None:
        """The pull that runs, else the one that came last. Its own page tells better; a low room is for its page."""
        done = self.queue.done
        shown = self.queue.running or (done[-1] if done else None)
        if self.pages.name == DOWNLOADS or self.height() < self._theme.px(LOW):
            shown = None
        self.strip.show_pull(shown, max(0, len(self.queue.active) - 1))

    def offer_to_resume(self) -> None:
        """Say once that pulls are paused, as after a restart, and offer to go on with all of them."""
        if self._offered_to_resume or not self.queue.paused or self.queue.active:
            return
        self._offered_to_resume = True
        self.note.say(
            Said(
                PAUSED,
                lambda: pull_words.paused(len(self.queue.paused)),
                lambda: ((self.tr("Resume all"), self.resume_all),),
                serious=False,
            )
        )

    def resume_all(self) -> None:
        """Go on with all pulls that are paused."""
        self._bridge.ask(lambda services: services.pulls.resume_all_pulls())

    # What the person does.

    def _on_opened(self, name: str) -> None:
        self.header.show_page(name)
        self.show_strip()

    def _on_typed(self, text: str) -> None:
        if text and self.pages.name != CATALOGUE:
            self.show_page(CATALOGUE)
        self.pages.catalogue.type(text)
        self.note.take_back(REFUSED)

    def _on_entered(self) -> None:
        """Enter pulls what is a name, and goes to the cards otherwise."""
        text, catalogue = self.header.field.text(), self.pages.catalogue
        if catalogue.typed_bar.isVisible():
            if self.wishes.text(text):
                self.header.field.clear()
        elif catalogue.view.cards.rowCount():
            catalogue.view.setFocus()

    def _pull_at_once(self, number: int) -> None:
        self._preferences.change(pulls_at_once=number)
        self._bridge.ask(lambda services: services.pulls.set_parallel_pulls(number))

    def _look_again(self) -> None:
        self._bridge.ask(lambda services: services.hosts.find_host_again())
        self._bridge.ask(lambda services: services.library.refresh_models())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_strip()

    # A file that is dragged here.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if gguf_in(event.mimeData())[0]:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.workshop.import_file(*gguf_in(event.mimeData()))
        event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()
