"""Splits Markdown as it arrives into closed blocks, which never change again, and one open tail.

Only the tail is parsed and laid out again when more text comes, so a reply's last token costs as much as its first.
Every block is bounded in size: a longer one (a list of hundreds of items, a huge table, a file in a fence, a megabyte
without a line break) is cut at the least harmful place and continues in the next block. All decisions depend on whole
lines (or on a prefix that cannot change its meaning), so the blocks do not depend on how a text is divided into deltas.

Blocks end at blank lines outside lists, before lists and headings, and at fences, also at those inside list items. For
every example of CommonMark's specification the blocks have the meaning of the whole text (tests/core), with one
exception: an item that begins with a fence is an empty item with the code below it.
"""

from __future__ import annotations

import re
from enum import StrEnum

from teahouse.core.markdown.maths import closing_of
from teahouse.core.values import dataclass

LINE_LIMIT = 4000  # characters; a longer line is cut
TEXT_LIMIT = 4800  # characters; a longer block is cut at a line
LIST_LIMIT = 2600  # characters; a longer list is cut before its next item
CODE_LINES = 40  # lines of code or plain text in one block
CODE_LIMIT = 2000  # characters; longer code or plain text is cut at a line
MARK_WEIGHT = 10  # weight of a sign of Markdown besides its length: it takes longer to parse
DOLLAR_WEIGHT = 20  # weight of a dollar: each formula is laid out and painted separately
LINE_WEIGHT = 10  # weight of the end of a line

_FENCE = re.compile(r"([ \t]*)(`{3,}+|~{3,}+)([^\n]*)")
_ITEM = re.compile(r"([ \t]*)(?:[-*+]|(\d{1,9})[.)])(?=[ \t\n]|$)[ \t]*(\S?)")
_ITEM_FENCE = re.compile(r"( *(?:[-*+]|\d{1,9}[.)])) (`{3,}+|~{3,}+)([^`\n]*)\n")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})\n?")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t\n]|$)")
_TABLE_RULE = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?\n?")
_FENCE_BEGUN = re.compile(r" *(?:`+|~+)\s*|\s*(?:`{3,}+|~{3,}+)[^`\n]*")
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")  # the text of a footnote
_QUOTED_FENCE = re.compile(r"( {0,3}>(?: {0,4}>)* ?)(`{3,}+|~{3,}+)([^`\n]*)")
_ORDINARY = re.compile(r"[^\s\d\-*+`~]")  # a first character that cannot begin an item, a rule or a fence


_WITHOUT_MARKS = dict.fromkeys(map(ord, "*_[]<>&|$\\!~`"))


class BlockKind(StrEnum):
    """The content of a block."""

    TEXT = "text"  # Markdown without fences
    CODE = "code"  # the inside of a fence
    PLAIN = "plain"  # text that is not Markdown


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `lead` is Markdown to put before `text` where it is shown (the head of a table that was cut); `indent`
    is its indentation in columns, inside a list item; `joined`: continues the block before, which was cut for its
    size."""

    kind: BlockKind
    text: str
    language: str = ""
    lead: str = ""
    indent: int = 0
    joined: bool = False


class Splitter:
    """Splits one text. Call `append_text` for each delta, read `tail` for the open block, `finish_blocks` at the end.

    With `plain` the text is not Markdown, and is only cut into bounded blocks.
    """

    def __init__(self, *, plain: bool = False) -> None:
        self._kind = BlockKind.PLAIN if plain else BlockKind.TEXT
        self._closed: list[Block] = []
        self._rest = ""  # the unfinished last line
        self._lines: list[str] = []  # of the open block, with their line ends
        self._size = 0
        self._mid_line = False  # the open line was cut: the next text is not at the beginning of a line
        self._in_list = False
        self._in_code = False  # indented code
        self._blank = False  # a blank line was read, in a list or code that may continue
        self._closing = ""  # the end mark of the open formula
        self._fence = ""
        self._language = ""
        self._indent = 0
        self._lead = ""
        self._joined = False

    def append_text(self, text: str) -> tuple[Block, ...]:
        """Add text; returns the blocks that it closed."""
        self._closed = []
        text, at = self._rest + text, 0
        while True:
            end = text.find("\n", at, at + LINE_LIMIT + 1)
            if end >= 0:
                end += 1
            elif len(text) - at > LINE_LIMIT:
                end = _break_in(text, at)
            else:
                break
            self._split_line(text[at:end])
            at = end
        self._rest = text[at:]
        if self._blank and self._in_list and _ORDINARY.match(self._rest):
            self._end_block()
        return tuple(self._closed)

    def finish_blocks(self) -> tuple[Block, ...]:
        """End the text; returns the blocks that were still open."""
        self._closed = []
        rest, self._rest = self._rest, ""
        if rest:
            self._split_line(rest + "\n")
        self._end_block()
        return tuple(self._closed)

    @property
    def tail(self) -> Block | None:
        """The open block so far, or None; an unfinished opening of a fence is not shown."""
        begun = self._rest.removesuffix("\r")  # half of a Windows line end
        if not self._mid_line and self._kind is not BlockKind.PLAIN:
            begun = "" if _FENCE_BEGUN.fullmatch(begun) else _dedent(begun, self._indent)
        text = "".join(self._lines) + begun
        if self._closing and text.strip() != self._closing:
            text = text.rstrip("\n") + "\n" + self._closing
        return self._make_block(text) if text.strip() or (text and self._kind is not BlockKind.TEXT) else None

    @property
    def goes_on(self) -> bool:
        """Whether the block that was closed last was only cut, so that the next text continues it."""
        return self._joined

    def _split_line(self, line: str) -> None:
        """Process one line, or a part of an overlong one; parts after the first continue the block unchanged."""
        line = f"{line[:-2]}\n" if line.endswith("\r\n") else line
        first, self._mid_line = not self._mid_line, not line.endswith("\n")
        if self._kind is not BlockKind.TEXT:
            self._code_line(line, first)
        elif first:
            self._text_line(line)
        else:
            self._add_line(line)
        if self._mid_line:
            self._cut_block()

    def _code_line(self, line: str, first: bool) -> None:
        if first and self._closes_fence(line):
            self._end_block()
            self._kind, self._fence = BlockKind.TEXT, ""
            self._indent = self._indent if self._in_list else 0
            return
        if self._size > CODE_LIMIT or len(self._lines) >= CODE_LINES:
            self._cut_block()
        self._add_line(_dedent(line, self._indent) if first and self._kind is BlockKind.CODE else line)

    def _closes_fence(self, line: str) -> bool:
        mark = line.strip()
        if self._kind is not BlockKind.CODE or len(mark) < len(self._fence) or mark != self._fence[0] * len(mark):
            return False
        return _margin(line) - self._indent <= 3

    def _text_line(self, line: str) -> None:
        if self._closing and self._maths_line(line):
            return
        if not line.strip():
            self._blank_line(line)
            return
        if found := _ITEM_FENCE.fullmatch(line):
            self._text_line(found[1] + "\n")
            self._open_fence(found[2], found[3], len(found[1]) + 1, in_list=True)
            return
        margin = _margin(line)
        item = None if _RULE.fullmatch(line) else _ITEM.match(line) or _NOTE.match(line)
        if self._opens_fence(line, margin):
            return
        if self._indent > margin:
            self._end_block()
            self._indent, self._in_list = 0, False
        if self._ends_here(line, margin, item):
            self._end_block()
        if not self._lines:
            self._in_code = margin - self._indent > 3 and not self._in_list
            self._in_list = (bool(item) and not self._in_code) or (self._in_list and (self._joined or self._indent > 0))
        self._blank = False
        self._opens_maths(line)
        self._add_line(_dedent(line, self._indent))
        if _HEADING.match(line) and not self._in_list:
            self._end_block()

    def _opens_maths(self, line: str) -> None:
        """Whether a formula on lines of its own begins a block; inside a list it is a part of the list."""
        closing = "" if self._in_list or self._in_code else closing_of(line)
        if closing:
            self._end_block(keep_indent=True)
            self._closing = closing

    def _maths_line(self, line: str) -> bool:
        """Process a line of an open formula; False where it turns out not to be one."""
        if not line.strip() or self._size > TEXT_LIMIT:
            self._closing = ""
            return False
        self._add_line(_dedent(line, self._indent))
        if self._closing in line:
            self._closing = ""
            self._end_block(keep_indent=True)
        return True

    def _blank_line(self, line: str) -> None:
        if (self._in_code and self._size <= TEXT_LIMIT) or (self._in_list and (self._lines or self._joined)):
            self._blank = True
            self._add_line(line)
        else:
            self._end_block(keep_indent=True)

    def _opens_fence(self, line: str, margin: int) -> bool:
        found = _FENCE.match(line)
        if not found or ("`" in found[3] and found[2][0] == "`") or not line.endswith("\n"):
            return False
        if margin > 3 and not self._in_list and not self._indent:
            return False
        self._open_fence(found[2], found[3], margin, in_list=self._in_list and margin >= 2)
        return True

    def _open_fence(self, fence: str, info: str, margin: int, *, in_list: bool) -> None:
        self._end_block()
        self._kind, self._fence, self._indent = BlockKind.CODE, fence, margin
        self._language = (info.split() or [""])[0].strip("{}.")
        self._in_list = in_list

    def _ends_here(self, line: str, margin: int, item: re.Match[str] | None) -> bool:
        """Whether the open block ends before this line, which is not blank."""
        if not self._lines:
            return False
        if self._in_code:
            return margin - self._indent < 4 or self._too_long()
        if self._in_list:
            if item and item.re is _NOTE:
                return True
            if self._blank and not item and margin < 2:
                return True
            return (self._size > LIST_LIMIT and bool(item) and margin - self._indent < 2) or self._too_long()
        if _HEADING.match(line):
            return True
        if item and item.re is _NOTE:
            return True
        if item and item[3] and item[2] in (None, "1") and margin - self._indent < 4:
            return True
        return self._too_long()

    def _too_long(self) -> bool:
        if self._size > TEXT_LIMIT:
            self._cut_block()
        return False

    def _add_line(self, line: str) -> None:
        self._lines.append(line)
        self._size += len(line) if self._kind is not BlockKind.TEXT else _weight(line)

    def _cut_block(self) -> None:
        """Close the open block for its size; the next block continues it."""
        if not self._lines:
            return
        is_table = self._kind is BlockKind.TEXT and not self._lead and _is_table(self._lines)
        lead = "".join(self._lines[:2]) if is_table else self._lead
        if self._kind is BlockKind.TEXT and not is_table and ">" in self._lines[0][:4]:
            lead = _open_quoted_fence(self._lead + "".join(self._lines))
        self._closed.append(self._make_block("".join(self._lines)))
        self._lines, self._size, self._joined, self._lead = [], 0, True, lead

    def _end_block(self, *, keep_indent: bool = False) -> None:
        text = "".join(self._lines)
        if text.strip() or (self._kind is BlockKind.CODE and not self._joined):
            self._closed.append(self._make_block(text))
        self._lines, self._size, self._joined, self._lead = [], 0, False, ""
        self._blank = self._in_code = False
        if not keep_indent and self._kind is BlockKind.TEXT and not self._indent:
            self._in_list = False

    def _make_block(self, text: str) -> Block:
        if self._kind is BlockKind.TEXT:
            text = text.rstrip("\n") if self._in_code and not self._blank else text.rstrip()
        language = self._language if self._kind is BlockKind.CODE else ""
        return Block(self._kind, text, language, self._lead, self._indent, self._joined)


def split_blocks(text: str, *, plain: bool = False) -> tuple[Block, ...]:
    """All blocks of a complete text."""
    splitter = Splitter(plain=plain)
    return splitter.append_text(text) + splitter.finish_blocks()


def _break_in(text: str, at: int) -> int:
    """Where to cut a line that begins at `at` and is longer than LINE_LIMIT: at a space where there is one."""
    space = text.rfind(" ", at + LINE_LIMIT // 2 + 1, at + LINE_LIMIT)
    return space + 1 if space >= 0 else at + LINE_LIMIT


def _margin(line: str) -> int:
    """The indentation of a line in columns."""
    blank = line[: len(line) - len(line.lstrip(" \t"))]
    return len(blank.expandtabs(4)) if "\t" in blank else len(blank)


def _dedent(line: str, columns: int) -> str:
    margin = _margin(line)
    if not columns or not margin:
        return line
    return " " * (margin - min(margin, columns)) + line.lstrip(" \t")


def _open_quoted_fence(text: str) -> str:
    """The opening line of the fence that is open at the end of a quote; empty where none is."""
    opened = ""
    for line in text.split("\n"):
        if found := _QUOTED_FENCE.match(line):
            if not opened:
                opened = f"{found[0]}\n"
            elif not found[3].strip() and found[2].startswith(opened.lstrip("> \t")[:3]):
                opened = ""
    return opened


def _weight(line: str) -> int:
    """The weight of a line in the limits: about its length, more where it has many signs of Markdown."""
    return len(line) + LINE_WEIGHT + MARK_WEIGHT * marks_in(line) + DOLLAR_WEIGHT * line.count("$")


def marks_in(text: str) -> int:
    """The number of characters in a text that may be signs of Markdown."""
    return len(text) - len(text.translate(_WITHOUT_MARKS))


def _is_table(lines: list[str]) -> bool:
    return len(lines) > 2 and "|" in lines[0] and bool(_TABLE_RULE.fullmatch(lines[1]))
