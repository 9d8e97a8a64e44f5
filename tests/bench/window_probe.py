"""The app in this process, used by a person for one scene; prints what was measured as one line of JSON."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from fixtures.evaluations import large_run, result
from journeys.person import Person, person_at
from teahouse.core.conversation import State
from teahouse.store.database import Database
from teahouse.store.sheets import EvaluationRunRepository
from teahouse.ui.models.header import ModelsTab
from teahouse.ui.sidebar.page_list import Page

LOADING_KEYS, GENERATING_KEYS = 200, 300
OPENINGS, SCROLLED = 7, 100


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
    view, bridge = person.chat_page.transcript, person.application.bridge
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
        person.chat_page.new_chat()
        person.ask("Stream, please.")
    person.rest(2.0)
    view, bridge = person.chat_page.transcript, person.application.bridge
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


def pulls(person: Person) -> dict[str, float]:
    """Three pulls side by side, looked at row by row, then from another room; lines come every 60 ms for each."""
    registry = os.environ["BENCH_REGISTRY"]
    person.window.show_page(Page.MODELS)
    room = person.window.pages.currentWidget()
    room.show_page(ModelsTab.DOWNLOADS)
    person.application.bridge.run_command(lambda services: services.pulls.set_parallel_pulls(3))
    for number in range(3):
        text = f"http://{registry}/library/tea{number}:1b"
        person.application.bridge.run_command(lambda services, text=text: services.pulls.start_pull(text))
    rows = room.pages.downloads.rows
    person.until(lambda: sum("MB/s" in row.state.text() for row in rows.values()) == 3, "three pulls were never on")
    person.window.setFocus()
    person.rest(3.0)
    seen = _cpu_share(person, 15.0)
    person.window.show_page(Page.CHAT)
    person.window.setFocus()
    person.rest(3.0)
    return {"seen": seen, "unseen": _cpu_share(person, 15.0)}


def typing(person: Person) -> dict[str, list[float]]:
    """Keys while a model loads, again and again, and keys while it generates on all cores."""
    model, ask = "gemma3:270m", person.application.bridge.run_command
    person.switch_to(model)  # which begins to load it
    person.until(lambda: _is_loaded(person))
    loading: list[float] = []
    while len(loading) < LOADING_KEYS:
        ask(lambda services: services.library.unload_model(model))
        person.until(lambda: not _is_loaded(person))
        ask(lambda services: services.library.preload_model(model))
        loading += Keys(person).press_while(lambda: not _is_loaded(person))
    generating: list[float] = []
    while len(generating) < GENERATING_KEYS:
        person.ask("Once upon a time")
        if person.arrives(20):
            generating += Keys(person).press_while(lambda: _writes(person), GENERATING_KEYS - len(generating))
        person.chat_page.stop_replies()
        person.wait_for_reply()
    return {"loading": loading, "generating": generating}


def _is_loaded(person: Person) -> bool:
    return any(entry.loaded for entry in person.models)


def _writes(person: Person) -> bool:
    return person.reply().state is State.STREAMING


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
    """Keys that another thread presses, 40 ms after the last one is on screen at the earliest; the time runs from the
    press until the composer is painted with it."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self._person = person
        self._editor = person.chat_page.composer.editor
        self._times: list[float] = []
        self._pressed = 0.0
        self._shown = threading.Event()
        self._editor.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and len(self._editor.toPlainText()) > len(self._times):
            QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        if not self._shown.is_set():
            self._times.append(time.perf_counter() - self._pressed)
            self._shown.set()

    def press_while(self, going: Callable[[], bool], most: int = 1000) -> list[float]:
        """Press while `going()` is so, at most so many; returns seconds per key that was pressed meanwhile."""
        done = threading.Event()

        def work() -> None:
            while not done.wait(0.04):
                self._shown.clear()
                self._pressed = time.perf_counter()
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    key = QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
                    QCoreApplication.postEvent(self._editor, key)
                self._shown.wait()

        thread = threading.Thread(target=work)
        thread.start()
        self._person.until(lambda: not going() or len(self._times) >= most)
        done.set()
        self._person.until(lambda: not thread.is_alive())
        self._editor.viewport().removeEventFilter(self)
        self._person.chat_page.composer.editor.set_text("")
        return self._times


def grid(person: Person) -> dict[str, list[float]]:
    """Runs of sheets with 1,000 prompts and with 10 are opened in turn, and scrolled."""
    database = Database.open(Path(person.application._paths.database)).database
    runs = EvaluationRunRepository(database)
    sizes = {"large": 1000, "small": 10}
    for name, prompts in sizes.items():
        event = large_run(prompts, 6)
        runs.create_run(replace(event.run, id=name))
        with database.write_transaction():
            for cell in event.cells:
                runs.save_result(name, result(cell))
    database.close()
    person.window.show_page(Page.EVALUATE)
    page = person.window.pages.currentWidget()
    found: dict[str, list[float]] = {"large": [], "small": [], "steps": [], "small_steps": []}
    for _ in range(OPENINGS):
        for name, prompts in sizes.items():
            found[name].append(_time_to_grid(person, page, name, prompts))
            found["steps" if name == "large" else "small_steps"] += _scroll(person, page.results.grid)
            page.show_sheets()
            person.rest(0.3)
    return found


def _time_to_grid(person: Person, page: Any, run_id: str, prompts: int) -> float:
    view = page.results.grid
    started = time.perf_counter()
    page.open_run(run_id)
    person.until(
        lambda: view.isVisible() and page.results.run is not None and page.results.run.id == run_id, "no grid came"
    )
    assert view.cells.rowCount() == prompts
    view.viewport().repaint()
    return time.perf_counter() - started


def _scroll(person: Person, view: Any) -> list[float]:
    """The processor time of Qt's thread for each of many steps of the scroll bar, painted."""
    bar, steps = view.verticalScrollBar(), []
    for number in range(SCROLLED):
        begun = time.thread_time()
        bar.setValue(number * max(1, bar.maximum() // SCROLLED))
        view.viewport().repaint()
        steps.append(time.thread_time() - begun)
    return steps


SCENES = {"streaming": streaming, "four_at_once": four_at_once, "typing": typing, "pulls": pulls, "grid": grid}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
