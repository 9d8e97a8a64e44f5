"""The card with the contrast pairs: a table of two columns, examples, import and export."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from teahouse.core.workshop.contrast_pairs import EXAMPLES, LEAST_PAIRS, MOST_PAIRS, ContrastPair
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Choice, FormCard
from teahouse.ui.kit.labels import Muted, Paragraph
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.table import CellPainter, set_up_table, style_table
from teahouse.ui.style import Theme

translate = QCoreApplication.translate
HEIGHT = 236  # of the table: six rows
LANGUAGES = {"en": "English", "zh": "中文"}  # their own names
NAMES = (
    QT_TRANSLATE_NOOP("Steering", "Happy or sad"),
    QT_TRANSLATE_NOOP("Steering", "Formal or casual"),
    QT_TRANSLATE_NOOP("Steering", "Short or long"),
)


class PairsCard(Retranslated, FormCard):
    """`changed`: the pairs are others. `imports` and `exports`: a file is to be chosen."""

    changed = Signal()
    imports = Signal()
    exports = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.about, self.state = Paragraph(), Muted(wraps=True)
        self.example = Choice(theme)
        self.table = QTableWidget(0, 2)
        self.add, self.remove = Button(), Button()
        self.import_button, self.export_button = Button(), Button()
        set_up_table(self.table)
        self.table.setItemDelegate(CellPainter(theme, self.table))
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.SelectedClicked
        )
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        row = QWidget()
        buttons = WrappingRow(row)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self.example)
        for button in (self.add, self.remove, self.import_button, self.export_button):
            buttons.addWidget(button)
        for widget in (self.about, row, self.table, self.state):
            self.body.addWidget(widget)
        self.example.chosen.connect(self._on_example)
        self.add.clicked.connect(self.add_pair)
        self.remove.clicked.connect(self.remove_pairs)
        self.import_button.clicked.connect(self.imports)
        self.export_button.clicked.connect(self.exports)
        self.table.itemChanged.connect(lambda _item: self._on_changed())
        theme.changed.connect(self._restyle)
        self._restyle()
        self.show_pairs(EXAMPLES["en"][0].make_pairs())
        self.retranslate()

    def _restyle(self) -> None:
        style_table(self.table, self._theme)
        self.table.setFixedHeight(self._theme.px(HEIGHT))

    @property
    def pairs(self) -> tuple[ContrastPair, ...]:
        """All pairs of the table, also those that cannot be used."""
        texts = [
            [item.text() if (item := self.table.item(row, column)) is not None else "" for column in range(2)]
            for row in range(self.table.rowCount())
        ]
        return tuple(ContrastPair(*row) for row in texts)

    @property
    def usable_pairs(self) -> tuple[ContrastPair, ...]:
        """The pairs that a vector can be made of."""
        return tuple(pair for pair in self.pairs if pair.is_usable)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough usable pairs, and not too many."""
        return LEAST_PAIRS <= len(self.usable_pairs) <= MOST_PAIRS

    def show_pairs(self, pairs: Sequence[ContrastPair]) -> None:
        """Replace the pairs."""
        self.table.blockSignals(True)
        self.table.setRowCount(len(pairs))
        for row, pair in enumerate(pairs):
            for column, text in enumerate((pair.positive, pair.negative)):
                self.table.setItem(row, column, _make_item(text))
        self.table.blockSignals(False)
        self._on_changed()

    def add_pair(self) -> None:
        """Add an empty pair, and write its first text."""
        row = self.table.rowCount()
        if row >= MOST_PAIRS:
            return
        self.table.blockSignals(True)
        self.table.insertRow(row)
        for column in range(2):
            self.table.setItem(row, column, _make_item(""))
        self.table.blockSignals(False)
        self.table.setCurrentCell(row, 0)
        self.table.scrollToBottom()
        self.table.setFocus()
        if (item := self.table.item(row, 0)) is not None:
            self.table.editItem(item)
        self._on_changed()

    def remove_pairs(self) -> None:
        """Remove the selected pairs."""
        for row in sorted({index.row() for index in self.table.selectedIndexes()}, reverse=True):
            self.table.removeRow(row)
        self._on_changed()

    def _on_example(self, value: str) -> None:
        language, _, number = value.partition(" ")
        if number:
            self.show_pairs(EXAMPLES[language][int(number)].make_pairs())
        self.example.show_value("")

    def _on_changed(self) -> None:
        self._show_state()
        self.changed.emit()

    def _show_state(self) -> None:
        usable, every = len(self.usable_pairs), self.table.rowCount()
        text = self.tr("%n pair(s)", "", usable)
        if usable < every:
            text += " · " + self.tr("%n cannot be used: both texts must be there, and differ", "", every - usable)
        if usable < LEAST_PAIRS:
            text += " · " + self.tr("at least two are needed; ten or more are better")
        self.state.setText(text)

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Contrast pairs"))
        self.about.setText(
            self.tr(
                "Two messages to the model that differ only in what is to be steered. The direction from the right "
                "one to the left one is then added to what the model computes."
            )
        )
        choices = [("", self.tr("Use an example…"))]
        for language, examples in EXAMPLES.items():
            for number, example in enumerate(examples):
                name = translate("Steering", example.name)
                choices.append((f"{language} {number}", f"{name} ({LANGUAGES[language]})"))
        self.example.set_choices(choices, "")
        self.example.setAccessibleName(self.tr("Examples"))
        self.add.setText(self.tr("Add a pair"))
        self.remove.setText(self.tr("Remove"))
        self.import_button.setText(self.tr("Import…"))
        self.export_button.setText(self.tr("Export…"))
        self.table.setHorizontalHeaderLabels([self.tr("Towards 1"), self.tr("Towards −1")])
        self.table.setAccessibleName(self.tr("Contrast pairs"))
        self._show_state()


def _make_item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip("")
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return item
