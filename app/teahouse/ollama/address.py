"""Where a host is: `OLLAMA_HOST` in all its forms, read as Ollama reads them, and an address as a person types it.

Both share one grammar (Ollama's `envconfig.Host`): a bare host has port 11434, `http://` 80, `https://` 443; quotes
and spaces around it are dropped; an address that means "all of this computer" (0.0.0.0, ::) is its loopback one. A
user and password in it are kept to be sent to this host, and are in no text the address gives.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import field
from typing import Self

from teahouse.core.errors import Problem, Trouble
from teahouse.core.untrusted import clean_text
from teahouse.core.values import dataclass

DEFAULT_PORT = 11434
SCHEME_PORTS: Mapping[str, int] = {"http": 80, "https": 443}
LOOPBACK = "127.0.0.1"

_NAME = re.compile(r"[^\s\x00-\x20/\\?#@:\[\]<>\"'`{}|^%*,;=&$!()+~]{1,253}")
_PATH = re.compile(r"[^\s\x00-\x20\x7f?#\\]{0,500}")
LONGEST_SHOWN = 200  # characters of what is no address
_USERINFO = re.compile(r"^.*@", re.DOTALL)  # greedy: a password may hold a slash or an @


@dataclass(frozen=True, slots=True)
class Address:
    """Where a daemon listens. `host` is a name or an IP address without brackets, `path` is empty or starts with
    a slash and ends without one. `userinfo` is `user:password` as it stood in the text; it never leaves by `url`,
    `shown` or `repr`."""

    scheme: str
    host: str
    port: int
    path: str = ""
    userinfo: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address as a person types it; raises `Trouble(HOST_ADDRESS_INVALID)` with the text, less any
        user and password."""
        return cls._read(text, fallback=False)

    @classmethod
    def _read(cls, text: str, *, fallback: bool) -> Self:
        invalid = Trouble(
            Problem.HOST_ADDRESS_INVALID, address=clean_text(_USERINFO.sub("", text.strip()))[:LONGEST_SHOWN]
        )
        trimmed = text.strip().strip("\"'").strip()
        if clean_text(trimmed) != trimmed:
            raise invalid
        if trimmed == "ollama.com":  # the one name Ollama reads as its cloud
            trimmed = "https://ollama.com"
        scheme, separator, rest = trimmed.partition("://")
        scheme, rest = (scheme.lower(), rest) if separator else ("http", trimmed)
        if scheme not in SCHEME_PORTS:
            raise invalid
        default = SCHEME_PORTS[scheme] if separator else DEFAULT_PORT
        place, _, path = rest.partition("/")
        userinfo, _, place = place.rpartition("@")
        host, port_text = _split(place)
        port = default if port_text is None else _port(port_text)
        if port is None and fallback:
            port = default
        if port is None or not _is_host(host) or not _PATH.fullmatch(path):
            raise invalid
        path = path.strip("/")
        return cls(scheme, _reachable(host), port, f"/{path}" if path else "", userinfo)

    @property
    def url(self) -> str:
        """The address as a URL, with its port, without user and password and without a slash at the end."""
        return f"{self.scheme}://{self._bracketed}:{self.port}{self.path}"

    @property
    def shown(self) -> str:
        """The address as short as it can be shown: `127.0.0.1:11434`, `https://example.org/ollama`."""
        if self.scheme == "http" and self.port != SCHEME_PORTS["http"]:
            return f"{self._bracketed}:{self.port}{self.path}"
        if self.port == SCHEME_PORTS[self.scheme]:
            return f"{self.scheme}://{self._bracketed}{self.path}"
        return self.url

    @property
    def is_local(self) -> bool:
        """Whether it is this computer, by its loopback interface."""
        address = _ip(self.host)
        if address is not None:
            return address.is_loopback
        return self.host.casefold() == "localhost" or self.host.casefold().endswith(".localhost")

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def local_ollama(environment: Mapping[str, str]) -> Address:
    """Where an Ollama of this computer is looked for: `TEAHOUSE_LOCAL_OLLAMA`, Ollama's own default without it."""
    return Address.parse(environment.get("TEAHOUSE_LOCAL_OLLAMA", ""))


def from_environment(environment: Mapping[str, str]) -> Address | None:
    """The host `OLLAMA_HOST` names, None where it is unset or empty. As in Ollama a port that is no port falls
    back to the default one; anything else that is no address raises `Trouble(HOST_ADDRESS_INVALID)`."""
    text = environment.get("OLLAMA_HOST", "").strip().strip("\"'").strip()
    return Address._read(text, fallback=True) if text else None


def _split(place: str) -> tuple[str, str | None]:
    """Host and port of `host`, `host:port`, `:port`, `::1`, `[::1]`, `[::1]:port`; None is no port."""
    if _ip(place.strip("[]")) is not None:
        return place.strip("[]"), None
    if place.startswith("["):
        host, _, port = place[1:].partition("]:")
        return host, port
    host, colon, port = place.partition(":")
    return host or LOOPBACK, port if colon else None


def _port(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else -1
    return number if 0 < number <= 65535 else None


def _is_host(host: str) -> bool:
    return _ip(host) is not None or bool(_NAME.fullmatch(host))


def _reachable(host: str) -> str:
    """The address to connect to: "every interface" is this computer."""
    address = _ip(host)
    if address is None:
        return host
    if address.is_unspecified:
        return LOOPBACK if address.version == 4 else "::1"
    return str(address)


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
