"""What the routes share: the models, the runners, and the way from a request to a lease."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from teahouse.engine.cpu import default_threads
from teahouse.engine.describe import capabilities, is_embedding
from teahouse.engine.errors import ApiError, model_missing
from teahouse.engine.gguf import GgufError, Header
from teahouse.engine.memory import need
from teahouse.engine.models import Model, Models, parse_name
from teahouse.engine.plan import Plan, merged, plan_for
from teahouse.engine.pulls import Pulls
from teahouse.engine.runner import Runner
from teahouse.engine.scheduler import Lease, Scheduler

PROMPT_CACHE_MIB = 64


@dataclass(frozen=True, slots=True)
class Loader:
    """How runners are started: `threads` 0 is the default for this computer, `binary` a foreign llama-server."""

    models: Models
    threads: int = 0
    binary: str = ""

    async def __call__(self, model: Model, plan: Plan) -> Runner:
        header = self.models.header(model)
        template = self.models.template(model)
        parameters = {
            "model": str(model.file),
            "alias": model.name.short,
            "projector": str(model.projectors[0]) if model.projectors else "",
            "template": "" if template == header.chat_template else template,
            "binary": self.binary,
            "num_ctx": plan.num_ctx,
            "num_batch": plan.num_batch,
            "num_gpu": plan.num_gpu,
            "main_gpu": plan.main_gpu,
            "threads": plan.num_thread or self.threads or default_threads(),
            "use_mmap": plan.use_mmap,
            "shift": plan.shift,
            "embedding": plan.embedding,
            "prompt_cache_mib": PROMPT_CACHE_MIB,
        }
        return await Runner.start(parameters)


@dataclass(frozen=True, slots=True)
class Ready:
    """A lease with what the answer's counts need: options as merged, seconds waited for the model."""

    lease: Lease
    options: Mapping[str, Any]
    started: float
    loaded: float

    def durations(self) -> dict[str, int]:
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
    scheduler: Scheduler
    pulls: Pulls

    def model(self, asked: str, *, empty: ApiError) -> Model:
        """The installed model of that name; raises `empty` for no name, `ApiError` 400 for none, 404 for unknown."""
        if not asked:
            raise empty
        model = self.models.find(parse_name(asked))
        if model is None:
            raise model_missing(asked)
        return model

    def header(self, model: Model) -> Header:
        """The model file's header; raises `ApiError` 500 with the reason for a file that is broken or gone."""
        try:
            return self.models.header(model)
        except (GgufError, OSError) as error:
            raise ApiError(500, f"unable to load model {model.name.short}: {error}") from error

    async def abilities(self, model: Model) -> list[str]:
        """What the model can do; the first time its header is read, beside the loop that others' words go through."""
        if not self.models.knows(model):
            await asyncio.to_thread(self.header, model)
        self.header(model)
        return capabilities(self.models, model)

    @asynccontextmanager
    async def ready(
        self, model: Model, request: Mapping[str, Any], keep_alive: float | None, started: float
    ) -> AsyncIterator[Ready]:
        """The model in memory as the request's options want it; `started` is when the request came (perf_counter)."""
        header = self.header(model)
        options = merged(model.parameters, request.get("options", {}))
        shift = bool(request.get("shift", True))
        plan = plan_for(options, header, shift=shift, embedding=is_embedding(header))
        projectors = sum(path.stat().st_size for path in model.projectors)
        wanted = need(header, model.file, projectors, plan.num_ctx, plan.num_batch)
        async with self.scheduler.lease(model, plan, wanted, keep_alive) as lease:
            yield Ready(lease, options, started, time.perf_counter())
