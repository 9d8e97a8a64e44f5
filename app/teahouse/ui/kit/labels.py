"""Labels: elided, wrapped, muted, with a status; and painted badges."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from teahouse.ui.style import Theme

LONGEST = 2000  # characters; Qt lays out a whole tool tip before it shows it


def as_text(tip: str) -> str:
    """The text of a tool tip, cut to LONGEST, with nothing that Qt would parse as HTML."""
    if len(tip) > LONGEST:
        tip = tip[:LONGEST] + "…"
    return tip if "<" not in tip else tip.replace("<", "‹").replace(">", "›")


LONG_WORD = 32  # characters, such as addresses and paths


def breakable(text: str) -> str:
    """The text with break opportunities in its long words, so that they cannot widen the window."""
    return re.sub(rf"\S{{{LONG_WORD}}}(?=\S)", lambda found: found.group() + "\u200b", text)


class ElidedLabel(QLabel):
    """One line of plain text, elided at the end; the tool tip then shows it whole, unless one is set."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(24)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).drawText(self.contentsRect(), int(self.alignment()), self.shown_text())

    def shown_text(self) -> str:
        """The text, elided to the width."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def event(self, event: QEvent) -> bool:
        cut = not self.toolTip() and self.shown_text() != self.text()
        if cut and isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), as_text(self.text()), self)
            return True
        return super().event(event)


class Muted(QLabel):
    """A line of small muted text; `wraps` allows several lines."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wraps: bool = False) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)


class Paragraph(QLabel):
    """Plain text that wraps."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)


class StatusLabel(Paragraph):
    """The result of an action: muted, or in the colour of danger."""

    def show_status(self, text: str, *, bad: bool = False) -> None:
        """Show another text."""
        self.setProperty("role", "danger" if bad else "muted")
        self.style().polish(self)
        self.setText(text)


def badge_width(text: str, theme: Theme) -> float:
    """The width of a painted badge, in pixels."""
    return QFontMetricsF(theme.small()).horizontalAdvance(text) + 14


def paint_badge(painter: QPainter, rect: QRectF, text: str, theme: Theme) -> None:
    """Paint a badge, for delegates and painted views."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.colours.border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setFont(theme.small())
    painter.setPen(QColor(theme.colours.muted))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
