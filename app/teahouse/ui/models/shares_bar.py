"""A bar of shares of bytes; below it each part has its colour, name and size."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from teahouse.core.values import dataclass
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.labels import as_text
from teahouse.ui.kit.painting import paint_tile
from teahouse.ui.model_colours import colour_of, marks, mixed
from teahouse.ui.style import Theme

BAR = 12
GAP = 8  # between the bar and its words
LINE = 24
SIGN = 16  # pixels a side of what stands before the words
LEAST = 1 / 1000  # of the whole, that a part is shown
WORDS = 280  # pixels that the words of a part may take
FADE = 0.24  # how much nearer to the ground each grey part is than the one before
FAINTEST = 0.72


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the bytes; `model`: the name of the model it belongs to."""

    words: str
    size: int
    model: str = ""


class SharesBar(QWidget):
    """Models have their own colours, others are grey. Parts too small to be seen are left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._fit_height)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show parts, in their order."""
        whole = sum(part.size for part in parts)
        self._parts = tuple(part for part in parts if part.size > whole * LEAST)
        told = [f"{part.words} {numbers.size(part.size)}" for part in self._parts]
        self.setAccessibleName("; ".join(told))
        self.setToolTip(as_text("\n".join(told)))  # names that are too long are whole in it
        self._fit_height()
        self.update()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that are shown."""
        return self._parts

    def colours(self) -> list[str]:
        """The colour of each part."""
        colours, found = self._theme.colours, []
        step = 1
        for part in self._parts:
            if part.model:
                found.append(colour_of(part.model, colours))
            else:
                found.append(mixed(colours.muted, colours.surface, min(FAINTEST, step * FADE)))
                step += 1
        return found

    def sizeHint(self) -> QSize:
        rows = self._theme.px(LINE) * self._count_rows(max(200, self.width()))
        return QSize(200, self._theme.px(BAR) + self._theme.px(GAP) + rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        height = self.sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)

    def part_text(self, part: Part) -> str:
        """The text below the bar about a part."""
        most = self._theme.px(WORDS)
        short = QFontMetricsF(self._theme.small()).elidedText(part.words, Qt.TextElideMode.ElideMiddle, most)
        return f"{short} {numbers.size(part.size)}"

    def _entry_width(self, said: str) -> float:
        words = QFontMetricsF(self._theme.small()).horizontalAdvance(said)
        return self._theme.px(SIGN) + 6 + words + self._theme.px(16)

    def _count_rows(self, width: float) -> int:
        rows, at = 1, 0.0
        for part in self._parts:
            wide = self._entry_width(self.part_text(part))
            if at and at + wide > width:
                rows, at = rows + 1, 0.0
            at += wide
        return rows

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = sum(part.size for part in self._parts) or 1
        letters = marks([part.model for part in self._parts])
        bar, high = self._theme.px(BAR), self._theme.px(LINE)
        at, left, line = 0.0, 0.0, float(bar + self._theme.px(GAP))
        for part, colour, letter in zip(self._parts, self.colours(), letters, strict=True):
            wide = self.width() * part.size / whole
            painter.fillRect(QRectF(at, 0, max(1.0, wide - 2), bar), QColor(colour))
            at += wide
            said = self.part_text(part)
            if left and left + self._entry_width(said) > self.width():
                left, line = 0.0, line + high
            side = self._theme.px(SIGN)
            sign = QRectF(left, line + (high - side) / 2, side, side)
            if part.model:
                paint_tile(painter, sign, part.model, self._theme, mark=letter)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colour))
                inset = side * 0.2
                painter.drawRoundedRect(sign.adjusted(inset, inset, -inset, -inset), 2, 2)
            painter.setFont(self._theme.small())
            painter.setPen(QColor(self._theme.colours.muted))
            place = QRectF(left + side + 6, line, self._entry_width(said), high)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), said)
            left += self._entry_width(said)
