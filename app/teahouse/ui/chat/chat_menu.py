"""What the header's menu does with the open conversation: rename, copy, save, delete."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from teahouse.core.values import dataclass
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat import problems
from teahouse.ui.chat.earlier_messages import EarlierMessages
from teahouse.ui.chat.header import Header
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.kit.notices import Notices

WIDTH = 420  # of the field for a title: most are longer than a word


@dataclass(frozen=True, slots=True)
class _WrittenNews:
    """A conversation is at `path`, or why it is not."""

    conversation_id: str
    path: Path
    problem: str = ""


class ChatMenu(QObject):
    """Joined to the header's signals; deleting can be undone in the sidebar."""

    def __init__(
        self,
        bridge: Bridge,
        chat: OpenChat,
        earlier: EarlierMessages,
        header: Header,
        notice: Notices,
        room: QWidget,
    ) -> None:
        super().__init__(room)
        self._bridge = bridge
        self._chat = chat
        self._earlier = earlier
        self._room = room
        self._notice = notice
        bridge.listen(self._on_written, _WrittenNews)
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
        self._earlier.when_all_read(self._copy_all)

    def _copy_all(self) -> None:
        from teahouse.ui.chat.export import as_markdown  # not before somebody wants it

        if self._chat.tree is not None:
            QGuiApplication.clipboard().setText(as_markdown(self._chat.tree))

    def save(self) -> None:
        """Ask for a place, and write the conversation there."""
        from teahouse.ui.chat.export import file_name

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
        dialog.fileSelected.connect(lambda path: self._earlier.when_all_read(lambda: self._save_to(Path(path))))
        dialog.open()

    def _save_to(self, path: Path) -> None:
        from teahouse.ui.chat.export import Snapshot, write

        if self._chat.tree is None:
            return
        now, bridge = Snapshot.of(self._chat.tree), self._bridge

        def run() -> None:
            try:
                write(now, path)
            except Exception as refused:  # whatever it is, it is told
                bridge.post(_WrittenNews(now.head.id, path, getattr(refused, "strerror", None) or str(refused)))
            else:
                bridge.post(_WrittenNews(now.head.id, path))

        threading.Thread(target=run, name="teahouse-export", daemon=True).start()

    def _on_written(self, burst: list[_WrittenNews]) -> None:
        for news in burst:
            if news.problem:
                self._notice.say(problems.about_unsaved(news.path, news.problem, news.conversation_id))
            else:
                self._notice.say(problems.about_saved(news.path, news.conversation_id))

    def delete(self) -> None:
        """The list of conversations that follows closes it here."""
        if self._chat.tree is not None:
            conversation_id = self._chat.tree.id
            self._bridge.ask(lambda services: services.history.remove(conversation_id))
