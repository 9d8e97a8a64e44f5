"""The dialog that finds models of other programs on this computer. Nothing is read before Search is pressed.

First the folders that would be searched, then the models in them; on the built-in engine a model is used where it is,
for an Ollama it is imported.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.model import same_model
from teahouse.desktop.local_models import ModelsFolder
from teahouse.services.models.events import MadeEvent, ModelsEvent
from teahouse.services.models.local_events import LocalFoldersEvent, LocalModel, LocalModelsEvent, LocalSearchEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import ElidedLabel, Muted, Paragraph, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.painting import Bar
from teahouse.ui.kit.table import CellPainter, set_up_table, style_table
from teahouse.ui.models.local_tables import LocalFoldersModel, LocalModelsModel
from teahouse.ui.models.offers import Offers
from teahouse.ui.style import Theme

WIDTH, HEIGHT = 760, 520
LEAST = 120  # pixels of height of a table
FOLDER_WIDTHS = {1: 130}  # pixels of the columns beside the first
MODEL_WIDTHS = {1: 110, 2: 130, 3: 80, 4: 150}
WIDEST = 170  # per cent of that which a column takes for its texts
MEASURED = 50  # rows whose texts decide the width of a column


class FoldersTable(QTableView):
    """`toggled` carries the row whose check box was clicked, or on which Space was pressed."""

    toggled = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicked.connect(lambda index: self.toggled.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.toggled.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class LocalModelsDialog(Retranslated, Dialog):
    """Kept and opened again. `chat` carries the name of a model, `importing` the paths of a file and of its vision part
    (may be empty)."""

    chat = Signal(str)
    importing = Signal(str, str)

    def __init__(self, bridge: Bridge, theme: Theme, offers: Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._theme = theme
        self._offers = offers
        self._installed: tuple[str, ...] = ()  # names
        self._searching = False
        self._making = ""  # the name of the model that is being made
        self._ended = LocalModelsEvent()
        self.folders, self.models = LocalFoldersModel(self), LocalModelsModel(self)
        self.intro, self.cost = Paragraph("", self), Muted("", self, wraps=True)
        self.folders_view = self._make_table(FoldersTable(), self.folders)
        self.models_view = self._make_table(QTableView(), self.models)
        self.reading, self.bar = ElidedLabel("", self), Bar(theme, self)
        self.described, self.state = Paragraph("", self), StatusLabel("", self)
        self.add, self.search = Button(), Button(kind="primary")
        self.back, self.use = Button(), Button(kind="primary")
        self.pages = QStackedWidget(self)
        self._lay_out()
        self._connect_signals()
        self.retranslate()
        self._show_state()
        bridge.run_command(lambda services: services.local_models.list_folders())
        bridge.run_command(lambda services: services.library.refresh_models())

    def _make_table(self, view: QTableView, model: QAbstractTableModel) -> QTableView:
        set_up_table(view)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setModel(model)
        view.setItemDelegate(CellPainter(self._theme, view))
        header = view.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setResizeContentsPrecision(MEASURED)
        view.setMinimumHeight(self._theme.px(LEAST))
        return view

    def _lay_out(self) -> None:
        before, after = QWidget(), QWidget()
        foot = WrappingRow()
        foot.addWidget(self.add)
        foot.add_stretch()
        foot.addWidget(self.search)
        column = QVBoxLayout(before)
        column.addWidget(self.intro)
        column.addWidget(self.folders_view, 1)
        column.addLayout(foot)
        foot = WrappingRow()
        foot.addWidget(self.back)
        foot.add_stretch()
        foot.addWidget(self.use)
        column = QVBoxLayout(after)
        column.addWidget(self.reading)
        column.addWidget(self.bar)
        column.addWidget(self.models_view, 1)
        column.addWidget(self.described)
        column.addWidget(self.cost)
        column.addWidget(self.state)
        column.addLayout(foot)
        for page in (before, after):
            self.pages.addWidget(page)
            layout = page.layout()
            assert layout is not None
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(10)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.addWidget(self.pages)
        self._apply_style()
        self.resize(self._theme.px(WIDTH), self._theme.px(HEIGHT))

    def _apply_style(self) -> None:
        for view in (self.folders_view, self.models_view):
            style_table(view, self._theme)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Set the widths of the columns beside the first by their texts."""
        for view, widths in ((self.folders_view, FOLDER_WIDTHS), (self.models_view, MODEL_WIDTHS)):
            for column, width in widths.items():
                least, most = self._theme.px(width), self._theme.px(width * WIDEST / 100)
                view.horizontalHeader().resizeSection(column, min(most, max(least, view.sizeHintForColumn(column))))

    def _connect_signals(self) -> None:
        self._theme.changed.connect(self._apply_style)
        self.add.clicked.connect(self._choose_folder)
        self.search.clicked.connect(self._on_search)
        self.back.clicked.connect(self._on_back)
        self.use.clicked.connect(self._on_use)
        self.search.setDefault(True)
        self.pages.currentChanged.connect(lambda page: (self.use if page else self.search).setDefault(True))
        self.folders.dataChanged.connect(self._show_state)
        self.models_view.activated.connect(lambda _index: self.use.click())
        self.models_view.selectionModel().currentChanged.connect(lambda *_: self._show_state())
        if isinstance(self.folders_view, FoldersTable):
            self.folders_view.toggled.connect(self.folders.toggle_row)
        self._bridge.subscribe(
            self._handle_events, LocalFoldersEvent, LocalSearchEvent, LocalModelsEvent, MadeEvent, ModelsEvent
        )

    # Commands.

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("A folder with GGUF files"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.add_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def add_folder(self, path: str) -> None:
        """Search this folder, too."""
        self.folders.add_folders([ModelsFolder("", path)])
        self._fit_columns()
        self._show_state()

    def _on_search(self) -> None:
        chosen = self.folders.chosen
        self._searching = True
        self.models.show_models((), None, 0, engine=False)
        self.state.show_status("")
        self.reading.setText(self.tr("Searching…"))
        self.bar.show_share(0.0)
        self.pages.setCurrentIndex(1)
        self._bridge.run_command(lambda services: services.local_models.find_models(chosen))
        self._show_state()
        self.back.setFocus()

    def _on_back(self) -> None:
        """Stop the search, or go back to the folders."""
        if self._searching:
            self._bridge.run_command(lambda services: services.local_models.stop_search())
        else:
            self.pages.setCurrentIndex(0)
            self.folders_view.setFocus()

    def _on_use(self) -> None:
        model = self._chosen_model()
        if model is None:
            return
        if installed := self._installed_name(model):
            self.chat.emit(installed)
            self.close()
        elif self._in_place:
            name, paths = model.name, (*model.files, *filter(None, [model.projector]))
            self._making = name
            self.state.show_status("")
            self._bridge.run_command(lambda services: services.model_builder.use_files(name, paths))
        else:
            self.importing.emit(model.files[0], model.projector)
        self._show_state()

    @property
    def _in_place(self) -> bool:
        """Whether the host uses files where they are: the built-in engine on this computer."""
        computer = self._offers.computer
        return computer.engine and computer.circumstances is not None

    def _chosen_model(self) -> LocalModel | None:
        """The chosen model, if it can be used."""
        model, engine = self.models.model_at(self.models_view.currentIndex().row()), self._offers.computer.engine
        if model is None or model.trouble is not None or (engine and model.runs is False):
            return None
        return None if len(model.files) > 1 and not engine else model

    def _installed_name(self, model: LocalModel) -> str:
        return next((name for name in self._installed if same_model(name, model.name)), "")

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._searching:
            self._bridge.run_command(lambda services: services.local_models.stop_search())

    # Events.

    def _handle_events(self, burst: list[Any]) -> None:
        for event in burst:
            match event:
                case LocalFoldersEvent(folders):
                    self.folders.add_folders(folders)
                case LocalSearchEvent() if self._searching:
                    self._show_progress(event)
                case LocalModelsEvent() if self._searching:
                    self._take_models(event)
                case MadeEvent(model) if model == self._making:
                    self._take_made(event)
                case ModelsEvent(models):
                    self._installed = tuple(entry.card.name for entry in models)
        self._fit_columns()
        self._show_state()

    def _show_progress(self, event: LocalSearchEvent) -> None:
        self.bar.show_share(event.read / event.found if event.reading else 0.0)
        text = self.tr("Files found: {n}").format(n=numbers.count(event.found))
        self.reading.setText(f"{text} · {event.reading}" if event.reading else text)

    def _take_models(self, event: LocalModelsEvent) -> None:
        self._searching, self._ended = False, event
        if event.trouble is not None:
            self.state.show_status(sentence(event.trouble), bad=True)
        computer = self._offers.computer
        self.models.show_models(event.models, computer.circumstances, self._offers.context, engine=computer.engine)
        if event.models:
            self.models_view.setCurrentIndex(self.models.index(0, 0))
            self.models_view.setFocus()

    def _take_made(self, event: MadeEvent) -> None:
        self._making = ""
        if event.trouble is not None:
            self.state.show_status(sentence(event.trouble), bad=True)
        elif event.made:
            self.state.show_status(self.tr("{model} is ready.").format(model=event.model))
            self._installed += (event.model,)
            self.use.setFocus()

    # Texts.

    def _show_state(self) -> None:
        """Enable what can be done now, and describe the chosen row."""
        row, in_place = self.models_view.currentIndex().row(), self._in_place
        model = self._chosen_model()
        self.search.setEnabled(bool(self.folders.chosen))
        self.bar.setVisible(self._searching)
        if not self._searching:
            self.reading.setText(self._outcome_text())
        self.use.setEnabled(model is not None and not self._making)
        self.described.setText(self.models.describe_row(row))
        self.described.setVisible(bool(self.described.text()))
        self.cost.setText("" if model is None or self._installed_name(model) else self._cost_text(model))
        self.cost.setVisible(bool(self.cost.text()))
        self.back.setText(self.tr("Stop") if self._searching else self.tr("Back to the folders"))
        if model is not None and self._installed_name(model):
            self.use.setText(self.tr("Chat with it now"))
        else:
            self.use.setText(self.tr("Use it") if in_place else self.tr("Import…"))

    def _outcome_text(self) -> str:
        event = self._ended
        parts = [self.tr("%n model(s) found", "", len(event.models))]
        if event.stopped:
            parts.append(self.tr("the search was stopped"))
        if event.limited:
            parts.append(self.tr("there is more than is searched at once"))
        if event.unreadable:
            parts.append(self.tr("%n folder(s) could not be read", "", event.unreadable))
        return " · ".join(parts)

    def _cost_text(self, model: LocalModel) -> str:
        """What using it writes, and who may still delete it."""
        size = numbers.size(model.size)
        if not self._in_place:
            here = self._offers.computer.circumstances is not None
            text = (
                self.tr("Ollama keeps a copy of its own: {size} are written to the disk.")
                if here
                else self.tr("It is sent to the host on another computer: {size}.")
            )
            return text.format(size=size)
        if model.links:
            return self.tr("Nothing is copied. It stays here even if the other program deletes it.")
        return self.tr("Nothing is copied. It can be used as long as the file stays where it is.")

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Models on this computer"))
        self.intro.setText(
            self.tr(
                "Models that other programs have downloaded can be used without downloading them again. These folders "
                "would be searched for GGUF files; nothing is read before you press Search."
            )
        )
        self.folders_view.setAccessibleName(self.tr("Folders to search"))
        self.folders_view.setAccessibleDescription(self.tr("Space includes a folder or leaves it out"))
        self.models_view.setAccessibleName(self.tr("Models found"))
        self.add.setText(self.tr("Add a folder…"))
        self.search.setText(self.tr("Search"))
        self._fit_columns()
        self._show_state()
