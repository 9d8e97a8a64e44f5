"""What the actions of a message do: signals to the room, the clipboard, menus, folding; a mixin of the view."""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QTimer
from PySide6.QtGui import QGuiApplication

from teahouse.core.conversation import LONGEST_COPY
from teahouse.ui.kit.accessibility import announce
from teahouse.ui.transcript.blocks.part import Act, PartHit, TranscriptPart
from teahouse.ui.transcript.interaction.selection import Reading, Selection
from teahouse.ui.transcript.layout.items import Item

if TYPE_CHECKING:
    from teahouse.core.attachment import Attachment
    from teahouse.ui.kit.menus import Menu


translate = QCoreApplication.translate

AT_ONCE = 0.02  # seconds that reading what is copied may take before it is done between frames
COPYING = "copying"  # its key at the workbench
COPIED = 1200  # milliseconds that "Copied" stands


class MessageActions:
    """Needs the view's signals, flow, reader, page and selection."""

    def _start_deeds(self) -> None:
        self._said_copied: set[TranscriptPart] = set()
        self._copied_over = QTimer(self)
        self._copied_over.setSingleShot(True)
        self._copied_over.setInterval(COPIED)
        self._copied_over.timeout.connect(self._forget_copied)

    def _act(self, hit: PartHit, item: Item, part: TranscriptPart) -> None:
        if hit.act is Act.LINK:
            self.link.emit(hit.value, (hit.owner or part).link_text(hit.value))
        elif hit.act is Act.COPY_CODE:
            self.copy_text(_code(hit, item, part))
            self._say_copied(hit.owner or part)
        elif hit.act is Act.SAVE_CODE:
            self.save_code(_code(hit, item, part), (hit.owner or part).block.language)
        elif hit.act is Act.WRAP:
            self.wrap_code()
        elif hit.act is Act.SLIDE:
            self._slide_to(hit, self._hand.pointed.x)
        elif hit.act is Act.COPY and hit.owner is not None:
            self.copy_text(item.text)
        elif hit.act is Act.SHOW:
            self.show_attachment(hit.owner.attachment)
        else:
            self._do(hit.act, item)

    def _say_copied(self, part: TranscriptPart) -> None:
        part.copied = True
        self._said_copied.add(part)
        self._copied_over.start()
        self.viewport().update()

    def _forget_copied(self) -> None:
        for part in self._said_copied:
            part.copied = False
        self._said_copied.clear()
        self.viewport().update()

    def _do(self, act: Act, item: Item) -> None:
        match act:
            case Act.COPY:
                self.copy_message(item.id)
            case Act.RETRY:
                self.retry.emit(item.id)
            case Act.RETRY_WITH:
                self.retry_with.emit(item.id)
            case Act.RETRY_MENU:
                self._show_retries(item)
            case Act.SAVE:
                self.save_message(item)
            case Act.EDIT:
                self.edit.emit(item.id)
            case Act.OLDER | Act.NEWER:
                if sibling := self._page.sibling(item.id, -1 if act is Act.OLDER else 1):
                    self.choose.emit(sibling)
            case Act.FOLD:
                self._fold(item)
            case Act.CONTINUE:
                self.continue_.emit(item.id)
            case Act.DELETE:
                self.delete.emit(item.id)
            case Act.COMPARE:
                self.compare.emit(item.id)
            case Act.MENU:
                self._show_menu(item, None, self.viewport().mapToGlobal(self._pointer))

    def _fold(self, item: Item) -> None:
        self._reader.hold_here()
        item.fold(not item.shows_thinking)
        self._flow.touch(item)
        self._settle()

    def copy_message(self, message_id: str) -> None:
        """Put a message as it was written on the clipboard, and say so under it."""
        number = self._flow.number_of(message_id)
        if number is not None:
            item = self._flow.open(number)
            self.copy_text(item.text)
            self._say_copied(item.parts[-1])

    def copy_text(self, text: str) -> None:
        """Put a text on the clipboard, unless it is too long for that."""
        if len(text) > LONGEST_COPY:
            self.copy_refused.emit()
            return
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        QGuiApplication.clipboard().setText(text)
        announce(self, translate("Transcript", "Copied"))

    def wrap_code(self) -> None:
        """Wrap the long lines of all code, or have it move sideways."""
        self._reader.hold_here()
        self._ink.wrap_code = not self._ink.wrap_code
        for part in self._flow.laid_parts():
            part.free()
        self._settle()

    def _slide_to(self, hit: PartHit, x: int) -> None:
        share = (x - hit.rect.left()) / max(1, hit.rect.width())
        if hit.owner is not None and hit.owner.slide.move_to(share):
            self.viewport().update()

    def save_code(self, code: str, language: str) -> None:
        """Ask where to keep a block of code."""
        from teahouse.ui.transcript.interaction.saving import save_code  # dialogs are made when one is asked for

        save_code(self, code, language)

    def save_message(self, item: Item) -> None:
        """Ask where to keep a message as it was written."""
        from teahouse.ui.transcript.interaction.saving import save

        text = item.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        save(self, translate("Transcript", "Save message"), "message.md", text.encode())

    def show_attachment(self, attachment: Attachment) -> None:
        """Show what came with a message in a window of its own."""
        from teahouse.ui.transcript.interaction.saving import AttachmentViewer

        self.contents.use(attachment.id, lambda content: AttachmentViewer(attachment, content, self.theme, self).open())

    def save_attachment(self, attachment: Attachment) -> None:
        """Ask where to keep what came with a message."""
        from teahouse.ui.transcript.interaction.saving import save

        title = translate("Transcript", "Save as")
        self.contents.use(attachment.id, lambda content: save(self, title, attachment.name, content))

    def copy_attachment(self, attachment: Attachment) -> None:
        """Put a picture, or the text of a file, on the clipboard."""
        from teahouse.ui.transcript.blocks.attachment_parts import image_of

        def copy(content: bytes) -> None:
            if attachment.is_picture:
                QGuiApplication.clipboard().setImage(image_of(content))
                announce(self, translate("Transcript", "Copied"))
            else:
                self.copy_text(content.decode("utf-8", "replace"))

        self.contents.use(attachment.id, copy)

    def _show_menu(
        self,
        item: Item,
        part: TranscriptPart | None,
        at: QPoint,
        y: int | None = None,
        link: str = "",
        *,
        by_key: bool = False,
    ) -> None:
        """The menu of a message, with what can be done with a part; `y` and `link`: what of it the pointer is on."""
        from teahouse.ui.transcript.interaction import message_menu  # menus are made when one is asked for

        first = list(message_menu.selection_entries(self))
        if part is not None:
            first += message_menu.part_entries(self, item, part, y, link)
        menu = message_menu.message_menu(self, item, self._do, first, self.copy_plain)
        menu.popup(at)
        if by_key:
            menu.begin_at_first()

    def menu_of(self, item: Item) -> Menu:
        """The menu of a message, not shown."""
        from teahouse.ui.transcript.interaction.message_menu import message_menu

        return message_menu(self, item, self._do, (), self.copy_plain)

    def _show_menu_of_focused(self) -> None:
        number = self._flow.number_of(self._focused)
        if number is not None:
            top = max(0, self._flow.top(number) - self._reader.top)
            at = self.viewport().mapToGlobal(QPoint(self.viewport().width() // 2, top))
            self._show_menu(self._flow.items[number], self._focused_part(), at, by_key=True)

    def _show_retries(self, item: Item) -> None:
        at = self.viewport().mapToGlobal(self._pointer)
        from teahouse.ui.transcript.interaction.message_menu import retry_menu

        retry_menu(self, item, self._do).popup(at)

    def copy_selected(self) -> None:
        """Put the selected text on the clipboard, as it reads."""
        self._copy_selection(self.selection.reading)

    def copy_selected_markdown(self) -> None:
        """Put the selected text on the clipboard as Markdown."""
        self._copy_selection(self.selection.reading_markdown)

    def _copy_selection(self, reading: Callable[[], Reading]) -> None:
        """Copy what is selected, unless reading it would take long and end in nothing."""
        if self.selection.length() > LONGEST_COPY:
            self.copy_refused.emit()
        else:
            self._copy_as_read(reading())

    def copy_plain(self, item: Item) -> None:
        """Put a message's text on the clipboard, as it reads."""
        whole = Selection(self._flow)
        whole.select_message(item.id)
        self._copy_as_read(whole.reading())

    def _copy_as_read(self, reading: Reading) -> None:
        """Put on the clipboard what is being read: now, or, where that takes longer than a frame, between frames."""

        def copying() -> Generator[None, None, None]:
            if text := (yield from reading):
                self.copy_text(text)

        bench, job, until = self._ink.bench, copying(), perf_counter() + AT_ONCE
        bench.drop(COPYING)
        for _ in job:
            if perf_counter() > until:
                bench.ask(COPYING, lambda: job)
                break


def _code(hit: PartHit, item: Item, part: TranscriptPart) -> str:
    return (hit.value or item.code_of(part)).removesuffix("\n")
