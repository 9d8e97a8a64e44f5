"""Text that is no Markdown (a prompt, thinking, code), laid out by QTextLayout; and what makes any text harmless.

One QTextLayout holds a bounded piece of text with its line ends, so that a piece costs one layout and one draw.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

_HARMFUL = re.compile("[\x00\u202d\u202e\ud800-\udfff]")
_LINE_ENDS = str.maketrans({"\n": "\u2028"})


def safe(text: str) -> str:
    """The text as it may be shown: lone surrogates, NUL and overrides of the writing direction as U+FFFD."""
    if not _HARMFUL.search(text):
        return text
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves that found each other
    return _HARMFUL.sub("\ufffd", joined)


class PlainText:
    """A laid-out piece of text, `width` wide at most; positions are UTF-16 units, as everywhere in Qt."""

    def __init__(self, text: str, font: QFont, width: float, leading: float, tab: float = 0.0) -> None:
        self.text = text
        self._layout = QTextLayout(text.translate(_LINE_ENDS), font)
        self._layout.setCacheEnabled(True)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if tab:
            option.setTabStopDistance(tab)
        self._layout.setTextOption(option)
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

    def draw(self, painter: QPainter, at: QPointF, colour: QColor, span: tuple[int, int], marked: QTextCharFormat,
             clip: QRectF) -> None:  # fmt: skip
        """Paint at a place, with the characters of `span` marked."""
        painter.setPen(colour)
        selections = []
        if span[0] < span[1]:
            chosen = QTextLayout.FormatRange()
            chosen.start, chosen.length, chosen.format = span[0], span[1] - span[0], marked
            selections.append(chosen)
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
