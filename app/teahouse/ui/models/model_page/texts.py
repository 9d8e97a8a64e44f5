"""The texts and tables in a model's file: template, system prompt, parameters, licence, tensors, keys, Modelfile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.details import Details
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.pills import PillRow
from teahouse.ui.kit.table import CellPainter, Index, set_up_table, style_table
from teahouse.ui.style import Theme

HEIGHT = 340  # pixels of a text or a table, which scroll
LONGEST = 400  # characters of one value
LONG, THICK = 90, 7  # of a tensor's bar
SHARE_OF_LARGEST = Qt.ItemDataRole.UserRole


class ModelTexts(QWidget):
    """One part at a time; each is built when it is first shown."""

    def __init__(self, theme: Theme, details: Details) -> None:
        super().__init__()
        self._theme = theme
        self._details = details
        self._built: dict[str, QWidget] = {}
        self.choices = PillRow(theme, self, pages=True)
        self.copy_button = Button(self.tr("Copy"), parent=self)
        self.stack = QStackedWidget(self)
        self.stack.setFixedHeight(theme.px(HEIGHT))
        head = QHBoxLayout()
        head.addWidget(self.choices, 1)
        head.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.stack)
        self.choices.chosen.connect(self.show_part)
        self.copy_button.clicked.connect(self._copy)
        if parts := self._list_parts():
            self.choices.set_choices(parts, self.tr("More"))
            self.show_part(parts[0][0])
        else:
            self.hide()

    def _list_parts(self) -> list[tuple[str, str]]:
        details = self._details
        known = (
            ("template", self.tr("Template"), details.template),
            ("system", self.tr("System prompt"), details.system),
            ("parameters", self.tr("Parameters"), details.parameters),
            ("licence", self.tr("Licence"), details.licence),
            ("tensors", self.tr("Tensors"), details.tensors),
            ("keys", self.tr("Every key"), details.information),
            ("modelfile", self.tr("Modelfile"), details.modelfile),
        )
        return [(part, said) for part, said, there in known if there]

    def show_part(self, part: str) -> None:
        """Show one part, built now if it was not."""
        makers: dict[str, Callable[[], QWidget]] = {
            "template": lambda: self._make_text(self._details.template),
            "system": lambda: self._make_text(self._details.system),
            "parameters": lambda: self._make_table((self.tr("Name"), self.tr("Value")), self._details.parameters),
            "licence": lambda: self._make_text(self._details.licence),
            "tensors": self._make_tensor_table,
            "keys": self._make_key_table,
            "modelfile": lambda: self._make_text(self._details.modelfile),
        }
        self.choices.choose_value(part)
        if part not in self._built:
            self._built[part] = makers[part]()
            self.stack.addWidget(self._built[part])
        self.stack.setCurrentWidget(self._built[part])
        self.copy_button.setVisible(isinstance(self._built[part], QPlainTextEdit))

    def _copy(self) -> None:
        shown = self.stack.currentWidget()
        if isinstance(shown, QPlainTextEdit):
            QGuiApplication.clipboard().setText(shown.toPlainText())
            announce(self, self.tr("Copied"))

    def _name_of_part(self) -> str:
        return self.choices.pill_of(self.choices.value).text()

    def _make_text(self, text: str) -> QWidget:
        view = QPlainTextEdit(text)
        view.setReadOnly(True)
        view.setFont(self._theme.mono())
        view.setTabChangesFocus(True)
        view.setProperty("role", "field")
        view.setAccessibleName(self._name_of_part())
        return view

    def _make_tensor_table(self) -> QWidget:
        titles = (self.tr("Tensor"), self.tr("Kind"), self.tr("Shape"), self.tr("Bytes"))
        largest = sorted(self._details.tensors, key=lambda tensor: -tensor.size)
        rows = [
            (tensor.name, tensor.kind, " × ".join(map(str, tensor.shape)), numbers.size(tensor.size))
            for tensor in largest
        ]
        table = self._make_table(titles, rows)
        table.setItemDelegate(_BytesPainter(self._theme, table))
        most = max((tensor.size for tensor in largest), default=0) or 1
        for at, tensor in enumerate(largest):
            if (item := table.item(at, len(titles) - 1)) is not None:
                item.setData(SHARE_OF_LARGEST, tensor.size / most)
        return table

    def _make_key_table(self) -> QWidget:
        information = self._details.information or {}
        rows = [(key, "–" if value is None else _shown(value)) for key, value in sorted(information.items())]
        return self._make_table((self.tr("Key"), self.tr("Value")), rows)

    def _make_table(self, titles: tuple[str, ...], rows: Sequence[Sequence[str]]) -> QTableWidget:
        table = QTableWidget(len(rows), len(titles))
        table.setHorizontalHeaderLabels(titles)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                table.setItem(at, column, QTableWidgetItem(value))
        set_up_table(table)
        style_table(table, self._theme)
        table.setItemDelegate(CellPainter(self._theme, table))
        table.resizeColumnsToContents()
        table.horizontalHeader().setStretchLastSection(True)
        table.setAccessibleName(self._name_of_part())
        return table


class _BytesPainter(CellPainter):
    """Paints a bar before the bytes of a tensor: its share of the largest."""

    def width_before(self, index: Index) -> float:
        return LONG + 10.0 if index.data(SHARE_OF_LARGEST) else 0.0

    def paint_before(self, painter: QPainter, place: QRectF, index: Index) -> float:
        share = index.data(SHARE_OF_LARGEST)
        if share:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.colours.accent))
            bar = QRectF(place.left(), place.center().y() - THICK / 2, max(2.0, LONG * share), THICK)
            painter.drawRoundedRect(bar, 2, 2)
        return self.width_before(index)


def _shown(value: object) -> str:
    text = str(value).replace("\n", "⏎")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
