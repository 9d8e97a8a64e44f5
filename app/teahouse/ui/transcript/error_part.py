"""What went wrong with a reply, in its place: a sentence that says what to do, and buttons that do it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from teahouse.core.conversation import Message
from teahouse.core.errors import Problem
from teahouse.core.markdown import Block, BlockKind
from teahouse.ui.i18n.troubles import sentence_of
from teahouse.ui.transcript.part import Act, Light, PartHit
from teahouse.ui.transcript.round_box import paint_slice
from teahouse.ui.transcript.text_parts import TextPart
from teahouse.ui.transcript.text_style import TextStyle

translate = QCoreApplication.translate

BUTTON = 28
# What trying again with the same model will hardly change.
OF_THE_MODEL = (Problem.MODEL_CANNOT, Problem.MODEL_MISSING, Problem.MODEL_TOO_BIG, Problem.MODEL_BROKEN)


class ErrorPart(TextPart):
    """The error of a FAILED reply."""

    def __init__(self, ink: TextStyle, message: Message) -> None:
        super().__init__(ink, (4, 0), Block(BlockKind.PLAIN, sentence_of(message.problem, message.facts)))
        self._problem = message.problem

    def font(self) -> QFont:
        return self.ink.text

    def margins(self) -> tuple[int, int, int, int]:
        px = self.ink.px
        return px(14), px(12), px(14), px(12 + BUTTON + 10 + 8)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        px, ink = self.ink.px, self.ink
        box = QRectF(0, 0, self.width, self.height - px(8))
        paint_slice(painter, box, ink, first=True, last=True, fill="surface", edge="danger")
        super().paint(painter, clip, light)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(ink.small)
        for button in self.hits():
            lit = light.hit is not None and light.hit.act is button.act
            painter.setPen(QPen(ink.colour("accent" if lit else "border"), 1))
            painter.setBrush(ink.colour("raised"))
            painter.drawRoundedRect(QRectF(button.rect).adjusted(0.5, 0.5, -0.5, -0.5), px(8), px(8))
            painter.setPen(ink.colour("text"))
            painter.drawText(QRectF(button.rect), Qt.AlignmentFlag.AlignCenter, self._words()[button.act])

    def _words(self) -> dict[Act, str]:
        words = {Act.RETRY: translate("Transcript", "Retry")}
        if self._problem in OF_THE_MODEL:
            words[Act.RETRY_WITH] = translate("Transcript", "Another model…")
        return words

    def hits(self) -> list[PartHit]:
        px, metrics = self.ink.px, self.ink.metrics(self.ink.small)
        left, top, found = px(14), self.height - px(8 + 12 + BUTTON), []
        for act, word in self._words().items():
            width = round(metrics.horizontalAdvance(word)) + px(28)
            found.append(PartHit(act, QRect(left, top, width, px(BUTTON))))
            left += width + px(8)
        return found

    def origin(self) -> QPointF:
        return QPointF(self.margins()[0], self.margins()[1])
