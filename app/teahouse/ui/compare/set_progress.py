"""How far an unattended run of a prompt set is, its report so far, and the report as a file."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from teahouse.services.compare_events import SetProgressEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.compare.set_report import SetReport
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import ElidedLabel
from teahouse.ui.style import Theme

KINDS = {"csv": "csv", "json": "json"}


REPORT = 150  # three models


class SetProgress(QWidget):
    """Hidden until there is something to tell."""

    def __init__(self, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self.latest: SetProgressEvent | None = None
        self._title = ""
        self.bar = QProgressBar()
        self.words = ElidedLabel()
        self.words.setProperty("role", "muted")
        self.export_button = Button()
        self.report = SetReport(theme)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addLayout(row)
        self.report.setMinimumHeight(theme.px(REPORT))
        column.addWidget(self.report, 1)
        self.export_button.clicked.connect(self._export)
        self.hide()
        self.retranslate()

    def show_progress(self, event: SetProgressEvent, title: str) -> None:
        """Take how far it is; `title` is what the set is called."""
        self.latest, self._title = event, title
        self.report.show_report(event.run.id, event.report)
        self.retranslate()
        self.show()

    def _export(self) -> None:
        run_id = self.report.run_id
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export the report"), self.tr("Report") + ".md")
        kind = KINDS.get(path.rpartition(".")[2].casefold(), "markdown")
        if path and run_id:
            self._bridge.ask(lambda services: services.compare.export(run_id, kind, path))

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.export_button.setText(self.tr("Export report…"))
        self.bar.setAccessibleName(self.tr("Progress of the run"))
        event = self.latest
        if event is None:
            return
        self.bar.setRange(0, max(1, event.run.total))
        self.bar.setValue(event.run.done)
        self.bar.setFormat(self.tr("{done} of {total}").format(done=event.run.done, total=event.run.total))
        state = (
            self.tr("running") if event.running else self.tr("finished") if event.run.finished else self.tr("stopped")
        )
        self.words.setText(f"{self._title} · {numbers.moment(event.run.created)} · {state}")
        self.export_button.setEnabled(bool(event.report) and not event.running)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
