"""Limits of a client's connections: their number, the time of each phase; and access control by origin and token.

The number of connections stays below the process's limit of open files, so that accept never fails: the event loop
would retry at once and log each failure. At the limit the connection that has been idle longest is closed; where none
is idle the new one is answered with 503.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import re
import socket
import sys
from enum import Enum, auto
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from teahouse.core.values import dataclass

IDLE_SECONDS = 75.0  # between requests, as browsers expect
HEAD_SECONDS = 20.0  # from a connection's first byte, or from its beginning, to the end of a request's head
BODY_SECONDS = 30.0  # for each _LEAST_BODY bytes of a body
READ_SECONDS = 60.0  # for a client to take in what it was sent
YOUNG_SECONDS = 1.0  # a connection this young may have a request on its way
MAX_CONNECTIONS = 512
ACCEPTED_AT_ONCE = 16
_LEAST_BODY = 16 << 10
_RESERVED = 128  # files and pipes for runners, downloads, and what is accepted before it is counted
_LEAST_CONNECTIONS = 16
_REFUSED_SECONDS = 5.0
_BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json; charset=utf-8\r\nconnection: close\r\n"
    b'content-length: 63\r\n\r\n{"error":"server busy, please try again. too many connections"}'
)


def connection_limit() -> int:
    """The number of connections this process can serve; raises its soft limit of open files."""
    if sys.platform == "win32":
        return MAX_CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    desired = 2 * MAX_CONNECTIONS + 4 * _RESERVED  # as many again may be waiting for their 503
    if soft != resource.RLIM_INFINITY and soft < desired:
        soft = desired if hard == resource.RLIM_INFINITY else min(desired, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        except (OSError, ValueError):
            soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(_LEAST_CONNECTIONS, min(MAX_CONNECTIONS, (soft - _RESERVED) // 2))


class _Awaited(Enum):
    """What the client has to send next."""

    NOTHING = auto()
    HEAD = auto()
    BODY = auto()


class BoundedProtocol(H11Protocol):
    """One client's connection with a time limit on each phase. `limited_protocol` makes it with other limits."""

    max_connections: ClassVar[int] = MAX_CONNECTIONS
    refused: ClassVar[set[BoundedProtocol]] = set()  # answered with 503 and not closed yet

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._clock: asyncio.TimerHandle | None = None  # for what the client has to send
        self._reader_clock: asyncio.TimerHandle | None = None  # for what the client has to read
        self._received = 0  # bytes of the body since the clock was set
        self._awaited = _Awaited.HEAD
        self.idle_since = self.loop.time()

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered; a request that is not complete yet does not count."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.max_connections and not self._make_room():
            self._refuse_connection()
            return
        self._start_clock(_Awaited.HEAD, HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clocks()
        self.refused.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self in self.refused:
            return
        self._received += len(data)
        waited_for_head = self.is_idle
        super().data_received(data)
        if self.transport.is_closing():
            self._stop_clocks()
        elif not self.is_idle:
            if not self.cycle.more_body:
                self._start_clock(_Awaited.NOTHING)
            elif waited_for_head or self._awaited is not _Awaited.BODY:
                self._start_clock(_Awaited.BODY, BODY_SECONDS)
        elif self._awaited is not _Awaited.HEAD:  # the first bytes of the next request
            self._start_clock(_Awaited.HEAD, HEAD_SECONDS)

    def on_response_complete(self) -> None:
        self.idle_since = self.loop.time()
        super().on_response_complete()
        if self.is_idle:  # else the next request had come already
            self._start_clock(_Awaited.NOTHING)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._reader_clock is None:
            self._reader_clock = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reader_clock is not None:
            self._reader_clock.cancel()
            self._reader_clock = None

    def _start_clock(self, awaited: _Awaited, seconds: float = 0.0) -> None:
        """Restart the clock for what the client has to send next; `NOTHING` only stops it."""
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        self._awaited, self._received = awaited, 0
        if awaited is not _Awaited.NOTHING:
            self._clock = self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._clock = None
        paused = self.flow.read_paused  # the server did not read
        if self._awaited is _Awaited.BODY and (paused or self._received >= _LEAST_BODY):
            self._start_clock(_Awaited.BODY, BODY_SECONDS)
            self._received = _LEAST_BODY if paused else 0  # after a pause the next period counts as enough
        else:
            self.transport.abort()

    def _refuse_connection(self) -> None:
        """Answer 503. Closing a connection with unread bytes resets it and loses the answer, so it stays open for
        `_REFUSED_SECONDS`."""
        self.connections.discard(self)
        self.transport.write(_BUSY)
        if len(self.refused) >= self.max_connections or not self.transport.can_write_eof():
            self.transport.close()
            return
        self.refused.add(self)
        self.transport.write_eof()
        self._clock = self.loop.call_later(_REFUSED_SECONDS, self.transport.abort)

    def _make_room(self) -> bool:
        """Close the connection that has been idle longest; False where all are busy or young."""
        others = (other for other in self.connections if isinstance(other, BoundedProtocol) and other is not self)
        idle = min((other for other in others if other.is_idle), key=lambda other: other.idle_since, default=None)
        if idle is None or self.loop.time() - idle.idle_since < YOUNG_SECONDS:
            return False
        self.connections.discard(idle)
        idle.transport.abort()
        return True

    def _stop_clocks(self) -> None:
        for clock in (self._clock, self._reader_clock):
            if clock is not None:
                clock.cancel()
        self._clock = self._reader_clock = None


def limited_protocol(limit: int) -> type[BoundedProtocol]:
    """The protocol with `limit` as its number of connections; uvicorn constructs its instances."""

    class LimitedProtocol(BoundedProtocol):
        max_connections = limit

    return LimitedProtocol


# Access control. A browser lets any page send requests to loopback; Host and Origin distinguish them from a program's.
# The rules are an Ollama daemon's: a foreign page gets 403 with an empty body, pages of this computer and of desktop
# shells are allowed.

_LOCAL_NAMES = ("localhost", "local", "internal")
_ORIGIN = re.compile(
    r"(?:https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?"
    r"|(?:app|file|tauri|vscode-webview|vscode-file)://.*)",
    re.DOTALL,
)
_ALLOWED_HEADERS = ",".join(
    (
        *("Authorization", "Content-Type", "User-Agent", "Accept", "X-Requested-With", "Idempotency-Key"),
        *("OpenAI-Beta", "OpenAI-Organization", "OpenAI-Project"),
        *("X-Api-Key", "Anthropic-Version", "Anthropic-Beta", "Anthropic-Dangerous-Direct-Browser-Access"),
        *(
            f"X-Stainless-{name}"
            for name in (
                *("Arch", "Async", "Custom-Poll-Interval", "Helper", "Helper-Method", "Lang", "Os"),
                *("Package-Version", "Poll-Helper", "Retry-Count", "Runtime", "Runtime-Version", "Timeout"),
            )
        ),
    )
)  # those of the SDKs of OpenAI and Anthropic in a browser
_ALLOWED_METHODS = "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS"


@dataclass(frozen=True, slots=True)
class GuardDecision:
    """`status` 0 allows the request; `headers` are added to every answer."""

    status: int = 0
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """Access rules. A foreign Host is refused only on `loopback`: elsewhere the server has other names.

    An empty `token` means that none is required. `origins`: patterns of more pages that are allowed, with one `*` for
    anything at most.
    """

    token: str = ""
    loopback: bool = True
    origins: tuple[str, ...] = ()

    def check_request(self, method: str, host: str, origin: str, authorization: str, key: str = "") -> GuardDecision:
        """Check a request by its headers (empty when absent); `key`: x-api-key, in which Anthropic's clients send the
        token."""
        listed = any(_matches_pattern(origin, pattern) for pattern in self.origins)
        if origin and not (listed or _origin_allowed(origin, host)):
            return GuardDecision(403)
        headers = _cors_headers(origin, preflight=method == "OPTIONS") if origin else ()
        if self.loopback and not host_allowed(host):
            return GuardDecision(403, headers)
        if method == "OPTIONS":
            return GuardDecision(204, headers)
        if self.token and not self._has_token(authorization, key):
            return GuardDecision(401, headers)
        return GuardDecision(0, headers)

    def _has_token(self, authorization: str, key: str) -> bool:
        bearer = hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode())
        return hmac.compare_digest(key.encode(), self.token.encode()) or bearer


def host_allowed(value: str) -> bool:
    """Whether a Host header names this computer: a local address, or a name that no public site has."""
    host = _without_port(value).lower()
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        pass  # a name
    else:
        return address.is_loopback or address.is_private or address.is_unspecified
    if host in ("", "localhost", socket.gethostname().lower()):
        return True
    return any(host.endswith(f".{name}") for name in _LOCAL_NAMES)


def _without_port(value: str) -> str:
    head, colon, port = value.rpartition(":")
    return head if colon and port.isdigit() and (":" not in head or head.endswith("]")) else value


def _origin_allowed(origin: str, host: str) -> bool:
    own = (f"http://{host}", f"https://{host}")
    return bool(_ORIGIN.fullmatch(origin)) or (origin in own and host_allowed(host))


def _matches_pattern(origin: str, pattern: str) -> bool:
    start, star, end = pattern.partition("*")
    if not star:
        return origin == pattern
    return len(origin) >= len(start) + len(end) and origin.startswith(start) and origin.endswith(end)


def _cors_headers(origin: str, *, preflight: bool) -> tuple[tuple[bytes, bytes], ...]:
    headers = [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
    if preflight:
        headers += [
            (b"access-control-allow-methods", _ALLOWED_METHODS.encode()),
            (b"access-control-allow-headers", _ALLOWED_HEADERS.encode()),
            (b"access-control-max-age", b"43200"),
        ]
    return tuple(headers)
