"""Which type each tensor of a model gets in a quantisation: the mixtures of llama-quantize.

Source: src/llama-quant.cpp in https://github.com/ggml-org/llama.cpp. The order of the tensors counts, because some
choices depend on how many of the same kind came before; `order_names` has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum, auto

from teahouse.core.gguf import TENSOR_TYPES
from teahouse.core.values import dataclass

FILE_TYPES = {
    "F32": 0, "F16": 1, "Q4_0": 2, "Q8_0": 7, "Q2_K": 10, "Q3_K_S": 11, "Q3_K_M": 12, "Q3_K_L": 13, "Q4_K_S": 14,
    "Q4_K_M": 15, "Q5_K_S": 16, "Q5_K_M": 17, "Q6_K": 18, "IQ4_XS": 30, "BF16": 32,
}  # fmt: skip
"""What a model can be quantised to: llama.cpp's numbers (`general.file_type`)."""
SOURCES = ("F32", "F16", "BF16", "Q8_0")  # types of weights that are quantised
_PLAIN = ("F32", "F16", "BF16")
_BLOCKS = {name: block for name, block, _ in TENSOR_TYPES.values()}
_FALLBACKS = {
    "IQ4_XS": "IQ4_NL", "Q2_K": "Q4_0", "Q3_K": "Q4_0", "Q4_K": "Q5_0", "Q5_K": "Q5_1", "Q6_K": "Q8_0",
}  # fmt: skip
_LAYER = re.compile(r"blk\.(\d+)\.")
_KEPT = (
    "_norm.weight", "ffn_gate_inp.weight", "ffn_gate_tid2eid.weight", "altup", "laurel", "per_layer_model_proj",
    "ssm_conv1d", "shortconv.conv.weight", "indexer.k_proj.weight", "indexer.q_proj.weight", "time_mix_first.weight",
    "time_mix_w0.weight", "time_mix_w1.weight", "time_mix_w2.weight", "time_mix_v0.weight", "time_mix_v1.weight",
    "time_mix_v2.weight", "time_mix_a0.weight", "time_mix_a1.weight", "time_mix_a2.weight", "time_mix_g1.weight",
    "time_mix_g2.weight", "time_mix_decay_w1.weight", "time_mix_decay_w2.weight", "time_mix_lerp_fused.weight",
    "attn_rel_b.weight", ".position_embd", "sam.pos_embd", "sam.neck.", "sam.net_", ".rel_pos", ".patch_embd",
    ".patch_merger", "a.rvq.codebook", "mm.a.code_embd",
)  # fmt: skip
_KEPT_NAMES = ("position_embd.weight", "token_types.weight")


class TensorKind(StrEnum):
    """What a tensor is for, as far as its type depends on it."""

    TOKEN_EMBD = auto()
    OUTPUT = auto()
    ATTENTION_QKV = auto()
    ATTENTION_KV_B = auto()
    ATTENTION_V = auto()
    ATTENTION_K = auto()
    ATTENTION_Q = auto()
    ATTENTION_OUTPUT = auto()
    FFN_UP = auto()
    FFN_GATE = auto()
    FFN_DOWN = auto()
    OTHER = auto()


_PARTS = {
    "attn_qkv.weight": TensorKind.ATTENTION_QKV,
    "attn_kv_b.weight": TensorKind.ATTENTION_KV_B,
    "attn_v.weight": TensorKind.ATTENTION_V,
    "attn_k.weight": TensorKind.ATTENTION_K,
    "attn_q.weight": TensorKind.ATTENTION_Q,
    "attn_output.weight": TensorKind.ATTENTION_OUTPUT,
    "ffn_up": TensorKind.FFN_UP,
    "ffn_gate": TensorKind.FFN_GATE,
    "ffn_down": TensorKind.FFN_DOWN,
}
_LIKE_V = (TensorKind.ATTENTION_V, TensorKind.ATTENTION_QKV, TensorKind.ATTENTION_KV_B)


@dataclass(frozen=True, slots=True)
class ModelTraits:
    """What the mixtures need to know of a model. `heads_per_kv`: query heads for each key head of the first layer;
    `is_70b`: llama.cpp takes it for a model of 70 B with shared key heads."""

    architecture: str
    layers: int
    experts: int = 0
    heads_per_kv: int = 1
    is_70b: bool = False


def order_names(names: Iterable[str]) -> list[str]:
    """Names in llama.cpp's order: those of no layer, then by layer; by name within."""
    return sorted(names, key=lambda name: (_find_layer(name), name.encode()))


def default_type(file_type: str) -> str:
    """The type of most tensors of a quantisation: of Q4_K_M this is Q4_K."""
    return re.sub(r"_K_[SML]$", "_K", file_type)


def find_kind(name: str) -> TensorKind:
    """What a tensor is for, by its name."""
    if name == "output.weight":
        return TensorKind.OUTPUT
    if name in ("token_embd.weight", "per_layer_token_embd.weight"):
        return TensorKind.TOKEN_EMBD
    return next((kind for part, kind in _PARTS.items() if part in name), TensorKind.OTHER)


def is_quantised(name: str, shape: tuple[int, ...]) -> bool:
    """Whether a tensor's type is changed at all; `shape`: without dimensions of 1 at the end."""
    if len(shape) < 2 or not name.endswith("weight") or name in _KEPT_NAMES:
        return False
    return not any(part in name for part in _KEPT)


def choose_types(
    file_type: str, shape: ModelTraits, tensors: Mapping[str, tuple[str, tuple[int, ...]]], *, has_matrix: bool = False
) -> dict[str, str]:
    """The new type of each tensor, in llama.cpp's order; `tensors`: types and shapes by name. `has_matrix`: there is an
    importance matrix. Raises ValueError for a tensor whose layer is not known."""
    names = order_names(tensors)
    mixture = _Mixture(file_type, shape, has_matrix, is_tied="output.weight" not in tensors)
    mixture.values = sum(find_kind(name) in _LIKE_V for name in names)
    chosen = {}
    for name in names:
        kind, size = tensors[name]
        chosen[name] = mixture.choose(name, size) if is_quantised(name, size) else kind
    return chosen


def _find_layer(name: str) -> int:
    found = _LAYER.match(name)
    return int(found[1]) if found else -1


def _uses_more_bits(layer: int, layers: int) -> bool:
    """The first and last eighth, and every third layer between."""
    return layer < layers // 8 or layer >= 7 * layers // 8 or (layer - layers // 8) % 3 == 2


@dataclass(slots=True)
class _Mixture:
    """The choice for one model; counts what came before."""

    file_type: str
    shape: ModelTraits
    has_matrix: bool
    is_tied: bool  # the embedding is the output too
    values: int = 0  # tensors like attention's values in the model
    seen: dict[str, int] = field(default_factory=lambda: {"values": 0, "down": 0, "gate": 0, "up": 0})

    def choose(self, name: str, size: tuple[int, ...]) -> str:
        """The type of the next tensor."""
        kind = default_type(self.file_type)
        if kind in _PLAIN:
            return kind
        return _fit_rows(self._choose(name, size, kind), size[0])

    def _choose(self, name: str, size: tuple[int, ...], kind: str) -> str:
        part = find_kind(name)
        if part is TensorKind.OUTPUT or (self.is_tied and part is TensorKind.TOKEN_EMBD):
            if self.shape.architecture == "falcon" or size[0] % _BLOCKS[kind]:
                return "Q8_0"
            return kind if kind == "Q8_0" else "Q6_K"
        if part in _LIKE_V:
            return self._choose_values(kind)
        match part:
            case TensorKind.ATTENTION_K if self.shape.experts == 8:
                return "Q8_0"
            case TensorKind.FFN_DOWN:
                return self._choose_down(name, kind)
            case TensorKind.ATTENTION_OUTPUT:
                return self._choose_output(kind)
            case TensorKind.FFN_GATE | TensorKind.FFN_UP if self.shape.experts > 1:
                self._layer_of(name, 0)
        return kind

    def _choose_values(self, kind: str) -> str:
        at, chosen = self.seen["values"], kind
        shares = self.shape.heads_per_kv >= 4
        match self.file_type:
            case "Q2_K":
                chosen = "Q4_K" if shares else "Q3_K"
            case "Q3_K_M":
                chosen = "Q5_K" if at < 2 else "Q4_K"
            case "Q3_K_L":
                chosen = "Q5_K"
            case "IQ4_XS" if shares:
                chosen = "Q5_K"
            case "Q4_K_M" | "Q5_K_M" if _uses_more_bits(at, self.values):
                chosen = "Q6_K"
            case "Q4_K_S" if at < 4:
                chosen = "Q5_K"
        if self.shape.is_70b and chosen in ("Q3_K", "Q4_K"):
            chosen = "Q5_K"
        if self.shape.experts == 8:
            chosen = "Q8_0"
        self.seen["values"] += 1
        return chosen

    def _choose_down(self, name: str, kind: str) -> str:
        at, layers = self._layer_of(name, self.seen["down"]), self.shape.layers
        falcon = self.shape.architecture == "falcon"
        self.seen["down"] += 1
        match self.file_type:
            case "Q2_K":
                return "Q3_K"
            case "Q3_K_M":
                if at < layers // 16:
                    return "Q5_K"
                return "Q4_K" if not falcon or _uses_more_bits(at, layers) else "Q3_K"
            case "Q3_K_L":
                return "Q4_K" if falcon else "Q5_K"
            case "Q4_K_M" if falcon:
                if at < layers // 16:
                    return "Q6_K"
                return "Q5_K" if _uses_more_bits(at, layers) else "Q4_K"
            case "Q4_K_M" | "Q5_K_M" if _uses_more_bits(at, layers):
                return "Q6_K"
            case "IQ4_XS" if at < layers // 8 and not self.has_matrix:
                return "Q5_K"
            case "Q4_K_S" if not falcon and at < layers // 8:
                return "Q5_K"
            case "Q4_0" if self.has_matrix and at < layers // 8:
                return "Q4_1"
        return kind

    def _choose_output(self, kind: str) -> str:
        if self.shape.architecture == "falcon":
            return "Q4_K" if self.file_type == "Q3_K_L" else kind
        if self.shape.experts == 8:
            small = ("Q2_K", "Q3_K_S", "Q3_K_M", "Q4_K_S", "Q4_K_M", "IQ4_XS")
            return "Q5_K" if self.file_type in small else kind
        return {"Q2_K": "Q3_K", "Q3_K_M": "Q4_K", "Q3_K_L": "Q5_K"}.get(self.file_type, kind)

    def _layer_of(self, name: str, count: int) -> int:
        """The layer of a tensor: of a mixture of experts by its name, else how many came before."""
        if self.shape.experts <= 1:
            return count
        layer = _find_layer(name)
        if not 0 <= layer < self.shape.layers:
            raise ValueError(f"the layer of {name} is not known")
        return layer


def _fit_rows(kind: str, width: int) -> str:
    """Another type where a row is not a whole number of blocks."""
    if width % _BLOCKS[kind] == 0:
        return kind
    other = _FALLBACKS.get(kind, "F16")
    return other if width % _BLOCKS[other] == 0 else "F16"
