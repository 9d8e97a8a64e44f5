"""Said instead of examples where no model is installed: which one fits this computer, and a button that fetches it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from teahouse.ui.i18n import numbers
from teahouse.ui.kit.bar import Bar
from teahouse.ui.kit.buttons import Button, ElidedButton
from teahouse.ui.kit.labels import Muted, Paragraph
from teahouse.ui.kit.wrapping_row import WrappingRow
from teahouse.ui.style import Theme


class NoModelsView(QFrame):
    """`pull` carries the name of the model that was offered; `catalogue`: look at others; `retry`: look again.
    `shown`: it is needed now, for the first time or again."""

    pull = Signal(str)
    catalogue = Signal()
    retry = Signal()
    shown = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = ""
        self._offered: tuple[str, int, int, bool] | None = None
        self._doing = ""
        self.setProperty("role", "bar")
        self.text, self.doing = Paragraph("", self), Muted("", self, wraps=True)
        self.bar = Bar(theme, self)
        self.fetch = ElidedButton(kind="primary", parent=self)
        self.others, self.again = ElidedButton(parent=self), Button(kind="quiet", parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        row = WrappingRow()
        for button in (self.fetch, self.others, self.again):
            row.addWidget(button)
        for widget in (self.text, self.bar, self.doing):
            column.addWidget(widget)
        column.addLayout(row)
        self.fetch.clicked.connect(self._on_fetch)
        self.others.clicked.connect(self.catalogue)
        self.again.clicked.connect(self.retry)
        self._write()

    def show_found(self, found: str) -> None:
        """Begin with what was found, a sentence without its stop."""
        self._found = found
        self._write()

    def offer(self, model: str, size: int, need: int, *, fits: bool) -> None:
        """Offer a model with its bytes on disk and in memory; `fits`: this computer is the host's, and it was looked
        at."""
        self._offered = (model, size, need, fits)
        self._write()

    def show_pulling(self, words: str, share: float) -> None:
        """How far the pull is that was asked for, from 0 to 1; no words: it is not going on."""
        self._doing = words
        self.bar.show_share(share)
        self._write()

    @property
    def model(self) -> str:
        """The name of the model that is offered; empty while none is."""
        return self._offered[0] if self._offered else ""

    def _on_fetch(self) -> None:
        if self._offered is not None:
            self.pull.emit(self._offered[0])

    def _write(self) -> None:
        sentences = [self.tr("{found}.").format(found=self._found)]
        if self._offered is not None:
            model, size, need, fits = self._offered
            text = (
                self.tr("{model} fits this computer: {size} to download, {need} of memory.")
                if fits
                else self.tr("{model} is one to begin with: {size} to download, {need} of memory.")
            )
            sentences.append(text.format(model=model, size=numbers.size(size), need=numbers.about(numbers.size(need))))
            self.fetch.setText(self.tr("Pull {model} now").format(model=model))
        self.text.setText(" ".join(sentences))
        self.doing.setText(self._doing)
        self.doing.setVisible(bool(self._doing))
        self.bar.setVisible(bool(self._doing))
        self.fetch.setVisible(self._offered is not None and not self._doing)
        self.others.setText(self.tr("Look at the catalogue"))
        self.again.setText(self.tr("Look again"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.shown.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._doing = ""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._write()
        super().changeEvent(event)
