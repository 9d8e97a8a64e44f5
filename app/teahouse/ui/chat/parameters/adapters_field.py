"""The scales of a model's LoRA adapters, a slider for each."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from teahouse.core.adapters import read_scales
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.style import Theme

STEPS = 20  # of a slider to a scale of 1
MOST_STEPS = 30
LEAST_SLIDER = 80  # pixels
SAMPLE = "−0.55"  # the widest value


class _ScaleLine:
    """The widgets of one adapter."""

    def __init__(self, name: str, parent: QWidget) -> None:
        self.label, self.number = ElidedLabel(name, parent), QLabel(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal, parent)
        self.slider.setRange(0, MOST_STEPS)
        self.slider.setPageStep(STEPS // 4)
        self.slider.setMinimumWidth(LEAST_SLIDER)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.number.setMinimumWidth(parent.fontMetrics().horizontalAdvance(SAMPLE) + 4)

    def show_scale(self, scale: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(max(0.0, scale) * STEPS))
        self.slider.blockSignals(False)
        self.number.setText(f"{scale:.2f}")


class AdaptersField(QWidget):
    """From 0 to 1.5 in steps of 0.05. A scale that is not set is the model's own, without one of its own 1."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._value: dict[str, float] = {}
        self._own: dict[str, float] = {}
        self._said, self._description = "", ""
        self.lines: dict[str, _ScaleLine] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        theme.changed.connect(self._show_scales)

    def show_names(self, names: tuple[str, ...]) -> None:
        """Set the adapters of the chosen model."""
        if names == tuple(self.lines):
            return
        for line in self.lines.values():
            for widget in (line.label, line.slider, line.number):
                self._grid.removeWidget(widget)
                widget.deleteLater()
        self.lines = {name: _ScaleLine(name, self) for name in names}
        for row, (name, line) in enumerate(self.lines.items()):
            self._grid.addWidget(line.label, row, 0)
            self._grid.addWidget(line.slider, row, 1)
            self._grid.addWidget(line.number, row, 2)
            line.slider.valueChanged.connect(lambda step, name=name: self._on_moved(name, step))
        if self.lines:
            self.setFocusProxy(next(iter(self.lines.values())).slider)
        self._show_scales()

    def _on_moved(self, name: str, step: int) -> None:
        self._value = {**self._value, name: step / STEPS}
        self.lines[name].number.setText(f"{step / STEPS:.2f}")
        self.edited.emit()

    def _show_scales(self) -> None:
        for name, line in self.lines.items():
            line.show_scale(self._value.get(name, self._own.get(name, 1.0)))
        self._name_sliders()

    def set_value(self, value: Any) -> None:
        self._value = _read(value)
        self._show_scales()

    def read_value(self) -> Any:
        return dict(self._value) or None

    def show_default(self, text: str) -> None:
        """The model's own scales, as JSON."""
        try:
            self._own = _read(json.loads(text))
        except (ValueError, RecursionError):
            self._own = {}
        self._show_scales()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._said = name
        self._name_sliders()

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self._description = description
        self._name_sliders()

    def _name_sliders(self) -> None:
        for name, line in self.lines.items():
            line.slider.setAccessibleName(f"{self._said}: {name}")
            line.slider.setAccessibleDescription(self._description)

    def retranslate(self) -> None:
        """It has no words of its own."""


def _read(value: object) -> dict[str, float]:
    try:
        return read_scales(value)
    except ValueError:
        return {}
