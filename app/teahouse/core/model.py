"""A model: its name, the card that describes it, and its memory when it is loaded.

Names follow Ollama's grammar, `host/namespace/model:tag`, in which everything but the model is optional. The short form
of a name omits defaults only where the result still names the same model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from math import inf
from typing import Self

from teahouse.core.errors import Problem, Trouble
from teahouse.core.untrusted import clean_text
from teahouse.core.values import dataclass

DEFAULT_HOST = "registry.ollama.ai"
DEFAULT_NAMESPACE = "library"
DEFAULT_TAG = "latest"
LONGEST_SHOWN = 200  # characters of an invalid name in a message

_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:\-]{0,349}")
_NAMESPACE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-]{0,79}")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,79}")


def _is_port(text: str) -> bool:
    """Whether a registry can have this port; empty means the default one."""
    return not text or (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 1 << 16)


@dataclass(frozen=True, slots=True)
class ModelName:
    """`host/namespace/model:tag`, complete: omitted parts have Ollama's defaults."""

    host: str
    namespace: str
    model: str
    tag: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a name as a person types it; raises `Trouble(MODEL_NAME_INVALID)` with the text."""
        invalid = Trouble(Problem.MODEL_NAME_INVALID, model=clean_text(text)[:LONGEST_SHOWN])
        rest = text.strip()
        for scheme in ("http://", "https://"):
            rest = rest.removeprefix(scheme)
        head, slash, last = rest.rpartition("/")
        model, _, tag = last.partition(":")
        host, namespace = DEFAULT_HOST, DEFAULT_NAMESPACE
        if slash:
            first, second, namespace_part = head.partition("/")
            host, namespace = (first, namespace_part) if second else (DEFAULT_HOST, first)
        name = cls(host, namespace, model, tag or DEFAULT_TAG)
        if last.endswith(":") or not name._is_valid():
            raise invalid
        return name

    def _is_valid(self) -> bool:
        return bool(
            _HOST.fullmatch(self.host)
            and _is_port(self.host.partition(":")[2])
            and _NAMESPACE.fullmatch(self.namespace)
            and _PART.fullmatch(self.model)
            and _PART.fullmatch(self.tag)
        )

    @property
    def short(self) -> str:
        """The name for lists: without default host and namespace, always with its tag."""
        if self.host != DEFAULT_HOST:
            return self.full
        if self.namespace != DEFAULT_NAMESPACE:
            return f"{self.namespace}/{self.model}:{self.tag}"
        return f"{self.model}:{self.tag}"

    @property
    def full(self) -> str:
        """The name with every part."""
        return f"{self.host}/{self.namespace}/{self.model}:{self.tag}"

    def matches(self, other: Self) -> bool:
        """Whether both name the same model; the case of letters is ignored."""
        return self.full.casefold() == other.full.casefold()


class Capability(StrEnum):
    """A capability of a model, by the daemon's names."""

    COMPLETION = "completion"
    TOOLS = "tools"
    THINKING = "thinking"
    VISION = "vision"
    EMBEDDING = "embedding"
    INSERT = "insert"
    AUDIO = "audio"


class FileDamage(StrEnum):
    """What happened to a file that the built-in engine uses in its place, by the engine's names."""

    NONE = ""
    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One installed model as `/api/tags` describes it. `size` is bytes on disk; unknown texts are empty.
    `takes_thinking`: its OpenAI-compatible server takes a choice about its thinking. `path`: its file is there and not
    among the host's own; `damage`: it cannot be used as it is; `adapters`: the names of its LoRA adapters, and
    `control_vector`: the name of its vector, which the built-in engine alone lists."""

    name: str
    digest: str = ""
    size: int = 0
    modified_at: str = ""
    family: str = ""
    parameters: str = ""
    quantization: str = ""
    context_length: int | None = None
    capabilities: frozenset[str] = frozenset()
    takes_thinking: bool = False
    damage: FileDamage = FileDamage.NONE
    path: str = ""
    adapters: tuple[str, ...] = ()
    control_vector: str = ""

    @property
    def can_think(self) -> bool:
        """Whether it is known to think, or its server to take a choice about it."""
        return self.takes_thinking or self.has_capability(Capability.THINKING)

    def has_capability(self, capability: Capability) -> bool:
        """Whether it is known to have this capability."""
        return capability.value in self.capabilities

    def lacks_capability(self, capability: Capability) -> bool:
        """Whether it is known not to have this capability; False where its capabilities are not known."""
        return bool(self.capabilities) and not self.has_capability(capability)

    @property
    def chats(self) -> bool:
        """Whether it can hold a conversation; true where the daemon is too old to report capabilities."""
        return not self.capabilities or self.has_capability(Capability.COMPLETION)


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """One loaded model from `/api/ps`: bytes in all, bytes on GPUs, effective context in tokens. `card_failure`: why
    the built-in engine runs it on the processor and not with the chosen llama-server. Of the built-in engine only: the
    type of the context's numbers, the threads, whether it drafts, and the bytes with prompts of other conversations, a
    part of `size`; other hosts do not say."""

    name: str
    digest: str = ""
    size: int = 0
    size_vram: int = 0
    context_length: int | None = None
    expires_at: str = ""
    card_failure: str = ""
    kv_cache_type: str = ""
    threads: int | None = None
    drafts: bool | None = None
    prompt_cache: int | None = None

    @property
    def size_ram(self) -> int:
        """Bytes in main memory."""
        return max(0, self.size - self.size_vram)


def same_model(first: str, second: str) -> bool:
    """Whether two names, as typed or as listed, mean the same model. A name outside Ollama's grammar, as
    OpenAI-compatible servers have them, equals only itself; an empty one equals none."""
    key = _key_of(first)
    return bool(first) and first == second if key is None else key == _key_of(second)


@lru_cache(maxsize=8192)  # four of the longest lists of a host: each look-up of a name compares all of them
def _key_of(name: str) -> str | None:
    """The key that is equal for all names of the same model; None where it is not a valid name."""
    try:
        return ModelName.parse(name).full.casefold()
    except Trouble:
        return None


def leaving_order(loaded: Iterable[LoadedModel], now: datetime) -> tuple[LoadedModel, ...]:
    """Models in the order in which a daemon most likely unloads them when it needs memory: the least recently used
    first, which are those that expire first."""

    def left(model: LoadedModel) -> float:
        seconds = seconds_left(model.expires_at, now)
        return inf if seconds is None else seconds

    return tuple(sorted(loaded, key=left))


def seconds_left(expires_at: str, now: datetime) -> float | None:
    """Seconds until a daemon's time (RFC 3339, up to nanoseconds); None when it cannot be read."""
    try:
        expires = datetime.fromisoformat(expires_at)
    except ValueError:
        return None
    if expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    return (expires - now).total_seconds()
