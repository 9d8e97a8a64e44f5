"""What a host speaks, what it can therefore do, and what is stored about one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from teahouse.core.values import dataclass


class HostKind(StrEnum):
    OLLAMA = "ollama"  # and the built-in engine, which has the same API
    OPENAI = "openai"  # an OpenAI-compatible server: vLLM, SGLang, llama-server, LM Studio, LiteLLM, a lab's own API


@dataclass(frozen=True, slots=True)
class HostCapabilities:
    """What a kind of host has an interface for. Pages leave out what a host lacks.

    `manages_models`: models can be pulled, created, copied, deleted, and their details read. `loads_models`: the client
    decides which models are loaded, with which options and for how long, and reads what is in memory.
    """

    manages_models: bool = True
    loads_models: bool = True


_CAPABILITIES: Mapping[HostKind, HostCapabilities] = {
    HostKind.OLLAMA: HostCapabilities(),
    HostKind.OPENAI: HostCapabilities(manages_models=False, loads_models=False),
}


def capabilities_of(kind: HostKind) -> HostCapabilities:
    """What hosts of this kind can do."""
    return _CAPABILITIES[kind]


@dataclass(frozen=True, slots=True)
class HostProfile:
    """What is stored about a host beside its address. `kind` is None until it is detected; `certificates` is a file of
    certificates (PEM) that are trusted for this host beside the system's, empty for none."""

    kind: HostKind | None = None
    certificates: str = ""


def read_profile(value: object) -> HostProfile:
    """A profile from the settings file; what is invalid is left out."""
    values = value if isinstance(value, dict) else {}
    kind, certificates = values.get("kind"), values.get("certificates")
    return HostProfile(
        HostKind(kind) if kind in [one.value for one in HostKind] else None,
        certificates if isinstance(certificates, str) else "",
    )


def write_profile(profile: HostProfile) -> dict[str, Any]:
    """A profile as the settings file holds it."""
    kind = {"kind": profile.kind.value} if profile.kind else {}
    return {**kind, **({"certificates": profile.certificates} if profile.certificates else {})}
