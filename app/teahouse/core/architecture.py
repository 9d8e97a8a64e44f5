"""What of a model's build decides its memory and its speed, from its header or from the catalogue.

A cache is a list of groups of layers: plain layers keep keys and values for every token of the context, layers with a
sliding window for the window only, latent attention (MLA) keeps one short vector, recurrent layers of hybrids keep a
fixed state and nothing per token, and an encoder keeps nothing. Checked against what llama.cpp b11549 says it
allocates, model by model (tests/core/test_fit_measured.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from teahouse.core.catalogue import CacheGroup, Tag
from teahouse.core.gguf import Array, GgufHeader, Tensor, tensor_size
from teahouse.core.untrusted import read_count
from teahouse.core.values import dataclass

# Every how many layers one sees the whole context, where the file does not say it; other families with a window in
# their file are run without it.
_PATTERNS = {"gemma2": 2, "gemma3": 6, "gemma3n": 5, "gpt-oss": 2, "gptoss": 2, "cohere2": 4, "olmo2": 4, "exaone4": 4}
_INTERVALS = {"qwen3next": 4, "qwen35": 4, "qwen35moe": 4}  # every how many layers one is not recurrent
_ENCODERS = ("bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "modern-bert", "gemma-embedding", "t5encoder")
MOST_LAYERS = 4096  # a header may say anything
_STATE_BYTES = 4  # recurrent states are kept in f32

# Bits a weight takes with its scales, for sizes nobody published. Source: sizes of library files by their quantisation.
_BITS = {"F16": 16.0, "BF16": 16.0, "Q8_0": 8.6, "Q4_K_M": 4.9, "Q4_0": 4.6, "MXFP4": 4.3, "UD-Q2_K_XL": 3.0}
_USUAL_BITS = 4.9


@dataclass(frozen=True, slots=True)
class Architecture:
    """Bytes unless said otherwise. `weights`: all of them, vision included; `active`: what is read for one token;
    `state`: fixed memory of recurrent layers. `width`, `inner` and `query`: numbers a token has in a layer, in its
    feed-forward part and in all its query heads, which decide the work buffers. `context`: trained window in tokens.
    `estimated`: something here is not from the model itself, but from its number of weights, or recalled."""

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


def from_header(header: GgufHeader, projector: int = 0) -> Architecture:
    """A model by its GGUF header; `projector`: bytes of a vision part in a file of its own."""
    keys = {name: _plain(value) for name, value in header.keys.items()}
    return _of(keys, header.tensors, header.size - header.length, projector)


def from_show(information: Mapping[str, Any], tensors: Iterable[Mapping[str, Any]], size: int) -> Architecture:
    """A model by `/api/show`: its `model_info` (verbose or not), its `tensors`, and the bytes of its file."""
    read = [
        Tensor(str(each["name"]), str(each["type"]), tuple(each["shape"]), tensor_size(each["type"], each["shape"]))
        for each in tensors
    ]
    return _of(information, read, size, 0)


def described(shown: Mapping[str, Any], size: int) -> Architecture | None:
    """A model by a daemon's whole answer to `/api/show`; None when it says too little, or says it otherwise."""
    try:
        return from_show(shown.get("model_info") or {}, shown.get("tensors") or (), size)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError):
        return None


def from_tag(tag: Tag) -> Architecture | None:
    """A model by its entry in the catalogue; None when not even its number of weights is known."""
    weights = likely_size(tag)
    if not weights:
        return None
    parameters = tag.parameters or weights / 1e9 * 8 / _BITS.get(tag.quantization, _USUAL_BITS)
    share = min(1.0, tag.active / tag.parameters) if tag.active and tag.parameters else 1.0
    width = round(2000 * (parameters * share) ** (1 / 3))  # 4000 at 8 billion, as models of that size have
    encoder = tag.architecture in _ENCODERS
    seen = encoder or (tag.shape is not None and not tag.shape.recalled)
    groups = () if encoder else tag.shape.groups if tag.shape else _usual_groups(parameters)
    return Architecture(
        name=tag.architecture,
        weights=weights,
        active=round(weights * share),
        groups=groups,
        state=tag.shape.state if tag.shape else 0,
        width=width,
        inner=width * 3,
        query=width,
        context=tag.context,
        vision="vision" in tag.capabilities,
        estimated=not tag.size or not seen,
    )


def likely_size(tag: Tag) -> int:
    """Bytes of a model in the catalogue: as published, else by its weights and their quantisation; 0 where neither is
    known."""
    return tag.size or round((tag.parameters or 0) * 1e9 * _BITS.get(tag.quantization, _USUAL_BITS) / 8)


def _usual_groups(parameters: float) -> tuple[CacheGroup, ...]:
    """The cache of a plain model of so many billions of weights, as models with grouped heads have it."""
    return (CacheGroup(1, round(36_000 * parameters**0.35)),)


def _count(value: object) -> int:
    """A number of the header, 0 where it is none or cannot be."""
    return read_count(int(value) if isinstance(value, float) and value.is_integer() else value) or 0


def _plain(value: object) -> object:
    return value.items if isinstance(value, Array) else value


def _of(keys: Mapping[str, Any], tensors: Iterable[Tensor], size: int, projector: int) -> Architecture:
    build = _Build(keys)
    tensors = tuple(tensors)
    known = sum(tensor.size for tensor in tensors)
    complete = bool(tensors) and all(tensor.size for tensor in tensors)
    weights = known if complete else size
    return Architecture(
        name=build.name,
        weights=weights + projector,
        active=round(build.active(tensors) if complete else weights * build.expert_share),
        groups=build.groups(),
        state=build.state(),
        width=build.number("embedding_length"),
        inner=build.inner(),
        query=build.number("attention.head_count") * build.length("key"),
        context=build.number("context_length") or None,
        vision=projector > 0 or build.number("vision.block_count") > 0,
        estimated=build.number("block_count") == 0,
    )


class _Build:
    """The keys of one header, read by what they mean."""

    def __init__(self, keys: Mapping[str, Any]) -> None:
        self._keys = keys
        self.name = str(keys.get("general.architecture", "unknown"))
        self.layers = min(MOST_LAYERS, max(0, self.number("block_count") - self.number("nextn_predict_layers")))

    def value(self, key: str) -> Any:
        return self._keys.get(f"{self.name}.{key}")

    def number(self, key: str) -> int:
        """A whole number, the largest of a list of them, or 0."""
        value = self.value(key)
        if isinstance(value, list | tuple):
            return max(map(_count, value), default=0)
        return _count(value)

    def per_layer(self, key: str, default: int) -> list[int]:
        """One value a layer; files give one for all or a list."""
        value = self.value(key)
        if isinstance(value, list | tuple) and len(value) >= self.layers:
            return [_count(item) for item in value[: self.layers]]
        return [default if read_count(value) is None else _count(value)] * self.layers

    def length(self, kind: str, suffix: str = "") -> int:
        """Numbers one head keeps as key or value."""
        named = self.number(f"attention.{kind}_length{suffix}") or self.number(f"attention.{kind}_length")
        return named or self.number("embedding_length") // max(1, self.number("attention.head_count"))

    def inner(self) -> int:
        """Width of the feed-forward part that works for one token."""
        experts = self.number("expert_feed_forward_length") * self.number("expert_used_count")
        return experts or self.number("feed_forward_length")

    @property
    def expert_share(self) -> float:
        count = self.number("expert_count")
        return self.number("expert_used_count") / count if count else 1.0

    def active(self, tensors: Iterable[Tensor]) -> float:
        """Bytes read for one token: of experts their share, of the table of tokens a row (all of it where it is the
        output, too), nothing of vision or of layers that only guess ahead."""
        tensors = tuple(tensors)
        tied = not any(tensor.name == "output.weight" for tensor in tensors)
        total = 0.0
        for tensor in tensors:
            part = tensor.name.split(".")
            if "_exps" in tensor.name:
                total += tensor.size * self.expert_share
            elif part[0] in ("v", "mm", "a") or part[0].startswith("per_layer_token_embd") or self._ahead(part):
                continue
            elif part[0] != "token_embd" or tied:
                total += tensor.size
        return total

    def _ahead(self, part: list[str]) -> bool:
        return part[0] == "blk" and len(part) > 1 and part[1].isdigit() and int(part[1]) >= self.layers > 0

    def groups(self) -> tuple[CacheGroup, ...]:
        if self.name in _ENCODERS or self.value("attention.causal") is False:
            return ()
        if self.number("attention.key_length_mla"):  # one latent vector with its position, shared by all heads
            heads = self.per_layer("attention.head_count_kv", 1)
            return (CacheGroup(sum(head > 0 for head in heads), self.length("key")),)
        found: Counter[tuple[int, int]] = Counter()
        for layer, (head, window) in enumerate(zip(self._heads(), self._windows(), strict=True)):
            suffix = "_swa" if window else ""
            elements = head * (self.length("key", suffix) + self.length("value", suffix))
            if elements and layer < self.layers - self.number("attention.shared_kv_layers"):
                found[elements, window] += 1
        return tuple(CacheGroup(layers, elements, window) for (elements, window), layers in found.items())

    def _heads(self) -> list[int]:
        """Key and value heads of each layer, 0 for a recurrent one."""
        heads = self.per_layer("attention.head_count_kv", self.number("attention.head_count"))
        interval = self.number("full_attention_interval") or _INTERVALS.get(self.name, 0)
        if interval:
            return [head if (layer + 1) % interval == 0 else 0 for layer, head in enumerate(heads)]
        return heads

    def _windows(self) -> list[int]:
        """Tokens each layer sees, 0 for all of them."""
        window, pattern = self.number("attention.sliding_window"), self.value("attention.sliding_window_pattern")
        if isinstance(pattern, list | tuple) and len(pattern) >= self.layers:
            return [window if sees else 0 for sees in pattern[: self.layers]]
        every = pattern if isinstance(pattern, int) and pattern > 0 else _PATTERNS.get(self.name, 0)
        if not window or not every:
            return [0] * self.layers
        return [0 if (layer + 1) % every == 0 else window for layer in range(self.layers)]

    def state(self) -> int:
        """Bytes recurrent layers keep, whatever the context."""
        inner, size = self.number("ssm.inner_size"), self.number("ssm.state_size")
        kernel = max(0, self.number("ssm.conv_kernel") - 1)
        numbers = kernel * (inner + 2 * self.number("ssm.group_count") * size) + size * inner
        if head := self.number("kda.head_dim"):
            heads = self.number("attention.head_count")
            numbers = 3 * kernel * heads * head + heads * head * head
        if short := self.number("shortconv.l_cache"):
            numbers = self.number("embedding_length") * (short - 1)
        idle = self.per_layer("feed_forward_length", 1) if self.name.startswith("nemotron_h") else [0] * self.layers
        recurrent = sum(not heads and not inner_size for heads, inner_size in zip(self._heads(), idle, strict=True))
        return recurrent * numbers * _STATE_BYTES
