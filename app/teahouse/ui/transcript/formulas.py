"""Formulas: LaTeX becomes an outline that can be painted in any colour and size; what cannot be typeset stays source.

The outline is made by another process (`typesetter`, desktop/formula_outlines.py). Its fonts know no Chinese, Japanese
or Korean: such a character is set as a dash of the same width, whose place then has the character of the window's font.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainterPath

from teahouse.core.values import dataclass
from teahouse.ui.transcript.idle_queue import Job

UNIT = 32.0  # pixels of the font that outlines are made for
LONGEST = 2000  # characters of LaTeX
MOST = 400  # signs and commands: typesetting takes time by their square
STEPS = 500  # of an outline that are drawn in one turn
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
_NO_GLYPHS = re.compile(f"(?![{_WIDE}])[\u0590-\u1fff\u2e80-\uffff\U00010000-\U0010ffff]")  # no font of ours has these
_WIDE_RUN = re.compile(f"[{_WIDE}]+")
_TEXT = re.compile(r"\\text\{([^{}]*)\}")
_N = r"([-\d.e]{1,30})"
_BAR = re.compile(rf"M {_N} {_N} L \1 \2 L {_N} \2 L \3 {_N} L \1 \4 Z ?")  # regex: an outline; each part is bounded
DASH = "\u2014"
DASH_WIDE, DASH_LEFT, DASH_LOW, DASH_SHAPE = 0.94, 0.03, 0.222, 16.49  # of the font's size; the last is width to height
STRUT = r"\rule{0em}{0.88em}"  # as high as a wide character
HIGH, LOW = 0.88, 0.14  # of the size: how far one reaches above and below the baseline
_SIGN = re.compile(r"\\[A-Za-z]+|[^\s{}]")
_STEP = re.compile(r"([MLQCZ])([^MLQCZ]*)")
_NUMBER = re.compile(r"-?[\d.]+(?:e-?\d+)?")
_COUNTS = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}


@dataclass(frozen=True, slots=True)
class Formula:
    """An outline at UNIT pixels, its baseline at y = 0; `path` is None where the source has to do."""

    path: QPainterPath | None = None
    left: float = 0.0
    width: float = 0.0
    ascent: float = 0.0
    descent: float = 0.0


SOURCE = Formula()


def typeset(latex: str, *, display: bool) -> Job:
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
    """The same with a dash for every wide character, in a group that is as high as one."""

    def group(words: str) -> str:
        return "{\\text{" + _WIDE_RUN.sub(lambda run: DASH * len(run[0]), words) + "}" + STRUT + "}"

    texts = _TEXT.sub(lambda found: group(found[1]) if _WIDE_RUN.search(found[1]) else found[0], latex)
    return _WIDE_RUN.sub(lambda found: group(found[0]), texts)


def _is_swapped(latex: str) -> bool:
    """Whether a superscript with wide characters stands before its subscript: that one would be drawn first."""
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
    """An outline without its dashes, and where they were: left edge, baseline, and size of the font, in their order."""
    found = []

    def take(bar: re.Match[str]) -> str:
        right, low, left, high = map(float, bar.groups())
        if low <= high or abs((right - left) / (low - high) - DASH_SHAPE) > 0.2:
            return bar[0]  # a minus, say
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
    draw = {"M": path.moveTo, "L": path.lineTo, "Q": path.quadTo, "C": path.cubicTo, "Z": path.closeSubpath}
    for number, found in enumerate(_STEP.finditer(steps)):
        values = [float(word) for word in _NUMBER.findall(found[2])]
        if len(values) == _COUNTS[found[1]]:
            draw[found[1]](*values)
        if number % STEPS == STEPS - 1:
            yield
    return path
