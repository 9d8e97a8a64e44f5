"""Formulas: LaTeX becomes an outline that can be painted in any colour and size; what cannot be typeset stays source.

The outline is made by another process (`typesetter`, desktop/formula_outlines.py).
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from teahouse.ui.transcript.workbench import Job

UNIT = 32.0  # pixels of the font that outlines are made for
LONGEST = 2000  # characters of LaTeX
MOST = 400  # signs and commands: typesetting takes time by their square
STEPS = 500  # of an outline that are drawn in one turn
_NO_GLYPHS = re.compile("[\u0590-\u1fff\u2e80-\uffff\U00010000-\U0010ffff]")  # the fonts have none of these
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
    if len(latex) > LONGEST or _NO_GLYPHS.search(latex) or len(_SIGN.findall(latex)) > MOST:
        return SOURCE
    answer = yield {"formula": latex, "size": UNIT, "display": display}
    match answer:
        case [str(steps), [float(left), float(right), float(bottom), float(top)]]:
            path = yield from _drawn(steps)
            return Formula(path, left, right - left, max(0.0, top), max(0.0, -bottom))
    return SOURCE


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
