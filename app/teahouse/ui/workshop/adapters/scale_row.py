"""A row of one adapter: its name and facts, a slider for its scale with the number beside it, and a button to take it
away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from teahouse.core.details import AdapterDetails
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.style import Theme

STEPS = 20  # of the slider to a scale of 1
MOST_STEPS = 30
LEAST_SLIDER = 120  # pixels
_SAMPLE = "0.00"


class ScaleRow(Retranslated, QWidget):
    """`changed`: another scale was chosen; `removal`: take the adapter away."""

    changed = Signal()
    removal = Signal()

    def __init__(self, theme: Theme, adapter: AdapterDetails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.adapter = adapter
        self.name, self.facts = ElidedLabel(adapter.name, self), Muted("", self, wraps=True)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, MOST_STEPS)
        self.slider.setPageStep(STEPS // 4)
        self.slider.setMinimumWidth(LEAST_SLIDER)
        self.number = QLabel(self)
        self.away = IconButton(theme, "close", side=28)
        self._lay_out()
        self.show_scale(adapter.scale)
        self.slider.valueChanged.connect(self._on_slider)
        self.away.clicked.connect(self.removal)
        theme.changed.connect(self._apply_style)
        self._apply_style()
        self.retranslate()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.slider, 0, 1)
        grid.addWidget(self.number, 0, 2)
        grid.addWidget(self.away, 0, 3)
        grid.addWidget(self.facts, 1, 0, 1, 4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 2)

    def _apply_style(self) -> None:
        self.number.setMinimumWidth(self.fontMetrics().horizontalAdvance(_SAMPLE) + 4)

    @property
    def scale(self) -> float:
        """The scale of now: the slider's, or one beyond it that the model has."""
        return self._scale

    def show_scale(self, scale: float) -> None:
        """Set the scale; one beyond the slider stays as it is until the slider is moved."""
        self._scale = scale
        self.slider.blockSignals(True)
        self.slider.setValue(round(max(0.0, scale) * STEPS))
        self.slider.blockSignals(False)
        self._show_number()

    def _on_slider(self, step: int) -> None:
        self._scale = step / STEPS
        self._show_number()
        self.changed.emit()

    def _show_number(self) -> None:
        self.number.setText(f"{self._scale:.2f}")

    def retranslate(self) -> None:
        adapter = self.adapter
        self.slider.setAccessibleName(self.tr("Scale of {adapter}").format(adapter=adapter.name))
        self.slider.setToolTip(self.tr("0 is the model without it, 1 as it was trained"))
        self.slider.setAccessibleDescription(self.slider.toolTip())
        self.away.set_name(self.tr("Take {adapter} away").format(adapter=adapter.name))
        if adapter.error:
            self.facts.setText(self.tr("This adapter cannot be used: {reason}").format(reason=adapter.error))
            return
        parts = [
            "" if adapter.rank is None else self.tr("rank {rank}").format(rank=adapter.rank),
            "" if adapter.weights is None else self.tr("changes {count} weights").format(count=adapter.weights),
            numbers.size(adapter.size) if adapter.size else "",
        ]
        self.facts.setText(numbers.in_a_row(part for part in parts if part))
