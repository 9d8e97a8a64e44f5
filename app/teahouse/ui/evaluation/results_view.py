"""One run of a sheet: filters, what separates the columns in a sentence, the grid, and the panel with an answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.evaluation import wording
from teahouse.core.evaluation.results import CellResult, EvaluationRun, GridCell
from teahouse.services.evaluation.events import EvaluationRunEvent
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.answer_panel import AnswerPanel
from teahouse.ui.evaluation.grid import GridView
from teahouse.ui.evaluation.grid_model import RowFilter
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.lists import EmptyState
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.style import Theme

WIDE = 860  # pixels from which the panel has room beside the grid, before zoom


class ResultsView(Retranslated, QWidget):
    """`cell_wanted` carries the ids of a prompt and a configuration whose answer is to be read; `voted` these and the
    vote; `left`: back to the sheets."""

    cell_wanted = Signal(str, str)
    voted = Signal(str, str, object)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._event: EvaluationRunEvent | None = None
        self._opened = ("", "")
        self.filters = PillRow(theme)
        self.sentence = Muted(wraps=True)
        self.bias = Muted(wraps=True)
        self.bias.setProperty("role", "warn")
        self.grid = GridView(theme)
        self.panel = AnswerPanel(theme)
        self.nothing = EmptyState(theme)
        self._lay_out()
        self.filters.chosen.connect(lambda value: self.show_rows(RowFilter(value)))
        self.grid.opened.connect(self._open_cell)
        self.grid.moved.connect(self._on_moved)
        self.grid.left.connect(self._on_escape)
        self.panel.closed.connect(self.close_panel)
        self.panel.voted.connect(lambda vote: self.voted.emit(*self._opened, vote))
        theme.changed.connect(self._place_panel)
        self.retranslate()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.grid, 3)
        middle.addWidget(self.nothing, 3)
        middle.addWidget(self.panel, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.filters, self.sentence, self.bias):
            column.addWidget(part)
        column.addLayout(middle, 1)
        self.panel.hide()
        self.nothing.hide()

    @property
    def run(self) -> EvaluationRun | None:
        """The run that is shown."""
        return self.grid.cells.run

    def show_run(self, event: EvaluationRunEvent) -> None:
        """Show a run, or a newer state of the one that is shown."""
        same = self.run is not None and self.run.id == event.run.id
        self._event = event
        if not same:
            self.close_panel()
            self.filters.choose_value(RowFilter.ALL)
            self.grid.cells.set_filter(RowFilter.ALL)
        self.grid.cells.show_run(event.run, event.cells)
        if not same and self.grid.cells.rowCount():
            self.grid.setCurrentIndex(self.grid.cells.index(0, 1))
        self._refresh()

    def update_cells(self, run_id: str, cells: tuple[GridCell, ...]) -> None:
        """Show newer cells of the run, if it is this one; the open answer is asked for again where it changed."""
        if self.run is None or self.run.id != run_id:
            return
        self.grid.cells.update_cells(cells)
        self._refresh()
        if self.panel.isVisible() and any((one.prompt_id, one.configuration_id) == self._opened for one in cells):
            self.cell_wanted.emit(*self._opened)

    def show_result(self, prompt_id: str, configuration_id: str, result: CellResult | None) -> None:
        """Show an answer in the panel, if it is for the cell that is open."""
        if self.panel.shows(prompt_id, configuration_id):
            self.panel.show_result(result)

    def show_rows(self, chosen: RowFilter) -> None:
        """Show the rows of a filter."""
        self.filters.choose_value(chosen)
        self.grid.cells.set_filter(chosen)
        self._refresh()

    def _refresh(self) -> None:
        cells = self.grid.cells
        counts = {chosen: cells.count_rows(chosen) for chosen in RowFilter}
        self.filters.set_choices(
            [
                (RowFilter.ALL, self.tr("All {count}").format(count=counts[RowFilter.ALL])),
                (RowFilter.DIFFER, self.tr("Where they differ {count}").format(count=counts[RowFilter.DIFFER])),
                (RowFilter.FAILED, self.tr("Failed {count}").format(count=counts[RowFilter.FAILED])),
            ],
            self.tr("More"),
        )
        self._show_sentence()
        event = self._event
        biased = event is not None and not event.unbiased
        self.bias.setVisible(biased)
        if event is not None and biased:
            self.bias.setText(wording.describe_bias(event.biased, event.pairs, words.in_ours))
        empty = cells.rowCount() == 0
        self.nothing.setVisible(empty)
        self._place_panel()

    def _show_sentence(self) -> None:
        column = max(2, self.grid.currentIndex().column())
        text = self.grid.cells.comparison_text(column)
        self.sentence.setText(text)
        self._place_panel()

    # The panel.

    def _open_cell(self, row: int, column: int) -> None:
        configuration = self.grid.cells.configuration_at(column)
        if configuration is None:
            return
        prompt = self.grid.cells.prompt_at(row)
        self._opened = (prompt.id, configuration.id)
        self.panel.show_waiting(prompt, configuration)
        self.panel.show()
        self._place_panel()
        if self.grid.isHidden():
            self.panel.text.setFocus()
        self.cell_wanted.emit(*self._opened)

    def _on_moved(self, row: int, column: int) -> None:
        self._show_sentence()
        if self.panel.isVisible() and row >= 0 and column > 0:
            self._open_cell(row, column)

    def close_panel(self) -> None:
        """Hide the panel and give the keyboard back to the grid."""
        had_focus = self.panel.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.panel.hide()
        self._opened = ("", "")
        self._place_panel()
        if had_focus:
            self.grid.setFocus()

    def _on_escape(self) -> None:
        if self.panel.isHidden():
            self.left.emit()
        else:
            self.close_panel()

    def _place_panel(self) -> None:
        """Hide the grid behind the panel where there is no room for both."""
        covered = not self.panel.isHidden() and self.width() < self._theme.px(WIDE)
        self.grid.setVisible(not covered and self.nothing.isHidden())
        self.sentence.setVisible(bool(self.sentence.text()) and not covered)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_panel()

    def retranslate(self) -> None:
        self.filters.setAccessibleName(self.tr("Which prompts to show"))
        self.nothing.set_texts(self.tr("No prompt is like that"), self.tr("Choose “All” to see every prompt."))
        self._refresh()
