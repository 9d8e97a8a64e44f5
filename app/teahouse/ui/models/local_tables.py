"""Item models of the dialog that finds models on this computer: folders to search, and the models in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.core.estimate import Circumstances, Estimate
from teahouse.desktop.local_models import ModelsFolder
from teahouse.services.models.local_events import LocalModel
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.models import words

translate = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex
NONE = QModelIndex()
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class LocalFoldersModel(QAbstractTableModel):
    """One row per folder; the check box in front says whether it is searched."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders: list[ModelsFolder] = []
        self._left_out: set[str] = set()  # paths

    @property
    def chosen(self) -> tuple[ModelsFolder, ...]:
        """The folders to search."""
        return tuple(folder for folder in self._folders if folder.path not in self._left_out)

    def add_folders(self, folders: Sequence[ModelsFolder]) -> None:
        """Append folders, each once."""
        known = {folder.path for folder in self._folders}
        self.beginResetModel()
        self._folders += [folder for folder in folders if folder.path not in known]
        self.endResetModel()

    def toggle_row(self, row: int) -> None:
        """Search the folder of a row, or leave it out."""
        if 0 <= row < len(self._folders):
            self._left_out ^= {self._folders[row].path}
            self.dataChanged.emit(self.index(row, 0), self.index(row, 1))

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._folders)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (translate("LocalModels", "Folder"), translate("LocalModels", "Program"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._folders):
            return None
        folder = self._folders[index.row()]
        program = folder.program or translate("LocalModels", "your choice")
        is_chosen = folder.path not in self._left_out
        match role:
            case Qt.ItemDataRole.DisplayRole:
                mark = "☑ " if is_chosen else "☐ "
                return program if index.column() else mark + folder.path
            case Qt.ItemDataRole.ToolTipRole:
                return folder.path
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == 0:
                state = (
                    translate("LocalModels", "is searched") if is_chosen else translate("LocalModels", "is left out")
                )
                return numbers.in_a_row([folder.path, program, state])
        return None


class LocalModelsModel(QAbstractTableModel):
    """One row per model that was found: name, build, size, and whether it fits here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[LocalModel, Estimate | None]] = []
        self._engine = False

    def show_models(
        self, models: Sequence[LocalModel], circumstances: Circumstances | None, context: int, *, engine: bool
    ) -> None:
        """Show models with their estimates on this computer; those that can be used first. `engine`: the built-in
        engine is the host."""
        self.beginResetModel()
        self._engine = engine
        ordered = sorted(models, key=lambda model: (model.trouble is not None, model.runs is False))
        self._rows = [
            (model, circumstances.outlook_for(model.build, context) if circumstances and model.build else None)
            for model in ordered
        ]
        self.endResetModel()

    def model_at(self, row: int) -> LocalModel | None:
        return self._rows[row][0] if 0 <= row < len(self._rows) else None

    def describe_row(self, row: int) -> str:
        """What a row means, in sentences."""
        if not 0 <= row < len(self._rows):
            return ""
        model, estimate = self._rows[row]
        if model.trouble is not None:
            return sentence(model.trouble)
        parts = [Path(model.files[0]).parent.as_posix() if len(model.files) > 1 else model.files[0]]
        if len(model.files) > 1:
            parts.append(translate("LocalModels", "In {n} files.").format(n=len(model.files)))
        if model.projector:
            parts.append(translate("LocalModels", "With a vision file."))
        if self._engine and model.runs is False:
            text = translate("LocalModels", "The built-in engine does not know its architecture, {name}.")
            parts.append(text.format(name=model.architecture))
        if estimate is not None:
            parts += [words.where(estimate), words.speed(estimate)]
        return " ".join(part for part in parts if part)

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            translate("LocalModels", "Model"),
            translate("LocalModels", "Program"),
            translate("LocalModels", "Build"),
            translate("LocalModels", "Size"),
            translate("LocalModels", "Here"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._rows):
            return None
        row = [self._cell_text(index.row(), column) for column in range(5)]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(self._rows[index.row()][0].files[:8])
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == 0:
                return numbers.in_a_row(text for text in row if text)
        return None

    def _cell_text(self, row: int, column: int) -> str:
        model, estimate = self._rows[row]
        match column:
            case 0:
                return model.name
            case 1:
                return model.program or translate("LocalModels", "your choice")
            case 2:
                return " ".join(text for text in (model.architecture, model.quantization) if text)
            case 3:
                return numbers.size(model.size)
        if model.trouble is not None or (self._engine and model.runs is False):
            return translate("LocalModels", "Not usable")
        return words.fit_here(estimate)[0]
