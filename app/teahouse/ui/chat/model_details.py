"""What only the host's long answer tells of the model that is asked: its own parameters, what its memory takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from teahouse.core.model import same_model
from teahouse.ui.bridge import Bridge

if TYPE_CHECKING:
    from teahouse.core.architecture import Architecture
    from teahouse.core.details import Details
    from teahouse.services.model_events import DetailsEvent


class ModelDetails(QObject):
    """`came`: what was asked for is there. A model is asked for once, until another one is."""

    came = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._listens = False
        self._asked = ""
        self._found: DetailsEvent | None = None

    def ask(self, model: str) -> None:
        """Ask for a model, unless it was."""
        if not model or model == self._asked:
            return
        if not self._listens:
            from teahouse.services.model_events import DetailsEvent  # the start needs none of it

            self._bridge.listen(self._on_details, DetailsEvent)
            self._listens = True
        self._asked, self._found = model, None
        self._bridge.ask(lambda services: services.models.study(model))

    def details(self, model: str) -> Details | None:
        """All about a model; None where it did not come, or not yet."""
        return self._found.details if self._found is not None and same_model(self._found.model, model) else None

    def build(self, model: str) -> Architecture | None:
        """What its memory depends on."""
        return self._found.build if self._found is not None and same_model(self._found.model, model) else None

    def _on_details(self, burst: list[DetailsEvent]) -> None:
        for event in burst:
            if self._asked and event.trouble is None and same_model(event.model, self._asked):
                self._found = event
                self.came.emit()
