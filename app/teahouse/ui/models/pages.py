"""The three parts of the Models page behind its tabs: catalogue, installed models, downloads."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.host import HostCapabilities
from teahouse.core.pulls import Pull
from teahouse.services.models.events import DiskEvent, ModelsEvent
from teahouse.ui.kit.layout import PageStack
from teahouse.ui.models.catalogue_page import CataloguePage
from teahouse.ui.models.downloads_page import DownloadsPage
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.models.installed_page import InstalledPage
from teahouse.ui.models.offers import Offers
from teahouse.ui.models.pull_actions import PullConfirmation, PullList
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme


class ModelsPages(PageStack):
    """The three parts; the second and the third are built when they are first opened.

    `opened` carries a `ModelsTab`, `model_action` and `pull_action` an action and its subjects, `at_once` the number of
    pulls at the same time; `again`: ask the host again; `find_local`: find models on this computer; `resume_all`:
    resume all paused pulls.
    """

    opened = Signal(object)
    model_action = Signal(object, object)
    pull_action = Signal(object, object)
    again = Signal()
    find_local = Signal()
    at_once = Signal(int)
    resume_all = Signal()

    def __init__(
        self,
        theme: Theme,
        preferences: Preferences,
        offers: Offers,
        pull_confirmation: PullConfirmation,
        queue: PullList,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._preferences = preferences
        self._queue = queue
        self._models: ModelsEvent | None = None
        self._model_page: QWidget | None = None
        self._disk: DiskEvent | None = None
        self._capabilities = HostCapabilities()
        self.name = ModelsTab.CATALOGUE  # of the page that is open
        self.catalogue = CataloguePage(theme, offers, pull_confirmation, self)
        self.addWidget(self.catalogue)

    def show_capabilities(self, capabilities: HostCapabilities) -> None:
        """Offer only what the host can do."""
        self._capabilities = capabilities
        if self._is_built("installed"):
            self.installed.show_capabilities(capabilities)

    @cached_property
    def installed(self) -> InstalledPage:
        """The page of installed models."""
        page = InstalledPage(self._theme, self)
        page.look.connect(lambda: self.open_page(ModelsTab.CATALOGUE))
        page.again.connect(self.again)
        page.find_local.connect(self.find_local)
        page.act.connect(self.model_action)
        if self._models is not None:
            page.take_models(self._models)
        if self._disk is not None:
            page.take_disk(self._disk)
        page.show_capabilities(self._capabilities)
        self.addWidget(page)
        return page

    @cached_property
    def downloads(self) -> DownloadsPage:
        """The page of downloads."""
        page = DownloadsPage(self._theme, self._queue, self)
        page.look.connect(lambda: self.open_page(ModelsTab.CATALOGUE))
        page.show_at_once(self._preferences.values.pulls_at_once)
        page.at_once.connect(self.at_once)
        page.resume_all.connect(self.resume_all)
        page.act.connect(self.pull_action)
        self.addWidget(page)
        return page

    def focus_content(self) -> None:
        """Give the keyboard to the list of the part."""
        page = self.currentWidget()
        if page is not None:
            (self.catalogue.view if page is self.catalogue else page).setFocus()

    def open_page(self, name: ModelsTab) -> None:
        """Open a part of the page; it is built when it is first opened."""
        self.name = name
        if name is ModelsTab.INSTALLED:
            self.setCurrentWidget(self.installed)
        elif name is ModelsTab.DOWNLOADS:
            self.setCurrentWidget(self.downloads)
        else:
            self.setCurrentWidget(self.catalogue)
        if self._model_page is not None:
            self.removeWidget(self._model_page)  # a hidden page would still need its width
        self.opened.emit(name)

    def show_model_page(self, page: QWidget) -> None:
        """Show the page of a model in place of the parts; `open_page` leaves it."""
        self._model_page = page
        self.addWidget(page)  # does nothing for one that is in already
        self.setCurrentWidget(page)

    def _is_built(self, name: str) -> bool:
        return name in self.__dict__  # where a cached property stores its value

    def take_models(self, event: ModelsEvent) -> None:
        """Show all models of the host."""
        self._models = event
        if self._is_built(ModelsTab.INSTALLED):
            self.installed.take_models(event)

    def follow_rename(self, old: str, new: str) -> None:
        """Prepare for a list that has a model under a new name."""
        if self._is_built(ModelsTab.INSTALLED):
            self.installed.follow_rename(old, new)

    def take_disk(self, event: DiskEvent) -> None:
        """Show the bytes of the models on disk."""
        self._disk = event
        if self._is_built(ModelsTab.INSTALLED):
            self.installed.take_disk(event)

    def refresh_pull(self, pull: Pull) -> None:
        """Update the row of one pull."""
        if self._is_built(ModelsTab.DOWNLOADS):
            self.downloads.refresh_row(pull)

    def rebuild_queue(self) -> None:
        """Show the changed queue."""
        if self._is_built(ModelsTab.DOWNLOADS):
            self.downloads.rebuild_rows()
