"""Asks for the name of a model that is made."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.errors import Trouble
from teahouse.core.model import ModelName
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

WIDTH = 420


class NewModelDialog(Dialog):
    """`named` carries a valid name. Deleted when it is closed."""

    named = Signal(str)

    def __init__(self, theme: Theme, title: str, sentence: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.heading, self.sentence = Paragraph(title, self), Paragraph(sentence, self)
        self.heading.setFont(theme.font(15, bold=True))
        self.field = LineField(name, self)
        self.field.setAccessibleName(self.tr("Name of the new model"))
        self.cancel = Button(self.tr("Cancel"), parent=self)
        self.make = Button(self.tr("Make it"), "primary", self)
        self.make.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.make)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for widget in (self.heading, self.sentence, self.field):
            column.addWidget(widget)
        column.addLayout(row)
        self.setMinimumWidth(theme.px(WIDTH))
        self.field.textChanged.connect(self._show_state)
        self.cancel.clicked.connect(self.close)
        self.make.clicked.connect(self._on_make)
        self.field.selectAll()
        self.field.setFocus()
        self._show_state()

    @property
    def name(self) -> str:
        """The name in the field, in its short form; empty where it is not valid."""
        try:
            return ModelName.parse(self.field.text().strip()).short
        except Trouble:
            return ""

    def _show_state(self) -> None:
        self.make.setEnabled(bool(self.name))

    def _on_make(self) -> None:
        name = self.name
        if name:
            self.close()
            self.named.emit(name)
