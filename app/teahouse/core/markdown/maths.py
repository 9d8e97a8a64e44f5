"""Maths in Markdown: `$…$`, `$$…$$`, `\\(…\\)`, `\\[…\\]` and bare environments; prices such as `$5` are not maths.

Two rules for markdown-it: one for formulas inside a line, one for those on lines of their own, which are allowed where
a paragraph is and can interrupt one. Inside a formula no other Markdown is parsed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

LONGEST = 4000  # characters of one formula

_NAMES = r"(?:equation|align|alignat|aligned|gather|gathered|multline|eqnarray|split|cases|array|[pbvBV]?matrix)\*?"
OPENING = re.compile(rf" {{0,3}}(?:(\$\$)|(\\\[)|\\begin\{{({_NAMES})\}})")
_BEGIN = re.compile(rf"\\begin\{{({_NAMES})\}}")
_DIGIT = re.compile(r"[0-9]")
_WORDS = re.compile(r"(?<![\\A-Za-z{])(?<=[\s,;/])[A-Za-z]{2,}|[^\x00-\u036f\u2000-\u2bff]")  # words of a sentence
_NAMED = re.compile(r"\\(?:text|mathrm|operatorname|mbox|textrm|textbf)\s*\{[^{}]*\}")


def closing_of(line: str) -> str:
    """The end mark of the formula that this line begins and does not end; empty where there is none."""
    found = OPENING.match(line)
    if not found:
        return ""
    closing, rest = _closing(found), line[found.end() :]
    return "" if closing in rest or (found[2] and "]" in rest) else closing


def _closing(found: re.Match[str]) -> str:
    if found[1]:
        return "$$"
    return "\\]" if found[2] else f"\\end{{{found[3]}}}"


def use_maths(parser: MarkdownIt) -> None:
    """Add the rules to a parser; the tokens are `maths` in a line (`markup` "$" or "$$") and `maths_block`."""
    parser.inline.ruler.before("escape", "maths", _inline)
    parser.block.ruler.before("fence", "maths_block", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def _inline(state: StateInline, silent: bool) -> bool:
    text, at = state.src, state.pos
    if text[at] == "$":
        found = _doubled(text, at) if text.startswith("$$", at) else _single(text, at)
    elif text.startswith(("\\(", "\\["), at):
        found = _between(text, at + 2, "\\)" if text[at + 1] == "(" else "\\]")
    elif begun := _BEGIN.match(text, at):
        found = _between(text, at, f"\\end{{{begun[1]}}}", whole=True)
    else:
        return False
    if found is None:
        return False
    start, end, after = found
    if not silent:
        token = state.push("maths", "", 0)
        token.content = text[start:end].strip()
        token.markup = "$" if text[at : at + 2] not in ("$$", "\\[") else "$$"
    state.pos = after
    return True


def _between(text: str, start: int, closing: str, *, whole: bool = False) -> tuple[int, int, int] | None:
    end = text.find(closing, start, start + LONGEST)
    if end < 0 or not text[start:end].strip():
        return None
    after = end + len(closing)
    return start, after if whole else end, after


def _doubled(text: str, at: int) -> tuple[int, int, int] | None:
    return _between(text, at + 2, "$$")


def _single(text: str, at: int) -> tuple[int, int, int] | None:
    """A formula between single dollars: no space just inside them, no letter or digit just outside."""
    start = at + 1
    if start >= len(text) or text[start].isspace() or (at and _is_word(text[at - 1])):
        return None
    end = start
    while True:
        end = text.find("$", end, start + LONGEST)
        if end < 0:
            return None
        if text[end - 1] != "\\":
            break
        end += 1
    content = text[start:end]
    follows = text[end + 1 : end + 2]
    if not content or content[-1].isspace() or (follows and (_is_word(follows) or follows == "$")):
        return None
    return None if _is_price(content) else (start, end, end + 1)


def _is_word(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _is_price(content: str) -> bool:
    """Whether this begins with an amount and continues as a sentence: "5 and 3", "20/month or 30"."""
    if content.startswith("`") or content.count("`") % 2:
        return True
    return bool(_DIGIT.match(content)) and bool(_WORDS.search(_NAMED.sub("", content)))


def _block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    first = state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]]
    found = OPENING.match(first)
    if not found:
        return False
    closing, last = _closing(found), _last_line(state, first[found.end() :], found, start_line, end_line)
    if last is None:
        return False
    if not silent:
        _push(state, start_line, last, closing)
    state.line = last + 1
    return True


def _last_line(state: StateBlock, rest: str, found: re.Match[str], start: int, end: int) -> int | None:
    """The last line of the formula; None where it has no end mark, or text follows on that line."""
    closing, line = _closing(found), start
    while closing not in rest:
        line += 1
        if line >= end or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return None
        rest = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    before, _, after = rest.partition(closing)
    if after.strip(" \t.,;") or (line == start and not before.strip()):
        return None
    return line


def _push(state: StateBlock, start: int, last: int, closing: str) -> None:
    text = state.getLines(start, last + 1, state.blkIndent, False).strip().rstrip(" \t.,;")
    token = state.push("maths_block", "", 0)
    token.map = [start, last + 1]
    token.content = text if closing.startswith("\\end") else text[2:-2].strip()
