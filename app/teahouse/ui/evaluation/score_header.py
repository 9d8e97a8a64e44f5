"""The heading of the result grid: one card per configuration, with score, speed and memory."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView, QToolTip

from teahouse.core.values import dataclass
from teahouse.ui.kit.labels import as_text
from teahouse.ui.kit.painting import HEIGHT, paint_tile
from teahouse.ui.model_colours import colour_of
from teahouse.ui.style import Theme

TALL = 102  # pixels of a heading, before zoom
SETTINGS = 16  # more where a heading has settings
PAD = 12
TILE = 18
SCORE_SIZE = 18
BETWEEN = " · "
HEADING = Qt.ItemDataRole.UserRole + 10  # a `ColumnHeading` in the model's `headerData`


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    """What a heading shows, written out. `model` gives the tile its colour and `mark` its text; `share` of the bar is 0
    to 1; `settings` stands below the name, `note` beside it ("reference"); `interval` beside the score; `figures` below
    the bar."""

    name: str
    model: str
    mark: str
    score: str
    interval: str
    share: float
    figures: tuple[str, ...]
    settings: str = ""
    note: str = ""


class ScoreHeader(QHeaderView):
    """Paints a `ColumnHeading` per section, and plain text for a section without one."""

    def __init__(self, theme: Theme, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._settings = False  # whether a heading has any
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(64)

    def fit_height(self) -> None:
        """Take the height that the headings need."""
        self._settings = any(
            isinstance(heading := self.model().headerData(section, Qt.Orientation.Horizontal, HEADING), ColumnHeading)
            and heading.settings
            for section in range(self.count())
        )
        self.setFixedHeight(self._theme.px(TALL + (SETTINGS if self._settings else 0)))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        painter.setPen(QColor(colours.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = QRectF(rect).adjusted(PAD, 0, -PAD, 0)
        heading = self.model().headerData(section, Qt.Orientation.Horizontal, HEADING)
        if isinstance(heading, ColumnHeading):
            self._paint_heading(painter, room, heading)
        else:
            text = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "")
            self._paint_line(
                painter, room.adjusted(0, 0, 0, -10), text, self._theme.small(bold=True), colours.muted, low=True
            )
        painter.restore()

    def _paint_heading(self, painter: QPainter, room: QRectF, heading: ColumnHeading) -> None:
        theme, colours = self._theme, self._theme.colours
        side, line = theme.px(TILE), QFontMetricsF(theme.font()).height()
        top = room.top() + theme.px(10)
        paint_tile(painter, QRectF(room.left(), top, side, side), heading.model, theme, mark=heading.mark)
        name = QRectF(room.left() + side + 8, top - 1, room.width() - side - 8, side + 2)
        if heading.note:
            note_width = QFontMetricsF(theme.small()).horizontalAdvance(heading.note)
            if note_width + 8 + QFontMetricsF(theme.font(bold=True)).horizontalAdvance(heading.name) <= name.width():
                self._paint_line(painter, name, heading.note, theme.small(), colours.muted, right=True)
                name.setWidth(name.width() - note_width - 8)
        self._paint_line(painter, name, heading.name, theme.font(bold=True), colours.text)
        top += side + theme.px(4)
        if self._settings:
            settings = QRectF(room.left(), top - theme.px(2), room.width(), theme.px(SETTINGS))
            self._paint_line(painter, settings, heading.settings, theme.small(), colours.muted)
            top += theme.px(SETTINGS)
        score_font = theme.font(SCORE_SIZE, bold=True)
        score = QRectF(room.left(), top, room.width(), QFontMetricsF(score_font).height())
        self._paint_line(painter, score, heading.score, score_font, colours.text)
        score.setLeft(score.left() + QFontMetricsF(score_font).horizontalAdvance(heading.score) + 7)
        self._paint_line(painter, score.adjusted(0, 3, 0, 3), heading.interval, theme.small(), colours.muted)
        top = score.bottom() + theme.px(2)
        self._paint_bar(painter, QRectF(room.left(), top, room.width(), HEIGHT), heading)
        figures = QRectF(room.left(), top + HEIGHT + theme.px(3), room.width(), line)
        self._paint_line(
            painter, figures, self._fitting(heading.figures, figures.width()), theme.small(), colours.muted
        )

    def _fitting(self, figures: tuple[str, ...], width: float) -> str:
        """The figures in a row, without those in the middle where there is no room; the tool tip has all."""
        metrics = QFontMetricsF(self._theme.small())
        while len(figures) > 2 and metrics.horizontalAdvance(BETWEEN.join(figures)) > width:
            middle = len(figures) // 2
            figures = (*figures[:middle], *figures[middle + 1 :])
        return BETWEEN.join(figures)

    def _paint_bar(self, painter: QPainter, place: QRectF, heading: ColumnHeading) -> None:
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.border))
        painter.drawRoundedRect(place, HEIGHT / 2, HEIGHT / 2)
        if heading.share > 0:
            part = QRectF(place)
            part.setWidth(max(HEIGHT, place.width() * min(1.0, heading.share)))
            painter.setBrush(QColor(colour_of(heading.model, colours)))
            painter.drawRoundedRect(part, HEIGHT / 2, HEIGHT / 2)

    def _paint_line(
        self, painter: QPainter, place: QRectF, text: str, font: QFont, colour: str, *, right: bool = False,
        low: bool = False,
    ) -> None:  # fmt: skip
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, place.width()))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        height = Qt.AlignmentFlag.AlignBottom if low else Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(place, int(side | height), shown)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def _show_tip(self, at: QPoint, where: QPoint) -> None:
        section = self.logicalIndexAt(at)
        tip = self.model().headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        QToolTip.showText(where, as_text(str(tip or "")), self)
