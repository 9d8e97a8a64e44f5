"""Steps of making a model that a worker process does: running the job, and making a blob of the file it wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from teahouse.engine.blobs import Blobs
from teahouse.engine.errors import ApiError
from teahouse.engine.models import Layer, Models

Line = Mapping[str, Any]
_READ_SIZE = 4 << 20
_PARTS = 1000  # of the progress of a job


def find_model_file(models: Models, layers: Sequence[Layer]) -> Path:
    """The model's own file, of a split one the first part among names that llama.cpp understands. Raises `ApiError`
    400."""
    files = [
        models.local.find_file(layer.digest).place if layer.is_local else models.blobs.blob_path(layer.digest)
        for layer in layers
        if layer.kind == "model"
    ]
    if not files:
        raise ApiError(400, "the model has no file of its own")
    try:
        return files[0] if len(files) == 1 else models.local.name_parts(files)
    except OSError as error:
        raise ApiError(400, f"the parts of the model cannot be named: {error.strerror or error}") from None


def run_step(job: str, status: str, **fields: Any) -> Iterator[Line]:
    """Run a job of the Workshop; yields lines of progress, with its own words unless there is a `status`. Raises
    `ApiError`."""
    from teahouse.engine.workshop.worker import run_job

    for share, words in run_job(job, **fields):
        yield {"status": status or words, "completed": int(share * _PARTS), "total": _PARTS}


@contextmanager
def new_file(blobs: Blobs) -> Iterator[Path]:
    """A name for a file beside the blobs, which is deleted if it is still there."""
    with blobs.create_part() as part:
        target = part.with_name(f"made-{part.name}")
        try:
            yield target
        finally:
            for left in target.parent.glob(f"{target.name}*"):  # also what an ended process was writing
                left.unlink(missing_ok=True)


def store_file(blobs: Blobs, file: Path) -> Generator[Line, None, str]:
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
