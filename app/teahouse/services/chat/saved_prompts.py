"""Prompts that a person saved to use again."""

from __future__ import annotations

from collections.abc import Callable

from teahouse.core.conversation import SavedPrompt
from teahouse.services.chat.events import SavedPromptsEvent
from teahouse.services.error_reports import trouble_event
from teahouse.services.events import EventSink
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread
from teahouse.store.prompt_sets import SavedPromptRepository


class SavedPromptsService:
    """Every method returns at once and is answered by `SavedPromptsEvent`."""

    def __init__(self, runtime: Runtime, store_thread: StoreThread, post: EventSink) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._post = post

    def list_prompts(self) -> None:
        self._runtime.submit(self._change_prompts(None))

    def save_prompt(self, prompt: SavedPrompt) -> None:
        """Store a new or changed prompt."""
        self._runtime.submit(self._change_prompts(lambda store: store.save_prompt(prompt)))

    def remove_prompt(self, prompt_id: str) -> None:
        self._runtime.submit(self._change_prompts(lambda store: store.delete_prompt(prompt_id)))

    async def _change_prompts(self, change: Callable[[SavedPromptRepository], None] | None) -> None:
        try:
            if change is not None:
                await self._store_thread.write(lambda store: change(store.saved_prompts))
            prompts = await self._store_thread.call(lambda store: store.saved_prompts.list_prompts())
        except Exception as failure:
            self._post(trouble_event(failure))
            return
        self._post(SavedPromptsEvent(prompts))
