"""The job `layers`: what a model would answer after each of its layers (the logit lens), and what a token attends to.

Parameters: `model`, the absolute path of a GGUF file; `text`; `token`, the place of the chosen token (−1: the last),
or `after`, the bytes of the text that follow it (that is how a token is named before the text is split into tokens);
`lens` and `attention`, whether each is wanted; `span`, the most tokens around the chosen one whose layers are read
(0: as many as `_BUDGET` allows); `top`, the tokens given for each layer. Result, with tokens as [id, text]:

- `tokens`: those of the text, `byte_ends`: the bytes of text up to each one's end, `layers`: how many the model has
- `lens`: {place: [[[id, probability], …] for each layer]}, after its last operation
- `own`: {place: [[id, probability], …]}: the model's answer, from llama.cpp's own logits
- `pieces`: {id: text} of the tokens in `lens` and `own`
- `attention`: {layer: [[weights over the tokens 0 … token] for each head]}; layers of other kinds are not in it
- `token`, `seconds`
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Mapping
from ctypes import c_float
from time import monotonic
from typing import Any

from teahouse.core.workshop.layer_inspection import MOST_TOKENS
from teahouse.engine.workshop.abi import NativeLibrary, TensorStruct, default_threads
from teahouse.engine.workshop.control import JobControl, read_path
from teahouse.engine.workshop.failure import JobError
from teahouse.engine.workshop.native import NativeContext, NativeModel
from teahouse.engine.workshop.output_head import HeadStep, OutputHead, read_steps

BATCH = 32  # tokens that are computed at a time: bounds the memory of logits and attention
_BUDGET = 4e10  # multiplications of the output matrix: about 1.6 s of a processor's time
_STREAM, _ATTENTION, _OUTPUT = "l_out-", "kq_soft_max-", "result_output"
_DIGITS = 6


def inspect_layers(parameters: Mapping[str, Any], control: JobControl) -> dict[str, Any]:
    """Do the job. Raises `JobError`."""
    path, started = read_path(parameters, "model"), monotonic()
    control.report_progress(0, "loading")
    with NativeModel(control.library, path, repack=False) as model:
        tokens = model.tokenize(str(parameters.get("text", "")), parse=True)
        if len(tokens) > 1 and tokens[0] == tokens[1] == model.begin_token:  # a rendered prompt may have its own
            tokens = tokens[1:]
        _check_length(len(tokens))
        reading = _Reading(model, tokens, parameters)
        result = reading.run(control)
    return {**result, "seconds": round(monotonic() - started, 3)}


def _check_length(count: int) -> None:
    if not count:
        raise JobError("parameter", "The text has no tokens.")
    if count > MOST_TOKENS:
        raise JobError("parameter", f"The text has {count} tokens for this model; at most {MOST_TOKENS} can be read.")


class _Reading:
    """One text in one model."""

    def __init__(self, model: NativeModel, tokens: list[int], parameters: Mapping[str, Any]) -> None:
        self.model, self.tokens = model, tokens
        token = self._find_place(int(parameters.get("after", 0))) if "after" in parameters else parameters.get("token")
        self.token = token if isinstance(token, int) and 0 <= token < len(tokens) else len(tokens) - 1
        self.lens, self.attention = bool(parameters.get("lens", True)), bool(parameters.get("attention", True))
        self.top = min(max(int(parameters.get("top", 5)), 1), 20)
        self.places = self._choose_places(int(parameters.get("span", 0))) if self.lens else range(0)
        self.steps: tuple[HeadStep, ...] = ()
        self.stream: dict[int, Any] = {}  # rows of the batch, by layer
        self.weights: dict[int, list[list[float]]] = {}
        self.failure: JobError | None = None
        self.first = 0  # token of the batch

    def _find_place(self, after: int) -> int:
        """The token after whose end there are at most so many bytes."""
        for place in reversed(range(len(self.tokens))):
            size = len(self.model.piece(self.tokens[place]))
            if after < size:
                return place
            after -= size
        return 0

    def _choose_places(self, span: int) -> range:
        """The tokens whose layers are read: `span` of them, with the chosen one in the middle if possible."""
        model = self.model
        span = span or max(1, int(_BUDGET / (model.n_layer * model.n_embd * model.n_vocab)))
        first = max(0, min(self.token - span // 2, len(self.tokens) - span))
        return range(first, min(first + span, len(self.tokens)))

    def run(self, control: JobControl) -> dict[str, Any]:
        lens: dict[int, list[Any]] = {}
        own: dict[int, Any] = {}
        end = max(self.places[-1] if self.places else 0, self.token) + 1
        ranked = len(self.places)
        with NativeContext(self.model, len(self.tokens) + BATCH, n_batch=BATCH, callback=self._look) as context:
            for self.first in range(0, end, BATCH):
                control.report_progress(0.05 + 0.9 * self.first / end, "computing")
                self.stream.clear()
                part = self.tokens[self.first : min(self.first + BATCH, end)]
                self._decode(context, part)
                places = [place for place in self.places if self.first <= place < self.first + len(part)]
                if places:
                    self._rank_places(context, places, lens, own)
        if self.lens and len(own) != ranked:
            raise JobError("failed", "The model did not compute all tokens.")
        if self.attention and not self.weights and not self.lens:
            raise JobError("unsupported", "This architecture has no attention weights to show.")
        return self._make_result(lens, own)

    def _decode(self, context: NativeContext, part: list[int]) -> None:
        try:
            context.decode(part, self.first, every=True)
        except JobError:
            raise self.failure or JobError("failed", "The model cannot compute this text.") from None
        if self.failure is not None:
            raise self.failure

    # In the evaluation callback.

    def _look(self, tensor: Any, ask: bool, _: object) -> bool:
        name = tensor.contents.name.decode(errors="replace")
        try:
            if ask:
                return self._is_wanted(name)
            self._read(name, tensor)
        except JobError as failure:
            self.failure = failure
            return False
        return True

    def _is_wanted(self, name: str) -> bool:
        if name.startswith(_STREAM):
            return self.lens
        if name == _OUTPUT:
            return self.lens and not self.steps
        return self.attention and name.startswith(_ATTENTION) and self.first <= self.token < self.first + BATCH

    def _read(self, name: str, tensor: Any) -> None:
        library = self.model.library
        if name == _OUTPUT:
            self.steps = read_steps(library, tensor, self.model.n_embd)
        elif name.startswith(_STREAM):
            if tensor.contents.ne[0] != self.model.n_embd:
                raise JobError(
                    "unsupported", "The layers of this architecture cannot be read: they have several streams."
                )
            self.stream[int(name.removeprefix(_STREAM))] = library.read_floats(tensor)
        else:
            layer = int(name.removeprefix(_ATTENTION))
            self.weights[layer] = _read_heads(library, tensor.contents, self.token - self.first, self.token + 1)

    # Between batches.

    def _rank_places(
        self, context: NativeContext, places: list[int], lens: dict[int, list[Any]], own: dict[int, Any]
    ) -> None:
        if not self.steps:
            raise JobError("unsupported", "The layers of this architecture cannot be read: it does not name them.")
        model, offset, count = self.model, places[0] - self.first, len(places)
        sizes = {"vocabulary": model.n_vocab, "top": self.top, "threads": default_threads()}
        size = count * model.n_embd * 4
        rows = (c_float * (count * model.n_embd * model.n_layer))()
        for layer in range(model.n_layer):
            stream = self.stream.get(layer)
            if stream is None or len(stream) < (offset + count) * model.n_embd:
                raise JobError("unsupported", f"Layer {layer + 1} of this architecture cannot be read.")
            start = ctypes.addressof(stream) + offset * model.n_embd * 4
            ctypes.memmove(ctypes.addressof(rows) + layer * size, start, size)
        with OutputHead(model.library, self.steps, width=model.n_embd, **sizes) as head:
            ranked = head.rank_tokens(rows, count * model.n_layer)
        logits = (c_float * (count * model.n_vocab))()
        for place in range(count):
            row = context.logits(offset + place)
            ctypes.memmove(ctypes.addressof(logits) + place * model.n_vocab * 4, row, model.n_vocab * 4)
        with OutputHead(model.library, (), width=model.n_vocab, **sizes) as head:
            answers = head.rank_tokens(logits, count)
        for number, place in enumerate(places):
            lens[place] = [_round(ranked[layer * count + number]) for layer in range(model.n_layer)]
            own[place] = _round(answers[number])

    def _make_result(self, lens: dict[int, list[Any]], own: dict[int, Any]) -> dict[str, Any]:
        ids = {token for rows in lens.values() for row in rows for token, _ in row}
        ids |= {token for row in own.values() for token, _ in row}
        pieces = [self.model.piece(token) for token in self.tokens]
        ends, total = [], 0
        for piece in pieces:
            ends.append(total := total + len(piece))
        return {
            "layers": self.model.n_layer,
            "token": self.token,
            "tokens": [[token, show_piece(piece)] for token, piece in zip(self.tokens, pieces, strict=True)],
            "byte_ends": ends,
            "lens": lens,
            "own": own,
            "pieces": {token: show_piece(self.model.piece(token)) for token in sorted(ids)},
            "attention": self.weights,
        }


def _round(row: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return [(token, round(share, _DIGITS)) for token, share in row]


def _read_heads(library: NativeLibrary, tensor: TensorStruct, row: int, count: int) -> list[list[float]]:
    """The first `count` weights of a row, for each head. The tensor has places × rows × heads of F32."""
    heads = []
    if tensor.type != 0:
        raise JobError("unsupported", "The attention of this model is computed in another type.")
    pointer = ctypes.pointer(tensor)
    for head in range(tensor.ne[2]):
        weights = (c_float * count)()
        place = row * tensor.nb[1] + head * tensor.nb[2]
        library.c.ggml_backend_tensor_get(pointer, weights, place, count * 4)
        heads.append([round(weight, _DIGITS) for weight in array("f", weights)])
    return heads


def show_piece(piece: bytes) -> str:
    """A token's text; the bytes of a part of a character as <E4>."""
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"<{byte:02X}>" for byte in piece)
