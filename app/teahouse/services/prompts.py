"""Prompts to be used again: those that a person keeps, and the sets of prompts that comparisons run."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from teahouse.core.prompts import USES, Prompt, PromptSet
from teahouse.core.saved_prompt import SavedPrompt
from teahouse.services.error_reports import news_of
from teahouse.services.events import EventSink, SavedPromptsEvent
from teahouse.services.runtime import Runtime
from teahouse.services.store_thread import StoreThread
from teahouse.store.saved_prompts import SavedPrompts


class SavedPromptsService:
    """Every method returns at once and is answered by `SavedPromptsEvent`."""

    def __init__(self, runtime: Runtime, store_thread: StoreThread, post: EventSink) -> None:
        self._runtime = runtime
        self._store_thread = store_thread
        self._post = post

    def list(self) -> None:
        """Tell all."""
        self._runtime.submit(self._change(None))

    def keep(self, prompt: SavedPrompt) -> None:
        """Keep a new prompt, or a kept one as it is now."""
        self._runtime.submit(self._change(lambda kept: kept.keep(prompt)))

    def remove(self, prompt_id: str) -> None:
        """Delete a prompt."""
        self._runtime.submit(self._change(lambda kept: kept.remove(prompt_id)))

    async def _change(self, change: Callable[[SavedPrompts], None] | None) -> None:
        try:
            if change is not None:
                await self._store_thread.write(lambda kept: change(kept.saved_prompts))
            prompts = await self._store_thread.call(lambda kept: kept.saved_prompts.all())
        except Exception as failure:
            self._post(news_of(failure))
            return
        self._post(SavedPromptsEvent(prompts))


class PromptLibrary:
    """Prompt sets: those that come with the app, read once, and the user's own. `folder` holds the built-in sets, a
    JSON file each."""

    def __init__(self, store_thread: StoreThread, folder: Path) -> None:
        self._store_thread = store_thread
        self._folder = folder

    @cached_property
    def built_in(self) -> tuple[PromptSet, ...]:
        """The sets that come with the app, in the order of their uses."""
        sets = [_read(json.loads(path.read_text(encoding="utf-8"))) for path in self._folder.glob("*.json")]
        return tuple(sorted(sets, key=lambda one: (USES.index(one.use), one.id)))

    async def all(self) -> tuple[PromptSet, ...]:
        own = await self._store_thread.call(lambda kept: kept.prompt_sets.all())
        return (*self.built_in, *own)

    async def find(self, set_id: str) -> PromptSet | None:
        return next((one for one in await self.all() if one.id == set_id), None)

    async def save(self, prompt_set: PromptSet) -> None:
        """Keep a set of the person's own; a built-in one is left as it is."""
        if not self._is_built_in(prompt_set.id):
            await self._store_thread.write(lambda kept: kept.prompt_sets.save(prompt_set))

    async def remove(self, set_id: str) -> None:
        await self._store_thread.write(lambda kept: kept.prompt_sets.remove(set_id))

    def _is_built_in(self, set_id: str) -> bool:
        return any(one.id == set_id for one in self.built_in)


def _read(values: dict[str, Any]) -> PromptSet:
    return PromptSet(
        id=values["id"],
        title=values["title"],
        title_zh=values["title_zh"],
        use=values["use"],
        prompts=tuple(Prompt(one["text"], one["reference"]) for one in values["prompts"]),
        built_in=True,
        chinese=tuple(
            Prompt(one.get("text_zh", one["text"]), one.get("reference_zh", one["reference"]))
            for one in values["prompts"]
        ),
    )
