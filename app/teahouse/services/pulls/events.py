"""What the pulls service tells."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.pulls import Pull
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class PullsEvent:
    """All pulls in their order: the queue, the shelf of unfinished ones, and what was finished in this session."""

    pulls: tuple[Pull, ...]


@dataclass(frozen=True, slots=True)
class PullEvent:
    """One pull changed; its place did not. At most five a second for each."""

    pull: Pull


@dataclass(frozen=True, slots=True)
class PulledEvent:
    """A model is here, whole, under the name a chat asks for."""

    name: str
    pull_id: str


@dataclass(frozen=True, slots=True)
class UnpulledEvent:
    """What was typed is not pulled, and why; nothing was begun."""

    text: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class CheckedEvent:
    """What a pull of `text` would bring: the `name` it means, `size` bytes in all, `missing` of them not here yet,
    `free` on the disk of the host (None: not to be known). `trouble` says why the size is not known, or what stands
    against it; "pull anyway" is allowed unless there is nothing to pull (`disk_check.settles_it`)."""

    text: str
    name: str = ""
    insecure: bool = False
    size: int | None = None
    missing: int | None = None
    free: int | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DiscardedEvent:
    """A pull was given up and what had come of it was thrown away. `kept`: it could not be, since only the host can; an
    Ollama does so when it is started the next time."""

    name: str
    kept: bool = False
