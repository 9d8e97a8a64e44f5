"""The app in this process, used by a person for one scene; prints what was measured as one line of JSON."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from journeys.person import Person, person_at


def main(scene: str) -> int:
    with tempfile.TemporaryDirectory() as home, person_at(Path(home), OLLAMA_HOST=os.environ["OLLAMA_HOST"]) as person:
        person.wait_for_models()
        found = SCENES[scene](person)
    print(json.dumps(found), flush=True)
    return 0


def streaming(person: Person) -> dict[str, float]:
    """One reply at 50 tok/s for 20 s, then nothing for 10 s."""
    person.ask("Stream, please.")
    person.rest(5.0)
    view, bridge = person.room.transcript, person.house.bridge
    pieces, layouts = bridge.pieces, view.layouts
    busy = _cpu_share(person, 20.0)
    counted = {"pieces": bridge.pieces - pieces, "layouts": view.layouts - layouts}
    person.press(Qt.Key.Key_Escape)
    person.wait_for_reply()
    person.window.setFocus()  # a blinking cursor is a timer, and the person's own
    person.rest(6.0)
    wakes = _switches()
    idle = _cpu_share(person, 10.0)
    return {"streaming": busy, "idle": idle, "idle_wakes": (_switches() - wakes) / 10.0, **counted}


def four_at_once(person: Person) -> dict[str, object]:
    """Four conversations, each with a reply at 200 tok/s, one of them on screen."""
    for _ in range(4):
        person.room.new_chat()
        person.ask("Stream, please.")
    person.rest(2.0)
    view, bridge = person.room.transcript, person.house.bridge
    before = (bridge.pieces, bridge.wakes, view.layouts, view.frames)
    gaps = Gaps()
    started = time.monotonic()
    cpu = _cpu_share(person, 15.0)
    seconds = time.monotonic() - started
    after = (bridge.pieces, bridge.wakes, view.layouts, view.frames)
    counted = dict(
        zip(("pieces", "wakes", "layouts", "frames"), (b - a for a, b in zip(before, after, strict=True)), strict=True)
    )
    return {"cpu": cpu, "seconds": seconds, "gaps": gaps.stop(), **counted}


def typing(person: Person) -> dict[str, list[float]]:
    """Keys while the first model loads, and while it generates on all cores."""
    model = "gemma3:270m"
    person.switch_to(model)  # which begins to load it
    person.room.focus_composer()
    loading = Keys(person).press_for(lambda: not any(entry.loaded for entry in person.models), least=20)
    person.ask("Once upon a time")
    person.until(lambda: person.house.bridge.pieces > 20)
    until = time.monotonic() + 12.0
    generating = Keys(person).press_for(lambda: time.monotonic() < until, least=100)
    person.room.stop()
    person.wait_for_reply()
    return {"loading": loading, "generating": generating}


def _cpu_share(person: Person, seconds: float) -> float:
    """The share of one core this process uses while it is left alone."""
    cpu, clock = time.process_time(), time.monotonic()
    person.rest(seconds)
    return (time.process_time() - cpu) / (time.monotonic() - clock)


def _switches() -> int:
    """How often any thread of this process has gone to sleep and been woken."""
    total = 0
    for thread in Path("/proc/self/task").iterdir():
        for line in (thread / "status").read_text().splitlines():
            if "ctxt_switches" in line:
                total += int(line.split()[-1])
    return total


class Gaps(QObject):
    """The time between turns of Qt's loop beyond the 5 ms its timer waits."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self._gaps.append(max(0.0, now - self._last - 0.005))
        self._last = now

    def stop(self) -> list[float]:
        self._timer.stop()
        return self._gaps


class Keys(QObject):
    """Presses a key every 40 ms from another thread; the time runs from there until the composer is painted."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self._person = person
        self._editor = person.room.composer.editor
        self._pressed: float | None = None
        self._times: list[float] = []
        self._editor.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._pressed is not None and self._typed():
            pressed, self._pressed = self._pressed, None
            self._person.room.composer.editor.viewport()
            QTimer.singleShot(0, lambda: self._times.append(time.perf_counter() - pressed))
        return False

    def _typed(self) -> bool:
        return len(self._editor.toPlainText()) > self._length

    def press_for(self, going: object, least: int) -> list[float]:
        """Press while `going()` is so; returns seconds per key, `least` of them or more."""
        done = threading.Event()
        self._length = 0

        def work() -> None:
            while not done.wait(0.04):
                if self._pressed is None:
                    self._length = len(self._editor.toPlainText())
                    self._pressed = time.perf_counter()
                    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                        key = QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
                        QCoreApplication.postEvent(self._editor, key)

        thread = threading.Thread(target=work)
        thread.start()
        while going() or len(self._times) < least:  # type: ignore[operator]
            self._person.rest(0.05)
        done.set()
        thread.join()
        self._person.rest(0.2)
        self._editor.viewport().removeEventFilter(self)
        self._person.room.composer.put("")
        return self._times


SCENES = {"streaming": streaming, "four_at_once": four_at_once, "typing": typing}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
