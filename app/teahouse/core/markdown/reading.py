"""Parses one block of Markdown into pieces: CommonMark with tables, strikethrough, task lists, footnotes and maths.

markdown-it parses; here its tokens become values. HTML is shown as text, except `<br>`; the targets of links and images
are not checked, since nothing here follows them. Definitions in other blocks, the targets of links and footnotes, are
in `LinkNames`.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from teahouse.core.markdown.maths import use_maths
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, Runs, TextRun
from teahouse.core.markdown.splitter import marks_in
from teahouse.core.values import dataclass

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token


DEEPEST = 48  # levels of nesting; a deeper block is shown as it was written
MOST_BRACKETS = 100  # in one block; with more, links are not parsed, as that takes quadratic time
MOST_MARKS = 700  # signs of Markdown in one block; with more it is shown as it was written
MOST_LINES = 800  # in one block; with more it is shown as it was written
MOST_NAMES = 4000  # links and footnotes that one text can define
WIDEST = 200  # columns of a table; a wider one is shown as it was written

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\u3000-\u303f\uff00-\uffef]+")
_TASK = re.compile(r"\[([ xX])\][ \u00a0]")
_DEFINES = re.compile(r"^(?: {0,3}>)* {0,3}\[(?:[^\[\]\\]|\\.){1,999}\]:", re.MULTILINE | re.DOTALL)


@dataclass(slots=True)
class LinkNames:
    """The definitions in the closed blocks of a text, valid in all its blocks; at most MOST_NAMES."""

    links: dict[str, Any] = field(default_factory=dict)
    notes: set[str] = field(default_factory=set)
    _refs: dict[str, int] = field(default_factory=dict)  # of footnotes, in the parser's form

    def __post_init__(self) -> None:
        self._refs.update((f":{label}", -1) for label in self.notes)

    def learn_definitions(self, text: str) -> bool:
        """Add the definitions of a closed block; returns whether any of them was new."""
        if "]:" not in text or len(self.links) + len(self.notes) >= MOST_NAMES or not _DEFINES.search(text):
            return False
        environment = self.parser_environment()
        _parser(inline=False).parse(text, environment)
        links, notes = environment["references"].maps[0], environment["footnotes"]["refs"].maps[0]
        self.links.update(links)
        self._refs.update(dict.fromkeys(notes, -1))
        self.notes.update(label.removeprefix(":") for label in notes)
        return bool(links or notes)

    def parser_environment(self) -> dict[str, Any]:
        """The environment of a new parser, a copy: what that parser adds does not change these names."""
        return {"references": ChainMap({}, self.links), "footnotes": {"refs": ChainMap({}, self._refs), "list": {}}}


def read_block(text: str, names: LinkNames | None = None) -> tuple[MarkdownPiece, ...]:
    """The pieces of one block; text without NULs and lone surrogates."""
    if marks_in(text) > MOST_MARKS or text.count("\n") > MOST_LINES:
        return (_literal(text),)
    environment = (names or LinkNames()).parser_environment()
    try:
        tokens = _parser(links=text.count("[") < MOST_BRACKETS).parse(text, environment)
    except RecursionError:
        return (_literal(text),)
    if any(token.level >= DEEPEST for token in tokens):
        return (_literal(text),)
    return tuple(_Reader(text).read_pieces(tokens))


def _literal(text: str) -> MarkdownPiece:
    return MarkdownPiece(BlockShape.TEXT, (TextRun(text.strip("\n")),))


@cache
def _parser(*, links: bool = True, inline: bool = True) -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST + 2})
    parser.enable(["table", "strikethrough"]).disable(["html_block", "html_inline"])
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    use_maths(parser)
    parser.inline.ruler.before("autolink", "line_break", _line_break)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    if not inline:
        parser.core.ruler.disable("inline")
    if not links:
        parser.disable(["link", "image", "footnote_ref"])
    return parser


def _line_break(state: StateInline, silent: bool) -> bool:
    found = _BREAK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = found.end()
    return True


class _Reader:
    """Converts the tokens of one block."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._within: list[str] = []
        self._markers: list[str] = []  # of the items being read; empty after it was given to a piece
        self._level = 0
        self._hidden = False

    def read_pieces(self, tokens: Sequence[Token]) -> Iterator[MarkdownPiece]:
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = next(n for n in range(at, len(tokens)) if tokens[n].type == "table_close")
                yield self._read_table(tokens[at:end])
                at = end
            elif token.nesting or token.type == "footnote_anchor":
                yield from self._read_container(token)
            else:
                yield from self._read_leaf(token)
            at += 1

    def _read_container(self, token: Token) -> Iterator[MarkdownPiece]:
        match token.type:
            case "blockquote_open" | "bullet_list_open" | "ordered_list_open" | "footnote_reference_open":
                yield from self._bare_marker()
                self._within.append("q" if token.type == "blockquote_open" else "l")
                if token.type == "footnote_reference_open":
                    self._markers.append(f"[^{token.meta['label']}]")
            case "blockquote_close" | "bullet_list_close" | "ordered_list_close":
                self._within.pop()
            case "list_item_open":
                self._markers.append(f"{token.info}{token.markup}" if token.info else "-")
            case "list_item_close":
                yield from self._bare_marker()
                self._markers.pop()
            case "footnote_reference_close":
                yield from self._bare_marker()
                self._markers.pop()
                self._within.pop()
            case "paragraph_open":
                self._hidden = token.hidden
            case "heading_open":
                self._level = int(token.tag[1])

    def _bare_marker(self) -> Iterator[MarkdownPiece]:
        """Add an empty piece for an item that begins with another list or a quote, or is empty."""
        if self._markers and self._markers[-1]:
            yield replace(self._make_piece(BlockShape.TEXT), tight=True)

    def _read_leaf(self, token: Token) -> Iterator[MarkdownPiece]:
        match token.type:
            case "inline":
                yield self._read_inline(token)
            case "fence" | "code_block":
                language = (token.info.split() or [""])[0].strip("{}.")
                yield replace(self._make_piece(BlockShape.CODE), text=token.content, language=language)
            case "hr":
                yield self._make_piece(BlockShape.RULE)
            case "maths_block":
                yield replace(self._make_piece(BlockShape.MATHS), text=token.content)

    def _read_inline(self, token: Token) -> MarkdownPiece:
        runs = runs_of(token.children or [])
        level, self._level = self._level, 0
        if level:
            return replace(self._make_piece(BlockShape.HEADING), runs=runs, level=level)
        if len(runs) == 1 and runs[0].maths and (token.children or [])[0].markup == "$$":
            return replace(self._make_piece(BlockShape.MATHS), text=runs[0].text)
        if self._markers and self._markers[-1] and runs and not runs[0].code and (task := _TASK.match(runs[0].text)):
            self._markers[-1] = f"[{task[1].lower()}]"
            runs = (replace(runs[0], text=runs[0].text[task.end() :]), *runs[1:])
        return replace(self._make_piece(BlockShape.TEXT), runs=runs, tight=self._hidden)

    def _make_piece(self, shape: BlockShape) -> MarkdownPiece:
        marker = ""
        if self._markers:
            marker, self._markers[-1] = self._markers[-1], ""
        return MarkdownPiece(shape, within="".join(self._within), marker=marker)

    def _read_table(self, tokens: Sequence[Token]) -> MarkdownPiece:
        rows: list[list[Runs]] = []
        aligns: list[str] = []
        for token in tokens:
            match token.type:
                case "tr_open":
                    rows.append([])
                case "th_open":
                    aligns.append(str(token.attrGet("style") or "").partition(":")[2])
                case "inline":
                    rows[-1].append(runs_of(token.children or []))
        if len(aligns) > WIDEST and tokens[0].map:
            source = "\n".join(self._lines[slice(*tokens[0].map)])
            return replace(self._make_piece(BlockShape.CODE), text=source + "\n")
        return replace(self._make_piece(BlockShape.TABLE), rows=tuple(map(tuple, rows)), aligns=tuple(aligns))


def runs_of(tokens: Sequence[Token]) -> Runs:
    """The runs of a line's tokens; neighbours of one style are joined."""
    runs: list[TextRun] = []
    styles: list[TextRun] = [TextRun("")]
    for token in tokens:
        if token.type in _STYLES:
            styles.append(replace(styles[-1], **_STYLES[token.type]))
        elif token.type == "link_open":
            styles.append(replace(styles[-1], link=str(token.attrGet("href") or "")))
        elif token.nesting == -1:
            styles.pop()
        else:
            _add(runs, _run(token, styles[-1]))
    return tuple(_with_addresses(runs))


_STYLES: dict[str, dict[str, Any]] = {
    "strong_open": {"bold": True},
    "em_open": {"italic": True},
    "s_open": {"strike": True},
}


def _run(token: Token, style: TextRun) -> TextRun:
    match token.type:
        case "softbreak":
            return style.with_text(" ")
        case "hardbreak":
            return style.with_text("\n")
        case "code_inline":
            return replace(style, text=token.content, code=True)
        case "maths":
            return replace(style, text=token.content, maths=True)
        case "image":
            source = str(token.attrGet("src") or "")
            return replace(style, text=token.content or source, link=source or style.link, image=True)
        case "footnote_ref":
            return replace(style, text=str(token.meta["label"]), note=True)
        case _:
            return style.with_text(token.content)


def _add(runs: list[TextRun], run: TextRun) -> None:
    if runs and not run.maths and not run.note and run.looks_like(runs[-1]):
        runs[-1] = run.with_text(runs[-1].text + run.text)
    elif run.text:
        runs.append(run)


def _with_addresses(runs: list[TextRun]) -> Iterator[TextRun]:
    """Turn bare web addresses into links."""
    for run in runs:
        if run.link or run.code or run.maths or "://" not in run.text:
            yield run
            continue
        at = 0
        for found in _ADDRESS.finditer(run.text):
            address = _without_end(found[0])
            if found.start() > at:
                yield replace(run, text=run.text[at : found.start()])
            at = found.start() + len(address)
            yield replace(run, text=address, link=address)
        if at < len(run.text):
            yield replace(run, text=run.text[at:])


def _without_end(address: str) -> str:
    """An address without the punctuation of the sentence that it ends."""
    end = len(address)
    unopened = {")": address.count(")") - address.count("("), "]": address.count("]") - address.count("[")}
    while (sign := address[end - 1]) in ".,;:!?*_~" or unopened.get(sign, 0) > 0:
        end -= 1
        if sign in unopened:
            unopened[sign] -= 1
    return address[:end]


# Text as it may be shown: characters that cannot be drawn, or make text look like another one, are replaced.

MARK = "\ufffd"

LONGEST = 10  # characters joined to one; existing sequences have at most ten
_JOINER, _SPACE = "\u200d", "\u200b"
_TAGS = re.compile("[\U000e0000-\U000e007f]{17,}")  # invisible letters; a flag has six
_HARMFUL = re.compile("[\x00\u202d\u202e\ud800-\udfff]")
_HARMFUL_IN_CODE = re.compile("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe_text(text: str, *, code: bool = False) -> str:
    """Replace lone surrogates, NUL, overrides of the writing direction and texts of invisible letters by U+FFFD; in
    `code` also all direction marks that can make it look different from what it does. Sequences of joined characters
    longer than any existing one are split: they would be drawn as one glyph too wide for any line."""
    if text.isascii() and "\x00" not in text:
        return text
    if _JOINER in text:
        text = _parted(text)
    text = _TAGS.sub(lambda tags: MARK * len(tags[0]), text)
    harmful = _HARMFUL_IN_CODE if code else _HARMFUL
    if not harmful.search(text):
        return text
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # joins adjacent halves of pairs
    return harmful.sub(MARK, joined)


def _parted(text: str) -> str:
    first, *others = text.split(_JOINER)
    found, count, before = [first], 0, first
    for sign in others:
        count = count + 1 if len(before) <= 3 else 1
        found += (_SPACE if count % LONGEST == 0 else _JOINER, sign)
        before = sign
    return "".join(found)
