"""The HTTP connection to one host: who gets which key, which way it goes, and how long it may be silent.

The official `ollama` client carries every request; what it does by itself and we do not want is undone here. Keys go
to the host they belong to and to nobody else: the connection follows no redirect, and knows only the key it was given.
Local traffic takes no proxy; other hosts are reached through the environment's. A reply may be silent for minutes while
a model loads, so streams have no read timeout; TCP's own keep-alive notices a host that is gone.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from base64 import b64encode
from functools import cache
from urllib.parse import unquote
from urllib.request import getproxies, proxy_bypass

import httpx

import ollama
from teahouse import __version__
from teahouse.ollama.address import Address
from teahouse.ollama.coalescing import CoalescingBackend

CONNECT_SECONDS = 4.0
TLS_SECONDS = 1.0  # for a handshake
WRITE_SECONDS = 120.0  # for a host to take a piece of a request
IDLE_SECONDS = 2.0  # less than a daemon keeps an idle connection, or a request would meet its closing

_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPALIVE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))


def open_connection(address: Address, token: str | None = None) -> ollama.AsyncClient:
    """The official client for paths below `address`, with `token` (or the address's user and password) for that host
    alone. By itself it would follow redirects with it, and send OLLAMA_API_KEY of the environment to any host."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=4, keepalive_expiry=IDLE_SECONDS)
    transport = httpx.AsyncHTTPTransport(
        verify=_trusted() if address.scheme == "https" else False,
        limits=limits,
        trust_env=not address.is_local,
        proxy=proxy_for(address),
        socket_options=_socket_options(),
    )
    pool = transport._pool  # httpcore takes a backend, httpx hands none on
    pool._network_backend = CoalescingBackend(pool._network_backend)
    official = ollama.AsyncClient(
        host=address.url,
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(None, connect=CONNECT_SECONDS, write=WRITE_SECONDS),
    )
    headers = connection_of(official).headers
    headers.pop("Authorization", None)
    headers.update(
        {
            "User-Agent": f"Teahouse/{__version__}",
            "Accept-Encoding": "identity",  # a proxy that packs a stream holds its tokens back
            **_authorization(address, token),
        }
    )
    return official


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed: httpx's own list, and this computer's, to which a person can add one. Reading
    them takes 20 ms: only where they are needed."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


async def speaks_tls(address: Address) -> bool:
    """Whether a host that closes a connection without a word, as many servers do, would have spoken with TLS. Asked
    without a key, and not where a proxy is between."""
    if address.scheme == "https" or proxy_for(address) is not None:
        return False
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    try:
        async with asyncio.timeout(TLS_SECONDS):
            _, writer = await asyncio.open_connection(address.host, address.port, ssl=anybody)
    except (OSError, TimeoutError):
        return False
    writer.transport.abort()
    return True


def connection_of(official: ollama.AsyncClient) -> httpx.AsyncClient:
    """The connection inside the official client; it has no public name there, so this is the one place that knows."""
    connection: httpx.AsyncClient = official._client
    return connection


def proxy_for(address: Address) -> str | None:
    """The environment's proxy for this host; None for this computer and for hosts it exempts."""
    if address.is_local:
        return None
    proxies = getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(address.host):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def _authorization(address: Address, token: str | None) -> dict[str, str]:
    if token:
        return {"Authorization": f"Bearer {token}"}
    if address.userinfo:
        return {"Authorization": "Basic " + b64encode(unquote(address.userinfo).encode()).decode("ascii")}
    return {}


def _socket_options() -> list[tuple[int, int, int]]:
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    for name, value in _KEEPALIVE:
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options
