"""An idle connection to a host: its end reports the end of the daemon at once, without polling.

Nothing is sent over it, because many servers close a connection soon after their last answer (uvicorn and Node after
5 s) but keep one without a request; Ollama keeps both. The kernel finds a host that is gone without a word (TCP
keep-alive).
"""

from __future__ import annotations

import asyncio
from time import monotonic

from teahouse.connection.address import Address
from teahouse.connection.transport import CONNECT_SECONDS, proxy_for, socket_options
from teahouse.core.host import USUAL_ROUTE, HostRoute

SHORT_SECONDS = 1.0  # a connection that ends sooner was refused, as by a tunnel whose far end is gone


async def wait_for_refusal(address: Address, route: HostRoute = USUAL_ROUTE) -> None:
    """Hold an idle connection to the host; return when the host takes none any more.

    One that ends is replaced by another: the server may have closed it for being idle. Returns when that one cannot be
    opened, or ends within SHORT_SECONDS. Behind a proxy it never returns: such a connection ends with the proxy.
    """
    if proxy_for(address, route) is not None:
        await asyncio.get_running_loop().create_future()
    ended_late = True
    while ended_late:
        opened = monotonic()
        try:
            await _hold_connection(address)
        except (OSError, UnicodeError):  # UnicodeError: an invalid host name
            return
        ended_late = monotonic() - opened >= SHORT_SECONDS


async def _hold_connection(address: Address) -> None:
    """Open a connection and return when it has ended. Raises OSError."""
    async with asyncio.timeout(CONNECT_SECONDS):  # TimeoutError is an OSError
        reader, writer = await asyncio.open_connection(address.host, address.port)
    try:
        for option in socket_options():
            writer.get_extra_info("socket").setsockopt(*option)
        await reader.read(1)
    except OSError:
        return
    finally:
        writer.transport.abort()
