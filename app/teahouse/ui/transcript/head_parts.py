"""The lines above a reply: who wrote it, and the line that folds its thinking."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from teahouse.core.conversation import Message, Role
from teahouse.ui.kit.tile import paint_tile
from teahouse.ui.transcript import words
from teahouse.ui.transcript.part import Act, Light, PartHit, TranscriptPart
from teahouse.ui.transcript.text_parts import paint_bar
from teahouse.ui.transcript.text_style import TextStyle

translate = QCoreApplication.translate

TILE = 22


class HeadPart(TranscriptPart):
    """Tile and name of the model; a badge where another model wrote the reply before."""

    def __init__(self, ink: TextStyle, message: Message, *, switched: bool) -> None:
        super().__init__(ink, (0, 0))
        self.message = message
        self.switched = switched

    def lay(self, width: int) -> int:
        self.width, self.height = width, self.estimate(width)
        return self.height

    def estimate(self, width: int) -> int:
        return self.ink.px(TILE + 8)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        px, ink = self.ink.px, self.ink
        side, left = px(TILE), 0
        if self.message.role is Role.ASSISTANT:
            painter.setFont(ink.name)
            paint_tile(painter, QRectF(0, 0, side, side), self.message.model, ink.theme)
            left = side + px(8)
        painter.setFont(ink.name)
        painter.setPen(ink.colour("text"))
        room = self.width - left - (px(120) if self.switched else 0)
        name = ink.metrics(ink.name).elidedText(words.author(self.message), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(QRectF(left, 0, room, side), Qt.AlignmentFlag.AlignVCenter, name)
        if self.switched:
            self._paint_badge(painter, left + ink.metrics(ink.name).horizontalAdvance(name) + px(8))

    def _paint_badge(self, painter: QPainter, left: float) -> None:
        px, ink = self.ink.px, self.ink
        text = translate("Transcript", "switched here")
        width = ink.metrics(ink.small).horizontalAdvance(text) + px(14)
        box = QRectF(left, px(1.5), width, px(19)).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.colour("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, px(6), px(6))
        painter.setFont(ink.small)
        painter.setPen(ink.colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class FoldPart(TranscriptPart):
    """The line of a thinking part: a click shows or hides what was thought."""

    def __init__(self, ink: TextStyle) -> None:
        super().__init__(ink, (1, 0))
        self.text = ""
        self.open = False

    def say(self, text: str) -> None:
        """Have this on the line."""
        if text != self.text:
            self.text = text
            self.free()

    def lay(self, width: int) -> int:
        self.width, self.height = width, self.estimate(width)
        return self.height

    def estimate(self, width: int) -> int:
        return self.ink.px(22 if self.open else 30)

    def _bar(self) -> int:
        return self.ink.px(24)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        paint_bar(painter, self.ink, self._bar())
        lit = light.hit is not None and light.hit.act is Act.FOLD
        colour = self.ink.colour("text" if lit else "muted")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(self._arrow())
        painter.setFont(self.ink.thought)
        painter.setPen(colour)
        left = self.ink.px(28)
        painter.drawText(QRectF(left, 0, self.width - left, self._bar()), Qt.AlignmentFlag.AlignVCenter, self.text)

    def _arrow(self) -> QPolygonF:
        x, y, reach = self.ink.px(18), self._bar() / 2, self.ink.px(4)
        if self.open:
            return QPolygonF([QPointF(x - reach, y - reach / 2), QPointF(x + reach, y - reach / 2),
                              QPointF(x, y + reach / 2 + 1)])  # fmt: skip
        return QPolygonF([QPointF(x - reach / 2, y - reach), QPointF(x - reach / 2, y + reach),
                          QPointF(x + reach / 2 + 1, y)])  # fmt: skip

    def hits(self) -> list[PartHit]:
        width = self.ink.px(36) + round(self.ink.metrics(self.ink.thought).horizontalAdvance(self.text))
        return [PartHit(Act.FOLD, QRect(0, 0, width, self._bar()))]
