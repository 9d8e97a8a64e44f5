"""Says that the end of a very long message is not shown, and offers all of it as a file or on the clipboard."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from teahouse.ui.i18n import numbers
from teahouse.ui.transcript.part import Act, Light, PartHit, TranscriptPart
from teahouse.ui.transcript.plain_text import PlainText
from teahouse.ui.transcript.round_box import paint_slice
from teahouse.ui.transcript.selection import HIDDEN
from teahouse.ui.transcript.text_style import LEADING, TextStyle

translate = QCoreApplication.translate

BUTTON = 28


class RestPart(TranscriptPart):
    """Stands after the last block that is shown."""

    def __init__(self, ink: TextStyle) -> None:
        super().__init__(ink, HIDDEN)
        self._hidden = 0
        self._plain: PlainText | None = None

    def say(self, hidden: int) -> None:
        """So many characters are not shown."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.free()

    def text(self) -> str:
        """The sentence."""
        said = translate(
            "Transcript",
            "This message is too long to be shown whole: {count} more characters follow. They are kept, and are copied "
            "and saved with the rest.",
        )
        return said.format(count=numbers.count(self._hidden))

    def lay(self, width: int) -> int:
        px = self.ink.px
        self._plain = PlainText(self.text(), self.ink.text, max(40, width - px(28)), LEADING)
        self.width = width
        self.height = round(self._plain.height) + px(12 + 10 + BUTTON + 12 + 8)
        return self.height

    def estimate(self, width: int) -> int:
        text = self.text()
        return self.ink.height_of(len(text), 0, max(40, width - self.ink.px(28))) + self.ink.px(62 + 8)

    def free(self) -> None:
        super().free()
        self._plain = None

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        px, ink = self.ink.px, self.ink
        box = QRectF(0, 0, self.width, self.height - px(8))
        paint_slice(painter, box, ink, first=True, last=True)
        if self._plain is not None:
            self._plain.draw(painter, QPointF(px(14), px(12)), ink.colour("text"), (), QRectF(clip))
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
        return {Act.COPY: translate("Transcript", "Copy all"), Act.SAVE: translate("Transcript", "Save all as…")}

    def hits(self) -> list[PartHit]:
        px, metrics = self.ink.px, self.ink.metrics(self.ink.small)
        left, top, found = px(14), self.height - px(8 + 12 + BUTTON), []
        for act, word in self._words().items():
            width = round(metrics.horizontalAdvance(word)) + px(28)
            found.append(PartHit(act, QRect(left, top, width, px(BUTTON)), owner=self))
            left += width + px(8)
        return found
