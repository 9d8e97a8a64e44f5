"""The first column of a table, kept in sight at the left while the others scroll to the side."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView


class PinnedColumn(QTableView):
    """Lies over its table, and is there only while that is scrolled to the side. It shares the table's model, selection
    and delegate; the keyboard stays with the table."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(table.itemDelegate())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.setStyleSheet("QTableView { border: none; border-radius: 0; border-right: 1px solid palette(mid); }")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(table.horizontalHeader().minimumSectionSize())
        header.sectionClicked.connect(table.horizontalHeader().sectionClicked)
        table.horizontalScrollBar().valueChanged.connect(self.place)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.hide()

    def place(self) -> None:
        """Cover the table's first column where that is out of sight; call it when the table is laid out anew."""
        table = self._table
        scrolled = table.horizontalScrollBar().value() > 0
        if scrolled:
            self._show_first_only(table.model())
            height = table.horizontalHeader().height() + table.viewport().height()
            corner = table.horizontalHeader().geometry().topLeft()
            self.setGeometry(corner.x(), corner.y(), table.columnWidth(0) + 1, height)
            self.verticalScrollBar().setValue(table.verticalScrollBar().value())
            self.raise_()
        self.setVisible(scrolled)

    def _show_first_only(self, model: QAbstractItemModel) -> None:
        for column in range(1, model.columnCount()):
            self.setColumnHidden(column, True)
        self.setColumnWidth(0, self._table.columnWidth(0))
        self.horizontalHeader().setFixedHeight(self._table.horizontalHeader().height())
        self.verticalHeader().setDefaultSectionSize(self._table.verticalHeader().defaultSectionSize())
