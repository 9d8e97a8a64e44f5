"""Models in memory: a bar with one part for each, and a line that says the same in words.

The bar is of one quiet colour: a model's own would look like an alarm where that is red.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from teahouse.services.events import MemoryEvent
from teahouse.ui.i18n import numbers
from teahouse.ui.style import Theme

BAR = 6
MARGIN = 6
SEAM = 1.5  # pixels between the parts of two models


class MemoryButton(QAbstractButton):
    """The bar and its words; pressing it opens what is loaded in detail."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.latest = MemoryEvent(())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def show_memory(self, event: MemoryEvent) -> None:
        """Take what is in memory now."""
        self.latest = event
        self._retranslate()
        self.updateGeometry()

    def _retranslate(self) -> None:
        self.setText(self.words())
        self.setAccessibleName(self.text())
        self.setToolTip("\n".join(f"{model.name}  {numbers.size(model.size)}" for model in self.latest.loaded))
        self.setEnabled(bool(self.latest.loaded))
        self.update()

    def words(self) -> str:
        """What the line says: "2 models loaded · 8.9 of 16 GB"."""
        loaded = self.latest.loaded
        if not loaded:
            return self.tr("No model loaded")
        used, whole = sum(model.size for model in loaded), self._whole()
        amount = numbers.size_of(used, whole) if whole else numbers.size(used)
        return self.tr("%n model(s) loaded", "", len(loaded)) + " · " + amount

    def _whole(self) -> int:
        """All memory that counts: that of the cards where models are on them alone, and the computer's own."""
        in_ram = not self.latest.vram_total or any(model.size_ram for model in self.latest.loaded)
        return self.latest.vram_total + (self.latest.total if in_ram else 0)

    def parts(self) -> list[float]:
        """The parts of the bar: each model's share of all memory, 0 to 1."""
        used = sum(model.size for model in self.latest.loaded)
        whole = max(self._whole(), used, 1)
        return [model.size / whole for model in self.latest.loaded]

    def sizeHint(self) -> QSize:
        bar = BAR + 4 if self._has_bar() else 0
        return QSize(160, self._theme.px(20) + bar + 2 * MARGIN - 4)

    def _has_bar(self) -> bool:
        return self.latest.total > 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(colours.accent if self.hasFocus() else colours.border), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        top = MARGIN
        if self._has_bar():
            self._paint_bar(painter, QRectF(MARGIN, top, self.width() - 2 * MARGIN, BAR))
            top += BAR + 4
        painter.setFont(self._theme.small())
        painter.setPen(QColor(colours.muted))
        rect = QRectF(MARGIN, top, self.width() - 2 * MARGIN, self.height() - top - MARGIN + 2)
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(rect.width()))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_bar(self, painter: QPainter, rect: QRectF) -> None:
        outline = QPainterPath()
        outline.addRoundedRect(rect, BAR / 2, BAR / 2)
        painter.save()
        painter.setClipPath(outline)
        painter.fillRect(rect, QColor(self._theme.colours.border))
        left = rect.left()
        for share in self.parts():
            width = share * rect.width()
            part = QRectF(left, rect.top(), max(1.0, width - SEAM), rect.height())
            painter.fillRect(part, QColor(self._theme.colours.muted))
            left += width
        painter.restore()
