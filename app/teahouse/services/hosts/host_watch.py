"""Watches a host that the app did not start, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

from teahouse.connection.address import Address
from teahouse.connection.idle_connection import wait_for_refusal
from teahouse.core.errors import Trouble
from teahouse.ollama import discovery
from teahouse.ollama.models import Version

PROBE_SECONDS = 10.0  # a busy host answers late; one that is gone refuses at once
PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds between idle connections where a host ends each at once
LONG_SECONDS = 30.0  # a connection that lasted so long was a good one


class HostWatch:
    """Watches the host at `address`, which answered with `version`. `on_gone` is called with this watch when it does
    not answer any more, or with another version. On the loop's thread."""

    def __init__(
        self, address: Address, token: str | None, version: Version, on_gone: Callable[[HostWatch], None]
    ) -> None:
        self.address = address
        self._token = token
        self._version = version
        self._on_gone = on_gone
        self._checking = False

    async def run(self) -> None:
        """Check the host whenever its idle connection ends. A host that ends each at once is left alone after PAUSES;
        `check_host` goes on."""
        pauses = iter(PAUSES)
        while True:
            opened = monotonic()
            await wait_for_refusal(self.address)
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
            same = self._version == await discovery.probe_daemon(self.address, self._token, PROBE_SECONDS)
        except Trouble:
            same = False
        if not same:
            self._on_gone(self)
