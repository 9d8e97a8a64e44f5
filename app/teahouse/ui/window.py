"""The window: sidebar, pages and actions; saves and restores its geometry."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QCloseEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSplitter, QWidget

from teahouse.core.conversation import ConversationHead
from teahouse.services.events import TroubleEvent
from teahouse.ui.actions import ActionFunctions, ActionName, Actions
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.page import ChatPage
from teahouse.ui.chat.problems import DELETED, about_deleted
from teahouse.ui.dialogs import Dialogs
from teahouse.ui.kit.accessibility import RowAnnouncer
from teahouse.ui.kit.buttons import press_by_enter
from teahouse.ui.kit.guards import CompositionGuard
from teahouse.ui.kit.layout import keep_on_screen
from teahouse.ui.menu_bar_toggle import MenuBarToggle
from teahouse.ui.pages import Navigation, Pages, makers_of
from teahouse.ui.preferences import Preferences
from teahouse.ui.saving import Saving
from teahouse.ui.sidebar.lists import ClickedConversation
from teahouse.ui.sidebar.page_list import CollapsedSidebar, Page
from teahouse.ui.sidebar.sidebar import Sidebar
from teahouse.ui.style import Theme
from teahouse.ui.updates import Updates

WIDTH, HEIGHT = 1180, 780
FIRST_SHARE = 0.9  # of the screen that the first window takes at most
LEAST_WIDTH, LEAST_HEIGHT = 480, 360
SIDEBAR = 252
NARROW = 760  # below this width, which grows with the text, the sidebar makes room for the conversation
ICON_AFTER_MS = 500  # the icon can wait until the window is there


class Window(QWidget):
    """The main window with the sidebar, or its collapsed form, and the pages."""

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme) -> None:
        super().__init__()
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._title = ""
        self._looked_at = False
        self._narrow = False
        self._made_way = False  # the sidebar was hidden because the window became narrow
        self._icon_later = QTimer(self, singleShot=True, interval=ICON_AFTER_MS)
        self._icon_later.timeout.connect(self._load_icon)
        self.setObjectName("window")
        self._composition_guard = CompositionGuard(self)
        self._row_teller = RowAnnouncer(self)
        self.saving = Saving(bridge, preferences, theme, self)
        makers = makers_of(bridge, preferences, theme)
        pages = (Page.CHAT, *makers)
        self.collapsed_sidebar = CollapsedSidebar(theme, self.saving, pages)
        self.sidebar = Sidebar(bridge, preferences, theme, pages, self.saving)  # hears first what was deleted
        self.chat_page = ChatPage(bridge, preferences, theme)
        self.pages = Pages(self.chat_page, makers)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.dialogs = Dialogs(self, bridge, preferences, theme)
        layout = self._lay_out()
        self.table = Actions(self, self._list_functions())
        self._connect_signals()
        self.menus = MenuBarToggle(layout, preferences, self.table, self.pages, self.dialogs.pulls, self)
        self.navigation = Navigation(
            self.chat_page,
            self.pages,
            self.dialogs.pulls,
            self.sidebar.pages,
            self.open_conversation,
            self,
            self.dialogs.make_prompt_adder,
        )
        self.navigation.other_host.connect(self.dialogs.open_hosts)
        self.updates = Updates(bridge, preferences, self.chat_page.notice)
        self._clicked = ClickedConversation(self.sidebar.conversations, self.chat_page.composer.editor)
        self._restore_state()
        self._retranslate()

    def _lay_out(self) -> QLayout:
        self.splitter.addWidget(self.sidebar)
        self.splitter.addWidget(self.pages)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(1, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # large text must not enlarge the window
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        layout.addWidget(self.collapsed_sidebar)
        layout.addWidget(self.splitter, 1)
        self.collapsed_sidebar.hide()
        return layout

    def _list_functions(self) -> ActionFunctions:
        page = self.chat_page
        pages = {ActionName(f"page_{name}"): partial(self.show_page, name) for name in self.pages.names}
        return {
            **pages,
            ActionName.NEW_CHAT: self.new_chat,
            ActionName.SWITCH_MODEL: self.switch_model,
            ActionName.PARAMETERS: self.toggle_parameters,
            ActionName.FIND: page.open_find,
            ActionName.SEARCH_ALL: self.search_all,
            ActionName.PULL_MODEL: self.dialogs.pulls.open_dialog,
            ActionName.SEND: page.send_draft,
            ActionName.STOP: page.stop_replies,
            ActionName.COPY_LAST_REPLY: page.copy_last_reply,
            ActionName.RETRY_LAST: page.retry_last,
            ActionName.TOKENS: page.switch_tokens,
            ActionName.TOGGLE_SIDEBAR: self.toggle_sidebar,
            ActionName.ZOOM_IN: lambda: self._preferences.step_zoom(1),
            ActionName.ZOOM_OUT: lambda: self._preferences.step_zoom(-1),
            ActionName.ZOOM_RESET: lambda: self._preferences.change(zoom=1.0),
            ActionName.PALETTE: lambda: self.dialogs.open_palette(self.table),
            ActionName.SETTINGS: self.dialogs.open_settings,
            ActionName.SHORTCUTS: lambda: self.dialogs.open_shortcuts(self.table),
            ActionName.QUIT: self.close,
        }

    def _connect_signals(self) -> None:
        self.sidebar.new_chat.connect(self.new_chat)
        self.sidebar.open.connect(self.open_conversation)
        for pages in (self.sidebar.pages, self.collapsed_sidebar.pages):
            pages.chosen.connect(self.show_page)
            self.pages.entered.connect(pages.show_current)
            pages.show_current(Page.CHAT)
        self.pages.entered.connect(self.table.show_page)
        self.pages.entered.connect(self.sidebar.conversations.show_page)
        self.pages.entered.connect(lambda _page: self._check_host())
        self.sidebar.left.connect(self.chat_page.focus_composer)
        self.sidebar.menu_wanted.connect(self.open_menu)
        self.sidebar.undo.offered.connect(self._offer_undo)
        self.sidebar.undo.ended.connect(lambda: self.chat_page.notice.withdraw_notice(DELETED))
        self.sidebar.footer.other_host.connect(self.dialogs.open_hosts)
        self.collapsed_sidebar.sidebar.clicked.connect(self.toggle_sidebar)
        self.collapsed_sidebar.new_chat.clicked.connect(self.new_chat)
        self.collapsed_sidebar.menu.clicked.connect(lambda: self.open_menu(self.collapsed_sidebar.menu))
        self.chat_page.transcript.zoom_step.connect(self._preferences.step_zoom)
        self.chat_page.conversation_changed.connect(self._on_conversation)
        self.splitter.splitterMoved.connect(lambda *_: self._remember_splitter())
        self._theme.changed.connect(self._make_way)
        self._preferences.failed.connect(lambda trouble: self._bridge.post_events(TroubleEvent(trouble)))

    def make_accessible(self) -> QAccessibleInterface:
        """The interface for screen readers, with the role of a window."""
        from PySide6.QtWidgets import QAccessibleWidget

        self._interface = QAccessibleWidget(self, QAccessible.Role.Window)
        return self._interface

    # Saved state.

    def _restore_state(self) -> None:
        values = self._preferences.values
        if not self.restoreGeometry(QByteArray.fromBase64(values.window.encode())):
            available = self.screen().availableGeometry().size() * FIRST_SHARE
            self.resize(QSize(WIDTH, HEIGHT).boundedTo(available))
        keep_on_screen(self)
        if not self.splitter.restoreState(QByteArray.fromBase64(values.splitter.encode())):
            wide = self._theme.px(SIDEBAR)
            self.splitter.setSizes([wide, self.width() - wide])
        if values.conversation:
            self.chat_page.open_conversation(values.conversation)
        self.chat_page.focus_composer()

    def _remember_splitter(self) -> None:
        if not self.sidebar.isHidden():
            self._preferences.change(splitter=_as_text(self.splitter.saveState()))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.chat_page.save_changes()
        self._remember_splitter()
        self._preferences.change(window=_as_text(self.saveGeometry()))
        self._preferences.save_now()
        if not self.saving.may_quit():
            event.ignore()
            return
        self._icon_later.stop()
        self.dialogs.close()
        super().closeEvent(event)

    # Commands.

    def come_forward(self) -> None:
        """Show the window above the others, with the keyboard in it."""
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def answer_start(self, file: str) -> None:
        """Come forward because Teahouse was started again, and import `file` if it is not empty."""
        self.come_forward()
        if file:
            self.navigation.import_file(file)

    def show_page(self, page: Page) -> None:
        """Show a page and give it the keyboard."""
        widget = self.pages.enter_page(page)
        if widget is self.chat_page:
            self.chat_page.focus_composer()
        else:
            widget.setFocus()

    def new_chat(self) -> None:
        """Begin a conversation on the Chat page."""
        self.pages.enter_page(Page.CHAT)
        self.chat_page.new_chat()

    def open_conversation(self, conversation_id: str, focus: str = "", words: str = "") -> None:
        """Open a stored conversation on the Chat page."""
        self.pages.enter_page(Page.CHAT)
        self.chat_page.open_conversation(conversation_id, focus, words)

    def switch_model(self) -> None:
        """Open the switcher on the Chat page."""
        self.pages.enter_page(Page.CHAT)
        self.chat_page.open_switcher()

    def toggle_parameters(self) -> None:
        """Show or hide the parameters on the Chat page."""
        self.pages.enter_page(Page.CHAT)
        self.chat_page.toggle_parameters()

    def search_all(self) -> None:
        """Give the keyboard to the search field, with the sidebar shown for it."""
        if self.sidebar.isHidden():
            self.toggle_sidebar()
        self.sidebar.focus_search()

    def toggle_sidebar(self) -> None:
        """Show the sidebar or its collapsed form."""
        self._made_way = False
        self.pages.page_motion().dissolve_into(self, lambda: self._show_sidebar(self.sidebar.isHidden()))

    def _show_sidebar(self, shown: bool) -> None:
        had_focus = self.sidebar.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.sidebar.setVisible(shown)
        self.collapsed_sidebar.setVisible(not shown)
        if had_focus and not shown:
            self.chat_page.focus_composer()

    def open_menu(self, anchor: QWidget) -> None:
        """Open the menu of all actions below a button."""
        self.dialogs.open_menu(self.table, anchor)

    # Events.

    def _on_conversation(self, conversation_id: str, title: str) -> None:
        self._title = title
        self._retranslate()
        self.sidebar.show_open(conversation_id)
        self._preferences.change(conversation=conversation_id)

    def _offer_undo(self, head: ConversationHead) -> None:
        """Offer to undo a deletion in a notice while the sidebar is hidden."""
        if self.sidebar.isHidden():
            self.chat_page.notice.show_notice(about_deleted(head.title, self.sidebar.undo.undo_last))

    def _retranslate(self) -> None:
        self.setWindowTitle(f"{self._title} — Teahouse" if self._title else "Teahouse")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        match event.type():
            case QEvent.Type.LanguageChange:
                self.table.retranslate()
                self.dialogs.pulls.retranslate()
            case QEvent.Type.ActivationChange | QEvent.Type.WindowStateChange:
                self._report_activity()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        keep_on_screen(self)  # with its frame, which is known now
        if self.windowIcon().isNull():
            self._icon_later.start()
        self._report_activity()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._report_activity()

    def _load_icon(self) -> None:
        from teahouse.ui.kit.icons import app_icon

        self.setWindowIcon(app_icon())
        self.menus.show_if_always()

    def _report_activity(self) -> None:
        """Report whether the window is active: memory is polled only then; regroup conversations by day."""
        looked_at = self.isVisible() and not self.isMinimized() and self.isActiveWindow()
        if looked_at == self._looked_at:
            return
        self._looked_at = looked_at
        self._bridge.run_command(lambda s: s.library.watch_memory(looked_at))
        if looked_at:
            self._check_host()
            self.sidebar.new_day()

    def _check_host(self) -> None:
        self._bridge.run_command(lambda s: s.hosts.check_host())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_way()

    def _make_way(self) -> None:
        """Hide the sidebar when the window has become narrow for the size of its text; show it again after that."""
        was, self._narrow = self._narrow, self.width() < self._theme.px(NARROW)
        if self._narrow and not was and not self.sidebar.isHidden():
            self._made_way = True
            self._show_sidebar(False)
        elif not self._narrow and self._made_way:
            self._made_way = False
            self._show_sidebar(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run the action of a key that no widget accepted: Esc stops."""
        if event.key() == Qt.Key.Key_Alt and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.menus.press_alt()
        action = self.table.action_for_key(QKeySequence(event.keyCombination()))
        if action is None and press_by_enter(self.focusWidget(), event):
            return
        if action is None:
            super().keyPressEvent(event)
        else:
            action.trigger()


def _as_text(state: QByteArray) -> str:
    """A saved state of Qt as Base64 text."""
    return bytes(state.toBase64().data()).decode()
