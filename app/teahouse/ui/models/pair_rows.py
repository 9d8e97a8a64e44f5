"""Rows of a choice and a text, one added at a time: the parameters of a variant, and the messages it begins with."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from teahouse.core.options import OPTIONS
from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.line_field import LineField
from teahouse.ui.kit.wrapping_row import WrappingRow
from teahouse.ui.style import Theme

Pairs = tuple[tuple[str, str], ...]
LETTERS = 16  # of a text that are seen beside its choice
TALL = 56  # of a text of several lines


class PairRow(QWidget):
    """One choice with its text; `gone` when it is taken away."""

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
        """The choice and the text as they stand."""
        value = self.value
        text = value.toPlainText() if isinstance(value, QPlainTextEdit) else value.text()
        return str(self.name.currentData()), text.strip()


class PairRows(QWidget):
    """`changed` after anything did. What kinds there are is said by those below."""

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

    # What one kind of rows is.

    def field(self, text: str) -> QLineEdit | QPlainTextEdit:
        """A field for the text of a new row."""
        raise NotImplementedError

    def choices(self) -> list[tuple[str, str]]:
        """What can be chosen, with its words."""
        raise NotImplementedError

    def next_choice(self) -> str:
        """What a row that is added begins with."""
        raise NotImplementedError

    def words(self, name: str) -> tuple[str, str, str, str]:
        """Words for the button that adds one, for the choice, for the text, and for taking it away."""
        raise NotImplementedError

    # The rows.

    @property
    def pairs(self) -> Pairs:
        """Choices and texts, those without a text left out."""
        return tuple(row.pair for row in self.rows if row.pair[1])

    def show_pairs(self, pairs: Pairs) -> None:
        """Take others."""
        for row in list(self.rows):
            self._remove(row)
        for name, value in pairs:
            self.put(name, value)
        self.changed.emit()

    def put(self, name: str, value: str = "") -> PairRow:
        """One row more."""
        row = PairRow(self._theme, self.field(value), self)
        row.name.offer(self.choices(), name)
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
        self.put(self.next_choice()).value.setFocus()
        self.changed.emit()

    def _take_away(self, row: PairRow) -> None:
        self._remove(row)
        self.add.setFocus()
        self._on_changed()

    def _remove(self, row: PairRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.add.setText(self.words("")[0])
        for row in self.rows:
            name = row.name.currentText()
            _, choice, text, away = self.words(name)
            row.name.setAccessibleName(choice)
            row.value.setAccessibleName(text)
            row.away.rename(away)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


class ParameterRows(PairRows):
    """Parameters by name; `stop` may come more than once. Those of the base stay, since a variant has them anyway; they
    can be given another value."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._own: frozenset[str] = frozenset()
        super().__init__(theme, parent)

    def show_own(self, pairs: Pairs) -> None:
        """Take the base's own, to begin with."""
        self._own = frozenset(name for name, _ in pairs)
        self.show_pairs(pairs)

    def field(self, text: str) -> QLineEdit:
        return LineField(text)

    def choices(self) -> list[tuple[str, str]]:
        return [(option.name, option.name) for option in OPTIONS]

    def next_choice(self) -> str:
        taken = {row.pair[0] for row in self.rows}
        return next((option.name for option in OPTIONS if option.name not in taken), "stop")

    def words(self, name: str) -> tuple[str, str, str, str]:
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
    """Messages every chat with the variant begins with: examples of how it is to answer."""

    def field(self, text: str) -> QPlainTextEdit:
        view = QPlainTextEdit(text)
        view.setTabChangesFocus(True)
        view.setProperty("role", "field")
        view.setFixedHeight(self._theme.px(TALL))
        return view

    def choices(self) -> list[tuple[str, str]]:
        return [
            ("user", self.tr("You", "who says a message")),
            ("assistant", self.tr("The model", "who says a message")),
            ("system", self.tr("System", "who says a message")),
        ]

    def next_choice(self) -> str:
        return "assistant" if self.rows and self.rows[-1].pair[0] == "user" else "user"

    def words(self, name: str) -> tuple[str, str, str, str]:
        away = self.tr("Take this message away")
        return self.tr("Add a message"), self.tr("Who says it"), self.tr("What is said"), away
