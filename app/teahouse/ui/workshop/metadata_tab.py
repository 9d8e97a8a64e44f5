"""The Metadata tab: every key of the model's file with its value, and a field that filters them."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from teahouse.core.details import Details
from teahouse.services.models.events import DetailsEvent, ModelsEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.table import CellPainter, set_up_table, style_table
from teahouse.ui.kit.text_fields import ClearButton, LineField
from teahouse.ui.workshop.context import WorkshopContext
from teahouse.ui.workshop.metadata_copy import MetadataCopier

LONGEST = 200  # characters of a value that are shown; a copy has all
KEY_WIDTH = 320
FILTER_LETTERS = 20
KEYS, TENSORS = "keys", "tensors"


class MetadataTab(FocusGroup, Retranslated, QWidget):
    """Read from the host with `models.read_details`, so also of another computer."""

    def __init__(self, context: WorkshopContext) -> None:
        super().__init__(context.page)
        self._context = context
        self._model = ""
        self._details: Details | None = None
        self.field = LineField()
        self._wipe = ClearButton(self.field, context.theme)
        self.parts = PillRow(context.theme)
        self.copy_button, self.edit_button = Button(), Button()
        self.copier = MetadataCopier(context, self)
        self.about = Muted(wraps=True)
        self.status = StatusLabel()
        self.table = QTableWidget(0, 2)
        set_up_table(self.table)
        self.table.setItemDelegate(CellPainter(context.theme, self.table))
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        top = WrappingRow()
        top.addWidget(self.parts)
        top.add_field(self.field, FILTER_LETTERS)
        top.add_group(self.copy_button, self.edit_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.about)
        column.addWidget(self.status)
        column.addWidget(self.table, 1)
        self.status.hide()
        self.field.textChanged.connect(self._filter)
        self.copy_button.clicked.connect(self._copy)
        self.edit_button.clicked.connect(self._edit)
        self.parts.chosen.connect(lambda _part: self._show_part())
        context.theme.changed.connect(self._restyle)
        context.bridge.subscribe(self._on_details, DetailsEvent)
        self.enter_at(self.field)
        self._restyle()
        self.retranslate()

    def _restyle(self) -> None:
        style_table(self.table, self._context.theme)
        self.table.setColumnWidth(0, self._context.theme.px(KEY_WIDTH))

    def show_model(self, model: str, _models: ModelsEvent) -> None:
        if model == self._model:
            return
        self._model, self._details = model, None
        self._fill()
        if model:
            self._context.bridge.run_command(lambda services: services.models.read_details(model))

    def _on_details(self, burst: list[DetailsEvent]) -> None:
        for event in burst:
            if event.model == self._model:
                self._details = event.details
                self._fill()
                if event.trouble is not None:
                    self.status.show_status(sentence(event.trouble), bad=True)
                    self.status.show()

    def _rows(self) -> list[tuple[str, ...]]:
        if self._details is None:
            return []
        if self.parts.value == TENSORS:
            return [
                (tensor.name, " × ".join(map(str, tensor.shape)), tensor.kind, numbers.size(tensor.size))
                for tensor in self._details.tensors
            ]
        known = sorted((self._details.information or {}).items())
        return [(key, _shorten(_text_of(value)) or self.tr("a list")) for key, value in known]

    def _show_part(self) -> None:
        """Show the keys or the tensors."""
        tensors = self.parts.value == TENSORS
        titles = (self.tr("Name"), self.tr("Shape"), self.tr("Type"), self.tr("Size"))
        labels = titles if tensors else (self.tr("Key"), self.tr("Value"))
        self.table.setColumnCount(len(labels))
        self.table.setHorizontalHeaderLabels(labels)
        header, mode = self.table.horizontalHeader(), QHeaderView.ResizeMode
        header.setSectionResizeMode(mode.ResizeToContents if tensors else mode.Interactive)
        header.setSectionResizeMode(0 if tensors else 1, mode.Stretch)
        self.table.setColumnWidth(0, self._context.theme.px(KEY_WIDTH))
        words = self.tr("Filter tensors") if tensors else self.tr("Filter keys and values")
        self.field.setPlaceholderText(words)
        self.field.setAccessibleName(words)
        self.table.setAccessibleName(self.tr("Tensors of the model") if tensors else self.tr("Metadata"))
        self._fill()

    def _fill(self) -> None:
        rows = self._rows()
        self.status.hide()
        self.table.setRowCount(len(rows))
        for number, texts in enumerate(rows):
            for column, text in enumerate(texts):
                self.table.setItem(number, column, QTableWidgetItem(text))
        information = self._details.information if self._details is not None else None
        self.copy_button.setEnabled(bool(information))
        self.edit_button.setEnabled(bool(information))
        self._filter()

    def _filter(self) -> None:
        sought = self.field.text().strip().casefold()
        shown = 0
        for row in range(self.table.rowCount()):
            texts = (self.table.item(row, column) for column in range(self.table.columnCount()))
            hit = any(sought in item.text().casefold() for item in texts if item is not None)
            self.table.setRowHidden(row, not hit)
            shown += hit
        tensors = self.parts.value == TENSORS
        words = self.tr("%n tensor(s)", "", shown) if tensors else self.tr("%n key(s)", "", shown)
        self.about.setText(words if self._details is not None else "")

    def _edit(self) -> None:
        if self._details is not None:
            self.copier.edit_copy(self._details)

    def _copy(self) -> None:
        known = self._details.information if self._details is not None else None
        QGuiApplication.clipboard().setText(json.dumps(dict(known or {}), ensure_ascii=False, indent=2))
        self._context.notices.show_info(lambda: self.tr("The metadata was copied as JSON."))

    def retranslate(self) -> None:
        self.parts.set_choices([(KEYS, self.tr("Keys")), (TENSORS, self.tr("Tensors"))], self.tr("More"))
        self.parts.setAccessibleName(self.tr("Parts of the file"))
        self.copy_button.setText(self.tr("Copy as JSON"))
        self.edit_button.setText(self.tr("Edit a copy…"))
        self._show_part()


def _text_of(value: Any) -> str:
    """A value as text; empty for a list that the host leaves out."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"
