"""What the routes share: the models, the scheduler, and the way from a request to a lease."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from typing import Any

from teahouse.core.gguf import GgufHeader
from teahouse.core.values import dataclass
from teahouse.engine.adapters import choose_scales
from teahouse.engine.control_vectors import OPTION, choose_steering
from teahouse.engine.conversations import ConversationStates
from teahouse.engine.describe import Listing, is_embedding, read_capabilities
from teahouse.engine.errors import ApiError, model_missing
from teahouse.engine.loader import Loader, load_options_for, merge_options
from teahouse.engine.models import Model, Models, parse_name
from teahouse.engine.pulls import EnginePulls
from teahouse.engine.scheduler import Lease, Scheduler, runner_key
from teahouse.engine.thread_tuning import ThreadTuner


@dataclass(frozen=True, slots=True)
class ReadyModel:
    """A lease with the merged options, and when (perf_counter) the request came and the model was ready."""

    lease: Lease
    options: Mapping[str, Any]
    started: float
    loaded: float

    @asynccontextmanager
    async def acquire_slot(self) -> AsyncIterator[ReadyModel]:
        """As `Lease.acquire_slot`; yields the ready model to use."""
        async with self.lease.acquire_slot() as lease:
            yield replace(self, lease=lease)

    def read_durations(self) -> dict[str, int]:
        """Nanoseconds since the request came, and until the model was ready."""
        now = time.perf_counter()
        return {
            "total_duration": int((now - self.started) * 1e9),
            "load_duration": int((self.loaded - self.started) * 1e9),
        }


@dataclass(frozen=True, slots=True)
class Engine:
    """The parts of the engine that routes use. `opens_files`: requests may name files of this computer."""

    models: Models
    listing: Listing
    loader: Loader
    scheduler: Scheduler
    pulls: EnginePulls
    states: ConversationStates
    tuner: ThreadTuner | None = None
    opens_files: bool = False

    async def find_model(
        self, requested_name: str, *, empty: ApiError, missing: Callable[[str], ApiError] = model_missing
    ) -> Model:
        """The installed model of a name; raises `empty` for an empty name, `ApiError` 400 for an invalid one, `missing`
        where it is not installed."""
        if not requested_name:
            raise empty
        model = await asyncio.to_thread(self.models.find_model, parse_name(requested_name))
        if model is None:
            raise missing(requested_name)
        return model

    async def read_header(self, model: Model) -> GgufHeader:
        """As `Loader.read_header`; a header that is not cached is read on another thread."""
        if self.models.has_cached_header(model):
            return self.models.read_header(model)
        return await asyncio.to_thread(self.loader.read_header, model)

    async def release_model_name(self, model: Model) -> None:
        """Call after the name of `model` was removed or reused.

        Its runner is listed under an installed model with the same layers; without one it is unloaded.
        """
        if self.scheduler.holds_model(model):
            key = runner_key(model)
            equal = (other for other in self.models.list_models() if runner_key(other) == key)
            replacement = await asyncio.to_thread(next, equal, None)
            self.scheduler.reassign_model(model, replacement)

    async def read_abilities(self, model: Model) -> list[str]:
        """The capabilities of a model; errors as `read_header`."""
        await self.read_header(model)
        return await asyncio.to_thread(read_capabilities, self.models, model)

    @asynccontextmanager
    async def prepare_model(
        self, model: Model, request: Mapping[str, Any], keep_alive: float | None, started: float
    ) -> AsyncIterator[ReadyModel]:
        """The model, loaded for the options of a request; `started`: when it came (perf_counter)."""
        header = await self.read_header(model)
        options = merge_options(model.parameters, request.get("options", {}))
        if model.adapters or options.get("adapters"):
            options["adapters"] = choose_scales(model, options.get("adapters", {}))
        options[OPTION] = choose_steering(model, request.get("options", {}).get(OPTION), options)
        shift = bool(request.get("shift", True))
        load_options = load_options_for(
            options,
            header,
            shift=shift,
            embedding=is_embedding(header),
            context=self.loader.context,
            kv_cache_type=self.loader.kv_cache_type,
            drafts=not request.get("logprobs"),
        )
        with nullcontext() if self.tuner is None else self.tuner.count_request():
            async with self.scheduler.lease_model(model, load_options, keep_alive) as lease:
                yield ReadyModel(lease, options, started, time.perf_counter())
        if self.tuner is not None:
            self.tuner.request_measurement(model, load_options)
