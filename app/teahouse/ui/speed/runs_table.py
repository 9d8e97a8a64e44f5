"""The table of runs and its model, which has only the pages of runs that were shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from math import ceil
from typing import TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from teahouse.core.measure import Figures
from teahouse.core.run import Power, Run, Source
from teahouse.core.values import dataclass
from teahouse.services.measurements.events import RunChoices
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.accelerations import describe_accelerations
from teahouse.ui.kit.guards import guard_rows
from teahouse.ui.kit.lists import style_view
from teahouse.ui.kit.table import KeptSelection
from teahouse.ui.speed import words
from teahouse.ui.speed.words import NOTHING
from teahouse.ui.style import Theme

translate = QCoreApplication.translate
Index = QModelIndex | QPersistentModelIndex
Number = TypeVar("Number", int, float)

PAGE = 100
LONG_AGO = 1_798_412_280.0  # a time with the longest text
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class RunsColumn:
    """A column of the table.

    `title` is to be translated; `samples` are texts of the largest width; `choices` are the values of the runs, where a
    column with only one is hidden.
    """

    title: str
    text: Callable[[Run], str]
    samples: Callable[[RunChoices], Iterable[str]]
    right: bool = True
    choices: Callable[[RunChoices], Collection[str]] | None = None

    def differs(self, choices: RunChoices) -> bool:
        """Whether the column is shown: one with the same value for every run is only in the tool tip."""
        return self.choices is None or len(self.choices(choices)) > 1


def _of(
    figure: Callable[[Figures], Number | None], shown: Callable[[Number], str], *, ours: bool = False
) -> Callable[[Run], str]:
    """The text of a figure; `ours`: one that we count ourselves where the host could not."""

    def text(run: Run) -> str:
        value = figure(run.figures)
        if value is None:
            return NOTHING
        return numbers.about(shown(value), ours and run.figures.measured_here)

    return text


def _gpu(run: Run) -> str:
    share = run.figures.gpu_share
    return NOTHING if share is None else numbers.percent(share)


def _always(*texts: str) -> Callable[[RunChoices], Iterable[str]]:
    return lambda _choices: texts


def _counted(text: str) -> Callable[[RunChoices], Iterable[str]]:
    return lambda _choices: [numbers.about(text)]


def _seconds(_choices: RunChoices) -> Iterable[str]:
    return numbers.seconds(0.88), numbers.seconds(48.8)


def _loads(choices: RunChoices) -> Iterable[str]:
    return words.load(Figures(load=0.0)), *_seconds(choices)


COLUMNS = (
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "When"),
        lambda run: numbers.moment(run.created),
        lambda _choices: [numbers.moment(LONG_AGO)],
        right=False,
    ),
    RunsColumn(QT_TRANSLATE_NOOP("Speed", "Model"), lambda run: run.model, _always("deepseek-r1:8b"), right=False),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Speed"),
        _of(lambda figures: figures.generation_rate, numbers.rate, ours=True),
        _counted("88.8 tok/s"),
    ),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Prompt"),
        _of(lambda figures: figures.prompt_rate, numbers.rate),
        _always("8888 tok/s"),
    ),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "First word"), _of(lambda figures: figures.first_word, numbers.seconds), _seconds
    ),
    RunsColumn(QT_TRANSLATE_NOOP("Speed", "Load"), lambda run: words.load(run.figures), _loads),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Tokens"),
        _of(lambda figures: figures.tokens, numbers.count, ours=True),
        _counted("88.8k"),
    ),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Context"),
        _of(lambda figures: figures.context_used, numbers.count),
        _always("88.8k"),
    ),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Memory"), _of(lambda figures: figures.memory, numbers.size), _always("88.8 GB")
    ),
    RunsColumn(QT_TRANSLATE_NOOP("Speed", "GPU"), _gpu, lambda _choices: [numbers.percent(1.0)]),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "For"),
        lambda run: words.source(run.source),
        lambda _choices: map(words.source, Source),
        right=False,
    ),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Quantisation"),
        lambda run: run.quantization or NOTHING,
        lambda choices: choices.quantizations,
        right=False,
        choices=lambda choices: choices.quantizations,
    ),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Host"),
        words.host_of,
        lambda choices: [f"{words.host(host)} 8.88.8" for host in choices.hosts],
        right=False,
        choices=lambda choices: choices.hosts,
    ),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Computer"),
        lambda run: words.computer(run.computer),
        lambda choices: map(words.computer, choices.computers),
        right=False,
        choices=lambda choices: choices.computers,
    ),
    RunsColumn(
        QT_TRANSLATE_NOOP("Speed", "Power"),
        lambda run: words.power(run.power),
        lambda _choices: map(words.power, Power),
        right=False,
        choices=lambda choices: choices.powers,
    ),
)
MODEL = 1  # the column that gets the rest of the width


class RunsModel(QAbstractTableModel):
    """Stores only the runs that were shown: a row requests its page when it is first shown. So the number of runs does
    not matter, and a filter costs one page. `wanted` carries the offset of a page that is not loaded."""

    wanted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._pages: dict[int, tuple[Run, ...]] = {}
        self._asked: set[int] = set()

    @property
    def held(self) -> int:
        """The number of loaded runs."""
        return sum(map(len, self._pages.values()))

    def reset_runs(self, count: int, runs: tuple[Run, ...]) -> None:
        """Replace all runs after a change of the filter: their number, and the first of them, which may be empty."""
        self.beginResetModel()
        self._count, self._pages, self._asked = count, {0: runs} if runs else {}, set()
        self.endResetModel()

    def take_page(self, offset: int, runs: tuple[Run, ...]) -> None:
        """Show a page of runs that was requested."""
        self._pages[offset] = runs
        self._asked.discard(offset)
        if runs:
            last = min(self._count, offset + len(runs)) - 1
            self.dataChanged.emit(self.index(offset, 0), self.index(last, len(COLUMNS) - 1))

    def held_id(self, row: int) -> str | None:
        """The id of a row's run; None where its page is not loaded."""
        page = self._pages.get(row // PAGE * PAGE, ())
        return page[row % PAGE].id or None if row % PAGE < len(page) else None

    def run_at(self, row: int) -> Run | None:
        """The run of a row; requests its page where it is not loaded."""
        offset = row // PAGE * PAGE
        page = self._pages.get(offset)
        if page is None:
            if offset not in self._asked:
                self._asked.add(offset)
                self.wanted.emit(offset)
            return None
        return page[row - offset] if row - offset < len(page) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Vertical:
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else LEFT
        return translate("Speed", column.title) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if COLUMNS[index.column()].right else LEFT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        run = self.run_at(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if run is None else self._tip_of(run)
        return "…" if run is None else COLUMNS[index.column()].text(run)

    def _tip_of(self, run: Run) -> str:
        """The tool tip of a run: all values, one per line."""
        lines = [f"{translate('Speed', column.title)}: {column.text(run)}" for column in COLUMNS]
        lines += describe_accelerations(run.figures)
        hardware = run.hardware
        lines += [
            part for part in (hardware.cpu, numbers.in_a_row(hardware.gpus), hardware.driver, hardware.system) if part
        ]
        if run.digest:
            lines.append(run.digest[:12])
        lines += words.doubts(run.figures)
        if run.figures.energy_rate is not None:
            text = translate("Speed", "{energy} for 1,000 tokens")
            lines.append(text.format(energy=numbers.energy(run.figures.energy_rate)))
        return "\n".join(lines)

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(COLUMNS) - 1))


LINE = 32
WIDEST = 240  # of a column of names
ENOUGH = 0.85  # of the width of the names
BESIDE = 22  # pixels beside a column's text


class RunsTable(Retranslated, QTableView):
    """`wanted` carries the offset of a page of runs to load."""

    wanted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._choices = RunChoices()
        self.rows = RunsModel(self)
        self.setModel(self.rows)
        style_view(self, theme)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.kept = KeptSelection(self, self.rows.held_id)
        guard_rows(self)
        self.rows.wanted.connect(self.wanted)
        theme.changed.connect(self._fit_columns)
        self._fit_columns()
        self.retranslate()

    def show_first(self, count: int, runs: tuple[Run, ...]) -> None:
        """Show the first runs of `count`, after a change of the filter."""
        self.rows.reset_runs(count, runs)
        self.executeDelayedItemsLayout()  # otherwise its first painting would do it and request a second page

    def show_choices(self, choices: RunChoices) -> None:
        """Set the values that runs have; a column with one value is hidden."""
        if choices != self._choices:
            self._choices = choices
            self._fit_columns()

    def show_page(self, offset: int, runs: tuple[Run, ...]) -> None:
        """Show a page of runs that was requested."""
        self.rows.take_page(offset, runs)

    def _fit_columns(self) -> None:
        """Set the widths of the columns by samples, without measuring rows."""
        self.verticalHeader().setDefaultSectionSize(self._theme.px(LINE))
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, not column.differs(self._choices))
            self.setColumnWidth(number, self._column_width(number, column))
        self._fit_model()

    def _column_width(self, number: int, column: RunsColumn) -> int:
        title = str(self.rows.headerData(number, Qt.Orientation.Horizontal))
        title_width = QFontMetricsF(self._theme.small(bold=True)).horizontalAdvance(title)
        metrics = QFontMetricsF(self._theme.font())
        wide = ceil(max((title_width, *map(metrics.horizontalAdvance, column.samples(self._choices)))))
        return min(wide, self._theme.px(WIDEST)) + BESIDE

    def _fit_model(self) -> None:
        """Give the rest of the width to the models' names; a little too narrow is better than a scroll bar."""
        left = self.viewport().width() - self.horizontalHeader().length() + self.columnWidth(MODEL)
        wide = self._column_width(MODEL, COLUMNS[MODEL])
        self.setColumnWidth(MODEL, left if left > wide * ENOUGH else wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_model()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Runs, the newest first"))
        self.rows.retranslate()
        self._fit_columns()
