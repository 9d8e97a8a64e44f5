"""The whole app takes one reply from a daemon of another process that sends 1,000 tokens a second: how long after the
last piece left the socket it is on screen. Prints what was measured as one line of JSON."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from journeys.person import Person, person_at
from teahouse.core.conversation import State
from teahouse.services.news import PieceNews
from teahouse.services.reply import Reply


class Watch(QObject):
    """`read`: when the last piece so far left the socket; `shown`: when all that had come by then was painted."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.sent = self.heard = 0
        self.read = self.shown = 0.0
        self._view = person.room.transcript
        self._watch_sockets()
        person.house.bridge.listen(self._hear, PieceNews)
        self._view.viewport().installEventFilter(self)

    def _watch_sockets(self) -> None:
        piece = Reply._piece

        def counting(reply: Reply, text: str, thinking: str, at: float) -> None:
            self.sent, self.read = self.sent + 1, at
            piece(reply, text, thinking, at)

        Reply._piece = counting  # type: ignore[method-assign]

    def _hear(self, burst: list[PieceNews]) -> None:
        self.heard += len(burst)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        waiting = any(item.live and item.live.text for item in self._view._page.live_items())
        if self.sent == self.heard and not waiting and self.shown < self.read:
            self.shown = time.monotonic()


def main() -> None:
    with tempfile.TemporaryDirectory() as home, person_at(Path(home), OLLAMA_HOST=os.environ["OLLAMA_HOST"]) as person:
        person.wait_for_models()
        watch, lags = Watch(person), []
        for _ in range(3):
            began, cpu = time.monotonic(), time.process_time()
            sent = watch.sent
            person.ask("Stream, please.")
            person.until(lambda: person.reply().state is not State.STREAMING)
            person.until(lambda: watch.shown >= watch.read)
            lags.append(watch.shown - watch.read)
            spent = watch.read - began
        rate, busy = (watch.sent - sent) / spent, (time.process_time() - cpu) / spent
    print(json.dumps({"lags": lags, "rate": rate, "cpu": busy}), flush=True)


if __name__ == "__main__":
    main()
