"""Parts of a form: a card with a heading, rows of label and field in two columns, a combo box, a check box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from teahouse.ui.kit import icons
from teahouse.ui.kit.labels import as_text
from teahouse.ui.kit.layout import keep_on_screen
from teahouse.ui.kit.popup import round_window
from teahouse.ui.style import Theme

BOX = 18  # pixels a side
GAP, END = 10, 4  # pixels between the box and its text, and after the text
WRAPPED = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)


class FormCard(QFrame):
    """A card with a heading; widgets go into `body`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme = theme
        self.heading = QLabel()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 14)
        self.body.setSpacing(10)
        self.body.addWidget(self.heading)
        theme.changed.connect(self._update_heading)
        self._update_heading()

    def _update_heading(self) -> None:
        self.heading.setFont(self._theme.font(bold=True))


class FormRows(QGridLayout):
    """A grid of labels with their fields, beside or below them."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(8)
        self.setColumnStretch(1, 1)
        self.labels: list[QLabel] = []
        self.placed: list[QWidget] = []
        self._stacked = False

    def add_field(self, field: QWidget) -> QLabel:
        """Add a row for a field; returns its empty label."""
        label = QLabel()
        label.setBuddy(field)
        self.labels.append(label)
        self.placed.append(field)
        self._place_row(len(self.labels) - 1)
        return label

    def set_stacked(self, stacked: bool) -> None:
        """Put each field below its label, or beside it."""
        if stacked != self._stacked:
            self._stacked = stacked
            for row in range(len(self.labels)):
                self._place_row(row)

    def _place_row(self, row: int) -> None:
        label, field = self.labels[row], self.placed[row]
        for widget in (label, field):
            self.removeWidget(widget)
        self.addWidget(label, 2 * row, 0, 1, 2 if self._stacked else 1)
        self.addWidget(field, 2 * row + self._stacked, 0 if self._stacked else 1, 1, 2 if self._stacked else 1)


def width_beside(groups: Iterable[FormRows]) -> int:
    """The minimum width of several groups with aligned fields beside their labels."""
    groups = tuple(groups)
    labels = max(label.sizeHint().width() for rows in groups for label in rows.labels)
    fields = max(field.minimumSizeHint().width() for rows in groups for field in rows.placed)
    return labels + groups[0].horizontalSpacing() + fields


def align_rows(groups: Iterable[FormRows], *, stacked: bool = False) -> None:
    """Align the fields of several groups, beside their labels or (stacked) below them."""
    groups = tuple(groups)
    widest = max(label.sizeHint().width() for rows in groups for label in rows.labels)
    for rows in groups:
        rows.set_stacked(stacked)
        rows.setColumnMinimumWidth(0, 0 if stacked else widest)


class Choice(QComboBox):
    """A combo box of values with their texts; `chosen` carries the value the user picked."""

    chosen = Signal(str)
    _label: QLabel | None = None  # its buddy label; on Linux the source of the accessible name

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # Qt's own keeps the first width
        self.setItemDelegate(QStyledItemDelegate(self))  # Qt's own for combo boxes knows no style sheet
        round_window(self.view().window())
        self.activated.connect(lambda row: self.chosen.emit(self.itemData(row)))

    def setAccessibleName(self, name: str) -> None:
        """Set the name; on Linux Qt takes it from a buddy label only, so a hidden label is added."""
        super().setAccessibleName(name)
        if self._label is None:
            self._label = QLabel(self.parentWidget())
            self._label.hide()
            self._label.setBuddy(self)
            self.destroyed.connect(self._label.deleteLater)
        self._label.setText(name)
        self._place_label()

    def _place_label(self) -> None:
        """Make the hidden label a sibling, where Qt looks for it, unless a sibling label has this buddy."""
        parent = self.parentWidget()
        if self._label is None or parent is None:
            return
        beside = parent.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
        seen = any(label.buddy() is self for label in beside if label is not self._label)
        self._label.setParent(self if seen else parent)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._place_label()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._is_elided():
            QToolTip.showText(event.globalPos(), as_text(self.currentText()), self)
            return True
        return super().event(event)

    def allow_elision(self, letters: int) -> None:
        """Let the box be narrower than its texts, down to so many letters; the tool tip then shows the whole text."""
        self.setMinimumContentsLength(letters)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    def _is_elided(self) -> bool:
        return not self.toolTip() and self.shown_text() != self.currentText()

    def shown_text(self) -> str:
        """The text, elided to the width."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, field, self).width()
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)

    def sizeHint(self) -> QSize:
        return self._fit_widest_choice(super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._fit_widest_choice(super().minimumSizeHint())

    def _fit_widest_choice(self, size: QSize) -> QSize:
        """Widen a size to the widest choice: Qt updates its own hint late."""
        if self.sizeAdjustPolicy() is not QComboBox.SizeAdjustPolicy.AdjustToContents:
            return size
        widest = max(
            (self.fontMetrics().horizontalAdvance(self.itemText(row)) for row in range(self.count())), default=0
        )
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        words = QSize(widest, self.fontMetrics().height())
        return size.expandedTo(
            QSize(self.style().sizeFromContents(QStyle.ContentsType.CT_ComboBox, option, words, self).width(), 0)
        )

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ignore the wheel: scrolling the page must not change a setting."""
        event.ignore()

    def showPopup(self) -> None:
        """Enlarge the popup by the style sheet's padding, which Qt omits so that the last entry is hidden."""
        super().showPopup()
        view = self.view()
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        popup, screen = view.window(), self.screen().availableGeometry()
        layout = popup.layout()
        assert layout is not None
        layout.activate()
        margins = view.contentsMargins()
        rows = sum(view.sizeHintForRow(row) for row in range(min(self.count(), self.maxVisibleItems())))
        over = max(0, rows + margins.top() + margins.bottom() - view.height())
        wide = view.sizeHintForColumn(0) + view.width() - view.viewport().width()
        size = QSize(max(popup.width(), wide), popup.height() + over).boundedTo(screen.size())
        if size != popup.size():
            popup.resize(size)
            keep_on_screen(popup, self.screen())

    def set_choices(self, choices: Sequence[tuple[str, str]], value: str) -> None:
        """Set the values with their texts and show `value`, which is added where it is not among them."""
        self.clear()
        for known, words in choices:
            self.addItem(words, known)
        self.show_value(value)

    def show_value(self, value: str) -> None:
        """Show one of the values."""
        if self.findData(value) < 0:
            self.addItem(value, value)
        self.setCurrentIndex(self.findData(value))
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as Qt does, with elided text and our own arrow."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        side = self._theme.px(14)
        rect = QRectF(self.width() - self._theme.px(26), (self.height() - side) / 2, side, side)
        icons.paint_glyph(painter, "down", rect, self._theme.colours.muted)


class Check(QCheckBox):
    """A check box with a visible box on every background, scaled with the text; the text wraps."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def _side(self) -> int:
        return self._theme.px(BOX)

    def sizeHint(self) -> QSize:
        """The size in one line; a pixel more, since text as wide as its room is wrapped."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + 1 + self._side + GAP + END
        return QSize(width, self._height_with_text(self.fontMetrics().height()))

    def minimumSizeHint(self) -> QSize:
        """The width of the longest word."""
        widest = max(map(self.fontMetrics().horizontalAdvance, self.text().split()), default=0)
        width = min(widest + self._side + GAP + END, self.sizeHint().width())
        return QSize(width, self._height_with_text(self.fontMetrics().height()))

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(1, width - self._side - GAP - END), 1 << 15)
        return self._height_with_text(self.fontMetrics().boundingRect(room, WRAPPED, self.text()).height())

    def _height_with_text(self, words: int) -> int:
        return max(self._side + 8, words + 6)

    def hitButton(self, _at: QPoint) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        side = self._side
        first = min(self.height(), self.sizeHint().height())  # height of the first line, beside the box
        box = QRectF(2, (first - side) / 2, side, side)
        edge = colours.accent if self.isChecked() or self.hasFocus() else colours.muted
        painter.setPen(QPen(QColor(edge), 2 if self.hasFocus() else 1.2))
        painter.setBrush(QColor(colours.accent if self.isChecked() else colours.surface))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        if self.isChecked():
            icons.paint_glyph(painter, "check", box.adjusted(2, 2, -2, -2), colours.on_accent)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setPen(QColor(colours.text))
        words = self.rect().adjusted(side + GAP, 0, 0, 0)
        painter.drawText(words, WRAPPED, self.text())
