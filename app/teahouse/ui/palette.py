"""The command palette: every action of the window with its key, narrowed by what is typed, in either language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, QTranslator
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from teahouse.desktop.paths import resources
from teahouse.ui.actions import ActionEntry, ActionName, Actions, key_of, text_of
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.accessibility import row_reached
from teahouse.ui.kit.painting import ink_of, paint_ground
from teahouse.ui.kit.popup import Popup
from teahouse.ui.kit.text_fields import LineField
from teahouse.ui.style import Theme

ROW = 32
PAD = 10
MOST_ROWS = 10
WIDTH = 520
MARGIN = 24  # pixels it keeps from the window's edges
TOP = 64
KEY = Qt.ItemDataRole.UserRole
ENTRY = Qt.ItemDataRole.UserRole + 1
_STEPS: dict[int, int] = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -MOST_ROWS,
    Qt.Key.Key_PageDown: MOST_ROWS,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PaletteDelegate(QStyledItemDelegate):
    """Paints an action's text, and its key at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, self._theme.px(ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours, rect = self._theme.colours, QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        paint_ground(painter, rect.adjusted(0, 1, 0, -1), colours, chosen=chosen, hovered=hovered)
        room = rect.adjusted(PAD, 0, -PAD, 0)
        small, key = self._theme.small(), str(index.data(KEY))
        painter.setFont(small)
        painter.setPen(QColor(colours.text if chosen else colours.muted))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), key)
        font = self._theme.font(bold=chosen)
        taken = QFontMetricsF(small).horizontalAdvance(key) + PAD
        text = QFontMetricsF(font).elidedText(index.data(), Qt.TextElideMode.ElideRight, room.width() - taken)
        painter.setFont(font)
        painter.setPen(QColor(ink_of(colours, chosen=chosen)))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


class Palette(Retranslated, Popup):
    """Enter or a click runs the action of the row. The focus stays in the field."""

    def __init__(self, actions: Actions, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._actions = actions
        self._theme = theme
        self._window = window
        self._other = QTranslator(self)
        self._other.load("teahouse_zh_CN", str(resources() / "i18n"))
        self.field = LineField()
        self.rows = QListWidget()
        self.nothing = QLabel()
        self.rows.setItemDelegate(PaletteDelegate(theme, self))
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.rows.setUniformItemSizes(True)
        self.rows.setMouseTracking(True)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.viewport().setAutoFillBackground(False)
        self.nothing.setContentsMargins(PAD, 4, PAD, 4)
        for widget in (self.field, self.rows, self.nothing):
            self.body.addWidget(widget)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._filter_actions)
        self.rows.itemClicked.connect(lambda _item: self._run_current())
        self.rows.currentItemChanged.connect(self._announce_row)
        self.retranslate()

    def open_palette(self) -> None:
        """Open at the top of the window with all enabled actions."""
        self.field.clear()
        self._filter_actions("")
        width = min(self._theme.px(WIDTH), self._window.width() - 2 * MARGIN)
        self.setFixedWidth(width)
        corner = self._window.mapToGlobal(QPoint((self._window.width() - width) // 2, TOP))
        self.move(corner)
        self.show()
        self.field.setFocus()

    def _filter_actions(self, typed: str) -> None:
        """Show the actions whose text, in either language, has all of what is typed."""
        words = typed.casefold().split()
        self.rows.clear()
        for entry in self._actions.entries:
            enabled = self._actions[entry.name].isEnabled() and entry.name is not ActionName.PALETTE
            if enabled and all(word in self._searched_text(entry) for word in words):
                item = QListWidgetItem(text_of(entry))
                item.setData(KEY, key_of(entry))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text_of(entry)}, {key_of(entry)}")
                item.setData(ENTRY, entry.name)
                self.rows.addItem(item)
        count = self.rows.count()
        self.rows.setVisible(count > 0)
        row = self._theme.px(ROW)
        room = (self._window.height() - TOP - 4 * row) // row  # rows that the window has room for, below the field
        self.rows.setFixedHeight(row * max(1, min(MOST_ROWS, count, room)))
        self.nothing.setVisible(count == 0)
        self.rows.setCurrentRow(0)
        self.adjustSize()

    def _searched_text(self, entry: ActionEntry) -> str:
        other = self._other.translate("Actions", entry.text) or ""
        return f"{entry.text} {text_of(entry)} {other} {key_of(entry)}".casefold()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _STEPS:
            last = self.rows.count() - 1
            self.rows.setCurrentRow(max(0, min(last, self.rows.currentRow() + _STEPS[event.key()])))
        elif event.key() in _ENTER:
            self._run_current()
        else:
            return False
        return True

    def _run_current(self) -> None:
        item = self.rows.currentItem()
        if item is not None:
            name = ActionName(item.data(ENTRY))
            self.close()
            self._actions[name].trigger()

    def _announce_row(self) -> None:
        if self.isVisible():
            row_reached(self.rows, self.rows.currentRow())

    def retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("What would you like to do?"))
        self.field.setAccessibleName(self.tr("All actions"))
        self.rows.setAccessibleName(self.tr("All actions"))
        self.nothing.setText(self.tr("No action has these words."))
