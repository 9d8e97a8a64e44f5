"""The HTTP connection to one host: who gets which key, which way it goes, and how long it may be silent.

The official `ollama` client carries every request, through a transport of ours; what it does by itself and we do not
want is undone here. Keys go to the host they belong to and to nobody else: the connection follows no redirect, and
knows only the key it was given; nothing of the environment is read but proxies.
Local traffic takes no proxy; other hosts are reached through the environment's. A reply may be silent for minutes while
a model loads, so streams have no read timeout; TCP's own keep-alive notices a host that is gone.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import unquote

import httpcore
import httpx
from pydantic import BaseModel, ConfigDict

from teahouse import __version__
from teahouse.ollama.address import Address
from teahouse.ollama.coalescing import CoalescingBackend
from teahouse.web import PoolTransport, environment_proxy, open_pool

# Imports the official `ollama` client without what its import prepares for scripts, and nobody needs here.
#
# Replaces: `from ollama import AsyncClient`. That opens a connection of its own for `ollama.chat()` and the like, for
# which all certificates are read, and it compiles a validator for each kind of request and answer. Here each connection
# is opened by `transport`, and the bytes are read by us; a validator is compiled when somebody uses its kind after all.
#
# Costs: during the import two public names of httpx and pydantic stand for others (`httpx.Client`,
# `BaseModel.model_config`), so nothing else may be imported meanwhile (`teahouse.importing` sees to that);
# `ollama.chat()` and its like do not work in this process. tests/test_importing.py fails when the import opens a
# connection or compiles a validator after all.
#
# Measured (Python 3.11.7, ollama 0.6.3, httpx and pydantic imported before): 35 ms of CPU and 32.5 MB instead of 85 ms
# and 37.4 MB.

__all__ = ["AsyncClient"]


@contextmanager
def _only_definitions() -> Iterator[None]:
    """No connection and no validator is made meanwhile by what is imported."""
    made: Any = httpx  # a module whose names are replaced
    client, config = httpx.Client, BaseModel.model_config
    made.Client = lambda **_: None
    BaseModel.model_config = ConfigDict(defer_build=True)
    try:
        yield
    finally:
        made.Client = client
        BaseModel.model_config = config


with _only_definitions():
    from ollama import AsyncClient


CONNECT_SECONDS = 4.0
TLS_SECONDS = 1.0  # for a handshake
WRITE_SECONDS = 120.0  # for a host to take a piece of a request
IDLE_SECONDS = 2.0  # less than a daemon keeps an idle connection, or a request would meet its closing
SAFE_TO_REPEAT = ("GET", "HEAD")
NO_ANSWER = "Server disconnected without sending a response."  # httpcore's words

_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPALIVE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))


class Transport(PoolTransport):
    """The connections to one host, whose reads can be put together. Raises ImportError and ValueError about a proxy."""

    def __init__(self, address: Address) -> None:
        options: dict[str, Any] = {
            "max_connections": None,
            "max_keepalive_connections": 4,
            "keepalive_expiry": IDLE_SECONDS,
            "socket_options": _socket_options(),
            "network_backend": CoalescingBackend(),
        }
        proxy = proxy_for(address)
        is_encrypted = address.scheme == "https" or (proxy or "").startswith("https:")
        super().__init__(open_pool(proxy, _trusted() if is_encrypted else None, **options))

    async def request_answer(self, request: httpx.Request, **extensions: Any) -> httpcore.Response:
        """The answer of the pool. A daemon may close a connection that was idle at the moment when it is used again;
        what is safe to be asked twice is then asked on another one, at last on one that is new."""
        if request.method not in SAFE_TO_REPEAT:
            return await super().request_answer(request, **extensions)
        while True:
            steps: set[str] = set()

            async def note(step: str, _: Mapping[str, Any], steps: set[str] = steps) -> None:
                steps.add(step)

            try:
                return await super().request_answer(request, **extensions, trace=note)
            except (httpcore.ReadError, httpcore.WriteError, httpcore.RemoteProtocolError) as error:
                is_new = any(step.startswith("connection.connect") for step in steps)
                if is_new or (isinstance(error, httpcore.RemoteProtocolError) and str(error) != NO_ANSWER):
                    raise


def open_connection(address: Address, token: str | None = None) -> AsyncClient:
    """The official client for paths below `address`, with `token` (or the address's user and password) for that host
    alone. By itself it would follow redirects with it, and send OLLAMA_API_KEY of the environment to any host. Raises
    httpx.InvalidURL; ImportError and ValueError about a proxy."""
    official = AsyncClient(
        host=address.url,
        transport=Transport(address),
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


def connection_of(official: AsyncClient) -> httpx.AsyncClient:
    """The connection inside the official client. It has no public name there, so this is the one place that knows it; a
    test says when it is gone."""
    connection: httpx.AsyncClient = official._client
    return connection


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


def proxy_for(address: Address) -> str | None:
    """The environment's proxy for this host; None for this computer and for hosts it exempts."""
    return None if address.is_local else environment_proxy(address.scheme, address.host)


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
