"""From one room to another: what a room cannot do by itself is done here, so that rooms need not know each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QWidget

from teahouse.ui.kit.notices import OFFERS, Said
from teahouse.ui.sidebar.page_list import CHAT

if TYPE_CHECKING:
    from teahouse.ui.window import Window

translate = QCoreApplication.translate

COMPARE = "compare"
MODELS = "models"
ARRIVED = "arrived"


class Passages(QObject):
    """Joined to the window's rooms, those that are there and those still to be built."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        pulls = window.dialogs.pulls
        pulls.note.connect(lambda note: window.sidebar.rooms.set_note(MODELS, note))
        pulls.arrived.connect(self._on_arrived)
        pulls.chat.connect(self.chat_with)
        pulls.begun.connect(lambda _name: self.show_downloads())
        window.room.transcript.compare.connect(self.compare)
        window.room.picking.missing.connect(self.want)
        window.room.suggesting.catalogue.connect(lambda: self.want(""))
        window.rooms.built.connect(self._on_built)

    def _on_built(self, name: str, room: QWidget) -> None:
        if name == MODELS:
            room.chat.connect(self.chat_with)
            room.look_up.connect(self._window.dialogs.pulls.open_dialog)
        else:
            room.open_conversation.connect(self._window.open_conversation)

    def compare(self, message_id: str) -> None:
        """Put the question a reply answers to several models, those that answered it first."""
        question, models = self._window.room.question(message_id)
        self._window.rooms.enter(COMPARE).take_question(question, models)

    def chat_with(self, model: str) -> None:
        """Begin a chat with a model."""
        window = self._window
        window.rooms.enter(CHAT)
        window.room.notice.take_back(ARRIVED)
        window.room.new_chat()
        window.room.picking.choose(model)
        window.room.focus_composer()

    def want(self, text: str) -> None:
        """Pull what is a model's name; look in the catalogue for what is not."""
        from teahouse.ui.models.typed import reads_as_name

        room = self._window.rooms.enter(MODELS)
        if reads_as_name(text) and room.wishes.text(text):
            room.show_page("downloads")
        else:
            room.find(text)

    def show_downloads(self) -> None:
        """Show what is on its way."""
        self._window.rooms.enter(MODELS).show_page("downloads")

    def import_file(self, path: str) -> None:
        """Make a model of a GGUF file that was opened with Teahouse."""
        self._window.rooms.enter(MODELS).workshop.import_file(path)

    def _on_arrived(self, model: str) -> None:
        """A model has come; its own room says so itself."""
        if self._window.rooms.current != CHAT:
            return
        self._window.room.notice.say(
            Said(
                ARRIVED,
                lambda: translate("Passages", "{model} is here now.").format(model=model),
                lambda: ((translate("Passages", "Chat with it now"), lambda: self.chat_with(model)),),
                serious=False,
                lasts=OFFERS,
            )
        )
