"""A host beside the app's own, asked only when a lane wants it: not watched, never started, and with its own key."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from teahouse.core.errors import Problem, Trouble
from teahouse.ollama import discovery
from teahouse.ollama.address import Address
from teahouse.ollama.client import OllamaClient
from teahouse.services.events import HostEvent, HostState
from teahouse.services.hosts.credentials import Credentials
from teahouse.services.hosts.service import ABSENT


class RemoteHost:
    """The host at `address`."""

    def __init__(self, address: Address, credentials: Credentials) -> None:
        self._address = address
        self._credentials = credentials
        self._client: OllamaClient | None = None
        self._left: list[OllamaClient] = []  # replaced ones, which other lanes may still be using
        self._asking = asyncio.Lock()
        self.status = HostEvent(HostState.SEARCHING, address.shown, local=address.is_local)

    @property
    def is_local(self) -> bool:
        """Whether it is this computer."""
        return self._address.is_local

    @property
    def daemon(self) -> int | None:
        """Never ours."""
        return None

    @property
    def port(self) -> int | None:
        """The port of its address."""
        return self._address.port

    async def client(self) -> OllamaClient:
        """Its client; it is looked for at the first use and after a doubt. Raises what keeps it away."""
        async with self._asking:
            if self._client is None:
                address, token = await self._credentials.of(self._address)
                try:
                    version = await discovery.probe(address, token)
                except Trouble as trouble:
                    raise self._credentials.reason(address, trouble) from trouble
                self._client = OllamaClient(address, token=token)
                engine = version.engine is not None
                self.status = replace(self.status, state=HostState.READY, version=version.version, engine=engine)
            return self._client

    def doubt(self, trouble: Trouble) -> None:
        """A host that seems gone, or refuses us, is looked for anew the next time, with the key it has then."""
        if self._client is not None and trouble.problem in (*ABSENT, Problem.HOST_REFUSED):
            self._left.append(self._client)
            self._client = None

    async def close(self) -> None:
        """Close what was opened."""
        clients, self._client = [*self._left, self._client], None
        self._left.clear()
        for client in clients:
            if client is not None:
                await client.aclose()
