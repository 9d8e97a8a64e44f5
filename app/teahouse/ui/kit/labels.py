"""Texts: one that is cut with an ellipsis where it doesn't fit, one that wraps, a muted line, a badge."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from teahouse.ui.style import Theme

LONGEST = 2000  # characters: Qt lays out all of a tool tip before it shows any of it


def as_text(tip: str) -> str:
    """A tool tip's text with nothing in it that Qt would read as HTML, and no longer than one can read."""
    if len(tip) > LONGEST:
        tip = tip[:LONGEST] + "…"
    return tip if "<" not in tip else tip.replace("<", "‹").replace(">", "›")


LONG_WORD = 32  # characters; addresses and paths are such words


def breakable(text: str) -> str:
    """The text with places to break its overlong words at, so that they cannot widen the window."""
    return re.sub(rf"\S{{{LONG_WORD}}}(?=\S)", lambda found: found.group() + "\u200b", text)


class ElidedLabel(QLabel):
    """One line of plain text; cut at the end when it is longer than its place, and then whole in the tool tip.

    A tool tip that was set says more than the text and comes first.
    """

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
        """The text as it is shown: with an ellipsis where it was cut."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def event(self, event: QEvent) -> bool:
        cut = not self.toolTip() and self.shown_text() != self.text()
        if cut and isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), as_text(self.text()), self)
            return True
        return super().event(event)


class Muted(QLabel):
    """A quiet line of small text; with `wraps` as many lines as it needs."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wraps: bool = False) -> None:
        super().__init__(text, parent)
        self.setProperty("role", "muted")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)


class Paragraph(QLabel):
    """Plain text that goes on in the next line where it is too long for one."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)


class StatusLabel(Paragraph):
    """What came of something: said quietly, or as a danger where it went wrong."""

    def show_status(self, text: str, *, bad: bool = False) -> None:
        """Say something else."""
        self.setProperty("role", "danger" if bad else "muted")
        self.style().polish(self)
        self.setText(text)


def badge_width(text: str, theme: Theme) -> float:
    """How wide `paint_badge` makes a badge, in pixels."""
    return QFontMetricsF(theme.small()).horizontalAdvance(text) + 14


def paint_badge(painter: QPainter, rect: QRectF, text: str, theme: Theme) -> None:
    """Paint a badge into a rectangle, for delegates and painted views."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.colours.border), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.setFont(theme.small())
    painter.setPen(QColor(theme.colours.muted))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
