"""The backend without a window: commands are sent to its services, and events waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self, TypeVar

from teahouse.backend import Services, build
from teahouse.core.errors import Trouble
from teahouse.desktop.data_lock import DataLock
from teahouse.desktop.paths import Paths
from teahouse.desktop.settings_file import SettingsFile
from teahouse.importing import take_turns
from teahouse.services.hosts.events import HostEvent, HostState
from teahouse.services.models.events import ModelsEvent

E = TypeVar("E")

HOST_SECONDS = 300.0  # the built-in engine may have to start


class BatchError(Exception):
    """Why a command cannot run; the message is for the terminal."""


class BatchSession:
    """`with BatchSession(environment) as session`: the backend with the person's settings and data. Raises BatchError
    where a window is open, whose data folder it is."""

    def __init__(self, environment: Mapping[str, str], host: str = "") -> None:
        take_turns()
        self._paths = Paths.from_environment(environment)
        settings, _ = SettingsFile(self._paths.settings).load()
        self._settings = replace(settings, host=host) if host else settings
        self._told = threading.Condition()
        self._events: list[object] = []

    def __enter__(self) -> Self:
        try:
            self._paths.create_folders()
        except Trouble as trouble:
            raise BatchError(str(trouble)) from None
        self._lock = DataLock(self._paths.data, self._paths.cache / "batch.lock")
        if not self._lock.acquire():
            raise BatchError("Teahouse is open with this data folder; close it, or set TEAHOUSE_HOME to another one")
        self._backend = build(self._paths, self._settings, self._post)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._backend.close()
        finally:
            self._lock.release()

    @property
    def services(self) -> Services:
        return self._backend.services

    def mark(self) -> int:
        """The place after the last event so far."""
        return len(self._events)

    def wait_for(
        self,
        kind: type[E],
        accept: Callable[[E], bool] = lambda _: True,
        *,
        after: int = 0,
        seconds: float | None = None,
    ) -> E:
        """The first event of this kind after a place that is accepted. Raises BatchError after so many seconds; without
        them it waits as long as it takes."""
        at = after
        with self._told:
            while True:
                while at < len(self._events):
                    event = self._events[at]
                    at += 1
                    if isinstance(event, kind) and accept(event):
                        return event
                if not self._told.wait(1.0 if seconds is None else seconds) and seconds is not None:
                    raise BatchError(f"nothing was heard for {seconds:.0f} s")

    def wait_for_next(self, accept: Callable[[object], bool], *, after: int) -> tuple[object, int]:
        """The first event after a place that is accepted, and the place after it."""
        at = after
        with self._told:
            while True:
                while at < len(self._events):
                    at += 1
                    if accept(self._events[at - 1]):
                        return self._events[at - 1], at
                self._told.wait(1.0)

    def wait_for_host(self) -> HostEvent:
        """The host once it is ready, with its models read. Raises BatchError."""
        ended = (HostState.READY, HostState.FAILED)
        event = self.wait_for(HostEvent, lambda each: each.state in ended, seconds=HOST_SECONDS)
        if event.state is HostState.FAILED:
            raise BatchError(f"no host: {event.trouble or ''}")
        self.wait_for(ModelsEvent, seconds=HOST_SECONDS)
        return event

    def _post(self, *events: object) -> None:
        with self._told:
            self._events += events
            self._told.notify_all()
