"""LoRA adapters as GGUF files: what one has, whether it fits a model, and its name among a model's adapters.

An adapter has two tensors for each weight it changes: `NAME.lora_a` and `NAME.lora_b`. The weight acts as
W + scale · alpha / rank · B · A. The names, shapes and keys are those of llama.cpp's loader
(`llama_adapter_lora_init_impl` in src/llama-adapter.cpp), which ends the process of a model where one is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from teahouse.core.gguf import GgufHeader, Tensor
from teahouse.core.values import dataclass

FIRST, SECOND = ".lora_a", ".lora_b"
KINDS = ("F32", "F16", "BF16", "Q8_0")
MOST_SCALE = 10.0  # of the size of a scale
MOST_ADAPTERS = 16  # of a model
LONGEST_NAME = 64
_EMBEDDING, _OUTPUT = "token_embd.weight", "output.weight"
_UNSAFE = re.compile(r"[^\w.-]+")


class AdapterError(Exception):
    """The file is no adapter that can be used, or does not fit the model; the text says why."""


@dataclass(frozen=True, slots=True)
class AdapterPair:
    """The two tensors for the weight `name`: A has the shape (inputs, rank), B (rank, outputs), and a third dimension
    where the weight has one for each expert. For the embedding A has the shape (rank, tokens), B (rank, outputs)."""

    name: str
    first: Tensor
    second: Tensor

    @property
    def rank(self) -> int:
        return self.second.shape[0]

    @property
    def is_embedding(self) -> bool:
        return self.name == _EMBEDDING

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the weight that it fits."""
        if self.is_embedding:
            return (self.second.shape[1], self.first.shape[1])
        return (self.first.shape[0], self.second.shape[1], *self.first.shape[2:])


@dataclass(frozen=True, slots=True)
class Adapter:
    """What the header of an adapter says. `alpha` 0: the scale is not divided by the rank."""

    architecture: str
    alpha: float
    pairs: tuple[AdapterPair, ...]

    @property
    def rank(self) -> int:
        """The largest rank."""
        return max(pair.rank for pair in self.pairs)

    def factor(self, pair: AdapterPair, scale: float) -> float:
        """By what B · A is multiplied, as in llama.cpp."""
        return scale * self.alpha / pair.rank if self.alpha else scale


def is_adapter(header: GgufHeader) -> bool:
    """Whether the file says that it is an adapter."""
    return header.get_text("general.type") == "adapter"


def read_adapter(header: GgufHeader) -> Adapter:
    """Read the header of an adapter; raises `AdapterError`."""
    kind = header.get_text("adapter.type")
    if not is_adapter(header) or kind != "lora":
        raise AdapterError("it is not a LoRA adapter")
    if "adapter.alora.invocation_tokens" in header.keys:
        raise AdapterError("it is an activated adapter (aLoRA), which is not supported")
    alpha = header.keys.get("adapter.lora.alpha")
    if alpha is not None and (isinstance(alpha, bool) or not isinstance(alpha, int | float) or not alpha > 0):
        raise AdapterError("its alpha is not a number above 0")  # an infinite one is read as 0
    if header.is_cut:
        raise AdapterError("the file is incomplete")
    return Adapter(header.architecture, float(alpha or 0), _read_pairs(header.tensors))


def _read_pairs(tensors: Iterable[Tensor]) -> tuple[AdapterPair, ...]:
    found: dict[str, dict[str, Tensor]] = {}
    for tensor in tensors:
        name, dot, suffix = tensor.name.rpartition(".")
        if dot + suffix not in (FIRST, SECOND):
            raise AdapterError(f"it has the tensor {tensor.name}, which is no part of a LoRA")
        if tensor.kind not in KINDS:
            raise AdapterError(f"{tensor.name} is of the type {tensor.kind}, not {', '.join(KINDS)}")
        if found.setdefault(name, {}).setdefault(dot + suffix, tensor) is not tensor:
            raise AdapterError(f"it has {tensor.name} twice")
    if not found:
        raise AdapterError("it changes no weight")
    return tuple(_make_pair(name, halves) for name, halves in found.items())


def _make_pair(name: str, halves: Mapping[str, Tensor]) -> AdapterPair:
    if len(halves) < 2:
        raise AdapterError(f"it has one of the two tensors for {name}")
    first, second = halves[FIRST], halves[SECOND]
    if len(first.shape) not in (2, 3) or len(first.shape) != len(second.shape):
        raise AdapterError(f"the tensors for {name} have no usable shape")
    inner = first.shape[0 if name == _EMBEDDING else 1]
    if inner != second.shape[0] or first.shape[2:] != second.shape[2:]:
        raise AdapterError(f"the two tensors for {name} do not fit each other")
    return AdapterPair(name, first, second)


def check_fit(adapter: Adapter, base: GgufHeader) -> None:
    """Raise `AdapterError` unless each of its pairs fits a weight of the model."""
    if adapter.architecture != base.architecture:
        raise AdapterError(f"it is for the architecture {adapter.architecture}, the model has {base.architecture}")
    weights = {tensor.name: tensor for tensor in base.tensors}
    for pair in adapter.pairs:
        weight = weights.get(pair.name)
        if weight is None:
            raise AdapterError(f"it changes {pair.name}, which the model does not have")
        if pair.is_embedding and _OUTPUT not in weights:  # llama.cpp would apply it to the output, which is the same
            raise AdapterError("it changes the embedding, which is also the output of this model")
        if weight.shape != pair.shape:
            raise AdapterError(
                f"{pair.name} has the shape {_words(weight.shape)} in the model, not {_words(pair.shape)}"
            )


def _words(shape: Iterable[int]) -> str:
    return " × ".join(map(str, shape))


def name_adapter(file: str, taken: Iterable[str] = ()) -> str:
    """The name of the adapter in a file: letters, digits, and `_.-`; with a number where it is taken."""
    stem = file.replace("\\", "/").rpartition("/")[2]
    stem = stem[: -len(".gguf")] if stem.lower().endswith(".gguf") else stem
    plain = _UNSAFE.sub("-", stem).strip("-.")[:LONGEST_NAME] or "adapter"
    used, name, number = frozenset(taken), plain, 1
    while name in used:
        number += 1
        name = f"{plain}-{number}"
    return name


def read_scales(value: object) -> dict[str, float]:
    """Scales by the names of adapters; raises ValueError for anything else, and for a scale that is too large."""
    if not isinstance(value, Mapping) or len(value) > MOST_ADAPTERS:
        raise ValueError("no scales by name")
    for name, scale in value.items():
        if not isinstance(name, str) or isinstance(scale, bool) or not isinstance(scale, int | float):
            raise ValueError("a scale that is no number")
        if not -MOST_SCALE <= scale <= MOST_SCALE:
            raise ValueError(f"a scale beyond {MOST_SCALE:g}")
    return {name: float(scale) for name, scale in value.items()}


def keep_own_scales(options: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The options of a request with the scales of a model's own adapters only: a conversation keeps those of the model
    that it had before."""
    kept = {name: value for name, value in options.items() if name != "adapters"}
    scales = options.get("adapters")
    own = frozenset(names)
    found = {name: scale for name, scale in scales.items() if name in own} if isinstance(scales, Mapping) else {}
    return {**kept, "adapters": found} if found else kept
