"""A formula on lines of its own, in the middle of the column; its source where it cannot be typeset."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from teahouse.core.markdown.pieces import MarkdownPiece
from teahouse.ui.transcript.formulas import SOURCE, UNIT, Formula, typeset
from teahouse.ui.transcript.framed_part import Framed
from teahouse.ui.transcript.part import Light, PartHit, TranscriptPart
from teahouse.ui.transcript.plain_text import PlainText
from teahouse.ui.transcript.text_style import CODE_LEADING, TextStyle

LARGER = 1.15  # than the text around it


class MathsPart(Framed, TranscriptPart):
    """Selected as a whole. `is_open`: more of it may come, so it is not typeset yet."""

    selectable = True

    def __init__(self, ink: TextStyle, key: tuple[int, int], piece: MarkdownPiece, *, is_open: bool) -> None:
        super().__init__(ink, key)
        self.start_frame(piece)
        self.is_open = is_open
        self.waiting: set[object] = set()
        self._formula: Formula = SOURCE
        self._source: PlainText | None = None

    def lay(self, width: int) -> int:
        self.waiting = set()
        self._formula, self._source = self._found(), None
        room = max(40, width - self.left())
        if self._formula.path is None:
            self._source = PlainText(self.piece.text, self._font(), room, CODE_LEADING)
            self.height = round(self._source.height) + self.ink.px(12)
            self.slide.measure(self, 0, room)
        else:
            scale = self._scale()
            self.slide.measure(self, round(self._formula.width * scale) + 4, room)
            bar = self.ink.px(8) if self.slide.reach else 0
            self.height = round((self._formula.ascent + self._formula.descent) * scale) + self.ink.px(16) + bar
        self.width = width
        return self.height

    def _found(self) -> Formula:
        if self.is_open:
            return SOURCE
        key = ("formula", self.piece.text, True)
        found = self.ink.bench.ask(key, lambda: typeset(self.piece.text, display=True))
        if found is None:
            self.waiting.add(key)
        return found or SOURCE

    def _font(self) -> QFont:
        return self.ink.code

    def _scale(self) -> float:
        return LARGER * self.ink.text.pixelSize() / UNIT

    def estimate(self, width: int) -> int:
        return self.ink.px(40) + self.piece.text.count("\n") * self.ink.px(24)

    def free(self) -> None:
        super().free()
        self._source = None

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        self.paint_frame(painter)
        colour = self.ink.colour("text")
        if self._source is not None:
            at = QPointF(self.left(), self.ink.px(6))
            self._source.draw(painter, at, self.ink.colour("muted"), light.spans, QRectF(clip))
            return
        painter.save()
        painter.setClipRect(self.content_clip(clip, self.width))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        box = QRectF(self._x(), self.ink.px(8), self._formula.width * scale,
                     (self._formula.ascent + self._formula.descent) * scale)  # fmt: skip
        for _, _, look in light.spans:
            painter.fillRect(box.adjusted(-4, -3, 4, 3), look.background())
            colour = QColor(look.foreground().color())
        painter.translate(box.left() - self._formula.left * scale, box.top() + self._formula.ascent * scale)
        painter.scale(scale, scale)
        painter.fillPath(self._formula.path, colour)
        painter.restore()
        self.slide.paint(painter, self.ink, self.left(), self.slide_bottom())

    def _x(self) -> float:
        wide = self._formula.width * self._scale()
        if self.slide.reach:
            return self.left() - self.slide.shift
        return self.left() + (self.width - self.left() - wide) / 2

    def hits(self) -> list[PartHit]:
        return self.slide_hits()

    def tip_at(self, x: int) -> str:
        return self.piece.text

    def position_at(self, x: int, y: int) -> int:
        if self._source is not None:
            return self._source.position_at(x - self.left(), y - self.ink.px(6))
        return 0 if x < self._x() + self._formula.width * self._scale() / 2 else len(self.plain())

    def plain(self) -> str:
        return self.piece.text
