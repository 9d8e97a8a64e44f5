"""Prompt sets: those that come with the app, read once, and the person's own."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from teahouse.core.prompts import USES, Prompt, PromptSet
from teahouse.services.store_thread import StoreThread


class PromptLibrary:
    """`folder` holds the built-in sets, a JSON file each."""

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
