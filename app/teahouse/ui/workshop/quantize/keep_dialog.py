"""Asks for the name under which a quantisation becomes an installed model."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.model import ModelName
from teahouse.core.workshop.quantization import QuantizationResult
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Paragraph, StatusLabel
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme


def suggest_model_name(made_from: str, kind: str, taken: Collection[str]) -> str:
    """A free name: the original's with the kind in its tag."""
    base, _, tag = made_from.rpartition(":") if ":" in made_from.rsplit("/", 1)[-1] else (made_from, "", "")
    for ending in ("-f16", "-bf16", "-fp16", "-q8_0", "-f32"):
        tag = tag.removesuffix(ending)
    tag = "" if tag in ("latest", "f16", "bf16", "fp16", "q8_0", "f32") else tag
    stem = f"{base}:{'-'.join(part for part in (tag, kind.lower()) if part)}"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 100)))
    return next((name for name in names if name not in taken), stem)


class KeepDialog(Dialog):
    """`kept` carries the record's id and the name."""

    kept = Signal(str, str)

    def __init__(self, theme: Theme, result: QuantizationResult, taken: Collection[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._result, self._taken = result, frozenset(taken)
        self.setWindowTitle(self.tr("Keep {kind}").format(kind=result.kind))
        self.label, self.field, self.status = QLabel(self.tr("Name of the model")), LineField(), StatusLabel()
        self.label.setBuddy(self.field)
        self.field.setText(suggest_model_name(result.record.made_from, result.kind, self._taken))
        text = self.tr("It becomes an installed model, with the template and parameters of {model}.")
        self.text = Paragraph(text.format(model=result.record.made_from))
        self.keep_button, self.cancel_button = Button(self.tr("Keep"), kind="primary"), Button(self.tr("Cancel"))
        self.keep_button.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for widget in (self.text, self.label, self.field, self.status):
            column.addWidget(widget)
        column.addLayout(row)
        self.setMinimumWidth(theme.px(380))
        self.field.textChanged.connect(self._check_name)
        self.keep_button.clicked.connect(self._keep)
        self.cancel_button.clicked.connect(self.reject)
        self._check_name()
        self.field.selectAll()
        self.field.setFocus()

    @property
    def name(self) -> str:
        return self.field.text().strip()

    def _check_name(self) -> None:
        problem = self._find_problem()
        self.status.show_status(problem, bad=True)
        self.keep_button.setEnabled(not problem)

    def _find_problem(self) -> str:
        try:
            name = ModelName.parse(self.name).short
        except Trouble:
            return self.tr("This is not a valid name.")
        return self.tr("A model with this name is installed.") if name in self._taken else ""

    def _keep(self) -> None:
        self.accept()
        self.kept.emit(self._result.record.id, ModelName.parse(self.name).short)
