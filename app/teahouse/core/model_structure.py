"""The structure of a model, from its tensors and metadata: its blocks by kind, and the weights of each of its parts.

Names of tensors: llama.cpp b11549 (https://github.com/ggml-org/llama.cpp/blob/master/src/llama-arch.cpp). What the
tensors do not tell comes from the metadata; what neither tells is None.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from teahouse.core.architecture import layer_windows
from teahouse.core.details import Details, Weights
from teahouse.core.untrusted import read_count
from teahouse.core.values import dataclass

_BLOCK = re.compile(r"(?P<stack>(?:enc\.|dec\.)?)blk\.(?P<number>\d{1,6})\.(?P<rest>.+)")
_SEPARATE = ("v.", "mm.", "a.")  # begin the names of tensors for pictures and sound
_RECURRENT = ("ssm_", "shortconv", "time_mix", "channel_mix")
_STATE_KEYS = (".ssm.", ".kda.", ".shortconv.", ".wkv.")  # in the metadata of models with recurrent blocks
_MIXER = ("attn", "cross_attn", "post_attention", "pre_attention")


class WeightPart(StrEnum):
    """A part of a model's weights, in the order of the data's way through it."""

    EMBEDDING = "embedding"
    ATTENTION = "attention"
    RECURRENT = "recurrent"
    FEED_FORWARD = "feed_forward"
    EXPERTS = "experts"
    NORMS = "norms"
    OUTPUT = "output"
    VISION = "vision"
    OTHER = "other"


class Mixer(StrEnum):
    """How a block combines the tokens of the context."""

    ATTENTION = "attention"
    LATENT = "latent"  # attention whose keys and values are one compressed vector (MLA)
    RECURRENT = "recurrent"  # a state of fixed size: Mamba, linear and delta attention, short convolutions
    BOTH = "both"  # attention and a recurrent part side by side
    NONE = "none"
    UNKNOWN = "unknown"  # a hybrid whose tensors are not listed


@dataclass(frozen=True, slots=True)
class PartTotal:
    """Weights of one part: their number, bytes (0: of an unknown type), tensors, and bytes by type, largest first."""

    part: WeightPart
    parameters: int
    size: int
    tensors: int
    kinds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BlockFeatures:
    """What equal blocks have in common. `heads` of queries, `kv_heads` of keys and values, `head_size` elements of one
    head; `window` in tokens, 0 for the whole context; `inner` the width of the plain feed-forward part, 0 without one;
    `experts` of `expert_inner` elements, of which `experts_used` compute each token beside `shared_experts`. `bias`:
    attention adds constants; `head_norms`: queries and keys are normalised; `predicts`: an extra block that drafts
    further tokens."""

    mixer: Mixer
    heads: int | None = None
    kv_heads: int | None = None
    head_size: int | None = None
    latent: int | None = None
    window: int = 0
    inner: int | None = None
    experts: int = 0
    experts_used: int | None = None
    shared_experts: int = 0
    expert_inner: int | None = None
    norms: int = 0
    bias: bool = False
    head_norms: bool = False
    predicts: bool = False
    stack: str = ""  # "enc" or "dec" of a model with two stacks of blocks


@dataclass(frozen=True, slots=True)
class BlockGroup:
    """All blocks of one kind: their numbers and the weights of their parts, `routed` of them in experts that are chosen
    for each token."""

    kind: BlockFeatures
    numbers: tuple[int, ...]
    parts: tuple[PartTotal, ...] = ()
    routed: int = 0

    @property
    def parameters(self) -> int:
        """The number of weights of all its blocks."""
        return sum(part.parameters for part in self.parts)

    def total_of(self, *parts: WeightPart) -> int:
        """The number of weights of some parts."""
        return sum(total.parameters for total in self.parts if total.part in parts)


@dataclass(frozen=True, slots=True)
class ModelStructure:
    """`groups` of equal blocks, in the order of their first ones; `order` has the group of each block. `parts` are in
    the order of `WeightPart`, empty where the host does not list tensors. `parameters` is the number of all weights,
    `active` of those used for one token; `tied`: the token table is the output as well. `window` in tokens, also
    where it is not known which blocks have it (`is_window_unclear`)."""

    architecture: str
    groups: tuple[BlockGroup, ...]
    order: tuple[int, ...]
    parts: tuple[PartTotal, ...] = ()
    parameters: int | None = None
    active: int | None = None
    width: int | None = None
    vocabulary: int | None = None
    context_length: int | None = None
    tied: bool | None = None
    window: int = 0
    is_window_unclear: bool = False

    @property
    def blocks(self) -> int:
        """The number of blocks, with those that draft further tokens."""
        return len(self.order)

    @property
    def size(self) -> int:
        """Bytes of all weights of known types."""
        return sum(part.size for part in self.parts)

    @property
    def has_tensors(self) -> bool:
        """Whether the host lists the tensors."""
        return bool(self.parts)

    def part(self, wanted: WeightPart) -> PartTotal | None:
        """The weights of one part; None without any."""
        return next((total for total in self.parts if total.part is wanted), None)


def part_of(tensor: str, *, recurrent: bool = False) -> WeightPart:
    """The part that a tensor belongs to, by its name; `recurrent`: its block has no attention beside a state, so that
    its projections are of the recurrent part."""
    if tensor.startswith(_SEPARATE):
        return WeightPart.VISION
    block = _BLOCK.fullmatch(tensor)
    rest = block["rest"] if block else tensor.removeprefix("enc.").removeprefix("dec.")
    if "norm" in rest:
        return WeightPart.NORMS
    if block is None:
        return _part_outside(rest)
    if "exps" in rest or "shexp" in rest or rest.startswith(("ffn_gate_inp", "exp_probs")):
        return WeightPart.EXPERTS
    if rest.startswith("ffn"):
        return WeightPart.FEED_FORWARD
    if rest.startswith(_RECURRENT):
        return WeightPart.RECURRENT
    if rest.startswith(_MIXER):
        return WeightPart.RECURRENT if recurrent else WeightPart.ATTENTION
    return WeightPart.OTHER


def _part_outside(name: str) -> WeightPart:
    """The part of a tensor outside the blocks."""
    if "embd" in name or name.startswith("token_types"):
        return WeightPart.EMBEDDING
    return WeightPart.OUTPUT if name.startswith("output") else WeightPart.OTHER


def read_structure(details: Details) -> ModelStructure:
    """Read the structure from the details of a model; without tensors only what the metadata tells."""
    own = _OwnKeys(details)
    windows = layer_windows(details.information or {})
    blocks = _list_blocks(details.tensors) if details.tensors else _describe_blocks(details, own)
    kinds = [_kind_of(block, own, windows) for block in blocks]
    order, groups = _group_blocks(blocks, kinds)
    recurrent = {(block.stack, block.number) for block in blocks if block.is_recurrent and not block.is_both}
    parts = _sum_parts((tensor, _part_in(tensor, recurrent)) for tensor in details.tensors)
    parameters = sum(part.parameters for part in parts) or read_count(own.information.get("general.parameter_count"))
    window = own.count("attention.sliding_window") or 0
    names = {tensor.name for tensor in details.tensors}
    return ModelStructure(
        architecture=details.architecture or details.family,
        groups=groups,
        order=order,
        parts=parts,
        parameters=parameters,
        active=_count_active(groups, parts) if parts else None,
        width=details.embedding_length,
        vocabulary=details.vocabulary,
        context_length=details.context_length,
        tied="output.weight" not in names if "token_embd.weight" in names else None,
        window=window,
        is_window_unclear=bool(window) and not any(kind.window for kind in kinds),
    )


class _OwnKeys:
    """The numbers that the metadata has under the architecture's own prefix."""

    def __init__(self, details: Details) -> None:
        self.information: Mapping[str, Any] = details.information or {}
        self._prefix = details.architecture
        self.has_state = any(part in key for key in self.information for part in _STATE_KEYS)

    def count(self, key: str) -> int | None:
        """A whole number; None where it is missing, hidden or a list."""
        return read_count(self.information.get(f"{self._prefix}.{key}"))


@dataclass(frozen=True, slots=True)
class _Block:
    """One block: its tensors by the rest of their names; `dense` is known of a block whose tensors are not."""

    stack: str
    number: int
    tensors: Mapping[str, Weights]
    dense: bool = True

    @property
    def is_recurrent(self) -> bool:
        return any(rest.startswith(_RECURRENT) for rest in self.tensors)

    @property
    def is_both(self) -> bool:
        """Whether attention is beside the recurrent part: only Mamba's blocks have a projection of their own for it."""
        return any(rest.startswith("ssm_in") for rest in self.tensors) and any(
            rest.startswith("attn_q") for rest in self.tensors
        )

    def shape(self, *names: str) -> tuple[int, ...] | None:
        """The shape of the first of these weights that the block has."""
        found = (self.tensors.get(f"{name}.weight") for name in names)
        return next((tensor.shape for tensor in found if tensor is not None and len(tensor.shape) > 1), None)

    def has(self, text: str) -> bool:
        """Whether a tensor's name contains this text."""
        return any(text in rest for rest in self.tensors)


def _list_blocks(tensors: Iterable[Weights]) -> list[_Block]:
    """The blocks of a file, in order."""
    found: dict[tuple[str, int], dict[str, Weights]] = {}
    for tensor in tensors:
        match = None if tensor.name.startswith(_SEPARATE) else _BLOCK.fullmatch(tensor.name)
        if match is not None:
            where = match["stack"].rstrip("."), int(match["number"])
            found.setdefault(where, {})[match["rest"]] = tensor
    return [
        _Block(stack, number, found[stack, number])
        for stack, number in sorted(found, key=lambda key: (key[0] == "dec", key[1]))
    ]


def _describe_blocks(details: Details, own: _OwnKeys) -> list[_Block]:
    """The blocks of a model whose tensors are not listed."""
    dense = (own.count("leading_dense_block_count") or 0) if details.experts else details.layers or 0
    return [_Block("", number, {}, number < dense) for number in range(min(details.layers or 0, 4096))]


def _kind_of(block: _Block, own: _OwnKeys, windows: Sequence[int]) -> BlockFeatures:
    mixer = _mixer_of(block, own)
    attends = mixer in (Mixer.ATTENTION, Mixer.LATENT, Mixer.BOTH)
    experts = block.shape("ffn_down_exps", "ffn_up_exps")
    has_experts = experts is not None or (not block.tensors and not block.dense)
    down = block.shape("ffn_down", "channel_mix_value")
    window = windows[block.number] if attends and block.number < len(windows) and not block.stack else 0
    heads, kv_heads, size = _heads_of(block, own, mixer, window) if attends else (None, None, None)
    return BlockFeatures(
        mixer,
        heads=heads,
        kv_heads=kv_heads,
        head_size=size,
        latent=own.count("attention.kv_lora_rank") if mixer is Mixer.LATENT else None,
        window=window,
        inner=(down[0] if down else 0) if block.tensors else own.count("feed_forward_length") if block.dense else 0,
        experts=((experts[2] if experts and len(experts) > 2 else own.count("expert_count")) or 0)
        if has_experts
        else 0,
        experts_used=own.count("expert_used_count") if has_experts else None,
        shared_experts=_shared_experts(block, own),
        expert_inner=(experts[0] if experts and block.has("ffn_down_exps") else own.count("expert_feed_forward_length"))
        if has_experts
        else None,
        norms=sum("norm" in rest and rest.endswith(".weight") for rest in block.tensors),
        bias=attends and any(rest.startswith("attn") and rest.endswith(".bias") for rest in block.tensors),
        head_norms=attends and block.has("attn_q_norm"),
        predicts=block.has("nextn"),
        stack=block.stack,
    )


def _mixer_of(block: _Block, own: _OwnKeys) -> Mixer:
    if not block.tensors and own.has_state:
        return Mixer.UNKNOWN
    if not block.tensors:
        return Mixer.LATENT if own.count("attention.kv_lora_rank") else Mixer.ATTENTION
    if block.is_both:
        return Mixer.BOTH
    if block.is_recurrent:
        return Mixer.RECURRENT
    if block.has("attn_kv_a_mqa"):
        return Mixer.LATENT
    return Mixer.ATTENTION if any(rest.startswith(_MIXER[:2]) for rest in block.tensors) else Mixer.NONE


def _heads_of(block: _Block, own: _OwnKeys, mixer: Mixer, window: int) -> tuple[int | None, int | None, int | None]:
    """Heads of queries, heads of keys and values, and elements of one head."""
    heads, width = own.count("attention.head_count"), own.count("embedding_length")
    size = own.count("attention.key_length_swa") if window else None
    size = size or own.count("attention.key_length") or (width // heads if width and heads else None)
    if mixer is Mixer.LATENT:
        return heads, None, own.count("attention.key_length_mla") or size
    back, keys, together = block.shape("attn_output"), block.shape("attn_k"), block.shape("attn_qkv")
    value = own.count("attention.value_length") or size
    if heads is None and back and value:  # the metadata has a list of one number for each block
        heads = back[0] // value
    kv_heads = own.count("attention.head_count_kv")
    if keys and size:
        kv_heads = keys[-1] // size
    elif kv_heads is None and together and size and heads:
        kv_heads = max(0, together[-1] // size - heads) // 2 or None
    return heads, kv_heads if kv_heads is not None or block.tensors else heads, size


def _shared_experts(block: _Block, own: _OwnKeys) -> int:
    if block.has("shexp"):
        return own.count("expert_shared_count") or 1
    return 0 if block.tensors or block.dense else own.count("expert_shared_count") or 0


def _group_blocks(
    blocks: Sequence[_Block], kinds: Sequence[BlockFeatures]
) -> tuple[tuple[int, ...], tuple[BlockGroup, ...]]:
    """The group of each block, and the groups."""
    numbers: dict[BlockFeatures, list[int]] = {}
    for at, kind in enumerate(kinds):
        numbers.setdefault(kind, []).append(at)
    ranks = {kind: rank for rank, kind in enumerate(numbers)}
    groups = tuple(
        BlockGroup(
            kind,
            tuple(blocks[at].number for at in places),
            _sum_parts(
                (tensor, part_of(tensor.name, recurrent=blocks[at].is_recurrent and not blocks[at].is_both))
                for at in places
                for tensor in blocks[at].tensors.values()
            ),
            sum(
                math.prod(tensor.shape)
                for at in places
                for rest, tensor in blocks[at].tensors.items()
                if "_exps" in rest
            ),
        )
        for kind, places in numbers.items()
    )
    return tuple(ranks[kind] for kind in kinds), groups


def _part_in(tensor: Weights, recurrent: Collection[tuple[str, int]]) -> WeightPart:
    """The part of a tensor, given the blocks whose projections are of a recurrent part."""
    match = _BLOCK.fullmatch(tensor.name)
    where = (match["stack"].rstrip("."), int(match["number"])) if match else ("", -1)
    return part_of(tensor.name, recurrent=where in recurrent)


def _sum_parts(tensors: Iterable[tuple[Weights, WeightPart]]) -> tuple[PartTotal, ...]:
    """The weights of each part, in the order of `WeightPart`."""
    found: dict[WeightPart, list[Weights]] = {}
    for tensor, part in tensors:
        found.setdefault(part, []).append(tensor)
    return tuple(_total_of(part, found[part]) for part in WeightPart if part in found)


def _total_of(part: WeightPart, tensors: Sequence[Weights]) -> PartTotal:
    kinds: Counter[str] = Counter()
    for tensor in tensors:
        kinds[tensor.kind] += tensor.size
    count = sum(math.prod(tensor.shape) for tensor in tensors)
    return PartTotal(part, count, sum(kinds.values()), len(tensors), tuple(kinds.most_common()))


def _count_active(groups: Iterable[BlockGroup], parts: Iterable[PartTotal]) -> int:
    """Weights used for one token: of the chosen experts their share, the rest wholly; nothing of the parts for pictures
    and of blocks that draft."""
    total = sum(part.parameters for part in parts if part.part is not WeightPart.VISION)
    for group in groups:
        kind = group.kind
        if kind.predicts:
            total -= group.parameters
        elif kind.experts and kind.experts_used:
            total -= group.routed * max(0, kind.experts - kind.experts_used) // kind.experts
    return total
