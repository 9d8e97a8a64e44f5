"""What the hosts service tells: the daemon the app talks to."""

from __future__ import annotations

from enum import StrEnum

from teahouse.core.errors import Problem, Trouble
from teahouse.core.values import dataclass


class HostState(StrEnum):
    SEARCHING = "searching"  # looking for a daemon
    STARTING = "starting"  # a daemon of ours is starting
    READY = "ready"
    LOST = "lost"  # it answered before, now it does not; we keep trying
    FAILED = "failed"  # see trouble


_NO_ENGINE = (Problem.ENGINE_MISSING, Problem.ENGINE_UNSUPPORTED_CPU)


@dataclass(frozen=True, slots=True)
class HostEvent:
    """The daemon we talk to. `engine`: it is the built-in one. `can_start_ollama`: Ollama is installed but does
    not run, and the person may have it started. `ours`: we started it and will stop it. `asks_keyring`: the system's
    keyring is asked for its token, which takes longer than usual. `looks_again`: a host that does not answer is looked
    for again by itself."""

    state: HostState
    address: str = ""
    version: str = ""
    engine: bool = False
    local: bool = True
    ours: bool = False
    can_start_ollama: bool = False
    trouble: Trouble | None = None
    asks_keyring: bool = False
    looks_again: bool = False

    @property
    def key(self) -> str:
        """What keeps one host's things apart from another's: its address, empty for our engine, whose port changes."""
        return "" if self.engine and self.ours else self.address

    @property
    def can_use_engine(self) -> bool:
        """Whether the built-in engine is another host than this one, and may be tried."""
        cannot = self.trouble is not None and self.trouble.problem in _NO_ENGINE
        return not self.engine and not cannot
