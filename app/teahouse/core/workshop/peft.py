"""LoRA adapters as PEFT saves them: a safetensors file and `adapter_config.json`, and their names in a GGUF.

The format of safetensors is https://github.com/huggingface/safetensors#format: eight bytes with the length of a JSON
header, the header, and the numbers. PEFT's scale is alpha / r, with `use_rslora` alpha / √r, and both may differ by
module. GGUF has one alpha for all, so what differs is multiplied into B. Llama's converter orders the rows of Q and K
by other pairs for its rotation (`LlamaModel.permute` in llama.cpp's convert_hf_to_gguf.py), so those of B are, too.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from teahouse.core.adapters import FIRST, SECOND, AdapterError
from teahouse.core.gguf import GgufHeader
from teahouse.core.values import dataclass

LARGEST_HEADER = 100 << 20  # bytes, as in safetensors itself
MOST_TENSORS = 1 << 16
BYTES = {"F32": 4, "F16": 2, "BF16": 2}

PERMUTED = frozenset(("llama", "mistral3", "granite", "smollm3"))
"""Architectures whose rows of Q and K are in another order in GGUF."""
PLAIN = frozenset(
    ("qwen2", "qwen3", "gemma", "gemma2", "gemma3", "glm4", "hunyuan-dense", "qwen2moe", "qwen3moe", "phi3")
)
"""Architectures whose weights are the same in GGUF."""

_MODULES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.qkv_proj": "attn_qkv",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.gate_up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_TENSOR = re.compile(r"(?P<module>[\w.]+)\.lora_(?P<half>[AB])(?:\.\w+)?\.weight", re.ASCII)
_PATTERN = re.compile(r"\^?(?:\.\*\\?\.)?[\w.\\]+\$?", re.ASCII)
_UNKNOWN = {"use_dora": "DoRA", "fan_in_fan_out": "transposed weights", "alora_invocation_tokens": "aLoRA"}
_OTHER_PARTS = ("vision", "visual", "audio", "projector")


@dataclass(frozen=True, slots=True)
class StoredTensor:
    """A tensor of a safetensors file: its shape in PyTorch's order, and where its bytes begin and end in the file."""

    name: str
    kind: str
    shape: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PeftSettings:
    """What `adapter_config.json` says about the scale."""

    rank: int
    alpha: float
    rank_stable: bool
    alphas: Mapping[str, float]  # by patterns of module names

    def scale_of(self, module: str, rank: int) -> float:
        """By what PEFT multiplies B · A of a module."""
        alpha = next((found for name, found in self.alphas.items() if _ends_with(module, name)), self.alpha)
        return alpha / (math.sqrt(rank) if self.rank_stable else rank)


def _ends_with(module: str, pattern: str) -> bool:
    """Whether a pattern of PEFT's means this module: its last names, as a regular expression without more than dots."""
    plain = pattern.replace("\\.", ".").lstrip("^").rstrip("$").removeprefix(".*").lstrip(".")
    return module == plain or module.endswith(f".{plain}")


@dataclass(frozen=True, slots=True)
class ConvertedTensor:
    """A tensor of the GGUF: its name and shape there, where its numbers are, by what they are multiplied, and of how
    many heads its rows are put into another order (0: they are not)."""

    name: str
    shape: tuple[int, int]
    source: StoredTensor
    factor: float
    heads: int


def read_peft_config(data: bytes) -> PeftSettings:
    """Read `adapter_config.json`; raises `AdapterError` for what cannot be converted."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        raise AdapterError("adapter_config.json is not JSON") from None
    if not isinstance(values, dict) or values.get("peft_type") != "LORA":
        raise AdapterError("adapter_config.json does not describe a LoRA adapter")
    for name, words in (
        ("use_dora", "DoRA"),
        ("fan_in_fan_out", "transposed weights"),
        ("alora_invocation_tokens", "aLoRA"),
    ):
        if values.get(name):
            raise AdapterError(f"it uses {words}, which GGUF adapters do not have")
    rank, alphas = values.get("r"), values.get("alpha_pattern") or {}
    alpha: Any = values.get("lora_alpha")
    if type(rank) is not int or not 0 < rank < 1 << 16 or not _is_positive(alpha):
        raise AdapterError("adapter_config.json has no usable r and lora_alpha")
    readable = isinstance(alphas, dict) and all(map(_is_positive, alphas.values()))
    if not readable or not all(_PATTERN.fullmatch(name) for name in alphas):
        raise AdapterError("adapter_config.json has an alpha_pattern that cannot be read")
    return PeftSettings(rank, float(alpha), bool(values.get("use_rslora")), alphas)


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def parse_safetensors(header: bytes, size: int) -> list[StoredTensor]:
    """The tensors of a safetensors file of `size` bytes, of which `header` is the JSON; raises `AdapterError`."""
    try:
        values = json.loads(header)
        entries = [(name, values[name]) for name in values if name != "__metadata__"]
        return [_read_entry(name, entry, 8 + len(header), size) for name, entry in entries[: MOST_TENSORS + 1]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise AdapterError("the header of the safetensors file cannot be read") from None


def _read_entry(name: str, entry: Mapping[str, Any], begin: int, size: int) -> StoredTensor:
    kind, shape, (start, end) = entry["dtype"], tuple(entry["shape"]), entry["data_offsets"]
    if not all(type(number) is int and 0 < number < 1 << 40 for number in shape):
        raise AdapterError(f"{name} has an impossible shape")
    if kind not in BYTES:
        raise AdapterError(f"{name} is of the type {kind}, not {', '.join(BYTES)}")
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= size - begin:
        raise AdapterError(f"{name} is not wholly in the file: it is incomplete")
    if end - start != math.prod(shape) * BYTES[kind]:
        raise AdapterError(f"{name} has another number of bytes than its shape")
    return StoredTensor(name, kind, shape, begin + start, begin + end)


def convert_names(tensors: list[StoredTensor], config: PeftSettings, base: GgufHeader) -> list[ConvertedTensor]:
    """The tensors of the GGUF for a base model, A before B; raises `AdapterError` for one that has no place in it."""
    architecture = base.architecture
    if architecture not in PERMUTED | PLAIN:
        raise AdapterError(f"the names of {architecture} are not known here; convert it with llama.cpp's own program")
    if len(tensors) > MOST_TENSORS:
        raise AdapterError("it has too many tensors")
    weights = {tensor.name for tensor in base.tensors}
    halves: dict[str, dict[str, StoredTensor]] = {}
    modules: dict[str, str] = {}
    for tensor in tensors:
        module, half = _split_name(tensor)
        name = _name_weight(module)
        if name not in weights:
            raise AdapterError(f"{tensor.name} would change {name}, which the model does not have")
        if halves.setdefault(name, {}).setdefault(half, tensor) is not tensor:
            raise AdapterError(f"it has {tensor.name} twice")
        modules[name] = module
    if not halves:
        raise AdapterError("it has no tensors")
    return [each for name, pair in halves.items() for each in _convert_pair(name, modules[name], pair, config, base)]


def _split_name(tensor: StoredTensor) -> tuple[str, str]:
    """The module and the half, A or B."""
    found = _TENSOR.fullmatch(tensor.name)
    if found is None:
        raise AdapterError(f"{tensor.name} is no part of a LoRA, for example a whole module that was trained")
    if any(part in found["module"] for part in _OTHER_PARTS):
        raise AdapterError(f"{tensor.name} changes a part of the model that sees or hears")
    return found["module"], found["half"]


def _name_weight(module: str) -> str:
    """The weight's name in GGUF, as in gguf's `tensor_mapping`."""
    before, _, after = module.partition("layers.")
    number, _, part = after.partition(".")
    is_layer = before[-1:] in ("", ".") and number.isascii() and number.isdecimal() and len(number) <= 5
    if is_layer and part in _MODULES:
        return f"blk.{int(number)}.{_MODULES[part]}.weight"
    if module.rpartition(".")[2] == "lm_head":
        return "output.weight"
    raise AdapterError(f"{module} has no known name in GGUF")


def _convert_pair(
    name: str, module: str, pair: Mapping[str, StoredTensor], config: PeftSettings, base: GgufHeader
) -> Iterator[ConvertedTensor]:
    if set(pair) != {"A", "B"}:
        raise AdapterError(f"it has one of the two tensors for {module}")
    first, second = pair["A"], pair["B"]
    if len(first.shape) != 2 or len(second.shape) != 2 or first.shape[0] != second.shape[1]:
        raise AdapterError(f"the two tensors for {module} do not fit each other")
    rank = first.shape[0]
    factor = config.scale_of(module, rank) / (config.alpha / rank)
    heads = _count_heads(name, base)
    if heads and (second.shape[0] % (2 * heads)):
        raise AdapterError(f"{module} does not have the rows of {heads} heads")
    yield ConvertedTensor(name + FIRST, (first.shape[1], rank), first, 1.0, 0)
    yield ConvertedTensor(name + SECOND, (rank, second.shape[0]), second, factor, heads)


def _count_heads(name: str, base: GgufHeader) -> int:
    """Of how many heads the rows of a weight are put into another order."""
    if base.architecture not in PERMUTED or not name.endswith((".attn_q.weight", ".attn_k.weight")):
        return 0
    heads = base.get_own("attention.head_count")
    if name.endswith(".attn_k.weight"):
        heads = base.get_own("attention.head_count_kv") or heads
    if not heads:
        raise AdapterError("the model does not say how many heads it has")
    return heads


def order_rows(data: bytes, row: int, heads: int) -> bytes:
    """The rows of Q or K, `row` bytes each, in the order of GGUF: in each head the two halves are interleaved."""
    count = len(data) // row
    half = count // heads // 2
    rows = [data[at * row : (at + 1) * row] for at in range(count)]
    return b"".join(
        rows[head * 2 * half + side * half + at] for head in range(heads) for at in range(half) for side in range(2)
    )
