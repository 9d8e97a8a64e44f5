"""The tab "Quantize": makes a model smaller in several ways, and shows what each costs and gains.

The records are read when the tab is shown; there is no polling. What a series makes is listed as soon as it is
complete, and stays until it is kept or discarded.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.workshop.quantization import (
    KINDS,
    QuantizationResult,
    choose_recommended,
    find_original,
    list_results,
)
from teahouse.core.workshop.records import WorkshopRecord
from teahouse.services.chat.conversation_export import file_name
from teahouse.services.evaluation.events import SheetsEvent
from teahouse.services.models.events import ModelsEvent
from teahouse.services.workshop.quantize_events import (
    QuantizationExportedEvent,
    QuantizationKeptEvent,
    QuantizeSeriesEvent,
    WorkshopRecordsEvent,
)
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.dialog import Question, ask_question
from teahouse.ui.kit.form import Choice, FormCard
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.picture_file import PictureWriter
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.style import Theme
from teahouse.ui.workshop.context import WorkshopContext
from teahouse.ui.workshop.lineage import LineageCard
from teahouse.ui.workshop.quantize import words
from teahouse.ui.workshop.quantize.chart import QualityChart, QualityDot, QualityFigure
from teahouse.ui.workshop.quantize.form import QuantizeForm, SeriesCard
from teahouse.ui.workshop.quantize.keep_dialog import KeepDialog
from teahouse.ui.workshop.quantize.table import QuantizationTable

WIDE = 860  # pixels from which the form is beside the chart
SIDE = 340  # width of the form there


class ResultsCard(Retranslated, FormCard):
    """The chart, the table and the buttons for the chosen row."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.about, self.rule = Muted(wraps=True), Muted(wraps=True)
        self.figure = Choice(theme)
        self.chart = QualityChart(theme)
        self.table = QuantizationTable(theme)
        self.keep, self.discard = Button(), Button()
        self.more = IconButton(theme, "more", quiet=False, side=34)
        self.status = StatusLabel()
        self.status.hide()
        head = QHBoxLayout()
        head.addWidget(self.about, 1)
        head.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QWidget()
        row = WrappingRow(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.keep)
        row.addWidget(self.discard)
        row.addWidget(self.more)
        self.body.addLayout(head)
        for widget in (self.chart, self.table, buttons, self.status, self.rule):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        self.heading.setText(self.tr("What each size costs"))
        self.chart.setAccessibleName(self.tr("Quality against size"))
        self.chart.set_empty_text(self.tr("Nothing is measured yet. Choose kinds and press Start."))
        self.chart.lay_out_again()
        figures = [
            (QualityFigure.SAME_FIRST.value, self.tr("Same first token")),
            (QualityFigure.DIVERGENCE.value, self.tr("KL divergence")),
            (QualityFigure.PERPLEXITY.value, self.tr("Perplexity")),
        ]
        self.figure.set_choices(figures, str(self.figure.currentData() or QualityFigure.SAME_FIRST.value))
        self.figure.setAccessibleName(self.tr("Figure of the chart"))
        self.keep.setText(self.tr("Keep as a model…"))
        self.discard.setText(self.tr("Discard…"))
        self.more.set_name(self.tr("More"))
        self.rule.setText(words.recommendation_rule())


class QuantizeTab(FocusGroup, Retranslated, QWidget):
    """`show_model` chooses the original."""

    def __init__(self, context: WorkshopContext) -> None:
        super().__init__(context.page)
        self._context = context
        self._bridge, self._theme = context.bridge, context.theme
        bridge, theme = context.bridge, context.theme
        self._model = ""
        self._models: frozenset[str] = frozenset()
        self._records: tuple[WorkshopRecord, ...] = ()
        self._series = QuantizeSeriesEvent(running=False)
        self._pictures = PictureWriter(self)
        self._pictures.written.connect(self._show_written)
        self.dialog: KeepDialog | None = None
        self.question: Question | None = None
        self.results, self.form = ResultsCard(theme), QuantizeForm(theme)
        self.series, self.lineage = SeriesCard(theme), LineageCard(theme)
        self._lay_out()
        self._connect_signals()
        bridge.subscribe(self._handle_events, WorkshopRecordsEvent, QuantizeSeriesEvent, QuantizationKeptEvent)
        bridge.subscribe(self._handle_events, QuantizationExportedEvent, SheetsEvent)
        self.retranslate()
        self._show_ready()

    def _lay_out(self) -> None:
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(14)
        for card in (self.form, self.series, self.lineage):
            side.addWidget(card)
        side.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.BottomToTop, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(14)
        self._row.addWidget(self.results, 1)
        self._row.addWidget(self._side)
        self.enter_at(self.form.kinds[KINDS[0]])

    def _connect_signals(self) -> None:
        self.form.changed.connect(self._show_ready)
        self.series.start.connect(self.start_series)
        self.series.stop.connect(lambda: self._bridge.run_command(lambda services: services.quantize.stop_series()))
        self.results.figure.chosen.connect(lambda _value: self._show_results())
        self.results.table.chosen.connect(self._show_buttons)
        self.results.keep.clicked.connect(self.open_keep)
        self.results.discard.clicked.connect(self.ask_discard)
        self.results.more.clicked.connect(lambda: open_below(self.menu(), self.results.more, at_end=True))

    # What is shown.

    def show_model(self, model: str, models: ModelsEvent) -> None:
        """Show the results of another original."""
        self._models = frozenset(entry.card.name for entry in models.models)
        kinds = (entry.card.quantization for entry in models.models if entry.card.name == model)
        self.series.show_original(next(kinds, ""))
        self._show_ready()
        if model == self._model:
            return
        self._model = model
        self._show_results()
        self._show_ready()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bridge.run_command(lambda services: services.quantize.list_records())
        self._bridge.run_command(lambda services: services.evaluation.list_sheets())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= self._theme.px(WIDE)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop)
        self._side.setMaximumWidth(self._theme.px(SIDE) if wide else 16_777_215)
        self._side.setMinimumWidth(self._theme.px(SIDE) if wide else 0)

    def list_shown(self) -> list[QuantizationResult]:
        """The results of the chosen model, the smallest first."""
        return list_results(self._records, self._model)

    def _show_results(self) -> None:
        results = self.list_shown()
        recommended, original = choose_recommended(results), find_original(results)
        self.results.table.show_results(self._model, original, results, recommended)
        self.results.table.setVisible(bool(results))
        dots = [QualityDot(words.kind_name(one), one.figures, recommended=one is recommended) for one in results]
        dots.append(QualityDot(self.tr("Original"), original, original=True))
        self.results.chart.show_dots(dots, QualityFigure(self.results.figure.currentData()), self._model)
        measured = next((one.figures for one in reversed(results) if one.figures.tokens), None)
        about = [self.tr("Across: size of the file. A larger dot writes faster.")] if results else []
        if measured is not None:
            about.append(self.tr("Measured: {what}.").format(what=words.measured_on(measured)))
        self.results.about.setText(" ".join(about))
        self.results.rule.setVisible(bool(results))
        self.lineage.show_lineage(self._model, self._records)
        self._show_buttons()

    def _show_buttons(self) -> None:
        current = self.results.table.current
        unkept = current is not None and bool(current.record.file)
        self.results.keep.setEnabled(unkept)
        self.results.discard.setEnabled(unkept)
        self.results.more.setEnabled(bool(self.list_shown()))

    def _show_ready(self) -> None:
        chosen = bool(self._model) and self.series.takes_original
        self.series.set_ready(chosen and self.form.is_complete and not self._series.running)

    # Commands.

    def start_series(self) -> None:
        """Start what the form says."""
        try:
            series = self.form.make_series(self._model)
        except OSError as error:
            text = self.tr("The text file could not be read: {reason}")
            self.series.show_failure(text.format(reason=error.strerror or type(error).__name__))
            return
        self._bridge.run_command(lambda services: services.quantize.start_series(series))

    def open_keep(self) -> None:
        """Ask for the name of the chosen result."""
        if (result := self.results.table.current) is None:
            return
        self.dialog = KeepDialog(self._theme, result, self._models, self)
        self.dialog.kept.connect(
            lambda record, name: self._bridge.run_command(lambda services: services.quantize.keep_result(record, name))
        )
        self.dialog.open()

    def ask_discard(self) -> None:
        """Ask whether the chosen result is to be deleted."""
        if (result := self.results.table.current) is None:
            return
        record_id = result.record.id

        def discard() -> None:
            self._bridge.run_command(lambda services: services.quantize.discard_result(record_id))

        self.question = ask_question(
            self._theme,
            self,
            self.tr("Discard {kind}?").format(kind=words.kind_name(result)),
            self.tr("The file and its figures are deleted ({size}). The original stays.").format(
                size=words.size(result.figures)
            ),
            (self.tr("Discard"), discard),
            (self.tr("Cancel"), lambda: None),
        )

    def menu(self) -> QMenu:
        """The menu of exports."""
        menu = Menu(self)
        menu.addAction(self.tr("Save the chart as a picture…"), self._save_picture)
        menu.addAction(self.tr("Export the figures…"), self._export_table)
        return menu

    def _export_table(self) -> None:
        name = f"{file_name(self._model)}.csv"
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export the figures"), name, "CSV (*.csv);;JSON (*.json)")
        if path:
            model = self._model
            self._bridge.run_command(lambda services: services.quantize.export_table(path, model))

    def _save_picture(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the chart as a picture"), f"{file_name(self._model)}.png", "PNG (*.png)"
        )
        if path:
            self._pictures.write_picture(self.picture(), path)

    def picture(self) -> QPixmap:
        """The chart with the model's name, the figure and the date above it."""
        chart, pad = self.results.chart, 18
        bold, small = self._theme.font(15, bold=True), self._theme.small()
        head = QFontMetricsF(bold).height() + QFontMetricsF(small).height() + 6
        ratio = 2.0
        made = QPixmap(round((chart.width() + 2 * pad) * ratio), round((chart.height() + head + 3 * pad) * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(QColor(self._theme.colours.surface))
        with QPainter(made) as painter:
            painter.setPen(QColor(self._theme.colours.text))
            painter.setFont(bold)
            painter.drawText(pad, round(pad + QFontMetricsF(bold).ascent()), self._model)
            painter.setFont(small)
            painter.setPen(QColor(self._theme.colours.muted))
            newest = max((one.record.created for one in self.list_shown()), default=0.0)
            line = numbers.in_a_row((self.results.figure.currentText(), numbers.moment(newest)))
            painter.drawText(pad, round(pad + head - 4), line)
            painter.translate(pad, 2 * pad + head)
            chart.paint_data(painter, chart.size())
        return made

    # Events.

    def _handle_events(self, events: list[object]) -> None:
        for event in events:
            match event:
                case WorkshopRecordsEvent():
                    self._records = event.records
                    self._show_results()
                case QuantizeSeriesEvent():
                    self._series = event
                    self.series.show_series(event)
                    self._show_ready()
                case QuantizationKeptEvent():
                    self._on_kept(event)
                case QuantizationExportedEvent():
                    self._show_written(event.path, event.trouble)
                case SheetsEvent():
                    self.form.show_sheets(event.sheets)

    def _on_kept(self, event: QuantizationKeptEvent) -> None:
        kept = self.tr("Kept as {model}.").format(model=event.name) if event.name else self.tr("Discarded.")
        self._show_status(kept, sentence(event.trouble) if event.trouble is not None else "")

    def _show_written(self, path: str, trouble: Trouble | None) -> None:
        text = self.tr("Written to {path}").format(path=path)
        self._show_status(text, sentence(trouble) if trouble is not None else "")

    def _show_status(self, text: str, failure: str) -> None:
        self.results.status.show_status(failure or text, bad=bool(failure))
        self.results.status.setVisible(bool(failure or text))

    def retranslate(self) -> None:
        self._show_results()
