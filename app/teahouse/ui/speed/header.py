"""The room's header: its name, whether charts or the table are shown, the speed test, export and import."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu

from teahouse.ui.kit.buttons import Button, IconButton
from teahouse.ui.kit.menus import Menu, open_below
from teahouse.ui.kit.page_header import PageHeader
from teahouse.ui.kit.wrapping_row import WrappingRow
from teahouse.ui.speed.shared import PillRow
from teahouse.ui.style import Theme

CHARTS, TABLE = "charts", "table"


class SpeedHeader(PageHeader):
    """`view` carries `charts` or `table`."""

    view = Signal(str)
    test = Signal()
    export = Signal()
    bring_in = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.title = QLabel()
        self.views = PillRow(theme, pages=True)
        self.test_button = Button()
        self.more = IconButton(theme, "more", quiet=False, side=34)
        self.title.setContentsMargins(0, 0, 6, 0)
        row = WrappingRow(self)
        row.setContentsMargins(18, 8, 18, 9)
        row.addWidget(self.title)
        row.addWidget(self.views)
        row.add_group(self.test_button, self.more)
        self.views.chosen.connect(self.view)
        self.test_button.clicked.connect(self.test)
        self.more.clicked.connect(self._open_menu)
        theme.changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def _dress(self) -> None:
        self.title.setFont(self._theme.font(15, bold=True))

    def menu(self) -> QMenu:
        """What has no button of its own."""
        menu = Menu(self)
        menu.addAction(self.tr("Export runs…"), self.export.emit)
        menu.addAction(self.tr("Import runs of another computer…"), self.bring_in.emit)
        return menu

    def _open_menu(self) -> None:
        open_below(self.menu(), self.more, at_end=True)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.title.setText(self.tr("Speed"))
        self.views.offer([(CHARTS, self.tr("Charts")), (TABLE, self.tr("Table"))], self.tr("More"))
        self.views.setAccessibleName(self.tr("How to show the runs"))
        self.test_button.setText(self.tr("Speed test…"))
        self.more.rename(self.tr("More"))
