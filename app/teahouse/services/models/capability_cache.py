"""The capabilities of models whose list entry lacks them: lists of older daemons have none, the details have."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from teahouse.core.details import read_capabilities
from teahouse.core.model import ModelCard
from teahouse.services.error_reports import as_trouble
from teahouse.services.hosts.clients import Host, as_ollama
from teahouse.services.runtime import Runtime

PARALLEL_SHOWS = 2  # requests for details at a time


class CapabilityCache:
    """Cached by name and digest: another digest may have other capabilities."""

    def __init__(self, runtime: Runtime, host: Host) -> None:
        self._runtime = runtime
        self._host = host
        self._found: dict[tuple[str, str], frozenset[str]] = {}
        self._reading: asyncio.Task[None] | None = None

    def complete_cards(self, cards: Iterable[ModelCard]) -> tuple[ModelCard, ...]:
        """The cards with the cached capabilities added."""
        return tuple(
            replace(card, capabilities=card.capabilities | self._found.get(_key_of(card), frozenset()))
            for card in cards
        )

    def add_details(self, card: ModelCard, shown: Mapping[str, Any]) -> bool:
        """Cache the capabilities in the details of a model; returns whether the card lacks any of them."""
        found = read_capabilities(shown)
        if found <= card.capabilities:
            return False
        self._found[_key_of(card)] = found
        return True

    def read_missing(self, cards: Iterable[ModelCard], on_read: Callable[[], Awaitable[None]]) -> None:
        """Read the details of the cards without capabilities, once for each model, and await `on_read` at the end.
        Cancels an earlier reading."""
        if self._reading is not None:
            self._reading.cancel()
        if not self._host.status.capabilities.manages_models:
            return
        missing = [card for card in cards if not card.capabilities and _key_of(card) not in self._found]
        self._reading = self._runtime.spawn(self._read_all(missing, on_read)) if missing else None

    async def _read_all(self, cards: list[ModelCard], on_read: Callable[[], Awaitable[None]]) -> None:
        turn = asyncio.Semaphore(PARALLEL_SHOWS)

        async def read_one(card: ModelCard) -> None:
            async with turn:
                client = as_ollama(await self._host.client())
                self._found[_key_of(card)] = read_capabilities(await client.show_model(card.name))

        for outcome in await asyncio.gather(*map(read_one, cards), return_exceptions=True):
            if isinstance(outcome, Exception):
                as_trouble(outcome)  # retried with the next list; unknown capabilities refuse nothing
        await on_read()


def _key_of(card: ModelCard) -> tuple[str, str]:
    return card.name, card.digest
