"""Opens the dialogs of the Models page: variant, import, models on this computer.

Each is imported when it is first opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from teahouse.services.catalogue.events import ComputerEvent
from teahouse.services.models.events import DetailsEvent, FileEvent, MadeEvent, MakingEvent, ModelEntry
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.notices import Notices
from teahouse.ui.models.offers import Offers
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.models.import_dialog import ImportDialog
    from teahouse.ui.models.local_dialog import LocalModelsDialog
    from teahouse.ui.models.variant_dialog import VariantDialog


class Workshop(QObject):
    """`chat` carries the name of a new model. One dialog of each kind is open at a time."""

    chat = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, offers: Offers, note: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._offers = offers
        self._note = note
        self._widget = parent
        self.variant: VariantDialog | None = None
        self.importing: ImportDialog | None = None
        self.local: LocalModelsDialog | None = None

    def make_variant(self, entry: ModelEntry) -> None:
        """Open a variant of a model."""
        from teahouse.ui.models.variant_dialog import VariantDialog

        if self.variant is not None:
            self.variant.close()
        name = entry.card.name
        engine = self._offers.computer.engine
        self.variant = VariantDialog(self._bridge, self._theme, name, self._widget, engine=engine)
        self.variant.chat.connect(self.chat)
        self._show_dialog(self.variant)
        self._bridge.run_command(lambda services: services.models.read_details(name))

    def find_local_models(self) -> None:
        """Open the models of other programs on this computer; nothing is read yet. The dialog is kept."""
        from teahouse.ui.models.local_dialog import LocalModelsDialog

        if self.local is None:
            self.local = LocalModelsDialog(self._bridge, self._theme, self._offers, self._widget)
            self.local.chat.connect(self.chat)
            self.local.importing.connect(self.import_file)
        self.local.show()

    def locate_file(self, entry: ModelEntry) -> None:
        """Ask where the file of a model is now."""
        name = entry.card.name
        dialog = QFileDialog(self._widget, self.tr("The file of {model}").format(model=name))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("GGUF files (*.gguf)"))
        dialog.fileSelected.connect(lambda path: self.replace_file(name, path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def replace_file(self, name: str, path: str) -> None:
        """Let a model use another file from now on."""
        self._bridge.run_command(lambda services: services.model_builder.replace_file(name, path))

    def choose_file(self) -> None:
        """Ask for a GGUF file."""
        dialog = QFileDialog(self._widget, self.tr("A GGUF file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("GGUF files (*.gguf)"))
        dialog.fileSelected.connect(self.import_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def import_file(self, path: str, vision: str = "") -> None:
        """Open the import of a GGUF file, with its vision part if there is one."""
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
        self._show_dialog(self.importing)

    def _show_dialog(self, dialog: QDialog) -> None:
        dialog.finished.connect(lambda: self._forget_dialog(dialog))
        dialog.show()

    def _forget_dialog(self, dialog: QDialog) -> None:
        """Drop a closed dialog, unless another one has replaced it."""
        if self.variant is dialog:
            self.variant = None
        elif self.importing is dialog:
            self.importing = None

    # Events.

    def take_event(self, event: object) -> None:
        """Pass events to their dialog; a model made while no dialog is open is shown in a notice."""
        match event:
            case DetailsEvent() if self.variant is not None:
                self.variant.take_details(event)
            case ComputerEvent() if self.importing is not None:
                self.importing.take_computer(event.circumstances)
            case FileEvent() if self.importing is not None:
                self.importing.take_file(event)
            case MakingEvent() | MadeEvent():
                for dialog in (self.variant, self.importing):
                    if dialog is not None:
                        dialog.take_event(event)
                searching = self.local is not None and self.local.isVisible()
                if isinstance(event, MadeEvent) and self.variant is None and self.importing is None and not searching:
                    self._show_outcome(event)

    def handle_reply_events(self, burst: list[Any]) -> None:
        """Pass events of replies to the open try-out, which ignores those of other conversations."""
        if self.variant is not None:
            for event in burst:
                self.variant.trying.handle_event(event)

    def _show_outcome(self, event: MadeEvent) -> None:
        if event.made:
            self._note.show_info(lambda: self.tr("{model} is made.").format(model=event.model))
        elif (trouble := event.trouble) is not None:
            self._note.show_warning(lambda: sentence(trouble))


def gguf_files_in(mime: QMimeData) -> tuple[str, str]:
    """The paths of a dragged GGUF file and of its vision part ("mmproj" in its name); empty where there is none."""
    paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    found = [path for path in paths if Path(path).suffix.lower() == ".gguf"]
    vision = [path for path in found if "mmproj" in Path(path).name.lower()]
    if len(found) == 2 and len(vision) == 1:
        return next(path for path in found if path not in vision), vision[0]
    return (found[0], "") if len(found) == 1 else ("", "")
