"""A part of a message: the smallest unit that is laid out, painted, hit and freed.

A new part estimates its height. Near the window `lay_out` lays it out for a width; far away `free_layout` drops the
layout and keeps the height.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence, Set
from enum import Enum, auto
from itertools import accumulate

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QPainter, QPen, QTextCharFormat

from teahouse.core.attachment import Attachment
from teahouse.core.values import dataclass
from teahouse.ui.transcript.blocks.text_style import TextStyle

ALL = 1 << 24  # a position after every text
HIDDEN = (2, 1 << 30)  # the key of the note about hidden text
TOP = (0, 0)  # the key of a message's first part


class PartAction(Enum):
    """The action of a click."""

    FOLD = auto()  # show or hide the thinking
    COPY = auto()
    COPY_CODE = auto()
    RETRY = auto()
    RETRY_MENU = auto()  # asks whether with the same model or another
    RETRY_WITH = auto()  # another model
    EDIT = auto()
    OLDER = auto()  # the previous sibling
    NEWER = auto()
    LINK = auto()
    SAVE_CODE = auto()
    SAVE = auto()  # the whole message to a file
    WRAP = auto()  # wrap long lines of code, or not
    SCROLL = auto()  # scroll a part that is wider than the column horizontally
    CONTINUE = auto()  # continue a reply that ended early
    DELETE = auto()
    MENU = auto()  # all actions on the message
    COMPARE = auto()
    EVALUATE = auto()
    SHOW = auto()  # an attachment, large
    TOKEN = auto()  # the alternatives of a token; its value is the token's number


@dataclass(frozen=True, slots=True)
class PartHit:
    """A clickable place; `rect` is relative to the part."""

    act: PartAction
    rect: QRect
    value: str = ""
    tip: str = ""
    owner: TranscriptPart | None = None  # the inner part that it belongs to


Span = tuple[int, int, QTextCharFormat]


@dataclass(slots=True)
class PaintState:
    """The state for painting a part: marked characters, the hit below the pointer, whether actions are shown, and
    whether its message is hovered or focused (`near`)."""

    spans: tuple[Span, ...] = ()
    hit: PartHit | None = None
    actions: bool = False
    near: bool = False

    def for_child(self, child: TranscriptPart, at: int) -> PaintState:
        """The state for an inner part whose text starts at `at`."""
        spans = tuple((max(0, start - at), end - at, char_format) for start, end, char_format in self.spans if end > at)
        mine = self.hit is not None and self.hit.owner is child
        return PaintState(spans, self.hit if mine else None, self.actions, self.near)


class SidewaysScroll:
    """The horizontal scroll position of a block wider than the column; slices of one block share it.

    `shift`: pixels moved to the left; `room`: visible width in pixels.
    """

    __slots__ = ("_contents", "_long", "room", "shift")

    def __init__(self) -> None:
        self.shift = 0
        self._contents: dict[object, int] = {}
        self.room = 0
        self._long: set[object] = set()  # parts with a line that is wider than the column, wrapped or not

    def set_widths(self, part: object, content: int, room: int) -> None:
        """Set the width of a part and the visible width."""
        self._contents[part] = content
        self.room = room
        self.shift = min(self.shift, self.reach)

    def note_overflow(self, part: object, *, overflows: bool) -> None:
        """Set whether a part has a line wider than the column, wrapped or not."""
        self._long.add(part) if overflows else self._long.discard(part)

    @property
    def overflows(self) -> bool:
        """Whether any part has such a line."""
        return bool(self._long)

    @property
    def reach(self) -> int:
        """The maximum `shift`."""
        return max(0, max(self._contents.values(), default=0) - self.room)

    def move_by(self, pixels: int) -> bool:
        """Scroll by pixels; returns whether it moved."""
        before, self.shift = self.shift, max(0, min(self.reach, self.shift + pixels))
        return self.shift != before

    def move_to(self, share: float) -> bool:
        """Scroll to a share from 0 to 1; returns whether it moved."""
        return self.move_by(round(share * self.reach) - self.shift)

    def paint_bar(self, painter: QPainter, style: TextStyle, left: float, bottom: float) -> None:
        """Paint the scroll bar."""
        if not self.reach:
            return
        whole = self.reach + self.room
        x, width = left + self.room * self.shift / whole, max(24.0, self.room * self.room / whole)
        painter.save()
        pen = QPen(style.colour("muted"), style.px(3))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(x + 3, bottom), QPointF(min(x + width, left + self.room) - 3, bottom))
        painter.restore()

    def bar_rect(self, left: float, bottom: float, style: TextStyle) -> QRectF:
        """The clickable rectangle of the bar; empty where there is none."""
        return QRectF(left, bottom - style.px(6), self.room, style.px(12)) if self.reach else QRectF()

    def bar_hits(self, left: float, bottom: float, style: TextStyle) -> list[PartHit]:
        """The bar as a hit."""
        bar = self.bar_rect(left, bottom, style)
        return [] if bar.isEmpty() else [PartHit(PartAction.SCROLL, bar.toRect())]


class TranscriptPart:
    """The base of all parts. `key` is constant and orders the parts of a message."""

    selectable = False
    attachment: Attachment | None = None  # the attachment that it shows
    is_open: bool | None = None  # whether it may grow; None where that does not matter
    _waiting: Set[object] = frozenset()
    fresh_from = 0  # pixels from its top; unchanged above since it last grew
    copied = False  # shows "Copied" in place of Copy

    def __init__(self, style: TextStyle, key: tuple[int, int]) -> None:
        self.style = style
        self.key = key
        self.height = 0  # as measured for `width`, or as estimated
        self.width = -1  # of the layout; -1: none
        self.sized = -1  # the width of `height`

    @property
    def waiting(self) -> Set[object]:
        """Keys of the results in the idle queue that this part needs."""
        return self._waiting

    @property
    def joined(self) -> bool:
        """Whether this part continues the one before, which was cut for its size."""
        return False

    @property
    def first_token(self) -> int:
        """The number of its first token, where it shows tokens."""
        return 0

    @property
    def language(self) -> str:
        """The language of its code; empty for none."""
        return ""

    @property
    def laid(self) -> bool:
        """Whether this part has a layout."""
        return self.width >= 0

    def lay_out(self, width: int) -> int:
        """Lay it out for a width in pixels and return its height; the base uses the estimate."""
        self.width, self.height = width, self.estimate_height(width)
        return self.height

    def estimate_height(self, width: int) -> int:
        """Estimate its height; must be cheap."""
        raise NotImplementedError

    def free_layout(self) -> None:
        """Drop the layout and keep the height."""
        self.width = -1

    def paint(self, painter: QPainter, clip: QRect, light: PaintState) -> None:
        """Paint it with its top left corner at the origin."""
        raise NotImplementedError

    def hits(self) -> list[PartHit]:
        """The clickable places of the layout."""
        return []

    def hit_at(self, x: int, y: int) -> PartHit | None:
        """The hit at a point."""
        return next((hit for hit in self.hits() if hit.rect.contains(x, y)), None)

    def part_at(self, y: int) -> TranscriptPart:
        """The inner part at a y."""
        return self

    def title(self) -> str:
        """Its title for screen readers; empty for none."""
        return ""

    def role(self) -> QAccessible.Role:
        """Its accessible role."""
        return QAccessible.Role.Paragraph

    def inner_parts(self) -> list[TranscriptPart]:
        """The inner parts from top to bottom, or itself."""
        return [self]

    def tip_at(self, x: int) -> str:
        """The tooltip outside of hits."""
        return ""

    def link_text(self, address: str) -> str:
        """The shown text of the links to an address."""
        return ""

    def position_at(self, x: int, y: int) -> int:
        """The position in `plain_text()` that is nearest to a point."""
        return 0

    def top_of(self, position: int) -> int:
        """The y of the line with a position of `plain_text()`; needs a layout."""
        return 0

    def sideways_scrolls(self) -> list[SidewaysScroll]:
        """The scroll positions of its wide parts."""
        return []

    def plain_text(self) -> str:
        """The shown text; needs no layout."""
        return ""

    def copied_text(self, start: int, end: int) -> str:
        """The text to copy between two positions of `plain_text()`."""
        from teahouse.core.markdown.copying import cut  # an empty page at the start needs no Markdown

        return cut(self.plain_text(), start, end)

    def copied_markdown(self, start: int, end: int) -> str:
        """The same as Markdown."""
        return self.copied_text(start, end)


class RowHeights:
    """The heights of rows in pixels, with their tops as lazily computed prefix sums: only rows below a change are
    summed again."""

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._tops = [0]  # _tops[i] is where row i begins; right up to and including index _known
        self._known = 0

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, row: int) -> int:
        return self._heights[row]

    def __setitem__(self, row: int, height: int) -> None:
        if self._heights[row] != height:
            self._heights[row] = height
            self._known = min(self._known, row)

    def replace_rows(self, heights: Iterable[int], start: int = 0) -> None:
        """Replace all rows from `start` on."""
        self._heights[start:] = heights
        self._known = min(self._known, start)

    def prepend_rows(self, heights: Sequence[int]) -> None:
        """Insert rows before the first one."""
        self._heights[:0] = heights
        self._known = 0

    def top_of(self, row: int) -> int:
        """The top of a row; `top_of(len(rows))` is the total height."""
        if row > self._known:
            self._sum_heights()
        return self._tops[row]

    @property
    def total(self) -> int:
        return self.top_of(len(self._heights))

    def row_at(self, y: int) -> int:
        """The row at a y, the nearest one outside; -1 without rows."""
        self._sum_heights()
        last = len(self._heights) - 1
        return min(last, max(0, bisect_right(self._tops, y) - 1))

    def _sum_heights(self) -> None:
        if self._known < len(self._heights) or len(self._tops) != len(self._heights) + 1:
            known = self._known
            self._tops[known:] = accumulate(self._heights[known:], initial=self._tops[known])
            self._known = len(self._heights)
