"""A block of code in its box: a header with language and Copy, the lines below it, wrapped where they are too long."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from teahouse.ui.transcript.ink import CODE_LEADING
from teahouse.ui.transcript.part import Act, Hit, Light
from teahouse.ui.transcript.round_box import paint_slice
from teahouse.ui.transcript.text_parts import TextPart

translate = QCoreApplication.translate

HEADER = 26
TAB_COLUMNS = 4


class CodePart(TextPart):
    """One block of a fence."""

    leading = CODE_LEADING

    def font(self) -> QFont:
        return self.ink.code

    def tab(self) -> float:
        return TAB_COLUMNS * self.ink.metrics(self.ink.code).horizontalAdvance(" ")

    def _indent(self) -> int:
        return self.ink.px(min(8, self.block.indent) * 7)

    def _gap(self) -> int:
        return self.ink.px(8)

    def margins(self) -> tuple[int, int, int, int]:
        px = self.ink.px
        top = px(HEADER + 10) if self.first else 0
        bottom = px(10) + self._gap() if self.last else 0
        return px(13) + self._indent(), top, px(13), bottom

    def box(self) -> QRectF:
        bottom = self._gap() if self.last else 0
        return QRectF(self._indent(), 0, self.width - self._indent(), self.height - bottom)

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        paint_slice(painter, self.box(), self.ink, first=self.first, last=self.last)
        if self.first:
            self._paint_header(painter, light)
        super().paint(painter, clip, light)

    def _paint_header(self, painter: QPainter, light: Light) -> None:
        box, header = self.box(), self.ink.px(HEADER)
        painter.setPen(QPen(self.ink.colour("border"), 1))
        painter.drawLine(QPointF(box.left() + 1, header + 0.5), QPointF(box.right() - 1, header + 0.5))
        painter.setFont(self.ink.small)
        painter.setPen(self.ink.colour("muted"))
        label = QRectF(box.left() + self.ink.px(13), 0, box.width() / 2, header)
        name = self.ink.metrics(self.ink.small).elidedText(
            self.block.language or translate("Transcript", "code"), Qt.TextElideMode.ElideRight, label.width()
        )
        painter.drawText(label, Qt.AlignmentFlag.AlignVCenter, name)
        (copy,) = self.hits()
        lit = light.hit is not None and light.hit.act is Act.COPY_CODE
        painter.setPen(self.ink.colour("text" if lit else "muted"))
        painter.drawText(QRectF(copy.rect), Qt.AlignmentFlag.AlignCenter, self._copy_word())

    def _copy_word(self) -> str:
        return translate("Transcript", "Copied") if self.copied else translate("Transcript", "Copy")

    def hits(self) -> list[Hit]:
        if not self.first:
            return []
        width = round(self.ink.metrics(self.ink.small).horizontalAdvance(self._copy_word())) + self.ink.px(16)
        right = round(self.box().right()) - self.ink.px(5)
        return [Hit(Act.COPY_CODE, QRect(right - width, 0, width, self.ink.px(HEADER)))]
