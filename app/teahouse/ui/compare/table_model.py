"""The table's rows: one per lane, sorted by any column; unknown values are always last."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from teahouse.core.comparison import LaneFigures
from teahouse.core.measure import Spread
from teahouse.core.values import dataclass
from teahouse.ui.compare import words
from teahouse.ui.compare.columns import COLUMNS, Better, CompareColumn, best_of
from teahouse.ui.i18n import numbers

Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole
ROW = Qt.ItemDataRole.UserRole + 1
UNVOTED = "☆"  # in a cell that accepts a vote
NAME = 0  # the column of the lane's name
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowVote(StrEnum):
    """The result of the vote on the last turn for a lane; the table sorts by these values."""

    NONE = ""
    BAD = "bad"
    BEST = "best"
    TIE = "tie"


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One lane. `tile` is the text of its tile, which has the colour of `model`; `host` is the end of its name that
    contains the host, or empty; `vote` is the result of the last vote."""

    lane_id: str
    name: str
    tile: str
    figures: LaneFigures
    model: str = ""
    vote: RowVote = RowVote.NONE
    votable: bool = False
    host: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure with its unit, its spread over repetitions, and its difference to the baseline's."""

    text: str
    spread: str = ""
    difference: str = ""
    best: bool = False
    note: str = ""

    @property
    def below(self) -> str:
        """The cell's second line."""
        return " · ".join(self.beside)

    @property
    def beside(self) -> tuple[str, ...]:
        """What stands beside the figure; `note` says why it cannot be compared."""
        return tuple(part for part in (self.note, self.spread, self.difference) if part)


class TableModel(QAbstractTableModel):
    """The item model of the table. Column 0 is the lane, the last one the vote, between them those of `columns`."""

    def __init__(self, parent: QObject | None = None, columns: tuple[CompareColumn, ...] = COLUMNS) -> None:
        super().__init__(parent)
        self.columns = columns
        self.vote_column = len(columns) + 1
        self._given: tuple[CompareRow, ...] = ()
        self._rows: list[CompareRow] = []
        self._baseline = ""
        self._best: dict[str, float | None] = {}
        self.sorted_by: tuple[int, Qt.SortOrder] | None = None

    def show_rows(self, rows: tuple[CompareRow, ...], baseline: str) -> None:
        """Show the lanes in their own order; `baseline` is the lane that differences are relative to."""
        if rows == self._given and baseline == self._baseline:
            return
        same = [row.lane_id for row in rows] == [row.lane_id for row in self._given]
        self._given, self._baseline = rows, baseline
        every = [row.figures for row in rows]
        self._best = {column.key: best_of(column, every) for column in self.columns}
        before = [row.lane_id for row in self._rows]
        ordered = self._sort_rows()
        if same and [row.lane_id for row in ordered] == before:
            self._rows = ordered
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.vote_column))
            return
        self.beginResetModel()
        self._rows = ordered
        self.endResetModel()

    @property
    def has_gpu(self) -> bool:
        """Whether any lane's model is known to be on a GPU."""
        return any(row.figures.memory_vram is not None and row.figures.memory_vram.high > 0 for row in self._given)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by a column; -1 restores the lanes' own order."""
        self.sorted_by = None if column < 0 else (column, order)
        self.beginResetModel()
        self._rows = self._sort_rows()
        self.endResetModel()

    def _sort_rows(self) -> list[CompareRow]:
        if self.sorted_by is None:
            return list(self._given)
        number, order = self.sorted_by
        down = order == Qt.SortOrder.DescendingOrder
        if number in (NAME, self.vote_column):
            return sorted(self._given, key=lambda row: row.vote if number else row.name.casefold(), reverse=down)
        column = self.columns[number - 1]
        values = {row.lane_id: value for row in self._given if (value := column.value(row.figures)) is not None}
        known = [row for row in self._given if row.lane_id in values]
        known.sort(key=lambda row: values[row.lane_id], reverse=down)
        return known + [row for row in self._given if row.lane_id not in values]

    def first_order(self, column: int) -> Qt.SortOrder:
        """The order of the first click on a column's heading: the best first."""
        if column == NAME:
            return Qt.SortOrder.AscendingOrder
        if column == self.vote_column:
            return Qt.SortOrder.DescendingOrder
        return self.columns[column - 1].first_order

    @property
    def is_tall(self) -> bool:
        """Whether any cell may have a second line."""
        if any(row.host or row.figures.only_cached for row in self._given):
            return True
        several = any(row.figures.generation_rate and row.figures.generation_rate.count > 1 for row in self._given)
        return several or any(row.lane_id == self._baseline for row in self._given)

    def cell(self, row: CompareRow, column: CompareColumn) -> Cell:
        """The content of a lane's cell."""
        spread = column.spread(row.figures)
        if spread is None:
            return Cell(column.unknown(row.figures))
        text = column.text(spread.median)
        return Cell(
            text=numbers.about(text, _is_ours(row, column)),
            spread=_around(spread, column, text),
            difference=self._difference_words(row, column, spread.median),
            best=self._best.get(column.key) == spread.median and not column.is_from_cache(row.figures),
            note=self.tr("from cache") if column.is_from_cache(row.figures) else "",
        )

    def _difference_words(self, row: CompareRow, column: CompareColumn, value: float) -> str:
        other = next((each for each in self._given if each.lane_id == self._baseline), None)
        if other is None or other is row or column.better is Better.NEITHER:
            return ""
        base = column.value(other.figures)
        return words.difference(value, base) if base else ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self.vote_column + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if section in (NAME, self.vote_column) else RIGHT
        title, tip = self._title_of(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        return tip if role == Qt.ItemDataRole.ToolTipRole else None

    def _title_of(self, section: int) -> tuple[str, str]:
        if section == NAME:
            return self.tr("Model"), ""
        if section == self.vote_column:
            return self.tr("Vote"), self.tr("The answer you liked best")
        column = self.columns[section - 1]
        return column.heading, column.explanation

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT if index.column() in (NAME, self.vote_column) else RIGHT
        if index.column() == NAME:
            return row.name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None
        if index.column() == self.vote_column:
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return self.vote_words(row).strip("★☆✗ ") or self.tr("No vote yet")
            return self.vote_words(row) if role == Qt.ItemDataRole.DisplayRole else None
        return self._figure_data(row, self.columns[index.column() - 1], role)

    def _figure_data(self, row: CompareRow, column: CompareColumn, role: int) -> object:
        cell = self.cell(row, column)
        match role:
            case _ if role == CELL:
                return cell
            case Qt.ItemDataRole.DisplayRole:
                return " ".join((cell.text, *cell.beside))
            case Qt.ItemDataRole.AccessibleTextRole:
                said = self.tr("{value}, the best").format(value=cell.text) if cell.best else cell.text
                return numbers.in_a_row((said, *cell.beside))
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip_of(row, column)
        return None

    def _tip_of(self, row: CompareRow, column: CompareColumn) -> str:
        lines = [f"{row.name}: {column.heading}", column.explanation]
        spread = column.spread(row.figures)
        if spread is not None and spread.count > 1:
            text = self.tr("Median of {count} runs, between {low} and {high}")
            low, high = column.text(spread.low), column.text(spread.high)
            lines.append(text.format(count=spread.count, low=low, high=high))
        lines += column.detail_lines(row.figures)
        lines += words.doubts(row.figures, reads_prompt=column.reads_prompt)
        if _is_ours(row, column):
            lines.append(self.tr("Measured here: the answer ended before the model’s own counters came"))
        return "\n".join(lines)

    def vote_words(self, row: CompareRow) -> str:
        """The result of the vote for a lane, in words."""
        if row.vote is RowVote.BEST:
            return "★ " + self.tr("Best")
        if row.vote is RowVote.TIE:
            return self.tr("Tie")
        if row.vote is RowVote.BAD:
            return "✗ " + self.tr("All bad")
        return UNVOTED if row.votable else ""

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.vote_column))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.vote_column)


def _around(spread: Spread, column: CompareColumn, text: str) -> str:
    """Half the range of several runs, as "± 0.4"; empty where it rounds to zero."""
    half = (spread.high - spread.low) / 2
    if spread.count < 2 or half <= 0:
        return ""
    shown = column.text(half).partition(" ")[0]
    return (
        ""
        if float_of(shown) == 0
        else f"± {shown}"
        if _unit(column.text(half)) == _unit(text)
        else f"± {column.text(half)}"
    )


def float_of(figure: str) -> float:
    """The number in a formatted figure; 1 where there is none."""
    try:
        return float(figure)
    except ValueError:
        return 1.0


def _unit(text: str) -> str:
    return text.partition(" ")[2]


def _is_ours(row: CompareRow, column: CompareColumn) -> bool:
    """Whether a figure was measured by the app, because the answer ended before the daemon's counters arrived."""
    return row.figures.measured_here and column.is_counted_here
