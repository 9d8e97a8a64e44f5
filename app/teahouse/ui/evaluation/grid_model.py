"""The item model of the result grid: prompts × configurations. It holds verdicts and figures; answers are asked for
when a cell is opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from teahouse.core.comparison import named_at
from teahouse.core.evaluation.results import Configuration, EvaluationRun, GridCell
from teahouse.core.evaluation.sheet import SheetPrompt
from teahouse.core.evaluation.statistics import (
    ColumnSummary,
    PairedResult,
    compare_columns,
    differing_prompts,
    failed_prompts,
    summarize_column,
)
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.cell_delegate import CELL, PROMPT, CellText, VerdictTone
from teahouse.ui.evaluation.score_header import HEADING, ColumnHeading
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.table import Index
from teahouse.ui.model_colours import marks

NOWHERE = QModelIndex()


class RowFilter(StrEnum):
    """Which prompts the grid shows."""

    ALL = "all"
    DIFFER = "differ"  # the configurations have different verdicts
    FAILED = "failed"  # a configuration failed, or could not answer


class GridModel(QAbstractTableModel):
    """Column 0 has the prompts, the others a configuration each, the reference first. Rows are those of the filter."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: EvaluationRun | None = None
        self._columns: tuple[Configuration, ...] = ()
        self._marks: tuple[str, ...] = ()
        self._by_column: dict[str, dict[str, GridCell]] = {}
        self._rows: tuple[SheetPrompt, ...] = ()
        self._filter = RowFilter.ALL
        self._summaries: dict[str, ColumnSummary] = {}

    def show_run(self, run: EvaluationRun, cells: Iterable[GridCell]) -> None:
        """Show a run with its cells; the filter stays."""
        self.beginResetModel()
        self.run = run
        self._columns = run.configurations
        self._marks = marks([column.model for column in run.configurations])
        self._by_column = {column.id: {} for column in run.configurations}
        self._store_cells(cells)
        self._rows = self._filtered_rows()
        self.endResetModel()

    def update_cells(self, cells: Iterable[GridCell]) -> None:
        """Newer cells of the run that is shown."""
        changed = tuple(cells)
        self._store_cells(changed)
        rows = self._filtered_rows()
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        if self._rows and changed:
            self.dataChanged.emit(self.index(0, 1), self.index(len(self._rows) - 1, len(self._columns)))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 1, len(self._columns))

    def _store_cells(self, cells: Iterable[GridCell]) -> None:
        for cell in cells:
            column = self._by_column.get(cell.configuration_id)
            if column is not None:
                column[cell.prompt_id] = cell
        self._summaries.clear()

    def set_filter(self, chosen: RowFilter) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._filter = chosen
        self._rows = self._filtered_rows()
        self.endResetModel()

    def _filtered_rows(self) -> tuple[SheetPrompt, ...]:
        prompts = self.run.sheet.prompts if self.run is not None else ()
        if self._filter is RowFilter.ALL:
            return prompts
        shown = self._prompts_of(self._filter)
        return tuple(prompt for prompt in prompts if prompt.id in shown)

    def _prompts_of(self, chosen: RowFilter) -> frozenset[str]:
        cells = self.cells()
        return differing_prompts(cells) if chosen is RowFilter.DIFFER else failed_prompts(cells)

    def count_rows(self, chosen: RowFilter) -> int:
        """How many prompts a filter shows."""
        if chosen is RowFilter.ALL:
            return len(self.run.sheet.prompts) if self.run is not None else 0
        return len(self._prompts_of(chosen))

    # What is at a place.

    def cells(self) -> Sequence[GridCell]:
        """All cells that are known."""
        return [cell for column in self._by_column.values() for cell in column.values()]

    def prompt_at(self, row: int) -> SheetPrompt:
        return self._rows[row]

    def configuration_at(self, column: int) -> Configuration | None:
        """The configuration of a column; None for the prompts."""
        return self._columns[column - 1] if 0 < column <= len(self._columns) else None

    def cell_at(self, row: int, column: int) -> GridCell | None:
        """The cell at a place; None for a prompt, and where nothing is known yet."""
        configuration = self.configuration_at(column)
        return None if configuration is None else self._by_column[configuration.id].get(self._rows[row].id)

    def summary_of(self, column: int) -> ColumnSummary:
        """The score of a configuration's column."""
        configuration = self._columns[column - 1]
        found = self._summaries.get(configuration.id)
        if found is None:
            cells = self._by_column[configuration.id].values()
            found = self._summaries[configuration.id] = summarize_column(cells, configuration.id)
        return found

    def compare_with_reference(self, column: int) -> PairedResult:
        """The paired test of the first configuration and that of a column."""
        first, second = self._columns[0], self._columns[column - 1]
        cells = [*self._by_column[first.id].values(), *self._by_column[second.id].values()]
        return compare_columns(cells, first.id, second.id)

    def comparison_text(self, column: int) -> str:
        """What separates a column from the reference, in a sentence; empty for the reference."""
        if not 1 < column <= len(self._columns):
            return ""
        first, second = self._columns[0], self._columns[column - 1]
        names = words.configuration_name(first), words.configuration_name(second)
        summaries = self.summary_of(1), self.summary_of(column)
        return words.comparison(names, self.compare_with_reference(column), summaries)

    # The interface of QAbstractTableModel.

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Vertical or not 0 <= section <= len(self._columns):
            return None
        if section == PROMPT:
            return self.tr("Prompt") if role == Qt.ItemDataRole.DisplayRole else None
        configuration = self._columns[section - 1]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.configuration_name(configuration)
            case _ if role == HEADING:
                return self._heading_of(section, configuration)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                heading = self._heading_of(section, configuration)
                parts = (
                    heading.name,
                    heading.settings,
                    heading.note,
                    heading.score,
                    heading.interval,
                    *heading.figures,
                )
                told = numbers.in_a_row(part for part in parts if part)
                compared = self.comparison_text(section)
                return f"{told}\n{compared}" if compared else told
        return None

    def _heading_of(self, section: int, configuration: Configuration) -> ColumnHeading:
        summary = self.summary_of(section)
        return ColumnHeading(
            name=named_at(configuration.model, configuration.host),
            model=configuration.model,
            mark=self._marks[section - 1],
            score=words.score(summary),
            interval=words.interval(summary),
            share=summary.share or 0.0,
            figures=words.column_figures(summary),
            settings=numbers.in_a_row(words.settings_of(configuration)),
            note=self._note_of(section, summary),
        )

    def _note_of(self, section: int, summary: ColumnSummary) -> str:
        left = self.count_rows(RowFilter.ALL) - summary.ended
        if left > 0:
            return self.tr("%n left", "", left)
        return self.tr("reference") if section == 1 and len(self._columns) > 1 else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._rows):
            return None
        prompt = self._rows[index.row()]
        if index.column() == PROMPT:
            return _prompt_data(prompt, role)
        cell = self.cell_at(index.row(), index.column())
        match role:
            case _ if role == CELL:
                return words.cell_text(cell)
            case Qt.ItemDataRole.DisplayRole:
                return words.cell_text(cell).title
            case Qt.ItemDataRole.ToolTipRole:
                shown = words.cell_text(cell)
                return "\n".join(part for part in (shown.title, shown.body, shown.figures) if part)
            case Qt.ItemDataRole.AccessibleTextRole:
                column = words.configuration_name(self._columns[index.column() - 1])
                return words.spoken_cell(words.prompt_title(prompt), column, cell)
        return None

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns)))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns))


def _prompt_data(prompt: SheetPrompt, role: int) -> object:
    title, checks = words.prompt_title(prompt), words.checks_text(prompt)
    match role:
        case _ if role == CELL:
            return CellText(title, VerdictTone.QUIET, checks)
        case Qt.ItemDataRole.DisplayRole:
            return title
        case Qt.ItemDataRole.ToolTipRole:
            return f"{title}\n{checks}"
        case Qt.ItemDataRole.AccessibleTextRole:
            return numbers.in_a_row((title, checks))
    return None
