"""Whether everything is saved: one state for the database and the settings file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from teahouse.core.errors import Trouble
from teahouse.services.events import SavingEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.i18n.troubles import sentence
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme

if TYPE_CHECKING:
    from teahouse.ui.kit.dialog import Question

translate = QCoreApplication.translate


class Saving(QObject):
    """`changed`: state or texts have changed. No timer runs while everything is saved."""

    changed = Signal()

    def __init__(self, bridge: Bridge, preferences: Preferences, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._preferences = preferences
        self._theme = theme
        self._window = window
        self._event = SavingEvent()
        self._question: Question | None = None
        self._asked = False
        bridge.subscribe(lambda burst: self._take_event(burst[-1]), SavingEvent)
        preferences.saving.connect(self._announce_change)

    @property
    def trouble(self) -> Trouble | None:
        """Why something is not saved; None when all is."""
        return self._event.trouble or self._preferences.trouble

    @property
    def waits(self) -> bool:
        """Whether quitting now would lose data."""
        return self._event.waiting or self._preferences.matters

    def short_text(self) -> str:
        """The short text of the state."""
        if self._event.trouble is not None and not self._event.opened and not self._event.waiting:
            return translate("Saving", "Conversations could not be opened")
        return translate("Saving", "Not saved yet")

    def long_text(self) -> str:
        """The reason and what happens next; empty when everything is saved."""
        if self.trouble is None:
            return ""
        kept = translate(
            "Saving", "What you do meanwhile is kept in memory and is saved as soon as that is possible again."
        )
        return f"{sentence(self.trouble)} {kept}"

    def retry_saving(self) -> None:
        """Try to save now."""
        self._preferences.save_now()
        self._bridge.run_command(lambda services: services.store_thread.retry_writing())

    def may_quit(self) -> bool:
        """Whether the window may close now. If not, a question is shown; the window closes when everything is saved or
        the person chooses not to wait."""
        if not self.waits or self._asked:
            return True
        if self._question is None:
            from teahouse.ui.kit.dialog import ask_question  # nobody needs it at the start

            quits = translate("Saving", "Teahouse quits by itself when everything is saved.")
            self._question = ask_question(
                self._theme,
                self._window,
                translate("Saving", "Not everything is saved"),
                f"{sentence(self.trouble) if self.trouble else ''} {quits}",
                (translate("Saving", "Quit without saving"), self._quit_anyway),
                (translate("Saving", "Keep Teahouse open"), lambda: None),
            )
            self._question.finished.connect(self._on_answered)
            self.retry_saving()
        return False

    def _quit_anyway(self) -> None:
        self._asked = True
        self._window.close()

    def _on_answered(self) -> None:
        self._question = None

    def _take_event(self, event: SavingEvent) -> None:
        self._event = event
        self._announce_change()

    def _announce_change(self) -> None:
        self.changed.emit()
        if self._question is not None and not self.waits:
            self._question.close()
            self._window.close()
