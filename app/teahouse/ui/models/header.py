"""The room's header: its name, its three pages with how much is on each, the field, and a file from this computer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.line_field import LineField
from teahouse.ui.kit.page_header import PageHeader
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.reveal_animation import Wipe
from teahouse.ui.kit.wrapping_row import WrappingRow
from teahouse.ui.style import Theme

CATALOGUE, INSTALLED, DOWNLOADS = "catalogue", "installed", "downloads"
PAGES = (CATALOGUE, INSTALLED, DOWNLOADS)
FIELD = 260
LETTERS = 14  # that fit into the field where it shares its line
NARROW = 720  # below this width the title makes room


class PullField(LineField):
    """Down goes to what was found."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class ModelsHeader(PageHeader):
    """`page` carries one of `PAGES`; `import_file`: choose a GGUF file."""

    page = Signal(str)
    import_file = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._counts = {INSTALLED: 0, DOWNLOADS: 0}
        self.title = QLabel(self)
        self.pages = PillRow(theme, self, pages=True)
        self.field = PullField(self)
        self.importing = Button(parent=self)
        self.title.setContentsMargins(0, 0, 4, 0)
        end = WrappingRow()
        end.add_field(self.field, LETTERS)
        end.addWidget(self.importing)
        row = WrappingRow(self)
        row.setContentsMargins(18, 8, 18, 9)
        row.addWidget(self.title)
        row.addWidget(self.pages)
        row.add_stretch()
        row.add_row(end)
        self.pages.chosen.connect(self.page)
        self.field.setMaximumWidth(theme.px(FIELD))
        self.wipe = Wipe(self.field, theme)
        self.importing.clicked.connect(self.import_file)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))
        self.field.setMaximumWidth(self._theme.px(FIELD))

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        self.pages.choose(name)

    def count(self, name: str, count: int) -> None:
        """How much is on a page."""
        self._counts[name] = count
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.title.setText(self.tr("Models"))
        names = {CATALOGUE: self.tr("Catalogue"), INSTALLED: self.tr("Installed"), DOWNLOADS: self.tr("Downloads")}
        counted = {name: f" {count}" for name, count in self._counts.items() if count}
        self.pages.offer([(name, words + counted.get(name, "")) for name, words in names.items()], self.tr("More"))
        self.pages.setAccessibleName(self.tr("What to show"))
        self.field.setPlaceholderText(self.tr("Name, lab or hf.co/… to pull"))
        self.field.setToolTip(self.field.placeholderText())  # whole, where there is no room for it
        self.field.setAccessibleName(self.tr("Look for a model, or name one to pull"))
        self.importing.setText(self.tr("Import GGUF…"))
        self.importing.setToolTip(self.tr("Make a model of a file on this computer; you can drag it here, too"))

    def resizeEvent(self, event: QEvent) -> None:
        super().resizeEvent(event)
        self.title.setVisible(self.width() >= self._theme.px(NARROW))
