"""The table below the lanes: all figures next to each other, the best of each column bold and marked with a diamond.

A click on a heading sorts by it; so does S on a cell. Enter or a click in the vote column votes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from teahouse.ui.compare.columns import COLUMNS, Better, CompareColumn
from teahouse.ui.compare.table_model import CELL, NAME, ROW, UNVOTED, Cell, CompareRow, Index, TableModel
from teahouse.ui.compare.words import fitted, without_host
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit import icons
from teahouse.ui.kit.painting import paint_tile
from teahouse.ui.style import ColourName, Theme

LINE = 34
PAD = 7
TILE = 18
MARK = 3.5
MARK_ROOM = 14
STAR = 15


class TablePainter(QStyledItemDelegate):
    """Paints a cell in the theme's colours: figure, unit, spread and difference."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def _line_parts(self, index: Index) -> list[tuple[str, bool, ColourName]]:
        """The parts of a cell's first line from left to right: text, bold, colour."""
        cell = index.data(CELL)
        if not isinstance(cell, Cell):
            best = str(index.data() or "").startswith("★")
            return [(str(index.data() or ""), best, "text")]
        figure, gap, unit = cell.text.partition(" ")
        return [(figure, cell.best, "text"), (gap + unit, False, "text" if cell.best else "muted")]

    def _line_width(self, parts: list[tuple[str, bool, ColourName]]) -> float:
        return sum(QFontMetricsF(self._theme.font(13, bold=bold)).horizontalAdvance(text) for text, bold, _ in parts)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell = index.data(CELL)
        width = self._line_width(self._line_parts(index)) + (MARK_ROOM if isinstance(cell, Cell) and cell.best else 0)
        if isinstance(cell, Cell) and cell.below:
            width = max(width, QFontMetricsF(self._theme.small()).horizontalAdvance(cell.below))
        return QSize(round(width) + 2 * PAD, self._theme.px(LINE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect)
        colours = self._theme.colours
        painter.setPen(QPen(QColor(colours.border), 1))
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 6, 6)
        if index.column() == NAME:
            self._paint_name(painter, rect, index.data(ROW))
        else:
            self._paint_cell(painter, rect, index)
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRectF, row: CompareRow) -> None:
        side = self._theme.px(TILE)
        tile = QRectF(rect.left() + PAD, rect.center().y() - side / 2, side, side)
        paint_tile(painter, tile, row.model, self._theme, mark=row.tile)
        font = self._theme.font(13)
        room = rect.adjusted(PAD + side + 8, 0, -PAD / 2, 0)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        name = fitted(without_host(row.name, row.host), QFontMetricsF(font), room.width())
        below = QFontMetricsF(self._theme.small()).height() if row.host else 0.0
        painter.drawText(room.adjusted(0, 0, 0, -below), int(Qt.AlignmentFlag.AlignVCenter), name)
        if row.host:
            font = self._theme.small()
            painter.setFont(font)
            painter.setPen(QColor(self._theme.colours.muted))
            host = QFontMetricsF(font).elidedText(row.host, Qt.TextElideMode.ElideMiddle, room.width())
            line = room.adjusted(0, room.height() / 2, 0, -1)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), host)

    def _paint_cell(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        parts = self._line_parts(index)
        below = cell.below if isinstance(cell := index.data(CELL), Cell) else ""
        if below:
            self._paint_below(painter, rect.adjusted(0, rect.height() / 2 - 2, -PAD, 0), below)
            rect = rect.adjusted(0, 2, 0, -rect.height() / 2 + 4)
        at = (
            rect.left() + PAD
            if index.column() == index.model().columnCount() - 1
            else rect.right() - PAD - self._line_width(parts)
        )
        if isinstance(cell, Cell) and cell.best:
            self._paint_mark(painter, QPointF(at - 9, rect.center().y()))
        if parts[0][0] == UNVOTED:  # as a letter its thin lines look pale
            side = self._theme.px(STAR)
            icons.paint_glyph(
                painter, "star", QRectF(at, rect.center().y() - side / 2, side, side), self._theme.colours.text
            )
            return
        for text, bold, colour in parts:
            font = self._theme.font(13, bold=bold)
            painter.setFont(font)
            painter.setPen(self._theme.colours.find_colour(colour))
            wide = QFontMetricsF(font).horizontalAdvance(text)
            painter.drawText(QRectF(at, rect.top(), wide + 2, rect.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
            at += wide

    def _paint_below(self, painter: QPainter, rect: QRectF, text: str) -> None:
        """The cell's second line: spread and difference."""
        painter.setFont(self._theme.small())
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), text)

    def _paint_mark(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.accent))
        corners = ((0, -MARK), (MARK, 0), (0, MARK), (-MARK, 0))
        painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))


TALL = 46  # a row whose cells have a second line
NAME_WIDTH = 140
SHEET = """
QTableView {{ background: {surface}; border: 1px solid {border}; border-radius: 12px; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: transparent; color: {muted}; border: none; border-bottom: 1px solid {border};
  padding: 0 7px; font-size: {small}px; font-weight: {bold}; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ width: 0; height: 0; }}
"""


class Table(Retranslated, QTableView):
    """The table of figures. `vote` carries a lane's id."""

    vote = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, columns: tuple[CompareColumn, ...] = COLUMNS
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wide = False
        self.rows = TableModel(self, columns)
        self.setModel(self.rows)
        self.setItemDelegate(TablePainter(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(40)
        header.sectionClicked.connect(self.sort_by)
        self.clicked.connect(self._on_click)
        self.rows.modelReset.connect(self.fit)
        self.rows.dataChanged.connect(self._on_figures)
        self._gpu = False
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.retranslate()

    def _apply_theme(self) -> None:
        colours, px = self._theme.colours, self._theme.px
        self.setStyleSheet(
            SHEET.format(
                surface=colours.surface,
                border=colours.border,
                muted=colours.muted,
                small=px(12),
                bold=self._theme.bold,
            )
        )
        self.horizontalHeader().setFixedHeight(px(LINE))
        self.fit()

    def sort_by(self, column: int) -> None:
        """Sort by a column, the best first; the second time reversed; the third time in the lanes' own order."""
        first = self.rows.first_order(column)
        other = Qt.SortOrder(1 - first.value)
        at = self.currentIndex()
        match self.rows.sorted_by:
            case (before, order) if before == column and order == first:
                self.rows.sort(column, other)
            case (before, _) if before == column:
                self.rows.sort(-1)
            case _:
                self.rows.sort(column, first)
        if at.isValid():
            self.setCurrentIndex(self.rows.index(at.row(), at.column()))
        self._show_sorted()

    def _show_sorted(self) -> None:
        header = self.horizontalHeader()
        header.setSortIndicatorShown(self.rows.sorted_by is not None)
        if self.rows.sorted_by is not None:
            header.setSortIndicator(*self.rows.sorted_by)

    def whole_height(self) -> int:
        """Its height with all rows."""
        bar = self.horizontalScrollBar().sizeHint().height() if self._wide else 0
        return self._theme.px(LINE) + self._row_height() * self.rows.rowCount() + 4 + bar

    def whole_width(self) -> int:
        """Its width with all columns."""
        return self.width() - self.viewport().width() + self.horizontalHeader().length()

    def height_within(self, most: int) -> int:
        """The largest height within `most`: all rows, or as many whole ones as fit, but at least two."""
        over = self.whole_height() - most
        left_out = min(max(0, -(-over // self._row_height())), max(0, self.rows.rowCount() - 2))
        return self.whole_height() - left_out * self._row_height()

    @contextmanager
    def showing_all(self) -> Iterator[None]:
        """Within the block all rows and columns are visible, for a picture."""
        before = self.size()
        self.resize(self.whole_width(), before.height())
        self.setFixedHeight(self.whole_height())
        try:
            yield
        finally:
            self.setFixedHeight(before.height())
            self.resize(before)

    def _row_height(self) -> int:
        return self._theme.px(TALL if self.rows.is_tall else LINE)

    def fit(self) -> None:
        """Set the columns to the width they need; the model's name gets the rest."""
        header = self.horizontalHeader()
        metrics = QFontMetricsF(self._theme.small(bold=True))
        taken = 0
        self._gpu = self.rows.has_gpu
        for number, each in enumerate(self.rows.columns, 1):
            if each.needs_gpu:
                self.setColumnHidden(number, not self._gpu)
        for column in range(1, self.rows.columnCount()):
            if self.isColumnHidden(column):
                continue
            title = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
            sample = self._sample_width(column)
            wide = max(round(metrics.horizontalAdvance(title)) + 2 * PAD + 6, self.sizeHintForColumn(column), sample)
            header.resizeSection(column, wide)
            taken += wide
        left = self.viewport().width() - taken
        self._wide = left < self._theme.px(NAME_WIDTH)
        header.resizeSection(NAME, max(self._theme.px(NAME_WIDTH), left))
        self.verticalHeader().setDefaultSectionSize(self._row_height())

    def _on_figures(self) -> None:
        """Hide the columns of the memory's parts where no model is on a GPU: they would repeat the total."""
        if self.rows.has_gpu != self._gpu:
            self.fit()

    def _sample_width(self, column: int) -> int:
        """The width of a column for typical figures, so that changing figures need no measuring."""
        if column == self.rows.vote_column:
            return 0
        shown = self.rows.columns[column - 1]
        mark = 0 if shown.better is Better.NEITHER else MARK_ROOM
        return round(QFontMetricsF(self._theme.font(13)).horizontalAdvance(shown.sample)) + 2 * PAD + mark

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _on_click(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if index.column() == self.rows.vote_column and isinstance(row, CompareRow) and row.votable:
            self.vote.emit(row.lane_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        if event.key() == Qt.Key.Key_S and at.isValid() and not event.modifiers():
            self.sort_by(at.column())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and at.isValid():
            self._on_click(at.siblingAtColumn(self.rows.vote_column))
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Figures of all lanes"))
        self.setAccessibleDescription(self.tr("Arrow keys move, S sorts by the column, Enter votes"))
        self.rows.retranslate()
        self.fit()
