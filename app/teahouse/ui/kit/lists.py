"""How lists, plain tables and editors look in dialogs; the small sheet of the whole app knows nothing of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableWidget,
    QWidget,
)

from teahouse.ui.style import Theme

SHEET = """
QListView, QTableView {{ background: {surface}; color: {text}; border: 1px solid {border}; border-radius: 10px;
  padding: 4px; outline: 0; gridline-color: {border}; }}
QListView:focus, QTableView:focus {{ border: 2px solid {accent}; padding: 3px; }}
QListView::item, QTableView::item {{ padding: 6px 8px; border-radius: 6px; color: {text}; }}
QListView::item:selected, QTableView::item:selected {{ background: {accent_soft}; color: {text}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{ background: transparent; color: {muted}; border: none; border-bottom: 1px solid {border};
  padding: 4px 8px; font-size: {small}px; font-weight: 600; }}
QPlainTextEdit {{ background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 8px; padding: 4px; }}
QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 3px; }}
QProgressBar {{ background: {raised}; border: 1px solid {border}; border-radius: 6px; text-align: center;
  color: {text}; min-height: 18px; }}
QProgressBar::chunk {{ background: {accent_soft}; border-radius: 5px; }}
"""


def _sheet(theme: Theme) -> str:
    """The style sheet in the theme's colours."""
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
    )


class _Dresser(QObject):
    """Goes with its widget: a bound method of an object that is gone is not called any more."""

    def __init__(self, widget: QWidget, theme: Theme) -> None:
        super().__init__(widget)
        self._widget, self._theme = widget, theme
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self._widget.setStyleSheet(_sheet(self._theme))


def head(table: QTableWidget, titles: Sequence[str], first: int = 0) -> None:
    """Give a table of figures its headings: the first column's at the left with the room that is left, or `first`
    pixels of it, the others at the right."""
    table.setColumnCount(len(titles))
    table.setHorizontalHeaderLabels(list(titles))
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive if first else QHeaderView.ResizeMode.Stretch)
    if first:
        header.resizeSection(0, first)
    table.horizontalHeaderItem(0).setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def dress_all(dialog: QWidget, theme: Theme) -> None:
    """Give all of a dialog this look, now and when the theme is another one."""
    _Dresser(dialog, theme)


def dress(view: QAbstractItemView, theme: Theme) -> None:
    """Give a view this look, now and when the theme is another one."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    _Dresser(view, theme)
