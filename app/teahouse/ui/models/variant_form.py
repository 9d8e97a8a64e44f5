"""What a variant is made of, field by field; as a value it is a Modelfile. What is left empty is the base's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.details import Details
from teahouse.core.modelfile import Modelfile
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.kit.line_field import LineField
from teahouse.ui.kit.plain_text_field import PlainTextField
from teahouse.ui.kit.vertical_scroll import VerticalScroll
from teahouse.ui.models.pair_rows import MessageRows, ParameterRows
from teahouse.ui.style import Theme


class AdapterField(QWidget):
    """The GGUF file of an adapter, where there is one."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = ""
        self.choose = Button(self.tr("Choose an adapter…"), "quiet", self)
        self.file = ElidedLabel("", self)
        self.away = IconButton(theme, "close", self.tr("Take the adapter away"), side=30)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.choose)
        row.addWidget(self.file, 1)
        row.addWidget(self.away)
        self.choose.clicked.connect(self._on_choose)
        self.away.clicked.connect(lambda: self.show_path(""))
        self.show_path("")

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, self.tr("An adapter"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("GGUF files (*.gguf)"))
        dialog.fileSelected.connect(self.show_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_path(self, path: str) -> None:
        """Take a file; empty for none."""
        self.path = path
        self.file.setText(Path(path).name if path else "")
        self.away.setVisible(bool(path))
        self.changed.emit()


class VariantForm(VerticalScroll):
    """`changed` after anything did; `name` is the new model's and no part of the Modelfile."""

    changed = Signal()

    def __init__(self, theme: Theme, base: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self._own: Details | None = None
        self._licence = ""
        self.base, self.name = LineField(base), LineField(variant_of(base))
        self.system, self.template = PlainTextField(), PlainTextField()
        self.parameters, self.messages = ParameterRows(theme), MessageRows(theme)
        self.adapter = AdapterField(theme)
        self._lay_out()
        for changed in (
            self.name.textChanged,
            self.base.textChanged,
            self.system.textChanged,
            self.template.textChanged,
            self.parameters.changed,
            self.messages.changed,
            self.adapter.changed,
        ):
            changed.connect(self.changed)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for words, field in self._fields():
            label = Muted(words)
            label.setWordWrap(True)
            label.setBuddy(field)
            label.setMinimumHeight(self._theme.px(18))
            field.setAccessibleName(words)
            column.addWidget(label)
            column.addWidget(field)
            column.addSpacing(6)
        self.system.setFixedHeight(self._theme.px(110))
        self.template.setFixedHeight(self._theme.px(90))
        self.template.setFont(self._theme.mono(12))
        for view in (self.system, self.template):
            view.setTabChangesFocus(True)
            view.setProperty("role", "field")
        column.addStretch(1)
        self.setWidget(inside)

    def _fields(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (self.tr("Name of the new model"), self.name),
            (self.tr("Made from"), self.base),
            (self.tr("System prompt: who it is to be, and how it is to answer"), self.system),
            (self.tr("Parameters"), self.parameters),
            (self.tr("Messages every chat with it begins with: examples of how it is to answer"), self.messages),
            (self.tr("Template: how messages become text (leave it as it is unless you know why)"), self.template),
            (self.tr("Adapter (LoRA): only some versions of Ollama take one"), self.adapter),
        )

    @property
    def modelfile(self) -> Modelfile:
        """The variant as it stands; what is the base's own is not said again."""
        own, template = self._own, self.template.toPlainText()
        parameters, messages = self.parameters.pairs, self.messages.pairs
        return Modelfile(
            self.base.text().strip(),
            system=self.system.toPlainText().strip(),
            template="" if own and template.strip() == own.template.strip() else template,
            license=self._licence,
            parameters=() if own and parameters == own.parameters else parameters,
            messages=() if own and messages == own.messages else messages,
            adapter=self.adapter.path,
        )

    @property
    def complete(self) -> bool:
        """Whether there is enough to make a model."""
        return bool(self.name.text().strip() and self.base.text().strip())

    @property
    def changes_more_than_talk(self) -> bool:
        """Whether something of it counts only once the model is made."""
        modelfile = self.modelfile
        return bool(modelfile.template or modelfile.adapter)

    def show_own(self, details: Details) -> None:
        """What the base has of its own, to begin with; what a person has written meanwhile stays."""
        if details.model != self.base.text() or self._own is not None:
            return
        self._own = details
        if not self.system.toPlainText():
            self.system.setPlainText(details.system)
        if not self.template.toPlainText():
            self.template.setPlainText(details.template)
        if not self.parameters.rows:
            self.parameters.show_own(details.parameters)
        if not self.messages.rows:
            self.messages.show_pairs(details.messages)
        self.changed.emit()

    def take(self, found: Modelfile) -> None:
        """Take in another Modelfile."""
        self._licence = found.license
        self.base.setText(found.base)
        self.system.setPlainText(found.system)
        self.template.setPlainText(found.template)
        self.parameters.show_pairs(found.parameters)
        self.messages.show_pairs(found.messages)
        self.adapter.show_path(found.adapter)


def variant_of(base: str) -> str:
    """A name to begin with."""
    return f"my-{base.rpartition('/')[2].partition(':')[0]}"
