"""One block of Markdown: parsed on use, and laid out as inner parts, one below the other.

The open tail is parsed again each frame; unchanged inner parts keep their layouts. Its text needs no layout, so that
far blocks can be copied and searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QPainter

from teahouse.core.markdown import Block, BlockKind
from teahouse.core.markdown.copying import markdown_text, moved_in, plain_text, shown_text, units
from teahouse.core.markdown.pieces import BlockShape, MarkdownPiece, text_of_links
from teahouse.core.markdown.reading import LinkNames, read_block, safe_text
from teahouse.ui.transcript.blocks.code_part import CodePart
from teahouse.ui.transcript.blocks.formulas import MathsPart
from teahouse.ui.transcript.blocks.part import PaintState, PartHit, SidewaysScroll, TranscriptPart
from teahouse.ui.transcript.blocks.prose_part import ProsePart
from teahouse.ui.transcript.blocks.prose_writer import GAP
from teahouse.ui.transcript.blocks.table_part import TablePart
from teahouse.ui.transcript.blocks.text_style import TextStyle

_PROSE = (BlockShape.TEXT, BlockShape.HEADING, BlockShape.RULE)
_ROLES = {BlockShape.HEADING: QAccessible.Role.Heading, BlockShape.MATHS: QAccessible.Role.Equation}


class BlockPart(TranscriptPart):
    """`names`: the link and footnote definitions of the whole text; `is_open`: it may grow."""

    selectable = True
    is_open: bool

    def __init__(self, style: TextStyle, key: tuple[int, int], block: Block, names: LinkNames) -> None:
        super().__init__(style, key)
        self.block = block
        self.is_open = True
        self._names = names
        self._pieces: tuple[MarkdownPiece, ...] | None = None
        self._children: list[TranscriptPart] = []
        self._said: list[tuple[MarkdownPiece, ...]] = []  # the pieces of each inner part

    @property
    def joined(self) -> bool:
        """Whether this part continues the one before, which was cut for its size."""
        return self.block.joined

    @property
    def waiting(self) -> set[object]:
        return {key for child in self._children for key in child.waiting}

    def set_block(self, block: Block, *, is_open: bool) -> None:
        """Update the block: it has grown, or it is complete."""
        told = is_open != self.is_open and any(child.is_open is not None for child in self._children)
        self.is_open = is_open
        if block != self.block:
            self.block, self._pieces = block, None
            super().free_layout()
        elif told:
            super().free_layout()

    def update_links(self) -> None:
        """Parse again after a change of link definitions."""
        if "[" in self.block.text:
            self._pieces = None
            self.free_layout()

    @property
    def pieces(self) -> tuple[MarkdownPiece, ...]:
        """The parsed pieces."""
        if self._pieces is None:
            self._pieces = read_block(safe_text(self.block.lead + self.block.text), self._names)
        return self._pieces

    def _indent(self) -> int:
        return self.style.px(min(8, self.block.indent) * 7)

    def lay_out(self, width: int) -> int:
        inner, y = max(40, width - self._indent()), 0
        self._arrange_children()
        for child in self._children:
            if child.width != inner:
                child.lay_out(inner)
            y += child.height + self.style.px(GAP)
        self.width, self.height = width, y
        return self.height

    def _arrange_children(self) -> None:
        """Make a child for each run of prose and each other piece; unchanged ones are kept."""
        before = list(zip(self._said, self._children, strict=True))
        self._said = list(_grouped(self.pieces))
        self._children = []
        for number, said in enumerate(self._said):
            said_before, child = before[number] if number < len(before) else ((), None)
            keeps = child is not None and said_before == said and child.is_open in (None, self.is_open)
            self._children.append(child if child is not None and keeps else self._make_child(said))

    def _make_child(self, said: tuple[MarkdownPiece, ...]) -> TranscriptPart:
        piece = said[0]
        match piece.shape:
            case BlockShape.TABLE:
                return TablePart(self.style, self.key, piece)
            case BlockShape.MATHS:
                return MathsPart(self.style, self.key, piece, is_open=self.is_open)
            case BlockShape.CODE:
                block = Block(BlockKind.CODE, piece.text, piece.language)
                return CodePart(self.style, self.key, block, within=piece, is_open=self.is_open)
            case _:
                first = self.key[1] == 0 and said is self._said[0]
                return ProsePart(self.style, self.key, said, first=first)

    def estimate_height(self, width: int) -> int:
        text = self.block.text
        return self.style.height_of(len(text), text.count("\n"), max(40, width - self._indent())) + self.style.px(GAP)

    def free_layout(self) -> None:
        super().free_layout()
        self._children, self._said = [], []

    def _placed_children(self) -> Iterator[tuple[TranscriptPart, QPoint, int]]:
        """Each child with its corner and the position where its text starts."""
        y = at = 0
        for child, said in zip(self._children, self._said, strict=True):
            yield child, QPoint(self._indent(), y), at
            y += child.height + self.style.px(GAP)
            at += units(shown_text(said)) + 1

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        for child, corner, at in self._placed_children():
            area = QRect(corner.x(), corner.y(), self.width, child.height)
            if area.intersects(clip):
                painter.save()
                painter.translate(corner)
                child.paint(painter, clip.translated(-corner), light.for_child(child, at))
                painter.restore()

    def hits(self) -> list[PartHit]:
        return [_moved(hit, child, corner) for child, corner, _ in self._placed_children() for hit in child.hits()]

    def hit_at(self, x: int, y: int) -> PartHit | None:
        for child, corner, _ in self._placed_children():
            if corner.y() <= y < corner.y() + child.height:
                found = child.hit_at(x - corner.x(), y - corner.y())
                return None if found is None else _moved(found, child, corner)
        return None

    def part_at(self, y: int) -> TranscriptPart:
        below = [child for child, corner, _ in self._placed_children() if corner.y() <= y]
        return below[-1] if below else self

    def role(self) -> QAccessible.Role:
        shapes = {piece.shape for piece in self.pieces}
        return _ROLES.get(shapes.pop(), super().role()) if len(shapes) == 1 else super().role()

    def inner_parts(self) -> list[TranscriptPart]:
        return self._children or [self]

    def tip_at(self, x: int) -> str:
        return self._children[0].tip_at(x) if len(self._children) == 1 else ""

    def link_text(self, address: str) -> str:
        return text_of_links(self.pieces, address)

    def position_at(self, x: int, y: int) -> int:
        found = 0
        for child, corner, at in self._placed_children():
            if y >= corner.y():
                found = at + child.position_at(x - corner.x(), y - corner.y())
        return found

    def top_of(self, position: int) -> int:
        top = 0
        for child, corner, at in self._placed_children():
            if position >= at:
                top = corner.y() + child.top_of(position - at)
        return top

    def sideways_scrolls(self) -> list[SidewaysScroll]:
        return [one for child in self._children for one in child.sideways_scrolls()]

    def plain_text(self) -> str:
        return shown_text(self.pieces)

    def copied_text(self, start: int, end: int) -> str:
        return plain_text(self.pieces, start, end)

    def copied_markdown(self, start: int, end: int) -> str:
        return moved_in(markdown_text(self.pieces, start, end), self.block.indent)


def _moved(hit: PartHit, child: TranscriptPart, corner: QPoint) -> PartHit:
    return replace(hit, rect=hit.rect.translated(corner), owner=hit.owner or child)


def _grouped(pieces: Sequence[MarkdownPiece]) -> Iterator[tuple[MarkdownPiece, ...]]:
    prose: list[MarkdownPiece] = []
    for piece in pieces:
        if piece.shape in _PROSE:
            prose.append(piece)
            continue
        if prose:
            yield tuple(prose)
            prose = []
        yield (piece,)
    if prose:
        yield tuple(prose)
