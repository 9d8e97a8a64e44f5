"""Paints the cells of the result grid: a verdict with its sign, the first lines of the answer, time and tokens."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from teahouse.core.values import dataclass
from teahouse.ui.kit import icons
from teahouse.ui.kit.table import Index
from teahouse.ui.style import ColourName, Theme

ROW = 78  # pixels of a row, before zoom
PAD = 12
TOP = 8
SIGN = 13
LINES = 2  # of an answer
CELL = Qt.ItemDataRole.UserRole  # a `CellText` in the model's data
PROMPT = 0  # the column of the prompts


class VerdictTone(StrEnum):
    """The kind of a verdict. It decides sign and colour; the verdict's words say the same."""

    GOOD = "good"
    BAD = "bad"
    WARN = "warn"  # it could not be judged
    ASKS = "asks"  # a person has to vote
    QUIET = "quiet"  # nothing to say yet


LOOKS: dict[VerdictTone, tuple[str, ColourName]] = {
    VerdictTone.GOOD: ("check", "accent"),
    VerdictTone.BAD: ("close", "danger"),
    VerdictTone.WARN: ("warn", "warn"),
    VerdictTone.ASKS: ("star", "text"),
    VerdictTone.QUIET: ("", "muted"),
}


@dataclass(frozen=True, slots=True)
class CellText:
    """What a cell shows, written out. `title` is the verdict, or the title of a prompt; `body` the beginning of the
    answer or the checks; `figures` time and tokens."""

    title: str
    tone: VerdictTone = VerdictTone.QUIET
    body: str = ""
    figures: str = ""


class CellDelegate(QStyledItemDelegate):
    """Paints a `CellText`. All rows have the same height. Fonts, signs and broken lines are kept: a scrolled page of
    sixty cells is painted within a frame or two."""

    def __init__(self, theme: Theme, parent: QTableView) -> None:
        super().__init__(parent)
        self._theme = theme
        self._signs: dict[tuple[VerdictTone, float], QPixmap] = {}
        theme.changed.connect(self._prepare)
        self._prepare()

    def _prepare(self) -> None:
        """Make the fonts and colours of the theme."""
        theme, colours = self._theme, self._theme.colours
        self._bold, self._plain, self._small = theme.font(13, bold=True), theme.font(13), theme.small()
        self._bold_lines, self._plain_lines = LineBreaker(self._bold), LineBreaker(self._plain)
        self._small_lines = LineBreaker(self._small)
        self._line_height = QFontMetricsF(self._small).lineSpacing()
        self._title_height = QFontMetricsF(self._bold).height()
        self._inks = {tone: colours.find_colour(colour) for tone, (_, colour) in LOOKS.items()}
        self._text, self._muted, self._border = QColor(colours.text), QColor(colours.muted), QColor(colours.border)
        self._signs.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(120), self._theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL)
        if not isinstance(cell, CellText):
            return
        place, colours = QRectF(option.rect), self._theme.colours
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.accent_soft))
        painter.setPen(self._border)
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), 6, 6)
            painter.restore()
        room = place.adjusted(PAD, self._theme.px(TOP), -PAD, 0)
        self._paint_text(painter, room, cell, prompt=index.column() == PROMPT)

    def _paint_text(self, painter: QPainter, room: QRectF, cell: CellText, *, prompt: bool) -> None:
        line = QRectF(room.left(), room.top(), room.width(), self._title_height)
        if LOOKS[cell.tone][0] and not prompt:
            sign = self._sign_of(cell.tone, painter.device().devicePixelRatioF())
            side = self._theme.px(SIGN)
            painter.drawPixmap(QPointF(line.left(), line.top() + (line.height() - side) / 2), sign)
            line.setLeft(line.left() + side + 5)
        bold = prompt or cell.tone is not VerdictTone.QUIET
        titles = self._bold_lines if bold else self._plain_lines
        painter.setFont(self._bold if bold else self._plain)
        painter.setPen(self._text if prompt else self._inks[cell.tone])
        for title in titles.prepare_lines((cell.title,), int(line.width()), 1):
            painter.drawStaticText(line.topLeft(), title)
        painter.setFont(self._small)
        painter.setPen(self._muted)
        lines = LINES if cell.figures or not prompt else LINES + 1
        below = QPointF(room.left(), line.bottom() + 1)
        for text in self._small_lines.prepare_lines((cell.body, cell.figures), int(room.width()), lines):
            painter.drawStaticText(below, text)
            below.setY(below.y() + self._line_height)

    def _sign_of(self, tone: VerdictTone, ratio: float) -> QPixmap:
        """The sign of a verdict as a picture."""
        found = self._signs.get((tone, ratio))
        if found is None:
            side = self._theme.px(SIGN)
            found = QPixmap(round(side * ratio), round(side * ratio))
            found.setDevicePixelRatio(ratio)
            found.fill(Qt.GlobalColor.transparent)
            with QPainter(found) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                icons.paint_glyph(painter, LOOKS[tone][0], QRectF(0, 0, side, side), self._inks[tone])
            self._signs[tone, ratio] = found
        return found


LONGEST = 600  # characters of a text that are broken into lines
MOST_KEPT = 4096  # texts


class LineBreaker:
    """Breaks texts of one font into lines, elided at the end, and keeps what it made."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._metrics = QFontMetricsF(font)
        self._option = QTextOption()
        self._option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._kept: dict[tuple[tuple[str, ...], int, int], tuple[QStaticText, ...]] = {}

    def prepare_lines(self, parts: tuple[str, ...], width: int, most: int) -> tuple[QStaticText, ...]:
        """The lines of the first part, at most `most`, and of the others, one each, ready to be drawn."""
        key = (parts, width, most)
        found = self._kept.get(key)
        if found is None:
            lines = list(self.break_text(parts[0], width, most))
            lines += [line for part in parts[1:] for line in self.break_text(part, width, 1)]
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = tuple(map(self._prepare_line, lines))
        return found

    def _prepare_line(self, line: str) -> QStaticText:
        made = QStaticText(line)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.prepare(font=self._font)
        return made

    def break_text(self, text: str, width: int, most: int) -> tuple[str, ...]:
        """The first lines of a text at a width in pixels, the last one elided."""
        plain = " ".join(text[:LONGEST].split())
        if not plain or width < 1:
            return ()
        layout = QTextLayout(plain, self._font)
        layout.setTextOption(self._option)
        layout.beginLayout()
        lines: list[str] = []
        while len(lines) < most and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            begin = line.textStart()
            if len(lines) == most - 1:
                lines.append(self._metrics.elidedText(plain[begin:], Qt.TextElideMode.ElideRight, width))
            else:
                lines.append(plain[begin : begin + line.textLength()].rstrip())
        layout.endLayout()
        return tuple(lines)
