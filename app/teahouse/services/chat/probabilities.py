"""The probabilities of the tokens of replies in chats: whether they are asked for, stored, read and exported."""

from __future__ import annotations

import asyncio
from pathlib import Path

from teahouse.core.errors import Trouble
from teahouse.core.settings import Settings
from teahouse.core.token_probabilities import TokenProbabilities
from teahouse.services.chat.events import ProbabilitiesEvent, WrittenEvent
from teahouse.services.chat.probabilities_file import write_probabilities
from teahouse.services.events import EventSink
from teahouse.services.generation.generation import Generation
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread


class ProbabilitiesService:
    """Off by default: then nothing is asked for, recorded or stored."""

    def __init__(self, runtime: Runtime, store_thread: StoreThread, post: EventSink, settings: Settings) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._post = post
        self._wanted = settings.token_probabilities

    # Called by the window.

    def record_probabilities(self, wanted: bool) -> None:
        """Whether the next replies have the probabilities of their tokens."""
        self._wanted = wanted

    def read_probabilities(self, conversation_id: str, message_id: str) -> None:
        """Read those of a reply. → `ProbabilitiesEvent`"""
        self._runtime.submit(self._read_probabilities(conversation_id, message_id))

    def export_probabilities(self, conversation_id: str, message_id: str, path: Path) -> None:
        """Write those of a reply to a file: JSON where its name ends so, else CSV. → `WrittenEvent`"""
        self._runtime.submit(self._export_probabilities(conversation_id, message_id, path))

    # Called by other services on the loop's thread.

    @property
    def wanted(self) -> bool:
        """Whether the next replies have them."""
        return self._wanted

    async def load_probabilities(self, message_id: str) -> TokenProbabilities | None:
        """Those of a reply; None where none are stored."""
        return await self._store_thread.call(lambda store: store.token_probabilities.load_probabilities(message_id))

    async def store_probabilities(self, generation: Generation) -> None:
        """Store those of a reply that ended, and post them; nothing where the host sent none."""
        found, message_id = generation.place_probabilities(), generation.message.id
        if not found:
            return
        before = generation.length_before
        await self._store_thread.write(
            lambda store: store.token_probabilities.append_probabilities(message_id, before, found)
        )
        await self._read_probabilities(generation.conversation_id, message_id)

    async def _read_probabilities(self, conversation_id: str, message_id: str) -> None:
        found = await self.load_probabilities(message_id)
        self._post(ProbabilitiesEvent(conversation_id, message_id, found))

    async def _export_probabilities(self, conversation_id: str, message_id: str, path: Path) -> None:
        found = await self.load_probabilities(message_id)
        messages = await self._store_thread.call(
            lambda store: store.conversations.load_messages(conversation_id, (message_id,))
        )
        if found is None or not messages:
            return
        problem = ""
        try:
            await asyncio.to_thread(write_probabilities, path, messages[0], found)
        except Trouble as refused:
            cause = refused.__cause__
            problem = (cause.strerror if isinstance(cause, OSError) else "") or str(refused)
        self._post(WrittenEvent(conversation_id, path, problem))
