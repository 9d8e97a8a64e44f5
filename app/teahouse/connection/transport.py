"""The HTTP connections to one host: who gets which key, which way it goes, and how long it may be silent.

A host's own proxy is used where it has one; without one local traffic takes none, other hosts the environment's. A
reply may be silent for minutes while a model loads, so streams have no read timeout; TCP's own keep-alive notices a
host that is gone.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote

import httpcore
import httpx

from teahouse import __version__
from teahouse.bounded_http import PoolTransport, environment_proxy, open_pool
from teahouse.connection.address import Address
from teahouse.connection.coalescing import CoalescingBackend
from teahouse.connection.faults import LONGEST_MESSAGE, without_userinfo
from teahouse.core.errors import Problem, Trouble
from teahouse.core.host import USUAL_ROUTE, HostRoute

CONNECT_SECONDS = 4.0
TLS_SECONDS = 1.0  # for a handshake
WRITE_SECONDS = 120.0  # for a host to take a piece of a request
IDLE_SECONDS = 2.0  # shorter than a daemon's own limit, or a request could meet the closing of its connection
SAFE_TO_REPEAT = ("GET", "HEAD")
NO_ANSWER = "Server disconnected without sending a response."  # httpcore's message

_REQUEST_TIMEOUT = httpx.Timeout(None, connect=CONNECT_SECONDS, write=WRITE_SECONDS)

_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPALIVE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))


class Transport(PoolTransport):
    """The connections to one host, with coalesced reads. Raises ImportError and ValueError about a proxy, OSError about
    the file of certificates."""

    def __init__(self, address: Address, route: HostRoute = USUAL_ROUTE) -> None:
        options: dict[str, Any] = {
            "max_connections": None,
            "max_keepalive_connections": 4,
            "keepalive_expiry": IDLE_SECONDS,
            "socket_options": socket_options(),
            "network_backend": CoalescingBackend(),
        }
        proxy = proxy_for(address, route)
        is_encrypted = address.scheme == "https" or (proxy or "").startswith("https:")
        super().__init__(
            open_pool(proxy, _trusted_certificates(route.certificates) if is_encrypted else None, **options)
        )

    async def request_answer(self, request: httpx.Request, **extensions: Any) -> httpcore.Response:
        """Send a request through the pool. A daemon may close an idle connection just when it is reused; a request that
        is safe to repeat is then sent on another connection, at last on a new one."""
        if request.method not in SAFE_TO_REPEAT:
            return await super().request_answer(request, **extensions)
        while True:
            steps: set[str] = set()

            async def note_step(step: str, _: Mapping[str, Any], steps: set[str] = steps) -> None:
                steps.add(step)

            try:
                return await super().request_answer(request, **extensions, trace=note_step)
            except (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError) as error:
                is_new = any(step.startswith("connection.connect") for step in steps)
                if is_new or (isinstance(error, httpcore.RemoteProtocolError) and str(error) != NO_ANSWER):
                    raise


def open_http(address: Address, token: str | None = None, route: HostRoute = USUAL_ROUTE) -> httpx.AsyncClient:
    """A client for paths below `address`, with `token` (or the address's user and password) for that host alone.
    Raises HOST_ADDRESS_INVALID, PROXY_UNUSABLE, CERTIFICATES_UNUSABLE."""
    try:
        return httpx.AsyncClient(
            base_url=address.url,
            transport=Transport(address, route),
            headers=_request_headers(address, token),
            trust_env=False,
            follow_redirects=False,
            timeout=_REQUEST_TIMEOUT,
        )
    except httpx.InvalidURL:
        raise Trouble(Problem.HOST_ADDRESS_INVALID, address=address.shown) from None
    except OSError as error:
        message = str(error)[:LONGEST_MESSAGE]
        raise Trouble(Problem.CERTIFICATES_UNUSABLE, path=route.certificates, message=message) from None
    except (ImportError, ValueError):  # SOCKS, or an unknown scheme
        proxy = without_userinfo(proxy_for(address, route) or "")
        raise Trouble(Problem.PROXY_UNUSABLE, address=address.shown, proxy=proxy) from None


def _request_headers(address: Address, token: str | None) -> dict[str, str]:
    """The headers of every request."""
    return {
        "User-Agent": f"Teahouse/{__version__}",
        "Accept-Encoding": "identity",  # a proxy that compresses a stream delays its tokens
        **_authorization_header(address, token),
    }


@cache
def _trusted_certificates(certificates: str = "") -> ssl.SSLContext:
    """httpx's certificates, those of this computer, to which a person can add one, and those in the file `certificates`
    (PEM; empty for none). Reading them takes 20 ms: only where they are needed. Raises OSError (as ssl.SSLError is)
    where the file cannot be used."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    if certificates:
        context.load_verify_locations(certificates)
    return context


async def speaks_tls(address: Address, route: HostRoute = USUAL_ROUTE) -> bool:
    """Whether a host that closes a plain connection without a response speaks TLS. Sends no key; False behind a
    proxy."""
    if address.scheme == "https" or proxy_for(address, route) is not None:
        return False
    unverified = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(TLS_SECONDS):
            _, writer = await asyncio.open_connection(address.host, address.port, ssl=unverified)
    except (OSError, TimeoutError):
        return False
    writer.transport.abort()
    return True


def proxy_for(address: Address, route: HostRoute = USUAL_ROUTE) -> str | None:
    """The host's own proxy, else the environment's; None for this computer and for exempt hosts."""
    if route.proxy:
        return route.proxy
    return None if address.is_local else environment_proxy(address.scheme, address.host)


def _authorization_header(address: Address, token: str | None) -> dict[str, str]:
    if token:
        return {"Authorization": f"Bearer {token}"}
    if address.userinfo:
        return {"Authorization": "Basic " + b64encode(unquote(address.userinfo).encode()).decode("ascii")}
    return {}


def socket_options() -> list[tuple[int, int, int]]:
    """Options of a connection that may be silent for long: the kernel then checks whether its other end is there."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    for name, value in _KEEPALIVE:
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options
