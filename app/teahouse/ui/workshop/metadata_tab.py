"""The Metadata tab: every key of the model's file with its value, and a field that filters them."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from teahouse.core.details import Details
from teahouse.services.models.events import DetailsEvent, ModelsEvent
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.accessibility import FocusGroup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Muted, StatusLabel
from teahouse.ui.kit.table import CellPainter, set_up_table, style_table
from teahouse.ui.kit.text_fields import ClearButton, LineField
from teahouse.ui.workshop.context import WorkshopContext

LONGEST = 200  # characters of a value that are shown; a copy has all
KEY_WIDTH = 320


class MetadataTab(FocusGroup, Retranslated, QWidget):
    """Read from the host with `models.read_details`, so also of another computer."""

    def __init__(self, context: WorkshopContext) -> None:
        super().__init__(context.page)
        self._context = context
        self._model = ""
        self._details: Details | None = None
        self.field = LineField()
        self._wipe = ClearButton(self.field, context.theme)
        self.copy_button = Button()
        self.about = Muted(wraps=True)
        self.status = StatusLabel()
        self.table = QTableWidget(0, 2)
        set_up_table(self.table)
        self.table.setItemDelegate(CellPainter(context.theme, self.table))
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        top.addWidget(self.field, 1)
        top.addWidget(self.copy_button)
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

    def _rows(self) -> list[tuple[str, str]]:
        known = self._details.information if self._details is not None else None
        return [(key, _text_of(value)) for key, value in sorted((known or {}).items())]

    def _fill(self) -> None:
        rows = self._rows()
        self.status.hide()
        self.table.setRowCount(len(rows))
        for number, (key, value) in enumerate(rows):
            name, shown = QTableWidgetItem(key), QTableWidgetItem(_shorten(value or self.tr("a list")))
            shown.setData(Qt.ItemDataRole.UserRole, value)
            if not value:
                shown.setForeground(self.palette().placeholderText())
            self.table.setItem(number, 0, name)
            self.table.setItem(number, 1, shown)
        self.copy_button.setEnabled(bool(rows))
        self._filter()

    def _filter(self) -> None:
        sought = self.field.text().strip().casefold()
        shown = 0
        for row in range(self.table.rowCount()):
            texts = (self.table.item(row, column) for column in range(2))
            hit = any(sought in item.text().casefold() for item in texts if item is not None)
            self.table.setRowHidden(row, not hit)
            shown += hit
        self.about.setText(self.tr("%n key(s)", "", shown) if self._details is not None else "")

    def _copy(self) -> None:
        known = self._details.information if self._details is not None else None
        QGuiApplication.clipboard().setText(json.dumps(dict(known or {}), ensure_ascii=False, indent=2))
        self._context.notices.show_info(lambda: self.tr("The metadata was copied as JSON."))

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Filter keys and values"))
        self.field.setAccessibleName(self.tr("Filter keys and values"))
        self.copy_button.setText(self.tr("Copy as JSON"))
        self.table.setHorizontalHeaderLabels([self.tr("Key"), self.tr("Value")])
        self.table.setAccessibleName(self.tr("Metadata"))
        self._fill()


def _text_of(value: Any) -> str:
    """A value as text; empty for a list that the host leaves out."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"
