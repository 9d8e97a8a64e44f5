"""The settings as the window holds them: read at once, changed by field, saved a moment later.

The last change of a burst (a splitter being dragged) is the one that is written. A save that fails is told by
`failed`; the settings hold for this session all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from teahouse.core.errors import Trouble
from teahouse.core.settings import Settings

SAVE_AFTER_MS = 400

Save = Callable[[Settings], None]


class Preferences(QObject):
    """Holds one `Settings`; `changed` carries the new ones, `failed` the trouble of a save."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, values: Settings, save: Save, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.values = values
        self._save = save
        self._saved = values
        self._later = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._later.timeout.connect(self.flush)

    def change(self, **fields: Any) -> None:
        """Set some fields; nothing happens, and nobody is told, when they are what they were."""
        values = replace(self.values, **fields)
        if values == self.values:
            return
        self.values = values
        self._later.start()
        self.changed.emit(values)

    def flush(self) -> None:
        """Save now what is not saved yet."""
        self._later.stop()
        if self.values == self._saved:
            return
        values = self.values
        try:
            self._save(values)
        except Trouble as trouble:
            self.failed.emit(trouble)
        else:
            self._saved = values
