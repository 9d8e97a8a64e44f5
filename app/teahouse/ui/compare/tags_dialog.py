"""The tags of a vote: words of one's own, by which ratings are grouped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from teahouse.core.comparison import split_tags
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.text_fields import LineField


class TagsDialog(Retranslated, Dialog):
    """`chosen` carries the tags, a tuple."""

    chosen = Signal(object)

    def __init__(self, tags: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.explanation = Muted()
        self.explanation.setWordWrap(True)
        self.field = LineField(", ".join(tags))
        self.save = Button(kind="primary")
        self.cancel = Button()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.explanation)
        column.addWidget(self.field)
        column.addLayout(buttons)
        self.begin_with(420, 150)
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.field.textChanged.connect(self._show_tags)
        self.field.setFocus()
        self.retranslate()

    def _save(self) -> None:
        self.chosen.emit(split_tags(self.field.text()))
        self.accept()

    def _show_tags(self) -> None:
        """Say which tags were understood, for screen readers."""
        self.field.setAccessibleDescription(numbers.in_a_row(split_tags(self.field.text())))

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("Tags of the vote"))
        self.explanation.setText(
            self.tr("Words of your own, separated by commas. Ratings can be shown for the votes with a tag alone.")
        )
        self.field.setAccessibleName(self.tr("Tags"))
        self.field.setPlaceholderText(self.tr("poetry, long answers"))
        self.save.setText(self.tr("Save"))
        self.cancel.setText(self.tr("Cancel"))
