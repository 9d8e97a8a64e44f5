"""The job `quantise`: writes a smaller copy of a model, as llama-quantize does; the original is only read.

Parameters: `source` and `target`, absolute paths of GGUF files (of a split source the first part; `target` must not
exist); `kind`, one of `mixtures.FILE_TYPES` in any case; `matrix_text` (optional), a text of at least
`importance.LEAST_TOKENS` tokens, for which weights that matter are kept more exact; `threads` (optional); `requantise`
(optional, default false): take sources that are quantised below Q8_0 too, which loses quality twice. Result: `path`,
`size` (bytes), `seconds`, `kind`, `types` (number of tensors by type), `matrix_chunks`, `matrix_entries`.

Without a matrix the bytes are those of llama-quantize: the same mixture, the library's own quantising and its own
writing of the header. Memory: some 100 MiB, since tensors are read in pieces; with a matrix the model is loaded too.
"""

from __future__ import annotations

import ctypes
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

from teahouse.core.gguf import TENSOR_TYPES
from teahouse.core.values import dataclass
from teahouse.engine.workshop.abi import LOAD_NONE, NativeLibrary, default_threads
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.importance import collect_importance
from teahouse.engine.workshop.mixtures import FILE_TYPES, SOURCES, ModelTraits, choose_types, order_names
from teahouse.engine.workshop.model_files import ModelFiles
from teahouse.engine.workshop.native import NativeModel

_NUMBERS = {name: number for number, (name, *_) in TENSOR_TYPES.items()}
_VERSION = 2  # GGML_QNT_VERSION
_PIECE = 1 << 20  # weights that one thread handles at a time
_MATRIX_SHARE = 0.5  # of the progress


@dataclass(frozen=True, slots=True)
class QuantiseTask:
    """One tensor: types as ggml's names, `shape` without dimensions of 1 at the end, `offset` in its source `file`."""

    name: str
    file: Path
    offset: int
    shape: tuple[int, ...]
    source: str
    target: str

    @property
    def rows(self) -> int:
        """Rows of one matrix; of a mixture of experts there are `matrices`."""
        return self.shape[1] if len(self.shape) > 1 else 1

    @property
    def matrices(self) -> int:
        count = 1
        for size in self.shape[2:]:
            count *= size
        return count


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some rows of one matrix of a tensor."""

    task: QuantiseTask
    matrix: int
    row: int
    rows: int


def quantise_model(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    began = monotonic()
    source, target = read_path(parameters, "source"), read_path(parameters, "target")
    kind = read_kind(parameters.get("kind"))
    text = str(parameters.get("matrix_text") or "")
    threads = int(parameters.get("threads") or default_threads())
    library = control.library
    if target.exists():
        raise JobError("parameter", f"{target.name} exists already.")
    shape = read_shape(library, source)
    matrix: dict[str, Any] = {}
    chunks = 0
    if text:
        matrix, chunks = collect_importance(
            library, source, text, threads, lambda share: control.report_progress(share * _MATRIX_SHARE, "matrix")
        )
    with ModelFiles(library, source) as file:
        tasks = _plan_tasks(file, library, kind, shape, bool(matrix))
        if not parameters.get("requantise"):
            _require_exact(tasks)
        header, offsets, size = _make_header(library, file, tasks, FILE_TYPES[kind], len(matrix), chunks)
        run = _QuantiseRun(library, matrix, threads)
        first = _MATRIX_SHARE if matrix else 0.0
        with control.create_output(target, size) as output:
            output.write(header)
            run.write_tensors(
                output, tasks, offsets, len(header), lambda share, name: control.report_progress(
                    first + (1 - first) * share, name
                )
            )  # fmt: skip
    return {
        "path": str(target),
        "size": target.stat().st_size,
        "seconds": round(monotonic() - began, 2),
        "kind": kind,
        "types": dict(Counter(task.target for task in tasks)),
        "matrix_chunks": chunks,
        "matrix_entries": len(matrix),
    }


def read_kind(value: object) -> str:
    """The name of a quantisation; raises `JobError` parameter."""
    kind = str(value or "").upper()
    if kind not in FILE_TYPES:
        raise JobError("parameter", f"There is no quantisation {value!r}; there are {', '.join(FILE_TYPES)}.")
    return kind


def read_shape(library: NativeLibrary, path: Path) -> ModelTraits:
    """What llama.cpp takes the model for, without loading its weights. Raises `JobError` file."""
    with NativeModel(library, path, load_mode=LOAD_NONE, allocate=False) as model:
        architecture = model.read_meta("general.architecture")
        shared = library.c.llama_model_n_head_kv(model.pointer)
        described = ctypes.create_string_buffer(256)
        library.c.llama_model_desc(model.pointer, described, len(described))
        return ModelTraits(
            architecture=architecture,
            layers=_read_number(model, f"{architecture}.block_count"),
            experts=_read_number(model, f"{architecture}.expert_count"),
            heads_per_kv=library.c.llama_model_n_head(model.pointer) // shared if shared else 0,
            is_70b=b" 70B " in described.value,
        )


def _read_number(model: NativeModel, key: str) -> int:
    value = model.read_meta(key)
    return int(value) if value.isdecimal() else 0


def _plan_tasks(
    file: ModelFiles, library: NativeLibrary, kind: str, shape: ModelTraits, has_matrix: bool
) -> list[QuantiseTask]:
    """All tensors in the order of the new file."""
    names = {number: name for number, (name, *_) in TENSOR_TYPES.items()}
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    places = {place.name: place for place in file.places}
    for name in places:
        tensor = file.tensor(name).contents
        if tensor.type not in names:
            raise JobError("unsupported", f"{name} is of a type that is not known ({tensor.type}).")
        size = list(tensor.ne)
        while len(size) > 1 and size[-1] == 1:
            size.pop()
        found[name] = names[tensor.type], tuple(size)
    try:
        chosen = choose_types(kind, shape, found, has_matrix=has_matrix)
    except ValueError as error:
        raise JobError("unsupported", f"This model cannot be quantised: {error}.") from None
    return [
        QuantiseTask(name, places[name].file, places[name].offset, found[name][1], found[name][0], chosen[name])
        for name in order_names(found)
    ]


def _require_exact(tasks: list[QuantiseTask]) -> None:
    """Raise `JobError` unsupported where a weight is quantised already, because errors would add up."""
    for task in tasks:
        if task.source != task.target and task.source not in SOURCES:
            raise JobError(
                "unsupported",
                f"The model is quantised already ({task.source}); use its F16, BF16, F32 or Q8_0 version.",
            )


def _make_header(
    library: NativeLibrary, file: ModelFiles, tasks: list[QuantiseTask], number: int, entries: int, chunks: int
) -> tuple[bytes, dict[str, int], int]:
    """The head of the new file by the library's own writer, where each tensor's data begin after it, and all bytes."""
    c = library.c
    made = c.gguf_init_empty()
    try:
        c.gguf_set_kv(made, file.head.pointer)
        c.gguf_set_val_u32(made, b"general.quantization_version", _VERSION)
        c.gguf_set_val_u32(made, b"general.file_type", number)
        if entries:
            c.gguf_set_val_u32(made, b"quantize.imatrix.entries_count", entries)
            c.gguf_set_val_u32(made, b"quantize.imatrix.chunks_count", chunks)
        for task in tasks:
            c.gguf_add_tensor(made, file.tensor(task.name))
            c.gguf_set_tensor_type(made, task.name.encode(), _NUMBERS[task.target])
        head = ctypes.create_string_buffer(c.gguf_get_meta_size(made))
        c.gguf_get_meta_data(made, head)
        offsets = {
            c.gguf_get_tensor_name(made, place).decode(): c.gguf_get_tensor_offset(made, place)
            for place in range(len(tasks))
        }
        last = tasks[-1]
        end = offsets[last.name] + _size(library, last.target, last)
        return head.raw, offsets, len(head.raw) + end + -end % 32
    finally:
        c.gguf_free(made)


def _size(library: NativeLibrary, kind: str, task: QuantiseTask) -> int:
    return int(library.c.ggml_row_size(_NUMBERS[kind], task.shape[0])) * task.rows * task.matrices


class _QuantiseRun:
    """Converts tensors on several threads; results are written in order."""

    def __init__(self, library: NativeLibrary, matrix: Mapping[str, Any], threads: int) -> None:
        self._library = library
        self._matrix = matrix
        self._threads = threads

    def write_tensors(
        self, output: BinaryIO, tasks: list[QuantiseTask], offsets: Mapping[str, int], head: int, report: Any
    ) -> None:
        """Write all tensors, each at its offset after a head of so many bytes; `report`: share and name."""
        for kind in {task.target for task in tasks if task.target != task.source}:
            self._library.c.ggml_quantize_init(_NUMBERS[kind])
        total = sum(task.shape[0] * task.rows * task.matrices for task in tasks)
        done = 0
        waiting: deque[tuple[_Piece, Future[Any]]] = deque()
        pieces = self._cut(tasks)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="quantise") as pool:
            try:
                while True:
                    while len(waiting) < 2 * self._threads and (piece := next(pieces, None)) is not None:
                        waiting.append((piece, pool.submit(self._convert, piece)))
                    if not waiting:
                        break
                    piece, result = waiting.popleft()
                    if piece.matrix == 0 and piece.row == 0:
                        report(done / total, piece.task.name)
                        output.write(bytes(head + offsets[piece.task.name] - output.tell()))  # padding
                    output.write(result.result())
                    done += piece.rows * piece.task.shape[0]
                    report(done / total, piece.task.name)
            finally:
                pool.shutdown(cancel_futures=True)
        output.write(bytes(-(output.tell() - head) % 32))

    def _cut(self, tasks: list[QuantiseTask]) -> Iterator[_Piece]:
        for task in tasks:
            step = max(1, _PIECE // task.shape[0])
            for matrix in range(task.matrices):
                for row in range(0, task.rows, step):
                    yield _Piece(task, matrix, row, min(step, task.rows - row))

    def _convert(self, piece: _Piece) -> Any:
        """The new bytes of some rows. On a thread of the pool."""
        c, task = self._library.c, piece.task
        number, width = _NUMBERS[task.source], task.shape[0]
        row = c.ggml_row_size(number, width)
        raw = _read(task.file, task.offset + (piece.matrix * task.rows + piece.row) * row, piece.rows * row)
        if task.source == task.target:
            return raw
        count = piece.rows * width
        floats = raw
        if task.source != "F32":
            floats = (ctypes.c_float * count)()
            c.ggml_get_type_traits(number).contents.to_float(raw, floats, count)
        target = _NUMBERS[task.target]
        size = piece.rows * c.ggml_row_size(target, width)
        result = ctypes.create_string_buffer(size)
        if c.ggml_quantize_chunk(target, floats, result, 0, piece.rows, width, self._weights(piece)) != size:
            raise JobError("failed", f"{task.name} could not be quantised.")
        if not c.ggml_validate_row_data(target, result, size):
            raise JobError("file", f"{task.name} has weights that are no numbers.")
        return result

    def _weights(self, piece: _Piece) -> Any:
        """The importance of each column for this matrix of a tensor; None where it is not known."""
        found, width = self._matrix.get(piece.task.name), piece.task.shape[0]
        if found is None or len(found) != width * piece.task.matrices:
            return None
        return ctypes.byref(found, piece.matrix * width * ctypes.sizeof(ctypes.c_float))


def _read(path: Path, place: int, size: int) -> Any:
    buffer = ctypes.create_string_buffer(size)
    with path.open("rb", buffering=0) as file:
        file.seek(place)
        view, read = memoryview(buffer), 0
        while read < size:
            count = file.readinto(view[read:])
            if not count:
                raise JobError("file", f"{path.name} is incomplete.")
            read += count
    return buffer
