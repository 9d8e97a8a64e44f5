"""The table of the workshop's jobs. A job is a function (parameters, control) → result in a module of its own, which is
imported when the job is run; add a line to `JOBS` for another one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teahouse.core.values import dataclass
from teahouse.engine.workshop.failure import JobError

if TYPE_CHECKING:
    from teahouse.engine.workshop.control import JobControl

_LITTLE = 512 << 20

JobFunction = Callable[[Mapping[str, Any], "JobControl"], dict[str, Any]]
"""Returns the result as JSON values; raises `JobError`."""


@dataclass(frozen=True, slots=True)
class JobKind:
    """`load` imports the job's module and returns its function; `memory`: bytes that a job needs, by its
    parameters."""

    load: Callable[[], JobFunction]
    memory: Callable[[Mapping[str, Any]], int]


def need_little(_: Mapping[str, Any]) -> int:
    """Of a job that reads its model in pieces, or not at all."""
    return _LITTLE


def need_models(parameters: Mapping[str, Any]) -> int:
    """Of a job that computes with the models whose paths are in its parameters, one after the other."""
    from teahouse.engine.workshop.model_files import measure_size

    sizes = [0]
    for value in parameters.values():
        if isinstance(value, str) and os.path.isabs(value):
            with suppress(OSError, ValueError):
                sizes.append(measure_size(Path(value)))
    return max(sizes) + _LITTLE


def _load_describe() -> JobFunction:
    from teahouse.engine.workshop.describing import describe_file

    return describe_file


def _load_merge() -> JobFunction:
    from teahouse.engine.workshop.merge import run_merge

    return run_merge


def _load_convert_adapter() -> JobFunction:
    from teahouse.engine.workshop.convert_adapter import run_convert_adapter

    return run_convert_adapter


def _load_layers() -> JobFunction:
    from teahouse.engine.workshop.layers import inspect_layers

    return inspect_layers


def _load_tokenize() -> JobFunction:
    from teahouse.engine.workshop.tokens import tokenize_text

    return tokenize_text


def _load_render() -> JobFunction:
    from teahouse.engine.workshop.rendering import render_template

    return render_template


def _load_edit_metadata() -> JobFunction:
    from teahouse.engine.workshop.metadata import edit_metadata

    return edit_metadata


def _load_logits() -> JobFunction:
    from teahouse.engine.workshop.logits import measure_logits

    return measure_logits


def _load_steering() -> JobFunction:
    from teahouse.engine.workshop.steering import make_vector

    return make_vector


def _load_steering_trial() -> JobFunction:
    from teahouse.engine.workshop.steering_trial import try_vector

    return try_vector


def _load_quantise() -> JobFunction:
    from teahouse.engine.workshop.quantising import quantise_model

    return quantise_model


def _need_quantising(parameters: Mapping[str, Any]) -> int:
    return need_models(parameters) if parameters.get("matrix_text") else _LITTLE


JOBS: dict[str, JobKind] = {
    "quantise": JobKind(_load_quantise, _need_quantising),
    "merge": JobKind(_load_merge, need_little),
    "convert-adapter": JobKind(_load_convert_adapter, need_little),
    "logits": JobKind(_load_logits, need_models),
    "steering": JobKind(_load_steering, need_models),
    "steering-trial": JobKind(_load_steering_trial, need_models),
    "describe": JobKind(_load_describe, need_little),
    "layers": JobKind(_load_layers, need_models),
    "tokenize": JobKind(_load_tokenize, need_little),
    "render": JobKind(_load_render, need_little),
    "edit-metadata": JobKind(_load_edit_metadata, need_little),
}


def find_job(name: str) -> JobKind:
    """Raises `JobError` parameter for an unknown name."""
    if name not in JOBS:
        raise JobError("parameter", f"There is no job {name!r}.")
    return JOBS[name]
