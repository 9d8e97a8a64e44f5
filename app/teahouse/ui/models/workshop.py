"""The page's dialogs about models that are here or are to be made: study one, vary one, make one of a file.

A dialog is imported when it is opened: the page itself is there sooner.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from teahouse.core.architecture import Architecture
from teahouse.services.catalogue.events import ComputerEvent
from teahouse.services.models.events import DetailsEvent, FileEvent, MadeEvent, MakingEvent, ModelEntry
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.notices import Notices
from teahouse.ui.models import words
from teahouse.ui.models.offers import Offers
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.models.details_dialog import DetailsDialog
    from teahouse.ui.models.import_dialog import ImportDialog
    from teahouse.ui.models.variant_dialog import VariantDialog


class Workshop(QObject):
    """`chat` carries the name of a model that was made. One dialog of a kind is open at a time."""

    chat = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, offers: Offers, note: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._offers = offers
        self._note = note
        self._widget = parent
        self.details: DetailsDialog | None = None
        self.variant: VariantDialog | None = None
        self.importing: ImportDialog | None = None

    def show_details(self, entry: ModelEntry) -> None:
        """Open all about a model."""
        from teahouse.ui.models.details_dialog import DetailsDialog

        if self.details is not None:
            self.details.close()
        name = entry.card.name
        self.details = DetailsDialog(self._theme, name, self._widget, partial(self._here, entry.card.digest))
        self._show(self.details)
        self._bridge.run_command(lambda services: services.models.read_details(name))

    def _here(self, digest: str, build: Architecture | None) -> str:
        """How a model does on this computer, and how well that was known before."""
        circumstances = self._offers.computer.circumstances
        if circumstances is None or build is None:
            return ""
        outlook = circumstances.outlook_for(build, self._offers.context, digest)
        longest = words.longest(circumstances.longest_on_gpu(build, digest))
        told = (words.where(outlook), words.speed(outlook), longest, words.lesson(circumstances.lesson_of(digest)))
        return " ".join(filter(None, told))

    def make_variant(self, entry: ModelEntry) -> None:
        """Open a variant of a model."""
        from teahouse.ui.models.variant_dialog import VariantDialog

        if self.variant is not None:
            self.variant.close()
        name = entry.card.name
        self.variant = VariantDialog(self._bridge, self._theme, name, self._widget)
        self.variant.chat.connect(self.chat)
        self._show(self.variant)
        self._bridge.run_command(lambda services: services.models.read_details(name))

    def choose_file(self) -> None:
        """Ask for a GGUF file."""
        dialog = QFileDialog(self._widget, self.tr("A GGUF file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("GGUF files (*.gguf)"))
        dialog.fileSelected.connect(self.import_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_file(self, path: str, vision: str = "") -> None:
        """Make a model of a file, and perhaps of its vision part, after a look at it."""
        from teahouse.ui.models.import_dialog import ImportDialog

        if self.importing is not None:
            self.importing.close()
        offers, computer = self._offers, self._offers.computer
        self.importing = ImportDialog(
            self._bridge,
            self._theme,
            path,
            computer.circumstances,
            offers.context,
            self._widget,
            engine=computer.engine,
        )
        self.importing.chat.connect(self.chat)
        if vision:
            self.importing.add_vision(vision)
        self._show(self.importing)

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(lambda: self._forget(dialog))
        dialog.show()

    def _forget(self, dialog: QDialog) -> None:
        """A dialog is closed; another one may be open in its place."""
        if self.details is dialog:
            self.details = None
        elif self.variant is dialog:
            self.variant = None
        elif self.importing is dialog:
            self.importing = None

    # Events.

    def take_event(self, event: Any) -> None:
        """Hand events to the dialog it is for; what was made while no dialog was open is said above the pages."""
        match event:
            case DetailsEvent():
                if self.details is not None:
                    self.details.take_event(event)
                if self.variant is not None:
                    self.variant.take_details(event)
            case ComputerEvent() if self.importing is not None:
                self.importing.take_computer(event.circumstances)
            case FileEvent() if self.importing is not None:
                self.importing.take_file(event)
            case MakingEvent() | MadeEvent():
                for dialog in (self.variant, self.importing):
                    if dialog is not None:
                        dialog.take_event(event)
                if isinstance(event, MadeEvent) and self.variant is None and self.importing is None:
                    self._say(event)

    def handle_reply_events(self, burst: list[Any]) -> None:
        """Hand events of replies to the try-out that is open, which knows its own."""
        if self.variant is not None:
            for event in burst:
                self.variant.trying.handle_event(event)

    def _say(self, event: MadeEvent) -> None:
        if event.made:
            self._note.show_info(lambda: self.tr("{model} is made.").format(model=event.model))
        elif (trouble := event.trouble) is not None:
            self._note.show_warning(lambda: sentence(trouble))


def gguf_files_in(mime: QMimeData) -> tuple[str, str]:
    """The path of the GGUF file that is being dragged, and that of its vision part if it comes along (by its name, as
    such files bear it); empty for anything else."""
    paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    found = [path for path in paths if Path(path).suffix.lower() == ".gguf"]
    vision = [path for path in found if "mmproj" in Path(path).name.lower()]
    if len(found) == 2 and len(vision) == 1:
        return next(path for path in found if path not in vision), vision[0]
    return (found[0], "") if len(found) == 1 else ("", "")
