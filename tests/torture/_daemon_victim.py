"""The services of the app and its window in a process of their own, asked to do one thing at a time with a hostile
daemon.

Reads a line of JSON for each fault, writes one about how it ended. Deadlines are shortened, so that a fault takes
seconds; what is measured is the work in one go of the event loop and of Qt's thread, and the process's memory.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from fixtures.backend_session import BackendSession
from fixtures.scripted_answers import MODEL
from teahouse.connection import coalescing, host_connection
from teahouse.core.pulls import PullState
from teahouse.core.settings import Settings
from teahouse.ollama import client, reply_reader
from teahouse.services.events import TroubleEvent
from teahouse.services.generation.events import ReplyEvent
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import DeletedEvent, DetailsEvent, ModelsEvent
from teahouse.services.pulls.events import PullEvent, PullsEvent, UnpulledEvent
from teahouse.ui.bridge import Bridge
from teahouse.ui.preferences import Preferences
from teahouse.ui.style import Theme
from teahouse.ui.window import Window

PATIENCE = 25.0  # seconds for an end of any kind
OVER = (HostState.READY, HostState.FAILED, HostState.LOST)


def shorten_deadlines() -> None:
    reply_reader.REPLY_SECONDS = client.WORK_SECONDS = 2.0
    client.LIST_SECONDS = client.CHANGE_SECONDS = 4.0
    host_connection.REFUSAL_SECONDS = 1.0
    coalescing.HEADER_SECONDS = 2.0


class Watch:
    """The longest piece of work of a loop's thread (seconds of its CPU) between two of its turns, and the memory."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.worst = 0.0
        self._loop = loop
        self._last: float | None = None
        self._running = True
        self._before = resident("VmRSS")
        reset_peak()
        loop.call_soon_threadsafe(self._beat)

    def _beat(self) -> None:
        now = time.thread_time()
        if self._last is not None:
            self.worst = max(self.worst, now - self._last)
        self._last = now
        if self._running:
            self._loop.call_later(0.001, self._beat)

    def stop(self) -> tuple[float, float]:
        """Milliseconds of work in one go, megabytes beyond what there was."""
        self._running = False
        return self.worst * 1000, max(0, resident("VmHWM") - self._before) / 1e6


class Front(QObject):
    """The window on Qt's thread, which is told all that the services tell; `worst` is the most that this thread worked
    (seconds of its CPU) between two beats since `begin`."""

    _asked = Signal(object)

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        settings = Settings()
        self.bridge = Bridge()
        self._preferences = Preferences(settings, lambda _: None)
        self._theme = Theme(app, settings.theme, settings.zoom)
        self.window = Window(self.bridge, self._preferences, self._theme)
        self.window.show()
        self._asked.connect(self._carry_out, Qt.ConnectionType.QueuedConnection)
        self.worst = self._last = 0.0
        self._beats = QTimer(self, interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._beats.timeout.connect(self._beat)
        self._beats.start()

    def call(self, work: Callable[[], Any]) -> None:
        """Do something on Qt's thread, and wait until it is done."""
        done = threading.Event()

        def do() -> None:
            try:
                work()
            finally:
                done.set()

        self._asked.emit(do)
        done.wait(PATIENCE)

    def begin(self) -> None:
        """Measure from now on."""
        self._last, self.worst = time.thread_time(), 0.0

    @Slot(object)
    def _carry_out(self, work: Callable[[], None]) -> None:
        work()

    def _beat(self) -> None:
        now = time.thread_time()
        self.worst = max(self.worst, now - self._last)
        self._last = now


class Seen(BackendSession):
    """The services, and a window that is told what they tell."""

    def __init__(self, front: Front, folder: Path, host: str) -> None:
        super().__init__(folder, host=host)
        self.front = front

    def _post(self, *event: Any) -> None:
        super()._post(*event)
        self.front.bridge.post_events(*event)


def resident(field: str) -> int:
    """Bytes of this process, by /proc/self/status."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1]) * 1024
    return 0


def reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def attack(front: Front, order: dict[str, Any]) -> dict[str, Any]:
    """Do what the fault's phase needs; returns how it ended."""
    with tempfile.TemporaryDirectory() as folder, Seen(front, Path(folder), order["url"]) as session:
        front.call(lambda: front.bridge.attach(session.services))
        front.call(front.begin)
        watch = Watch(session._backend.runtime._loop)
        began = time.monotonic()
        try:
            found = PHASES[order["phase"]](session, order)
        except AssertionError as error:
            found = {"end": "nothing", "why": str(error)[-300:]}
        work, memory = watch.stop()
        seconds = time.monotonic() - began
        front.call(lambda: None)  # what was told by now has been shown
        shown = front.worst * 1000
        front.call(front.window.new_chat)
        front.call(lambda: setattr(front.bridge, "_services", None))
    return {**found, "work_ms": work, "window_ms": shown, "memory_mb": memory, "seconds": seconds}


def ready(session: BackendSession) -> None:
    session.wait(HostEvent, lambda event: event.state is HostState.READY, patience=PATIENCE)
    session.wait(ModelsEvent, patience=PATIENCE)


def ended(trouble: Any) -> dict[str, Any]:
    return {"end": "well" if trouble is None else trouble.problem.value}


def do_version(session: Seen, order: dict[str, Any]) -> dict[str, Any]:
    event = session.wait(HostEvent, lambda event: event.state in OVER, patience=PATIENCE)
    return ended(event.trouble) if event.state is not HostState.READY else {"end": "well"}


def do_list(session: Seen, order: dict[str, Any]) -> dict[str, Any]:
    event = session.wait(ModelsEvent, patience=PATIENCE)
    json.dumps([str(entry) for entry in event.models])
    return {**ended(event.trouble), "models": len(event.models)}


def do_show(session: Seen, order: dict[str, Any]) -> dict[str, Any]:
    ready(session)
    session.services.models.read_details(MODEL)
    event = session.wait(DetailsEvent, patience=PATIENCE)
    json.dumps(event.details.information if event.details else None, allow_nan=False)
    return ended(event.trouble)


def do_chat(session: Seen, order: dict[str, Any]) -> dict[str, Any]:
    ready(session)
    conversation, reply = session.ask("A cup of tea?", model=MODEL)
    session.front.call(lambda: session.front.window.open_conversation(conversation))
    if order["stopped"]:
        time.sleep(0.5)
        pressed = time.monotonic()
        session.services.chat.stop_replies(conversation)
    event = session.wait(ReplyEvent, lambda event: event.message.id == reply, patience=PATIENCE)
    found = {"end": event.message.problem or event.message.state.value, "text": event.message.text[:200]}
    if order["stopped"]:
        found["stopped_after"] = time.monotonic() - pressed
    return {**found, **stored(session, reply)}


def stored(session: BackendSession, reply: str) -> dict[str, Any]:
    """What the database has of a reply, as another process sees it."""
    until = time.monotonic() + 5
    while True:
        with sqlite3.connect(f"file:{session._paths.database}?mode=ro", uri=True) as database:
            row = database.execute("SELECT state, text FROM messages WHERE id = ?", (reply,)).fetchone()
        if (row and row[0] != "streaming") or time.monotonic() > until:
            return {"stored_state": row[0], "stored": row[1][:200], "stored_length": len(row[1])}
        time.sleep(0.02)


def do_pull(session: Seen, order: dict[str, Any]) -> dict[str, Any]:
    ready(session)
    session.services.pulls.start_pull(order["model"])
    over = (PullState.FAILED, PullState.WAITING, PullState.DONE)

    def is_over(event: PullEvent) -> bool:
        return event.pull.state in over and event.pull.problem is not None

    threading.Timer(
        8.0, session._post, (UnpulledEvent("late", None),)
    ).start()  # some faults go on for as long as asked
    with session._posted:
        session._posted.wait_for(
            lambda: any(
                isinstance(event, UnpulledEvent) or (isinstance(event, PullEvent) and is_over(event))
                for event in session.events
            ),
            PATIENCE,
        )
    pulls = [event.pull for event in session.of(PullEvent) if is_over(event)]
    if pulls:
        return {"end": pulls[0].problem.value}
    pull = session.of(PullsEvent)[-1].pulls[0] if session.of(PullsEvent) else None
    assert pull is not None, "no pull was begun"
    session.services.pulls.cancel_pull(pull.id, keep=True)
    session.wait(PullEvent, lambda event: event.pull.state is PullState.SHELVED, patience=3.0)
    return {"end": "cancelled"}


def do_delete(session: Seen, order: dict[str, Any]) -> dict[str, Any]:
    ready(session)
    session.services.models.delete_models([MODEL])
    event = session.wait(DeletedEvent, patience=PATIENCE)
    return ended(next(iter(event.troubles.values()), None))


def do_unload(session: Seen, order: dict[str, Any]) -> dict[str, Any]:
    ready(session)
    session.services.library.unload_model(MODEL)
    return ended(session.wait(TroubleEvent, patience=PATIENCE).trouble)


PHASES: dict[str, Callable[[Seen, dict[str, Any]], dict[str, Any]]] = {
    "version": do_version,
    "tags": do_list,
    "ps": do_list,
    "show": do_show,
    "chat": do_chat,
    "pull": do_pull,
    "delete": do_delete,
    "unload": do_unload,
}


def carry_out_orders(front: Front) -> None:
    """Never comes back: an order that raises ends the process, which the other side sees at once."""
    try:
        for line in sys.stdin:
            print(json.dumps(attack(front, json.loads(line))), flush=True)
        os._exit(0)
    finally:
        os._exit(1)


def main() -> None:
    shorten_deadlines()
    app = QApplication([])
    front = Front(app)
    threading.Thread(target=carry_out_orders, args=(front,), daemon=True).start()
    app.exec()


if __name__ == "__main__":
    main()
