"""Text that is no Markdown (a prompt, thinking, code), laid out by QTextLayout.

One QTextLayout holds a bounded piece of text with its line ends, so that a piece costs one layout and one draw.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from teahouse.ui.transcript.part import Span

_LINE_ENDS = str.maketrans({"\n": "\u2028"})


class PlainText:
    """A laid-out piece of text, `width` wide at most; positions are UTF-16 units, as everywhere in Qt."""

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
        self._lay(width, leading)

    def _lay(self, width: float, leading: float) -> None:
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
        """Whether a line of the text was too long for one line."""
        return self._layout.lineCount() > self.text.count("\n") + 1

    def draw(self, painter: QPainter, at: QPointF, colour: QColor, spans: Sequence[Span], clip: QRectF) -> None:
        """Paint at a place, with the characters of `spans` marked."""
        painter.setPen(colour)
        selections = [_range(start, end - start, look) for start, end, look in spans]
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

    def line_top(self, position: int) -> float:
        """Where the line with a position begins."""
        line = self._layout.lineForTextPosition(position)
        return line.y() if line.isValid() else 0.0


def _range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, look
    return found
