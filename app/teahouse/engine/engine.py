"""What the routes share: the models, the runners, and the way from a request to a lease."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from teahouse.core.gguf import GgufHeader
from teahouse.core.values import dataclass
from teahouse.engine.describe import Listing, is_embedding, read_capabilities
from teahouse.engine.errors import ApiError, model_missing
from teahouse.engine.loader import Loader, load_options_for, merge_options
from teahouse.engine.models import Model, Models, parse_name
from teahouse.engine.pulls import EnginePulls
from teahouse.engine.scheduler import Lease, Scheduler, key_of


@dataclass(frozen=True, slots=True)
class Ready:
    """A lease with what the answer's counts need: options as merged, seconds waited for the model."""

    lease: Lease
    options: Mapping[str, Any]
    started: float
    loaded: float

    @asynccontextmanager
    async def take_turn(self) -> AsyncIterator[Ready]:
        """Wait for the runner's only slot and hold it; yields what to use, as `Lease.take_turn` does."""
        async with self.lease.take_turn() as lease:
            yield replace(self, lease=lease)

    def read_durations(self) -> dict[str, int]:
        """Nanoseconds since the request came, and those of them until the model was there."""
        now = time.perf_counter()
        return {
            "total_duration": int((now - self.started) * 1e9),
            "load_duration": int((self.loaded - self.started) * 1e9),
        }


@dataclass(frozen=True, slots=True)
class Engine:
    """Everything a route needs."""

    models: Models
    listing: Listing
    loader: Loader
    scheduler: Scheduler
    pulls: EnginePulls

    async def find_model(
        self, asked: str, *, empty: ApiError, missing: Callable[[str], ApiError] = model_missing
    ) -> Model:
        """The installed model of that name; raises `empty` for no name, `ApiError` 400 for what is none, `missing` for
        one that is not here."""
        if not asked:
            raise empty
        model = await asyncio.to_thread(self.models.find_model, parse_name(asked))
        if model is None:
            raise missing(asked)
        return model

    async def read_header(self, model: Model) -> GgufHeader:
        """The model file's header; the first time it is read beside the loop that others' words go through.

        Raises `ApiError` 500 with the reason for a file that is broken or gone.
        """
        if self.models.knows_header(model):
            return self.models.read_header(model)
        return await asyncio.to_thread(self.loader.read_header, model)

    async def disown_model(self, model: Model) -> None:
        """The name of `model` is gone or means another: what is in memory goes on under an equal one's, or leaves."""
        if self.scheduler.holds_model(model):
            heir = await asyncio.to_thread(lambda: next(filter(self._same_as(model), self.models.list_models()), None))
            self.scheduler.disown_model(model, heir)

    @staticmethod
    def _same_as(model: Model) -> Callable[[Model], bool]:
        return lambda other: key_of(other) == key_of(model)

    async def read_abilities(self, model: Model) -> list[str]:
        """What the model can do; errors as `read_header`."""
        await self.read_header(model)
        return await asyncio.to_thread(read_capabilities, self.models, model)

    @asynccontextmanager
    async def ready_model(
        self, model: Model, request: Mapping[str, Any], keep_alive: float | None, started: float
    ) -> AsyncIterator[Ready]:
        """The model in memory as the request's options want it; `started` is when the request came (perf_counter)."""
        header = await self.read_header(model)
        options = merge_options(model.parameters, request.get("options", {}))
        shift = bool(request.get("shift", True))
        load_options = load_options_for(options, header, shift=shift, embedding=is_embedding(header))
        async with self.scheduler.lease_model(model, load_options, keep_alive) as lease:
            yield Ready(lease, options, started, time.perf_counter())
