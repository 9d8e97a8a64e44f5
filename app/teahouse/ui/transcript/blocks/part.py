"""A part of a message: the smallest thing that is measured, painted, hit and freed by itself.

A part is made cheaply and estimates its height. Only when it comes near the window is it laid out, `lay_out`, for
a width; when it is far away again, `free_layout` drops the layout and keeps the height.
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
HIDDEN = (2, 1 << 30)  # the key of what stands for text that is not shown
TOP = (0, 0)  # the key of a message's first part


class Act(Enum):
    """What a click on a place of the transcript does."""

    FOLD = auto()  # show or hide the thinking
    COPY = auto()
    COPY_CODE = auto()
    RETRY = auto()
    RETRY_MENU = auto()  # ask whether with the same model or another
    RETRY_WITH = auto()  # another model
    EDIT = auto()
    OLDER = auto()  # the sibling before
    NEWER = auto()
    LINK = auto()
    SAVE_CODE = auto()
    SAVE = auto()  # the whole message to a file
    WRAP = auto()  # wrap long lines of code, or not
    SCROLL = auto()  # move what is wider than the column sideways
    CONTINUE = auto()  # go on with a reply that ended too early
    DELETE = auto()
    MENU = auto()  # all that can be done with the message
    COMPARE = auto()
    SHOW = auto()  # what came with the message, large


@dataclass(frozen=True, slots=True)
class PartHit:
    """A place that does something; `rect` is relative to the part."""

    act: Act
    rect: QRect
    value: str = ""
    tip: str = ""
    owner: TranscriptPart | None = None  # the part inside the part that it belongs to


Span = tuple[int, int, QTextCharFormat]


@dataclass(slots=True)
class Light:
    """How a part is to be painted now: the marked characters, what the pointer is on, whether actions show, and
    whether the pointer or the keyboard is on its message (`near`)."""

    spans: tuple[Span, ...] = ()
    hit: PartHit | None = None
    actions: bool = False
    near: bool = False

    def for_child(self, child: TranscriptPart, at: int) -> Light:
        """The same for a part inside the part, whose text begins at `at`."""
        spans = tuple((max(0, start - at), end - at, char_format) for start, end, char_format in self.spans if end > at)
        mine = self.hit is not None and self.hit.owner is child
        return Light(spans, self.hit if mine else None, self.actions, self.near)


class SidewaysScroll:
    """How far a block that is wider than the column is moved sideways; slices of one block share it.

    `shift`: pixels moved to the left; `content` and `room`: widths in pixels.
    """

    __slots__ = ("_contents", "_long", "room", "shift")

    def __init__(self) -> None:
        self.shift = 0
        self._contents: dict[object, int] = {}
        self.room = 0
        self._long: set[object] = set()  # parts with a line that is wider than the column, wrapped or not

    def set_widths(self, part: object, content: int, room: int) -> None:
        """A part says how wide it is, and how wide it may be."""
        self._contents[part] = content
        self.room = room
        self.shift = min(self.shift, self.reach)

    def note_overflow(self, part: object, *, overflows: bool) -> None:
        """A part says whether one of its lines is wider than the column, wrapped or not."""
        self._long.add(part) if overflows else self._long.discard(part)

    @property
    def overflows(self) -> bool:
        """Whether any of the parts has such a line."""
        return bool(self._long)

    @property
    def reach(self) -> int:
        """How far it can be moved."""
        return max(0, max(self._contents.values(), default=0) - self.room)

    def move_by(self, pixels: int) -> bool:
        """Move it; tells whether it could be moved."""
        before, self.shift = self.shift, max(0, min(self.reach, self.shift + pixels))
        return self.shift != before

    def move_to(self, share: float) -> bool:
        """Move it to a place between its beginning, 0, and its end, 1."""
        return self.move_by(round(share * self.reach) - self.shift)

    def paint_bar(self, painter: QPainter, style: TextStyle, left: float, bottom: float) -> None:
        """The thin bar that shows which part is seen."""
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
        """Where the bar takes clicks; empty where there is none."""
        return QRectF(left, bottom - style.px(6), self.room, style.px(12)) if self.reach else QRectF()

    def bar_hits(self, left: float, bottom: float, style: TextStyle) -> list[PartHit]:
        """The bar that moves it sideways, as a place to click."""
        bar = self.bar_rect(left, bottom, style)
        return [] if bar.isEmpty() else [PartHit(Act.SCROLL, bar.toRect())]


class TranscriptPart:
    """The base of all parts. `key` orders the parts of a message and stays theirs while others come and go."""

    selectable = False
    attachment: Attachment | None = None  # what came with the message, where it shows that
    is_open: bool | None = None  # whether more of it may come; None where that makes no difference to it
    _waiting: Set[object] = frozenset()
    fresh_from = 0  # pixels below its top; what is above is painted as it was when it last grew
    copied = False  # "Copied" stands where Copy did, for a while

    def __init__(self, style: TextStyle, key: tuple[int, int]) -> None:
        self.style = style
        self.key = key
        self.height = 0  # as measured for `width`, or as estimated
        self.width = -1  # what it is laid out for; -1: it is not
        self.sized = -1  # the width that `height` belongs to, measured or estimated

    @property
    def waiting(self) -> Set[object]:
        """Keys of what is still made for it between frames."""
        return self._waiting

    @property
    def joined(self) -> bool:
        """Whether it goes on where the part before was cut for its size."""
        return False

    @property
    def language(self) -> str:
        """The language of its code; empty for none."""
        return ""

    @property
    def laid(self) -> bool:
        """Whether it holds a layout and can be painted."""
        return self.width >= 0

    def lay_out(self, width: int) -> int:
        """Lay it out for a width in pixels and return its height."""
        raise NotImplementedError

    def estimate_height(self, width: int) -> int:
        """About how high it will be; must be cheap."""
        raise NotImplementedError

    def free_layout(self) -> None:
        """Drop the layout; the height stays."""
        self.width = -1

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        """Paint it with its top left corner at the origin."""
        raise NotImplementedError

    def hits(self) -> list[PartHit]:
        """The places that do something, as it was laid out."""
        return []

    def hit_at(self, x: int, y: int) -> PartHit | None:
        """What is at a point."""
        return next((hit for hit in self.hits() if hit.rect.contains(x, y)), None)

    def part_at(self, y: int) -> TranscriptPart:
        """The part inside the part that is at a height."""
        return self

    def title(self) -> str:
        """What stands above it, for screen readers; empty for none."""
        return ""

    def role(self) -> QAccessible.Role:
        """What it is to screen readers."""
        return QAccessible.Role.Paragraph

    def inner_parts(self) -> list[TranscriptPart]:
        """The parts inside the part, from top to bottom; itself where it has none."""
        return [self]

    def tip_at(self, x: int) -> str:
        """What the tooltip says at a place that does nothing."""
        return ""

    def link_text(self, address: str) -> str:
        """What stands on the page for the links that lead to an address."""
        return ""

    def position_at(self, x: int, y: int) -> int:
        """The position in `plain_text()` that is nearest to a point."""
        return 0

    def top_of(self, position: int) -> int:
        """How far below its top the line with a position of `plain_text()` is, where it is laid out."""
        return 0

    def sideways_scrolls(self) -> list[SidewaysScroll]:
        """How far those of its parts that are wider than the column, itself among them, are moved sideways."""
        return []

    def plain_text(self) -> str:
        """Its text as it stands on the page; works when it is not laid out."""
        return ""

    def copied_text(self, start: int, end: int) -> str:
        """What is copied from one position of `plain_text()` to another."""
        from teahouse.core.markdown.copying import cut  # an empty page at the start needs no Markdown

        return cut(self.plain_text(), start, end)

    def copied_markdown(self, start: int, end: int) -> str:
        """The same as Markdown."""
        return self.copied_text(start, end)


class RowHeights:
    """The heights of rows one below the other, in pixels from 0 down: where each begins, and which one is at a place.

    A change costs nothing until somebody asks, and then only what lies below the change is summed again.
    """

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
        """All rows from `start` on are these now."""
        self._heights[start:] = heights
        self._known = min(self._known, start)

    def prepend_rows(self, heights: Sequence[int]) -> None:
        """Rows that stand above the first one."""
        self._heights[:0] = heights
        self._known = 0

    def top_of(self, row: int) -> int:
        """Where this row begins; `top(len(rows))` is the height of all."""
        if row > self._known:
            self._sum_heights()
        return self._tops[row]

    @property
    def total(self) -> int:
        return self.top_of(len(self._heights))

    def row_at(self, y: int) -> int:
        """The row at this place; the first above all, the last below all, -1 when there is none."""
        self._sum_heights()
        last = len(self._heights) - 1
        return min(last, max(0, bisect_right(self._tops, y) - 1))

    def _sum_heights(self) -> None:
        if self._known < len(self._heights) or len(self._tops) != len(self._heights) + 1:
            known = self._known
            self._tops[known:] = accumulate(self._heights[known:], initial=self._tops[known])
            self._known = len(self._heights)
