"""Parts of plain text: a user's message in its bubble, and a model's thinking beside its bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from teahouse.core.markdown import Block
from teahouse.core.markdown.copying import units
from teahouse.core.markdown.reading import safe_text
from teahouse.ui.style import RADIUS, ColourName
from teahouse.ui.transcript.blocks.part import PaintState, Span, TranscriptPart
from teahouse.ui.transcript.blocks.text_style import BUBBLE, LEADING, TextStyle

_LINE_ENDS = str.maketrans({"\n": "\u2028"})


class PlainText:
    """The layout of a text, at most `width` wide; positions are UTF-16 units, as in Qt."""

    def __init__(self, text: str, font: QFont, width: float, leading: float, *, tab: float = 0.0, wrap: bool = True,
                 formats: Sequence[tuple[int, int, QTextCharFormat]] = ()) -> None:  # fmt: skip
        self.text = text
        self._layout = QTextLayout(text.translate(_LINE_ENDS), font)
        self._layout.setCacheEnabled(True)
        option = QTextOption()
        mode = QTextOption.WrapMode
        option.setWrapMode(mode.WrapAtWordBoundaryOrAnywhere if wrap else mode.ManualWrap)
        if tab:
            option.setTabStopDistance(tab)
        self._layout.setTextOption(option)
        if formats:
            self._layout.setFormats([_range(*one) for one in formats])
        self._lay_out_lines(width, leading)

    def _lay_out_lines(self, width: float, leading: float) -> None:
        self._layout.beginLayout()
        y = 0.0
        self.natural_width = 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            height = line.height() * leading
            line.setPosition(QPointF(0, y + (height - line.height()) / 2))
            y += height
            self.natural_width = max(self.natural_width, line.naturalTextWidth())
        self._layout.endLayout()
        self.height = y

    @property
    def wraps(self) -> bool:
        """Whether a line was wrapped."""
        return self._layout.lineCount() > self.text.count("\n") + 1

    def draw(self, painter: QPainter, at: QPointF, colour: QColor, spans: Sequence[Span], clip: QRectF) -> None:
        """Paint at a point, with the characters of `spans` marked."""
        painter.setPen(colour)
        selections = [_range(start, end - start, char_format) for start, end, char_format in spans]
        self._layout.draw(painter, at, selections, clip)

    def position_at(self, x: float, y: float) -> int:
        """The position between two characters that is nearest to a point."""
        best = 0
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            best = line.xToCursor(x)
            if y < line.y() + line.height():
                break
        return best

    def rect_of(self, start: int, end: int, y: float) -> QRectF:
        """The place of the characters between two positions in the line at a height; empty where it has none."""
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            if y >= line.y() + line.height() and number + 1 < self._layout.lineCount():
                continue
            first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
            if first >= last:
                return QRectF()
            left, right = _cursor_x(line, first), _cursor_x(line, last)
            return QRectF(min(left, right), line.y(), abs(right - left), line.height())
        return QRectF()

    def line_top(self, position: int) -> float:
        """The y of the line with a position."""
        line = self._layout.lineForTextPosition(position)
        return line.y() if line.isValid() else 0.0


def _cursor_x(line: QTextLine, position: int) -> float:
    """The x of a position; PySide returns it with the position."""
    found: Any = line.cursorToX(position)
    return float(found[0] if isinstance(found, tuple) else found)


def _range(start: int, length: int, char_format: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, char_format
    return found


def paint_slice(painter: QPainter, box: QRectF, style: TextStyle, *, first: bool, last: bool,
                fill: ColourName = "raised", edge: ColourName = "border") -> None:  # fmt: skip
    """Paint a slice of a box, with round corners only at its first and last slice."""
    radius = style.px(RADIUS)
    whole = box.adjusted(0.5, 0.5 if first else -2 * radius, -0.5, -0.5 if last else 2 * radius)
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.colour(edge), 1))
    painter.setBrush(style.colour(fill))
    painter.drawRoundedRect(whole, radius, radius)
    painter.restore()


class TextPart(TranscriptPart):
    """A block of plain text. `first`, `last`: whether it is the first or last part of its box."""

    selectable = True
    colour: ColourName = "text"
    leading = LEADING

    def __init__(self, style: TextStyle, key: tuple[int, int], block: Block) -> None:
        super().__init__(style, key)
        self.block = block
        self.first = not block.joined
        self.last = True
        self._plain: PlainText | None = None
        self._same = 0  # leading characters unchanged since the last layout

    @property
    def joined(self) -> bool:
        """Whether this part continues the one before, which was cut for its size."""
        return self.block.joined

    def set_block(self, block: Block, *, is_open: bool) -> None:
        """Update the block after it has grown."""
        if block != self.block:
            grown = self._plain is not None and block.text.startswith(self.block.text)
            same = self.block.text.rfind("\n") + 1 if grown else 0
            self.block = block
            self.free_layout()
            self._same = same

    def set_place(self, *, first: bool, last: bool) -> None:
        """Set the place of this part in its box."""
        if (first, last) != (self.first, self.last):
            self.first, self.last = first, last
            self.free_layout()

    def font(self) -> QFont:
        return self.style.text

    def margins(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the text inside the part."""
        return 0, 0, 0, 0

    def inner_width(self, width: int) -> int:
        left, _, right, _ = self.margins()
        return max(40, width - left - right)

    def lay_out(self, width: int) -> int:
        _, top, _, bottom = self.margins()
        self._plain = PlainText(self.plain_text(), self.font(), self.inner_width(width), self.leading)
        self._set_laid(width, round(self._plain.height) + top + bottom)
        return self.height

    def _set_laid(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.fresh_from = self.top_of(units(self.block.text[: self._same])) if self._same else 0

    def estimate_height(self, width: int) -> int:
        _, top, _, bottom = self.margins()
        text = self.block.text
        height = self.style.height_of(len(text), text.count("\n"), self.inner_width(width))
        return height + top + bottom

    def free_layout(self) -> None:
        super().free_layout()
        self._plain, self._same = None, 0

    def origin(self) -> QPointF:
        left, top, _, _ = self.margins()
        return QPointF(left, top)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        if self._plain is not None:
            colour = self.style.colour(self.colour)
            self._plain.draw(painter, self.origin(), colour, light.spans, QRectF(clip))

    def position_at(self, x: int, y: int) -> int:
        if self._plain is None:
            return 0
        return self._plain.position_at(x - self.origin().x(), y - self.origin().y())

    def top_of(self, position: int) -> int:
        return 0 if self._plain is None else round(self.origin().y() + self._plain.line_top(position))

    def plain_text(self) -> str:
        return safe_text(self.block.text.removesuffix("\n"))


class BubblePart(TextPart):
    """A user's message at the right of the column, as wide as its text, at most BUBBLE."""

    def margins(self) -> tuple[int, int, int, int]:
        pad = self.style.px(10)
        return self.style.px(14), pad if self.first else 0, self.style.px(14), pad if self.last else 0

    def inner_width(self, width: int) -> int:
        return super().inner_width(min(width, self.style.px(BUBBLE)))

    def box(self) -> QRectF:
        """The rectangle of the bubble."""
        left, _, right, _ = self.margins()
        inner: float = self.inner_width(self.width)
        if self._plain is not None and self.first and self.last:
            inner = min(inner, self._plain.natural_width + 1)
        return QRectF(self.width - inner - left - right, 0, inner + left + right, self.height)

    def origin(self) -> QPointF:
        left, top, _, _ = self.margins()
        return QPointF(self.box().left() + left, top)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        paint_slice(painter, self.box(), self.style, first=self.first, last=self.last)
        super().paint(painter, clip, light)


class ThoughtPart(TextPart):
    """A block of a model's thinking."""

    colour: ColourName = "muted"

    def font(self) -> QFont:
        return self.style.thought

    def margins(self) -> tuple[int, int, int, int]:
        return self.style.px(14), 0, 0, self.style.px(2) + (self._gap_below() if self.last else 0)

    def _gap_below(self) -> int:
        """The gap after the end of the thinking."""
        return self.style.px(10)

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        paint_bar(painter, self.style, self.height - (self._gap_below() if self.last else 0))
        super().paint(painter, clip, light)


def paint_bar(painter: QPainter, style: TextStyle, height: int) -> None:
    """The upright bar at the left of thinking."""
    pen = QPen(style.colour("border"), max(1, style.px(2)))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(1, 0), QPointF(1, height))
