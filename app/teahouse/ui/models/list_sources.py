"""The sources of another catalogue: the signed one, a file, an address, or the one that came with the app."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from teahouse.core.errors import Problem, Trouble
from teahouse.services.catalogue.events import CatalogueEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.dialog import Question, ask_question
from teahouse.ui.kit.notices import Notices
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.style import Theme

WIDTH = 480  # of the dialog for an address

LIST = "catalogue"


class ListSources(QObject):
    """The menu of sources of a catalogue, and the result.

    Nothing is sent before an entry is chosen. An address without TLS and a catalogue that is not signed are used only
    after a confirmation.
    """

    def __init__(self, bridge: Bridge, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._widget = parent
        self._has_feed = False
        self.menu: QMenu | None = None
        self.question: Question | None = None

    def open_menu(self, anchor: QWidget) -> None:
        """Open the menu below a widget."""
        self.menu = Menu(self._widget)
        if self._has_feed:
            self.menu.addAction(self.tr("Look for a newer one now")).triggered.connect(self._look_for_newer)
            self.menu.addSeparator()
        self.menu.addAction(self.tr("From a file…")).triggered.connect(lambda: self.from_file())
        self.menu.addAction(self.tr("From an address…")).triggered.connect(lambda: self.from_address())
        self.menu.addSeparator()
        self.menu.addAction(self.tr("The one that came with Teahouse")).triggered.connect(self._restore_shipped)
        self.menu.aboutToHide.connect(self._forget_menu)
        open_below(self.menu, anchor)

    def from_file(self) -> None:
        """Ask for a file."""
        dialog = QFileDialog(self._widget, self.tr("Another catalogue"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Catalogues (*.json)"))
        self._open_dialog(dialog, dialog.fileSelected)

    def from_address(self) -> None:
        """Ask for an address."""
        dialog = QInputDialog(self._widget)
        dialog.setWindowTitle(self.tr("Another catalogue"))
        dialog.setLabelText(self.tr("Address of a catalogue (https://…)"))
        dialog.resize(self._theme.px(WIDTH), dialog.sizeHint().height())
        self._open_dialog(dialog, dialog.textValueSelected)

    def _open_dialog(self, dialog: QFileDialog | QInputDialog, chosen: SignalInstance) -> None:
        chosen.connect(self.adopt_list)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def adopt_list(self, source: str) -> None:
        """Load the catalogue from a file or an address; ask before one without TLS."""
        source = source.strip()
        if source.casefold().startswith("http://"):
            self._ask_question(
                self.tr("Load it without encryption?"),
                self.tr(
                    "{address} is not encrypted: everybody on the way can see and change what it sends. "
                    "With https:// in front it would be."
                ).format(address=source),
                self.tr("Load it anyway"),
                lambda: self._load_list(source),
            )
        elif source:
            self._load_list(source)

    def _load_list(self, source: str) -> None:
        self._bridge.run_command(lambda services: services.catalogue.adopt_catalogue(source))

    def _look_for_newer(self) -> None:
        self._bridge.run_command(lambda services: services.catalogue.update_catalogue())

    def _restore_shipped(self) -> None:
        self._bridge.run_command(lambda services: services.catalogue.forget_adopted())

    def _ask_question(self, title: str, text: str, do: str, then: Callable[[], None]) -> None:
        self.question = ask_question(
            self._theme, self._widget, title, text, (do, then), (self.tr("Cancel"), lambda: None)
        )
        self.question.destroyed.connect(self._forget_question)

    def _forget_question(self) -> None:
        self.question = None

    def _forget_menu(self) -> None:
        self.menu = None

    def _ask_about_unsigned(self, date: str) -> None:
        self._ask_question(
            self.tr("Use a catalogue that is not signed?"),
            self.tr(
                "The catalogue of {date} does not bear the signature of the makers of Teahouse. Its names, sizes and "
                "licences may be wrong, and its models may come from anywhere. Use it only if you know who made it."
            ).format(date=numbers.date(date)),
            self.tr("Use it"),
            lambda: self._bridge.run_command(lambda services: services.catalogue.adopt_unsigned()),
        )

    def _describe_trouble(self, trouble: Trouble) -> str:
        if trouble.problem not in (Problem.HOST_UNREACHABLE, Problem.HOST_SILENT):
            return sentence(trouble)
        text = self.tr("No catalogue came from {address}. The one before stays; check the address and the network.")
        return text.format(**trouble.facts)

    def show_outcome(self, event: CatalogueEvent, note: Notices) -> None:
        """Show the result in a notice, or ask about a catalogue that is not signed."""
        self._has_feed = event.has_feed
        if event.unsigned:
            self._ask_about_unsigned(event.unsigned)
        elif isinstance(trouble := event.trouble, Trouble):
            note.show_warning(lambda: self._describe_trouble(trouble), about=LIST)
        elif event.trouble is not None:
            text = QT_TRANSLATE_NOOP("ListSources", "That catalogue cannot be used: {why}. The one before stays.")
            note.show_warning(lambda: self.tr(text).format(why=str(event.trouble)), about=LIST)
        elif (event.replaced or event.newest) and event.catalogue is not None:
            made = event.catalogue.date
            in_use = QT_TRANSLATE_NOOP("ListSources", "The catalogue of {date} is in use now.")
            newest = QT_TRANSLATE_NOOP("ListSources", "There is none newer than that of {date}, which is in use.")
            said = newest if event.newest else in_use
            note.show_info(lambda: self.tr(said).format(date=numbers.date(made)), about=LIST)
