"""The table of one model: a row for each layer, a column for each place, and the model's answer in the last row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.workshop.layer_inspection import LayerGuess, LayerInspection, show_token
from teahouse.ui.i18n import numbers
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.labels import ElidedLabel, Muted
from teahouse.ui.kit.table import set_up_table, style_table
from teahouse.ui.model_colours import mixed
from teahouse.ui.style import Theme
from teahouse.ui.workshop.layers import words

SHARE = Qt.ItemDataRole.UserRole
IS_ANSWER = Qt.ItemDataRole.UserRole + 1
LINE, PAD = 28, 8
HEAT = 0.38  # how much of the accent colour a bar has
FIRST = 84  # pixels of the column of layers
TOP = 5
COLUMN = 92  # pixels of a token with its share; narrower tables show fewer of the first tokens
LEAST_COLUMNS = 2


def heat_colour(theme: Theme) -> QColor:
    """Of the bars behind a text, which stays legible."""
    colours = theme.colours
    return QColor(mixed(colours.surface, colours.accent, HEAT))


class ShareCellPainter(QStyledItemDelegate):
    """A text at the left, its share at the right, and behind both a bar as long as the share."""

    def __init__(self, theme: Theme, parent: QTableWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(96), self._theme.px(LINE))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place, colours = QRectF(option.rect), self._theme.colours
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.accent_soft))
        paint_share(
            painter,
            place,
            self._theme,
            str(index.data() or ""),
            index.data(SHARE),
            bold=bool(index.data(IS_ANSWER)),
        )
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place.adjusted(1.5, 1.5, -1.5, -1.5), 5, 5)
        painter.restore()


def paint_share(
    painter: QPainter, place: QRectF, theme: Theme, text: str, share: float | None, *, bold: bool = False
) -> None:
    """Paint a cell of `ShareCellPainter`; without `share` only the text."""
    colours = theme.colours
    if share is not None:
        bar = place.adjusted(2, 2, -2, -2)
        bar.setWidth(max(2.0, bar.width() * min(share, 1.0)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(heat_colour(theme))
        painter.drawRoundedRect(bar, 4, 4)
    room = place.adjusted(PAD, 0, -PAD, 0)
    painter.setPen(QColor(colours.text))
    if share is not None:
        figure = numbers.likelihood(share)
        painter.setFont(theme.small())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), figure)
        room.adjust(0, 0, -QFontMetricsF(painter.font()).horizontalAdvance(figure) - 6, 0)
    font = theme.font(13, bold=bold)
    painter.setFont(font)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)


class LensTable(Retranslated, QWidget):
    """`layer` carries the layer (from 0) of the row that became current; the answer's row is the last layer's."""

    layer = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._inspection: LayerInspection | None = None
        self._place = 0
        self.title, self.about = ElidedLabel(), Muted(wraps=True)
        self.table = QTableWidget(0, TOP + 1)
        set_up_table(self.table)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setItemDelegate(ShareCellPainter(theme, self.table))
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.table.currentCellChanged.connect(self._tell_layer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.title, self.about):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def _restyle(self) -> None:
        style_table(self.table, self._theme)
        self.table.verticalHeader().setDefaultSectionSize(self._theme.px(LINE))
        self.table.setColumnWidth(0, self._theme.px(FIRST))
        self.table.setMinimumHeight(self._theme.px(LINE) * 7)
        self._fit_columns()
        self.title.setFont(self._theme.font(13, bold=True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        room = self.table.viewport().width() - self._theme.px(FIRST)
        count = max(LEAST_COLUMNS, room // self._theme.px(COLUMN))
        for column in range(1, TOP + 1):
            self.table.setColumnHidden(column, column > count)

    def show_inspection(self, inspection: LayerInspection | None, place: int) -> None:
        """Show the layers at a token of the text; None empties the table."""
        self._inspection, self._place = inspection, place
        self._fill()

    @property
    def current_layer(self) -> int:
        """The layer of the current row, from 0; −1 where there is none."""
        last = self._inspection.layers - 1 if self._inspection is not None else -1
        return min(self.table.currentRow(), last)

    def _tell_layer(self, row: int, _column: int, before: int, _before: int) -> None:
        if row >= 0 and row != before:
            self.layer.emit(self.current_layer)

    def _fill(self) -> None:
        found = self._inspection
        rows = [*found.lens[self._place], found.own[self._place]] if found and self._place in found.lens else []
        grows = self.table.rowCount() != len(rows)
        self.table.setRowCount(len(rows))
        if found is None:
            self.title.setText("")
            self.about.setText("")
            return
        self.title.setText(found.model)
        self.about.setText(words.tell_settled(found, self._place))
        answer = rows[-1][0].token if rows and rows[-1] else None
        for row, guesses in enumerate(rows):
            name = QTableWidgetItem(words.name_layer(row, found.layers))
            name.setData(IS_ANSWER, row == found.layers)
            self.table.setItem(row, 0, name)
            for rank, guess in enumerate(guesses[:TOP], 1):
                self.table.setItem(row, rank, self._make_cell(row, rank, guess, is_answer=guess.token == answer))
        if rows and grows:
            self.table.blockSignals(True)  # nobody chose this row
            self.table.setCurrentCell(len(rows) - 1, 1)
            self.table.blockSignals(False)
            self.table.scrollToBottom()

    def _make_cell(self, row: int, rank: int, guess: LayerGuess, *, is_answer: bool) -> QTableWidgetItem:
        assert self._inspection is not None
        cell = QTableWidgetItem(show_token(guess.text))
        cell.setData(SHARE, guess.share)
        cell.setData(IS_ANSWER, is_answer)
        spoken = words.describe_guess(row, self._inspection.layers, rank, guess)
        cell.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        cell.setToolTip(spoken)
        return cell

    def retranslate(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("After"), *(str(rank) for rank in range(1, TOP + 1))])
        self.table.setAccessibleName(self.tr("Most probable next tokens after each layer"))
        self._fill()
