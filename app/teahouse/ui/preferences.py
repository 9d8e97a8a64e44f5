"""The settings in the window: read at once, changed by field, saved after a delay.

Only the last change of a burst (a dragged splitter) is written. A failed save emits `failed` once and is repeated at
growing intervals; the settings hold for this session anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from teahouse.core.errors import Trouble
from teahouse.core.settings import ENTRIES, Settings

SAVE_AFTER_MS = 400
LONGEST_RETRY_MS = 30_000
ZOOM_STEP, ZOOM_LEAST, ZOOM_MOST = 0.1, 0.7, 2.0

Save = Callable[[Settings], None]


class Preferences(QObject):
    """`changed` carries the new `Settings`, `failed` the trouble of a save; `saving`: `trouble` has begun or ended."""

    changed = Signal(object)
    failed = Signal(object)
    saving = Signal()

    def __init__(self, values: Settings, save: Save, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.values = values
        self.trouble: Trouble | None = None  # why they are not saved
        self._save = save
        self._saved = values
        self._retry_in = SAVE_AFTER_MS
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.save_now)

    @property
    def matters(self) -> bool:
        """Whether unsaved changes would be missed."""
        saved = self._saved  # window geometry and open conversation are not missed
        here = replace(self.values, window=saved.window, splitter=saved.splitter, conversation=saved.conversation)
        return self.trouble is not None and here != saved

    def change(self, **fields: Any) -> None:
        """Set some fields; does nothing when they have these values already.

        A number outside the setting's range becomes the nearest in it; a value of another kind is a ValueError.
        """
        values = replace(self.values, **{name: _fitted(name, value) for name, value in fields.items()})
        if values == self.values:
            return
        self.values = values
        self._later.start(SAVE_AFTER_MS)
        self.changed.emit(values)

    def step_zoom(self, steps: float) -> None:
        """Make text larger by so many steps, or smaller; the keys and the wheel go less far than the settings' file."""
        zoom = self.values.zoom + steps * ZOOM_STEP
        self.change(zoom=round(min(ZOOM_MOST, max(ZOOM_LEAST, zoom)), 2))

    def save_now(self) -> None:
        """Save now what is not saved yet."""
        self._later.stop()
        values = self.values
        trouble: Trouble | None = None
        if values != self._saved:
            try:
                self._save(values)
            except Trouble as failed:
                trouble = failed
                self._retry_in = min(2 * self._retry_in, LONGEST_RETRY_MS)
                self._later.start(self._retry_in)
            else:
                self._saved = values
        if trouble is None:
            self._retry_in = SAVE_AFTER_MS
        self._set_trouble(trouble)

    def _set_trouble(self, trouble: Trouble | None) -> None:
        before, self.trouble = self.trouble, trouble
        if trouble is not None and before is None:
            self.failed.emit(trouble)
        if trouble is not None or before is not None:
            self.saving.emit()


def _fitted(name: str, value: object) -> Any:
    fitted = ENTRIES[name].accept_value(value)
    if fitted is None:
        raise ValueError(f"{value!r} cannot be the setting {name}")
    return fitted
