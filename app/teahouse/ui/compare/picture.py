"""A comparison as a picture: the question, the table, and all lanes at their full width, seen or not."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from teahouse.ui.style import Theme

PAD = 18
GAP = 12


def picture_of(title: str, prompt: str, parts: tuple[QWidget, ...], theme: Theme, ratio: float = 2.0) -> QPixmap:
    """Paint a heading, the question and these widgets one below the other, `ratio` times as sharp as the screen."""
    width = max(part.width() for part in parts) + 2 * PAD
    flags = int(Qt.TextFlag.TextWordWrap)
    bold, plain = theme.font(16, bold=True), theme.font()
    head = QFontMetricsF(bold).height()
    room = QRectF(0, 0, width - 2 * PAD, 100_000)
    text = QFontMetricsF(plain).boundingRect(room, flags, prompt).height()
    height = PAD + head + GAP + text + sum(GAP + part.height() for part in parts) + PAD
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(QColor(theme.colours.bg))
    painter = QPainter(made)
    painter.setPen(QColor(theme.colours.text))
    painter.setFont(bold)
    painter.drawText(QRectF(PAD, PAD, width - 2 * PAD, head), 0, title)
    painter.setFont(plain)
    painter.drawText(QRectF(PAD, PAD + head + GAP, width - 2 * PAD, text), flags, prompt)
    top = PAD + head + GAP + text
    for part in parts:
        top += GAP
        painter.save()
        painter.translate(PAD, top)
        part.render(painter, part.rect().topLeft(), renderFlags=QWidget.RenderFlag.DrawChildren)
        painter.restore()
        top += part.height()
    painter.end()
    return made
