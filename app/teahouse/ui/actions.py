"""The table of the window's actions: name, text, keys and group. Only entries with a function become actions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from teahouse.core.values import dataclass
from teahouse.ui.i18n.locales import QT_TRANSLATE_NOOP
from teahouse.ui.sidebar.page_list import Page

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An action. `keys` are portable names, the first is shown; `group` orders the menu.

    `bubbles`: the focused widget may use the key itself (Esc leaves a field, Ctrl+Enter ends a line); the window acts
    only when it was not accepted. `page`: the action is disabled while another page is shown.
    """

    name: str
    text: str
    keys: tuple[str, ...]
    group: int
    bubbles: bool = False
    page: Page | None = None
    listed: int = 1  # how many of the keys the list of keys shows


# Input methods take Ctrl+Shift+F for themselves (fcitx, Microsoft Pinyin), so that search has another key too.
TABLE: tuple[ActionEntry, ...] = (
    ActionEntry("new_chat", QT_TRANSLATE_NOOP("Actions", "New chat"), ("Ctrl+N",), 0),
    ActionEntry("switch_model", QT_TRANSLATE_NOOP("Actions", "Switch model…"), ("Ctrl+K",), 0),
    ActionEntry("parameters", QT_TRANSLATE_NOOP("Actions", "Parameters"), ("Ctrl+Shift+O",), 0),
    ActionEntry("find", QT_TRANSLATE_NOOP("Actions", "Find in this conversation…"), ("Ctrl+F",), 0, page=Page.CHAT),
    ActionEntry(
        "search_all",
        QT_TRANSLATE_NOOP("Actions", "Search all conversations…"),
        ("Ctrl+Shift+F", "Ctrl+Alt+F"),
        0,
        listed=2,
    ),
    ActionEntry(
        "send", QT_TRANSLATE_NOOP("Actions", "Send message"), ("Ctrl+Enter", "Ctrl+Return"), 1, True, Page.CHAT
    ),
    ActionEntry("stop", QT_TRANSLATE_NOOP("Actions", "Stop the reply"), ("Esc",), 1, True, Page.CHAT),
    ActionEntry(
        "copy_last_reply", QT_TRANSLATE_NOOP("Actions", "Copy last reply"), ("Ctrl+Shift+C",), 1, page=Page.CHAT
    ),
    ActionEntry("retry_last", QT_TRANSLATE_NOOP("Actions", "Retry last reply"), ("Ctrl+Shift+R",), 1, page=Page.CHAT),
    ActionEntry("pull_model", QT_TRANSLATE_NOOP("Actions", "Pull model…"), ("Ctrl+Shift+L",), 2),
    ActionEntry("page_chat", QT_TRANSLATE_NOOP("Actions", "Go to Chat"), ("Ctrl+1",), 3),
    ActionEntry("page_compare", QT_TRANSLATE_NOOP("Actions", "Go to Compare"), ("Ctrl+2",), 3),
    ActionEntry("page_models", QT_TRANSLATE_NOOP("Actions", "Go to Models"), ("Ctrl+3",), 3),
    ActionEntry("page_speed", QT_TRANSLATE_NOOP("Actions", "Go to Speed"), ("Ctrl+4",), 3),
    ActionEntry("toggle_sidebar", QT_TRANSLATE_NOOP("Actions", "Show or hide the sidebar"), ("Ctrl+B",), 3),
    ActionEntry("zoom_in", QT_TRANSLATE_NOOP("Actions", "Larger text"), ("Ctrl++", "Ctrl+="), 3),
    ActionEntry("zoom_out", QT_TRANSLATE_NOOP("Actions", "Smaller text"), ("Ctrl+-",), 3),
    ActionEntry("zoom_reset", QT_TRANSLATE_NOOP("Actions", "Normal text size"), ("Ctrl+0",), 3),
    ActionEntry("palette", QT_TRANSLATE_NOOP("Actions", "All actions…"), ("Ctrl+Shift+P",), 4),
    ActionEntry("settings", QT_TRANSLATE_NOOP("Actions", "Settings…"), ("Ctrl+,",), 4),
    ActionEntry("shortcuts", QT_TRANSLATE_NOOP("Actions", "Keyboard shortcuts"), ("Ctrl+/",), 4),
    ActionEntry("quit", QT_TRANSLATE_NOOP("Actions", "Quit"), ("Ctrl+Q",), 5),
)

Does = dict[str, Callable[[], object]]


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
    """The actions of one window: the entries of `TABLE` that have a function in `does`."""

    def __init__(self, window: QWidget, does: Does) -> None:
        self.entries = tuple(entry for entry in TABLE if entry.name in does)
        self._made = {entry.name: self._make_action(window, entry, does[entry.name]) for entry in self.entries}
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
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
