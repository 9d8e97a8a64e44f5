"""What the chosen token attends to, in one layer, in one head or on average."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from teahouse.core.workshop.layer_inspection import LayerInspection, average_heads, show_token
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.form import Choice, FormCard
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.table import set_up_table, style_table
from teahouse.ui.style import Theme
from teahouse.ui.workshop.layers import words
from teahouse.ui.workshop.layers.lens_table import LINE, SHARE, ShareCellPainter

MEAN = "mean"
MOST_ROWS = 100
PLACE_WIDTH = 56


class AttentionCard(Retranslated, FormCard):
    """`changed`: other weights are shown."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._inspections: tuple[LayerInspection, ...] = ()
        self._place = 0
        self.model, self.layer, self.head = Choice(theme), Choice(theme), Choice(theme)
        self.model.allow_elision(10)
        self.about = Muted(wraps=True)
        self.table = QTableWidget(0, 2)
        set_up_table(self.table)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setItemDelegate(ShareCellPainter(theme, self.table))
        self.table.horizontalHeader().setSectionsClickable(False)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._choices = QWidget()
        row = WrappingRow(self._choices)
        row.setContentsMargins(0, 0, 0, 0)
        for choice in (self.model, self.layer, self.head):
            row.addWidget(choice)
        self.model.chosen.connect(lambda _value: self._fill())
        for choice in (self.layer, self.head):
            choice.chosen.connect(lambda _value: self._show_weights())
        for widget in (self._choices, self.about):
            self.body.addWidget(widget)
        self.body.addWidget(self.table, 1)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def _restyle(self) -> None:
        style_table(self.table, self._theme)
        self.table.verticalHeader().setDefaultSectionSize(self._theme.px(LINE))
        self.table.setColumnWidth(0, self._theme.px(PLACE_WIDTH))
        self.table.setMinimumHeight(self._theme.px(LINE) * 6)

    def show_inspections(self, inspections: Sequence[LayerInspection], place: int) -> None:
        """Show the attention of the token at `place` of the first one."""
        self._inspections, self._place = tuple(inspections), place
        self._fill()

    def show_layer(self, layer: int) -> None:
        """Show another layer (from 0), where it has weights."""
        if self.layer.findData(str(layer)) >= 0 and self.layer.currentData() != str(layer):
            self.layer.show_value(str(layer))
            self._show_weights()

    def _found(self) -> tuple[LayerInspection | None, int]:
        """The chosen model's inspection, and its token."""
        number = max(0, self.model.currentIndex())
        if number >= len(self._inspections):
            return None, 0
        found = self._inspections[number]
        return found, self._inspections[0].match_place(self._place, found)

    def _layers(self) -> Mapping[int, tuple[tuple[float, ...], ...]]:
        found, place = self._found()
        return found.attention.get(place, {}) if found is not None else {}

    @property
    def weights(self) -> tuple[float, ...]:
        """The shown weights over the tokens up to the chosen one; empty where there are none."""
        layers = self._layers()
        heads = layers.get(int(self.layer.currentData() or -1))
        if not heads:
            return ()
        head = str(self.head.currentData() or MEAN)
        return average_heads(heads) if head == MEAN else heads[min(int(head), len(heads) - 1)]

    @property
    def weights_of_first(self) -> tuple[float, ...]:
        """The shown weights where they are of the first model, whose tokens the strip has."""
        return self.weights if self.model.currentIndex() <= 0 else ()

    @property
    def title(self) -> str:
        """What is shown, for a picture."""
        return self.tr("Attention: {layer}, {head}").format(
            layer=self.layer.currentText(), head=self.head.currentText()
        )

    def _fill(self) -> None:
        names = [(str(number), each.model) for number, each in enumerate(self._inspections)]
        self.model.setVisible(len(names) > 1)
        kept = str(self.model.currentData() or "0")
        if names:
            self.model.set_choices(names, kept if kept < str(len(names)) else "0")
        else:
            self.model.clear()
        layers = self._layers()
        found, _ = self._found()
        layer, head = str(self.layer.currentData() or ""), str(self.head.currentData() or MEAN)
        if layers:
            self._choices.show()
            count = found.layers if found is not None else 0
            known = [(str(each), words.name_layer(each, count)) for each in sorted(layers)]
            self.layer.set_choices(known, layer if layer in dict(known) else known[-1][0])
            heads = range(max(len(each) for each in layers.values()))
            choices = [(MEAN, self.tr("All heads, mean"))]
            choices += [(str(each), self.tr("Head {n}").format(n=each + 1)) for each in heads]
            self.head.set_choices(choices, head if head in dict(choices) else MEAN)
        else:
            self._choices.hide()
        self._show_weights()

    def _show_weights(self) -> None:
        found, _ = self._found()
        weights = self.weights
        order = sorted(range(len(weights)), key=lambda place: -weights[place])[:MOST_ROWS]
        self.table.setRowCount(len(order))
        self.table.setVisible(bool(order))
        for row, place in enumerate(order):
            assert found is not None
            spoken = words.describe_token(place, len(found.tokens), found.tokens[place], weights[place])
            cells = (QTableWidgetItem(str(place + 1)), QTableWidgetItem(show_token(found.tokens[place])))
            cells[1].setData(SHARE, weights[place])
            for column, cell in enumerate(cells):
                cell.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
                cell.setToolTip(spoken)
                self.table.setItem(row, column, cell)
        self.about.setText(self._tell(found, weights))
        self.changed.emit()

    def _tell(self, found: LayerInspection | None, weights: Sequence[float]) -> str:
        if found is None:
            return self.tr("Shown when a text is inspected.")
        if not weights:
            return self.tr("The weights of this token are not known yet, or this model has none.")
        total = sum(weights)
        said = self.tr("How much the chosen token takes from itself and each earlier token.")
        if total < 0.985:
            said += " " + self.tr("The rest, {share}, goes to no token.").format(share=numbers.likelihood(1 - total))
        return said

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Attention"))
        self.model.setAccessibleName(self.tr("Model of the attention"))
        self.layer.setAccessibleName(self.tr("Layer"))
        self.head.setAccessibleName(self.tr("Head"))
        self.table.setHorizontalHeaderLabels([self.tr("Place"), self.tr("Token")])
        self.table.setAccessibleName(self.tr("Weights of the tokens, the largest first"))
        self._fill()
