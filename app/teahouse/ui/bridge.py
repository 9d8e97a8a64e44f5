"""Passes events of the services to Qt's thread, and commands of the window to the services.

`post_events` appends to a deque and wakes Qt's thread once per burst; the slot drains the deque and gives each
listener one list. `run_command` calls the services, or keeps the command until they exist: the window is shown first.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from teahouse.services import error_reports

if TYPE_CHECKING:
    from teahouse.backend import Services

MOST_AT_ONCE = 1000  # events; those beyond come after whatever else Qt has to do

Listener = Callable[[list[Any]], None]


class Bridge(QObject):
    """Calls listeners, in the order they were added, with all events of their kinds that came in one burst."""

    waiting = Signal()  # a command waits for the services
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events: deque[Any] = deque()
        self._awake = False
        self._listeners: list[tuple[frozenset[type], Listener]] = []
        self._services: Services | None = None
        self._early: list[Callable[[Services], None]] = []
        self.wakes = 0  # how often Qt's thread was woken: for tests and the benchmark
        self.pieces = 0  # how many events came through
        self._wake.connect(self._deliver_events, Qt.ConnectionType.QueuedConnection)
        self._rest = QTimer(self)  # another queued signal would come before painting and keys
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._deliver_events)

    def subscribe(self, listener: Listener, *kinds: type) -> None:
        """Call `listener` with a list of all events of these kinds, once per burst, on Qt's thread."""
        self._listeners.append((frozenset(kinds), listener))

    def post_events(self, *events: object) -> None:
        """Queue events for the listeners, all in one burst; callable from any thread, never waits."""
        self._events.extend(events)
        if not self._awake:
            self._awake = True
            self._wake.emit()

    @Slot()
    def _deliver_events(self) -> None:
        self._awake = False  # before draining: what comes from now on wakes again
        self.wakes += 1
        burst: list[object] = []
        while self._events and len(burst) < MOST_AT_ONCE:
            burst.append(self._events.popleft())
        if self._events:
            self._awake = True
            self._rest.start()
        self.pieces += len(burst)
        present = {type(event) for event in burst}
        for kinds, listener in self._listeners:
            if not kinds.isdisjoint(present):
                events = [event for event in burst if type(event) in kinds]
                _run_reported(partial(listener, events))

    def run_command(self, command: Callable[[Services], None]) -> None:
        """Run a command against the services, now or as soon as they are there; on Qt's thread, returns at once."""
        if self._services is None:
            self._early.append(command)
            self.waiting.emit()
        else:
            self._run_command(command, self._services)

    def attach(self, services: Services) -> None:
        """Set the services and run the commands that waited for them, in order."""
        self._services = services
        early, self._early = self._early, []
        for command in early:
            _run_reported(partial(self._run_command, command, services))

    def _run_command(self, command: Callable[[Services], None], services: Services) -> None:
        """Run a command; an error report of it, now or later, carries the command, so that it can be run again."""
        before = error_reports.command.set(command)
        try:
            command(services)
        except Exception as failure:
            self.post_events(error_reports.trouble_event(failure))
            raise
        finally:
            error_reports.command.reset(before)

    def detach(self) -> None:
        """Drop services, commands and listeners: the window is closed."""
        self._services = None
        self._rest.stop()
        self._early.clear()
        self._listeners.clear()


def _run_reported(work: Callable[[], None]) -> None:
    """Run `work`; report an exception instead of raising it, so that the next work runs all the same."""
    try:
        work()
    except Exception:
        sys.excepthook(*sys.exc_info())
