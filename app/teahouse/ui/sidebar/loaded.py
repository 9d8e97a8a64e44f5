"""The models in memory in detail: how much each takes, where, for how long still, and a button to unload it."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from teahouse.core.model import LoadedModel, seconds_left
from teahouse.services.news import MemoryNews
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.labels import Muted
from teahouse.ui.kit.popup import Popup
from teahouse.ui.kit.tile import LabTile
from teahouse.ui.style import Theme

FOREVER = 365 * 24 * 3600.0  # seconds: a daemon writes "never" as a year in the far future


class LoadedPopup(Popup):
    """Opens beside the memory bar; `unload` carries a model's name."""

    unload = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[QWidget] = []
        self._shown: MemoryNews | None = None
        self.setAccessibleName(self.tr("Models in memory"))

    def show_news(self, news: MemoryNews) -> None:
        """Take what is in memory now; closes itself when nothing is."""
        if not news.loaded:
            self.close()
        focused = self._focused_model()
        for row in self._rows:
            self.body.removeWidget(row)
            row.deleteLater()
        self._rows = [self._row(model, focused) for model in news.loaded]
        if news.total:
            free = self.tr("{free} of {total} are free on this computer")
            self._add(Muted(free.format(free=numbers.size(news.available), total=numbers.size(news.total))))
        self.adjustSize()

    def _focused_model(self) -> str:
        button = self.focusWidget()
        return str(button.property("model") or "") if button is not None else ""

    def _add(self, widget: QWidget) -> None:
        self.body.addWidget(widget)
        self._rows.append(widget)

    def _row(self, model: LoadedModel, focused: str) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(QLabel(model.name))
        words.addWidget(Muted(self.words(model)))
        unload = Button(self.tr("Unload"))
        unload.setProperty("model", model.name)
        unload.setAccessibleName(self.tr("Unload {model}").format(model=model.name))
        unload.clicked.connect(lambda: self.unload.emit(model.name))
        layout.addWidget(LabTile(self._theme, model.name))
        layout.addLayout(words, 1)
        layout.addWidget(unload)
        self.body.addWidget(row)
        if focused == model.name:
            unload.setFocus()
        return row

    def words(self, model: LoadedModel, now: datetime | None = None) -> str:
        """One line about a model: "5.2 GB · 100 % GPU · context 8k · leaves in 4 min"."""
        parts = [numbers.size(model.size), self._place(model)]
        if model.context_length:
            parts.append(self.tr("context {tokens}").format(tokens=numbers.count(model.context_length)))
        left = seconds_left(model.expires_at, now or datetime.now(UTC))
        if left is not None:
            parts.append(self._stays(left))
        return " · ".join(parts)

    def _place(self, model: LoadedModel) -> str:
        share = min(1.0, model.size_vram / model.size) if model.size else 0.0
        if share == 0:
            return self.tr("in RAM")
        return self.tr("{share} on the GPU").format(share=numbers.percent(share))

    def _stays(self, left: float) -> str:
        if left > FOREVER:
            return self.tr("stays until unloaded")
        return self.tr("leaves in {time}").format(time=numbers.seconds(max(1.0, round(left))))
