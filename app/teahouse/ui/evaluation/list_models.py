"""Item models of two lists of the Evaluate page: the prompts of a sheet, and its runs."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from teahouse.core.evaluation.results import EvaluationRunHead
from teahouse.core.evaluation.sheet import SheetPrompt
from teahouse.ui.evaluation import words
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.table import Index

NOWHERE = QModelIndex()
Role = Qt.ItemDataRole
SPOKEN = (Role.DisplayRole, Role.ToolTipRole, Role.AccessibleTextRole)


class PromptListModel(QAbstractTableModel):
    """The prompts of a sheet: title, checks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._prompts: tuple[SheetPrompt, ...] = ()

    def show_prompts(self, prompts: tuple[SheetPrompt, ...]) -> None:
        """Show other prompts."""
        self.beginResetModel()
        self._prompts = prompts
        self.endResetModel()

    def prompt_at(self, row: int) -> SheetPrompt:
        return self._prompts[row]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._prompts)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation is Qt.Orientation.Vertical or role != Role.DisplayRole:
            return None
        return self.tr("Checks") if section else self.tr("Prompt")

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if role not in SPOKEN or not 0 <= index.row() < len(self._prompts):
            return None
        prompt = self._prompts[index.row()]
        return words.checks_text(prompt) if index.column() else words.prompt_title(prompt)


class RunListModel(QAbstractTableModel):
    """The runs of a sheet, the newest first: when, which configurations, what came out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads: tuple[EvaluationRunHead, ...] = ()

    def show_runs(self, heads: tuple[EvaluationRunHead, ...]) -> None:
        """Show other runs."""
        if heads == self._heads:
            return
        self.beginResetModel()
        self._heads = heads
        self.endResetModel()

    @property
    def heads(self) -> tuple[EvaluationRunHead, ...]:
        """The runs that are shown."""
        return self._heads

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation is Qt.Orientation.Vertical or role != Role.DisplayRole:
            return None
        return (self.tr("When"), self.tr("Result"), self.tr("Models"))[section]

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if role not in SPOKEN or not 0 <= index.row() < len(self._heads):
            return None
        head = self._heads[index.row()]
        match index.column():
            case 0:
                return numbers.moment(head.created)
            case 1:
                return words.run_state(head)
            case _:
                return numbers.in_a_row(map(words.configuration_name, head.configurations))
