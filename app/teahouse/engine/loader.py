"""From a model and its options to a runner: merged options, needed memory, and the runner's parameters.

Options are the daemon's defaults, overridden by the model's parameters, then by the request's. `core.options` has
their table. Types are checked as in a Go daemon (a wrong type is status 500, an unknown name is ignored); llama.cpp
checks ranges.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from teahouse.core.adapters import read_scales
from teahouse.core.architecture import from_header
from teahouse.core.fit import CACHE_TYPES, Need, memory_need
from teahouse.core.gguf import Array, GgufError, GgufHeader
from teahouse.core.options import OPTIONS
from teahouse.core.values import dataclass
from teahouse.engine.adapters import check_adapters, choose_scales
from teahouse.engine.control_vectors import OPTION, check_vector, find_vector_file
from teahouse.engine.drafting import DRAFT, NGRAM, DraftAcceptance
from teahouse.engine.errors import ApiError, RunnerError
from teahouse.engine.hardware import available_memory, default_threads
from teahouse.engine.models import Model, Models, parse_name
from teahouse.engine.runner import Runner

log = logging.getLogger("teahouse.engine")

DEFAULT_CONTEXT = 4096
BATCH = 512
EMBEDDING_BATCH = 2048
_VOCABULARY = tuple(f"tokenizer.ggml.{key}" for key in ("model", "pre", "bos_token_id", "eos_token_id"))
_LEAST_BATCH = 2  # llama.cpp warms up with two tokens
_MOST_THREADS = 512  # llama.cpp's own limit
_LARGEST = (1 << 31) - 1  # of its whole numbers
OPEN_END = 10  # windows of text after which a reply without end is cut

_GO_TYPES = {int: "integer", float: "float32", str: "string", list: "array", bool: "boolean", dict: "object"}


class KvCacheType(StrEnum):
    """The type of the numbers in a model's cache."""

    F16 = "f16"
    Q8_0 = "q8_0"
    Q4_0 = "q4_0"

    @property
    def bytes(self) -> float:
        """Bytes of a number."""
        return CACHE_TYPES[self]


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """The options that need a model to be loaded again. `window_requested`, `cache_requested`: num_ctx and
    kv_cache_type were set, they are not the defaults; `draft_model`: the model that drafts for this one, if any.
    `drafts`: it may draft; llama.cpp gives no probabilities of drafted tokens, so a request for them needs a runner
    without, which serves all others, too."""

    num_ctx: int
    window_requested: bool
    num_batch: int
    num_gpu: int
    main_gpu: int
    num_thread: int
    use_mmap: bool | None
    shift: bool
    embedding: bool
    kv_cache_type: KvCacheType = KvCacheType.F16
    cache_requested: bool = False
    draft_model: str = ""
    steering: float = 0.0  # the scale of the control vector
    drafts: bool = field(default=True, repr=False)  # states of conversations are the same

    @property
    def batch(self) -> int:
        """Tokens of one batch, at most `num_ctx`."""
        return min(self.num_batch, self.num_ctx)

    def serves_options(self, requested: LoadOptions) -> bool:
        """Whether a model loaded with these options serves `requested`; any window, type of cache and draft model serve
        one that was not set."""
        window = self.num_ctx == requested.num_ctx or not requested.window_requested
        rest = ("num_batch", "num_gpu", "main_gpu", "num_thread", "use_mmap", "shift", "embedding", "steering")
        cache = self.kv_cache_type == requested.kv_cache_type or not requested.cache_requested
        draft_model = self.draft_model == requested.draft_model or not requested.draft_model
        probabilities = requested.drafts or not self.drafts
        fits = window and cache and draft_model and probabilities
        return fits and all(getattr(self, name) == getattr(requested, name) for name in rest)


def merge_options(model: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are set, the request's over the model's; raises `ApiError` 500 for a wrong type."""
    chosen: dict[str, Any] = {}
    for options in (model, request):
        for name, value in options.items():
            if name in OPTIONS and value is not None:
                chosen[name] = _convert_option(name, OPTIONS[name].kind, value)
    if "adapters" in chosen:  # of the model's own only those of its adapters count, which may be other ones now
        chosen["adapters"] = _convert_option("adapters", dict, request.get("adapters") or {})
    return chosen


def _convert_option(name: str, kind: type, value: object) -> object:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is list and isinstance(value, list):
        if not all(isinstance(item, str) for item in value):
            raise ApiError(500, f'option "{name}" must be of an array of strings')
        return value
    if kind is dict:
        try:
            return read_scales(value)
        except ValueError as error:
            raise ApiError(400, f'option "{name}" must have scales by the names of adapters: {error}') from None
    if kind is int and number:
        return int(value)  # type: ignore[call-overload]  # truncated, as in Go
    if kind is float and number:
        return float(value)  # type: ignore[arg-type]
    if kind in (bool, str) and isinstance(value, kind):
        return value
    raise ApiError(500, f'option "{name}" must be of type {_GO_TYPES[kind]}')


def load_options_for(
    options: Mapping[str, Any],
    header: GgufHeader,
    *,
    shift: bool,
    embedding: bool,
    context: int = DEFAULT_CONTEXT,
    kv_cache_type: KvCacheType = KvCacheType.F16,
    drafts: bool = True,
) -> LoadOptions:
    """The load options for these options; the window is `context` by default and limited to the trained one, the type
    of the cache `kv_cache_type`. Raises `ApiError` 500 for an unknown type."""
    trained = header.context_length or options.get("num_ctx", context)
    num_ctx = max(4, min(options.get("num_ctx") or context, trained))
    batch = options.get("num_batch", 0)
    if embedding or batch <= 0:
        batch = EMBEDDING_BATCH if embedding else BATCH
    return LoadOptions(
        num_ctx=num_ctx,
        window_requested="num_ctx" in options,
        num_batch=max(_LEAST_BATCH, batch),
        num_gpu=max(-1, min(options.get("num_gpu", -1), _LARGEST)),
        main_gpu=max(0, min(options.get("main_gpu", 0), _LARGEST)),
        num_thread=max(0, min(options.get("num_thread", 0), _MOST_THREADS)),
        use_mmap=options.get("use_mmap"),
        shift=shift,
        embedding=embedding,
        kv_cache_type=_read_cache_type(options.get("kv_cache_type"), kv_cache_type),
        cache_requested="kv_cache_type" in options,
        draft_model=options.get("draft_model", "") if drafts else "",
        drafts=drafts,
        steering=options.get(OPTION, 0.0),
    )


def _read_cache_type(name: str | None, default: KvCacheType) -> KvCacheType:
    try:
        return default if name is None else KvCacheType(name)
    except ValueError:
        raise ApiError(500, f'option "kv_cache_type" must be one of {", ".join(KvCacheType)}') from None


def sampling_options(options: Mapping[str, Any], num_ctx: int) -> dict[str, Any]:
    """llama.cpp's request fields for these options, with the daemon's defaults."""
    body = {option.sampler: options.get(option.name, option.default) for option in OPTIONS.values() if option.sampler}
    limit = OPEN_END * num_ctx
    num_predict = options.get("num_predict", -1)
    body["n_predict"] = limit if num_predict < 0 or num_predict > limit else num_predict
    body["seed"] = options.get("seed", -1)
    body["stop"] = list(options.get("stop", []))
    last_n = body["repeat_last_n"]  # llama.cpp allocates as many as it says
    body["repeat_last_n"] = num_ctx if last_n < 0 else min(last_n, num_ctx)
    if options.get("adapters"):  # one that is not named would have the scale 0
        body["lora"] = [{"id": at, "scale": scale} for at, scale in enumerate(options["adapters"].values())]
    return body


_MIB = 1 << 20
_LEAST_PROMPT_CACHE_MIB, _MOST_PROMPT_CACHE_MIB = 64, 2048
_PROMPT_CACHE_SHARE = 8  # of the memory that is free beside the model, for prompts of other conversations


def choose_prompt_cache(free: int) -> int:
    """MiB in which llama.cpp keeps the computed prompts of other conversations than the last; `free`: bytes that the
    model leaves free. They are allocated as prompts are kept."""
    return max(_LEAST_PROMPT_CACHE_MIB, min(free // _PROMPT_CACHE_SHARE // _MIB, _MOST_PROMPT_CACHE_MIB))


@dataclass(frozen=True, slots=True)
class Loader:
    """Starts runners. `threads` 0 is the default of this computer, `binary` a llama-server to use instead; `states`:
    the folder for states of conversations, if any; `spare`: the wheel's runner loads a model that `binary` cannot;
    `context`: the window by default; `parallel`: requests that a runner answers at a time, each with a window of its
    own. `acceptances`: by model file, how many of its drafted tokens were accepted; `measured_threads`: the threads for
    so many bytes of weights, 0 where they were not measured."""

    models: Models
    threads: int = 0
    binary: str = ""
    states: Path | None = None
    spare: bool = False
    context: int = DEFAULT_CONTEXT
    parallel: int = 1
    kv_cache_type: KvCacheType = KvCacheType.F16
    measured_threads: Callable[[int], int] = lambda _weights: 0
    acceptances: dict[Path, DraftAcceptance] = field(default_factory=dict)
    _crashes: dict[Path, str] = field(default_factory=dict)  # model files under which `binary` crashed, and why

    def read_header(self, model: Model) -> GgufHeader:
        """The header of the model's file; raises `ApiError` 500 where it is damaged or missing."""
        try:
            return self.models.read_header(model)
        except (GgufError, OSError) as error:
            raise _load_error(model, error) from error

    def estimate_need(self, model: Model, load_options: LoadOptions) -> Need:
        """The memory that loading takes; errors as `read_header`."""
        try:
            projectors = sum(path.stat().st_size for path in model.projectors)
        except OSError as error:
            raise _load_error(model, error) from error
        architecture = from_header(self.read_header(model), projectors)
        context = load_options.num_ctx * self.parallel
        need = memory_need(architecture, context, batch=load_options.batch, cached=load_options.kv_cache_type.bytes)
        adapters = sum(each.size for each in model.adapters)
        need = replace(need, work=need.work + adapters)
        draft = self.find_draft_model(model, load_options)
        if draft is None:
            return need
        drafting = memory_need(from_header(self.read_header(draft), 0), context, batch=load_options.batch)
        return replace(need, work=need.work + drafting.shown)

    def find_draft_model(self, model: Model, load_options: LoadOptions) -> Model | None:
        """The model that drafts for this one; None where none was chosen, or this one cannot check drafts. Raises
        `ApiError` 400 where it is not installed, or has another vocabulary."""
        name = load_options.draft_model
        if not name or self.binary or not self._can_draft(model, load_options):
            return None
        draft = self.models.find_model(parse_name(name))
        if draft is None:
            raise ApiError(400, f'option "draft_model": model "{name}" not found')
        if _read_vocabulary(self.read_header(model)) != _read_vocabulary(self.read_header(draft)):
            raise ApiError(400, f'option "draft_model": "{name}" has another vocabulary than {model.name.short}')
        return draft

    async def start_runner(self, model: Model, load_options: LoadOptions) -> Runner:
        """Start a runner with the model; errors as `Runner.start`.

        Where `binary` cannot load it, or has crashed with it since the engine was started, the wheel's runner loads it
        on the processor, if the memory is enough; its `binary_failure` has the reason.
        """
        acceptance = self.acceptances.setdefault(model.file, DraftAcceptance())
        parameters = self.build_parameters(model, load_options)
        drafts = parameters["draft"] > 0 and acceptance.choose_drafting()
        parameters["draft"] = DRAFT if drafts else 0
        if not self.binary:
            return await Runner.start(parameters, acceptance)
        if model.file not in self._crashes:
            try:
                runner = await Runner.start(parameters, acceptance)
            except RunnerError as error:
                if not self.spare or self.estimate_need(model, load_options).total > available_memory():
                    raise
                failure = error.message
            else:
                runner.exited.add_done_callback(lambda _: self._record_crash(model, runner))
                return runner
        else:
            failure = self._crashes[model.file]
        log.warning("%s computes on the processor, not with %s: %s", model.name.short, self.binary, failure)
        return await Runner.start({**parameters, "binary": "", "binary_failure": failure}, acceptance)

    def _record_crash(self, model: Model, runner: Runner) -> None:
        """Remember that the llama-server crashed with this model, so that the next load does without it."""
        if self.spare and runner.crashed:
            self._crashes[model.file] = runner.log.read_reason() or runner.describe_exit()

    def build_parameters(self, model: Model, load_options: LoadOptions) -> dict[str, Any]:
        """The runner's parameters, as `runner_process` reads them."""
        check_adapters(model, self.read_header(model))
        vector = self._find_vector(model, load_options)
        template = self.models.choose_template(model)
        draft = self.find_draft_model(model, load_options)
        need = self.estimate_need(model, load_options)
        free = available_memory() - need.total
        threads = load_options.num_thread or self.threads or self.measured_threads(need.weights) or default_threads()
        return {
            "model": str(self._find_load_path(model)),
            "version": model.version,
            "alias": model.name.short,
            "projector": str(model.projectors[0]) if model.projectors else "",
            "template": "" if template == self.read_header(model).chat_template else template,
            "binary": self.binary,
            "binary_failure": "",
            "num_ctx": load_options.num_ctx * self.parallel,
            "parallel": self.parallel,
            "kv_cache_type": load_options.kv_cache_type,
            "num_batch": load_options.batch,
            "num_gpu": load_options.num_gpu,
            "main_gpu": load_options.main_gpu,
            "threads": threads,
            "use_mmap": load_options.use_mmap,
            "shift": load_options.shift,
            "embedding": load_options.embedding,
            # llama.cpp does not know with which scales it has kept a prompt.
            "prompt_cache_mib": 0 if model.adapters else choose_prompt_cache(free),
            "states": "" if model.adapters else str(self.states or ""),
            "adapters": [
                {"path": str(each.path), "scale": scale}
                for each, scale in zip(model.adapters, choose_scales(model, {}).values(), strict=True)
            ],
            "control_vector": {"path": str(vector), "scale": load_options.steering} if vector is not None else None,
            "draft_model": str(draft.file) if draft is not None else "",
            "ngram": NGRAM,
            "draft": DRAFT if self._can_draft(model, load_options) else 0,
        }

    def _find_vector(self, model: Model, load_options: LoadOptions) -> Path | None:
        """The checked control vector; None where it does not act. Raises `ApiError` 500."""
        if not load_options.steering:
            return None
        check_vector(self.models, model, self.read_header(model))
        return find_vector_file(self.models, model)

    def _find_load_path(self, model: Model) -> Path:
        try:
            return self.models.find_load_path(model)
        except (GgufError, OSError) as error:
            raise _load_error(model, error) from error

    def _can_draft(self, model: Model, load_options: LoadOptions) -> bool:
        """Whether the model can check drafts: one with a recurrent state would copy it for each draft, and pictures
        are no tokens."""
        plain = load_options.drafts and not (load_options.embedding or model.projectors)
        return plain and from_header(self.read_header(model), 0).state == 0


def _read_vocabulary(header: GgufHeader) -> list[object]:
    """What two models with the same tokens have in common, without reading all tokens: their kind, splitting, number,
    and first and last."""
    tokens = header.keys.get("tokenizer.ggml.tokens")
    return [tokens.count if isinstance(tokens, Array) else None, *map(header.keys.get, _VOCABULARY)]


def _load_error(model: Model, error: Exception) -> ApiError:
    return ApiError(500, f"unable to load model {model.name.short}: {error}")
