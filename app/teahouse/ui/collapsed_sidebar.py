"""What is left of the sidebar when it is hidden: buttons for it, a new chat, the pages and the menu, so that the mouse
finds everything too, and a sign that something is not saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from teahouse.ui.kit.buttons import IconButton
from teahouse.ui.saving import Saving
from teahouse.ui.sidebar.page_list import PageList
from teahouse.ui.style import Theme

WIDTH = 48


class CollapsedSidebar(QWidget):
    """A narrow column: show the sidebar, new chat, the pages by their icons, the menu."""

    def __init__(self, theme: Theme, saving: Saving, names: Sequence[str]) -> None:
        super().__init__()
        self.rooms = PageList(theme, names, compact=True)
        self.sidebar = IconButton(theme, "sidebar")
        self.new_chat = IconButton(theme, "plus")
        self.menu = IconButton(theme, "more")
        self.unsaved = IconButton(theme, "warn")
        self._saving = saving
        saving.changed.connect(self._show_saving)
        self.unsaved.clicked.connect(saving.retry_saving)
        self.setProperty("role", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme.changed.connect(lambda: self.setFixedWidth(theme.px(WIDTH)))
        self.setFixedWidth(theme.px(WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 12, 8, 8)
        layout.setSpacing(8)
        for part in (self.sidebar, self.new_chat, self.rooms):
            layout.addWidget(part)
        layout.addStretch()
        layout.addWidget(self.unsaved)
        layout.addWidget(self.menu)
        self.unsaved.hide()
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _show_saving(self) -> None:
        self.unsaved.set_name(f"{self._saving.short_text()}. {self._saving.long_text()}")
        self.unsaved.setVisible(self._saving.trouble is not None)

    def _retranslate(self) -> None:
        self.sidebar.set_name(self.tr("Show the sidebar"))
        self.new_chat.set_name(self.tr("New chat"))
        self.menu.set_name(self.tr("Menu"))
        self._show_saving()
