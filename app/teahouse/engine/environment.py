"""Reads Ollama's environment variables: the defaults of the command line and of requests.

An invalid value is logged and counts as not set, as in Ollama. Arguments of the command line take precedence.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from teahouse.core.values import dataclass
from teahouse.engine.errors import ApiError
from teahouse.engine.loader import KvCacheType
from teahouse.engine.scheduler import DEFAULT_KEEP_ALIVE, parse_keep_alive

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 11434
_SCHEME_PORTS = {"http": 80, "https": 443}
_MOST_PARALLEL = 64
_LARGEST_CONTEXT = 1 << 24
_QUOTES = "\"'"

T = TypeVar("T")
log = logging.getLogger("teahouse.engine")


@dataclass(frozen=True, slots=True)
class EngineEnvironment:
    """The variables' values. 0, None and an empty tuple: not set. `keep_alive`: seconds, inf for ever."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    origins: tuple[str, ...] = ()
    keep_alive: float = DEFAULT_KEEP_ALIVE
    context_length: int = 0
    parallel: int = 1
    max_loaded: int = 0
    models: Path | None = None
    kv_cache_type: KvCacheType = KvCacheType.F16


def read_environment(environment: Mapping[str, str]) -> EngineEnvironment:
    """Read the variables."""

    def read(name: str, parse: Callable[[str], T], default: T) -> T:
        text = environment.get(name, "").strip().strip(_QUOTES).strip()
        if not text:
            return default
        try:
            return parse(text)
        except (ValueError, ApiError):
            log.warning("invalid %s: it is ignored", name)
            return default

    host, port = read("OLLAMA_HOST", parse_host, (DEFAULT_HOST, DEFAULT_PORT))
    return EngineEnvironment(
        host=host,
        port=port,
        origins=read("OLLAMA_ORIGINS", parse_origins, ()),
        keep_alive=read("OLLAMA_KEEP_ALIVE", _parse_duration, DEFAULT_KEEP_ALIVE),
        context_length=read("OLLAMA_CONTEXT_LENGTH", lambda text: _parse_count(text, _LARGEST_CONTEXT), 0),
        parallel=read("OLLAMA_NUM_PARALLEL", lambda text: _parse_count(text, _MOST_PARALLEL), 0) or 1,
        max_loaded=read("OLLAMA_MAX_LOADED_MODELS", lambda text: _parse_count(text, 1 << 10), 0),
        models=read("OLLAMA_MODELS", Path, None),
        kv_cache_type=read("OLLAMA_KV_CACHE_TYPE", lambda text: KvCacheType(text.lower()), KvCacheType.F16),
    )


def parse_host(text: str) -> tuple[str, int]:
    """Host and port of `host`, `host:port`, `:port`, `[::1]:port` or a URL. Without a host: all interfaces."""
    scheme, separator, rest = text.rpartition("://")
    default = _SCHEME_PORTS.get(scheme, DEFAULT_PORT) if separator else DEFAULT_PORT
    place = rest.partition("/")[0]
    try:
        return str(ipaddress.ip_address(place.strip("[]"))), default
    except ValueError:
        pass  # a name, or with a port
    host, colon, port = place.rpartition(":")
    if not colon:
        return place, default
    number = int(port) if port.isascii() and port.isdigit() else -1
    return host.strip("[]") or "0.0.0.0", number if 0 <= number <= 65535 else DEFAULT_PORT


def parse_origins(text: str) -> tuple[str, ...]:
    """Patterns of origins, separated by commas; `*` stands for anything, once in each."""
    origins = tuple(origin.strip() for origin in text.split(",") if origin.strip())
    if any(origin.count("*") > 1 for origin in origins):
        raise ValueError(text)
    return origins


def _parse_duration(text: str) -> float:
    """Seconds of a duration as in a request, or of a bare number."""
    number = text.removeprefix("-")
    seconds = parse_keep_alive(int(text) if number.isascii() and number.isdigit() else text)
    return DEFAULT_KEEP_ALIVE if seconds is None else seconds


def _parse_count(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return min(int(text[:12]), most)
