"""Events of the pulls service."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.pulls import Pull
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class PullsEvent:
    """All pulls in order: queued, shelved, and finished in this session."""

    pulls: tuple[Pull, ...]


@dataclass(frozen=True, slots=True)
class PullEvent:
    """One pull changed, but not its position. At most five a second for each."""

    pull: Pull


@dataclass(frozen=True, slots=True)
class PulledEvent:
    """A model was pulled and is installed as `name`."""

    name: str
    pull_id: str


@dataclass(frozen=True, slots=True)
class UnpulledEvent:
    """The pull of `text` could not begin."""

    text: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class CheckedEvent:
    """The result of a check: the model's `name`, `size` in bytes, `missing` bytes to fetch, `free` on the host's disk
    (None: unknown). `trouble` says why the size is unknown or the pull may fail; it can be started all the same unless
    `disk_check.is_final_refusal`."""

    text: str
    name: str = ""
    insecure: bool = False
    size: int | None = None
    missing: int | None = None
    free: int | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DiscardedEvent:
    """A pull was cancelled and its data deleted; `kept`: an Ollama deletes it at its next start."""

    name: str
    kept: bool = False
