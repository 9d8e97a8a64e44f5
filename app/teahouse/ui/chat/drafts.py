"""Keeps what is typed but not sent: a moment after the last key, and at once when the person goes elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from teahouse.core.conversation import Draft
from teahouse.ui.bridge import Bridge

SAVE_AFTER_MS = 600


class Drafts(QObject):
    """Knows what was saved last, so that nothing is written twice. `where` names the conversation, "" a new chat."""

    def __init__(self, bridge: Bridge, draft: Callable[[], Draft], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._draft = draft
        self._where = ""
        self._saved = Draft()
        self._later = QTimer(self, singleShot=True, interval=SAVE_AFTER_MS)
        self._later.timeout.connect(self.save)

    def begin(self, where: str, draft: Draft) -> None:
        """From now on the draft is this conversation's; `draft` is what is already kept of it."""
        self._later.stop()
        self._where, self._saved = where, draft

    def changed(self) -> None:
        """Save a moment after the last change."""
        self._later.start()

    def save(self) -> None:
        """Save now, where it is another one than the one saved."""
        self._later.stop()
        draft = self._draft()
        if draft != self._saved:
            self._saved = draft
            where = self._where
            self._bridge.ask(lambda services: services.history.save_draft(where, draft))
