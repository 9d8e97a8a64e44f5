"""The Models page: header, three parts, and the strip with the running pull."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from teahouse.core.host import HostCapabilities
from teahouse.ui import pull_words
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.notices import Notice, Notices
from teahouse.ui.models.event_handler import PAUSED, ModelsEventHandler
from teahouse.ui.models.header import ModelsHeader, ModelsTab, PullStrip
from teahouse.ui.models.list_sources import ListSources
from teahouse.ui.models.model_actions import ModelActions
from teahouse.ui.models.model_page_opener import ModelPageOpener
from teahouse.ui.models.offers import Offers
from teahouse.ui.models.pages import ModelsPages
from teahouse.ui.models.pull_actions import PullActions, PullConfirmation, PullList
from teahouse.ui.models.workshop import Workshop, gguf_files_in
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.models.hub_dialog import HubDialog

REFUSED = "refused pull"
ELSEWHERE = "models elsewhere"  # the host's models cannot be changed from here
LOW = 320  # pixels of height; below them there is no strip


class ModelsPage(FocusGroup, QWidget):
    """`chat` carries the name of a model to chat with, `compare` those to compare, `study` one to open in the Workshop,
    `look_up` one to check before it is pulled; `other_host`: choose another host."""

    chat = Signal(str)
    compare = Signal(object)
    study = Signal(str)
    look_up = Signal(str)
    other_host = Signal()

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._offered_to_resume = False
        self._preferences = preferences
        self._theme = theme
        self.hub_dialog: HubDialog | None = None
        self.offers, self.queue = Offers(), PullList()
        self.pull_confirmation = PullConfirmation(bridge, theme, self.offers, self)
        self.pull_actions = PullActions(bridge, theme, self)
        self.lists = ListSources(bridge, theme, self)
        self.header = ModelsHeader(theme, self)
        self.pages = ModelsPages(theme, preferences, self.offers, self.pull_confirmation, self.queue, self)
        self.strip = PullStrip(theme, self)
        self.note = Notices(theme, self.pages, at_bottom=lambda _height: True)
        self.model_actions = ModelActions(bridge, theme, self.note, self)
        self.workshop = Workshop(bridge, theme, self.offers, self.note, self)
        self.model_page = ModelPageOpener(bridge, theme, self.offers, self.pages, self.note, self)
        self._lay_out()
        self._connect_signals()
        self._events = ModelsEventHandler(
            bridge,
            self,
            queue=self.queue,
            offers=self.offers,
            header=self.header,
            pages=self.pages,
            note=self.note,
            lists=self.lists,
            workshop=self.workshop,
            model_page=self.model_page,
            model_actions=self.model_actions,
        )
        for question in (
            lambda services: services.catalogue.open_catalogue(),
            lambda services: services.library.refresh_models(),
            lambda services: services.pulls.list_pulls(),
            lambda services: services.models.measure_disk(),
        ):
            bridge.run_command(question)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.pages, 1)
        column.addWidget(self.strip)
        self.setAcceptDrops(True)
        self.enter_at(self.header.field)

    def _connect_signals(self) -> None:
        pages, catalogue, field = self.pages, self.pages.catalogue, self.header.field
        self.header.page.connect(pages.open_page)
        self.header.import_file.connect(self.workshop.choose_file)
        field.textChanged.connect(self._on_typed)
        field.returnPressed.connect(self._on_entered)
        field.down.connect(lambda: pages.focus_content())
        catalogue.look_up.connect(self.look_up)
        catalogue.other_host.connect(self.other_host)
        catalogue.cleared.connect(field.clear)
        catalogue.test_memory.connect(
            lambda: self._bridge.run_command(lambda services: services.catalogue.test_memory())
        )
        catalogue.recommend.connect(
            lambda context: self._bridge.run_command(lambda services: services.catalogue.recommend_models(context))
        )
        catalogue.newer.connect(self.lists.open_menu)
        catalogue.search_hubs.connect(self.open_hub_search)
        pages.find_local.connect(self.find_local_models)
        pages.opened.connect(self._on_opened)
        pages.model_action.connect(self.model_actions.run_action)
        pages.pull_action.connect(self.pull_actions.run_action)
        pages.again.connect(self._look_again)
        pages.at_once.connect(self._pull_at_once)
        pages.resume_all.connect(self.resume_all)
        self.strip.act.connect(self.pull_actions.run_action)
        self.model_actions.study.connect(self.model_page.open_model)
        self.model_page.compare.connect(self.compare)
        self.model_page.study.connect(self.study)
        catalogue.open_model.connect(self.open_model)
        self.model_actions.vary.connect(self.workshop.make_variant)
        self.model_actions.locate.connect(self.workshop.locate_file)
        for giver in (catalogue, self.pull_actions, self.model_actions, self.workshop):
            giver.chat.connect(self.chat)
        self.pull_confirmation.refused.connect(
            lambda trouble: self.note.show_warning(lambda: sentence(trouble), about=REFUSED)
        )

    def find_local_models(self) -> None:
        """Open the dialog that finds models of other programs; nothing is read yet."""
        self.show_page(ModelsTab.INSTALLED)
        self.workshop.find_local_models()

    def show_page(self, name: ModelsTab) -> None:
        """Show a part of the page."""
        self.pages.open_page(name)

    def open_model(self, name: str) -> None:
        """Open the page of an installed model."""
        self.model_page.open_name(name)

    def show_downloads(self) -> None:
        """Show the downloads."""
        self.show_page(ModelsTab.DOWNLOADS)

    def search_catalogue(self, text: str) -> None:
        """Search the catalogue."""
        self.show_page(ModelsTab.CATALOGUE)
        self.header.field.setText(text)
        self.header.field.setFocus()

    def open_hub_search(self, text: str) -> None:
        """Open the dialog that searches the hubs; nothing is sent yet."""
        from teahouse.ui.models.hub_dialog import HubDialog

        if self.hub_dialog is None:
            self.hub_dialog = HubDialog(self._bridge, self._theme, self.offers, self.pull_confirmation, self)
        self.hub_dialog.open_for(text)

    def look_for_memory(self) -> None:
        """Read the free memory again, only while the page is visible."""
        if self.isVisible():
            self._bridge.run_command(lambda services: services.catalogue.read_computer())

    def show_capabilities(self, capabilities: HostCapabilities) -> None:
        """Offer only what the host can do, and say where its models come from."""
        self.header.importing.setVisible(capabilities.manages_models)
        self.pages.show_capabilities(capabilities)
        self.model_page.show_capabilities(capabilities)
        if capabilities.manages_models:
            self.note.withdraw_notice(ELSEWHERE)
        else:
            self.note.show_notice(
                Notice(
                    ELSEWHERE,
                    lambda: self.tr(
                        "This host is an OpenAI-compatible server: its models are loaded and changed where it runs."
                    ),
                    serious=False,
                )
            )

    def open_chat(self, model: str) -> None:
        """Begin a chat with a model."""
        self.chat.emit(model)

    def show_strip(self) -> None:
        """Show the running pull, else the last finished one; nothing on the page of downloads or on a low page."""
        done = self.queue.done
        shown = self.queue.running or (done[-1] if done else None)
        if self.pages.name is ModelsTab.DOWNLOADS or self.height() < self._theme.px(LOW):
            shown = None
        focused = self.window().focusWidget()
        if shown is None and focused is not None and self.strip.isAncestorOf(focused):
            self.header.pages.pill_of(ModelsTab.DOWNLOADS).setFocus()  # where it can be resumed
        self.strip.show_pull(shown, max(0, len(self.queue.active) - 1))

    def offer_to_resume(self) -> None:
        """Show once that pulls are paused, as after a restart, and offer to resume all."""
        if self._offered_to_resume or not self.queue.paused or self.queue.active:
            return
        self._offered_to_resume = True
        self.note.show_notice(
            Notice(
                PAUSED,
                lambda: pull_words.paused(len(self.queue.paused)),
                lambda: ((self.tr("Resume all"), self.resume_all),),
                serious=False,
            )
        )

    def resume_all(self) -> None:
        """Resume all paused pulls."""
        self._bridge.run_command(lambda services: services.pulls.resume_all_pulls())

    # Input.

    def _on_opened(self, name: ModelsTab) -> None:
        self.header.show_page(name)
        self.show_strip()

    def _on_typed(self, text: str) -> None:
        if text and self.pages.name is not ModelsTab.CATALOGUE:
            self.show_page(ModelsTab.CATALOGUE)
        self.pages.catalogue.set_typed_text(text)
        self.note.withdraw_notice(REFUSED)

    def _on_entered(self) -> None:
        """Pull the text if it is a name; else focus the cards."""
        text, catalogue = self.header.field.text(), self.pages.catalogue
        if catalogue.typed_bar.isVisible():
            if self.pull_confirmation.request_text(text):
                self.header.field.clear()
        elif catalogue.view.cards.rowCount():
            catalogue.view.setFocus()

    def _pull_at_once(self, number: int) -> None:
        self._preferences.change(pulls_at_once=number)
        self._bridge.run_command(lambda services: services.pulls.set_parallel_pulls(number))

    def _look_again(self) -> None:
        self._bridge.run_command(lambda services: services.hosts.find_host())
        self._bridge.run_command(lambda services: services.library.refresh_models())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_strip()

    # Dropped files.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if gguf_files_in(event.mimeData())[0]:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.workshop.import_file(*gguf_files_in(event.mimeData()))
        event.acceptProposedAction()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look_for_memory()
