"""Steps of making a model that a worker process does: converting PEFT's adapters, and merging adapters."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from teahouse.core.adapters import name_adapter
from teahouse.core.hub_names import list_part_names
from teahouse.core.manifest import MODEL
from teahouse.engine.errors import ApiError
from teahouse.engine.job_steps import Line, find_model_file, new_file, run_step, store_file
from teahouse.engine.models import Layer, Models


def convert_adapters(
    models: Models, folders: Mapping[str, str], layers: Sequence[Layer]
) -> Generator[Line, None, dict[str, str]]:
    """Convert the adapters in folders of PEFT to GGUF; yields lines of progress, returns digests of blobs by names.
    Raises `ApiError` 400."""
    found: dict[str, str] = {}
    base = find_model_file(models, layers)
    for given, folder in folders.items():
        name = name_adapter(given or Path(folder).name)
        if not os.path.isabs(folder):
            raise ApiError(400, f"file path must be absolute: {folder}")
        yield {"status": f"converting {name}"}
        with new_file(models.blobs) as target:
            yield from run_step("convert-adapter", "", folder=folder, base=str(base), target=str(target), name=name)
            found[name] = yield from store_file(models.blobs, target)
    return found


def merge_layers(
    models: Models, scales: Mapping[str, float], layers: Sequence[Layer]
) -> Generator[Line, None, list[Layer]]:
    """The layers with a new file, into which the adapters are merged with these scales, in place of the model's file
    and its adapters; yields lines of progress. Raises `ApiError` 400."""
    adapters = {layer.title: layer for layer in layers if layer.kind == "adapter"}
    if unknown := [name for name in scales if name not in adapters]:
        raise ApiError(400, f'merge: the model has no adapter "{unknown[0]}" (it has: {", ".join(adapters) or "none"})')
    base = find_model_file(models, layers)
    files = [(str(models.blobs.blob_path(adapters[name].digest)), scale) for name, scale in scales.items()]
    with new_file(models.blobs) as target:
        size = sum(Path(part).stat().st_size for part in list_part_names(str(base)))
        if shutil.disk_usage(target.parent).free < size:
            raise ApiError(400, f"there is not enough space on the disk: {size / (1 << 30):.1f} GiB are needed")
        status = "merging adapters"
        yield from run_step("merge", status, base=str(base), adapters=files, target=str(target))
        size = target.stat().st_size
        digest = yield from store_file(models.blobs, target)
    merged = Layer(MODEL, digest, size)
    kept = [replace(layer, origin="") for layer in layers if layer.kind not in ("model", "adapter")]
    return [merged, *kept]
