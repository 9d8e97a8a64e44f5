"""`teahouse typeset`: typesets formulas and colours code, in a process that may take only so much.

Both are done by libraries that cannot be interrupted, for input that a model wrote: a process can be ended. In: one
question a line, as JSON. Out: one answer a line, as JSON, null where there is none. It ends when its stdin does, or
when nothing came for a while, and opens no file but the libraries' own and no connection.
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
    """The words of a piece of code as Pygments reads them. For each that means something, in order: start and length
    in UTF-16 units, and its meaning; None for a language that is not known. Raises whatever a lexer raises."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    known: dict[object, str] = {}
    words: Words = []
    at = 0
    for kind, word in lexer.get_tokens(code):
        length = units(word)
        if kind not in known:
            known[kind] = _meaning(str(kind).removeprefix("Token."))
        meaning = known[kind]
        if meaning and words and words[-1][2] == meaning and sum(words[-1][:2]) == at:
            words[-1] = (words[-1][0], words[-1][1] + length, meaning)
        elif meaning:
            words.append((at, length, meaning))
        at += length
    return words


def _meaning(kind: str) -> str:
    return next((meaning for begin, meaning in _MEANINGS if kind == begin or kind.startswith(begin + ".")), "")


LARGEST_OUTLINE = 20_000.0  # pixels of an outline
LONGEST_OUTLINE = 1_000_000  # characters of an outline

_ENVIRONMENT = re.compile(r"\\(begin|end)\{[A-Za-z*]+\}")  # regex: LaTeX of at most 2000 characters

config.svg2 = False  # plain outlines, no symbols that refer to each other

Outline = tuple[str, tuple[float, float, float, float]]


def outline_of(latex: str, size: float, *, display: bool) -> Outline | None:
    """The outline of a formula in LaTeX in a font of `size` pixels, by ziamath (its own fonts, no TeX, no matplotlib):
    steps as in an SVG path ("M x y L x y Q … C … Z"), y downwards from the baseline, and left, right, bottom and top
    of the box, y upwards; None where nothing can be seen of it. Raises whatever the typesetter raises."""
    node = Math.fromlatex(grouped(latex), size=size, inline=not display).node
    drawing = Element("svg")
    node.draw(0, 0, drawing)
    box = node.bbox
    steps = " ".join(_steps(drawing))
    fits = 0 < box.ymax - box.ymin < LARGEST_OUTLINE and box.xmax - box.xmin < LARGEST_OUTLINE
    if not steps or not fits or len(steps) > LONGEST_OUTLINE:
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


MEMORY = 1 << 30  # bytes of addresses, where the system counts them
SECONDS = 2  # of processor time for one question, where the system counts them
IDLE = 30.0  # seconds without a question until it ends


def main() -> NoReturn:
    """Answer until no more comes; the system ends the process earlier when a question takes too much."""
    limit_memory(MEMORY)
    lines: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(lines,), daemon=True).start()
    with suppress(Empty):
        while line := lines.get(timeout=IDLE):
            limit_time(SECONDS)
            answer = json.dumps(answer_to(json.loads(line)))
            sys.stdout.buffer.write(answer.encode() + b"\n")
            sys.stdout.buffer.flush()
    os._exit(0)  # the thread holds stdin, which a tidy end would wait for


def _read(lines: SimpleQueue[bytes]) -> None:
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
    except Exception:  # whatever libraries that read other people's text may raise, MemoryError too
        return None
    return None
