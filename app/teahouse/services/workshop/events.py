"""Events of the workshop's jobs. `ticket` is the one that the job was started with, `kind` its name in
`engine.workshop.jobs`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teahouse.core.errors import Trouble
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class JobProgressEvent:
    """`progress` is from 0 to 1; `status` is the job's own word for what it does now. A job that `waits` has not begun,
    because another one runs."""

    ticket: str
    kind: str
    progress: float = 0.0
    status: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class JobResultEvent:
    """The end of a job: its result, as its module says."""

    ticket: str
    kind: str
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JobFailedEvent:
    """The end of a job without a result; without `trouble` it was cancelled. Its unfinished files are deleted."""

    ticket: str
    kind: str
    trouble: Trouble | None = None
