"""Styles of lists, plain tables and editors in dialogs, a list of check boxes, and an empty state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from teahouse.ui.kit import icons
from teahouse.ui.kit.buttons import Button
from teahouse.ui.kit.guards import ShiftGuard
from teahouse.ui.kit.labels import Paragraph
from teahouse.ui.kit.layout import VerticalScroll, WrappingRow
from teahouse.ui.style import Theme

SHEET = """
QListView, QTableView {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 10px;
  padding: 4px; outline: 0; gridline-color: {border}; }}
QListView:focus, QTableView:focus {{ border: 2px solid {accent}; padding: 3px; }}
QListView::item, QTableView::item {{ padding: 6px 8px; border-radius: 6px; color: {text}; }}
QTableView::item {{ border-radius: 0; padding: 6px 5px; }}
QListView::item:selected, QTableView::item:selected {{ background: {accent_soft}; color: {text}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: transparent; color: {muted}; border: none; border-bottom: 1px solid {border};
  padding: 4px 8px; font-size: {small}px; font-weight: {bold}; }}
QPlainTextEdit {{ background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px; padding: 4px; }}
QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 3px; }}
QProgressBar {{ background: {raised}; border: 1px solid {border}; border-radius: 6px; text-align: center;
  color: {text}; min-height: 18px; }}
QProgressBar::chunk {{ background: {accent_soft}; border-radius: 5px; }}
"""


def _format_sheet(theme: Theme) -> str:
    colours = theme.colours
    return SHEET.format(
        surface=colours.surface,
        border=colours.border,
        edge=colours.edge,
        text=colours.text,
        accent=colours.accent,
        accent_soft=colours.accent_soft,
        muted=colours.muted,
        raised=colours.raised,
        small=theme.px(12),
        bold=theme.bold,
    )


class _Restyler(QObject):
    """A child of its widget, so the connection to the theme ends with the widget."""

    def __init__(self, widget: QWidget, theme: Theme) -> None:
        super().__init__(widget)
        self._widget, self._theme = widget, theme
        theme.changed.connect(self._apply_sheet)
        self._apply_sheet()

    def _apply_sheet(self) -> None:
        self._widget.setStyleSheet(_format_sheet(self._theme))


def set_headings(table: QTableWidget, titles: Sequence[str], first: int = 0) -> None:
    """Set the headings of a table of figures: the first left-aligned and stretched, or `first` pixels wide, the others
    right-aligned."""
    table.setColumnCount(len(titles))
    table.setHorizontalHeaderLabels(list(titles))
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive if first else QHeaderView.ResizeMode.Stretch)
    if first:
        header.resizeSection(0, first)
    if (title := table.horizontalHeaderItem(0)) is not None:
        title.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class FiguresTable(QTableWidget):
    """A table of figures to read. The first column has names, which get the width that the figures leave, at least
    `names` pixels before zoom: a narrower table scrolls to the side."""

    def __init__(self, theme: Theme, names: int) -> None:
        super().__init__()
        self._theme = theme
        self._names = names
        style_view(self, theme)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)  # names would be broken at their dashes
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.verticalHeader().hide()
        self.horizontalHeader().sectionResized.connect(self._on_resized)

    def set_titles(self, titles: Sequence[str]) -> None:
        """Set the headings; a heading may have two lines."""
        set_headings(self, titles, self._theme.px(self._names))
        self.fit_names()

    def fit_names(self) -> None:
        """Give the names the width that the figures leave."""
        header = self.horizontalHeader()
        figures = sum(header.sectionSize(place) for place in range(1, header.count()))
        header.resizeSection(0, max(self._theme.px(self._names), self.viewport().width() - figures))

    def _on_resized(self, place: int, _before: int, _now: int) -> None:
        if place:
            self.fit_names()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_names()


def style_all_views(dialog: QWidget, theme: Theme) -> None:
    """Style all views in a dialog, now and on each change of the theme."""
    _Restyler(dialog, theme)


def style_view(view: QAbstractItemView, theme: Theme) -> None:
    """Style a view, now and on each change of the theme."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    _Restyler(view, theme)


BOX = 16


class CheckList(QListWidget):
    """A list of names with check boxes; `changed`: the user checked or unchecked one."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        style_view(self, theme)
        self.setItemDelegate(CheckPainter(theme, self))
        self.itemChanged.connect(lambda _item: self.changed.emit())

    def set_names(self, names: Iterable[str], chosen: Iterable[str] = ()) -> None:
        """Replace the names; `chosen` and the names checked before are checked."""
        checked = {*chosen, *self.chosen_names()}
        self.blockSignals(True)
        self.clear()
        for name in names:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in checked else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.blockSignals(False)

    def chosen_names(self) -> tuple[str, ...]:
        """The checked names, in the order of the list."""
        items = (self.item(at) for at in range(self.count()))
        return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)


class CheckPainter(QStyledItemDelegate):
    """Paints check boxes as in forms: those of the Fusion style are invisible on a dark background."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
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
            icons.paint_glyph(painter, "check", box.adjusted(2, 2, -2, -2), colours.on_accent)
        painter.restore()


class EmptyState(VerticalScroll):
    """Placeholder of an empty list or page: a title, a sentence, and three buttons that are hidden without a text. It
    scrolls where it has no height for them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        inside = QWidget()
        super().__init__(inside, parent)
        self._theme = theme
        self.title, self.sentence = Paragraph("", inside), Paragraph("", inside)
        self.first = Button(kind="primary", parent=inside)
        self.second, self.third = Button(parent=inside), Button(parent=inside)
        for ground in (inside, self.viewport()):
            ground.setAutoFillBackground(False)
        for label in (self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = WrappingRow(centred=True)
        for button in (self.first, self.second, self.third):
            buttons.addWidget(button)
        column = QVBoxLayout(inside)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addLayout(buttons)
        column.addStretch(3)
        ShiftGuard(self)
        ShiftGuard(inside)
        theme.changed.connect(self._update_font)
        self._update_font()

    def _update_font(self) -> None:
        self.title.setFont(self._theme.font(18, bold=True))

    def set_texts(self, title: str, sentence: str, first: str = "", second: str = "", third: str = "") -> None:
        """Set the texts; a button with an empty text is hidden."""
        self.title.setText(title)
        self.sentence.setText(sentence)
        for button, text in ((self.first, first), (self.second, second), (self.third, third)):
            button.setText(text)
            button.setVisible(bool(text))
