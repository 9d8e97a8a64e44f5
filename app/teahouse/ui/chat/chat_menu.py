"""What the header's menu does with the open conversation: rename, copy, save, delete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from teahouse.services.events import MarkdownEvent, WrittenEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.header import ChatHeader
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.kit.notices import Notices

if TYPE_CHECKING:
    from teahouse.services.conversation_export import SpeakerNames

translate = QCoreApplication.translate

WIDTH = 420  # of the field for a title: most are longer than a word


class ChatMenu(QObject):
    """Joined to the header's signals; deleting can be undone in the sidebar."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        header: ChatHeader,
        notice: Notices,
        room: QWidget,
    ) -> None:
        super().__init__(room)
        self._bridge = bridge
        self._chat = chat
        self._room = room
        self._notice = notice
        bridge.listen(self._on_written, WrittenEvent, MarkdownEvent)
        header.rename.connect(self.rename)
        header.copy_markdown.connect(self.copy_markdown)
        header.save.connect(self.save)
        header.delete.connect(self.delete)

    def rename(self) -> None:
        """Ask for another title."""
        tree = self._chat.tree
        if tree is None:
            return
        dialog = QInputDialog(self._room)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Rename conversation"))
        dialog.setLabelText(self.tr("Title"))
        dialog.setTextValue(tree.head.title)
        dialog.resize(WIDTH, dialog.sizeHint().height())
        dialog.textValueSelected.connect(lambda title: self._renamed(tree.id, title))
        dialog.open()

    def _renamed(self, conversation_id: str, title: str) -> None:
        if title.strip():
            self._bridge.ask(lambda services: services.history.rename(conversation_id, title.strip()))

    def copy_markdown(self) -> None:
        """The path that is on screen, to the clipboard."""
        if self._chat.tree is not None:
            conversation_id, names = self._chat.tree.id, _names()
            self._bridge.ask(lambda services: services.history.copy_markdown(conversation_id, names))

    def save(self) -> None:
        """Ask for a place, and have the conversation written there."""
        from teahouse.services.conversation_export import file_name  # not before the first paint

        tree = self._chat.tree
        if tree is None:
            return
        dialog = QFileDialog(self._room, self.tr("Save conversation"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Markdown, as on screen (*.md)"), self.tr("JSON, with all branches (*.json)")])
        dialog.setDefaultSuffix("md")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("json" if "json" in chosen else "md"))
        dialog.selectFile(f"{file_name(tree.head.title)}.md")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save_to(tree.id, Path(path)))
        dialog.open()

    def save_to(self, conversation_id: str, path: Path) -> None:
        """Have the conversation written to a file."""
        names = _names()
        self._bridge.ask(lambda services: services.history.export(conversation_id, path, names))

    def _on_written(self, burst: list[WrittenEvent | MarkdownEvent]) -> None:
        for event in burst:
            match event:
                case MarkdownEvent(conversation_id, None):
                    self._notice.say(problems.about_uncopied(conversation_id))
                case MarkdownEvent(_, str(text)):
                    QGuiApplication.clipboard().setText(text)
                case WrittenEvent(conversation_id, path, ""):
                    self._notice.say(problems.about_saved(path, conversation_id))
                case WrittenEvent(conversation_id, path, problem):
                    self._notice.say(problems.about_unsaved(path, problem, conversation_id))

    def delete(self) -> None:
        """The list of conversations that follows closes it here."""
        if self._chat.tree is not None:
            conversation_id = self._chat.tree.id
            self._bridge.ask(lambda services: services.history.remove(conversation_id))


def _names() -> SpeakerNames:
    from teahouse.services.conversation_export import SpeakerNames  # not before the first paint

    return SpeakerNames(translate("Export", "You"), translate("Export", "Reply"))
