"""The form of a variant; its value is a `Modelfile`. Empty fields mean the base model's values."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from teahouse.core.details import Details
from teahouse.core.modelfile import Modelfile
from teahouse.core.options import OPTIONS
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.kit.text_fields import LineField, PlainTextField
from teahouse.ui.style import Theme

Pairs = tuple[tuple[str, str], ...]
LETTERS = 16  # of a text that are seen beside its choice
TALL = 56  # of a text of several lines


def parameter_names() -> list[str]:
    """The options that a Modelfile can set as parameters."""
    return [name for name, option in OPTIONS.items() if not (option.beside or option.engine_only)]


class PairRow(QWidget):
    """A choice and a text; `gone`: the remove button was pressed."""

    changed = Signal()
    gone = Signal()

    def __init__(self, theme: Theme, value: QLineEdit | QPlainTextEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.value = Choice(theme), value
        self.away = IconButton(theme, "close", side=30)
        text = WrappingRow()
        text.add_field(self.value, LETTERS)
        text.addWidget(self.away)
        row = WrappingRow(self)
        row.addWidget(self.name)
        row.add_row(text)
        self.name.chosen.connect(self.changed)
        self.value.textChanged.connect(self.changed)
        self.away.clicked.connect(self.gone)

    @property
    def pair(self) -> tuple[str, str]:
        """The current choice and text."""
        value = self.value
        text = value.toPlainText() if isinstance(value, QPlainTextEdit) else value.text()
        return str(self.name.currentData()), text.strip()


class PairRows(Retranslated, QWidget):
    """Rows of a choice and a text, with a button to add one. Subclasses define choices and texts."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows: list[PairRow] = []
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

    # Defined by subclasses.

    def make_field(self, text: str) -> QLineEdit | QPlainTextEdit:
        """A field for the text of a new row."""
        raise NotImplementedError

    def row_choices(self) -> list[tuple[str, str]]:
        """The choices: value and text."""
        raise NotImplementedError

    def next_choice(self) -> str:
        """The choice of a new row."""
        raise NotImplementedError

    def row_texts(self, name: str) -> tuple[str, str, str, str]:
        """Texts of the add button, the choice, the text field, and the remove button."""
        raise NotImplementedError

    # The rows.

    @property
    def pairs(self) -> Pairs:
        """Choices and texts of the rows with a text."""
        return tuple(row.pair for row in self.rows if row.pair[1])

    def show_pairs(self, pairs: Pairs) -> None:
        """Replace all rows."""
        for row in list(self.rows):
            self._remove_row(row)
        for name, value in pairs:
            self.set_pairs(name, value)
        self.changed.emit()

    def set_pairs(self, name: str, value: str = "") -> PairRow:
        """Add a row."""
        row = PairRow(self._theme, self.make_field(value), self)
        row.name.set_choices(self.row_choices(), name)
        row.changed.connect(self._on_changed)
        row.gone.connect(lambda: self._take_away(row))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        self.retranslate()
        return row

    def _on_changed(self) -> None:
        self.retranslate()
        self.changed.emit()

    def _on_add(self) -> None:
        self.set_pairs(self.next_choice()).value.setFocus()
        self.changed.emit()

    def _take_away(self, row: PairRow) -> None:
        self._remove_row(row)
        self.add.setFocus()
        self._on_changed()

    def _remove_row(self, row: PairRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def retranslate(self) -> None:
        self.add.setText(self.row_texts("")[0])
        for row in self.rows:
            name = row.name.currentText()
            _, choice, text, away = self.row_texts(name)
            row.name.setAccessibleName(choice)
            row.value.setAccessibleName(text)
            row.away.set_name(away)


class ParameterRows(PairRows):
    """Parameters by name; `stop` may occur more than once. The base model's parameters can be changed, not removed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._own: frozenset[str] = frozenset()
        super().__init__(theme, parent)

    def show_own(self, pairs: Pairs) -> None:
        """Show the base model's parameters."""
        self._own = frozenset(name for name, _ in pairs)
        self.show_pairs(pairs)

    def make_field(self, text: str) -> QLineEdit:
        return LineField(text)

    def row_choices(self) -> list[tuple[str, str]]:
        return [(name, name) for name in parameter_names()]

    def next_choice(self) -> str:
        taken = {row.pair[0] for row in self.rows}
        return next((name for name in parameter_names() if name not in taken), "stop")

    def row_texts(self, name: str) -> tuple[str, str, str, str]:
        value, away = self.tr("Value of {name}").format(name=name), self.tr("Take {name} away").format(name=name)
        return self.tr("Add a parameter"), self.tr("Parameter"), value, away

    def retranslate(self) -> None:
        super().retranslate()
        count = Counter(row.pair[0] for row in self.rows)
        for row in self.rows:
            row.away.setEnabled(row.pair[0] not in self._own or count[row.pair[0]] > 1)
            if not row.away.isEnabled():
                row.away.setToolTip(self.tr("The model it is made from has it; give it another value instead"))


class MessageRows(PairRows):
    """The messages that every chat with the variant begins with."""

    def make_field(self, text: str) -> QPlainTextEdit:
        view = QPlainTextEdit(text)
        view.setTabChangesFocus(True)
        view.setProperty("role", "field")
        view.setFixedHeight(self._theme.px(TALL))
        return view

    def row_choices(self) -> list[tuple[str, str]]:
        return [
            ("user", self.tr("You", "who says a message")),
            ("assistant", self.tr("The model", "who says a message")),
            ("system", self.tr("System", "who says a message")),
        ]

    def next_choice(self) -> str:
        return "assistant" if self.rows and self.rows[-1].pair[0] == "user" else "user"

    def row_texts(self, name: str) -> tuple[str, str, str, str]:
        away = self.tr("Take this message away")
        return self.tr("Add a message"), self.tr("Who says it"), self.tr("What is said"), away


class AdapterField(QWidget):
    """The path of an adapter's GGUF file; empty for none."""

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
        """Set the file; empty for none."""
        self.path = path
        self.file.setText(Path(path).name if path else "")
        self.away.setVisible(bool(path))
        self.changed.emit()


class VariantForm(VerticalScroll):
    """`changed`: any field was changed. The field `name` is not part of the Modelfile. `engine`: the host is a
    built-in engine, which takes adapters."""

    changed = Signal()

    def __init__(self, theme: Theme, base: str, parent: QWidget | None = None, *, engine: bool = False) -> None:
        super().__init__(parent=parent)
        self._theme = theme
        self._engine = engine
        self._own: Details | None = None
        self._licence = ""
        self.base, self.name = LineField(base), LineField(variant_of(base))
        self.system, self.template = PlainTextField(), PlainTextField()
        self.parameters, self.messages = ParameterRows(theme), MessageRows(theme)
        self.adapter = AdapterField(theme)
        self._labels: dict[QWidget, Muted] = {}
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
        for words, field in self._list_fields():
            label = Muted(words)
            label.setWordWrap(True)
            label.setBuddy(field)
            label.setMinimumHeight(self._theme.px(18))
            field.setAccessibleName(words)
            column.addWidget(label)
            column.addWidget(field)
            column.addSpacing(6)
            self._labels[field] = label
        self.system.setFixedHeight(self._theme.px(110))
        self.template.setFixedHeight(self._theme.px(90))
        self.template.setFont(self._theme.mono(12))
        for view in (self.system, self.template):
            view.setTabChangesFocus(True)
            view.setProperty("role", "field")
        column.addStretch(1)
        self.setWidget(inside)

    def _list_fields(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (self.tr("Name of the new model"), self.name),
            (self.tr("Made from"), self.base),
            (self.tr("System prompt: who it is to be, and how it is to answer"), self.system),
            (self.tr("Parameters"), self.parameters),
            (self.tr("Messages every chat with it begins with: examples of how it is to answer"), self.messages),
            (self.tr("Template: how messages become text (leave it as it is unless you know why)"), self.template),
            (self._adapter_label(), self.adapter),
        )

    def _adapter_label(self) -> str:
        if self._engine:
            return self.tr("Adapter (LoRA); the Workshop adds several, with sliders")
        return self.tr("Adapter (LoRA): only some versions of Ollama take one")

    @property
    def modelfile(self) -> Modelfile:
        """The variant; values equal to the base model's are left out."""
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
        """Whether name and base are filled in."""
        return bool(self.name.text().strip() and self.base.text().strip())

    @property
    def changes_more_than_talk(self) -> bool:
        """Whether it has values that the try-out cannot use: template or adapter."""
        modelfile = self.modelfile
        return bool(modelfile.template or modelfile.adapter)

    def show_own(self, details: Details) -> None:
        """Fill empty fields with the base model's values, once."""
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

    def take_details(self, found: Modelfile) -> None:
        """Show another Modelfile."""
        self._licence = found.license
        self.base.setText(found.base)
        self.system.setPlainText(found.system)
        self.template.setPlainText(found.template)
        self.parameters.show_pairs(found.parameters)
        self.messages.show_pairs(found.messages)
        self.adapter.show_path(found.adapter)


def variant_of(base: str) -> str:
    """The suggested name of a variant."""
    return f"my-{base.rpartition('/')[2].partition(':')[0]}"
