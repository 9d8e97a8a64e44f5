"""Watches a host that the app did not start, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from teahouse.connection.address import Address
from teahouse.connection.idle_connection import wait_for_refusal
from teahouse.core.errors import Trouble
from teahouse.core.host import HostKind, HostProfile, HostRoute
from teahouse.services.hosts.clients import HostIdentity, identify_host

PROBE_SECONDS = 10.0  # a busy host answers late; one that is gone refuses at once
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds between idle connections where a host ends each at once
LONG_SECONDS = 30.0  # a connection that lasted so long was a good one


class HostWatch:
    """Watches the host at `address`, which is `identity`. `on_gone` is called with this watch when it does not answer
    any more, or as another one. On the loop's thread."""

    def __init__(
        self,
        address: Address,
        token: str | None,
        identity: HostIdentity,
        route: HostRoute,
        on_gone: Callable[[HostWatch], None],
    ) -> None:
        self.address = address
        self._token = token
        self._identity = identity
        self._profile = HostProfile(identity.kind, route)
        self._on_gone = on_gone
        self._checking = False

    async def run(self) -> None:
        """Check the host whenever its idle connection ends. A host that ends each at once is left alone after PAUSES;
        `check_host` goes on. An OpenAI-compatible server with TLS is not watched: public APIs end idle connections
        within a minute, so that each would cost a request."""
        if self._identity.kind is HostKind.OPENAI and self.address.scheme == "https":
            return
        pauses = iter(PAUSES)
        while True:
            opened = monotonic()
            await wait_for_refusal(self.address, self._profile.route)
            await self._probe_host()
            if monotonic() - opened > LONG_SECONDS:
                pauses = iter(PAUSES)
            if (pause := next(pauses, None)) is None:
                return
            await asyncio.sleep(pause)

    async def check_host(self) -> None:
        """Check the host now; one check at a time."""
        if self._checking:
            return
        self._checking = True
        try:
            await self._probe_host()
        finally:
            self._checking = False

    async def _probe_host(self) -> None:
        try:
            found = await identify_host(self.address, self._token, self._profile, PROBE_SECONDS)
            same = found == self._identity
        except Trouble:
            same = False
        if not same:
            self._on_gone(self)
