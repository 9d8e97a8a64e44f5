"""The form of one check in the sheet editor: its kind, the fields of that kind, and what is wrong with them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.evaluation.sheet import ENOUGH_POINTS, AnswerCheck, CheckKind, LengthUnit
from teahouse.ui.evaluation import words
from teahouse.ui.evaluation.validation import problem_of_check
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.form import Check, Choice, FormRows
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.kit.layout import WrappingRow
from teahouse.ui.kit.text_fields import LineField, PlainTextField
from teahouse.ui.style import Theme

LANGUAGES = ("en", "zh", "ja", "ko", "de", "fr", "es", "ru")
LINES = 3  # of a field of several lines
SEVERAL = (CheckKind.CONTAINS_ANY, CheckKind.CONTAINS_ALL)
TEXTS = (CheckKind.EQUALS, CheckKind.CONTAINS, *SEVERAL, CheckKind.REGEX)  # keep their values at a change of the kind
CASED = (*TEXTS, CheckKind.JSON_FIELD)
IN_TEXT = (CheckKind.JSON_VALID, CheckKind.JSON_SCHEMA, CheckKind.JSON_FIELD)

# The fields of each kind, in order.
FIELDS: dict[CheckKind, tuple[str, ...]] = {
    CheckKind.EQUALS: ("text",),
    CheckKind.CONTAINS: ("text",),
    CheckKind.CONTAINS_ANY: ("lines",),
    CheckKind.CONTAINS_ALL: ("lines",),
    CheckKind.REGEX: ("line",),
    CheckKind.NUMBER: ("number", "tolerance"),
    CheckKind.JSON_VALID: (),
    CheckKind.JSON_SCHEMA: ("text",),
    CheckKind.JSON_FIELD: ("path", "line", "tolerance"),
    CheckKind.LENGTH: ("minimum", "maximum", "unit"),
    CheckKind.LANGUAGE: ("language",),
    CheckKind.REFUSAL: (),
    CheckKind.LATENCY: ("maximum",),
    CheckKind.TOKEN_LIMIT: ("maximum",),
    CheckKind.JUDGE: ("text", "reference", "minimum"),
    CheckKind.VOTE: (),
}


class CheckForm(Retranslated, QFrame):
    """`edited`: a field was changed; `removed`: the check is to be deleted."""

    edited = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, check: AnswerCheck) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self._theme = theme
        self._before = check  # what no field shows is kept
        self.kind = Choice(theme)
        self.remove_button = IconButton(theme, "trash")
        self.negated = Check(theme)
        self.ignore_case = Check(theme)
        self.embedded = Check(theme)
        self.problem = Paragraph()
        self.problem.setProperty("role", "danger")
        self._rows = QWidget()
        self._place = QVBoxLayout()
        self._fields: dict[str, QWidget] = {}
        self._labels: dict[str, QLabel] = {}
        self._lay_out()
        self.kind.chosen.connect(self._on_kind)
        self.remove_button.clicked.connect(self.removed)
        for box in (self.negated, self.ignore_case, self.embedded):
            box.clicked.connect(self._on_edited)
        self.retranslate()
        self.show_check(check)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.kind)
        head.addStretch(1)
        head.addWidget(self.remove_button)
        boxes = QWidget()
        row = WrappingRow(boxes)
        row.addWidget(self.negated)
        row.addWidget(self.ignore_case)
        row.addWidget(self.embedded)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._place)
        column.addWidget(boxes)
        column.addWidget(self.problem)

    def show_check(self, check: AnswerCheck) -> None:
        """Show another check."""
        self._before = check
        self.kind.show_value(check.kind)
        self.negated.setChecked(check.negated)
        self.ignore_case.setChecked(check.ignore_case)
        self.embedded.setChecked(check.embedded)
        self._make_fields(check)
        self._show_problem()

    def read_check(self) -> AnswerCheck:
        """The check as it is typed."""
        kind = self._kind()
        minimum = self._number("minimum")
        return replace(
            self._before,
            kind=kind,
            values=self._values(),
            number=self._number("number"),
            tolerance=self._number("tolerance") or 0.0,
            path=self._text("path").strip(),
            minimum=minimum if kind is not CheckKind.JUDGE or minimum is not None else ENOUGH_POINTS,
            maximum=self._number("maximum"),
            unit=self._unit(),
            reference=self._text("reference"),
            negated=self.negated.isChecked(),
            ignore_case=self.ignore_case.isChecked() and kind in CASED,
            embedded=self.embedded.isChecked() and kind in IN_TEXT,
        )

    def _kind(self) -> CheckKind:
        return CheckKind(self.kind.currentData())

    def _unit(self) -> LengthUnit:
        box = self._fields.get("unit")
        return LengthUnit(box.currentData()) if isinstance(box, Choice) else LengthUnit.CHARACTERS

    def _values(self) -> tuple[str, ...]:
        language = self._fields.get("language")
        if isinstance(language, Choice):
            return (str(language.currentData()),)
        if "lines" in self._fields:
            return tuple(line for line in self._text("lines").splitlines() if line.strip())
        name = "text" if "text" in self._fields else "line"
        return (self._text(name),) if name in self._fields else ()

    def _text(self, name: str) -> str:
        match self._fields.get(name):
            case PlainTextField() as field:
                return field.toPlainText()
            case LineField() as field:
                return field.text()
            case _:
                return ""

    def _number(self, name: str) -> float | None:
        text = self._text(name).strip().replace(",", ".")
        try:
            return float(text) if text else None
        except ValueError:
            return None

    # Fields.

    def _make_fields(self, check: AnswerCheck) -> None:
        self._place.removeWidget(self._rows)
        self._rows.deleteLater()
        self._rows = QWidget()
        rows = FormRows()
        rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setLayout(rows)
        self._fields, self._labels = {}, {}
        for name in FIELDS[check.kind]:
            field = self._fields[name] = self._make_field(name, check)
            self._labels[name] = rows.add_field(field)
        self._place.addWidget(self._rows)
        self._rows.setVisible(bool(self._fields))
        self.ignore_case.setVisible(check.kind in CASED)
        self.embedded.setVisible(check.kind in IN_TEXT)
        self._name_fields()

    def _make_field(self, name: str, check: AnswerCheck) -> QWidget:
        value = check.values[0] if check.values else ""
        match name:
            case "text" | "reference" | "lines":
                shown = {"text": value, "reference": check.reference, "lines": "\n".join(check.values)}
                return self._text_field(shown[name])
            case "line" | "path":
                return self._line_field(value if name == "line" else check.path)
            case "unit":
                return self._choice(
                    [
                        (LengthUnit.CHARACTERS, self.tr("characters")),
                        (LengthUnit.WORDS, self.tr("words")),
                    ],
                    check.unit,
                )
            case "language":
                return self._choice([(code, words.language_name(code)) for code in LANGUAGES], value or LANGUAGES[0])
            case _:
                numbers = {
                    "number": check.number,
                    "tolerance": check.tolerance or None,
                    "minimum": check.minimum,
                    "maximum": check.maximum,
                }
                number = numbers[name]
                field = self._line_field("" if number is None else f"{number:.10g}")
                field.setValidator(QDoubleValidator(field))
                return field

    def _text_field(self, text: str) -> PlainTextField:
        field = PlainTextField(text)
        field.setProperty("role", "field")
        field.setTabChangesFocus(True)
        field.setFixedHeight(LINES * field.fontMetrics().lineSpacing() + self._theme.px(18))
        field.textChanged.connect(self._on_edited)
        return field

    def _line_field(self, text: str) -> LineField:
        field = LineField(text)
        field.textEdited.connect(self._on_edited)
        return field

    def _choice(self, choices: list[tuple[str, str]], value: str) -> Choice:
        box = Choice(self._theme)
        box.set_choices(choices, value)
        box.chosen.connect(lambda _value: self._on_edited())
        return box

    def _on_kind(self, kind: str) -> None:
        before = self.read_check()
        values = before.values if before.kind in TEXTS and CheckKind(kind) in TEXTS else ()
        self.show_check(AnswerCheck(CheckKind(kind), values, negated=before.negated))
        self.edited.emit()

    def _on_edited(self) -> None:
        self._show_problem()
        self.edited.emit()

    def _show_problem(self) -> None:
        text = problem_of_check(self.read_check())
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.setAccessibleDescription(text)

    def _name_fields(self) -> None:
        kind = self._kind()
        names = {
            "text": self.tr("What to look at") if kind is CheckKind.JUDGE else self.tr("Text"),
            "lines": self.tr("One a line"),
            "line": self.tr("Pattern") if kind is CheckKind.REGEX else self.tr("Value"),
            "number": self.tr("Number"),
            "tolerance": self.tr("Within"),
            "path": self.tr("Field"),
            "minimum": self.tr("Least points") if kind is CheckKind.JUDGE else self.tr("At least"),
            "maximum": self.tr("Seconds") if kind is CheckKind.LATENCY else self.tr("At most"),
            "unit": self.tr("Unit"),
            "language": self.tr("Language"),
            "reference": self.tr("A good answer"),
        }
        if kind is CheckKind.JSON_SCHEMA:
            names["text"] = self.tr("Schema")
        for name, label in self._labels.items():
            label.setText(names[name])
            self._fields[name].setAccessibleName(names[name])
        self.setAccessibleName(words.kind_name(kind))

    def retranslate(self) -> None:
        current = str(self.kind.currentData() or self._before.kind)
        self.kind.set_choices([(kind, words.kind_name(kind)) for kind in CheckKind], current)
        self.kind.setAccessibleName(self.tr("Kind of the check"))
        self.remove_button.set_name(self.tr("Delete this check"))
        self.negated.setText(self.tr("Must not"))
        self.ignore_case.setText(self.tr("Ignore upper and lower case"))
        self.embedded.setText(self.tr("JSON may stand within a text"))
        self._name_fields()
        if self._fields:
            self._show_problem()
