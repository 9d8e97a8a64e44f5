"""A piece of a reply as its tokens, marked by their probability: the less likely, the stronger the line below.

The text is the reply's source: the signs of Markdown are tokens, too. Formats are made at the layout, so that only what
is near the window has any.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTextCharFormat

from teahouse.core.markdown import Block
from teahouse.core.markdown.copying import units
from teahouse.core.token_probabilities import TokenProbabilities, as_share
from teahouse.ui.i18n import numbers
from teahouse.ui.transcript.blocks.part import PaintState, PartAction, PartHit
from teahouse.ui.transcript.blocks.text_parts import PlainText, TextPart
from teahouse.ui.transcript.blocks.text_style import TextStyle

translate = QCoreApplication.translate

SHARES = (0.05, 0.2, 0.5, 0.9)  # between the five levels
_LINES = (
    QTextCharFormat.UnderlineStyle.WaveUnderline,
    QTextCharFormat.UnderlineStyle.SingleUnderline,
    QTextCharFormat.UnderlineStyle.DashUnderline,
    QTextCharFormat.UnderlineStyle.DotLine,
)
LIGHT_GROUNDS = ("#FBD0CB", "#FBDDBE", "#FAEDC0", "#E6F2E4")  # the least likely first; the likeliest has none
DARK_GROUNDS = ("#5C2622", "#563618", "#4A4212", "#24402F")


def level_of(logprob: float) -> int:
    """0 for the least likely tokens to 4 for the likeliest."""
    return bisect_right(SHARES, as_share(logprob))


def percent_of(logprob: float) -> str:
    """A probability in percent."""
    return numbers.likelihood(as_share(logprob))


class TokenPart(TextPart):
    """`start`: where the block begins in the reply's text."""

    def __init__(
        self, style: TextStyle, key: tuple[int, int], block: Block, start: int, probabilities: TokenProbabilities
    ) -> None:
        super().__init__(style, key, block)
        self.start = start
        self._probabilities = probabilities

    @property
    def first_token(self) -> int:
        """The number of the first token that begins here."""
        return max(0, self._probabilities.number_at(self.start))

    def lay_out(self, width: int) -> int:
        text = self.plain_text()
        formats = list(self._make_formats(text)) if len(text) == len(self.block.text.removesuffix("\n")) else []
        self._plain = PlainText(text, self.font(), self.inner_width(width), self.leading, formats=formats)
        self._set_laid(width, round(self._plain.height))
        return self.height

    def _make_formats(self, text: str) -> Iterator[tuple[int, int, QTextCharFormat]]:
        """The format of each token but the likeliest, in UTF-16 units."""
        made = make_formats(self.style)
        position, at = 0, 0  # of the character `position` in units
        for number in range(self.first_token, len(self._probabilities)):
            start = max(0, self._probabilities.start_of(number) - self.start)
            end = min(len(text), self._probabilities.end_of(number) - self.start)
            if start >= len(text):
                return
            logprob = self._probabilities.logprob_of(number)
            if end <= start or logprob is None:
                continue
            at += units(text[position:start])
            length = units(text[start:end])
            if (level := level_of(logprob)) < len(made):
                yield at, length, made[level]
            position, at = end, at + length

    def hit_at(self, x: int, y: int) -> PartHit | None:
        if self._plain is None:
            return None
        text = self.plain_text()
        position = self.position_at(x, y)
        number = self._probabilities.number_at(self.start + _characters(text, position))
        for candidate in (number, number - 1):  # a position is between two characters
            if candidate < 0 or self._probabilities.logprob_of(candidate) is None:
                continue
            rect = self._rect_of(candidate, text, y)
            if rect.contains(x, y):
                return PartHit(PartAction.TOKEN, rect, str(candidate), self._describe_token(candidate), self)
        return None

    def _rect_of(self, number: int, text: str, y: int) -> QRect:
        """The place of a token in the line at a height."""
        assert self._plain is not None
        start = units(text[: max(0, self._probabilities.start_of(number) - self.start)])
        end = units(text[: max(0, self._probabilities.end_of(number) - self.start)])
        return self._plain.rect_of(start, end, y - self.origin().y()).translated(self.origin()).toAlignedRect()

    def _describe_token(self, number: int) -> str:
        logprob = self._probabilities.logprob_of(number) or 0.0
        others = self._probabilities.alternatives_of(number)
        lines = [translate("Tokens", "{share} likely").format(share=percent_of(logprob))]
        return "\n".join([*lines, *(f"{percent_of(value)}  {shown_token(token)}" for token, value in others)])

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        super().paint(painter, clip, light)
        if light.hit is not None and light.hit.act is PartAction.TOKEN:
            painter.save()
            painter.setPen(QPen(self.style.colour("accent"), max(1, self.style.px(1.5))))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(light.hit.rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.restore()

    def title(self) -> str:
        surprise = self._probabilities.surprise_of(self.start, self.start + max(1, len(self.block.text)))
        if surprise is None:
            return translate("Tokens", "Tokens without probabilities")
        return translate("Tokens", "Tokens, surprise {value}").format(value=numbers.surprise(surprise))


def make_formats(style: TextStyle) -> list[QTextCharFormat]:
    """The formats of the levels below the likeliest: a ground, and a line of another kind for each."""
    grounds, found = DARK_GROUNDS if style.colours.dark else LIGHT_GROUNDS, []
    for ground, line in zip(grounds, _LINES, strict=True):
        char_format = QTextCharFormat()
        char_format.setBackground(QColor(ground))
        char_format.setUnderlineStyle(line)
        char_format.setUnderlineColor(style.colour("muted"))
        found.append(char_format)
    return found


def shown_token(token: str) -> str:
    """A token on one line: spaces and line breaks as signs."""
    return token.replace(" ", "␣").replace("\n", "⏎").replace("\t", "⇥") or "∅"


def _characters(text: str, position: int) -> int:
    """The number of characters before a position in UTF-16 units."""
    if text.isascii():
        return position
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * position].decode("utf-16-le", "ignore"))
