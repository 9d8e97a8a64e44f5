"""The dialog that edits the summary of left out messages, and the computation of a larger context."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.architecture import Architecture
from teahouse.core.fit import memory_need
from teahouse.core.values import dataclass
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.dialog import Dialog
from teahouse.ui.kit.text_fields import PlainTextField


class SummaryDialog(Dialog):
    """Edits a summary; accepted to use it."""

    def __init__(self, summary: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Summary of the conversation"))
        said = QLabel(self.tr("The model reads this in place of the messages that are struck through."))
        said.setWordWrap(True)
        self.field = PlainTextField(summary)
        self.field.setProperty("role", "field")
        self.field.setTabChangesFocus(True)
        self.field.setAccessibleName(self.windowTitle())
        self.use, self.cancel = Button(self.tr("Use it"), kind="primary"), Button(self.tr("Cancel"))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 14)
        column.setSpacing(12)
        column.addWidget(said)
        column.addWidget(self.field, 1)
        column.addLayout(row)
        self.use.setDefault(True)
        self.use.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.begin_with(560, 380)

    def text(self) -> str:
        """The summary as it stands."""
        return self.field.toPlainText().strip()


SPARE = 1.25  # of what is needed: the reply wants room, too


@dataclass(frozen=True, slots=True)
class Larger:
    """How much larger a context has to be, and what that costs.

    A context of `tokens`, which takes `more` bytes of memory than the present one (None: unknown).
    """

    tokens: int
    more: int | None


def larger(needed: int, window: int, longest: int | None, build: Architecture | None) -> Larger | None:
    """The next context, doubling from `window`, that holds `needed` tokens and a reply, or the model's `longest`; None
    where even that does not hold it."""
    tokens = max(1024, window)
    while tokens < needed * SPARE:
        tokens *= 2
    if longest:
        tokens = min(tokens, longest)
    if tokens <= window or tokens <= needed:
        return None
    more = memory_need(build, tokens).shown - memory_need(build, window).shown if build is not None else None
    return Larger(tokens, more)
