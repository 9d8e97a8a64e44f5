"""Bounds on what a client may hold and ask for nothing: connections, half a request, an answer it leaves unread.

The number of connections stays below what the process may open, so that an accept never fails: the event loop would
try again at once, for ever, and log each failure. Where all are taken, the one that has been idle longest gives way;
where none is idle the newcomer is told to come again.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import re
import socket
import sys
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from teahouse.core.values import dataclass

IDLE_SECONDS = 75.0  # between requests, as browsers expect
HEAD_SECONDS = 20.0  # from a connection's first byte, or from its beginning, to the end of a request's head
BODY_SECONDS = 30.0  # for each _LEAST_BODY bytes of a body
READ_SECONDS = 60.0  # for a client to take in what it was sent
YOUNG_SECONDS = 1.0  # a connection this young may have a request on its way
MOST_CONNECTIONS = 512
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
    """How many connections this process can serve at once; its own limit of open files is raised as far as it may."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS + 4 * _RESERVED  # as many may be refused, and hear why
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        except (OSError, ValueError):
            soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(_LEAST_CONNECTIONS, min(MOST_CONNECTIONS, (soft - _RESERVED) // 2))


class BoundedProtocol(H11Protocol):
    """One client's connection, with a clock on each of its phases. `most` is set once, before the server starts."""

    most = MOST_CONNECTIONS
    refused: ClassVar[set[BoundedProtocol]] = set()  # told to come again, and not gone yet

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._clock: asyncio.TimerHandle | None = None  # on what the client owes us
        self._reader_clock: asyncio.TimerHandle | None = None  # on what it does not take in
        self._came = 0  # bytes of the body since the clock was set
        self._owes = "head"
        self.idle_since = self.loop.time()

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way on it: what has been sent of one does not count."""
        return self.cycle is None or self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most and not self._make_room():
            self._refuse()
            return
        self._expect("head", HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clocks()
        self.refused.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self in self.refused:
            return
        self._came += len(data)
        waited_for_head = self.is_idle
        super().data_received(data)
        if self.transport.is_closing():
            self._stop_clocks()
        elif not self.is_idle:
            if not self.cycle.more_body:
                self._expect("")
            elif waited_for_head or self._owes != "body":
                self._expect("body", BODY_SECONDS)
        elif self._owes != "head":  # the first bytes of the next request
            self._expect("head", HEAD_SECONDS)

    def on_response_complete(self) -> None:
        self.idle_since = self.loop.time()
        super().on_response_complete()
        if self.is_idle:  # else the next request had come already
            self._expect("")

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._reader_clock is None:
            self._reader_clock = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._reader_clock is not None:
            self._reader_clock.cancel()
            self._reader_clock = None

    def _expect(self, what: str, seconds: float = 0.0) -> None:
        """Set the clock for what the client has to send next; nothing stops it."""
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
        self._owes, self._came = what, 0
        if what:
            self._clock = self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._clock = None
        ours = self.flow.read_paused  # it was us who did not read
        if self._owes == "body" and (ours or self._came >= _LEAST_BODY):
            self._expect("body", BODY_SECONDS)
            self._came = _LEAST_BODY if ours else 0  # what is left of the next time may be too short
        else:
            self.transport.abort()

    def _refuse(self) -> None:
        """Say that there is no room. A connection closed upon bytes that were not read is reset, and what was said on
        it lost, so it is kept for a moment, with some others."""
        self.connections.discard(self)
        self.transport.write(_BUSY)
        if len(self.refused) >= self.most or not self.transport.can_write_eof():
            self.transport.close()
            return
        self.refused.add(self)
        self.transport.write_eof()
        self._clock = self.loop.call_later(_REFUSED_SECONDS, self.transport.abort)

    def _make_room(self) -> bool:
        """Close the connection that has been idle longest; False where every one is at work, or young."""
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


# Who may speak to the engine: no page of a foreign site, no foreign name for this computer, no one without the token.
#
# A browser sends any page's requests to loopback; Host and Origin tell them from a program's. The rules are an Ollama
# daemon's: a foreign one gets 403 with an empty body, pages of this computer and of desktop shells are let in.

_LOCAL_NAMES = ("localhost", "local", "internal")
_ORIGIN = re.compile(
    r"(?:https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d+)?"
    r"|(?:app|file|tauri|vscode-webview|vscode-file)://.*)",
    re.DOTALL,
)
_ALLOWED_HEADERS = "Authorization,Content-Type,User-Agent,Accept,X-Requested-With"
_ALLOWED_METHODS = "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`status` 0 lets the request through; `headers` go with whatever is answered."""

    status: int = 0
    headers: tuple[tuple[bytes, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules. Only on `loopback` a foreign Host is refused: bound elsewhere, other names are wanted. An empty
    `token` asks for none."""

    token: str = ""
    loopback: bool = True

    def judge_request(self, method: str, host: str, origin: str, authorization: str) -> Verdict:
        """What to do with a request of these headers (empty when absent)."""
        if origin and not _origin_allowed(origin, host):
            return Verdict(403)
        headers = _cors(origin, preflight=method == "OPTIONS") if origin else ()
        if self.loopback and not host_allowed(host):
            return Verdict(403, headers)
        if method == "OPTIONS":
            return Verdict(204, headers)
        if self.token and not hmac.compare_digest(authorization.encode(), f"Bearer {self.token}".encode()):
            return Verdict(401, headers)
        return Verdict(0, headers)


def host_allowed(value: str) -> bool:
    """Whether a Host header names this computer: an address of its own kind, or a name that cannot be a site's."""
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


def _cors(origin: str, *, preflight: bool) -> tuple[tuple[bytes, bytes], ...]:
    headers = [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
    if preflight:
        headers += [
            (b"access-control-allow-methods", _ALLOWED_METHODS.encode()),
            (b"access-control-allow-headers", _ALLOWED_HEADERS.encode()),
            (b"access-control-max-age", b"43200"),
        ]
    return tuple(headers)
