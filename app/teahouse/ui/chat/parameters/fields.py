"""The fields of the parameters panel. Each has the value of one option: `set_value` shows a value (None: not set),
`read_value` returns what stands there (None where nothing does) or raises `Trouble(OPTION_INVALID)`, and `edited` tells
that the person changed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from teahouse.core.errors import Problem, Trouble
from teahouse.core.options import JSON, OPTIONS, Option, type_names
from teahouse.ui.chat.parameters.adapters_field import AdaptersField
from teahouse.ui.chat.parameters.steering_field import SteeringField
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.text_fields import PlainTextField
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

STEPS: dict[int, int] = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}  # by keys
SCHEMA = "schema"
BEGIN = '{\n  "type": "object",\n  "properties": {\n    "answer": {"type": "string"}\n  },\n  "required": ["answer"]\n}'


class NumberField(QLineEdit):
    """A number; the arrow keys go one step up or down, from the default where none is set."""

    edited = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(self.edited)

    def set_value(self, value: Any) -> None:
        self.setText("" if value is None else write_number(value))

    def read_value(self) -> Any:
        text = self.text().strip()
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))
            whole = int(text) if self._option.kind is int and text.lstrip("+-").isdigit() else number
        except (ValueError, OverflowError):
            expected = type_names[self._option.kind]
            raise Trouble(Problem.OPTION_INVALID, option=self._option.name, expected=expected) from None
        return self._option.check_value(whole)

    def show_default(self, text: str) -> None:
        """What holds while the field is empty."""
        self.setPlaceholderText(text)

    def retranslate(self) -> None:
        """It has no words of its own."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._change_by(step)

    def _change_by(self, direction: int) -> None:
        option = self._option
        try:
            now = self.read_value()
        except Trouble:
            return
        base = now if now is not None else _number(self.placeholderText(), option.default)
        value = base + direction * (option.step or 1)
        self.set_value(option.check_value(round(option.clamp_value(value), 4)))
        self.edited.emit()


def write_number(value: object) -> str:
    """A number as it is typed."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _number(text: str, default: Any) -> float:
    try:
        return float(text)
    except ValueError:
        return default if isinstance(default, int | float) else 0


class TextField(PlainTextField):
    """Several lines of text."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._putting = False
        self.setProperty("role", "field")
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._on_changed)

    def _on_changed(self) -> None:
        if not self._putting:
            self.edited.emit()

    def set_value(self, value: Any) -> None:
        self._putting = True
        self.setPlainText(value or "")
        self._putting = False

    def read_value(self) -> Any:
        return self.toPlainText().strip() or None

    def show_default(self, text: str) -> None:
        """What holds while the field is empty."""
        self.setPlaceholderText(text)

    def retranslate(self) -> None:
        """It has no words of its own."""


class StopField(TextField):
    r"""Texts to stop at, one in each line; `\n` and `\t` stand for a line break and a tab."""

    def set_value(self, value: Any) -> None:
        super().set_value("\n".join(_written(text) for text in value or ()))

    def read_value(self) -> Any:
        texts = [_meant(line) for line in self.toPlainText().split("\n") if line]
        return OPTIONS["stop"].check_value(texts) if texts else None


def _written(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _meant(line: str) -> str:
    return "\\".join(part.replace("\\n", "\n").replace("\\t", "\t") for part in line.split("\\\\"))


class StayField(Choice):
    """How long a model stays loaded."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._value = ""
        self.chosen.connect(self._on_chosen)

    def _on_chosen(self, value: str) -> None:
        self._value = value
        self.edited.emit()

    def set_value(self, value: Any) -> None:
        self._value = value or ""
        self.retranslate()

    def read_value(self) -> Any:
        return self._value or None

    def show_default(self, text: str) -> None:
        """Its first choice says it."""

    def retranslate(self) -> None:
        """Say the choices in the language of now."""
        stays = (
            ("", translate("Parameters", "As in the settings")),
            ("0", translate("Parameters", "Unload after each reply")),
            ("5m", translate("Parameters", "%n minute(s)", "", 5)),
            ("30m", translate("Parameters", "%n minute(s)", "", 30)),
            ("2h", translate("Parameters", "%n hour(s)", "", 2)),
            ("-1", translate("Parameters", "Until unloaded by hand")),
        )
        self.set_choices(stays, self._value)


class CacheTypeField(Choice):
    """The type of the numbers in which the context is kept, with what the smaller ones save."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._value = ""
        self._saving = 0
        self.chosen.connect(self._on_chosen)

    def _on_chosen(self, value: str) -> None:
        self._value = value
        self.edited.emit()

    def set_value(self, value: Any) -> None:
        self._value = value or ""
        self.retranslate()

    def read_value(self) -> Any:
        return self._value or None

    def show_default(self, text: str) -> None:
        """Its first choice says it."""

    def show_saving(self, saving: int) -> None:
        """Show the bytes that 8 bits save of the model's context; 0 where that is not known."""
        if saving != self._saving:
            self._saving = saving
            self.retranslate()

    def retranslate(self) -> None:
        """Say the choices in the language of now."""
        small = translate("Parameters", "8 bits (q8_0)")
        if self._saving > 0:
            small = translate("Parameters", "8 bits (q8_0), saves {size}").format(size=numbers.size(self._saving))
        kinds = [
            ("", translate("Parameters", "As the engine starts")),
            ("f16", translate("Parameters", "16 bits (f16)")),
            ("q8_0", small),
        ]
        if self._value not in dict(kinds):  # written by hand
            kinds.append((self._value, self._value))
        self.set_choices(kinds, self._value)


class DraftModelField(Choice):
    """The model that drafts for the chosen one, from those that fit."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._value = ""
        self._models: tuple[str, ...] = ()
        self.chosen.connect(self._on_chosen)

    def _on_chosen(self, value: str) -> None:
        self._value = value
        self.edited.emit()

    def set_value(self, value: Any) -> None:
        self._value = value or ""
        self.retranslate()

    def read_value(self) -> Any:
        return self._value or None

    def show_default(self, text: str) -> None:
        """Its first choice says it."""

    def show_models(self, models: Sequence[str]) -> None:
        """Offer these models."""
        self._models = tuple(models)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the choices in the language of now."""
        names = dict.fromkeys((*self._models, *([self._value] if self._value else [])))
        self.set_choices([("", translate("Parameters", "None")), *((name, name) for name in names)], self._value)


class FormField(QWidget):
    """Plain text, any JSON, or a schema that is written below."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.choice, self.schema = Choice(theme), TextField()
        self._theme = theme
        theme.changed.connect(self._restyle)
        self._restyle()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.choice)
        column.addWidget(self.schema)
        self.choice.chosen.connect(self._on_chosen)
        self.schema.edited.connect(self.edited)
        self.setFocusProxy(self.choice)
        self._kind = ""
        self._show_kind("")

    def _restyle(self) -> None:
        self.schema.setFont(self._theme.mono(12))
        self.schema.setFixedHeight(self._theme.px(150))

    def _on_chosen(self, kind: str) -> None:
        self._show_kind(kind)
        if kind == SCHEMA and self.schema.read_value() is None:
            self.schema.set_value(BEGIN)
        self.edited.emit()

    def _show_kind(self, kind: str) -> None:
        self._kind = kind
        self.schema.setVisible(kind == SCHEMA)
        self.retranslate()

    def set_value(self, value: Any) -> None:
        self._show_kind(value if value in (None, JSON) else SCHEMA)
        self.schema.set_value(value if self._kind == SCHEMA else "")

    def read_value(self) -> Any:
        if self._kind == SCHEMA:
            return OPTIONS["format"].check_value(self.schema.read_value() or "")
        return self._kind or None

    def show_default(self, text: str) -> None:
        """Its first choice says it."""

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.choice.setAccessibleName(name)
        self.schema.setAccessibleName(translate("Parameters", "JSON schema"))

    def retranslate(self) -> None:
        """Say the choices in the language of now."""
        kinds = (
            ("", translate("Parameters", "Plain text")),
            (JSON, translate("Parameters", "JSON")),
            (SCHEMA, translate("Parameters", "JSON by a schema")),
        )
        self.choice.set_choices(kinds, self._kind or "")


OptionField = (
    NumberField | TextField | StayField | FormField | CacheTypeField | DraftModelField | SteeringField | AdaptersField
)


def make_field(option: Option, theme: Theme) -> OptionField:
    """The field for an option: a number's, unless it is of another kind."""
    if option.kind is list:
        return StopField()
    match option.name:
        case "keep_alive":
            return StayField(theme)
        case "format":
            return FormField(theme)
        case "kv_cache_type":
            return CacheTypeField(theme)
        case "draft_model":
            return DraftModelField(theme)
        case "steering":
            return SteeringField(theme)
        case "adapters":
            return AdaptersField(theme)
    return NumberField(option)


SYSTEM = "system"  # the system prompt, which is no option but stands among them


def title_of(name: str) -> str:
    """What an option is called."""
    if name == SYSTEM:
        return translate("Parameters", "System prompt")
    return translate("Parameters", OPTIONS[name].title)


def tip_of(name: str) -> str:
    """What an option does, and what it is called in requests."""
    if name == SYSTEM:
        return translate("Parameters", "What the model is told before the conversation, with every message.")
    return f"{translate('Parameters', OPTIONS[name].tip)}  ({name})"


def default_of(name: str, own: Mapping[str, str], context: int | None) -> str:
    """What holds where an option is not set: the model's `own` value, else the host's; `context` is the window the
    model is loaded with, None where it isn't."""
    if name in own:
        return own[name]
    if name == "num_ctx" and context:
        return numbers.count(context)
    option = OPTIONS[name]
    if option.default_words:
        return translate("Parameters", option.default_words)
    return "" if option.default is None else write_number(option.default)


def describe_default(default: str) -> str:
    """The default in a sentence, for who does not see it in the field; empty where there is none."""
    return translate("Parameters", "While it is empty: {value}.").format(value=default) if default else ""


def describe_trouble(trouble: Trouble) -> str:
    """What would have been taken instead of a value that was refused."""
    facts, option = trouble.facts, OPTIONS[str(trouble.facts["option"])]
    if option.name == "format":
        if "line" in facts:
            said = translate("Parameters", "This is not JSON: line {line}, column {column}.")
            return said.format(line=facts["line"], column=facts["column"])
        return translate("Parameters", "A schema is a JSON object: it begins with { and ends with }.")
    if option.kind is int:
        said = translate("Parameters", "A whole number from {low} to {high}.")
    else:
        said = translate("Parameters", "A number from {low} to {high}.")
    return said.format(low=f"{option.minimum:.0f}", high=f"{option.maximum:.0f}")
