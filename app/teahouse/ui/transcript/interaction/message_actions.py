"""What the actions of a message do: signals to the page around the view, the clipboard, files, folding."""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea

from teahouse.core.conversation import LONGEST_COPY, Message
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.transcript.blocks.part import PartAction, PartHit, TranscriptPart
from teahouse.ui.transcript.interaction.pointer import Pointer
from teahouse.ui.transcript.interaction.selection import Reading, Selection
from teahouse.ui.transcript.layout.items import Item
from teahouse.ui.transcript.layout.message_list import MessageList
from teahouse.ui.transcript.layout.page_layout import PageLayout
from teahouse.ui.transcript.layout.scroll_anchor import ScrollAnchor
from teahouse.ui.transcript.layout.viewport import PageViewport

if TYPE_CHECKING:
    from teahouse.core.attachment import Attachment


translate = QCoreApplication.translate

AT_ONCE = 0.02  # seconds of reading a copied text, before it continues between frames
COPYING = "copying"  # its key in the idle queue
COPIED = 1200  # milliseconds that "Copied" is shown


class MessageActions(QObject):
    """Signals carry a message id unless noted."""

    retry = Signal(str)
    retry_with = Signal(str)
    choose = Signal(str)
    edit = Signal(str)
    link = Signal(str, str)  # its address and its text
    continue_ = Signal(str)  # go on with a reply that ended early
    delete = Signal(str)  # the message and all that follows it
    compare = Signal(str)  # put its question to several models
    token = Signal(str, int)  # show the alternatives of a token, by its number
    evaluate = Signal(str)  # add its question to a sheet of prompts
    inspect = Signal(str, int)  # look into the model at a token of the reply, by its number; -1: at the reply's end
    copy_refused = Signal()  # what is to be copied is too long for the clipboard
    menu_wanted = Signal(object, object)  # an `PartAction` that opens a menu, and the `Item` it is of

    def __init__(
        self, area: QAbstractScrollArea, layout: PageLayout, anchor: ScrollAnchor, messages: MessageList,
        viewport: PageViewport, selection: Selection, pointer: Pointer,
    ) -> None:  # fmt: skip
        super().__init__(area)
        self._area = area
        self._layout = layout
        self._style = layout.style
        self._anchor, self._messages, self._viewport = anchor, messages, viewport
        self._selection, self._pointer = selection, pointer
        self.refuse_inspection: Callable[[Message], str] | None = None  # why not, or ""; None: it is not offered
        self._copied_parts: set[TranscriptPart] = set()  # those that say "Copied"
        self._copied_over = QTimer(self)
        self._copied_over.setSingleShot(True)
        self._copied_over.setInterval(COPIED)
        self._copied_over.timeout.connect(self._forget_copied)

    def activate_hit(self, hit: PartHit, item: Item, part: TranscriptPart) -> None:
        """Run the action of a clicked hit."""
        owner = hit.owner or part
        match hit.act:
            case PartAction.LINK:
                self.open_link(hit.value, owner.link_text(hit.value))
            case PartAction.COPY_CODE:
                self.copy_text(_code(hit, item, part))
                self._say_copied(owner)
            case PartAction.SAVE_CODE:
                self.save_code(_code(hit, item, part), owner.language)
            case PartAction.WRAP:
                self.wrap_code()
            case PartAction.TOKEN:
                self.token.emit(item.id, int(hit.value))
            case PartAction.SCROLL:
                self.move_sideways(hit, self._pointer.pointed.x)
            case PartAction.COPY if hit.owner is not None:
                self.copy_text(item.text)
            case PartAction.SHOW if owner.attachment is not None:
                self.show_attachment(owner.attachment)
            case _:
                self.run_action(hit.act, item)

    def run_action(self, act: PartAction, item: Item) -> None:
        """Run an action on a message."""
        match act:
            case PartAction.COPY:
                self.copy_message(item.id)
            case PartAction.RETRY:
                self.retry.emit(item.id)
            case PartAction.RETRY_WITH:
                self.retry_with.emit(item.id)
            case PartAction.SAVE:
                self.save_message(item)
            case PartAction.EDIT:
                self.edit.emit(item.id)
            case PartAction.OLDER | PartAction.NEWER:
                if sibling := self._messages.find_sibling(item.id, -1 if act is PartAction.OLDER else 1):
                    self.choose.emit(sibling)
            case PartAction.FOLD:
                self.fold_thinking(item)
            case PartAction.CONTINUE:
                self.continue_.emit(item.id)
            case PartAction.DELETE:
                self.delete.emit(item.id)
            case PartAction.COMPARE:
                self.compare.emit(item.id)
            case PartAction.EVALUATE:
                self.evaluate.emit(item.id)
            case PartAction.MENU | PartAction.RETRY_MENU:
                self.menu_wanted.emit(act, item)

    def show_token(self, item: Item, number: int) -> None:
        """Emit `token`."""
        self.token.emit(item.id, number)

    def inspect_reply(self, item: Item, number: int) -> None:
        """Emit `inspect`."""
        self.inspect.emit(item.id, number)

    def open_link(self, address: str, text: str) -> None:
        """Emit `link`."""
        self.link.emit(address, text)

    def _say_copied(self, part: TranscriptPart) -> None:
        part.copied = True
        self._copied_parts.add(part)
        self._copied_over.start()
        self._viewport.repaint_window()

    def _forget_copied(self) -> None:
        for part in self._copied_parts:
            part.copied = False
        self._copied_parts.clear()
        self._viewport.repaint_window()

    def fold_thinking(self, item: Item) -> None:
        """Fold or unfold a message's thinking."""
        self._anchor.hold_here()
        item.set_unfolded(not item.shows_thinking)
        self._layout.update_height(item)
        self._viewport.settle_window()

    def wrap_code(self) -> None:
        """Toggle the wrapping of long lines in all code."""
        self._anchor.hold_here()
        self._style.wrap_code = not self._style.wrap_code
        for part in self._layout.laid_parts():
            part.free_layout()
        self._viewport.settle_window()

    def move_sideways(self, hit: PartHit, x: int) -> None:
        """Scroll a wide part to the clicked place of its bar."""
        share = (x - hit.rect.left()) / max(1, hit.rect.width())
        for one in hit.owner.sideways_scrolls() if hit.owner is not None else ():
            if one.move_to(share):
                self._viewport.repaint_window()

    def copy_message(self, message_id: str) -> None:
        """Copy the source of a message and show that below it."""
        number = self._layout.number_of(message_id)
        if number is not None:
            item = self._layout.open_item(number)
            self.copy_text(item.text)
            self._say_copied(item.parts[-1])

    def copy_text(self, text: str) -> None:
        """Copy a text, unless it is too long."""
        if len(text) > LONGEST_COPY:
            self.copy_refused.emit()
            return
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        QGuiApplication.clipboard().setText(text)
        announce(self._area, translate("Transcript", "Copied"))

    def copy_selected(self) -> None:
        """Copy the selection as shown."""
        self._copy_selection(self._selection.read_text)

    def copy_selected_markdown(self) -> None:
        """Copy the selection as Markdown."""
        self._copy_selection(self._selection.read_markdown)

    def _copy_selection(self, reading: Callable[[], Reading]) -> None:
        """Copy the selection, unless it is too long."""
        if self._selection.selected_length() > LONGEST_COPY:
            self.copy_refused.emit()
        else:
            self._copy_as_read(reading())

    def copy_plain(self, item: Item) -> None:
        """Copy a message as shown."""
        whole = Selection(self._layout)
        whole.select_message(item.id)
        self._copy_as_read(whole.read_text())

    def _copy_as_read(self, reading: Reading) -> None:
        """Copy a text that is read at once or, where that takes longer than AT_ONCE, between frames."""

        def copying() -> Generator[None, None, None]:
            if text := (yield from reading):
                self.copy_text(text)

        idle_queue, job, until = self._style.idle_queue, copying(), perf_counter() + AT_ONCE
        idle_queue.drop_job(COPYING)
        for _ in job:
            if perf_counter() > until:
                idle_queue.request_result(COPYING, lambda: job)
                break

    def copy_attachment(self, attachment: Attachment) -> None:
        """Copy a picture or the text of a file."""
        from teahouse.ui.transcript.blocks.attachment_parts import image_of

        def copy(content: bytes) -> None:
            if attachment.is_picture:
                QGuiApplication.clipboard().setImage(image_of(content))
                announce(self._area, translate("Transcript", "Copied"))
            else:
                self.copy_text(content.decode("utf-8", "replace"))

        self._style.contents.use_content(attachment.id, copy)

    def save_code(self, code: str, language: str) -> None:
        """Save a block of code to a chosen file."""
        from teahouse.ui.transcript.interaction.saving import save_code  # dialogs are made when one is asked for

        save_code(self._area, code, language)

    def save_message(self, item: Item) -> None:
        """Save the source of a message to a chosen file."""
        from teahouse.ui.transcript.interaction.saving import save_file

        text = item.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        save_file(self._area, translate("Transcript", "Save message"), "message.md", text.encode())

    def save_attachment(self, attachment: Attachment) -> None:
        """Save an attachment to a chosen file."""
        from teahouse.ui.transcript.interaction.saving import save_file

        title = translate("Transcript", "Save as")
        self._style.contents.use_content(
            attachment.id, lambda content: save_file(self._area, title, attachment.name, content)
        )

    def show_attachment(self, attachment: Attachment) -> None:
        """Show an attachment in its own window."""
        from teahouse.ui.transcript.interaction.saving import AttachmentViewer

        def show(content: bytes) -> None:
            AttachmentViewer(attachment, content, self._style.theme, self._area).open()

        self._style.contents.use_content(attachment.id, show)


def _code(hit: PartHit, item: Item, part: TranscriptPart) -> str:
    return (hit.value or item.code_of(part)).removesuffix("\n")
