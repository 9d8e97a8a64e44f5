"""The card that shows what a model was made from, and what was made from it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.workshop.records import LineageLine, RecordKind, WorkshopRecord, trace_lineage
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.form import FormCard
from teahouse.ui.kit.labels import Paragraph, breakable
from teahouse.ui.kit.painting import LabTile
from teahouse.ui.style import Theme

translate = QCoreApplication.translate

INDENT = 18  # pixels of each level
DEEPEST = 6  # levels that are indented


def line_text(line: LineageLine) -> str:
    """A model of a lineage with how it was made: "qwen3:4b-mine · Q4_K_M · 1 Dec"."""
    record = line.record
    if record is None:
        return line.name
    parts = [line.name, _how(record)]
    if record.created:
        parts.append(numbers.day(record.created))
    return numbers.in_a_row(part for part in parts if part)


def _how(record: WorkshopRecord) -> str:
    match record.kind:
        case RecordKind.QUANTIZATION:
            kind = str(record.parameters.get("kind", ""))
            matrix = bool(record.parameters.get("matrix"))
            return translate("Workshop", "{kind} + matrix").format(kind=kind) if matrix else kind
        case RecordKind.ADAPTER:
            return translate("Workshop", "with an adapter")
        case RecordKind.MERGE:
            return translate("Workshop", "adapter merged")
        case RecordKind.STEERING:
            return translate("Workshop", "steered")
        case RecordKind.COPY:
            return translate("Workshop", "changed copy")


class LineageCard(Retranslated, FormCard):
    """`show_lineage` gives it all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._model = ""
        self._records: tuple[WorkshopRecord, ...] = ()
        self._lines: QWidget | None = None
        self.shown: list[str] = []
        self.retranslate()

    def show_lineage(self, model: str, records: Iterable[WorkshopRecord]) -> None:
        """Show the lineage of a model."""
        self._model, self._records = model, tuple(records)
        self.retranslate()

    def retranslate(self) -> None:
        self.heading.setText(self.tr("Where it comes from"))
        if self._lines is not None:
            self.body.removeWidget(self._lines)
            self._lines.deleteLater()
        self._lines = QWidget()
        column = QVBoxLayout(self._lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        lines = trace_lineage(self._model, self._records) if self._model else ()
        self.shown = [line_text(line) for line in lines]
        for line, text in zip(lines, self.shown, strict=True):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addSpacing(self._theme.px(INDENT) * min(DEEPEST, line.depth))
            row.addWidget(LabTile(self._theme, line.name, side=18))
            label = Paragraph(breakable(text))
            label.setFont(self._theme.font(13, bold=line.name == self._model))
            row.addWidget(label, 1)
            column.addLayout(row)
        self.body.addWidget(self._lines)
