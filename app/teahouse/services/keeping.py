"""The store as services use it: opened off the window's thread, every call on the store's one thread, in order.

When what is kept cannot be opened (a newer version's, locked, a read-only folder) the app still runs: it keeps
this session in memory and says so. What is in the file then stays untouched.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from teahouse.core.errors import Problem, Trouble
from teahouse.services.news import Post, TroubleNews
from teahouse.services.runtime import Runtime
from teahouse.store.attachments import Attachments
from teahouse.store.comparisons import Comparisons
from teahouse.store.conversations import Conversations
from teahouse.store.database import Database
from teahouse.store.measured import Measured
from teahouse.store.prompt_sets import PromptSets
from teahouse.store.pulls import Pulls
from teahouse.store.runs import Runs
from teahouse.store.saved_prompts import SavedPrompts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store offers, for use on its thread."""

    database: Database
    conversations: Conversations
    attachments: Attachments
    runs: Runs
    measured: Measured
    comparisons: Comparisons
    prompt_sets: PromptSets
    saved_prompts: SavedPrompts
    pulls: Pulls


class Keeping:
    def __init__(self, runtime: Runtime, path: Path, post: Post) -> None:
        self._runtime = runtime
        self._path = path
        self._post = post
        self._kept: Kept | None = None
        self._opened = asyncio.Event()

    async def open(self) -> None:
        """Open the database, or one in memory when that cannot be; finish what a crash cut off."""
        try:
            self._kept, trouble = await self._runtime.stored(self._open)
        finally:
            self._opened.set()
        if trouble is not None:
            self._post(TroubleNews(trouble))

    def _open(self) -> tuple[Kept, Trouble | None]:
        trouble: Trouble | None = None
        try:
            opened = Database.open(self._path)
            database, trouble = opened.database, opened.trouble
        except Exception as refused:
            database, trouble = Database.in_memory(), _trouble_of(refused)
        kept = Kept(
            database,
            Conversations(database),
            Attachments(database),
            Runs(database),
            Measured(database),
            Comparisons(database),
            PromptSets(database),
            SavedPrompts(database),
            Pulls(database),
        )
        try:
            kept.conversations.recover()
            kept.attachments.purge()  # before anything is taken in that nothing names yet
        except Exception as failed:
            trouble = trouble or _trouble_of(failed)
        return kept, trouble

    async def call(self, function: Callable[[Kept], T]) -> T:
        """Run `function` on the store's thread, once it is open; raises what it raises."""
        await self._opened.wait()
        kept = self._kept
        if kept is None:
            raise Trouble(Problem.UNEXPECTED, message="nothing is open")
        return await self._runtime.stored(lambda: function(kept))

    async def close(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            await self._runtime.stored(kept.database.close)


def _trouble_of(failure: Exception) -> Trouble:
    """What a person is told of a failure; one that nobody foresaw is logged with where it happened."""
    if isinstance(failure, Trouble):
        return failure
    logging.getLogger("teahouse").error("the database could not be opened", exc_info=failure)
    return Trouble(Problem.UNEXPECTED, message=f"{type(failure).__name__}: {failure}")
