"""The menu bar: Chat, Models with the catalogue by lab, Compare, View, Help. Made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from teahouse.ui.actions import Actions
from teahouse.ui.dialogs import PullDialogs
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.popup import Menu
from teahouse.ui.pages import Pages

if TYPE_CHECKING:
    from teahouse.ui.compare.page import ComparePage

translate = QCoreApplication.translate

LINE = ""
CHAT = ("new_chat", "switch_model", "parameters", LINE, "find", "search_all", LINE,
        "send", "stop", "copy_last_reply", "retry_last", LINE, "settings", "quit")  # fmt: skip
MODELS = ("page_models", "pull_model")
COMPARE = ("page_compare",)
VIEW = ("palette", LINE, "page_chat", "page_compare", "page_models", "page_speed", LINE,
        "toggle_sidebar", "zoom_in", "zoom_out", "zoom_reset", LINE)  # fmt: skip
HELP = ("palette", "shortcuts")
ROLES = {"settings": QAction.MenuRole.PreferencesRole, "quit": QAction.MenuRole.QuitRole}


class MenuBar(Retranslated, QMenuBar):
    """The window's actions in menus; on macOS the system shows it."""

    def __init__(
        self,
        actions: Actions,
        pages: Pages,
        pulls: PullDialogs,
        always: Callable[[bool], object],
        window: QWidget,
        *,
        is_always: bool,
    ) -> None:
        super().__init__(window)
        self._actions = actions
        self._pages = pages
        self.chat, self.models, self.compare, self.look, self.help = (Menu(self) for _ in range(5))
        self.catalogue = Menu(self.models)
        self.always = QAction(self, checkable=True, checked=is_always)
        self.always.toggled.connect(always)
        self._compare_actions: list[QAction] = []
        for menu, names in ((self.chat, CHAT), (self.models, MODELS), (self.compare, COMPARE), (self.look, VIEW),
                            (self.help, HELP)):  # fmt: skip
            self.addMenu(menu)
            self._fill_menu(menu, names)
        self.models.addMenu(self.catalogue)
        pulls.fill_menu(self.catalogue)
        self.look.addAction(self.always)
        self._fill_compare()
        self.retranslate()

    def _fill_menu(self, menu: QMenu, names: Sequence[str]) -> None:
        for name in names:
            if name == LINE:
                menu.addSeparator()
                continue
            action = self._actions[name]
            action.setMenuRole(ROLES.get(name, QAction.MenuRole.NoRole))
            menu.addAction(action)

    def _fill_compare(self) -> None:
        """Add the actions of the Compare page, which enter it first."""
        self.compare.addSeparator()
        entries: tuple[Callable[[ComparePage], None], ...] = (
            lambda page: page.begin_new(),
            lambda page: page.dialogs.open_past(),
            lambda page: page.dialogs.open_sets(),
            lambda page: page.dialogs.open_ratings(),
        )
        for do in entries:
            action = self.compare.addAction("")
            action.triggered.connect(lambda _on=False, do=do: do(self._pages.enter_compare()))
            self._compare_actions.append(action)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Menu bar"))
        self.chat.setTitle(self.tr("&Chat"))
        self.models.setTitle(self.tr("&Models"))
        self.compare.setTitle(self.tr("C&ompare"))
        self.look.setTitle(self.tr("&View"))
        self.help.setTitle(self.tr("&Help"))
        self.catalogue.setTitle(translate("Dialogs", "Catalogue"))
        self.always.setText(self.tr("Always show the menu bar"))
        texts = (
            translate("Compare", "New comparison"),
            translate("Compare", "Earlier comparisons…"),
            translate("Compare", "Prompt sets…"),
            translate("Compare", "Ratings…"),
        )
        for action, text in zip(self._compare_actions, texts, strict=True):
            action.setText(text)
