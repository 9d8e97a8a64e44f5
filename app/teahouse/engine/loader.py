"""From a model and a plan to a process: what it will take, and how it is started."""

from __future__ import annotations

from typing import Any

from teahouse.core.architecture import from_header
from teahouse.core.fit import Need, need
from teahouse.core.gguf import GgufError, GgufHeader
from teahouse.core.values import dataclass
from teahouse.engine.cpu import default_threads
from teahouse.engine.errors import ApiError
from teahouse.engine.load_options import LoadOptions
from teahouse.engine.models import Model, Models
from teahouse.engine.runner import Runner

PROMPT_CACHE_MIB = 64


@dataclass(frozen=True, slots=True)
class Loader:
    """`threads` 0 is the default for this computer, `binary` a foreign llama-server in place of the wheel's."""

    models: Models
    threads: int = 0
    binary: str = ""

    def header(self, model: Model) -> GgufHeader:
        """The model file's header; raises `ApiError` 500 with the reason for a file that is broken or gone."""
        try:
            return self.models.header(model)
        except (GgufError, OSError) as error:
            raise _unable(model, error) from error

    def need(self, model: Model, plan: LoadOptions) -> Need:
        """Bytes that loading will take; errors as `header`."""
        try:
            projectors = sum(path.stat().st_size for path in model.projectors)
        except OSError as error:
            raise _unable(model, error) from error
        return need(from_header(self.header(model), projectors), plan.num_ctx, batch=plan.batch)

    async def start(self, model: Model, plan: LoadOptions) -> Runner:
        """The model in a runner of its own; errors as `Runner.start`."""
        return await Runner.start(self.parameters(model, plan))

    def parameters(self, model: Model, plan: LoadOptions) -> dict[str, Any]:
        """What the runner is told."""
        template = self.models.template(model)
        return {
            "model": str(model.file),
            "alias": model.name.short,
            "projector": str(model.projectors[0]) if model.projectors else "",
            "template": "" if template == self.header(model).chat_template else template,
            "binary": self.binary,
            "num_ctx": plan.num_ctx,
            "num_batch": plan.batch,
            "num_gpu": plan.num_gpu,
            "main_gpu": plan.main_gpu,
            "threads": plan.num_thread or self.threads or default_threads(),
            "use_mmap": plan.use_mmap,
            "shift": plan.shift,
            "embedding": plan.embedding,
            "prompt_cache_mib": PROMPT_CACHE_MIB,
        }


def _unable(model: Model, error: Exception) -> ApiError:
    return ApiError(500, f"unable to load model {model.name.short}: {error}")
