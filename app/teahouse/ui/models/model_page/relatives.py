"""Where a model comes from: its ancestors and descendants as a tree, and others with the same weights."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.lineage import Lineage, Relative
from teahouse.core.workshop.records import RecordKind
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.kit.labels import ElidedLabel, Muted, Paragraph
from teahouse.ui.kit.painting import LabTile
from teahouse.ui.style import Theme

INDENT = 18  # pixels of a step in the tree
DEEPEST = 5  # steps that are indented
TILE = 18


class RelativesView(QWidget):
    """`chosen` carries the name of another model of the tree."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, lineage: Lineage) -> None:
        super().__init__()
        self._theme = theme
        self._model = lineage.model
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if lineage.is_alone:
            column.addWidget(Paragraph(self.tr("It was made from no other model here, and none was made from it.")))
        else:
            for relative in lineage.tree:
                column.addWidget(self._make_row(relative))
        if lineage.siblings:
            column.addSpacing(8)
            column.addWidget(Muted(self.tr("With the same weights"), wraps=True))
            for relative in lineage.siblings:
                column.addWidget(self._make_row(relative))
        if lineage.unread:
            text = self.tr("%n more model(s) of this architecture and size were not asked about.", "", lineage.unread)
            column.addWidget(Muted(text, wraps=True))

    def _make_row(self, relative: Relative) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(self._theme.px(INDENT) * min(relative.depth, DEEPEST), 0, 0, 0)
        line.setSpacing(8)
        if relative.depth:
            branch = QLabel("└")
            line.addWidget(branch)
        line.addWidget(LabTile(self._theme, relative.name, TILE))
        name, facts = ElidedLabel(relative.name), ElidedLabel(self._describe(relative))
        name.setFont(self._theme.font(bold=relative.name == self._model))
        facts.setProperty("role", "muted")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(name)
        texts.addWidget(facts)
        line.addLayout(texts, 1)
        if relative.installed and relative.name != self._model:
            button = IconButton(self._theme, "right", self.tr("About {model}").format(model=relative.name))
            button.clicked.connect(lambda _on=False, name=relative.name: self.chosen.emit(name))
            line.addWidget(button)
        return row

    def _made(self, kind: RecordKind) -> str:
        """How the Workshop made a model."""
        match kind:
            case RecordKind.QUANTIZATION:
                return self.tr("quantised")
            case RecordKind.ADAPTER:
                return self.tr("with an adapter")
            case RecordKind.MERGE:
                return self.tr("merged with an adapter")
            case RecordKind.STEERING:
                return self.tr("steered")
            case RecordKind.COPY:
                return self.tr("changed copy")

    def _describe(self, relative: Relative) -> str:
        parts = []
        if relative.name == self._model:
            parts.append(self.tr("this model"))
        if not relative.installed:
            parts.append(self.tr("not installed"))
        if relative.kind is not None:
            parts.append(self._made(relative.kind))
        if relative.created:
            parts.append(numbers.day(relative.created))
        if relative.quantization:
            parts.append(relative.quantization)
        if relative.size:
            parts.append(numbers.size(relative.size))
        if relative.same and relative.name != self._model:
            parts.append(self.tr("same weights"))
        return " · ".join(parts)
