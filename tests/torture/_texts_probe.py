"""The app in this process shows hostile texts; prints for each the longest gap in Qt's loop as one line of JSON.

`python -m torture._texts_probe NUMBER…`: the numbers of the texts. The daemon at OLLAMA_HOST answers "NUMBER WAY" with
that text, WAY being "pieces" or "burst"; then the conversation is left and opened from the store again.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, Qt, QTimer

from journeys.person import Person, person_at
from teahouse.application import freeze_collector
from teahouse.core.conversation import State

QUIET = 0.3  # seconds without work that mean it is over
LONGEST = 60.0  # seconds that one text may take


def main(numbers: list[int]) -> None:
    """Show a harmless text first, then all of these."""
    with tempfile.TemporaryDirectory() as home, person_at(Path(home), OLLAMA_HOST=os.environ["OLLAMA_HOST"]) as person:
        person.wait_for_models()
        freeze_collector()  # as the app does, once its window is there
        _show(person, -1)
        usual = _show(person, -1)
        before = psutil.Process().memory_info().rss
        print(json.dumps({"number": -1, "gaps": usual, "memory": 0}), flush=True)
        for number in numbers:
            gaps = _show(person, number)
            memory = psutil.Process().memory_info().rss - before
            print(json.dumps({"number": number, "gaps": gaps, "memory": memory}), flush=True)


class Beats(QObject):
    """A timer of 5 ms: `wall` is the longest time beyond that between two beats, `cpu` the most that Qt's thread worked
    between two; both in seconds. Other processes make the first longer, hardly the second."""

    def __init__(self) -> None:
        super().__init__()
        self._wall = self._cpu = 0.0
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(self, interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self._wall = max(self._wall, now[0] - self._last[0] - 0.005)
        self._cpu = max(self._cpu, now[1] - self._last[1])
        self._last = now

    def stop(self) -> tuple[float, float]:
        self._timer.stop()
        return self._wall, self._cpu


def _show(person: Person, number: int) -> dict[str, tuple[float, float]]:
    """The longest gaps for each way that a text comes."""
    found: dict[str, tuple[float, float]] = {}
    for way in ("pieces", "burst"):
        person.chat_page.new_chat()
        person.rest(0.05)
        beats = Beats()
        person.chat_page.composer.editor.setPlainText(f"{number} {way}")
        person.chat_page.send_draft()
        person.until(lambda: len(person.messages()) >= 2, "the message was not taken")
        person.until(lambda: person.reply().state is not State.STREAMING, "the reply did not end")
        _wait_until_quiet(person)
        found[way] = beats.stop()
    conversation = person.chat_page._chat.tree.head.id
    person.chat_page.new_chat()
    person.rest(0.1)
    beats = Beats()
    person.chat_page.open_conversation(conversation)
    person.until(lambda: len(person.messages()) >= 2, "it was not opened")
    _wait_until_quiet(person)
    found["opened"] = beats.stop()
    return found


def _wait_until_quiet(person: Person) -> None:
    view, until, quiet = person.chat_page.transcript, time.monotonic() + LONGEST, 0.0
    while time.monotonic() < until and quiet < QUIET:
        person.rest(0.05)
        busy = view._layout.unread_items() or view._streaming.is_pending or view._style.idle_queue.busy
        quiet = 0.0 if busy else quiet + 0.05


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]])
