"""The fields of the parameters panel. Each puts and takes the value of one option: `put` shows a value (None: not set),
`take` returns what stands there (None where nothing does) or raises `Trouble(OPTION_INVALID)`, and `edited` tells that
the person changed it.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from teahouse.core.errors import Problem, Trouble
from teahouse.core.options import BY_NAME, JSON, Option, type_names
from teahouse.ui.kit.form import Choice
from teahouse.ui.kit.plain_text_field import PlainTextField
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

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

    def put(self, value: Any) -> None:
        self.setText("" if value is None else shown(value))

    def take(self) -> Any:
        text = self.text().strip()
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))
            whole = int(text) if self._option.kind is int and text.lstrip("+-").isdigit() else number
        except (ValueError, OverflowError):
            expected = type_names[self._option.kind]
            raise Trouble(Problem.OPTION_INVALID, option=self._option.name, expected=expected) from None
        return self._option.check(whole)

    def show_default(self, text: str) -> None:
        """What holds while the field is empty."""
        self.setPlaceholderText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._step(step)

    def _step(self, direction: int) -> None:
        option = self._option
        try:
            now = self.take()
        except Trouble:
            return
        base = now if now is not None else _number(self.placeholderText(), option.default)
        value = base + direction * option.step
        bounded = min(option.maximum, max(option.minimum, value))
        self.put(option.check(round(bounded, 4)))
        self.edited.emit()


def shown(value: float) -> str:
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

    def put(self, value: Any) -> None:
        self._putting = True
        self.setPlainText(value or "")
        self._putting = False

    def take(self) -> Any:
        return self.toPlainText().strip() or None

    def show_default(self, text: str) -> None:
        """What holds while the field is empty."""
        self.setPlaceholderText(text)


class StopField(TextField):
    r"""Texts to stop at, one in each line; `\n` and `\t` stand for a line break and a tab."""

    def put(self, value: Any) -> None:
        super().put("\n".join(_written(text) for text in value or ()))

    def take(self) -> Any:
        texts = [_meant(line) for line in self.toPlainText().split("\n") if line]
        return BY_NAME["stop"].check(texts) if texts else None


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

    def put(self, value: Any) -> None:
        self._value = value or ""
        self.retranslate()

    def take(self) -> Any:
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
        self.offer(stays, self._value)


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
        if kind == SCHEMA and self.schema.take() is None:
            self.schema.put(BEGIN)
        self.edited.emit()

    def _show_kind(self, kind: str) -> None:
        self._kind = kind
        self.schema.setVisible(kind == SCHEMA)
        self.retranslate()

    def put(self, value: Any) -> None:
        self._show_kind(value if value in (None, JSON) else SCHEMA)
        self.schema.put(value if self._kind == SCHEMA else "")

    def take(self) -> Any:
        if self._kind == SCHEMA:
            return BY_NAME["format"].check(self.schema.take() or "")
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
        self.choice.offer(kinds, self._kind or "")
