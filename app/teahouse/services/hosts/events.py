"""The event of the hosts service."""

from __future__ import annotations

from enum import StrEnum

from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import HostCapabilities, HostKind, capabilities_of
from teahouse.core.values import dataclass


@dataclass(frozen=True, slots=True)
class CardEvent:
    """The check of a llama-server program for a graphics card: running, or ended with the names of its devices or with
    `trouble`."""

    program: str
    checking: bool = False
    devices: tuple[str, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class MeasuredThreadsEvent:
    """The measured numbers of threads of the built-in engine: the largest bytes of a model, and its threads."""

    threads: tuple[tuple[int, int], ...]


class HostState(StrEnum):
    SEARCHING = "searching"
    STARTING = "starting"  # a daemon of ours is starting
    READY = "ready"
    LOST = "lost"  # it answered before and does not now; probing goes on
    FAILED = "failed"  # see trouble


_NO_ENGINE = (Problem.ENGINE_MISSING, Problem.ENGINE_UNSUPPORTED_CPU)


@dataclass(frozen=True, slots=True)
class HostEvent:
    """The host that the app uses. `engine`: it is the built-in one. `owner`: who serves the models of an
    OpenAI-compatible server, in its own word. `can_start_ollama`: Ollama is installed but does
    not run. `ours`: the app started it and will stop it. `asks_keyring`: reading its token from the system's keyring
    takes longer than usual. `looks_again`: a host that does not answer is probed again automatically."""

    state: HostState
    address: str = ""
    version: str = ""
    kind: HostKind = HostKind.OLLAMA
    owner: str = ""
    engine: bool = False
    local: bool = True
    ours: bool = False
    can_start_ollama: bool = False
    trouble: Trouble | None = None
    asks_keyring: bool = False
    looks_again: bool = False

    @property
    def capabilities(self) -> HostCapabilities:
        """What a host of this kind can do."""
        return capabilities_of(self.kind)

    @property
    def key(self) -> str:
        """Identifies the host in the store: its address, empty for our engine, whose port changes."""
        return "" if self.engine and self.ours else self.address

    @property
    def can_use_engine(self) -> bool:
        """Whether the built-in engine can be used instead of this host."""
        cannot = self.trouble is not None and self.trouble.problem in _NO_ENGINE
        return not self.engine and not cannot
