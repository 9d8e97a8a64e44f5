"""Quantises the file of a model that is made (`quantize` in `/api/create`), by a worker process."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from teahouse.core.hub_names import list_part_names
from teahouse.core.manifest import MODEL
from teahouse.engine.errors import ApiError
from teahouse.engine.job_steps import Line, find_model_file, new_file, run_step, store_file
from teahouse.engine.models import Layer, Models
from teahouse.engine.workshop.mixtures import FILE_TYPES, SOURCES

_NO_DIGEST = "0" * 19  # what the daemon writes while the digest is not known


def read_quantization(fields: Mapping[str, Any]) -> str:
    """The type that a request for a new model asks for, empty for none. Raises `ApiError` 500, as the daemon does."""
    asked = str(fields.get("quantize") or fields.get("quantization") or "").upper()
    if asked and asked not in FILE_TYPES:
        supported = ", ".join(FILE_TYPES)
        raise ApiError(500, f"unsupported quantization type {asked} - supported types are {supported}")
    return asked


def quantise_layers(
    models: Models, kind: str, layers: list[Layer], config: dict[str, Any]
) -> Generator[str | Line, None, tuple[list[Layer], dict[str, Any]]]:
    """The layers with a quantised file in place of the model's own, and the config; yields lines as the daemon does.
    Nothing changes where the model is of this type. Raises `ApiError`."""
    before = str(config.get("file_type") or "unknown")
    if before == kind:
        return layers, config
    if before not in SOURCES and before != "unknown":
        raise ApiError(500, "quantization is only supported for F16, BF16, F32 and Q8_0 models")
    source = find_model_file(models, layers)
    total = sum(Path(part).stat().st_size for part in list_part_names(str(source)))
    words = f"quantizing {before} model to {kind}"
    with new_file(models.blobs) as target:
        for line in run_step("quantise", words, source=str(source), target=str(target), kind=kind):
            completed = total * line["completed"] // line["total"]
            yield {"status": words, "digest": _NO_DIGEST, "total": total, "completed": completed}
        yield {"status": words, "digest": _NO_DIGEST, "total": total, "completed": total}
        yield "verifying conversion"
        size = target.stat().st_size
        made = Layer(MODEL, (yield from store_file(models.blobs, target)), size)
    kept = [replace(layer, origin="") for layer in layers if layer.kind != "model"]
    return [made, *kept], {**config, "file_type": kind}
