"""The parameters of each part of a model: a bar of their shares, and a table with bytes and types."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QSizePolicy, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from teahouse.core.model_structure import ModelStructure
from teahouse.ui.i18n import numbers
from teahouse.ui.kit.table import LINE, CellPainter, Index, set_up_table, style_table
from teahouse.ui.models.model_page import words
from teahouse.ui.style import Theme

BAR = 14  # pixels of height
SWATCH = 12
COLOUR = Qt.ItemDataRole.UserRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
KINDS, SIZE, SHARE = 4, 3, 2  # columns that are left out where there is no room, in this order


class PartsBar(QWidget):
    """The share of each part; the table below it has the same as text."""

    def __init__(self, theme: Theme, model: str, structure: ModelStructure) -> None:
        super().__init__()
        self._theme = theme
        self._model = model
        self._structure = structure
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(BAR))
        self.setAccessibleName("; ".join(words.describe_part(total, structure) for total in structure.parts))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colours = QPainter(self), self._theme.colours
        parts = [total.part for total in self._structure.parts]
        shades = words.part_colours(self._model, parts, colours)
        whole, left = self._structure.parameters or 1, 0.0
        for total in self._structure.parts:
            wide = self.width() * total.parameters / whole
            painter.fillRect(QRectF(left, 0, max(1.0, wide - 1), self.height()), QColor(shades[total.part]))
            left += wide
        painter.setPen(QColor(colours.edge))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class _SwatchPainter(CellPainter):
    """Paints the part's colour before its name."""

    def width_before(self, index: Index) -> float:
        return self._theme.px(SWATCH) + 8 if index.data(COLOUR) else 0.0

    def paint_before(self, painter: QPainter, place: QRectF, index: Index) -> float:
        colour = index.data(COLOUR)
        if colour:
            side = self._theme.px(SWATCH)
            painter.setPen(QColor(self._theme.colours.edge))
            painter.setBrush(QColor(str(colour)))
            painter.drawRoundedRect(QRectF(place.left(), place.center().y() - side / 2, side, side), 3, 3)
        return self.width_before(index)


class PartsTable(QTableWidget):
    """One row for each part and one for all; as high as its rows."""

    def __init__(self, theme: Theme, model: str, structure: ModelStructure) -> None:
        super().__init__(len(structure.parts) + 1, 5)
        self._theme = theme
        set_up_table(self)
        style_table(self, theme)
        self.setItemDelegate(_SwatchPainter(theme, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setSectionsClickable(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Parameters of each part"))
        self._fill(model, structure)
        self.setFixedHeight(theme.px(LINE) * (self.rowCount() + 1) + 4)

    def _fill(self, model: str, structure: ModelStructure) -> None:
        titles = (self.tr("Part"), self.tr("Parameters"), self.tr("Share"), self.tr("Bytes"), self.tr("Types"))
        self.setHorizontalHeaderLabels(titles)
        for column in (1, SHARE, SIZE):
            if (head := self.horizontalHeaderItem(column)) is not None:
                head.setTextAlignment(RIGHT)
        shades = words.part_colours(model, [total.part for total in structure.parts], self._theme.colours)
        whole = structure.parameters or 1
        for row, total in enumerate(structure.parts):
            share = numbers.percent(total.parameters / whole)
            size = numbers.size(total.size) if total.size else "–"
            cells = (words.part_name(total.part), numbers.whole(total.parameters), share, size, words.kinds(total))
            self._add_row(row, cells, words.describe_part(total, structure), shades[total.part])
        size = numbers.size(structure.size) if structure.size else "–"
        cells = (self.tr("All"), numbers.whole(structure.parameters or 0), numbers.percent(1.0), size, "")
        self._add_row(len(structure.parts), cells, "")

    def _add_row(self, row: int, cells: tuple[str, ...], tip: str, colour: str = "") -> None:
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(tip)
            if column in (1, SHARE, SIZE):
                item.setTextAlignment(RIGHT)
            if column == 0 and colour:
                item.setData(COLOUR, colour)
            self.setItem(row, column, item)

    def fit_columns(self) -> None:
        """Fit the columns to their texts and the width; leave out what has no room: tool tips have it."""
        header, metrics = self.horizontalHeader(), self.fontMetrics()
        widths = []
        for column in range(self.columnCount()):
            title = str(self.model().headerData(column, Qt.Orientation.Horizontal))
            widths.append(max(self.sizeHintForColumn(column), metrics.horizontalAdvance(title) + 24))
        room = self.viewport().width()
        shown = set(range(self.columnCount()))
        least = dict(enumerate(widths)) | {KINDS: min(widths[KINDS], self._theme.px(90))}
        for column in (KINDS, SHARE, SIZE):
            if sum(least[each] for each in shown) > room:
                shown.discard(column)
        for column, width in enumerate(widths):
            self.setColumnHidden(column, column not in shown)
            header.resizeSection(column, width)
        rest = room - sum(widths[each] for each in shown if each != KINDS)
        if KINDS in shown:
            header.resizeSection(KINDS, rest)
        elif rest > 0:
            header.resizeSection(0, widths[0] + rest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()


class PartsView(QWidget):
    """Bar and table."""

    def __init__(self, theme: Theme, model: str, structure: ModelStructure) -> None:
        super().__init__()
        self.bar = PartsBar(theme, model, structure)
        self.table = PartsTable(theme, model, structure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.bar)
        column.addWidget(self.table)
