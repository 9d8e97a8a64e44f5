"""The table of the window's actions: name, text, keys and group. Only entries with a function become actions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from teahouse.core.values import dataclass
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP
from teahouse.ui.sidebar.page_list import Page

translate = QCoreApplication.translate


class ActionName(StrEnum):
    """The names of the window's actions."""

    NEW_CHAT = "new_chat"
    SWITCH_MODEL = "switch_model"
    PARAMETERS = "parameters"
    FIND = "find"
    SEARCH_ALL = "search_all"
    SEND = "send"
    STOP = "stop"
    COPY_LAST_REPLY = "copy_last_reply"
    RETRY_LAST = "retry_last"
    TOKENS = "tokens"
    PULL_MODEL = "pull_model"
    PAGE_CHAT = "page_chat"
    PAGE_COMPARE = "page_compare"
    PAGE_EVALUATE = "page_evaluate"
    PAGE_MODELS = "page_models"
    PAGE_WORKSHOP = "page_workshop"
    PAGE_SPEED = "page_speed"
    TOGGLE_SIDEBAR = "toggle_sidebar"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ZOOM_RESET = "zoom_reset"
    PALETTE = "palette"
    SETTINGS = "settings"
    SHORTCUTS = "shortcuts"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An action. `keys` are portable names, the first is shown; `group` orders the menu.

    `bubbles`: the focused widget may use the key itself (Esc leaves a field, Ctrl+Enter ends a line); the window acts
    only when it was not accepted. `page`: the action is disabled while another page is shown.
    """

    name: ActionName
    text: str
    keys: tuple[str, ...]
    group: int
    bubbles: bool = False
    page: Page | None = None
    listed: int = 1  # how many of the keys the list of keys shows


# Input methods take Ctrl+Shift+F for themselves (fcitx, Microsoft Pinyin), so that search has another key too.
TABLE: tuple[ActionEntry, ...] = (
    ActionEntry(ActionName.NEW_CHAT, QT_TRANSLATE_NOOP("Actions", "New chat"), ("Ctrl+N",), 0),
    ActionEntry(ActionName.SWITCH_MODEL, QT_TRANSLATE_NOOP("Actions", "Switch model…"), ("Ctrl+K",), 0),
    ActionEntry(ActionName.PARAMETERS, QT_TRANSLATE_NOOP("Actions", "Parameters"), ("Ctrl+Shift+O",), 0),
    ActionEntry(
        ActionName.FIND, QT_TRANSLATE_NOOP("Actions", "Find in this conversation…"), ("Ctrl+F",), 0, page=Page.CHAT
    ),
    ActionEntry(
        ActionName.SEARCH_ALL,
        QT_TRANSLATE_NOOP("Actions", "Search all conversations…"),
        ("Ctrl+Shift+F", "Ctrl+Alt+F"),
        0,
        listed=2,
    ),
    ActionEntry(
        ActionName.SEND, QT_TRANSLATE_NOOP("Actions", "Send message"), ("Ctrl+Enter", "Ctrl+Return"), 1, True, Page.CHAT
    ),
    ActionEntry(ActionName.STOP, QT_TRANSLATE_NOOP("Actions", "Stop the reply"), ("Esc",), 1, True, Page.CHAT),
    ActionEntry(
        ActionName.COPY_LAST_REPLY,
        QT_TRANSLATE_NOOP("Actions", "Copy last reply"),
        ("Ctrl+Shift+C",),
        1,
        page=Page.CHAT,
    ),
    ActionEntry(
        ActionName.RETRY_LAST, QT_TRANSLATE_NOOP("Actions", "Retry last reply"), ("Ctrl+Shift+R",), 1, page=Page.CHAT
    ),
    ActionEntry(
        ActionName.TOKENS,
        QT_TRANSLATE_NOOP("Actions", "Show or hide token probabilities"),
        ("Ctrl+Shift+Y",),
        1,
        page=Page.CHAT,
    ),
    ActionEntry(ActionName.PULL_MODEL, QT_TRANSLATE_NOOP("Actions", "Pull model…"), ("Ctrl+Shift+L",), 2),
    ActionEntry(ActionName.PAGE_CHAT, QT_TRANSLATE_NOOP("Actions", "Go to Chat"), ("Ctrl+1",), 3),
    ActionEntry(ActionName.PAGE_COMPARE, QT_TRANSLATE_NOOP("Actions", "Go to Compare"), ("Ctrl+2",), 3),
    ActionEntry(ActionName.PAGE_EVALUATE, QT_TRANSLATE_NOOP("Actions", "Go to Evaluate"), ("Ctrl+3",), 3),
    ActionEntry(ActionName.PAGE_MODELS, QT_TRANSLATE_NOOP("Actions", "Go to Models"), ("Ctrl+4",), 3),
    ActionEntry(ActionName.PAGE_WORKSHOP, QT_TRANSLATE_NOOP("Actions", "Go to Workshop"), ("Ctrl+5",), 3),
    ActionEntry(ActionName.PAGE_SPEED, QT_TRANSLATE_NOOP("Actions", "Go to Speed"), ("Ctrl+6",), 3),
    ActionEntry(ActionName.TOGGLE_SIDEBAR, QT_TRANSLATE_NOOP("Actions", "Show or hide the sidebar"), ("Ctrl+B",), 3),
    ActionEntry(ActionName.ZOOM_IN, QT_TRANSLATE_NOOP("Actions", "Larger text"), ("Ctrl++", "Ctrl+="), 3),
    ActionEntry(ActionName.ZOOM_OUT, QT_TRANSLATE_NOOP("Actions", "Smaller text"), ("Ctrl+-",), 3),
    ActionEntry(ActionName.ZOOM_RESET, QT_TRANSLATE_NOOP("Actions", "Normal text size"), ("Ctrl+0",), 3),
    ActionEntry(ActionName.PALETTE, QT_TRANSLATE_NOOP("Actions", "All actions…"), ("Ctrl+Shift+P",), 4),
    ActionEntry(ActionName.SETTINGS, QT_TRANSLATE_NOOP("Actions", "Settings…"), ("Ctrl+,",), 4),
    ActionEntry(ActionName.SHORTCUTS, QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"), ("Ctrl+/",), 4),
    ActionEntry(ActionName.QUIT, QT_TRANSLATE_NOOP("Actions", "Quit"), ("Ctrl+Q",), 5),
)

ActionFunctions = dict[ActionName, Callable[[], object]]


def text_of(entry: ActionEntry) -> str:
    """The translated text of an entry."""
    return translate("Actions", entry.text)


def key_of(entry: ActionEntry) -> str:
    """The key that is shown for an entry."""
    return key_text(entry.keys[0])


def keys_of(entry: ActionEntry) -> str:
    """The keys that the list of keys shows for an entry."""
    return " / ".join(key_text(key) for key in entry.keys[: entry.listed])


def key_text(key: str) -> str:
    """A key as people find it on their keyboard: in symbols on a Mac, in the letters printed on it elsewhere.

    Qt's own native text is translated ("Ctrl+回车"), the keys of keyboards are not.
    """
    native = sys.platform == "darwin"
    form = QKeySequence.SequenceFormat
    return QKeySequence(key).toString(form.NativeText if native else form.PortableText)


class Actions:
    """The actions of one window: the entries of `TABLE` that have a function in `functions`."""

    def __init__(self, window: QWidget, functions: ActionFunctions) -> None:
        self.entries = tuple(entry for entry in TABLE if entry.name in functions)
        self._made = {entry.name: self._make_action(window, entry, functions[entry.name]) for entry in self.entries}
        self.retranslate()

    def __getitem__(self, name: ActionName) -> QAction:
        return self._made[name]

    def __iter__(self) -> Iterable[QAction]:
        return iter(self._made.values())

    def _make_action(self, window: QWidget, entry: ActionEntry, do: Callable[[], object]) -> QAction:
        action = QAction(window)
        action.setObjectName(entry.name)
        if not entry.bubbles:
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: do())
        window.addAction(action)
        return action

    def retranslate(self) -> None:
        """Set all texts in the current language."""
        for entry in self.entries:
            # A menu shows what follows a tab where the key of an action stands.
            self._made[entry.name].setText(text_of(entry) + (f"\t{key_of(entry)}" if entry.bubbles else ""))

    def show_page(self, page: Page) -> None:
        """Enable the actions that belong to this page or to none, and disable the others."""
        for entry in self.entries:
            self._made[entry.name].setEnabled(entry.page in (None, page))

    def action_for_key(self, key: QKeySequence) -> QAction | None:
        """The action for a key that no widget accepted."""
        names = (entry.name for entry in self.entries if entry.bubbles and key in map(QKeySequence, entry.keys))
        return next((self._made[name] for name in names), None)

    def fill_menu(self, menu: QMenu) -> None:
        """Add every action to a menu, with separators between groups."""
        group = self.entries[0].group
        for entry in self.entries:
            if entry.group != group:
                menu.addSeparator()
                group = entry.group
            menu.addAction(self._made[entry.name])
