"""Events of steering beside those of its jobs."""

from __future__ import annotations

from teahouse.core.errors import Trouble
from teahouse.core.values import dataclass
from teahouse.core.workshop.contrast_pairs import ContrastPair


@dataclass(frozen=True, slots=True)
class PairsReadEvent:
    """The pairs in a file; without any, `trouble` says why it could not be read, or it has none that can be used, in
    `line` (0 where that is not known)."""

    path: str
    pairs: tuple[ContrastPair, ...] = ()
    line: int = 0
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class PairsWrittenEvent:
    """The pairs were written to a file, or `trouble` says why not."""

    path: str
    trouble: Trouble | None = None
