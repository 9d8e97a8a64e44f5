"""The address of a host, from `OLLAMA_HOST` in all its forms or as typed.

Both have one grammar (Ollama's `envconfig.Host`): a bare host has port 11434, `http://` 80, `https://` 443; quotes
and spaces around it are dropped; an unspecified address (0.0.0.0, ::) becomes the loopback one. A user and password are
stored to be sent to this host, and are in no text that the address returns.
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
LONGEST_SHOWN = 200  # characters of an invalid address
_USERINFO = re.compile(r"^.*@", re.DOTALL)  # greedy: a password may hold a slash or an @


@dataclass(frozen=True, slots=True)
class Address:
    """Where a daemon listens. `host` is a name or an IP address without brackets, `path` is empty or starts with
    a slash and ends without one. `userinfo` is `user:password`; `url`, `shown` and `repr` do not contain it."""

    scheme: str
    host: str
    port: int
    path: str = ""
    userinfo: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address as typed; raises `Trouble(HOST_ADDRESS_INVALID)` with the text without user and password."""
        return cls._read_text(text, fallback=False)

    @classmethod
    def _read_text(cls, text: str, *, fallback: bool) -> Self:
        invalid = Trouble(
            Problem.HOST_ADDRESS_INVALID, address=clean_text(_USERINFO.sub("", text.strip()))[:LONGEST_SHOWN]
        )
        trimmed = text.strip().strip("\"'").strip()
        if clean_text(trimmed) != trimmed:
            raise invalid
        if trimmed == "ollama.com":  # Ollama's name for its cloud
            trimmed = "https://ollama.com"
        scheme, separator, rest = trimmed.partition("://")
        scheme, rest = (scheme.lower(), rest) if separator else ("http", trimmed)
        if scheme not in SCHEME_PORTS:
            raise invalid
        default = SCHEME_PORTS[scheme] if separator else DEFAULT_PORT
        host_port, _, path = rest.partition("/")
        userinfo, _, host_port = host_port.rpartition("@")
        host, port_text = _split_host(host_port)
        port = default if port_text is None else _read_port(port_text)
        if port is None and fallback:
            port = default
        if port is None or not _is_host(host) or not _PATH.fullmatch(path):
            raise invalid
        path = path.strip("/")
        return cls(scheme, _connectable_host(host), port, f"/{path}" if path else "", userinfo)

    @property
    def url(self) -> str:
        """The address as a URL, with its port, without user, password and trailing slash."""
        return f"{self.scheme}://{self._bracketed}:{self.port}{self.path}"

    @property
    def shown(self) -> str:
        """The shortest form to show: `127.0.0.1:11434`, `https://example.org/ollama`."""
        if self.scheme == "http" and self.port != SCHEME_PORTS["http"]:
            return f"{self._bracketed}:{self.port}{self.path}"
        if self.port == SCHEME_PORTS[self.scheme]:
            return f"{self.scheme}://{self._bracketed}{self.path}"
        return self.url

    @property
    def is_local(self) -> bool:
        """Whether it is a loopback address of this computer."""
        address = _read_ip(self.host)
        if address is not None:
            return address.is_loopback
        return self.host.casefold() == "localhost" or self.host.casefold().endswith(".localhost")

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def local_ollama(environment: Mapping[str, str]) -> Address:
    """The address of a local Ollama: `TEAHOUSE_LOCAL_OLLAMA`, or Ollama's default."""
    return Address.parse(environment.get("TEAHOUSE_LOCAL_OLLAMA", ""))


def from_environment(environment: Mapping[str, str]) -> Address | None:
    """The host of `OLLAMA_HOST`, None if it is unset or empty. As in Ollama an invalid port becomes the default one;
    any other invalid address raises `Trouble(HOST_ADDRESS_INVALID)`."""
    text = environment.get("OLLAMA_HOST", "").strip().strip("\"'").strip()
    return Address._read_text(text, fallback=True) if text else None


def _split_host(host_port: str) -> tuple[str, str | None]:
    """Host and port of `host`, `host:port`, `:port`, `::1`, `[::1]`, `[::1]:port`; None without a port."""
    if _read_ip(host_port.strip("[]")) is not None:
        return host_port.strip("[]"), None
    if host_port.startswith("["):
        host, _, port = host_port[1:].partition("]:")
        return host, port
    host, colon, port = host_port.partition(":")
    return host or LOOPBACK, port if colon else None


def _read_port(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else -1
    return number if 0 < number <= 65535 else None


def _is_host(host: str) -> bool:
    return _read_ip(host) is not None or bool(_NAME.fullmatch(host))


def _connectable_host(host: str) -> str:
    """The host to connect to: an unspecified address becomes the loopback one."""
    address = _read_ip(host)
    if address is None:
        return host
    if address.is_unspecified:
        return LOOPBACK if address.version == 4 else "::1"
    return str(address)


def _read_ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
