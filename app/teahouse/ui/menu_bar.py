"""The menu bar: Chat, Models with the catalogue by lab, Compare, View, Help. Made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from teahouse.ui.actions import ActionName, Actions
from teahouse.ui.dialogs import PullDialogs
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.popup import Menu
from teahouse.ui.pages import Pages

if TYPE_CHECKING:
    from teahouse.ui.compare.page import ComparePage

translate = QCoreApplication.translate

LINE = None  # a separator
CHAT = (
    ActionName.NEW_CHAT,
    ActionName.SWITCH_MODEL,
    ActionName.PARAMETERS,
    LINE,
    ActionName.FIND,
    ActionName.SEARCH_ALL,
    LINE,
    ActionName.SEND,
    ActionName.STOP,
    ActionName.COPY_LAST_REPLY,
    ActionName.RETRY_LAST,
    ActionName.TOKENS,
    LINE,
    ActionName.SETTINGS,
    ActionName.QUIT,
)
MODELS = (ActionName.PAGE_MODELS, ActionName.PULL_MODEL)
COMPARE = (ActionName.PAGE_COMPARE,)
VIEW = (
    ActionName.PALETTE,
    LINE,
    ActionName.PAGE_CHAT,
    ActionName.PAGE_COMPARE,
    ActionName.PAGE_EVALUATE,
    ActionName.PAGE_MODELS,
    ActionName.PAGE_WORKSHOP,
    ActionName.PAGE_SPEED,
    LINE,
    ActionName.TOGGLE_SIDEBAR,
    ActionName.ZOOM_IN,
    ActionName.ZOOM_OUT,
    ActionName.ZOOM_RESET,
    LINE,
)
HELP = (ActionName.PALETTE, ActionName.SHORTCUTS)
ROLES = {ActionName.SETTINGS: QAction.MenuRole.PreferencesRole, ActionName.QUIT: QAction.MenuRole.QuitRole}


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

    def _fill_menu(self, menu: QMenu, names: Sequence[ActionName | None]) -> None:
        for name in names:
            if name is LINE:
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
