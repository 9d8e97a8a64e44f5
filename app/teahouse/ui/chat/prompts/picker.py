"""The list above the composer: prompts that fit what was typed after `/`. The keyboard stays in the composer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHideEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from teahouse.core.saved_prompt import SavedPrompt
from teahouse.ui.kit.announce import focus_returned, row_reached
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.ground import paint_ground
from teahouse.ui.style import Theme

HEIGHT = 34
MOST_ROWS = 7
WIDTH = 520
PROMPT = Qt.ItemDataRole.UserRole


class PromptRow(QStyledItemDelegate):
    """A prompt's name, and as much of its text as there is room for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex) -> QSize:
        return QSize(200, self._theme.px(HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        prompt: SavedPrompt = index.data(PROMPT)
        colours, rect = self._theme.colours, QRectF(option.rect).adjusted(10, 0, -10, 0)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_ground(painter, QRectF(option.rect).adjusted(2, 1, -2, -1), colours, chosen=selected)
        bold = self._theme.font(bold=True)
        name = QFontMetricsF(bold).elidedText(prompt.name, Qt.TextElideMode.ElideRight, rect.width() * 0.6)
        taken = QFontMetricsF(bold).horizontalAdvance(name) + 12
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, name)
        small = self._theme.small()
        text = QFontMetricsF(small).elidedText(
            " ".join(prompt.text.split()), Qt.TextElideMode.ElideRight, rect.width() - taken
        )
        painter.setFont(small)
        painter.setPen(QColor(colours.muted))
        painter.drawText(rect.adjusted(taken, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class PromptPicker(QFrame):
    """`picked`: a prompt; `manage`: the person wants to write or change some."""

    picked = Signal(object)
    manage = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._above = parent
        self.setProperty("role", "popup")
        self.list = QListWidget(self)
        self.list.setItemDelegate(PromptRow(theme))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.viewport().setAutoFillBackground(False)
        self.edit_button = Button(kind="quiet", parent=self)
        self.edit_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.edit_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addLayout(row)
        self.list.itemClicked.connect(lambda item: self.picked.emit(item.data(PROMPT)))
        self.list.currentRowChanged.connect(self._tell_row)
        self.edit_button.clicked.connect(self.manage)
        self.hide()

    def offer(self, prompts: Sequence[SavedPrompt], above: QWidget) -> None:
        """Show these above a widget, the first one chosen; nothing where there are none."""
        self.list.setAccessibleName(self.tr("Saved prompts"))
        self.edit_button.setText(self.tr("Write your own…"))
        self.list.clear()
        for prompt in prompts:
            item = QListWidgetItem(self.list)
            item.setText(prompt.name)
            item.setData(PROMPT, prompt)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{prompt.name}: {' '.join(prompt.text.split())}")
        if not prompts:
            self.hide()
            return
        self._above = above
        self.list.setMinimumHeight(self._theme.px(HEIGHT))
        self.list.setMaximumHeight(min(MOST_ROWS, len(prompts)) * self._theme.px(HEIGHT))
        self.place()
        self.show()
        self.raise_()
        self.list.setCurrentRow(0)

    def place(self) -> None:
        """Stand above the widget, wherever that is now."""
        above = self._above
        corner = above.mapTo(self.parentWidget(), QPoint(0, 0))
        width = min(self._theme.px(WIDTH), above.width())
        rest = self.layout().totalMinimumSize().height() - self.list.minimumHeight()
        height = min(rest + self.list.maximumHeight(), corner.y() - 6)
        self.setGeometry(corner.x(), max(0, corner.y() - height - 6), width, height)

    def step(self, by: int) -> None:
        """Choose the next or the one before; round at the ends."""
        self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())

    def current(self) -> SavedPrompt | None:
        """The chosen one."""
        item = self.list.currentItem()
        return item.data(PROMPT) if item is not None else None

    def _tell_row(self, row: int) -> None:
        if self.isVisible():
            row_reached(self.list, row)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        focus_returned()
