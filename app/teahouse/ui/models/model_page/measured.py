"""What was measured of a model: usual figures by host and computer, the last run and the last speed test."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from teahouse.core.run import ModelSummary, Run, Source
from teahouse.services.measurements.events import ModelFiguresEvent
from teahouse.services.measurements.provenance import computer_name
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.models.model_page.facts import FactRows
from teahouse.ui.style import Theme


class MeasuredView(QWidget):
    """One group of rows for each host and computer, the latest first."""

    def __init__(self, theme: Theme, event: ModelFiguresEvent) -> None:
        super().__init__()
        self.groups: tuple[FactRows, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if not event.summaries:
            column.addWidget(Paragraph(self.tr("Nothing yet: the first chat or a speed test measures it.")))
        for summary in sorted(event.summaries, key=lambda one: (bool(one.computer), -one.last)):
            runs = [run for run in event.runs if (run.computer, run.host) == (summary.computer, summary.host)]
            if len(event.summaries) > 1:
                heading = QLabel(self._where(summary))
                heading.setWordWrap(True)
                heading.setFont(theme.font(13, bold=True))
                column.addWidget(heading)
            column.addLayout(self._make_rows(summary, runs))

    def _where(self, summary: ModelSummary) -> str:
        host = summary.host.partition("://")[2] or summary.host or self.tr("Built-in engine")
        computer = summary.computer or self.tr("This computer")
        return f"{computer} · {host}"

    def _make_rows(self, summary: ModelSummary, runs: list[Run]) -> FactRows:
        rows = FactRows()
        rows.add_facts(self._list_facts(summary, runs))
        self.groups = (*self.groups, rows)
        return rows

    def _list_facts(self, summary: ModelSummary, runs: list[Run]) -> list[tuple[str, str]]:
        speed = numbers.rate(summary.rate) if summary.rate else ""
        if speed and summary.spread:
            speed = self.tr("{rate}, usually within ± {half}").format(rate=speed, half=numbers.rate(summary.spread / 2))
        tests = [run for run in runs if run.source is Source.SPEED_TEST]
        return [
            (self.tr("Writing"), speed),
            (self.tr("Reading"), numbers.rate(summary.prompt_rate) if summary.prompt_rate else ""),
            (self.tr("First word"), numbers.seconds(summary.first_word) if summary.first_word else ""),
            (self.tr("Memory"), self._memory(summary)),
            (
                self.tr("Runs"),
                self.tr("{n}, the last {when}").format(n=summary.runs, when=numbers.moment(summary.last)),
            ),
            (self.tr("Last run"), self._describe_run(runs[0]) if runs else ""),
            (self.tr("Last speed test"), self._describe_run(tests[0]) if tests else self.tr("none yet")),
            (self.tr("Computer"), computer_name(runs[0].hardware) if runs else ""),
        ]

    def _memory(self, summary: ModelSummary) -> str:
        if not summary.memory:
            return ""
        text = numbers.size(summary.memory)
        if not summary.memory_vram:
            return text
        return self.tr("{size}, {gpu} of it on the GPU").format(size=text, gpu=numbers.size(summary.memory_vram))

    def _engine(self, run: Run) -> str:
        """What computed a run; servers of OpenAI's protocol report no version."""
        if run.engine:
            own = self.tr("Built-in engine")
            return f"{own} {run.host_version}".strip()
        return f"Ollama {run.host_version}" if run.host_version else ""

    def _describe_run(self, run: Run) -> str:
        figures = run.figures
        parts = [
            numbers.moment(run.created),
            numbers.rate(figures.generation_rate) if figures.generation_rate else "",
            numbers.seconds(figures.first_word) if figures.first_word else "",
            numbers.size(figures.memory) if figures.memory else "",
            self._engine(run),
            run.quantization,
        ]
        return " · ".join(filter(None, parts))
