"""Parts of a form: a card with a heading, rows of label and field in two columns, a combo box, a check box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from teahouse.ui.kit import icons
from teahouse.ui.kit.menus import round_window
from teahouse.ui.kit.screen import keep_on_screen
from teahouse.ui.style import Theme

BOX = 18


class Card(QFrame):
    """A surface with a heading; put things into `body`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme = theme
        self.heading = QLabel()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 14)
        self.body.setSpacing(10)
        self.body.addWidget(self.heading)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.heading.setFont(self._theme.font(bold=True))


class Rows(QGridLayout):
    """Labels at the left, their fields at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(8)
        self.setColumnStretch(1, 1)
        self.labels: list[QLabel] = []

    def add(self, field: QWidget) -> QLabel:
        """Add a row for a field; returns its label, still without a text."""
        label = QLabel()
        label.setBuddy(field)
        row = len(self.labels)
        self.addWidget(label, row, 0)
        self.addWidget(field, row, 1)
        self.labels.append(label)
        return label


def align(groups: Iterable[Rows]) -> None:
    """Make the fields of several groups begin at the same place."""
    groups = tuple(groups)
    widest = max(label.sizeHint().width() for rows in groups for label in rows.labels)
    for rows in groups:
        rows.setColumnMinimumWidth(0, widest)


class Choice(QComboBox):
    """A combo box of fixed choices, each a value with its words.

    `chosen` carries the value the person picked; showing a value by program is silent.
    """

    chosen = Signal(str)
    _label: QLabel | None = None  # what screen readers take its name from

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own for combo boxes knows no style sheet
        round_window(self.view().window())
        self.activated.connect(lambda row: self.chosen.emit(self.itemData(row)))

    def setAccessibleName(self, name: str) -> None:
        """Name it for screen readers: on Linux Qt takes the name from a label only, so it has one that is not seen."""
        super().setAccessibleName(name)
        if self._label is None:
            self._label = QLabel(self.parentWidget())
            self._label.hide()
            self._label.setBuddy(self)
            self.destroyed.connect(self._label.deleteLater)
        self._label.setText(name)
        self._place_label()

    def _place_label(self) -> None:
        """Qt looks for labels among the widgets beside it; one that is seen there will do."""
        parent = self.parentWidget()
        if self._label is None or parent is None:
            return
        beside = parent.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
        seen = any(label.buddy() is self for label in beside if label is not self._label)
        self._label.setParent(self if seen else parent)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._place_label()
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling past must not change a setting."""
        event.ignore()

    def showPopup(self) -> None:
        """Qt forgets the style sheet's padding when it makes room for the entries, and hides the last one."""
        super().showPopup()
        view = self.view()
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        popup, screen = view.window(), self.screen().availableGeometry()
        popup.layout().activate()
        margins = view.contentsMargins()
        rows = sum(view.sizeHintForRow(row) for row in range(min(self.count(), self.maxVisibleItems())))
        over = max(0, rows + margins.top() + margins.bottom() - view.height())
        wide = view.sizeHintForColumn(0) + view.width() - view.viewport().width()
        size = QSize(max(popup.width(), wide), popup.height() + over).boundedTo(screen.size())
        if size != popup.size():
            popup.resize(size)
            keep_on_screen(popup, self.screen())

    def offer(self, choices: Sequence[tuple[str, str]], value: str) -> None:
        """Take values with their words, and show one of them; a value that is not among them is shown as it is."""
        self.clear()
        for known, words in choices:
            self.addItem(words, known)
        self.show_value(value)

    def show_value(self, value: str) -> None:
        """Show one of the values."""
        if self.findData(value) < 0:
            self.addItem(value, value)
        self.setCurrentIndex(self.findData(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        rect = QRectF(self.width() - 26, (self.height() - 14) / 2, 14, 14)
        icons.paint(painter, "down", rect, self._theme.colours.muted)


class Check(QCheckBox):
    """A check box whose box is seen on every ground."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(0, self.text())
        return QSize(words.width() + BOX + 14, max(BOX + 8, words.height() + 6))

    def hitButton(self, _at) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        box = QRectF(2, (self.height() - BOX) / 2, BOX, BOX)
        edge = colours.accent if self.isChecked() or self.hasFocus() else colours.muted
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1.2))
        painter.setBrush(QColor(colours.accent if self.isChecked() else colours.surface))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if self.isChecked():
            icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), colours.on_accent)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QColor(colours.text))
        words = self.rect().adjusted(BOX + 10, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())
