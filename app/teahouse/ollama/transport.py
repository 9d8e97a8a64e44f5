"""The HTTP connection to one host: its key, proxy and timeouts.

The official `ollama` client sends every request, through our transport. A key is sent only to its own host: no redirect
is followed, and only proxies are read from the environment. Local traffic uses no proxy. Streams have no read timeout,
because a reply may send nothing for minutes while a model loads; TCP keep-alive detects an unreachable host.
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

# Imports the official `ollama` client without its unused global client and validators.
#
# `from ollama import AsyncClient` alone opens a client for `ollama.chat()` and the like, which reads all certificates,
# and compiles a validator for each type of request and response. With deferred building a validator is compiled at its
# first use.
#
# Costs: during the import two public names of httpx and pydantic are replaced (`httpx.Client`,
# `BaseModel.model_config`), so nothing else may be imported meanwhile (`teahouse.importing` prevents it);
# `ollama.chat()` and the like do not work in this process. tests/test_importing.py fails if the import opens a
# connection or compiles a validator.
#
# Measured (Python 3.11.7, ollama 0.6.3, httpx and pydantic imported before): 35 ms of CPU and 32.5 MB instead of 85 ms
# and 37.4 MB.

__all__ = ["AsyncClient"]


@contextmanager
def _only_definitions() -> Iterator[None]:
    """Prevent imported modules from opening clients and compiling validators."""
    httpx_module: Any = httpx  # a module whose names are replaced
    client, config = httpx.Client, BaseModel.model_config
    httpx_module.Client = lambda **_: None
    BaseModel.model_config = ConfigDict(defer_build=True)
    try:
        yield
    finally:
        httpx_module.Client = client
        BaseModel.model_config = config


with _only_definitions():
    from ollama import AsyncClient


CONNECT_SECONDS = 4.0
TLS_SECONDS = 1.0  # for a handshake
WRITE_SECONDS = 120.0  # for a host to take a piece of a request
IDLE_SECONDS = 2.0  # shorter than a daemon's own limit, or a request could meet the closing of its connection
SAFE_TO_REPEAT = ("GET", "HEAD")
NO_ANSWER = "Server disconnected without sending a response."  # httpcore's message

_KEEPALIVE = (("TCP_KEEPIDLE", 30), ("TCP_KEEPALIVE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))


class Transport(PoolTransport):
    """The connections to one host, with coalesced reads. Raises ImportError and ValueError about a proxy."""

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
        super().__init__(open_pool(proxy, _trusted_certificates() if is_encrypted else None, **options))

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


def open_connection(address: Address, token: str | None = None) -> AsyncClient:
    """Open the official client for `address`, with `token` or the address's user and password. Its defaults are
    changed: it would follow redirects with the key, and send OLLAMA_API_KEY of the environment to any host. Raises
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
            "Accept-Encoding": "identity",  # a proxy that compresses a stream delays its tokens
            **_authorization_header(address, token),
        }
    )
    return official


def connection_of(official: AsyncClient) -> httpx.AsyncClient:
    """The httpx client inside the official client. It has no public name; this is its only use, and a test detects a
    change."""
    connection: httpx.AsyncClient = official._client
    return connection


@cache
def _trusted_certificates() -> ssl.SSLContext:
    """The trusted certificates: httpx's list and this computer's. Reading them takes 20 ms, so it is done when
    needed."""
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


async def speaks_tls(address: Address) -> bool:
    """Whether a host that closes a plain connection without a response speaks TLS. Sends no key; False behind a
    proxy."""
    if address.scheme == "https" or proxy_for(address) is not None:
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


def proxy_for(address: Address) -> str | None:
    """The environment's proxy for this host; None for this computer and for exempt hosts."""
    return None if address.is_local else environment_proxy(address.scheme, address.host)


def _authorization_header(address: Address, token: str | None) -> dict[str, str]:
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
