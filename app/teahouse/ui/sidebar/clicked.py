"""F2 and Delete for the conversation that was just clicked, whose composer has the keyboard by then."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea

from teahouse.ui.sidebar.conversations import HEAD
from teahouse.ui.sidebar.lists import ConversationsList

Key = Qt.Key
MODIFIERS = (Key.Key_Shift, Key.Key_Control, Key.Key_Alt, Key.Key_AltGr, Key.Key_Meta)
ENDS = (QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut)


class ClickedConversation(QObject):
    """Takes both keys from `editor` until anything else is done there: another key, a click, or leaving it."""

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
        if event.type() == QEvent.Type.KeyPress and event.key() not in MODIFIERS:
            clicked, self._id = self._id, ""
            return not event.isAutoRepeat() and not event.modifiers() and self._do(event.key(), clicked)
        if event.type() in ENDS:
            self._id = ""
        return False

    def _do(self, key: int, conversation_id: str) -> bool:
        row = self._conversations.model().row_of(conversation_id)
        if row < 0 or key not in (Key.Key_F2, Key.Key_Delete):
            return False
        if key == Key.Key_F2:
            self._conversations.rename(conversation_id)
        else:
            self._conversations.removed.emit(self._conversations.model().index(row).data(HEAD))
        return True
