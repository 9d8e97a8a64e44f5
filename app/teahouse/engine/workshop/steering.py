"""The job `steering`: a control vector from contrast pairs.

Each pair is two prompts that differ in what is to be steered, rendered with the model's chat template up to the place
where the reply begins. The direction of a layer is the mean of the differences of the residual stream after it
("l_out-N") at the last token: the difference of means, which steers as well as a principal component (Rimsky et al.,
Steering Llama 2 via Contrastive Activation Addition, 2024), has a sign of its own, and needs no iteration. llama.cpp's
cvector-generator offers both.

A direction is scaled so that −1 … 1 is a useful range for any model: its length is `STRENGTH` / layers of the mean
length of the residual stream there, because what each layer adds is added up. The last layer has none, as in
llama.cpp's generator. One direction has the number of the layer after which it was read and is added.

Parameters: `model`, `output` (absolute paths), `positive` and `negative` (as many prompts each). Result: `layers`,
`width`, `pairs`, `tokens`, and `separation`: of each layer the share of pairs that the direction of all others puts in
order.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Mapping, Sequence
from operator import mul
from typing import Any

from teahouse.core.control_vectors import ARCHITECTURE, LARGEST_VECTOR
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeContext, NativeModel

STRENGTH = 1.2  # of the length of the residual stream, over all layers, at the scale 1
LEAST_PAIRS, MOST_PAIRS = 2, 200
MOST_TOKENS = 1024  # of a prompt
_ALIGNMENT = 32
_STREAM = b"l_out-"


def make_vector(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    output = read_path(parameters, "output")
    pairs = _read_pairs(parameters)
    with NativeModel(control.library, read_path(parameters, "model")) as model:
        if model.n_layer < 3:
            raise JobError("unsupported", "The model has too few layers.")
        prompts = [tuple(_tokenize(model, text) for text in pair) for pair in pairs]
        differences, lengths = _read_differences(model, prompts, control)
        architecture = model.read_meta("general.architecture")
        layers = range(1, model.n_layer - 1)
        directions = {layer: _make_direction(differences[layer], lengths[layer], len(layers)) for layer in layers}
    data = _encode_vector(architecture, directions)
    if len(data) > LARGEST_VECTOR:
        raise JobError("unsupported", "The model is too large for a control vector.")
    with control.create_output(output, len(data)) as file:
        file.write(data)
    return {
        "path": str(output),
        "size": len(data),
        "layers": list(layers),
        "width": len(directions[1]),
        "pairs": len(pairs),
        "tokens": sum(len(tokens) for pair in prompts for tokens in pair),
        "separation": [_measure_separation(differences[layer]) for layer in layers],
    }


def _read_pairs(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    positive, negative = (_read_texts(parameters.get(name)) for name in ("positive", "negative"))
    if len(positive) != len(negative) or not LEAST_PAIRS <= len(positive) <= MOST_PAIRS:
        raise JobError("parameter", f"There must be {LEAST_PAIRS} to {MOST_PAIRS} pairs.")
    return list(zip(positive, negative, strict=True))


def _read_texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
        raise JobError("parameter", "positive and negative must be lists of texts.")
    return value


def _tokenize(model: NativeModel, text: str) -> list[int]:
    """The tokens of a rendered prompt, whose template may have written the begin-of-text token already."""
    tokens = model.tokenize(text, parse=True)
    if len(tokens) > 1 and tokens[0] == tokens[1]:
        tokens = tokens[1:]
    if not tokens or len(tokens) > MOST_TOKENS:
        raise JobError("parameter", f"A text has {len(tokens)} tokens; 1 to {MOST_TOKENS} can be used.")
    return tokens


def _read_differences(
    model: NativeModel, prompts: Sequence[tuple[list[int], ...]], control: JobControl
) -> tuple[dict[int, list[array[float]]], dict[int, float]]:
    """By layer, the difference of each pair, and the mean length of the residual stream."""
    stream: dict[int, array[float]] = {}
    library = model.library

    def see_tensor(tensor: Any, ask: bool, _: object) -> bool:
        name = library.c.ggml_get_name(tensor)
        if not name.startswith(_STREAM):
            return not ask
        if not ask:
            floats, width = library.read_floats(tensor), tensor.contents.ne[0]
            stream[int(name[len(_STREAM) :])] = array("f", bytes(floats))[-width:]
        return True

    longest = max(len(tokens) for pair in prompts for tokens in pair)
    differences: dict[int, list[array[float]]] = {layer: [] for layer in range(model.n_layer)}
    lengths = dict.fromkeys(differences, 0.0)
    with NativeContext(model, longest, n_batch=longest, callback=see_tensor) as context:
        for number, pair in enumerate(prompts):
            control.report_progress(number / len(prompts), f"pair {number + 1} of {len(prompts)}")
            streams = []
            for tokens in pair:
                stream.clear()
                context.clear()
                context.decode(tokens, 0)
                _check_stream(stream, model.n_layer)
                streams.append(dict(stream))
            for layer in differences:
                first, second = streams[0][layer], streams[1][layer]
                differences[layer].append(array("f", (one - other for one, other in zip(first, second, strict=True))))
                lengths[layer] += (_length(first) + _length(second)) / (2 * len(prompts))
    return differences, lengths


def _check_stream(stream: Mapping[int, array[float]], layers: int) -> None:
    if not all(layer in stream for layer in range(layers)):
        raise JobError("unsupported", "The layers of this architecture cannot be read.")
    if not all(math.isfinite(_length(numbers)) for numbers in stream.values()):
        raise JobError("failed", "The model computes numbers that are infinite or not a number.")


def _length(numbers: array[float]) -> float:
    return math.sqrt(sum(map(mul, numbers, numbers)))


def _make_direction(differences: Sequence[array[float]], length: float, layers: int) -> array[float]:
    """The mean difference, as long as it acts."""
    mean = array("f", (sum(column) / len(differences) for column in zip(*differences, strict=True)))
    own = _length(mean)
    if own == 0:
        raise JobError("parameter", "The two texts of each pair give the same: they must differ.")
    factor = STRENGTH / layers * length / own
    return array("f", (number * factor for number in mean))


def _measure_separation(differences: Sequence[array[float]]) -> float:
    """The share of pairs whose difference points where the sum of the others does."""
    total = array("d", (math.fsum(column) for column in zip(*differences, strict=True)))
    right = [one for one in differences if math.fsum(map(mul, one, total)) > math.fsum(map(mul, one, one))]
    return len(right) / len(differences)


def _encode_vector(architecture: str, directions: Mapping[int, array[float]]) -> bytes:
    """The GGUF file, as llama.cpp's cvector-generator writes it."""
    keys = (
        ("general.architecture", 8, _encode_text(ARCHITECTURE)),
        ("controlvector.model_hint", 8, _encode_text(architecture)),
        ("controlvector.layer_count", 5, struct.pack("<i", len(directions))),
    )
    head = b"GGUF" + struct.pack("<IQQ", 3, len(directions), len(keys))
    head += b"".join(_encode_text(name) + struct.pack("<I", kind) + value for name, kind, value in keys)
    data, offset = [], 0
    for layer, numbers in directions.items():
        head += _encode_text(f"direction.{layer}") + struct.pack("<IQIQ", 1, len(numbers), 0, offset)
        data.append(_pad(_little(numbers)))
        offset += len(data[-1])
    return _pad(head) + b"".join(data)


def _encode_text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def _pad(data: bytes) -> bytes:
    return data + bytes(-len(data) % _ALIGNMENT)


def _little(numbers: array[float]) -> bytes:
    if sys.byteorder == "big":
        numbers = array("f", numbers)
        numbers.byteswap()
    return numbers.tobytes()
