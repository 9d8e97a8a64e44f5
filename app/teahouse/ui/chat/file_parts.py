"""A file that is too long for the context, sent part by part: each with a message of its own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

from teahouse.core.attachment import Attachment
from teahouse.core.conversation import Message
from teahouse.core.window import pieces_of
from teahouse.services.events import ContentEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.chat.chat_layout import FloorPlan
from teahouse.ui.chat.open_chat import OpenChat
from teahouse.ui.kit.notices import Deed, Said

translate = QCoreApplication.translate

PARTS = "parts of a file"
PART = 0.5  # of the window: the rest is for the question and the reply


def longest_file(question: Message) -> Attachment | None:
    """The longest text that goes with a message; None where none does."""
    texts = [held for held in question.attachments if not held.is_picture]
    return max(texts, key=lambda held: held.size, default=None)


class FileParts(QObject):
    """Puts the question back into the composer with the first part of its file; a notice offers the next ones."""

    def __init__(self, bridge: Bridge, chat: OpenChat, plan: FloorPlan) -> None:
        super().__init__(plan.composer)
        self._bridge = bridge
        self._chat = chat
        self._plan = plan
        self._file: Attachment | None = None  # the one that is asked for
        self._conversation = ""
        self._window = 0
        self._parts: list[str] = []
        self._next = 0  # the number of the part that is attached next
        bridge.listen(self._on_contents, ContentEvent)

    def split(self, question: Message, window: int) -> None:
        """Begin with a question that does not fit `window` tokens because of its file."""
        file = longest_file(question)
        if file is None:
            return
        self._file, self._conversation, self._window = file, self._chat.id, window
        self._plan.transcript.edit.emit(question.id)
        self._bridge.ask(lambda services: services.attachments.show(file.id))

    def _on_contents(self, burst: list[ContentEvent]) -> None:
        for event in burst:
            file = self._file
            if file is None or event.attachment_id != file.id or self._chat.id != self._conversation:
                continue
            self._parts = pieces_of([(event.content or b"").decode("utf-8", "replace")], int(self._window * PART))
            self._next = 0
            self._plan.composer.tray.leave_out(file.id)
            self._attach()

    def _attach(self) -> None:
        """Attach the next part, and offer the one after it."""
        file = self._file
        if file is None or self._next >= len(self._parts):
            return
        number, count = self._next + 1, len(self._parts)
        name = translate("FileParts", "{name}, part {number} of {count}")
        named = name.format(name=Path(file.name).stem, number=number, count=count)
        self._plan.composer.tray.take_text(f"{named}.txt", self._parts[self._next].encode())
        self._next += 1
        if self._next < count:
            self._plan.notice.say(Said(PARTS, self._text, self._deeds, False, self._conversation))
        self._plan.composer.editor.setFocus()

    def _text(self) -> str:
        said = translate(
            "FileParts", "Part {number} of {count} of the file is attached. Send it, then attach the next one."
        )
        return said.format(number=self._next, count=len(self._parts))

    def _deeds(self) -> tuple[Deed, ...]:
        said = translate("FileParts", "Attach part {number} of {count}")
        return ((said.format(number=self._next + 1, count=len(self._parts)), self._attach),)
