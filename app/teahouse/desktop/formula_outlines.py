"""The outline of a formula in LaTeX: ziamath does the typesetting (its own fonts, no TeX, no matplotlib)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from ziamath.config import config
from ziamath.zmath import Math

LARGEST = 20_000.0  # pixels of an outline
LONGEST = 1_000_000  # characters of an outline

_ENVIRONMENT = re.compile(r"\\(begin|end)\{[A-Za-z*]+\}")  # regex: LaTeX of at most 2000 characters

config.svg2 = False  # plain outlines, no symbols that refer to each other

Outline = tuple[str, tuple[float, float, float, float]]


def outline_of(latex: str, size: float, *, display: bool) -> Outline | None:
    """The outline in a font of `size` pixels: steps as in an SVG path ("M x y L x y Q … C … Z"), y downwards from the
    baseline, and left, right, bottom and top of the box, y upwards; None where nothing can be seen of it. Raises
    whatever the typesetter raises."""
    node = Math.fromlatex(grouped(latex), size=size, inline=not display).node
    drawing = Element("svg")
    node.draw(0, 0, drawing)
    box = node.bbox
    steps = " ".join(_steps(drawing))
    fits = 0 < box.ymax - box.ymin < LARGEST and box.xmax - box.xmin < LARGEST
    if not steps or not fits or len(steps) > LONGEST:
        return None
    return steps, (float(box.xmin), float(box.xmax), float(box.ymin), float(box.ymax))


def grouped(latex: str) -> str:
    """The same with braces around every environment (a matrix, say) that has a superscript or subscript: the library
    takes one on a group, but not on an environment."""
    open_at, edits = [], list[tuple[int, str]]()
    for found in _ENVIRONMENT.finditer(latex):
        if found[1] == "begin":
            open_at.append(found.start())
        elif open_at:
            start = open_at.pop()
            if latex[found.end() :].lstrip().startswith(("^", "_")):
                edits += [(start, "{"), (found.end(), "}")]
    for at, brace in sorted(edits, reverse=True):
        latex = latex[:at] + brace + latex[at:]
    return latex


def _steps(drawing: Element) -> Iterator[str]:
    for element in drawing.iter():
        if element.tag == "path":
            yield element.get("d", "")
        elif element.tag == "rect":
            yield from _bar(element)


def _bar(element: Any) -> Iterator[str]:
    """A filled rectangle, or the four sides of one that is not."""
    x, y, width, height = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
    if element.get("fill") not in (None, "none"):
        yield _rectangle(x, y, width, height)
        return
    pen = float(element.get("stroke-width", "1"))
    yield _rectangle(x, y, width, pen)
    yield _rectangle(x, y + height - pen, width, pen)
    yield _rectangle(x, y, pen, height)
    yield _rectangle(x + width - pen, y, pen, height)


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"M {x} {y} L {x + width} {y} L {x + width} {y + height} L {x} {y + height} Z"
