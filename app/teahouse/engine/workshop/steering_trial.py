"""The job `steering-trial`: replies and perplexity with a control vector at several scales, in one context.

llama.cpp adds a vector to what it computes next, so that another scale needs no load; the cache is cleared between
scales. Replies take the likeliest token each time. Perplexity is that of a text on its own: e to the mean of −log p of
each token but the first.

Parameters: `model`, `vector` (absolute paths), `prompt` (rendered), `scales`, `tokens` (the most of a reply), `text`
(may be empty). Result: `replies` and `perplexities` (numbers or null), in the order of the scales. After each reply a
line of progress has as its status {"reply": …, "scale": …} in JSON.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from collections.abc import Mapping
from ctypes import POINTER, c_float, cast
from pathlib import Path
from typing import Any

from teahouse.core.control_vectors import ControlVectorError, check_vector_fit, read_control_vector
from teahouse.core.gguf import GgufError, tensor_places
from teahouse.engine.blobs import open_regular, read_header
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeContext, NativeModel

MOST_SCALES, MOST_REPLY, MOST_PROMPT, MOST_TEXT = 5, 256, 2048, 512  # tokens but the first


def try_vector(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    path, vector_path = read_path(parameters, "model"), read_path(parameters, "vector")
    scales = _read_scales(parameters.get("scales"))
    most = min(max(int(parameters.get("tokens", 64)), 1), MOST_REPLY)
    directions = read_directions(vector_path, path)
    replies: list[str] = []
    perplexities: list[float | None] = []
    with NativeModel(control.library, path) as model:
        prompt = model.tokenize(str(parameters.get("prompt", "")), parse=True)
        if len(prompt) > 1 and prompt[0] == prompt[1]:
            prompt = prompt[1:]
        if not 0 < len(prompt) <= MOST_PROMPT:
            raise JobError("parameter", f"The prompt has {len(prompt)} tokens; 1 to {MOST_PROMPT} can be used.")
        text = model.tokenize(str(parameters.get("text", "")))[:MOST_TEXT]
        size = max(len(prompt) + most, len(text), 16)
        with NativeContext(model, size, n_batch=max(len(prompt), len(text), 16)) as context:
            for number, scale in enumerate(scales):
                _set_scale(context, directions, scale)
                context.clear()
                replies.append(_write_reply(context, prompt, most))
                context.clear()
                perplexities.append(_measure_perplexity(context, text) if len(text) > 1 else None)
                status = json.dumps({"scale": scale, "reply": replies[-1]})
                control.report_progress((number + 1) / len(scales), status)
    return {"replies": replies, "perplexities": perplexities, "scales": scales}


def _read_scales(value: object) -> list[float]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_SCALES:
        raise JobError("parameter", f"There must be 1 to {MOST_SCALES} scales.")
    if not all(isinstance(scale, int | float) and -1 <= scale <= 1 for scale in value):
        raise JobError("parameter", "A scale must be from -1 to 1.")
    return [float(scale) for scale in value]


def read_directions(path: Path, base: Path) -> dict[int, array[float]]:
    """The numbers of a control vector by layer, checked. Raises `JobError` file."""
    found: dict[int, array[float]] = {}
    try:
        header = read_header(path)
        check_vector_fit(read_control_vector(header), read_header(base))
        with open_regular(path) as file:
            for tensor, place in tensor_places(header):
                file.seek(place)
                numbers = array("f", file.read(tensor.size))
                if sys.byteorder == "big":
                    numbers.byteswap()
                found[int(tensor.name.rpartition(".")[2])] = numbers
    except (ControlVectorError, GgufError) as error:
        raise JobError("file", f"{path.name} cannot be used: {error}.") from error
    if not all(math.isfinite(math.fsum(map(abs, numbers))) for numbers in found.values()):
        raise JobError("file", f"{path.name} has a number that is infinite or not a number.")
    return found


def _set_scale(context: NativeContext, directions: Mapping[int, array[float]], scale: float) -> None:
    """Add the directions, times the scale, from now on; none at 0."""
    model, library = context.model, context.model.library
    if scale == 0:
        library.c.llama_set_adapter_cvec(context.pointer, None, 0, 0, 0, 0)
        return
    width = model.n_embd
    numbers = (c_float * (width * (model.n_layer - 1)))()  # layer 0 has none
    for layer, direction in directions.items():
        start = width * (layer - 1)
        numbers[start : start + width] = [number * scale for number in direction]
    code = library.c.llama_set_adapter_cvec(
        context.pointer, cast(numbers, POINTER(c_float)), len(numbers), width, 1, model.n_layer
    )
    if code:
        raise JobError("unsupported", "This architecture cannot take a control vector.")


def _write_reply(context: NativeContext, prompt: list[int], most: int) -> str:
    model, tokens = context.model, []
    context.decode(prompt, 0)
    for place in range(len(prompt), len(prompt) + most):
        numbers = context.logits()[:]
        token = numbers.index(max(numbers))
        if model.library.c.llama_vocab_is_eog(model.vocabulary, token):
            break
        tokens.append(token)
        if place < len(prompt) + most - 1:
            context.decode([token], place)
    return model.detokenize(tokens)


def _measure_perplexity(context: NativeContext, text: list[int]) -> float | None:
    context.decode(text, 0, every=True)
    loss = 0.0
    for place, token in enumerate(text[1:]):
        numbers = context.logits(place)[:]
        highest = max(numbers)
        loss += math.log(math.fsum(math.exp(number - highest) for number in numbers)) + highest - numbers[token]
    mean = loss / (len(text) - 1)
    return math.exp(mean) if mean < 700 else None
