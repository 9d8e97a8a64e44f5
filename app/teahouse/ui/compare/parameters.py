"""The parameters of a comparison: those of all lanes with the system prompt, and those of one lane.

Empty fields are not sent: one lane then uses the value for all, all lanes use each model's own value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from teahouse.core.comparison import Lane
from teahouse.core.conversation import Think
from teahouse.core.errors import Trouble
from teahouse.core.options import OPTIONS, compared_options
from teahouse.ui.compare.setup import Setup
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.form import Choice, FormRows
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.lists import style_all_views
from teahouse.ui.kit.text_fields import LineField, PlainTextField
from teahouse.ui.style import Theme

SHARED = "*"  # the model's own default of thinking

translate = QCoreApplication.translate


def label(name: str) -> str:
    """The label of a parameter."""
    title = OPTIONS[name].title if name in OPTIONS else ""
    return translate("Parameters", title) if title else name


def think_words(think: Think) -> str:
    """A thinking mode in words."""
    return {
        True: translate("Compare", "thinking on"),
        False: translate("Compare", "thinking off"),
        "low": translate("Compare", "little thinking"),
        "medium": translate("Compare", "medium thinking"),
        "high": translate("Compare", "much thinking"),
    }.get(think, translate("Compare", "as the model does by itself"))


def own_words(lane: Lane) -> str:
    """The parameters of one lane in a line; empty where there are none."""
    parts = [f"{label(name)} {_value_words(value)}" for name, value in lane.options.items()]
    return " · ".join(parts if lane.think is None else [*parts, think_words(lane.think)])


def _value_words(value: object) -> str:
    """A value; of scales by names each with its name."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {scale:g}" for name, scale in value.items())
    return str(value)


class LaneParameterFields(FormRows):
    """A field for each parameter; accepts the values that the table of options accepts."""

    def __init__(self) -> None:
        super().__init__()
        self.fields = {name: LineField() for name in compared_options()}

    def fill(self, given: Mapping[str, Any], otherwise: Mapping[str, str]) -> None:
        """Show values, and the effective value as placeholder where there is none."""
        for name, field in self.fields.items():
            value = given.get(name)
            self.add_field(field).setText(label(name))
            field.setText("" if value is None else str(value))
            field.setAccessibleName(label(name))
            field.setPlaceholderText(otherwise[name])
            field.setToolTip(otherwise[name])

    def problem(self) -> str:
        """The error of the values, empty where they are valid."""
        text = translate("Compare", "{name} is a number from {low} to {high}.")
        wrong = [name for name, field in self.fields.items() if _value(name, field.text()) is Ellipsis]
        return " ".join(
            text.format(name=label(name), low=_bound(OPTIONS[name].minimum), high=_bound(OPTIONS[name].maximum))
            for name in wrong
        )

    def values(self) -> dict[str, Any]:
        """The values of the fields that are not empty."""
        found = {name: _value(name, field.text()) for name, field in self.fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class _Dialog(Dialog):
    """Fields above buttons; an error is shown between them."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        style_all_views(self, theme)
        self.rows = LaneParameterFields()
        self.problem = Muted()
        self.problem.setProperty("role", "danger")
        self.problem.setWordWrap(True)
        self.ok = Button(kind="primary")
        self.cancel = Button(self.tr("Cancel"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.problem, 1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(12)
        column.addLayout(self.rows)
        column.addLayout(buttons)
        self.resize(theme.px(540), 0)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        for field in self.rows.fields.values():
            field.textChanged.connect(self._show_problem)

    @property
    def fields(self) -> Mapping[str, QLineEdit]:
        return self.rows.fields

    def _show_problem(self) -> None:
        problem = self.rows.problem()
        self.problem.setText(problem)
        self.ok.setEnabled(not problem)


class ParametersDialog(_Dialog):
    """The parameters of all lanes. `seed`: that of the shown comparison."""

    def __init__(self, setup: Setup, theme: Theme, parent: QWidget, seed: int | None = None) -> None:
        super().__init__(theme, parent)
        self._setup = setup
        self.setWindowTitle(self.tr("Parameters for all lanes"))
        self.ok.setText(self.tr("Use for all lanes"))
        self.system = PlainTextField(setup.system)
        self.system.setTabChangesFocus(True)
        self.system.setFixedHeight(theme.px(84))
        system = self.rows.add_field(self.system)
        system.setText(self.tr("System prompt"))
        system.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.system.setAccessibleName(system.text())
        any_seed = self.tr("any, the same for all lanes")
        last = self.tr("any, the same for all lanes; last {seed}").format(seed=seed)
        otherwise = {
            **dict.fromkeys(compared_options(), self.tr("the model’s own")),
            "seed": any_seed if seed is None else last,
        }
        self.rows.fill({**setup.options, "seed": setup.seed}, otherwise)
        self._show_problem()

    def changed_setup(self) -> Setup:
        """The setup with the fields' values."""
        found = self.rows.values()
        seed = found.pop("seed", None)
        others = {name: value for name, value in self._setup.options.items() if name not in compared_options()}
        system = self.system.toPlainText().strip()
        return replace(self._setup, system=system, seed=seed, options={**others, **found})


class LaneDialog(_Dialog):
    """The parameters of one lane; `ways` are the thinking modes of its model."""

    def __init__(self, setup: Setup, lane: Lane, ways: tuple[Think, ...], theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._lane = lane
        self._ways = {str(way): way for way in ways}
        self.setWindowTitle(self.tr("Parameters of {model}").format(model=lane.model))
        self.ok.setText(self.tr("Use for this lane"))
        shared = {name: value for name, value in {**setup.options, "seed": setup.seed}.items() if value is not None}
        as_all = self.tr("as all lanes")
        otherwise = {name: f"{as_all}: {shared[name]}" if name in shared else as_all for name in compared_options()}
        self.think = Choice(theme)
        self.think.set_choices(
            [(SHARED, think_words(None)), *((key, think_words(way)) for key, way in self._ways.items())],
            SHARED if lane.think is None else str(lane.think),
        )
        if len(ways) > 1:
            thinking = self.rows.add_field(self.think)
            thinking.setText(self.tr("Thinking"))
            self.think.setAccessibleName(thinking.text())
        else:
            self.think.setParent(self)  # without a parent it would be a window and outlive the dialog
            self.think.hide()  # else it would be shown over the dialog
        self.rows.fill(lane.options, otherwise)
        self._show_problem()

    def values(self) -> tuple[dict[str, Any], Think]:
        """The lane's own options, and its thinking mode."""
        others = {name: value for name, value in self._lane.options.items() if name not in compared_options()}
        return {**others, **self.rows.values()}, self._ways.get(self.think.currentData())


def _bound(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _value(name: str, text: str) -> object:
    """The value of a field: None where it is empty, Ellipsis where it is invalid."""
    if not text.strip():
        return None
    try:
        number = float(text)
        return OPTIONS[name].check_value(int(number) if number.is_integer() and OPTIONS[name].kind is int else number)
    except (ValueError, OverflowError, Trouble):
        return ...
