"""The parameters that hold for all lanes: the system prompt, and those options that answers are compared under.

What is left empty is not sent: each model's own value holds then.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.options import BY_NAME
from teahouse.ui.compare.setup import Setup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.form import Rows
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.lists import sheet
from teahouse.ui.style import Theme

SHOWN = ("seed", "temperature", "num_predict", "num_ctx")


class ParametersDialog(QDialog):
    """Accepts only values that the options' table accepts."""

    def __init__(self, setup: Setup, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._setup = setup
        self.setStyleSheet(sheet(theme))
        self.system = QPlainTextEdit(setup.system)
        self.system.setTabChangesFocus(True)
        self.system.setFixedHeight(theme.px(84))
        self.fields = {name: QLineEdit() for name in SHOWN}
        given = {**setup.options, "seed": setup.seed}
        for name, field in self.fields.items():
            value = given.get(name)
            field.setText("" if value is None else str(value))
            field.textChanged.connect(self._check)
        self.problem = Muted()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.ok = Button(self.tr("Use for all lanes"), kind="primary")
        self.cancel = Button(self.tr("Cancel"))
        self._lay_out()
        self.ok.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self._check()

    def _lay_out(self) -> None:
        self.setWindowTitle(self.tr("Parameters for all lanes"))
        rows = Rows()
        labels = {
            "seed": self.tr("Seed"),
            "temperature": self.tr("Temperature"),
            "num_predict": self.tr("Longest answer, in tokens"),
            "num_ctx": self.tr("Context, in tokens"),
        }
        system = rows.add(self.system)
        system.setText(self.tr("System prompt"))
        system.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.system.setAccessibleName(system.text())
        for name, field in self.fields.items():
            rows.add(field).setText(labels[name])
            field.setAccessibleName(labels[name])
            field.setPlaceholderText(self.tr("the model’s own"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.problem, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(12)
        column.addLayout(rows)
        column.addLayout(buttons)
        self.resize(520, 300)

    def _check(self) -> None:
        wrong = [name for name in SHOWN if _value(name, self.fields[name].text()) is Ellipsis]
        self.ok.setEnabled(not wrong)
        bounds = [self._bounds(name) for name in wrong]
        self.problem.setText(" ".join(bounds))

    def _bounds(self, name: str) -> str:
        option = BY_NAME[name]
        text = self.tr("{name} is a number from {low} to {high}.")
        return text.format(name=self.fields[name].accessibleName(), low=option.minimum, high=option.maximum)

    def values(self) -> dict[str, Any]:
        """The fields of the setup as they are now."""
        found = {name: _value(name, self.fields[name].text()) for name in SHOWN}
        seed = found.pop("seed")
        others = {name: value for name, value in self._setup.options.items() if name not in SHOWN}
        options = {**others, **{name: value for name, value in found.items() if value is not None}}
        return {"system": self.system.toPlainText().strip(), "seed": seed, "options": options}


def _value(name: str, text: str) -> object:
    """The value of a field: None where it is empty, Ellipsis where it is none."""
    if not text.strip():
        return None
    try:
        number = float(text)
        return BY_NAME[name].check(int(number) if number.is_integer() and BY_NAME[name].kind is int else number)
    except (ValueError, OverflowError, Trouble):
        return ...
