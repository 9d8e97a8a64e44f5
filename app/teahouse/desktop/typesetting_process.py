"""`teahouse typeset`: typesets formulas and highlights code in a process with limits.

The libraries cannot be interrupted, and the input is a model's: a process can be ended. Input: one question a line, as
JSON. Output: one answer a line, as JSON, null on failure. It ends when stdin is closed or after `IDLE` seconds without
a question. It opens only the libraries' own files and no connection.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NoReturn
from xml.etree.ElementTree import Element

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from ziamath.config import config
from ziamath.zmath import Math

from teahouse.core.markdown.copying import units
from teahouse.desktop.processes import limit_memory, limit_time

_MEANINGS = (
    ("Comment", "comment"),
    ("Keyword.Type", "type"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Name.Function", "name"),
    ("Name.Tag", "name"),
    ("Name.Class", "type"),
    ("Name.Builtin", "type"),
    ("Name.Decorator", "number"),
    ("Name.Attribute", "number"),
    ("Generic.Inserted", "added"),
    ("Generic.Deleted", "removed"),
    ("Generic.Heading", "name"),
    ("Generic.Subheading", "name"),
)

Words = list[tuple[int, int, str]]


def words_of(code: str, language: str) -> Words | None:
    """The highlighted words of code by Pygments, in order: start and length in UTF-16 units, and meaning; None for an
    unknown language. Raises any exception of a lexer."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    meanings: dict[object, str] = {}
    words: Words = []
    at = 0
    for kind, word in lexer.get_tokens(code):
        length = units(word)
        if kind not in meanings:
            meanings[kind] = _find_meaning(str(kind).removeprefix("Token."))
        meaning = meanings[kind]
        if meaning and words and words[-1][2] == meaning and sum(words[-1][:2]) == at:
            words[-1] = (words[-1][0], words[-1][1] + length, meaning)
        elif meaning:
            words.append((at, length, meaning))
        at += length
    return words


def _find_meaning(kind: str) -> str:
    return next((meaning for begin, meaning in _MEANINGS if kind == begin or kind.startswith(begin + ".")), "")


LARGEST_OUTLINE = 20_000.0  # pixels of an outline
LONGEST_OUTLINE = 1_000_000  # characters of an outline

_ENVIRONMENT = re.compile(r"\\(begin|end)\{[A-Za-z*]+\}")  # regex: LaTeX of at most 2000 characters

config.svg2 = False  # plain outlines, no symbols that refer to each other

Outline = tuple[str, tuple[float, float, float, float]]


def outline_of(latex: str, size: float, *, display: bool) -> Outline | None:
    """The outline of a LaTeX formula in a font of `size` pixels, by ziamath: steps of an SVG path ("M x y L x y Q … C …
    Z"), y downwards from the baseline, and left, right, bottom and top of the box, y upwards; None for an empty or too
    large one. Raises any exception of the typesetter."""
    node = Math.fromlatex(group_environments(latex), size=size, inline=not display).node
    drawing = Element("svg")
    node.draw(0, 0, drawing)
    box = node.bbox
    steps = " ".join(_path_steps(drawing))
    fits = 0 < box.ymax - box.ymin < LARGEST_OUTLINE and box.xmax - box.xmin < LARGEST_OUTLINE
    if not steps or not fits or len(steps) > LONGEST_OUTLINE:
        return None
    return steps, (float(box.xmin), float(box.xmax), float(box.ymin), float(box.ymax))


def group_environments(latex: str) -> str:
    """Put braces around environments (such as a matrix) with a superscript or subscript: the library supports those on
    a group, but not on an environment."""
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


def _path_steps(drawing: Element) -> Iterator[str]:
    for element in drawing.iter():
        if element.tag == "path":
            yield element.get("d", "")
        elif element.tag == "rect":
            yield from _rectangle_steps(element)


def _rectangle_steps(element: Any) -> Iterator[str]:
    """The path of a filled rectangle, or of the four sides of an empty one."""
    x, y, width, height = (float(element.get(name, "0")) for name in ("x", "y", "width", "height"))
    if element.get("fill") not in (None, "none"):
        yield _rectangle_path(x, y, width, height)
        return
    pen = float(element.get("stroke-width", "1"))
    yield _rectangle_path(x, y, width, pen)
    yield _rectangle_path(x, y + height - pen, width, pen)
    yield _rectangle_path(x, y, pen, height)
    yield _rectangle_path(x + width - pen, y, pen, height)


def _rectangle_path(x: float, y: float, width: float, height: float) -> str:
    return f"M {x} {y} L {x + width} {y} L {x + width} {y + height} L {x} {y + height} Z"


MEMORY = 1 << 30  # bytes of addresses, if the system enforces it
SECONDS = 2  # of CPU time for one question, if the system enforces it
IDLE = 30.0  # seconds without a question until the process ends


def main() -> NoReturn:
    """Answer questions until stdin is closed; the system ends the process when a question exceeds a limit."""
    limit_memory(MEMORY)
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read_lines, args=(lines,), daemon=True).start()
    with suppress(Empty):
        while line := lines.get(timeout=IDLE):
            limit_time(SECONDS)
            answer = json.dumps(answer_to(json.loads(line)))
            sys.stdout.buffer.write(answer.encode() + b"\n")
            sys.stdout.buffer.flush()
    os._exit(0)  # a normal exit would wait for the thread, which is blocked in stdin


def _read_lines(lines: SimpleQueue[bytes]) -> None:
    for line in sys.stdin.buffer:
        lines.put(line)
    lines.put(b"")


def answer_to(question: Mapping[str, Any]) -> Any:
    """The outline of a formula (`outline_of`), or the words of code (`words_of`); None where that fails."""
    try:
        match question:
            case {"formula": str(latex), "size": float(size), "display": bool(display)}:
                return outline_of(latex, size, display=display)
            case {"code": str(code), "language": str(language)}:
                return words_of(code, language)
    except Exception:  # the libraries may raise anything on untrusted input, including MemoryError
        return None
    return None
