"""Layout: a row that wraps, a stack, a vertical scroll area, the header of a page, windows moved onto the screen."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import (
    QFrame,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QStackedWidget,
    QWidget,
)

from teahouse.ui.style import Theme

SPACING = 8


class WrappingRow(QLayout):
    """A row that breaks before a widget whose preferred width does not fit; a widget wider than a line is shrunk.
    Remaining width goes to widgets with an expanding size policy, then to stretches; `centred`: else to both ends."""

    def __init__(self, parent: QWidget | None = None, *, centred: bool = False) -> None:
        super().__init__()
        self._centred = centred
        self._items: list[QLayoutItem] = []
        self._letters: dict[QWidget, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(SPACING)
        if parent is not None:
            parent.setLayout(self)

    def add_field(self, field: QWidget, letters: int) -> None:
        """Add a text field whose preferred width is so many letters."""
        self._letters[field] = letters
        self.addWidget(field)

    def add_stretch(self) -> None:
        """Add a stretch: it moves the following widgets of its line to the end."""
        self.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum))

    def add_group(self, *widgets: QWidget) -> None:
        """Add widgets that stay in one line where they fit into one."""
        group = WrappingRow()
        for widget in widgets:
            group.addWidget(widget)
        self.add_row(group)

    def add_row(self, row: WrappingRow) -> None:
        """Add another row as an item, which stays in one line where it fits into one."""
        self.addChildLayout(row)
        self.addItem(row)

    # The interface of QLayout.

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        grows = any(item.expandingDirections() & Qt.Orientation.Horizontal for item in self._items)
        return Qt.Orientation.Horizontal if grows else Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        lines = [_line_height(line) for line in self._break_lines(width - margins.left() - margins.right())]
        return sum(lines) + self.spacing() * max(0, len(lines) - 1) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        """The size in one line."""
        shown = [item for item in self._visible_items() if item.spacerItem() is None]
        width = sum(map(self._preferred_width, shown)) + self.spacing() * max(0, len(shown) - 1)
        return self._with_margins(width, max((item.sizeHint().height() for item in shown), default=0))

    def minimumSize(self) -> QSize:
        """The width of the widest widget; Qt takes the height from `heightForWidth`."""
        shown = [item for item in self._visible_items() if item.spacerItem() is None]
        width = max((item.minimumSize().width() for item in shown), default=0)
        return self._with_margins(width, max((item.minimumSize().height() for item in shown), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        place = rect.marginsRemoved(self.contentsMargins())
        top = place.top()
        for line in self._break_lines(place.width()):
            high, left = _line_height(line), place.left() + (self._rest_of(line, place.width()) // 2)
            for item, width in line:
                own = min(high, _item_height(item, width))
                _place_item(item, QRect(left, top + (high - own) // 2, width, own))
                left += width + (0 if item.spacerItem() else self.spacing())
            top += high + self.spacing()

    def _rest_of(self, line: list[tuple[QLayoutItem, int]], width: int) -> int:
        """The width that a centred line leaves."""
        gaps = self.spacing() * max(0, len(line) - 1)
        return max(0, width - sum(taken for _, taken in line) - gaps) if self._centred else 0

    # Lines: items with their widths.

    def _preferred_width(self, item: QLayoutItem) -> int:
        widget = item.widget()
        letters = None if widget is None else self._letters.get(widget)
        if widget is None or letters is None:
            return item.sizeHint().width()
        width = letters * widget.fontMetrics().averageCharWidth()
        return max(width, item.minimumSize().width())

    def _with_margins(self, width: int, height: int) -> QSize:
        margins = self.contentsMargins()
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _visible_items(self) -> Iterator[QLayoutItem]:
        return (item for item in self._items if item.spacerItem() is not None or not item.isEmpty())

    def _break_lines(self, width: int) -> list[list[tuple[QLayoutItem, int]]]:
        lines: list[list[tuple[QLayoutItem, int]]] = []
        line: list[QLayoutItem] = []
        left = width
        for item in self._visible_items():
            if item.spacerItem() is not None:
                line.append(item)
                continue
            wanted = self._preferred_width(item)
            if wanted > left and any(other.spacerItem() is None for other in line):
                lines.append(self._distribute_width(line, width))
                line, left = [], width
            line.append(item)
            left -= wanted + self.spacing()
        if any(item.spacerItem() is None for item in line):
            lines.append(self._distribute_width(line, width))
        return lines

    def _distribute_width(self, line: list[QLayoutItem], width: int) -> list[tuple[QLayoutItem, int]]:
        """The items of a line with their widths."""
        widths = [0 if item.spacerItem() else min(width, self._preferred_width(item)) for item in line]
        gaps = self.spacing() * max(0, sum(item.spacerItem() is None for item in line) - 1)
        rest = max(0, width - sum(widths) - gaps)
        growing = [at for at, item in enumerate(line) if item.expandingDirections() & Qt.Orientation.Horizontal]
        # Widgets before stretches; those with the least room to grow first, so that the others get the rest.
        growing.sort(key=lambda at: (line[at].spacerItem() is not None, _maximum_width(line[at]) - widths[at]))
        for number, at in enumerate(growing):
            kind = line[at].spacerItem() is None
            alike = sum((line[other].spacerItem() is None) == kind for other in growing[number:])
            more = max(0, min(rest // alike, _maximum_width(line[at]) - widths[at]))
            widths[at] += more
            rest -= more
        return list(zip(line, widths, strict=True))


def _maximum_width(item: QLayoutItem) -> int:
    """The maximum width of an item; of a group, the sum over its widgets."""
    if not isinstance(item, WrappingRow):
        return item.maximumSize().width()
    growing = [part for part in item._items if part.expandingDirections() & Qt.Orientation.Horizontal]
    return item.sizeHint().width() + sum(part.maximumSize().width() - item._preferred_width(part) for part in growing)


def _item_height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()


def _place_item(item: QLayoutItem, rect: QRect) -> None:
    """Qt's own bounds a widget of fixed height to its preferred one, also where its text takes several lines."""
    widget = item.widget()
    if widget is not None and item.hasHeightForWidth():
        widget.setGeometry(rect)
    else:
        item.setGeometry(rect)


def _line_height(line: list[tuple[QLayoutItem, int]]) -> int:
    return max((_item_height(item, width) for item, width in line), default=0)


class PageStack(QStackedWidget):
    """A stack that needs no more than the shown page does. Qt's own needs what all pages need, and takes the preferred
    height of a page whose texts wrap for the least one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lowest = 0
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def set_lowest(self, height: int) -> None:
        """Set the least height in pixels, also of pages that need less. A minimum height would hide what they need."""
        self._lowest = height
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        if shown is None:
            return QSize(0, self._lowest)
        least, layout = shown.minimumSizeHint().expandedTo(shown.minimumSize()), shown.layout()
        if layout is not None and layout.hasHeightForWidth():
            least.setHeight(layout.totalMinimumHeightForWidth(max(self.width(), least.width())))
        return least.expandedTo(QSize(0, self._lowest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


class VerticalScroll(QScrollArea):
    """A vertical scroll area; its content gets its width, and Tab skips the area itself."""

    def __init__(self, inside: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if inside is not None:
            self.setWidget(inside)

    def give_way(self, least: int) -> None:
        """Set the minimum height in pixels and no preferred one: in a dialog of fixed size it shrinks first."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(least)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Update the minimum width when the content's layout changes."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """The width of the content and the scroll bar: there is no horizontal scrolling."""
        least = super().minimumSizeHint()
        inside = self.widget()
        if inside is None:
            return least
        wide = inside.minimumSizeHint().expandedTo(inside.minimumSize()).width()
        return QSize(wide + self.verticalScrollBar().sizeHint().width(), least.height())


def scroll_to(widget: QWidget) -> None:
    """Scroll the area that a widget is in until the widget is visible, once it has its place."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, VerticalScroll):
        area = area.parentWidget()
    if isinstance(area, VerticalScroll):
        found = area
        QTimer.singleShot(0, widget, lambda: found.ensureWidgetVisible(widget))


class PageHeader(QWidget):
    """The bar at the top of a page, with a line below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def retranslate(self) -> None:
        """Set all texts in the current language."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.colours.border))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)


def keep_on_screen(window: QWidget, screen: QScreen | None = None) -> None:
    """Shrink a window to its screen, or to `screen`, and move it inside."""
    if window.isMaximized() or window.isFullScreen():
        return
    room = (screen or window.screen()).availableGeometry().marginsRemoved(frame_of(window))
    size = window.size().boundedTo(room.size())
    if size != window.size():
        window.setMinimumSize(window.minimumSize().boundedTo(room.size()))
        window.resize(size)
    place = window.geometry()
    x = max(room.left(), min(place.left(), room.right() + 1 - size.width()))
    y = max(room.top(), min(place.top(), room.bottom() + 1 - size.height()))
    if (x, y) != (place.left(), place.top()):
        window.setGeometry(x, y, size.width(), size.height())


def frame_of(window: QWidget) -> QMargins:
    """The margins of the system's window frame; known once the window was shown."""
    outer, inner = window.frameGeometry(), window.geometry()
    return QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
