"""The scale of a model's control vector, as a slider, and what another scale costs."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from teahouse.core.control_vectors import write_scale
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.labels import Muted
from teahouse.ui.style import Theme

translate = QCoreApplication.translate
STEPS = 20  # of the slider, from 0 to either end
SAMPLE = "−0.55"  # the widest value


class SteeringField(QWidget):
    """From −1 to 1 in steps of 0.05; where it is not set, the slider is at the model's own scale."""

    edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._value: float | None = None
        self._own = 1.0
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-STEPS, STEPS)
        self.slider.setPageStep(STEPS // 4)
        self.slider.setTickInterval(STEPS)
        self.slider.setTracking(False)  # each value loads the model again
        self.value_label = QLabel()
        self.value_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.cost = Muted(wraps=True)
        self._load: float | None = None  # seconds
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.value_label)
        column.addLayout(row)
        column.addWidget(self.cost)
        self.slider.sliderMoved.connect(self._show_number)
        self.slider.valueChanged.connect(self._on_changed)
        self.setFocusProxy(self.slider)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._show_value()
        self.retranslate()

    def _restyle(self) -> None:
        self.value_label.setMinimumWidth(self.value_label.fontMetrics().horizontalAdvance(SAMPLE) + self._theme.px(4))

    def _on_changed(self, step: int) -> None:
        self._value = step / STEPS
        self._show_number(step)
        self.edited.emit()

    def _show_number(self, step: int) -> None:
        self.value_label.setText(write_scale(step / STEPS))

    def _show_value(self) -> None:
        step = round((self._own if self._value is None else self._value) * STEPS)
        self.slider.blockSignals(True)
        self.slider.setValue(step)
        self.slider.blockSignals(False)
        self._show_number(step)

    def set_value(self, value: Any) -> None:
        self._value = float(value) if isinstance(value, int | float) else None
        self._show_value()

    def read_value(self) -> Any:
        return self._value

    def show_default(self, text: str) -> None:
        """The model's own scale."""
        try:
            self._own = max(-1.0, min(float(text), 1.0))
        except ValueError:
            self._own = 1.0
        self._show_value()

    def show_load(self, seconds: float | None) -> None:
        """How long the model's last loading took; None where it is not known."""
        self._load = seconds
        self.retranslate()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.slider.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.slider.setAccessibleDescription(description)

    def retranslate(self) -> None:
        """Say the cost in the language of now."""
        if self._load is None:
            self.cost.setText(translate("Parameters", "With another scale the model loads again at the next message."))
        else:
            text = translate(
                "Parameters", "With another scale the model loads again at the next message; last in {time}."
            )
            self.cost.setText(text.format(time=numbers.seconds(self._load)))
