"""What a host speaks, what it can therefore do, and what is stored about one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from teahouse.core.errors import Problem, Trouble
from teahouse.core.untrusted import clean_text
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
class HostRoute:
    """How a host is reached beside its address. `certificates` is a file of certificates (PEM) that are trusted for it
    beside the system's, empty for none; `proxy` is used in place of the environment's, empty for that one."""

    certificates: str = ""
    proxy: str = ""


USUAL_ROUTE = HostRoute()
PROXY_SCHEMES = ("http", "https")
LONGEST_PROXY = 500  # characters


@dataclass(frozen=True, slots=True)
class HostProfile:
    """What is stored about a host beside its address. `kind` is None until it is detected."""

    kind: HostKind | None = None
    route: HostRoute = USUAL_ROUTE


def read_profile(value: object) -> HostProfile:
    """A profile from the settings file; what is invalid is left out."""
    values = value if isinstance(value, dict) else {}
    kind, certificates, proxy = values.get("kind"), values.get("certificates"), values.get("proxy")
    return HostProfile(
        HostKind(kind) if kind in [one.value for one in HostKind] else None,
        HostRoute(certificates if isinstance(certificates, str) else "", proxy if isinstance(proxy, str) else ""),
    )


def write_profile(profile: HostProfile) -> dict[str, Any]:
    """A profile as the settings file holds it."""
    values = {
        "kind": profile.kind.value if profile.kind else "",
        "certificates": profile.route.certificates,
        "proxy": profile.route.proxy,
    }
    return {name: value for name, value in values.items() if value}


def check_proxy(text: str) -> str:
    """The address of a proxy as typed, with its scheme (http where none is given); empty for an empty one. Raises
    `Trouble(PROXY_INVALID)`."""
    typed = text.strip()
    if not typed:
        return ""
    address = (typed if "://" in typed else f"http://{typed}").rstrip("/")
    try:
        parts = urlsplit(address)
        valid = bool(parts.hostname) and parts.port != 0 and address.isprintable() and len(address) <= LONGEST_PROXY
    except ValueError:
        valid = False
    if not valid or " " in address or parts.scheme not in PROXY_SCHEMES or parts.path or parts.query:
        raise Trouble(Problem.PROXY_INVALID, proxy=clean_text(typed)[:200])
    return address
