"""Another catalogue: from a file, from an address, or back to the one that came with the app."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from teahouse.core.errors import Problem, Trouble
from teahouse.services.catalogue_events import CatalogueEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.marking import QT_TRANSLATE_NOOP
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.menus import Menu, open_below
from teahouse.ui.kit.notices import Notices
from teahouse.ui.style import Theme

WIDTH = 480  # of the dialog for an address

LIST = "catalogue"


class ListSources(QObject):
    """Opens the menu below its button, and says what became of it."""

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._widget = parent
        self.menu: QMenu | None = None

    def open_menu(self, anchor: QWidget) -> None:
        """Offer where another list can come from."""
        self.menu = Menu(self._widget)
        self.menu.addAction(self.tr("From a file…")).triggered.connect(lambda: self.from_file())
        self.menu.addAction(self.tr("From an address…")).triggered.connect(lambda: self.from_address())
        self.menu.addSeparator()
        self.menu.addAction(self.tr("The one that came with Teahouse")).triggered.connect(lambda: self._forget())
        self.menu.aboutToHide.connect(self._closed)
        open_below(self.menu, anchor)

    def from_file(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self._widget, self.tr("Another catalogue"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Catalogues (*.json)"))
        self._open(dialog, dialog.fileSelected)

    def from_address(self) -> None:
        """Ask for an address."""
        dialog = QInputDialog(self._widget)
        dialog.setWindowTitle(self.tr("Another catalogue"))
        dialog.setLabelText(self.tr("Address of a catalogue (https://…)"))
        dialog.resize(self._theme.px(WIDTH), dialog.sizeHint().height())
        self._open(dialog, dialog.textValueSelected)

    def _open(self, dialog: QFileDialog | QInputDialog, chosen) -> None:
        chosen.connect(self.adopt)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def adopt(self, source: str) -> None:
        """Take a file or an address."""
        if source.strip():
            self._bridge.ask(lambda services: services.catalogue.adopt(source.strip()))

    def _forget(self) -> None:
        self._bridge.ask(lambda services: services.catalogue.forget())

    def _closed(self) -> None:
        self.menu = None

    def _sentence(self, trouble: Trouble) -> str:
        if trouble.problem not in (Problem.HOST_UNREACHABLE, Problem.HOST_SILENT):
            return sentence(trouble)
        text = self.tr("No catalogue came from {address}. The one before stays; check the address and the network.")
        return text.format(**trouble.facts)

    def take(self, event: CatalogueEvent, note: Notices) -> None:
        """Say what became of it."""
        if isinstance(event.trouble, Trouble):
            note.warn(lambda: self._sentence(event.trouble), about=LIST)
        elif event.trouble is not None:
            text = QT_TRANSLATE_NOOP("ListSources", "That catalogue cannot be used: {why}. The one before stays.")
            note.warn(lambda: self.tr(text).format(why=str(event.trouble)), about=LIST)
        elif event.replaced and event.catalogue is not None:
            text, made = (
                QT_TRANSLATE_NOOP("ListSources", "The catalogue of {date} is in use now."),
                event.catalogue.date,
            )
            note.tell(lambda: self.tr(text).format(date=numbers.date(made)), about=LIST)
