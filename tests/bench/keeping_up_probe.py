"""The whole app takes replies from a daemon of another process that sends 1,000 tokens a second: when each was on
screen to its end. Prints what was measured as one line of JSON; times are the clock's that all processes share."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from journeys.person import Person, person_at
from teahouse.core.conversation import State
from teahouse.services.generation.events import PieceEvent
from teahouse.services.generation.generation import Generation


class Watch(QObject):
    """`read`: pieces that have left the socket; `shown`: when all of them were painted."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.read = self.heard = self.painted = 0
        self.shown = 0.0
        self._view = person.chat_page.transcript
        self._watch_sockets()
        person.application.bridge.subscribe(self._hear, PieceEvent)
        self._view.viewport().installEventFilter(self)

    def _watch_sockets(self) -> None:
        append = Generation._append_delta

        def counting(generation: Generation, text: str, thinking: str, at: float) -> None:
            self.read += 1
            append(generation, text, thinking, at)

        Generation._append_delta = counting  # type: ignore[method-assign]

    def _hear(self, burst: list[PieceEvent]) -> None:
        self.heard += len(burst)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        waiting = any(item.live and item.live.text for item in self._view._messages.live_items())
        if self.read == self.heard != self.painted and not waiting:
            self.painted, self.shown = self.heard, time.monotonic()


def main() -> None:
    with tempfile.TemporaryDirectory() as home, person_at(Path(home), OLLAMA_HOST=os.environ["OLLAMA_HOST"]) as person:
        person.wait_for_models()
        watch, shown = Watch(person), []
        for _ in range(3):
            began, cpu, read = time.monotonic(), time.process_time(), watch.read
            person.ask("Stream, please.")
            person.until(lambda: person.reply().state is not State.STREAMING)
            person.until(lambda: watch.painted == watch.read)
            shown.append(watch.shown)
            spent = watch.shown - began
        rate, busy = (watch.read - read) / spent, (time.process_time() - cpu) / spent
    print(json.dumps({"shown": shown, "rate": rate, "cpu": busy}), flush=True)


if __name__ == "__main__":
    main()
