"""Opens the page of a model among the parts of the Models page, and passes it its events. The page is imported and
built when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from teahouse.core.architecture import Architecture
from teahouse.core.errors import Trouble
from teahouse.core.host import HostCapabilities
from teahouse.core.model import same_model
from teahouse.services.measurements.events import ModelFiguresEvent
from teahouse.services.models.events import DetailsEvent, LineageEvent, ModelEntry
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.notices import Notices
from teahouse.ui.models import words
from teahouse.ui.models.offers import Offers
from teahouse.ui.models.pages import ModelsPages
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.models.model_page.page import ModelPage


class ModelPageOpener(QObject):
    """`compare` carries the names of models to compare, `study` that of one to open in the Workshop. `page` is None
    until the first model is opened."""

    compare = Signal(object)
    study = Signal(str)

    def __init__(
        self, bridge: Bridge, theme: Theme, offers: Offers, pages: ModelsPages, note: Notices, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._offers = offers
        self._pages = pages
        self._note = note
        self._entries: tuple[ModelEntry, ...] | None = None  # not known yet
        self._waiting = ""  # a model that is opened when the list of models comes
        self._capabilities = HostCapabilities()
        self._before: list[str] = []  # models whose pages were left for another model's
        self.page: ModelPage | None = None

    @property
    def is_open(self) -> bool:
        """Whether the page is what the Models page shows."""
        return self.page is not None and self._pages.currentWidget() is self.page

    def open_name(self, name: str) -> None:
        """Open the page of an installed model, now or when the list of models comes."""
        entry = self._find_entry(name)
        if entry is not None:
            self.open_model(entry)
        elif self._entries is None:
            self._waiting = name

    def open_model(self, entry: ModelEntry) -> None:
        """Open the page of a model, and ask for all it shows."""
        if not self.is_open:
            self._before.clear()
        elif self.page is not None and self.page.model != entry.card.name:
            self._before.append(self.page.model)
        self._show_model(entry)

    def _show_model(self, entry: ModelEntry) -> None:
        page = self._make_page()
        page.show_capabilities(manages_models=self._capabilities.manages_models)
        self._pages.show_model_page(page)
        page.show_model(entry, [each.card.name for each in self._entries or () if each.card.chats])
        name = entry.card.name
        for question in (
            lambda services: services.models.read_details(name),
            lambda services: services.models.read_lineage(name),
            lambda services: services.measurements.list_model_figures(name),
        ):
            self._bridge.run_command(question)

    def _make_page(self) -> ModelPage:
        from teahouse.ui.models.model_page.page import ModelPage

        if self.page is None:
            self.page = ModelPage(self._theme, self._offers, self._describe_fit, self._pages)
            self.page.back.connect(self.go_back)
            self.page.other.connect(self.open_name)
            self.page.compare.connect(self.compare)
            self.page.study.connect(self.study)
            self.page.act.connect(self._pages.model_action)
            self.page.saved.connect(self._say_saved)
        return self.page

    def go_back(self) -> None:
        """Return to the model whose page was open before, else to the part of the Models page."""
        while self._before:
            entry = self._find_entry(self._before.pop())
            if entry is not None:
                self._show_model(entry)
                return
        self._pages.open_page(self._pages.name)
        self._pages.focus_content()

    def _find_entry(self, name: str) -> ModelEntry | None:
        return next((entry for entry in self._entries or () if same_model(entry.card.name, name)), None)

    def _describe_fit(self, digest: str, build: Architecture | None) -> str:
        """Fit and speed of a model on this computer, with the measured deviation of the estimate."""
        circumstances = self._offers.computer.circumstances
        if circumstances is None or build is None:
            return ""
        estimate = circumstances.outlook_for(build, self._offers.context, digest)
        longest = words.longest(circumstances.longest_on_gpu(build, digest))
        told = (words.where(estimate), words.speed(estimate), longest, words.lesson(circumstances.lesson_of(digest)))
        return " ".join(filter(None, told))

    def _say_saved(self, path: str, trouble: Trouble | None) -> None:
        if trouble is None:
            self._note.show_info(lambda: self.tr("The diagram is in {path}.").format(path=path))
        else:
            self._note.show_warning(lambda: sentence(trouble))

    # Events.

    def take_models(self, entries: tuple[ModelEntry, ...]) -> None:
        """Take a new list of models; the page of a model that is gone is left."""
        self._entries = entries
        waiting, self._waiting = self._waiting, ""
        if waiting:
            self.open_name(waiting)
        if self.page is not None and not self.page.take_models(entries) and self.is_open:
            self.go_back()

    def follow_rename(self, old: str, new: str) -> None:
        """Open the page of a renamed model again when the list with its new name comes."""
        if self.is_open and self.page is not None and same_model(self.page.model, old):
            self._pages.open_page(self._pages.name)
            self._entries, self._waiting = None, new

    def show_capabilities(self, capabilities: HostCapabilities) -> None:
        """Offer only what the host can do."""
        self._capabilities = capabilities
        if self.page is not None:
            self.page.show_capabilities(manages_models=capabilities.manages_models)

    def take_event(self, event: DetailsEvent | LineageEvent | ModelFiguresEvent) -> None:
        """Pass an event to the page, which ignores those of other models."""
        if self.page is None:
            return
        match event:
            case DetailsEvent():
                self.page.take_details(event)
            case LineageEvent():
                self.page.take_lineage(event)
            case ModelFiguresEvent():
                self.page.take_figures(event)
