"""The sheets of the Evaluate page: a list of all, and the prompts and runs of the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.evaluation.formats import SheetFormat
from teahouse.core.evaluation.results import EvaluationRunHead, RunState
from teahouse.core.evaluation.sheet import Sheet
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.list_models import PromptListModel, RunListModel
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import Muted, Paragraph
from teahouse.ui.kit.layout import PageStack, WrappingRow
from teahouse.ui.kit.lists import EmptyState, style_view
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.kit.table import PAD, CellPainter, KeptSelection, set_up_table, style_table
from teahouse.ui.style import Theme

ID = Qt.ItemDataRole.UserRole
PROMPTS, RUNS = "prompts", "runs"
LIST = 220  # pixels of the list of sheets where there is room, before zoom
FORMATS = (SheetFormat.JSON, SheetFormat.CSV, SheetFormat.JSONL, SheetFormat.PROMPTFOO)


class OneTable(QTableView):
    """A table of texts whose columns share the width; one row is chosen. `opened`: Enter or a double click on a row."""

    opened = Signal(int)

    def __init__(self, theme: Theme, shares: tuple[float, ...], model: PromptListModel | RunListModel) -> None:
        """`shares` are those of the columns in the width; 0 for one that is as wide as its texts."""
        super().__init__()
        self._theme = theme
        self._shares = shares
        self.setModel(model)
        self.setItemDelegate(CellPainter(theme, self))
        set_up_table(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        model.modelReset.connect(self._fit_columns)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        style_table(self, self._theme)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit_columns()

    def _fit_columns(self) -> None:
        fixed = {at: self._text_width(at) for at, share in enumerate(self._shares) if not share}
        left = max(0, self.viewport().width() - sum(fixed.values()))
        for at, share in enumerate(self._shares):
            self.setColumnWidth(at, fixed.get(at, round(left * share)))

    def _text_width(self, column: int) -> int:
        metrics, model = QFontMetricsF(self._theme.font(13)), self.model()
        texts = [str(model.index(row, column).data() or "") for row in range(min(40, model.rowCount()))]
        texts.append(str(model.headerData(column, Qt.Orientation.Horizontal) or ""))
        return round(max(map(metrics.horizontalAdvance, texts))) + 2 * PAD + 4

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class SheetsView(Retranslated, QWidget):
    """Signals carry a sheet's or a run's id; `export` a sheet's id and its `SheetFormat`."""

    run_wanted = Signal(str)
    edit_wanted = Signal(str)
    copy_wanted = Signal(str)
    delete_wanted = Signal(str)
    export_wanted = Signal(str, object)
    run_opened = Signal(str)
    run_stopped = Signal(str)
    run_resumed = Signal(str)
    run_deleted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sheets: tuple[Sheet, ...] = ()
        self._heads: tuple[EvaluationRunHead, ...] = ()
        self.list = QListWidget()
        self.title = Paragraph()
        self.about = Muted(wraps=True)
        self.run_button = Button(kind="primary")
        self.edit_button = Button()
        self.copy_button = Button()
        self.more = IconButton(theme, "more", quiet=False, side=34)
        self.parts = PillRow(theme, pages=True)
        self.prompts = PromptListModel(self)
        self.runs = RunListModel(self)
        self.prompt_table = OneTable(theme, (0.45, 0.55), self.prompts)
        self.run_table = OneTable(theme, (0, 0, 1), self.runs)
        self.no_runs = EmptyState(theme)
        self.open_button = Button()
        self.resume_button = Button()
        self.stop_button = Button()
        self.delete_button = Button()
        self._stack = PageStack()
        self._run_buttons = QWidget()
        self._right = QWidget()
        self._lay_out()
        self._connect_signals()
        self.retranslate()

    def _lay_out(self) -> None:
        style_view(self.list, self._theme)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        for widget in (self.prompt_table, self.run_table, self.no_runs):
            self._stack.addWidget(widget)
        buttons = QWidget()
        row = WrappingRow(buttons)
        row.addWidget(self.run_button)
        row.addWidget(self.edit_button)
        row.addWidget(self.copy_button)
        row.addWidget(self.more)
        run_row = WrappingRow(self._run_buttons)
        for button in (self.open_button, self.resume_button, self.stop_button, self.delete_button):
            run_row.addWidget(button)
        column = QVBoxLayout(self._right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.title, self.about, buttons, self.parts, self._run_buttons):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(14)
        line.addWidget(self.list, 1)
        line.addWidget(self._right, 2)
        self._right.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))
        self.list.setMinimumWidth(self._theme.px(LIST * 3 // 5))
        self.list.setMaximumWidth(self._theme.px(LIST))

    def _connect_signals(self) -> None:
        KeptSelection(self.run_table, lambda row: self.runs.heads[row].id, self._show_run_buttons)
        self.list.currentItemChanged.connect(lambda *_: self._show_sheet())
        self.parts.chosen.connect(lambda _part: self._show_part())
        self.run_button.clicked.connect(lambda: self.run_wanted.emit(self.current_id))
        self.edit_button.clicked.connect(lambda: self.edit_wanted.emit(self.current_id))
        self.copy_button.clicked.connect(lambda: self.copy_wanted.emit(self.current_id))
        self.more.clicked.connect(lambda: open_below(self.menu(), self.more, at_end=True))
        self.prompt_table.opened.connect(self._on_prompt_opened)
        self.run_table.opened.connect(lambda row: self.run_opened.emit(self.runs.heads[row].id))
        self.run_table.selectionModel().currentRowChanged.connect(lambda *_: self._show_run_buttons())
        self.open_button.clicked.connect(lambda: self._with_run(self.run_opened.emit))
        self.resume_button.clicked.connect(lambda: self._with_run(self.run_resumed.emit))
        self.stop_button.clicked.connect(lambda: self._with_run(self.run_stopped.emit))
        self.delete_button.clicked.connect(lambda: self._with_run(self.run_deleted.emit))

    def _with_run(self, do: Callable[[str], None]) -> None:
        head = self._current_run()
        if head is not None:
            do(head.id)

    def _on_prompt_opened(self, _row: int) -> None:
        sheet = self.current()
        if sheet is not None and not sheet.built_in:
            self.edit_wanted.emit(sheet.id)

    def menu(self) -> Menu:
        """What can be done with the sheet, beside running and editing it."""
        menu, sheet = Menu(self), self.current()
        if sheet is not None:
            for kind in FORMATS:
                action = menu.addAction(self._export_text(kind))
                action.triggered.connect(lambda _on=False, kind=kind: self.export_wanted.emit(sheet.id, kind))
            if not sheet.built_in:
                menu.addSeparator()
                menu.addAction(self.tr("Delete sheet…"), lambda: self.delete_wanted.emit(sheet.id))
        return menu

    def _export_text(self, kind: SheetFormat) -> str:
        match kind:
            case SheetFormat.JSON:
                return self.tr("Export as JSON…")
            case SheetFormat.CSV:
                return self.tr("Export as CSV…")
            case SheetFormat.JSONL:
                return self.tr("Export as JSONL…")
            case SheetFormat.PROMPTFOO:
                return self.tr("Export for promptfoo…")

    # Show sheets and runs.

    @property
    def current_id(self) -> str:
        """The id of the chosen sheet; empty for none."""
        item = self.list.currentItem()
        return str(item.data(ID) or "") if item is not None else ""

    def current(self) -> Sheet | None:
        """The chosen sheet."""
        sheet_id = self.current_id
        return next((sheet for sheet in self._sheets if sheet.id == sheet_id), None)

    def show_sheets(self, sheets: tuple[Sheet, ...]) -> None:
        """Show all sheets, the person's own first; the chosen one stays chosen."""
        chosen = self.current_id
        self._sheets = sheets
        self.list.blockSignals(True)
        self.list.clear()
        own = [sheet for sheet in sheets if not sheet.built_in]
        built_in = [sheet for sheet in sheets if sheet.built_in]
        for heading, group in ((self.tr("Yours"), own), (self.tr("Built in"), built_in)):
            if group:
                self._add_heading(heading)
            for sheet in group:
                item = QListWidgetItem(words.sheet_name(sheet))
                item.setToolTip(words.sheet_name(sheet))
                item.setData(ID, sheet.id)
                self.list.addItem(item)
        self.list.blockSignals(False)
        self.choose_sheet(chosen)
        self._show_sheet()

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(self._theme.small(bold=True))
        self.list.addItem(item)

    def choose_sheet(self, sheet_id: str) -> None:
        """Choose a sheet; the first one where there is none with this id."""
        rows = [row for row in range(self.list.count()) if self.list.item(row).data(ID)]
        found = [row for row in rows if self.list.item(row).data(ID) == sheet_id]
        if rows:
            self.list.setCurrentRow((found or rows)[0])

    def show_runs(self, heads: tuple[EvaluationRunHead, ...]) -> None:
        """Show all runs; those of the chosen sheet are visible."""
        self._heads = heads
        self._show_sheet()

    def _show_sheet(self) -> None:
        sheet = self.current()
        self._right.setVisible(sheet is not None)
        if sheet is None:
            return
        heads = tuple(head for head in self._heads if head.sheet_id == sheet.id)
        self.title.setText(words.sheet_name(sheet))
        self.about.setText(self._about_text(sheet))
        self.about.setVisible(bool(self.about.text()))
        self.edit_button.setVisible(not sheet.built_in)
        self.copy_button.setVisible(sheet.built_in)
        self.run_button.setEnabled(bool(sheet.prompts))
        self.prompts.show_prompts(sheet.prompts)
        self.runs.show_runs(heads)
        self.parts.set_choices(
            [
                (PROMPTS, self.tr("Prompts {count}").format(count=len(sheet.prompts))),
                (RUNS, self.tr("Runs {count}").format(count=len(heads))),
            ],
            self.tr("More"),
        )
        self._show_part()

    def _about_text(self, sheet: Sheet) -> str:
        parts = [words.sheet_description(sheet)]
        if sheet.licence:
            parts.append(self.tr("Licence: {name}.").format(name=sheet.licence))
        return " ".join(filter(None, parts))

    def _show_part(self) -> None:
        runs = self.parts.value == RUNS
        has_runs = self.runs.rowCount() > 0
        self._stack.setCurrentWidget((self.run_table if has_runs else self.no_runs) if runs else self.prompt_table)
        self._run_buttons.setVisible(runs and has_runs)
        if runs and has_runs and not self.run_table.currentIndex().isValid():
            self.run_table.selectRow(0)
        self._show_run_buttons()

    def show_part(self, part: str) -> None:
        """Show the prompts or the runs."""
        self.parts.choose_value(part)
        self._show_part()

    def _current_run(self) -> EvaluationRunHead | None:
        index: QModelIndex = self.run_table.currentIndex()
        return self.runs.heads[index.row()] if 0 <= index.row() < len(self.runs.heads) else None

    def _show_run_buttons(self) -> None:
        head = self._current_run()
        state = head.state if head is not None else None
        self.resume_button.setVisible(state is RunState.STOPPED)
        self.stop_button.setVisible(state is RunState.RUNNING)
        self.open_button.setEnabled(head is not None)
        self.delete_button.setEnabled(head is not None and state is not RunState.RUNNING)

    def retranslate(self) -> None:
        self.list.setAccessibleName(self.tr("Sheets"))
        self.prompt_table.setAccessibleName(self.tr("Prompts of the sheet"))
        self.run_table.setAccessibleName(self.tr("Runs of the sheet"))
        self.run_table.setAccessibleDescription(self.tr("Enter opens a run"))
        self.parts.setAccessibleName(self.tr("What to show of the sheet"))
        self.run_button.setText(self.tr("Run…"))
        self.edit_button.setText(self.tr("Edit…"))
        self.copy_button.setText(self.tr("Make a copy"))
        self.more.set_name(self.tr("More"))
        self.open_button.setText(self.tr("Open"))
        self.resume_button.setText(self.tr("Resume"))
        self.stop_button.setText(self.tr("Stop"))
        self.delete_button.setText(self.tr("Delete…"))
        self.no_runs.set_texts(
            self.tr("No runs yet"),
            self.tr("A run asks one or more models all prompts of the sheet and checks every answer."),
        )
        self.show_sheets(self._sheets)
