"""Formulas: LaTeX becomes an outline that can be painted in any colour and size; what cannot be typeset stays source.

ziamath does the typesetting (its own fonts, no TeX, no matplotlib). It is imported when the first formula is seen.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath

from teahouse.ui.transcript.slicing import TooLong, in_slices
from teahouse.ui.transcript.workbench import Job

UNIT = 32.0  # pixels of the font that outlines are made for
LONGEST = 2000  # characters of LaTeX
MOST = 400  # signs and commands: typesetting takes time by their square
STEPS = 2_000_000  # calls and returns of functions; the typesetter's double with each level of nesting
LARGEST = 20_000.0  # pixels of an outline
_NO_GLYPHS = re.compile("[\u0590-\u1fff\u2e80-\uffff\U00010000-\U0010ffff]")  # the fonts have none of these
_SIGN = re.compile(r"\\[A-Za-z]+|[^\s{}]")
_STEP = re.compile(r"[MLQCZ]|-?[\d.]+(?:e-?\d+)?")
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
    import latex2mathml.converter  # noqa: F401  one import a turn: together they would be felt

    yield
    import ziafont  # noqa: F401

    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it finds its font in a way that Python has renamed
        import ziamath

    yield

    def work() -> Formula:
        return _formula(ziamath, ziamath.Math.fromlatex(latex, size=UNIT, inline=not display))

    try:
        return (yield from in_slices(work, STEPS))
    except (Exception, TooLong):  # whatever a typesetter of other people's LaTeX may raise: the source is shown instead
        return SOURCE


def _formula(ziamath: object, made: object) -> Formula:
    drawing = Element("svg")
    whole, ziamath.config.svg2 = ziamath.config.svg2, False  # plain outlines, no symbols that refer to each other
    try:
        made.node.draw(0, 0, drawing)
    finally:
        ziamath.config.svg2 = whole
    box = made.node.bbox
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for element in drawing.iter():
        if element.tag == "path":
            _outline(path, element.get("d", ""))
        elif element.tag == "rect":
            _bar(path, element)
    if path.isEmpty() or not (0 < box.ymax - box.ymin < LARGEST and box.xmax - box.xmin < LARGEST):
        return SOURCE
    return Formula(path, box.xmin, box.xmax - box.xmin, max(0.0, box.ymax), max(0.0, -box.ymin))


def _outline(path: QPainterPath, steps: str) -> None:
    words = _STEP.findall(steps)
    at = 0
    while at < len(words):
        count = _COUNTS.get(words[at])
        if count is None:
            return
        values = [float(word) for word in words[at + 1 : at + 1 + count]]
        match words[at]:
            case "M":
                path.moveTo(*values)
            case "L":
                path.lineTo(*values)
            case "Q":
                path.quadTo(*values)
            case "C":
                path.cubicTo(*values)
            case _:
                path.closeSubpath()
        at += 1 + count


def _bar(path: QPainterPath, element: Element) -> None:
    x, y, width, height = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
    if element.get("fill") not in (None, "none"):
        path.addRect(QRectF(x, y, width, height))
        return
    pen = float(element.get("stroke-width", "1"))
    for edge in (QRectF(x, y, width, pen), QRectF(x, y + height - pen, width, pen),
                 QRectF(x, y, pen, height), QRectF(x + width - pen, y, pen, height)):  # fmt: skip
        path.addRect(edge)
