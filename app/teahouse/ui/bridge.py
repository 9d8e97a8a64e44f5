"""The one door between the loop's thread and Qt.

Inward, `post` puts a event on a deque and wakes Qt's thread once per burst, however many pieces come
before it gets there; the slot drains the deque and hands each listener one list. Outward, `ask` passes a command to
the services, and keeps it until there are any: the window is up before they are.
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
    """Listeners are told, in the order they were added, all events of their kinds that came in one burst."""

    waiting = Signal()  # something was asked that waits for services
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
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        self._rest = QTimer(self)  # another queued signal would come before painting and keys
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._drain)

    def listen(self, listener: Listener, *kinds: type) -> None:
        """Call `listener` with a list of all events of these kinds, once per burst, on Qt's thread."""
        self._listeners.append((frozenset(kinds), listener))

    def post(self, *event: object) -> None:
        """Hand over events, all in one burst; callable from any thread, never waits."""
        self._events.extend(event)
        if not self._awake:
            self._awake = True
            self._wake.emit()

    @Slot()
    def _drain(self) -> None:
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
                heard = [event for event in burst if type(event) in kinds]
                _carry_out(partial(listener, heard))

    def ask(self, command: Callable[[Services], None]) -> None:
        """Run a command against the services, now or as soon as they are there; on Qt's thread, returns at once."""
        if self._services is None:
            self._early.append(command)
            self.waiting.emit()
        else:
            self._give(command, self._services)

    def attach(self, services: Services) -> None:
        """The services are there: run what was asked meanwhile, in order."""
        self._services = services
        early, self._early = self._early, []
        for command in early:
            _carry_out(partial(self._give, command, services))

    def _give(self, command: Callable[[Services], None], services: Services) -> None:
        """Run a command; what it fails with, now or later, names it, so that it can be given again."""
        before = error_reports.command.set(command)
        try:
            command(services)
        except Exception as failure:
            self.post(error_reports.trouble_event(failure))
            raise
        finally:
            error_reports.command.reset(before)

    def detach(self) -> None:
        """The window is gone: nothing is asked of the services any more, and nobody hears their events."""
        self._services = None
        self._rest.stop()
        self._early.clear()
        self._listeners.clear()


def _carry_out(work: Callable[[], None]) -> None:
    """Do some work; that it fails is reported, but what comes after it is done all the same."""
    try:
        work()
    except Exception:
        sys.excepthook(*sys.exc_info())
