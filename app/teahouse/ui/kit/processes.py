"""Ending the processes that were started for the window. Qt ends what still runs with its objects, but says so."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QObject, QProcess

PATIENCE = 1000  # milliseconds that a killed process may take to go


class ProcessOwner(Protocol):
    """The parent of a `QProcess`."""

    def stop(self) -> None:
        """End its processes now, and start no other one for what still waits."""


def end_owned(owner: QObject) -> None:
    """Kill all processes of one owner, and wait until they are gone."""
    for process in owner.findChildren(QProcess):
        process.kill()
        process.waitForFinished(PATIENCE)


def stop_owners(*tops: QObject) -> None:
    """Have everybody below some objects who owns a process stop."""
    owners = {process.parent() for top in tops for process in top.findChildren(QProcess)}
    for owner in owners:
        cast(ProcessOwner, owner).stop()
