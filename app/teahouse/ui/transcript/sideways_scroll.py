"""What is wider than the column and is moved sideways under the reader's hand; slices of one block share it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from teahouse.ui.transcript.text_style import TextStyle


class SidewaysScroll:
    """`shift`: pixels moved to the left; `content` and `room`: widths in pixels."""

    def __init__(self) -> None:
        self.shift = 0
        self._contents: dict[object, int] = {}
        self.room = 0
        self._long: set[object] = set()  # parts with a line that is wider than the column, wrapped or not

    def measure(self, part: object, content: int, room: int) -> None:
        """A part says how wide it is, and how wide it may be."""
        self._contents[part] = content
        self.room = room
        self.shift = min(self.shift, self.reach)

    def tell(self, part: object, overflows: bool) -> None:
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

    def move(self, pixels: int) -> bool:
        """Move it; tells whether it could be moved."""
        before, self.shift = self.shift, max(0, min(self.reach, self.shift + pixels))
        return self.shift != before

    def move_to(self, share: float) -> bool:
        """Move it to a place between its beginning, 0, and its end, 1."""
        return self.move(round(share * self.reach) - self.shift)

    def paint(self, painter: QPainter, ink: TextStyle, left: float, bottom: float) -> None:
        """The thin bar that shows which part is seen."""
        if not self.reach:
            return
        whole = self.reach + self.room
        x, width = left + self.room * self.shift / whole, max(24.0, self.room * self.room / whole)
        painter.save()
        pen = QPen(ink.colour("muted"), ink.px(3))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(x + 3, bottom), QPointF(min(x + width, left + self.room) - 3, bottom))
        painter.restore()

    def bar(self, left: float, bottom: float, ink: TextStyle) -> QRectF:
        """Where the bar takes clicks; empty where there is none."""
        return QRectF(left, bottom - ink.px(6), self.room, ink.px(12)) if self.reach else QRectF()
