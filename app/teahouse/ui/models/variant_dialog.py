"""A variant of a model: another system prompt, other parameters, perhaps another template; its Modelfile beside it.

What is left empty is the base's own. The Modelfile can be saved, and one from elsewhere taken in.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.details import Details
from teahouse.core.errors import Problem, Trouble
from teahouse.core.modelfile import Modelfile, read_modelfile
from teahouse.services.models_news import DetailsNews, MadeNews, MakingNews
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Muted
from teahouse.ui.models.making_line import MakingLine
from teahouse.ui.models.parameter_rows import ParameterRows
from teahouse.ui.style import Theme

WIDTH, HEIGHT = 860, 620
LARGEST = 1 << 20  # bytes of a Modelfile


class VariantDialog(QDialog):
    """`chat` carries the name of what was made."""

    chat = Signal(str)

    def __init__(self, bridge: Bridge, theme: Theme, base: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bridge = bridge
        self._theme = theme
        self._details: Details | None = None
        self._messages: tuple[tuple[str, str], ...] = ()
        self._licence = ""
        self._made = ""
        self.setWindowTitle(self.tr("A variant of {model}").format(model=base))
        self.base, self.name = QLineEdit(base, self), QLineEdit(_variant_of(base), self)
        self.system, self.template = QPlainTextEdit(self), QPlainTextEdit(self)
        self.parameters = ParameterRows(theme, self)
        self.preview = QPlainTextEdit(self)
        self.line = MakingLine(theme, self)
        self.buttons = {name: Button(parent=self) for name in ("copy", "save", "open", "close")}
        self.make = Button(self.tr("Make it"), "primary", self)
        self._lay_out()
        self._join()
        self._write()
        self.resize(theme.px(WIDTH), min(theme.px(HEIGHT), parent.window().height()))
        self.system.setFocus()

    # How it stands.

    def _lay_out(self) -> None:
        columns = QGridLayout()
        columns.setSpacing(16)
        columns.setColumnStretch(0, 3)
        columns.setColumnStretch(1, 2)
        columns.addWidget(self._form(), 0, 0)
        columns.addLayout(self._beside(), 0, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.buttons["open"])
        foot.addStretch(1)
        foot.addWidget(self.buttons["close"])
        foot.addWidget(self.make)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(12)
        outer.addLayout(columns, 1)
        outer.addWidget(self.line)
        outer.addLayout(foot)

    def _form(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(6)
        for words, field in (
            (self.tr("Name of the new model"), self.name),
            (self.tr("Made from"), self.base),
            (self.tr("System prompt: who it is to be, and how it is to answer"), self.system),
            (self.tr("Parameters"), self.parameters),
            (self.tr("Template: how messages become text (leave it as it is unless you know why)"), self.template),
        ):
            label = Muted(words)
            label.setWordWrap(True)
            label.setBuddy(field)
            label.setMinimumHeight(self._theme.px(18))
            field.setAccessibleName(words)
            column.addWidget(label)
            column.addWidget(field)
            column.addSpacing(6)
        self.system.setFixedHeight(self._theme.px(120))
        self.template.setFixedHeight(self._theme.px(90))
        self.template.setFont(self._theme.mono(12))
        for view in (self.system, self.template, self.preview):
            view.setTabChangesFocus(True)
            view.setProperty("role", "field")
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _beside(self) -> QVBoxLayout:
        words = self.tr("Its Modelfile")
        self.preview.setReadOnly(True)
        self.preview.setFont(self._theme.mono(12))
        self.preview.setAccessibleName(words)
        row = QHBoxLayout()
        row.addWidget(Muted(words))
        row.addStretch(1)
        row.addWidget(self.buttons["copy"])
        row.addWidget(self.buttons["save"])
        column = QVBoxLayout()
        column.addLayout(row)
        column.addWidget(self.preview, 1)
        return column

    def _join(self) -> None:
        texts = {
            "copy": self.tr("Copy"),
            "save": self.tr("Save…"),
            "open": self.tr("Take in a Modelfile…"),
            "close": self.tr("Close"),
        }
        for name, text in texts.items():
            self.buttons[name].setText(text)
        for changed in (
            self.name.textChanged,
            self.base.textChanged,
            self.system.textChanged,
            self.template.textChanged,
            self.parameters.changed,
        ):
            changed.connect(self._write)
        self.buttons["copy"].clicked.connect(lambda: QGuiApplication.clipboard().setText(self.preview.toPlainText()))
        self.buttons["save"].clicked.connect(self._choose_where)
        self.buttons["open"].clicked.connect(self._choose_which)
        self.buttons["close"].clicked.connect(self.close)
        self.make.clicked.connect(self._on_make)

    # What it is.

    @property
    def modelfile(self) -> Modelfile:
        """The variant as it stands; a template or parameters that are the base's own are not said again."""
        own = self._details
        template = self.template.toPlainText()
        parameters = self.parameters.pairs
        return Modelfile(
            self.base.text().strip(),
            system=self.system.toPlainText().strip(),
            template="" if own and template.strip() == own.template.strip() else template,
            license=self._licence,
            parameters=() if own and parameters == own.parameters else parameters,
            messages=self._messages,
        )

    def take_details(self, news: DetailsNews) -> None:
        """What the base has of its own: shown to begin with."""
        if news.model != self.base.text() or news.details is None or self._details is not None:
            return
        self._details = news.details
        if not self.system.toPlainText():
            self.system.setPlainText(news.details.system)
        if not self.template.toPlainText():
            self.template.setPlainText(news.details.template)
        if not self.parameters.rows:
            self.parameters.show_pairs(news.details.parameters)
        self._write()

    def take_modelfile(self, found: Modelfile) -> None:
        """Take another Modelfile into the form."""
        self._messages, self._licence = found.messages, found.license
        self.base.setText(found.base)
        self.system.setPlainText(found.system)
        self.template.setPlainText(found.template)
        self.parameters.show_pairs(found.parameters)

    def _write(self) -> None:
        self.preview.setPlainText(self.modelfile.text())
        self.make.setEnabled(bool(self.name.text().strip() and self.base.text().strip()))

    # What the person does.

    def _on_make(self) -> None:
        if self._made:
            self.chat.emit(self._made)
            self.close()
            return
        name, modelfile = self.name.text().strip(), self.modelfile
        self.make.setEnabled(False)
        self.line.begin()
        self._bridge.ask(lambda services: services.making.make(name, modelfile))

    def take(self, news: MakingNews | MadeNews) -> None:
        """How far it is, and what became of it."""
        if news.model != self.name.text().strip():
            return
        if isinstance(news, MakingNews):
            self.line.take(news)
            return
        self.line.end(news)
        self.make.setEnabled(True)
        if news.made:
            self._made = news.model
            self.make.setText(self.tr("Chat with it now"))

    def _choose_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the Modelfile"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("Modelfile")
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: str) -> None:
        """Write the Modelfile to a file."""
        try:
            Path(path).write_text(self.preview.toPlainText(), encoding="utf-8")
        except OSError as error:
            self.line.say(self.tr("It could not be written: {why}").format(why=error.strerror))
        else:
            self.line.say(self.tr("Written to {path}").format(path=path))

    def _choose_which(self) -> None:
        dialog = QFileDialog(self, self.tr("Take in a Modelfile"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def read(self, path: str) -> None:
        """Take a Modelfile from a file."""
        try:
            with Path(path).open("rb") as file:
                found = read_modelfile(file.read(LARGEST).decode("utf-8"))
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            self.line.say(sentence(Trouble(Problem.FILE_UNUSABLE, path=Path(path).name, message=why or "")))
        except Trouble as trouble:
            self.line.say(sentence(trouble))
        else:
            self.take_modelfile(found)


def _variant_of(base: str) -> str:
    """A name to begin with: the base's own, with another tag."""
    name = base.rpartition("/")[2].partition(":")[0]
    return f"my-{name}"
