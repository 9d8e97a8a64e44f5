"""Steps of making a model that a worker process does: converting PEFT's adapters, and merging adapters."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from teahouse.core.adapters import name_adapter
from teahouse.core.manifest import MODEL
from teahouse.engine.blobs import Blobs
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Layer, Models

Line = Mapping[str, Any]
_READ_SIZE = 4 << 20
_PARTS = 1000  # of the progress of a job
_MEMORY = 4 << 30  # bytes that a job may take beside its libraries


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
        with _new_file(models.blobs) as target:
            yield from _run(
                "convert-adapter", "", folder=folder, base=str(base), target=str(target), name=name, memory=_MEMORY
            )
            found[name] = yield from _store_file(models.blobs, target)
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
    with _new_file(models.blobs) as target:
        size = base.stat().st_size
        if shutil.disk_usage(target.parent).free < size:
            raise ApiError(400, f"there is not enough space on the disk: {size / (1 << 30):.1f} GiB are needed")
        status = "merging adapters"
        yield from _run("merge", status, base=str(base), adapters=files, target=str(target), memory=_MEMORY)
        size = target.stat().st_size
        digest = yield from _store_file(models.blobs, target)
    merged = Layer(MODEL, digest, size)
    kept = [replace(layer, origin="") for layer in layers if layer.kind not in ("model", "adapter")]
    return [merged, *kept]


def find_model_file(models: Models, layers: Sequence[Layer]) -> Path:
    """The model's own file; raises `ApiError` 400 for a split one."""
    files = [layer for layer in layers if layer.kind == "model"]
    if len(files) != 1:
        raise ApiError(400, "the model is split into several files, which this cannot be done with")
    layer = files[0]
    return models.local.find_file(layer.digest).place if layer.is_local else models.blobs.blob_path(layer.digest)


def _run(job: str, status: str, **fields: Any) -> Iterator[Line]:
    from teahouse.engine.workshop.worker import run_job

    for share, words in run_job(job, **fields):
        yield {"status": status or words, "completed": int(share * _PARTS), "total": _PARTS}


@contextmanager
def _new_file(blobs: Blobs) -> Iterator[Path]:
    """A name for a file beside the blobs, which is deleted if it is still there."""
    with blobs.create_part() as part:
        target = part.with_name(f"made-{part.name}")
        try:
            yield target
        finally:
            target.unlink(missing_ok=True)


def _store_file(blobs: Blobs, file: Path) -> Generator[Line, None, str]:
    """Make a blob of a finished file of ours; yields lines of progress, returns its digest."""
    hasher, total, done = hashlib.sha256(), file.stat().st_size, 0
    with file.open("rb") as data:
        while piece := data.read(_READ_SIZE):
            hasher.update(piece)
            done += len(piece)
            yield {"status": "calculating digest", "completed": done, "total": total}
    digest = f"sha256:{hasher.hexdigest()}"
    if not blobs.has_blob(digest):
        file.replace(blobs.blob_path(digest))
    return digest
