"""The two lists of the sidebar: all conversations, and search results."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QListView, QMenu, QToolTip, QWidget

from teahouse.core.conversation import ConversationHead
from teahouse.services.chat.events import FoundHit
from teahouse.ui.actions import key_text
from teahouse.ui.i18n.retranslation import Retranslated
from teahouse.ui.kit.guards import guard_rows
from teahouse.ui.kit.popup import Menu, open_below
from teahouse.ui.sidebar.conversations import HEAD, HIT, ConversationsModel, FoundModel
from teahouse.ui.sidebar.page_list import Page
from teahouse.ui.sidebar.rows import ConversationDelegate, FoundDelegate
from teahouse.ui.style import Theme

Key = Qt.Key
ENTER = (Key.Key_Return, Key.Key_Enter)
STEPS = (QAbstractItemView.CursorAction.MoveUp, QAbstractItemView.CursorAction.MoveDown)


class _List(QListView):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.viewport().setAutoFillBackground(False)
        theme.changed.connect(self.scheduleDelayedItemsLayout)


class ConversationsList(Retranslated, _List):
    """All conversations. Enter or a click opens; F2 renames in place; Delete removes."""

    opened = Signal(str)
    removed = Signal(object)  # the ConversationHead
    pinned = Signal(str, bool)

    def __init__(self, theme: Theme, model: ConversationsModel) -> None:
        super().__init__(theme)
        self._conversations = model
        self._left_at = -1  # the row of the current conversation when it was removed
        self._delegate = ConversationDelegate(theme, self)
        self._pressed_more = -1  # the row on whose "⋯" the button was pressed
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)
        self.clicked.connect(self._on_clicked)
        guard_rows(self)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Conversations"))
        self.viewport().update()

    def show_heads(self, heads: Sequence[ConversationHead], *, more: bool = False) -> None:
        """Show the beginning of the list; the current row and the scroll position stay where they still exist."""
        current = self.current_head()
        scrolled = self.verticalScrollBar().value()
        self._conversations.show_heads(heads, more=more)
        self.executeDelayedItemsLayout()  # the scroll bar has no range before
        self.verticalScrollBar().setValue(scrolled)
        found = -1 if current is None else self._conversations.row_of(current.id)
        if found >= 0:
            self._move_to(found)

    def put_head(self, head: ConversationHead) -> None:
        """Add or update a conversation."""
        if self._conversations.new_day():
            self.show_open(self._delegate.open_id)
        self._conversations.put_head(head)

    def remove_head(self, conversation_id: str) -> None:
        """Remove a conversation. Where it was the current one none is current, so that no key acts on another one; the
        arrow keys continue from there."""
        row = self._conversations.row_of(conversation_id)
        if row >= 0 and row == self.currentIndex().row():
            self.setCurrentIndex(QModelIndex())
            self._left_at = row
        self._conversations.remove_head(conversation_id)

    def _move_to(self, row: int) -> None:
        """Make a row current without scrolling; instead of a heading the conversation below it or above."""
        index = self._conversations.index(self._place_near(row))
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.ClearAndSelect)

    def _place_near(self, row: int) -> int:
        rows = self._conversations.rowCount()
        near = (row, row + 1, row - 1, row - 2)
        heads = (place for place in near if 0 <= place < rows and self._conversations.index(place).data(HEAD))
        return next(heads, -1)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Continue from where the removed conversation was."""
        left_at, self._left_at = self._left_at, -1
        if left_at < 0 or self.currentIndex().isValid() or action not in STEPS:
            return super().moveCursor(action, modifiers)
        return self._conversations.index(self._place_near(left_at))

    def show_open(self, conversation_id: str) -> None:
        """Mark the conversation that is open in the page; empty marks none."""
        self._delegate.set_open(conversation_id)
        row = self._conversations.row_of(conversation_id)
        if row >= 0:
            self._move_to(row)
            self.scrollTo(self._conversations.index(row))
        else:
            self.setCurrentIndex(QModelIndex())
        self.viewport().update()

    def index_of(self, conversation_id: str) -> QModelIndex:
        """The index of a conversation; invalid for none."""
        return self._conversations.index(self._conversations.row_of(conversation_id))

    def edit_title(self, conversation_id: str) -> None:
        """Start editing the title."""
        row = self._conversations.row_of(conversation_id)
        if row >= 0:
            self._move_to(row)
            self.edit(self._conversations.index(row))

    def show_page(self, page: Page) -> None:
        """Mark the open conversation only while the Chat page is shown."""
        self._delegate.set_page_shown(page is Page.CHAT)
        self.viewport().update()

    def current_head(self) -> ConversationHead | None:
        """The current conversation; None for none."""
        index = self.currentIndex()
        return index.data(HEAD) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        head = self.current_head()
        if head is not None and event.key() in ENTER and self.state() != self.State.EditingState:
            self.opened.emit(head.id)
        elif head is not None and event.key() == Key.Key_Delete:
            self.removed.emit(head)
        elif head is not None and event.key() == Key.Key_Menu:
            self._on_menu(self.visualRect(self.currentIndex()).bottomLeft())
        else:
            super().keyPressEvent(event)

    def _more_at(self, at: QPoint) -> int:
        """The row whose "⋯" is at this position; -1 for none."""
        index = self.indexAt(at)
        if index.data(HEAD) is None or not self._delegate.more_rect(self.visualRect(index)).contains(at):
            return -1
        return index.row()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_more = -1
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_more = self._more_at(event.position().toPoint())
        if self._pressed_more < 0:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_more = self._pressed_more, -1
        if pressed < 0:
            super().mouseReleaseEvent(event)
        elif self._more_at(event.position().toPoint()) == pressed:
            index = self._conversations.index(pressed)
            self.setCurrentIndex(index)
            more = self._delegate.more_rect(self.visualRect(index))
            open_below(self.menu_for(index.data(HEAD)), self.viewport(), more)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat the second press of a double click as a press where it is on a "⋯"."""
        if self._more_at(event.position().toPoint()) >= 0:
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._point_more(self._more_at(event.position().toPoint()))

    def _point_more(self, row: int) -> None:
        if self._delegate.set_hovered_more(row):
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point_more(-1)
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._more_at(event.pos()) >= 0:
            QToolTip.showText(event.globalPos(), self.tr("Rename, pin or delete"), self.viewport())
            return True
        return super().viewportEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if head := index.data(HEAD):
            self.opened.emit(head.id)

    def _on_menu(self, at: QPoint) -> None:
        index = self.indexAt(at) if self.indexAt(at).isValid() else self.currentIndex()
        head = index.data(HEAD) if index.isValid() else None
        if head is None:
            return
        menu = self.menu_for(head)
        menu.popup(self.viewport().mapToGlobal(at))

    def menu_for(self, head: ConversationHead) -> QMenu:
        """The menu of one conversation; it is deleted when it closes."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Rename") + "\tF2").triggered.connect(lambda: self.edit_title(head.id))
        pin = self.tr("Unpin") if head.pinned else self.tr("Pin")
        menu.addAction(pin).triggered.connect(lambda: self.pinned.emit(head.id, not head.pinned))
        copy = menu.addAction(self.tr("Copy title"))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(head.title))
        menu.addSeparator()
        menu.addAction(self.tr("Delete") + f"\t{key_text('Del')}").triggered.connect(lambda: self.removed.emit(head))
        return menu


class FoundList(Retranslated, _List):
    """Search results. Enter or a click opens a hit at its message."""

    opened = Signal(str, str)

    def __init__(self, theme: Theme, model: FoundModel, parent: QWidget | None = None) -> None:
        super().__init__(theme)
        self.setItemDelegate(FoundDelegate(theme, self))
        self.setModel(model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._open_hit)
        guard_rows(self)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Search results"))

    def move_current(self, step: int) -> None:
        """Move the current row down, or up for a negative number."""
        rows = self.model().rowCount()
        if rows:
            self.setCurrentIndex(self.model().index(max(0, min(rows - 1, self.currentIndex().row() + step)), 0))

    def open_current(self) -> None:
        """Open the current hit, or the first one."""
        index = self.currentIndex() if self.currentIndex().isValid() else self.model().index(0, 0)
        if index.isValid():
            self._open_hit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.open_current()
        else:
            super().keyPressEvent(event)

    def _open_hit(self, index: QModelIndex) -> None:
        hit: FoundHit = index.data(HIT)
        self.opened.emit(hit.head.id, hit.message_id or "")


MODIFIERS = (Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_AltGr, Key.Key_Meta)
ENDS = (QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut)


class ClickedConversation(QObject):
    """F2 and Delete for the conversation that was just clicked, while the composer has the focus.

    Takes both keys from `editor` until another key, a click, or the loss of focus.
    """

    def __init__(self, conversations: ConversationsList, editor: QAbstractScrollArea) -> None:
        super().__init__(conversations)
        self._conversations = conversations
        self._id = ""
        conversations.clicked.connect(self._on_clicked)
        for watched in (editor, editor.viewport()):
            watched.installEventFilter(self)

    def _on_clicked(self, index: QModelIndex) -> None:
        head = index.data(HEAD)
        self._id = head.id if head is not None else ""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not self._id:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() not in MODIFIERS:
            clicked, self._id = self._id, ""
            return not event.isAutoRepeat() and not event.modifiers() and self._act_on(event.key(), clicked)
        if event.type() in ENDS:
            self._id = ""
        return False

    def _act_on(self, key: int, conversation_id: str) -> bool:
        index = self._conversations.index_of(conversation_id)
        if not index.isValid() or key not in (Key.Key_F2, Key.Key_Delete):
            return False
        if key == Key.Key_F2:
            self._conversations.edit_title(conversation_id)
        else:
            self._conversations.removed.emit(index.data(HEAD))
        return True
