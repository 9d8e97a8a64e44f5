"""The HTTP connection to one host: its key, proxy and timeouts.

The official `ollama` client sends every request, through our transport. A key is sent only to its own host: no redirect
is followed, and only proxies are read from the environment. Streams have no read timeout,
because a reply may send nothing for minutes while a model loads; TCP keep-alive detects an unreachable host.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict

from teahouse.connection.address import Address
from teahouse.connection.transport import REQUEST_TIMEOUT, Transport, opening_trouble, request_headers
from teahouse.core.host import USUAL_ROUTE, HostRoute

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


def open_connection(address: Address, token: str | None = None, route: HostRoute = USUAL_ROUTE) -> AsyncClient:
    """The official client for paths below `address`, with `token` (or the address's user and password) for that host
    alone. By itself it would follow redirects with it, and send OLLAMA_API_KEY of the environment to any host.
    Errors as in `connection.transport.open_http`."""
    try:
        official = AsyncClient(
            host=address.url,
            transport=Transport(address, route),
            trust_env=False,
            follow_redirects=False,
            timeout=REQUEST_TIMEOUT,
        )
    except (httpx.InvalidURL, ImportError, OSError, ValueError) as error:
        raise opening_trouble(error, address, route) from None
    headers = connection_of(official).headers
    headers.pop("Authorization", None)
    headers.update(request_headers(address, token))
    return official


def connection_of(official: AsyncClient) -> httpx.AsyncClient:
    """The httpx client inside the official client. It has no public name; this is its only use, and a test detects a
    change."""
    connection: httpx.AsyncClient = official._client
    return connection
