"""A part of a message: the smallest thing that is measured, painted, hit and freed by itself.

A part is made cheaply and estimates its height. Only when it comes near the window is it laid out, `lay`, for a
width; when it is far away again, `free` drops the layout and keeps the height.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from teahouse.ui.transcript.ink import Ink

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


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that does something; `rect` is relative to the part."""

    act: Act
    rect: QRect
    value: str = ""
    tip: str = ""


@dataclass(slots=True)
class Light:
    """How a part is to be painted now: the marked characters, what the pointer is on, whether actions show."""

    span: tuple[int, int] = (0, 0)
    hit: Hit | None = None
    actions: bool = False


class Part:
    """The base of all parts. `key` orders the parts of a message and stays theirs while others come and go."""

    selectable = False
    joined = False  # goes on where the part before was cut for its size
    copied = False  # "Copied" stands where Copy did, for a while

    def __init__(self, ink: Ink, key: tuple[int, int]) -> None:
        self.ink = ink
        self.key = key
        self.height = 0  # as measured for `width`, or as estimated
        self.width = -1  # what it is laid out for; -1: it is not
        self.sized = -1  # the width that `height` belongs to, measured or estimated

    @property
    def laid(self) -> bool:
        """Whether it holds a layout and can be painted."""
        return self.width >= 0

    def lay(self, width: int) -> int:
        """Lay it out for a width in pixels and return its height."""
        raise NotImplementedError

    def estimate(self, width: int) -> int:
        """About how high it will be; must be cheap."""
        raise NotImplementedError

    def free(self) -> None:
        """Drop the layout; the height stays."""
        self.width = -1

    def paint(self, painter: QPainter, clip: QRect, light: Light) -> None:
        """Paint it with its top left corner at the origin."""
        raise NotImplementedError

    def hits(self) -> list[Hit]:
        """The places that do something, as it was laid out."""
        return []

    def hit(self, x: int, y: int) -> Hit | None:
        """What is at a point."""
        return next((hit for hit in self.hits() if hit.rect.contains(x, y)), None)

    def tip_at(self, x: int) -> str:
        """What the tooltip says at a place that does nothing."""
        return ""

    def position_at(self, x: int, y: int) -> int:
        """The position in `plain()` that is nearest to a point."""
        return 0

    def plain(self) -> str:
        """Its text, as copied and as read out; works when it is not laid out."""
        return ""
