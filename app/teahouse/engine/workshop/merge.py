"""Merges LoRA adapters into a copy of a model: W' = W + scale · alpha / rank · B · A.

The copy has the bytes of the original except for the changed weights, which keep their types: their rows are made
numbers of 32 bits, added to, and written again as llama.cpp quantises them, a slab at a time, so that memory is
bounded. The arithmetic is ggml's, as in llama-export-lora.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from teahouse.core.adapters import Adapter, AdapterError, AdapterPair, check_fit, read_adapter
from teahouse.core.gguf import GgufError, GgufHeader, Tensor, tensor_places, tensor_size
from teahouse.core.values import dataclass
from teahouse.engine.adapters import check_numbers
from teahouse.engine.blobs import open_regular, read_header
from teahouse.engine.workshop.control import JobControl
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.ggml_rows import LowRank, RowAdder
from teahouse.engine.workshop.model_files import ModelFiles, find_parts, read_model_header

_SLAB = 2 << 20  # weights that are changed at a time
_COPY = 8 << 20
_COPYING = 0.3  # of the progress


@dataclass(frozen=True, slots=True)
class OpenAdapter:
    """An adapter with its file and scale; `places`: where its tensors begin, by name."""

    adapter: Adapter
    file: BinaryIO
    places: Mapping[str, int]
    scale: float

    def read_tensor(self, tensor: Tensor, expert: int, experts: int) -> bytes:
        """The bytes of a tensor, of one of several experts."""
        size = tensor.size // experts
        return _read_at(self.file, self.places[tensor.name] + expert * size, size)


def merge_adapters(
    base: Path, adapters: Sequence[tuple[Path, float]], target: Path, control: JobControl
) -> dict[str, Any]:
    """Write a copy of the model at `base` with these adapters, each with its scale, to `target`, a new file. Returns
    the number of changed weights. Raises `AdapterError`, `JobError`, OSError."""
    try:
        header = read_model_header(base)
        if header.is_cut:
            raise AdapterError("the file of the model is incomplete")
        tensors = {tensor.name: tensor for tensor in header.tensors}
    except GgufError as error:
        raise AdapterError(str(error)) from None
    report = control.report_progress
    with ExitStack() as stack:
        opened = [stack.enter_context(_open_adapter(path, scale, header)) for path, scale in adapters if scale]
        changed = _group_pairs(opened)
        adder = RowAdder()
        for name in changed:
            adder.require_writable(tensors[name])
        file = stack.enter_context(control.create_output(target, header.size))
        _copy_model(base, file, control)
        places = {tensor.name: (tensor, place) for tensor, place in tensor_places(read_header(Path(file.name)))}
        for at, (name, pairs) in enumerate(changed.items()):
            report(_COPYING + (1 - _COPYING) * at / len(changed), name)
            _change_weight(file, *places[name], pairs, adder)
    return {"changed": len(changed), "path": str(target), "size": target.stat().st_size}


def run_merge(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """The job `merge`: `base`, `adapters` (pairs of path and scale), `target`. Raises `JobError`."""
    adapters = [(Path(path), float(scale)) for path, scale in parameters["adapters"]]
    try:
        return merge_adapters(Path(parameters["base"]), adapters, Path(parameters["target"]), control)
    except AdapterError as error:
        raise JobError("adapter", str(error)) from None


@contextmanager
def _open_adapter(path: Path, scale: float, base: GgufHeader) -> Iterator[OpenAdapter]:
    """Open an adapter that fits the model; raises `AdapterError`."""
    try:
        header = read_header(path)
        adapter = read_adapter(header)
        check_fit(adapter, base)
        check_numbers(path)
        places = {tensor.name: place for tensor, place in tensor_places(header)}
    except GgufError as error:
        raise AdapterError(str(error)) from None
    with open_regular(path) as file:
        yield OpenAdapter(adapter, file, places, scale)


def _group_pairs(adapters: Sequence[OpenAdapter]) -> dict[str, list[tuple[OpenAdapter, AdapterPair]]]:
    """What changes each weight, by its name."""
    found: dict[str, list[tuple[OpenAdapter, AdapterPair]]] = {}
    for adapter in adapters:
        for pair in adapter.adapter.pairs:
            found.setdefault(pair.name, []).append((adapter, pair))
    return found


def _copy_model(base: Path, writing: BinaryIO, control: JobControl) -> None:
    """Write the model as one file: that file's bytes, or the parts of a split one together."""

    def report(share: float) -> None:
        control.report_progress(share * _COPYING, "copying")

    if len(find_parts(base)) > 1:
        with ModelFiles(control.library, base) as model:
            writing.write(model.head.build_head())
            model.copy_tensors(writing, report)
    else:
        with open_regular(base) as reading:
            size, done = os.fstat(reading.fileno()).st_size, 0
            while data := reading.read(_COPY):
                writing.write(data)
                done += len(data)
                report(done / size)
    writing.flush()


def _change_weight(
    file: BinaryIO, tensor: Tensor, place: int, pairs: Sequence[tuple[OpenAdapter, AdapterPair]], adder: RowAdder
) -> None:
    width, height = tensor.shape[:2]
    experts = tensor.shape[2] if len(tensor.shape) > 2 else 1
    row = tensor_size(tensor.kind, (width,))
    step = max(1, _SLAB // width)
    for expert in range(experts):
        changes = [_read_change(adapter, pair, expert, experts) for adapter, pair in pairs]
        for first in range(0, height, step):
            count = min(step, height - first)
            at = place + (expert * height + first) * row
            rows = adder.add_to_rows(tensor.kind, _read_at(file, at, count * row), width, first, count, changes)
            file.seek(at)
            file.write(rows)


def _read_change(adapter: OpenAdapter, pair: AdapterPair, expert: int, experts: int) -> LowRank:
    first = adapter.read_tensor(pair.first, expert, experts)
    second = adapter.read_tensor(pair.second, expert, experts)
    factor = adapter.adapter.factor(pair, adapter.scale)
    if pair.is_embedding:  # rows are those of A
        return LowRank(pair.rank, factor, pair.first.kind, first, pair.second.kind, second, is_transposed=True)
    return LowRank(pair.rank, factor, pair.second.kind, second, pair.first.kind, first, is_transposed=False)


def _read_at(file: BinaryIO, place: int, size: int) -> bytes:
    file.seek(place)
    data = file.read(size)
    if len(data) != size:
        raise AdapterError("a file is incomplete")
    return data
