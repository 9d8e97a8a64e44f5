"""The parameters a variant is to have: rows of name and value, one added at a time; `stop` may come more than once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from teahouse.core.options import PARAMETERS
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice
from teahouse.ui.style import Theme


class ParameterRow(QWidget):
    """One parameter; `gone` when it is taken away."""

    changed = Signal()
    gone = Signal()

    def __init__(self, theme: Theme, name: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.value = Choice(theme), QLineEdit(value, self)
        self.away = IconButton(theme, "close", side=30)
        self.name.offer([(option.name, option.name) for option in PARAMETERS], name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name)
        row.addWidget(self.value, 1)
        row.addWidget(self.away)
        self.name.chosen.connect(self._on_changed)
        self.value.textChanged.connect(self._on_changed)
        self.away.clicked.connect(self.gone)
        self.retranslate()

    @property
    def pair(self) -> tuple[str, str]:
        """Name and value as they stand."""
        return str(self.name.currentData()), self.value.text().strip()

    def _on_changed(self) -> None:
        self.retranslate()
        self.changed.emit()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        name = str(self.name.currentData())
        self.name.setAccessibleName(self.tr("Parameter"))
        self.value.setAccessibleName(self.tr("Value of {name}").format(name=name))
        self.away.rename(self.tr("Take {name} away").format(name=name))


class ParameterRows(QWidget):
    """`changed` after anything did."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: list[ParameterRow] = []
        self.add = Button(kind="quiet", parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self._column.addLayout(foot)
        self.add.clicked.connect(self._on_add)
        self.retranslate()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values, those without a value left out."""
        return tuple(row.pair for row in self.rows if row.pair[1])

    def show_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Take other parameters."""
        for row in list(self.rows):
            self._remove(row)
        for name, value in pairs:
            self.put(name, value)
        self.changed.emit()

    def put(self, name: str, value: str = "") -> ParameterRow:
        """One parameter more."""
        row = ParameterRow(self._theme, name, value, self)
        row.changed.connect(self.changed)
        row.gone.connect(lambda: self._take_away(row))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        return row

    def _on_add(self) -> None:
        taken = {row.pair[0] for row in self.rows}
        free = next((option.name for option in PARAMETERS if option.name not in taken), "stop")
        self.put(free).value.setFocus()
        self.changed.emit()

    def _take_away(self, row: ParameterRow) -> None:
        self._remove(row)
        self.add.setFocus()
        self.changed.emit()

    def _remove(self, row: ParameterRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.add.setText(self.tr("Add a parameter"))
        for row in self.rows:
            row.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
