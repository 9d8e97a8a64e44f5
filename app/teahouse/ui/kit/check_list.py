"""A list of names of which any can be checked, by mouse or with the space bar."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from teahouse.ui.kit import icons
from teahouse.ui.kit.lists import dress
from teahouse.ui.style import Theme

BOX = 16


class CheckList(QListWidget):
    """`changed`: another one is checked, by a person."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        dress(self, theme)
        self.setItemDelegate(CheckPainter(theme, self))
        self.itemChanged.connect(lambda _item: self.changed.emit())

    def offer(self, names: Iterable[str], chosen: Iterable[str] = ()) -> None:
        """Take other names; `chosen` are checked, and those that were stay so."""
        checked = {*chosen, *self.chosen()}
        self.blockSignals(True)
        self.clear()
        for name in names:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in checked else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.blockSignals(False)

    def chosen(self) -> tuple[str, ...]:
        """The names that are checked, in their order."""
        items = (self.item(at) for at in range(self.count()))
        return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)


class CheckPainter(QStyledItemDelegate):
    """Paints the check boxes of a list as those of forms are: Fusion's cannot be seen on a dark ground."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        checked = shown.checkState is Qt.CheckState.Checked
        side = self._theme.px(BOX)
        box = QRectF(option.rect.left() + 8, option.rect.center().y() - side / 2 + 1, side, side)
        shown.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        shown.rect = option.rect.adjusted(side + 8, 0, 0, 0)
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, option.widget)
        colours = self._theme.colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if checked else colours.muted), 1.2))
        painter.setBrush(QColor(colours.accent if checked else colours.surface))
        painter.drawRoundedRect(box, 4, 4)
        if checked:
            icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), colours.on_accent)
        painter.restore()
