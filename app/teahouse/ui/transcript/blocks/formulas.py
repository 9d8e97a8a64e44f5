"""Formulas: LaTeX becomes an outline that can be painted in any colour and size. A formula that cannot be typeset is
shown as its source.

The outline is made by another process (`typesetter`, desktop/typesetting_process.py). Its fonts have no Chinese,
Japanese or Korean characters: such a character is typeset as a dash of the same width, and the character is painted
there in the window's font.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)

from teahouse.core.markdown.pieces import MarkdownPiece
from teahouse.core.values import dataclass
from teahouse.ui.transcript.blocks.framed_part import PieceFrame
from teahouse.ui.transcript.blocks.idle_queue import IdleQueue, Job
from teahouse.ui.transcript.blocks.part import PaintState, PartHit, SidewaysScroll, TranscriptPart
from teahouse.ui.transcript.blocks.text_parts import PlainText
from teahouse.ui.transcript.blocks.text_style import CODE_LEADING, TextStyle

UNIT = 32.0  # pixels of the font that outlines are made for
LONGEST = 2000  # characters of LaTeX
MOST = 400  # signs and commands: typesetting takes time by their square
STEPS = 500  # elements of an outline that are drawn between two yields
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
_NO_GLYPHS = re.compile(
    f"(?![{_WIDE}])[\u0590-\u1fff\u2e80-\uffff\U00010000-\U0010ffff]"
)  # characters that no font of the typesetter has
_WIDE_RUN = re.compile(f"[{_WIDE}]+")
_TEXT = re.compile(r"\\text\{([^{}]*)\}")
_N = r"([-\d.e]{1,30})"
_BAR = re.compile(rf"M {_N} {_N} L \1 \2 L {_N} \2 L \3 {_N} L \1 \4 Z ?")  # regex: an outline; each part is bounded
DASH = "\u2014"
DASH_WIDE, DASH_LEFT, DASH_LOW, DASH_SHAPE = 0.94, 0.03, 0.222, 16.49  # of the font's size; the last is width to height
STRUT = r"\rule{0em}{0.88em}"  # an element as high as a wide character
HIGH, LOW = 0.88, 0.14  # of the size: how far one reaches above and below the baseline
_SIGN = re.compile(r"\\[A-Za-z]+|[^\s{}]")
_STEP = re.compile(r"([MLQCZ])([^MLQCZ]*)")
_NUMBER = re.compile(r"-?[\d.]+(?:e-?\d+)?")
_COUNTS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


@dataclass(frozen=True, slots=True)
class Formula:
    """An outline at UNIT pixels, its baseline at y = 0; `path` is None where the source is shown."""

    path: QPainterPath | None = None
    left: float = 0.0
    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0


SOURCE = Formula()


def typeset_formula(latex: str, *, display: bool) -> Job:
    """A job that typesets a formula; its result is a Formula."""
    wide = "".join(_WIDE_RUN.findall(latex))
    unclear = bool(wide) and (DASH in latex or _is_swapped(latex))
    if len(latex) > LONGEST or unclear or _NO_GLYPHS.search(latex) or len(_SIGN.findall(latex)) > MOST:
        return SOURCE
    answer = yield {"formula": _dashed(latex) if wide else latex, "size": UNIT, "display": display}
    match answer:
        case [str(steps), [float(left), float(right), float(bottom), float(top)]]:
            steps, found = _without_dashes(steps) if wide else (steps, [])
            if len(found) != len(wide):
                return SOURCE
            path = yield from _drawn(steps)
            for sign, (x, base, size) in zip(wide, found, strict=True):
                path.addText(x, base, _font(size), sign)
                top, bottom = max(top, HIGH * size - base), min(bottom, -LOW * size - base)
            return Formula(path, left, right - left, max(0.0, top), max(0.0, -bottom))
    return SOURCE


def _dashed(latex: str) -> str:
    """The source with a dash for every wide character, in a group of the character's height."""

    def group(words: str) -> str:
        return "{\\text{" + _WIDE_RUN.sub(lambda run: DASH * len(run[0]), words) + "}" + STRUT + "}"

    texts = _TEXT.sub(lambda found: group(found[1]) if _WIDE_RUN.search(found[1]) else found[0], latex)
    return _WIDE_RUN.sub(lambda found: group(found[0]), texts)


def _is_swapped(latex: str) -> bool:
    """Whether a superscript with wide characters is before its subscript: the subscript would be drawn first."""
    for at, sign in enumerate(latex):
        if sign != "^":
            continue
        depth, end = 0, at + 1
        for end in range(at + 1, len(latex)):
            depth += {"{": 1, "}": -1}.get(latex[end], 0)
            if depth == 0 and latex[end] != " " and not latex[end].isalpha():
                break
        if _WIDE_RUN.search(latex, at, end + 1) and latex[end + 1 :].lstrip().startswith("_"):
            return True
    return False


def _without_dashes(steps: str) -> tuple[str, list[tuple[float, float, float]]]:
    """An outline without its dashes, and their places in order: left edge, baseline and size of the font."""
    found = []

    def take(bar: re.Match[str]) -> str:
        right, low, left, high = map(float, bar.groups())
        if low <= high or abs((right - left) / (low - high) - DASH_SHAPE) > 0.2:
            return bar[0]  # for example a minus
        size = (right - left) / DASH_WIDE
        found.append((left - DASH_LEFT * size, low + DASH_LOW * size, size))
        return ""

    return _BAR.sub(take, steps), found


def _font(size: float) -> QFont:
    font = QFont()
    font.setPixelSize(max(1, round(size)))
    return font


def _drawn(steps: str) -> Generator[None, None, QPainterPath]:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    draw: dict[str, Callable[..., None]] = {
        "M": path.moveTo,
        "L": path.lineTo,
        "Q": path.quadTo,
        "C": path.cubicTo,
        "Z": path.closeSubpath,
    }
    for number, found in enumerate(_STEP.finditer(steps)):
        values = [float(word) for word in _NUMBER.findall(found[2])]
        if len(values) == _COUNTS[found[1]]:
            draw[found[1]](*values)
        if number % STEPS == STEPS - 1:
            yield
    return path


SHALLOW = 1.5  # times a letter's descent that a formula may reach below the line
KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_BASELINE = QTextCharFormat.VerticalAlignment.AlignBaseline
_OBJECT_NUMBER = QTextFormat.Property.UserProperty.value + 1


class FormulaObjects(QPyTextObject):
    """The formulas of one document. A formula without an outline is painted as its source."""

    def __init__(self, style: TextStyle, idle_queue: IdleQueue, widest: float) -> None:
        super().__init__()
        self._style = style
        self._idle_queue = idle_queue
        self._widest = widest
        self._made: list[tuple[str, Formula, float]] = []  # source, outline, pixels of the font
        self._sizes: dict[int, QSizeF] = {}  # Qt requests them many times
        self.waiting: set[object] = set()  # keys of formulas that are not typeset yet

    def prepare_format(self, char_format: QTextCharFormat, latex: str, size: float) -> None:
        """Make `char_format` the format of a formula's object."""
        key = ("formula", latex, False)
        found = self._idle_queue.request_result(key, lambda: typeset_formula(latex, display=False))
        if found is None:
            self.waiting.add(key)
        char_format.setObjectType(KIND)
        char_format.setProperty(_OBJECT_NUMBER, len(self._made))
        char_format.setVerticalAlignment(self._alignment_of(found or SOURCE, size, char_format))
        char_format.setToolTip(latex)
        self._made.append((latex, found or SOURCE, size))

    def _alignment_of(
        self, formula: Formula, size: float, char_format: QTextCharFormat
    ) -> QTextCharFormat.VerticalAlignment:
        """The vertical alignment: on the baseline where the formula reaches no lower than letters do, else centred on
        the line."""
        lowest = QFontMetricsF(
            char_format.font()
        ).descent()  # of the font that Qt, too, takes for the line of an object
        shallow = formula.descent * self._scale_of(formula, size) <= SHALLOW * lowest
        return _BASELINE if shallow else QTextCharFormat.VerticalAlignment.AlignMiddle

    def install_handler(self, document: QTextDocument) -> None:
        """Register this object as the painter of the document's formulas."""
        if self._made:
            self.setParent(document)
            document.documentLayout().registerHandler(KIND, self)

    def intrinsicSize(self, document: QTextDocument, position: int, text_format: QTextFormat) -> QSizeF:
        number = text_format.intProperty(_OBJECT_NUMBER)
        if number not in self._sizes:
            self._sizes[number] = self._size_of(number, text_format)
        return self._sizes[number]

    def _size_of(self, number: int, text_format: QTextFormat) -> QSizeF:
        latex, formula, size = self._made[number]
        metrics = QFontMetricsF(text_format.toCharFormat().font())
        if formula.path is None:
            wide = QFontMetricsF(self._style.code).horizontalAdvance(latex) + 4
            return QSizeF(min(self._widest, wide), metrics.height())
        scale = self._scale_of(formula, size)
        ascent, descent = formula.ascent * scale, formula.descent * scale
        if text_format.toCharFormat().verticalAlignment() == _BASELINE:
            return QSizeF(formula.width * scale + 2, max(ascent, metrics.ascent()) + metrics.descent())
        # Qt puts the middle at half an x above the baseline: room enough for the higher of both sides
        half = metrics.xHeight() / 2
        return QSizeF(formula.width * scale + 2, max(2 * descent + half, 2 * ascent - half, 1.0))

    def _scale_of(self, formula: Formula, size: float) -> float:
        return min(size / UNIT, (self._widest - 2) / max(1.0, formula.width))

    def drawObject(self, painter: QPainter, place: QRectF | QRect, document: QTextDocument, position: int,
                   text_format: QTextFormat) -> None:  # fmt: skip
        rect = QRectF(place)
        latex, formula, size = self._made[text_format.intProperty(_OBJECT_NUMBER)]
        char_format = text_format.toCharFormat()
        baseline = self._baseline_of(rect, char_format)
        painter.save()
        if formula.path is None:
            self._draw_source(painter, rect, baseline, latex)
        else:
            scale = self._scale_of(formula, size)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(rect.left() + 1 - formula.left * scale, baseline)
            painter.scale(scale, scale)
            painter.fillPath(formula.path, char_format.foreground().color())
        painter.restore()

    def _baseline_of(self, rect: QRectF, char_format: QTextCharFormat) -> float:
        metrics = QFontMetricsF(char_format.font())
        if char_format.verticalAlignment() == _BASELINE:
            return rect.bottom() - metrics.descent()
        return rect.top() + (rect.height() + metrics.xHeight() / 2) / 2

    def _draw_source(self, painter: QPainter, rect: QRectF, baseline: float, latex: str) -> None:
        metrics = QFontMetricsF(self._style.code)
        painter.setFont(self._style.code)
        painter.setPen(self._style.colour("muted"))
        shown = metrics.elidedText(latex, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(QPointF(rect.left() + 2, baseline), shown)


LARGER = 1.15  # than the surrounding text


class MathsPart(TranscriptPart):
    """A formula on lines of its own, selected as a whole. `is_open`: it may grow, so it is not typeset yet."""

    selectable = True

    def __init__(self, style: TextStyle, key: tuple[int, int], piece: MarkdownPiece, *, is_open: bool) -> None:
        super().__init__(style, key)
        self.piece = piece
        self._frame = PieceFrame(style, piece)
        self.sideways = SidewaysScroll()
        self.is_open = is_open
        self._formula: Formula = SOURCE
        self._source: PlainText | None = None

    def lay_out(self, width: int) -> int:
        self._waiting = set()
        self._formula, self._source = self._find_formula(), None
        room = max(40, width - self._frame.left())
        if self._formula.path is None:
            self._source = PlainText(self.piece.text, self._font(), room, CODE_LEADING)
            self.height = round(self._source.height) + self.style.px(12)
            self.sideways.set_widths(self, 0, room)
        else:
            scale = self._scale()
            self.sideways.set_widths(self, round(self._formula.width * scale) + 4, room)
            bar = self.style.px(8) if self.sideways.reach else 0
            self.height = round((self._formula.ascent + self._formula.descent) * scale) + self.style.px(16) + bar
        self.width = width
        return self.height

    def _find_formula(self) -> Formula:
        if self.is_open:
            return SOURCE
        key = ("formula", self.piece.text, True)
        found = self.style.idle_queue.request_result(key, lambda: typeset_formula(self.piece.text, display=True))
        if found is None:
            self._waiting = {key}
        return found or SOURCE

    def _font(self) -> QFont:
        return self.style.code

    def _scale(self) -> float:
        return LARGER * self.style.text.pixelSize() / UNIT

    def estimate_height(self, width: int) -> int:
        return self.style.px(40) + self.piece.text.count("\n") * self.style.px(24)

    def free_layout(self) -> None:
        super().free_layout()
        self._source = None

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        self._frame.paint_frame(painter, self._frame.left(), self.height)
        colour = self.style.colour("text")
        if self._formula.path is None or self._source is not None:
            if self._source is None:
                return
            at = QPointF(self._frame.left(), self.style.px(6))
            self._source.draw(painter, at, self.style.colour("muted"), light.spans, QRectF(clip))
            return
        painter.save()
        painter.setClipRect(self._frame.content_clip(clip, self.width, self.height))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale()
        box = QRectF(self._left_edge(), self.style.px(8), self._formula.width * scale,
                     (self._formula.ascent + self._formula.descent) * scale)  # fmt: skip
        for _, _, char_format in light.spans:
            painter.fillRect(box.adjusted(-4, -3, 4, 3), char_format.background())
            colour = QColor(char_format.foreground().color())
        painter.translate(box.left() - self._formula.left * scale, box.top() + self._formula.ascent * scale)
        painter.scale(scale, scale)
        painter.fillPath(self._formula.path, colour)
        painter.restore()
        self.sideways.paint_bar(painter, self.style, self._frame.left(), self._bar_bottom())

    def _left_edge(self) -> float:
        wide = self._formula.width * self._scale()
        if self.sideways.reach:
            return self._frame.left() - self.sideways.shift
        return self._frame.left() + (self.width - self._frame.left() - wide) / 2

    def _bar_bottom(self) -> float:
        """The lower edge of the horizontal scroll bar."""
        return self.height - self.style.px(4)

    def sideways_scrolls(self) -> list[SidewaysScroll]:
        return [self.sideways] if self.sideways.reach else []

    def hits(self) -> list[PartHit]:
        return self.sideways.bar_hits(self._frame.left(), self._bar_bottom(), self.style)

    def tip_at(self, x: int) -> str:
        return self.piece.text

    def position_at(self, x: int, y: int) -> int:
        if self._source is not None:
            return self._source.position_at(x - self._frame.left(), y - self.style.px(6))
        return 0 if x < self._left_edge() + self._formula.width * self._scale() / 2 else len(self.plain_text())

    def plain_text(self) -> str:
        return self.piece.text
