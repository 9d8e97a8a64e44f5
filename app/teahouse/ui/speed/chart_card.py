"""A chart with its heading, what it shows, and its legend."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout

from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.vertical_scroll import VerticalScroll
from teahouse.ui.speed.charts.chart import Chart
from teahouse.ui.speed.charts.legend import Legend
from teahouse.ui.style import Theme

TALLEST = 300  # of a chart that grows with its data, before it scrolls


class ChartCard(QFrame):
    """`below` is a line under the chart, for what is worth a sentence."""

    def __init__(self, theme: Theme, chart: Chart, *, scrolls: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme = theme
        self.chart = chart
        self._scrolled: QScrollArea | None = None
        self.heading = QLabel()
        self.hint = Muted()
        self.hint.setWordWrap(True)
        self.legend = Legend(theme)
        self.below = Muted()
        self.below.setWordWrap(True)
        self.below.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addWidget(self.hint)
        column.addWidget(self._area() if scrolls else chart, 1)
        column.addWidget(self.legend)
        column.addWidget(self.below)
        self.legend.hide()
        theme.changed.connect(self._dress)
        self._dress()

    def _area(self) -> VerticalScroll:
        area = VerticalScroll(self.chart)
        area.viewport().setAutoFillBackground(False)
        self.chart.setAutoFillBackground(False)
        self._scrolled = area
        return area

    def fit(self) -> None:
        """Be as tall as the data, up to a bound."""
        if self._scrolled is not None:
            self._scrolled.setFixedHeight(min(self._theme.px(TALLEST), self.chart.height() + 4))

    def _dress(self) -> None:
        self.heading.setFont(self._theme.font(bold=True))

    def say(self, heading: str, hint: str, nothing: str) -> None:
        """What the chart is called, what it shows, and what stands there while there is nothing to show."""
        self.heading.setText(heading)
        self.hint.setText(hint)
        self.chart.nothing = nothing
        self.chart.setAccessibleName(heading)
        self.chart.renew()

    def tell(self, text: str) -> None:
        """Say something below the chart, or nothing."""
        self.below.setText(text)
        self.below.setVisible(bool(text))
