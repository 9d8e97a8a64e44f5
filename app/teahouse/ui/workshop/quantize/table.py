"""The table of the original and its quantisations; one row can be chosen, to keep or to discard it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from teahouse.core.workshop.quantization import QuantizationFigures, QuantizationResult
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.lists import set_headings, style_view
from teahouse.ui.style import Theme
from teahouse.ui.workshop.quantize import words

LINE, HEAD = 32, 44
FIRST = 128  # pixels of the column of kinds


class QuantizationTable(Retranslated, QTableWidget):
    """`chosen` is sent when another row is current."""

    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._name = ""
        self._original = QuantizationFigures()
        self._results: tuple[QuantizationResult, ...] = ()
        self._recommended: QuantizationResult | None = None
        style_view(self, theme)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentCellChanged.connect(lambda *_: self.chosen.emit())
        theme.changed.connect(self._fit_rows)
        self.retranslate()

    @property
    def current(self) -> QuantizationResult | None:
        """The chosen result; None for the original and for none."""
        row = self.currentRow() - 1
        return self._results[row] if 0 <= row < len(self._results) else None

    def show_results(
        self,
        name: str,
        original: QuantizationFigures,
        results: Sequence[QuantizationResult],
        recommended: QuantizationResult | None,
    ) -> None:
        """Replace the rows; the chosen one stays chosen."""
        before = self.current
        self._name, self._original, self._recommended = name, original, recommended
        self._results = tuple(reversed(results))
        self.retranslate()
        ids = [one.record.id for one in self._results]
        if before is not None and before.record.id in ids:
            self.selectRow(1 + ids.index(before.record.id))
        elif ids:
            best = ids.index(recommended.record.id) if recommended is not None else 0
            self.selectRow(1 + best)
        self.chosen.emit()

    def _fit_rows(self) -> None:
        line = self._theme.px(LINE)
        self.verticalHeader().setDefaultSectionSize(line)
        self.horizontalHeader().setFixedHeight(self._theme.px(HEAD))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self._theme.px(HEAD) + line * self.rowCount() + bar + 10)

    def _add_row(self, row: int, cells: Sequence[str], tip: str, *, bold: bool) -> None:
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(tip)
            item.setFont(self._theme.font(13, bold=bold))
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("The original and its quantizations"))
        titles = (
            self.tr("Kind"),
            self.tr("Size"),
            self.tr("Same first\ntoken"),
            self.tr("KL\ndivergence"),
            self.tr("Perplexity"),
            self.tr("Speed"),
            self.tr("Memory"),
            self.tr("Kept as"),
        )
        set_headings(self, titles, self._theme.px(FIRST))
        self.setRowCount(1 + len(self._results))
        self._add_row(0, self._cells(self.tr("Original"), self._original, ""), self._name, bold=False)
        for row, result in enumerate(self._results, start=1):
            name, best = words.kind_name(result), result is self._recommended
            tip = words.describe_result(name, result.figures, recommended=best)
            self._add_row(row, self._cells(name, result.figures, result.record.model), tip, bold=best)
        self._fit_rows()

    @staticmethod
    def _cells(name: str, figures: QuantizationFigures, model: str) -> tuple[str, ...]:
        return (
            name,
            words.size(figures),
            words.same_first(figures),
            words.divergence(figures.kld_mean),
            words.perplexity(figures),
            words.speed(figures),
            words.memory(figures),
            model,
        )
