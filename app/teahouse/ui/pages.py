"""The rooms of the window, one at a time. A room but the chat is built when it is entered for the first time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from teahouse.ui.bridge import Bridge
from teahouse.ui.preferences import Preferences
from teahouse.ui.sidebar.page_list import CHAT, title_of
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.kit.motion import Motion

Makers = Mapping[str, Callable[[], QWidget]]


def makers_of(bridge: Bridge, preferences: Preferences, theme: Theme) -> Makers:
    """What builds the other rooms, in their order in the sidebar; importing a room waits until it is entered."""

    def compare() -> QWidget:
        from teahouse.ui.compare.page import ComparePage

        return ComparePage(bridge, preferences, theme)

    def models() -> QWidget:
        from teahouse.ui.models.page import ModelsPage

        return ModelsPage(bridge, preferences, theme)

    def speed() -> QWidget:
        from teahouse.ui.speed.page import SpeedPage

        return SpeedPage(bridge, preferences, theme)

    return {"compare": compare, "models": models, "speed": speed}


class Pages(QStackedWidget):
    """`makers` build the rooms by name, in the order of the sidebar; `entered` tells which one is shown."""

    entered = Signal(str)
    built = Signal(str, QWidget)

    def __init__(self, chat: QWidget, makers: Makers) -> None:
        super().__init__()
        self._makers = dict(makers)
        self._motion: Motion | None = None
        self._rooms: dict[str, QWidget] = {CHAT: chat}
        self.names = (CHAT, *makers)
        self.addWidget(chat)
        self._retranslate()

    @property
    def current(self) -> str:
        """The name of the room that is shown."""
        return next(name for name, room in self._rooms.items() if room is self.currentWidget())

    def enter(self, name: str) -> QWidget:
        """Show a room, building it if need be, and return it; KeyError for a name that is none."""
        room = self._rooms.get(name)
        if room is None:
            room = self._rooms[name] = self._makers[name]()
            self.addWidget(room)
            room.setAccessibleName(title_of(name))
            self.built.emit(name, room)
        if room is not self.currentWidget():
            self.motion().dissolve(self, lambda: self.setCurrentWidget(room))
            self.entered.emit(name)
        return room

    def _retranslate(self) -> None:
        """Say to screen readers which room each is, in the language of now."""
        for name, room in self._rooms.items():
            room.setAccessibleName(title_of(name))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def motion(self) -> Motion:
        """What lets a change dissolve, for the whole window; imported at the first change, not at the start."""
        if self._motion is None:
            from teahouse.ui.kit.motion import Motion

            self._motion = Motion(self)
        return self._motion
