"""The parts of a model's architecture that determine its memory and speed, from its header or the catalogue.

The cache is described by groups of layers: plain layers store keys and values for every token of the context, layers
with a sliding window for the window only, latent attention (MLA) one short vector, recurrent layers of hybrids a fixed
state, an encoder nothing. Checked against the allocations of llama.cpp b11549 (tests/core/test_fit_measured.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from teahouse.core.catalogue import CacheGroup, Tag
from teahouse.core.core_rates import core_seconds
from teahouse.core.gguf import Array, GgufHeader, Tensor, tensor_size
from teahouse.core.untrusted import read_count
from teahouse.core.values import dataclass

# The interval of layers with the whole context, if the file does not contain it. Other families' windows are ignored.
_PATTERNS = {"gemma2": 2, "gemma3": 6, "gemma3n": 5, "gpt-oss": 2, "gptoss": 2, "cohere2": 4, "olmo2": 4, "exaone4": 4}
_INTERVALS = {"qwen3next": 4, "qwen35": 4, "qwen35moe": 4}  # interval of layers that are not recurrent
_ENCODERS = ("bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "modern-bert", "gemma-embedding", "t5encoder")
MOST_LAYERS = 4096  # limit for invalid headers
_STATE_BYTES = 4  # recurrent states are f32

# Bits per weight with scales, for unpublished sizes. Source: sizes of library files by their quantisation.
_BITS = {"F16": 16.0, "BF16": 16.0, "Q8_0": 8.6, "Q4_K_M": 4.9, "Q4_0": 4.6, "MXFP4": 4.3, "UD-Q2_K_XL": 3.0}
_USUAL_BITS = 4.9


@dataclass(frozen=True, slots=True)
class Architecture:
    """Bytes unless noted. `weights`: all, including vision; `active`: read for one token; `state`: fixed memory of
    recurrent layers. `width`, `inner` and `query`: elements of a token in a layer, in its feed-forward part and in all
    its query heads, which determine the work buffers. `context`: trained window in tokens. `estimated`: a part is not
    from the model's file, but derived from the number of weights, or recalled. `arithmetic`: seconds in which one core
    multiplies the active weights."""

    name: str
    weights: int
    active: int
    groups: tuple[CacheGroup, ...] = ()
    state: int = 0
    width: int = 0
    inner: int = 0
    query: int = 0
    context: int | None = None
    vision: bool = False
    estimated: bool = False
    arithmetic: float = 0.0


def from_header(header: GgufHeader, projector: int = 0) -> Architecture:
    """Read a GGUF header; `projector`: bytes of a separate vision file."""
    keys = {name: _array_items(value) for name, value in header.keys.items()}
    return _build_architecture(keys, header.tensors, header.size - header.length, projector)


def from_show(information: Mapping[str, Any], tensors: Iterable[Mapping[str, Any]], size: int) -> Architecture:
    """Read the `model_info` (verbose or not) and `tensors` of `/api/show`; `size`: bytes of the file."""
    read = [
        Tensor(str(each["name"]), str(each["type"]), tuple(each["shape"]), tensor_size(each["type"], each["shape"]))
        for each in tensors
    ]
    return _build_architecture(information, read, size, 0)


def read_architecture(shown: Mapping[str, Any], size: int) -> Architecture | None:
    """Read a daemon's response to `/api/show`; None if it is incomplete or invalid."""
    try:
        return from_show(shown.get("model_info") or {}, shown.get("tensors") or (), size)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return None


def layer_windows(information: Mapping[str, Any]) -> tuple[int, ...]:
    """The sliding window of each layer in tokens, 0 for the whole context, from the `model_info` of `/api/show`; all 0
    where the pattern is not known."""
    return tuple(_HeaderReader(information).layer_windows())


def from_tag(tag: Tag) -> Architecture | None:
    """Estimate from an entry of the catalogue; None if neither size nor number of weights is known."""
    weights = likely_size(tag)
    if not weights:
        return None
    share = min(1.0, tag.active / tag.parameters) if tag.active and tag.parameters else 1.0
    encoder = tag.architecture in _ENCODERS
    seen = encoder or (tag.shape is not None and not tag.shape.recalled)
    return estimate_architecture(
        tag.architecture,
        weights,
        tag.parameters or weights / 1e9 * 8 / _BITS.get(tag.quantization, _USUAL_BITS),
        share=share,
        groups=tag.shape.groups if tag.shape else None,
        state=tag.shape.state if tag.shape else 0,
        context=tag.context,
        vision="vision" in tag.capabilities,
        quantization=tag.quantization,
        estimated=not tag.size or not seen,
    )


def estimate_architecture(
    name: str,
    weights: int,
    billions: float,
    *,
    share: float = 1.0,
    groups: tuple[CacheGroup, ...] | None = None,
    state: int = 0,
    context: int | None = None,
    vision: bool = False,
    quantization: str = "",
    estimated: bool = True,
) -> Architecture:
    """Estimate from `weights` bytes and `billions` of weights (0: derived from bytes), of which a `share` is active.
    Without known cache `groups` they are those of usual models of that size, without a `quantization` the usual one."""
    billions = billions or weights / 1e9 * 8 / _USUAL_BITS
    width = round(2000 * (billions * share) ** (1 / 3))  # 4000 at 8 billion, as models of that size have
    if name in _ENCODERS:
        groups = ()
    elif groups is None:
        groups = _usual_groups(billions)
    return Architecture(
        name=name,
        weights=weights,
        active=round(weights * share),
        groups=groups,
        state=state,
        width=width,
        inner=width * 3,
        query=width,
        context=context,
        vision=vision,
        estimated=estimated,
        arithmetic=core_seconds(quantization, weights * share),
    )


def likely_size(tag: Tag) -> int:
    """Bytes of a model in the catalogue: as published, else from weights and quantisation; 0 if unknown."""
    return tag.size or round((tag.parameters or 0) * 1e9 * _BITS.get(tag.quantization, _USUAL_BITS) / 8)


def _usual_groups(parameters: float) -> tuple[CacheGroup, ...]:
    """The usual cache of a model with grouped heads and so many billions of weights."""
    return (CacheGroup(1, round(36_000 * parameters**0.35)),)


def _read_number(value: object) -> int:
    """A number of the header, 0 if it is missing or invalid."""
    return read_count(int(value) if isinstance(value, float) and value.is_integer() else value) or 0


def _array_items(value: object) -> object:
    return value.items if isinstance(value, Array) else value


def _build_architecture(keys: Mapping[str, Any], tensors: Iterable[Tensor], size: int, projector: int) -> Architecture:
    build = _HeaderReader(keys)
    tensors = tuple(tensors)
    known = sum(tensor.size for tensor in tensors)
    complete = bool(tensors) and all(tensor.size for tensor in tensors)
    weights = known if complete else size
    active = [("", weights * build.expert_share)]
    if complete:
        tied = not any(tensor.name == "output.weight" for tensor in tensors)
        active = [(tensor.kind, build.active_bytes(tensor, tied=tied)) for tensor in tensors]
    return Architecture(
        name=build.name,
        weights=weights + projector,
        active=round(sum(read for _, read in active)),
        groups=build.cache_groups(),
        state=build.state_bytes(),
        width=build.read_number("embedding_length"),
        inner=build.feed_forward_width(),
        query=build.read_number("attention.head_count") * build.head_length("key"),
        context=build.read_number("context_length") or None,
        vision=projector > 0 or build.read_number("vision.block_count") > 0,
        estimated=build.read_number("block_count") == 0,
        arithmetic=sum(core_seconds(kind, read) for kind, read in active),
    )


class _HeaderReader:
    """Reads figures from the keys of one header."""

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self._keys = keys
        self.name = str(keys.get("general.architecture", "unknown"))
        self.layers = min(
            MOST_LAYERS, max(0, self.read_number("block_count") - self.read_number("nextn_predict_layers"))
        )

    def read_value(self, key: str) -> Any:
        return self._keys.get(f"{self.name}.{key}")

    def read_number(self, key: str) -> int:
        """A whole number, the largest of a list of them, or 0."""
        value = self.read_value(key)
        if isinstance(value, list | tuple):
            return max(map(_read_number, value), default=0)
        return _read_number(value)

    def read_per_layer(self, key: str, default: int) -> list[int]:
        """One value per layer; files have one for all or a list."""
        value = self.read_value(key)
        if isinstance(value, list | tuple) and len(value) >= self.layers:
            return [_read_number(item) for item in value[: self.layers]]
        return [default if read_count(value) is None else _read_number(value)] * self.layers

    def head_length(self, kind: str, suffix: str = "") -> int:
        """Elements of one head's key or value."""
        named = self.read_number(f"attention.{kind}_length{suffix}") or self.read_number(f"attention.{kind}_length")
        return named or self.read_number("embedding_length") // max(1, self.read_number("attention.head_count"))

    def feed_forward_width(self) -> int:
        """Active feed-forward width for one token."""
        experts = self.read_number("expert_feed_forward_length") * self.read_number("expert_used_count")
        return experts or self.read_number("feed_forward_length")

    @property
    def expert_share(self) -> float:
        count = self.read_number("expert_count")
        return self.read_number("expert_used_count") / count if count else 1.0

    def active_bytes(self, tensor: Tensor, *, tied: bool) -> float:
        """Bytes of a tensor read for one token: the share of experts, none of the token table (all of it if it is also
        the output, `tied`), nothing of vision and of prediction layers."""
        part = tensor.name.split(".")
        if "_exps" in tensor.name:
            return tensor.size * self.expert_share
        unread = part[0] in ("v", "mm", "a") or part[0].startswith("per_layer_token_embd")
        if unread or self._is_prediction_layer(part) or (part[0] == "token_embd" and not tied):
            return 0
        return tensor.size

    def _is_prediction_layer(self, part: list[str]) -> bool:
        return part[0] == "blk" and len(part) > 1 and part[1].isdigit() and int(part[1]) >= self.layers > 0

    def cache_groups(self) -> tuple[CacheGroup, ...]:
        if self.name in _ENCODERS or self.read_value("attention.causal") is False:
            return ()
        if self.read_number("attention.key_length_mla"):  # one latent vector with its position, shared by all heads
            heads = self.read_per_layer("attention.head_count_kv", 1)
            return (CacheGroup(sum(head > 0 for head in heads), self.head_length("key")),)
        found: Counter[tuple[int, int]] = Counter()
        for layer, (head, window) in enumerate(zip(self._layer_heads(), self.layer_windows(), strict=True)):
            suffix = "_swa" if window else ""
            elements = head * (self.head_length("key", suffix) + self.head_length("value", suffix))
            if elements and layer < self.layers - self.read_number("attention.shared_kv_layers"):
                found[elements, window] += 1
        return tuple(CacheGroup(layers, elements, window) for (elements, window), layers in found.items())

    def _layer_heads(self) -> list[int]:
        """Key and value heads of each layer, 0 for a recurrent one."""
        heads = self.read_per_layer("attention.head_count_kv", self.read_number("attention.head_count"))
        interval = self.read_number("full_attention_interval") or _INTERVALS.get(self.name, 0)
        if interval:
            return [head if (layer + 1) % interval == 0 else 0 for layer, head in enumerate(heads)]
        return heads

    def layer_windows(self) -> list[int]:
        """The window of each layer in tokens, 0 for the whole context."""
        window, pattern = (
            self.read_number("attention.sliding_window"),
            self.read_value("attention.sliding_window_pattern"),
        )
        if isinstance(pattern, list | tuple) and len(pattern) >= self.layers:
            return [window if sees else 0 for sees in pattern[: self.layers]]
        every = pattern if isinstance(pattern, int) and pattern > 0 else _PATTERNS.get(self.name, 0)
        if not window or not every:
            return [0] * self.layers
        return [0 if (layer + 1) % every == 0 else window for layer in range(self.layers)]

    def state_bytes(self) -> int:
        """Bytes of the recurrent layers, independent of the context."""
        inner, size = self.read_number("ssm.inner_size"), self.read_number("ssm.state_size")
        kernel = max(0, self.read_number("ssm.conv_kernel") - 1)
        numbers = kernel * (inner + 2 * self.read_number("ssm.group_count") * size) + size * inner
        if head := self.read_number("kda.head_dim"):
            heads = self.read_number("attention.head_count")
            numbers = 3 * kernel * heads * head + heads * head * head
        if short := self.read_number("shortconv.l_cache"):
            numbers = self.read_number("embedding_length") * (short - 1)
        idle = (
            self.read_per_layer("feed_forward_length", 1) if self.name.startswith("nemotron_h") else [0] * self.layers
        )
        recurrent = sum(
            not heads and not inner_size for heads, inner_size in zip(self._layer_heads(), idle, strict=True)
        )
        return recurrent * numbers * _STATE_BYTES
