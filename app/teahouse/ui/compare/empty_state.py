"""What stands where the lanes will be, while there are none or too few: what the room is for, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from teahouse.ui.kit.empty_state import EmptyState
from teahouse.ui.style import Theme


class TooFewLanes(EmptyState):
    """`first` chooses a model, `second` asks the host again which it has."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._models: int | None = None
        self._lanes = 0
        self._trouble = ""
        self.setProperty("role", "card")
        self._say()

    def show_state(self, models: int | None, lanes: int, trouble: str = "") -> None:
        """How many models there are (None: not known yet), how many lanes, and why there are no models."""
        self._models, self._lanes, self._trouble = models, lanes, trouble
        self._say()

    def _say(self) -> None:
        add = self.tr("Add a model") if self._models else ""
        look = self.tr("Look again") if self._models is not None and self._models < 2 else ""
        self.say(*self._sentences(), add, look)

    def _sentences(self) -> tuple[str, str]:
        if self._models is None:
            return self.tr("Compare models"), self.tr("Looking for models…")
        if self._models == 0:
            none = self.tr("This host has no model to chat with yet. Install one or two, then look again.")
            return self.tr("Nothing to compare yet"), self._trouble or none
        if self._models == 1:
            return self.tr("One more model is needed"), self.tr(
                "There is only one model on this host. Install another, or compare the one with itself: "
                "other parameters, or how much its answers differ."
            )
        if self._lanes == 1:
            return self.tr("One more model is needed"), self.tr("Add a second model to compare this one with.")
        return self.tr("Compare models"), self.tr(
            "Put the same question to two to six models and see how good each answer is, how fast it came "
            "and how much memory it took."
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
